"""Keep the preview's snapshot up to date, and notify browsers whose page changed."""

import asyncio
import time
import traceback
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.engine.gc_pause import gc_paused
from generator.model.confidential import credentials_of, redacted
from generator.model.digest import digest_bytes, digest_of
from generator.model.output import Fill
from generator.model.post import Post
from generator.model.problem import InputError, Problem
from generator.model.settings import Project
from generator.read.files.file_stat import stat_signature
from generator.serve.advance import advanced
from generator.serve.page_cache import CachedPage, PageCache
from generator.serve.reload import changed_files, notify, renamed_styles
from generator.serve.reporter import PreviewReporter
from generator.serve.routes import file_for
from generator.serve.shared_requests import SharedRequests
from generator.serve.snapshot import SiteSnapshot, reload_snapshot
from generator.serve.sse_clients import SseClient, SseClients
from generator.serve.watch import Watch
from generator.terminal.problems import format_problem

NOT_FOUND = "404.html"  # the page for missing URLs
TRIES = 8  # successive changes that are postponed because files are being saved
MOST_TRIES = 64  # the same, if a file was missing or empty, and exists again
EMPTY = digest_bytes(b"")
RETRY_DELAY = 0.5  # seconds after an internal error, and before the second reading at the start
POLL = 60.0  # seconds between checks of the clock, since the machine may have slept
GLANCE = 1.0  # seconds between checks of the site's folders


class Clock(Struct, frozen=True):
    """The time for which the site is shown: now, or a fixed time (``at``)."""

    at: datetime | None = None

    @property
    def now(self) -> datetime:
        """The time."""
        return self.at or datetime.now(UTC)


class PageResponse(Struct, frozen=True):
    """The response for a path: a page (an older version if there are errors), and the problems.

    ``badge`` says why a story is not on the finished site.
    """

    page: CachedPage | None
    problems: tuple[Problem, ...] = ()
    badge: str = ""

    @property
    def tag(self) -> str:
        """The digest of the page; "" if there is none."""
        tag = self.page.tag if self.page else ""
        return digest_of(tag, self.badge) if self.badge else tag


