"""The preview's server: it runs in its own thread until it is stopped."""

import asyncio
import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from msgspec import Struct

from generator.engine.gc_pause import gc_paused
from generator.engine.lock import locked
from generator.engine.store import BuildCache
from generator.model.problem import InputError, Problem
from generator.model.settings import Project
from generator.serve.app import make_app
from generator.serve.connections import protocol
from generator.serve.listen import WAITING, descriptor_limit, listen
from generator.serve.preview import Clock, Preview
from generator.serve.reporter import PreviewReporter
from generator.serve.routes import LOCAL
from generator.serve.snapshot import SiteSnapshot, first_snapshot

GRACE = 1  # seconds for pending responses at the end


class ServeOptions(Struct, frozen=True):
    """The options of the server: ``port`` is the first to try, 0 any free one.

    ``jobs`` processes read the site at the start.
    """

    host: str = "127.0.0.1"
    port: int = 0
    clock: Clock = Clock()
    jobs: int = 1


class _LoadedSite(Struct, frozen=True):
    """The site as read at the start, and the listening socket."""

    socket: socket.socket
    snapshot: SiteSnapshot
    seal: bytes


class PreviewServer:
    """The preview of a site, with live reload: as a context manager, it serves until the end of the block.

    ``url`` is the URL of the front page. Any thread can start and stop the server. It can be started only once.
    """

    def __init__(self, project: Project, options: ServeOptions, reporter: PreviewReporter) -> None:
        """Prepare to serve; nothing is read yet."""
        self.project = project
        self.options = options
        self.reporter = reporter
        self.url = ""
        self._loaded: _LoadedSite | None = None
        self._preview: Preview | None = None
        self._server: uvicorn.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready, self._ended = threading.Event(), threading.Event()
        self._fault: BaseException | None = None

    def __enter__(self) -> Self:
        """Start, and return when it responds."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The current problems of the sources."""
        if self._preview is not None:
            return self._preview.problems
        return tuple(self._loaded.snapshot.problems) if self._loaded else ()

    def load(self) -> None:
        """Open the port and read the site; `start` does it if necessary. Raises InputError if there is no free port."""
        options = self.options
        server = listen(options.host, options.port, self.reporter.say)
        try:
            with gc_paused():
                self._loaded = self._load(server)
        except BaseException:
            server.close()
            raise
        host = f"[{options.host}]" if ":" in options.host else options.host
        self.url = f"http://{host}:{server.getsockname()[1]}{self._loaded.snapshot.settings.baseurl}/"
        self.reporter.problems(self._loaded.snapshot.problems)

    def _load(self, server: socket.socket) -> _LoadedSite:
        project, now = self.project, self.options.clock.now
        cache = BuildCache(project.cache, project.show(project.output), reader=True)
        known, theme = cache.sources, cache.templates
        cache.close()
        snapshot = first_snapshot(project, known, theme, now, self.options.jobs)
        if snapshot.sources != known or snapshot.templates.records != theme:
            _keep(project, snapshot)
        return _LoadedSite(server, snapshot, cache.seal)

    def start(self) -> None:
        """Serve in another thread; return when it responds."""
        if self._loaded is None:
            self.load()
        self._loop = asyncio.new_event_loop()
        what = self._loop, self._loaded
        threading.Thread(target=self._run, args=what, name="newsprint preview", daemon=True).start()
        self._ready.wait()
        if self._fault is not None:
            raise self._fault

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is stopped, or for some seconds; return whether it has stopped.

        Raises the error that ended it.
        """
        has_ended = self._ended.wait(seconds)
        if self._fault is not None:
            raise self._fault
        return has_ended

    def stop(self) -> None:
        """Stop: pending responses have one second left, and event streams end at once."""
        if self._loop is None:
            if self._loaded is not None:
                self._loaded.socket.close()
            return
        if self._preview is not None:
            self._preview.pages.give_up()
        with contextlib.suppress(RuntimeError):  # it has ended already
            self._loop.call_soon_threadsafe(self._end)
        self._ended.wait()

    def watcher_failed(self, error: str) -> None:
        """Handle the end of a watcher thread by an error: from now on, poll the files."""
        if self._preview is not None:
            self._preview.watch.failed(error)

    def _end(self) -> None:
        if self._preview is not None:
            self._preview.clients.close()
        if self._server is not None:
            self._server.should_exit = True

    def _run(self, loop: asyncio.AbstractEventLoop, loaded: _LoadedSite) -> None:
        """Serve until stopped. The loop does not wait for rendering threads, whose results nobody needs."""
        try:
            with loaded.socket:
                loop.run_until_complete(self._serve(loaded))
        except BaseException as error:  # noqa: BLE001 (raised by `wait`)
            self._fault = error
        finally:
            loop.close()
            self._ready.set()
            self._ended.set()

    async def _serve(self, loaded: _LoadedSite) -> None:
        preview = self._preview = Preview(self.project, loaded.seal, loaded.snapshot, self.options.clock, self.reporter)
        self._server = uvicorn.Server(_config(preview, self.options.host))
        following = asyncio.create_task(preview.keep_up())
        self._started(loaded.snapshot)
        try:
            await self._server.serve(sockets=[loaded.socket])
        finally:
            preview.watch.stop()
            following.cancel()
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)

    def _started(self, snapshot: SiteSnapshot) -> None:
        host = self.options.host
        if host not in LOCAL:
            self.reporter.say(f"everybody who can reach {host} can see this preview, drafts and all")
        self.reporter.started(self.url, len(snapshot.library.stories), self.options.clock.at)
        self._ready.set()


def _config(preview: Preview, host: str) -> uvicorn.Config:
    return uvicorn.Config(
        make_app(preview, host),
        http=protocol(descriptor_limit()),
        ws="none",
        backlog=WAITING,
        log_config=None,  # logging is up to the program
        log_level=None,
        lifespan="off",
        timeout_graceful_shutdown=GRACE,
        server_header=False,
    )


def _keep(project: Project, snapshot: SiteSnapshot) -> None:
    """Save what was read for the next start, unless a build is running."""

    def busy() -> None:
        raise BlockingIOError

    with contextlib.suppress(BlockingIOError, InputError), locked(project.cache, project.show(project.cache), busy):
        cache = BuildCache(project.cache, project.show(project.output))
        cache.save_templates(snapshot.templates.records)
        cache.save_sources(snapshot.sources)
        cache.commit()
