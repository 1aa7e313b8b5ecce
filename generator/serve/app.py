"""The preview's HTTP responses."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from generator.formats.mime import content_type
from generator.model.digest import digest_bytes
from generator.serve.preview import NOT_FOUND, PageResponse, Preview
from generator.serve.routes import file_for, is_ours, near
from generator.serve.sse_clients import SseClient

OURS = "/.newsprint/"
SCRIPT = Path(__file__).with_name("live.js")
PATIENCE = 5.0  # seconds that a request waits until a change is loaded
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]
ALWAYS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}

Handler = Callable[[Request], Awaitable[Response]]


def make_app(preview: Preview, host: str) -> Starlette:
    """Return the application that serves `preview` on `host`."""
    responder = _Responder(preview)

    def guarded(answer: Handler) -> Handler:
        async def guard(request: Request) -> Response:
            if not is_ours(request.headers.get("host", ""), host):
                return PlainTextResponse("This is a preview: ask for it by the address that it was started with.", 403)
            if request.method not in ("GET", "HEAD"):
                return PlainTextResponse("Only GET and HEAD are answered here.", 405, {"Allow": "GET, HEAD"})
            return await answer(request)

        return guard

    return Starlette(
        routes=[
            Route(f"{OURS}live.js", guarded(responder.script), methods=METHODS),
            Route(f"{OURS}events", guarded(responder.events), methods=METHODS),
            Route("/{path:path}", guarded(responder.file), methods=METHODS),
        ]
    )


class _Responder:
    def __init__(self, preview: Preview) -> None:
        self.preview = preview

    async def script(self, _: Request) -> Response:
        """Return the live reload script."""
        return FileResponse(SCRIPT, media_type="text/javascript", headers=ALWAYS)

    async def events(self, request: Request) -> Response:
        """Return the event stream of the page that a browser shows."""
        origin = request.headers.get("origin")
        if origin is not None and origin != f"{request.url.scheme}://{request.headers['host']}":
            return PlainTextResponse("This stream is for the preview's own pages.", 403)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        if request.method == "HEAD":
            return Response(headers=headers, media_type="text/event-stream")
        client = SseClient(request.query_params.get("address", ""), request.query_params.get("tag", ""))
        stream = self.preview.clients.stream(client, self.preview.greet)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def file(self, request: Request) -> Response:
        """Return a file of the site."""
        preview = self.preview
        with contextlib.suppress(TimeoutError):  # with so many changes, an older version is better than none
            await asyncio.wait_for(preview.settled.wait(), PATIENCE)
        snapshot = preview.pages.snapshot
        path, elsewhere = file_for(request.scope["path"], snapshot.settings.baseurl, snapshot.outputs)
        if elsewhere:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(elsewhere + query, 307)
        if not path:
            return await self.nowhere(request)
        answer = await preview.requested(path)
        if answer.page is None and not answer.problems:  # it went just now
            return await self.nowhere(request)
        return self.respond(request, path, answer, 200)

    async def nowhere(self, request: Request) -> Response:
        """Return the site's 404 page, with suggestions for the URL."""
        snapshot = self.preview.pages.snapshot
        baseurl = snapshot.settings.baseurl
        meant = await asyncio.to_thread(near, request.scope["path"].removeprefix(baseurl), snapshot.outputs)
        links = "".join(f'<li><a href="{escape(quote(baseurl + link))}">{escape(link)}</a></li>' for link in meant)
        answer = await self.preview.requested(NOT_FOUND)
        return self.respond(
            request, NOT_FOUND, answer, 404, f"<nav><p>Did you mean:</p><ul>{links}</ul></nav>" if links else ""
        )

    def respond(self, request: Request, path: str, answer: PageResponse, status: int, more: str = "") -> Response:
        """Return a file; pages get the script."""
        cached, mime = answer.page, content_type(path)
        is_page = mime.startswith("text/html")
        status = status if cached else 500
        if cached is None and not is_page:  # a feed cannot show an overlay: send the problems as text
            return PlainTextResponse("\n\n".join(self.preview.described(answer.problems)), status, ALWAYS)
        if cached and cached.file and not is_page:
            headers = {**ALWAYS, "ETag": f'"{cached.tag}"'}
            if _has(request, headers["ETag"]):
                return Response(status_code=304, headers=headers)
            return FileResponse(cached.file, status, media_type=mime, headers=headers)
        if is_page:
            page = (
                self.bare(answer) if cached is None else Path(cached.file).read_bytes() if cached.file else cached.data
            )
            data = page + (more + self.injected(answer)).encode()
        else:
            data = cached.data if cached else b""
        headers = {**ALWAYS, "ETag": f'"{digest_bytes(data)}"'} if status == 200 else ALWAYS  # noqa: PLR2004 (HTTP's)
        if "ETag" in headers and _has(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(data, status, headers, media_type=mime)

    def bare(self, answer: PageResponse) -> bytes:
        """Return a page that shows the problems, even without the script."""
        wrong = "\n\n".join(self.preview.described(answer.problems))
        head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Newsprint: not to be made</title>'
        return f"{head}<body><noscript><pre>{escape(wrong)}</pre></noscript>\n".encode()

    def injected(self, answer: PageResponse) -> str:
        """Return the part of pages that only the preview has: the script, with its data."""
        told = {"base": self.preview.pages.snapshot.settings.baseurl, "tag": answer.tag, "badge": answer.badge}
        attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in told.items() if value)
        return f'<script src="{OURS}live.js"{attributes}></script>\n'


def _has(request: Request, tag: str) -> bool:
    return tag in request.headers.get("if-none-match", "")
