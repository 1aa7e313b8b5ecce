"""Watch the file system; an event is only a hint to check the sources again."""

import asyncio
import contextlib
import os
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver
from watchdog.utils import BaseThread

from generator.model.settings import Project

QUIET = 0.012  # seconds without a change after which a save counts as complete
MANY = 8  # more changes are not a single save, but a checkout or a copy
LONGER = 0.15  # seconds of quiet after many changes, or if a file is missing or empty: editors save in steps
MAX_DELAY = 2.0  # seconds after which changes are passed on in any case
POLL = 1.0  # seconds between polls if the system cannot watch

IS_CHANGE = ("created", "modified", "deleted", "moved", "closed", "attrib")
NOT_OURS = (".git", "node_modules", ".venv", "__pycache__")


class _Watched(Struct):
    """A watched folder, and its identity (device and inode), since another may replace it."""

    identity: tuple[int, int]
    recursive: bool
    watch: ObservedWatch


class Watch(FileSystemEventHandler):
    """Collects changed paths, and passes them on after a moment of quiet."""

    def __init__(
        self,
        project: Project,
        stir: Callable[[], object],
        say: Callable[[str], object],
        is_unfinished: Callable[[Path], bool],
    ) -> None:
        """Watch the sources of the site.

        `stir` is called at once for every change, `say` if the system cannot watch; `is_unfinished` tells whether a
        file may be being saved.
        """
        self.project = project
        self.stir = stir
        self.say = say
        self.is_unfinished = is_unfinished
        self.loop = asyncio.get_running_loop()
        self.heard = asyncio.Event()
        self.paths: set[Path] = set()
        self.tops = list(dict.fromkeys((project.content, *project.templates, *project.static)))
        self.out = {os.fspath(path) for path in (project.output, project.cache)}
        self.real = {os.path.realpath(top): os.fspath(top) for top in self.tops}
        self.own_logs = set(_own_logs())
        self.has_new_folder = True
        self.is_polling = False
        self.watched: dict[Path, _Watched] = {}
        self.threads: list[BaseThread] = []
        self.observer: BaseObserver = PollingObserver(timeout=POLL)
        try:
            self.observer = Observer()
            self.observer.start()
        except OSError as error:
            self.poll(error.strerror or str(error))
        self.renew()

    def renew(self) -> None:
        """Watch new and replaced folders."""
        try:
            self._turn_to(dict(self._folders()))
            if self.has_new_folder and not self.is_polling:
                self._probe()
            self.has_new_folder = False
            self.threads = [thread for thread in threading.enumerate() if isinstance(thread, BaseThread)]
        except OSError as error:
            self.poll(error.strerror or str(error))

    def poll(self, why: str) -> None:
        """Poll every file from now on, since the system cannot watch."""
        if self.is_polling:
            return
        self.say(f"the system cannot watch all files ({why}): looking at each every {POLL:.0f} s instead")
        self.is_polling = True
        self.stop()
        self.watched.clear()
        self.observer = PollingObserver(timeout=POLL)
        self.observer.start()
        self._turn_to(dict(self._folders()))

    def _turn_to(self, folders: dict[Path, bool]) -> None:
        for folder, old in list(self.watched.items()):
            if folders.get(folder) is not old.recursive or _identity(folder) != old.identity:
                with contextlib.suppress(KeyError, OSError):
                    self.observer.unschedule(old.watch)
                del self.watched[folder]
        for folder, recursive in folders.items():
            if folder in self.watched:
                continue
            try:
                watch = self.observer.schedule(self, os.path.realpath(folder), recursive=recursive)
            except FileNotFoundError:  # removed just now: another event follows
                continue
            self.watched[folder] = _Watched(_identity(folder), recursive, watch)

    def _probe(self) -> None:
        """Watch one more folder, to detect the system's limit, which is silent for subfolders.

        Raises OSError at the limit.
        """
        with TemporaryDirectory(prefix="newsprint-") as folder:
            self.observer.unschedule(self.observer.schedule(self, folder))

    def _folders(self) -> Iterator[tuple[Path, bool]]:
        """Yield the folders to watch, and whether to include subfolders.

        The output folder inside a Jekyll site is skipped. The parent of each folder is watched as well, since a missing
        folder may appear.
        """
        project, tops = self.project, self.tops
        above = {top.parent for top in tops if top != project.root and top.is_relative_to(project.root)}
        for top in dict.fromkeys((*tops, project.root, *above)):
            if not top.is_dir() or any(top != other and top.is_relative_to(other) for other in tops):
                continue
            is_whole = top in tops and not any(path.is_relative_to(top) for path in (project.output, project.cache))
            yield top, is_whole
            if top in tops and not is_whole:
                for entry in os.scandir(top):
                    if entry.is_dir() and entry.name not in NOT_OURS and entry.path not in self.out:
                        yield Path(entry.path), True

    def is_astray(self) -> bool:
        """Tell whether changes may have been missed: there is no event if a folder is moved away.

        There are no events either after a watcher thread has ended by an error.
        """
        if not self.is_polling and any(one.should_keep_running() and not one.is_alive() for one in self.threads):
            self.poll("a thread that watches them has ended")
            return True
        try:
            folders = dict(self._folders())
        except OSError:  # removed just now
            return True
        return folders.keys() != self.watched.keys() or any(
            _identity(folder) != one.identity for folder, one in self.watched.items()
        )

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Handle an event (in the observer's thread)."""
        if event.event_type not in IS_CHANGE or (event.is_directory and event.event_type in ("modified", "attrib")):
            return
        named = (os.fsdecode(path) for path in (event.src_path, event.dest_path) if path)
        paths = [path for path in map(self._as_named, named) if self._matters(path) and not self._is_own_log(path)]
        if paths:
            self.has_new_folder |= event.is_directory
            with contextlib.suppress(RuntimeError):  # the preview has ended
                self.loop.call_soon_threadsafe(self._on_change, paths)

    def _as_named(self, path: str) -> str:
        """Return a path as the site names it, if one of its folders is a symbolic link."""
        for real, top in self.real.items():
            if real != top and (path == real or path.startswith(real + os.sep)):
                return top + path[len(real) :]
        return path

    def _matters(self, path: str) -> bool:
        if any(path == out or path.startswith(out + os.sep) for out in self.out):
            return False
        return any(path == top or path.startswith(top + os.sep) for top in self.real.values())

    def _is_own_log(self, path: str) -> bool:
        """Tell whether a path is our own log file, whose change would cause another message without end."""
        return bool(self.own_logs) and _identity(Path(path)) in self.own_logs

    def _on_change(self, paths: Iterable[str]) -> None:
        self.paths.update(map(Path, paths))
        self.stir()
        self.heard.set()

    async def changes(self) -> set[Path]:
        """Wait for changes, and return their paths after a moment of quiet."""
        await self.heard.wait()
        began = self.loop.time()
        while self.loop.time() < began + MAX_DELAY:
            self.heard.clear()
            is_long = len(self.paths) > MANY or any(map(self.is_unfinished, self.paths))
            try:
                await asyncio.wait_for(self.heard.wait(), LONGER if is_long else QUIET)
            except TimeoutError:
                if is_long or not any(map(self.is_unfinished, self.paths)):
                    break
        return self.pending()

    def requeue(self, paths: Iterable[Path]) -> None:
        """Put back paths that were passed on too early."""
        self.paths.update(paths)
        self.heard.set()

    def pending(self) -> set[Path]:
        """Return the changes that were not passed on yet."""
        self.heard.clear()
        paths, self.paths = self.paths, set()
        return paths

    @property
    def is_waiting(self) -> bool:
        """Whether there are changes that were not passed on yet."""
        return bool(self.paths)

    def failed(self, error: str) -> None:
        """Handle, in any thread, the end of an observer's thread by an error."""
        with contextlib.suppress(RuntimeError):  # the preview has ended
            self.loop.call_soon_threadsafe(self.poll, error)

    def stop(self) -> None:
        """Stop watching."""
        with contextlib.suppress(RuntimeError, OSError):
            self.observer.stop()


def _own_logs() -> Iterator[tuple[int, int]]:
    for descriptor in (1, 2):  # whatever Python's streams are now
        with contextlib.suppress(OSError):
            info = os.fstat(descriptor)
            if stat.S_ISREG(info.st_mode):
                yield info.st_dev, info.st_ino


def _identity(folder: Path) -> tuple[int, int]:
    try:
        info = folder.stat()
    except OSError:
        return (0, 0)
    return (info.st_dev, info.st_ino)