class Preview:
    """The site, its browsers, and the current problems of its sources.

    ``snapshot`` is what was read last; what `stand` offers is older where that cannot be published.
    """

    def __init__(
        self, project: Project, seal: bytes, snapshot: SiteSnapshot, clock: Clock, reporter: PreviewReporter
    ) -> None:
        """Offer `snapshot`; `reporter` hears what happens. Needs a running event loop."""
        self.project = project
        self.clock = clock
        self.reporter = reporter
        self.snapshot = snapshot
        self.problems = tuple(snapshot.problems)
        self.pages = PageCache(project, seal, snapshot)
        self.requests = SharedRequests(self.response)
        self.clients = SseClients()
        self.said: set[Problem] = set()  # of what came up when pages were asked for, since the last change
        self.tries = 0
        self.is_watched = False  # whether all has been read since files are watched
        self.settled = asyncio.Event()
        self.settled.set()
        self.watch = Watch(project, self.settled.clear, reporter.say, self.is_unfinished)

    def is_unfinished(self, path: Path) -> bool:
        """Tell whether a file that existed is missing or empty: it may be being saved."""
        try:
            if path.stat().st_size:
                return False
        except OSError:
            pass
        name = path.relative_to(self.project.content).as_posix() if path.is_relative_to(self.project.content) else ""
        return name in self.snapshot.sources.records or path.suffix in (".html", ".css", ".yml", ".js")

    async def keep_up(self) -> None:
        """Follow the files and the clock until cancelled. Internal errors are shown, and end nothing."""
        while True:
            try:
                await self._follow()
            except Exception as error:  # noqa: BLE001 (any error: the preview goes on)
                self.problems = (self.internal_error(error),)
                self.settled.set()
                for client in self.clients:
                    client.send_problems(self.described(self.problems))
                await asyncio.sleep(RETRY_DELAY)

    async def _follow(self) -> None:
        """Load the next changes, and notify the browsers."""
        paths = await self._next()
        old = self.pages.snapshot
        try:
            unstable = await asyncio.to_thread(self.update, paths)
            if unstable:
                self.watch.requeue({*paths, *unstable})
                return
        finally:
            if not self.watch.is_waiting:
                self.settled.set()
        await self.tell(old)

    async def _next(self) -> Collection[Path]:
        """Wait for changed files, or for the time at which the site changes without a change of files (no paths)."""
        while True:
            changes = None if self.clock.at else self.snapshot.next_change
            left = (changes - self.clock.now).total_seconds() if changes else POLL
            nap = GLANCE if self.is_watched else RETRY_DELAY
            try:
                return await asyncio.wait_for(self.watch.changes(), min(nap, max(0.0, left) + 0.01))
            except TimeoutError:
                if self.is_watched and self.watch.is_astray():
                    return {self.project.content, *self.watch.pending()}
                if not self.is_watched or (changes and changes <= self.clock.now) or self.watch.is_waiting:
                    return self.watch.pending()

    def update(self, paths: Collection[Path]) -> Collection[Path]:
        """Load changes. If there are errors, the pages stay as they were.

        If files were being saved, nothing is done, since they may be incomplete: returns these files.
        """
        began = time.perf_counter()
        before, is_first = self.problems, not self.is_watched
        self.watch.renew()
        with gc_paused():
            if unstable := self._update(paths):
                self.tries += 1
                return unstable
        self.tries, self.is_watched = 0, True
        if self.problems != before:
            self.reporter.problems(self.problems)
        if is_first and not paths:
            return ()
        self.said.clear()
        what = self.project.show(next(iter(paths))) if len(paths) == 1 else f"{len(paths):,} files"
        mended = "; all is well again" if _fail(before) and not _fail(self.problems) else ""
        what = what if what.isprintable() and paths else "the clock" if not paths else "1 file"
        note = "; it has no text yet, and is not published" if self._is_unwritten(paths) else ""
        self.reporter.say(f"{what} ({(time.perf_counter() - began) * 1000:.0f} ms){note}{mended}")
        return ()

    def _is_unwritten(self, paths: Collection[Path]) -> bool:
        """Tell whether the only changed file is a story that is left out because it has no text."""
        records = self.snapshot.sources.records
        names = self._names(paths)
        record = records.get(names[0]) if len(names) == len(paths) == 1 else None
        post = record.post if record else None
        return post is not None and post.unwritten and post.teaser.source not in self.snapshot.library.stories

    def _update(self, paths: Collection[Path]) -> Collection[Path]:
        stamps = {path: _stamp(path) for path in paths}
        if self.is_gone:
            self.problems = (self.absence,)
            self.snapshot = msgspec.structs.replace(self.snapshot, next_change=None)
            return ()
        now, is_sound = self.clock.now, self.is_watched and not _fail(self.problems)
        snapshot = advanced(self.snapshot, self.project, paths, now) if is_sound else None
        names = self._names(paths) if snapshot else None
        try:
            snapshot = snapshot or reload_snapshot(self.snapshot, self.project, now)
        except InputError as fault:
            self.problems = (fault.problem,)
            self.snapshot = msgspec.structs.replace(self.snapshot, next_change=None)
            return ()
        unstable = [path for path, stamp in stamps.items() if _stamp(path) != stamp]
        gone, emptied = self._gone_and_emptied(snapshot, names)
        unstable += [*emptied, *(path for path in gone if path not in stamps)]
        is_back = not all(map(self.is_unfinished, (*gone, *emptied)))
        if unstable and self.tries < (MOST_TRIES if is_back else TRIES):
            return unstable
        if snapshot.failed:
            self.snapshot = msgspec.structs.replace(
                self.snapshot, sources=snapshot.sources, next_change=snapshot.next_change
            )
        else:
            self.pages.use(snapshot)
            self.snapshot = snapshot
        self.problems = tuple(snapshot.problems)
        return ()

    def _names(self, paths: Collection[Path]) -> list[str]:
        """Return the names of sources, of those paths that may be one."""
        content = self.project.content
        return [path.relative_to(content).as_posix() for path in paths if path.is_relative_to(content)]

    def _gone_and_emptied(self, snapshot: SiteSnapshot, names: Collection[str] | None) -> tuple[list[Path], list[Path]]:
        """Return the files that did not exist when this snapshot was read, and those that were empty, but not before.

        Only `names` may have changed, unless that is None. Programs save in two steps.
        """
        old, new = self.snapshot.sources.records, snapshot.sources.records
        known = [name for name in (old if names is None else names) if name in old]
        gone = [name for name in known if name not in new]
        emptied = [name for name in known if name in new and new[name].digest == EMPTY != old[name].digest]
        return [self.project.content / name for name in gone], [self.project.content / name for name in emptied]

    async def requested(self, path: str) -> PageResponse:
        """Return the response for the file at `path` of the site; other requests are served at the same time."""
        snapshot = self.pages.snapshot
        return await self.requests.response(path, snapshot.outputs.get(path), snapshot, self.problems)

    def response(self, path: str) -> PageResponse:
        """Return the response for the file at `path` of the site. It may block for long."""
        if self.is_gone:  # nothing is rendered, since the cache would be written to the old place
            return PageResponse(self.pages.last(path), (self.absence,), self._badge(path))
        try:
            page = self.pages.page(path)
            is_gone = page is not None and page.file and not Path(page.file).is_file()
            return PageResponse(None if is_gone else page, self.problems, self._badge(path))
        except InputError as fault:
            if fault.problem not in self.said:
                self.said.add(fault.problem)
                self.reporter.page_problem(fault.problem)
            return PageResponse(self.pages.last(path), (*self.problems, fault.problem), self._badge(path))
        except Exception as error:  # noqa: BLE001 (as above)
            return PageResponse(self.pages.last(path), (*self.problems, self.internal_error(error)))

    @property
    def is_gone(self) -> bool:
        """Whether the site's folder is missing: it was moved, or a drive was removed."""
        return not self.project.content.is_dir()

    @property
    def absence(self) -> Problem:
        """The problem of a missing folder."""
        hint = "Put it back: until then pages are shown as they were last."
        return Problem(self.project.show(self.project.content), "the site's folder is gone", hint=hint)

    def _badge(self, path: str) -> str:
        output = self.pages.snapshot.outputs.get(path)
        post = output.recipe.shows.get("page") if output and isinstance(output.recipe, Fill) else None
        if not isinstance(post, Post):
            return ""
        if post.teaser.draft:
            return "Draft"
        if post.unwritten:
            return "No text yet"
        if post.teaser.date > self.clock.now:
            return f"Held until {post.teaser.date:%Y-%m-%d %H:%M}"
        return "" if post.published else "Unpublished"

    def file_at(self, address: str) -> str:
        """Return the file of the URL `address`."""
        snapshot = self.pages.snapshot
        return file_for(address, snapshot.settings.baseurl, snapshot.outputs)[0] or NOT_FOUND

    async def greet(self, client: SseClient) -> None:
        """Send the changes that a new client has missed."""
        response = await self.requested(self.file_at(client.address))
        client.send_problems(self.described(response.problems))
        if client.tag != response.tag:
            client.send("reload")
            client.tag = response.tag  # of the page that it will show

    async def tell(self, old: SiteSnapshot) -> None:
        """Send all clients the problems and the changes of their pages; each page is rendered once."""
        showing: dict[str, list[SseClient]] = {}
        for client in self.clients:
            showing.setdefault(self.file_at(client.address), []).append(client)
        sheets, files = renamed_styles(old, self.pages.snapshot), changed_files(old, self.pages.snapshot)
        await asyncio.gather(*(self._tell(path, clients, sheets, files) for path, clients in showing.items()))

    async def _tell(
        self, path: str, clients: Collection[SseClient], sheets: Mapping[str, str], files: Collection[str]
    ) -> None:
        """Notify the browsers that show one page."""
        before, response = self.pages.last(path), await self.requested(path)
        problems = self.described(response.problems)
        for client in clients:
            client.send_problems(problems)
            if files:
                client.send("files", files=files)
            if response.tag != client.tag:
                notify(client, before, response.page, sheets)
                client.tag = response.tag

    def described(self, problems: Collection[Problem]) -> list[str]:
        """Return the errors as the terminal prints them.

        Warnings are only for the terminal: they would hide the page.
        """
        return [format_problem(problem, self.project.root) for problem in problems if problem.severity == "error"]

    def internal_error(self, error: Exception) -> Problem:
        """Return an internal error as a problem; the terminal has the traceback, without the settings' credentials."""
        credentials = credentials_of(self.project.content)
        self.reporter.internal_error(redacted("".join(traceback.format_exception(error)), credentials).rstrip())
        hint = "Please report it, with what stands on the terminal. Saving again may help."
        message = redacted(f"a fault of Newsprint's own: {type(error).__name__}: {error}", credentials)
        return Problem("newsprint", message, hint=hint)


def _fail(problems: Collection[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _stamp(path: Path) -> tuple[int, int, int, int] | None:
    try:
        return stat_signature(path.stat())
    except OSError:
        return None
