"""Watch the files of a site from a process of its own, which names the changed paths over a pipe.

Watching needs threads, and a build forks workers: a process that forks should have no threads. This module is both
ends of the pipe: `FileChanges` starts the process and reads from it, and `python -m generator.watch.file_changes` is
that process. It ends when its standard input is closed, so it never outlives the one that started it.
"""

import asyncio
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec
from msgspec import Struct

from generator.model.settings import Project

if TYPE_CHECKING:
    from generator.serve.watch import Watch

GLANCE = 5.0  # seconds between two looks whether the site's folders are where they were
PAUSE = 1.0  # seconds before a watcher that ended is started again
PIECE = 1 << 16  # bytes that are read at once


class WatchMessage(Struct, frozen=True):
    """What the watching process says: that it is ready, which paths changed, or a line for the user."""

    paths: list[str] = []
    line: str = ""
    is_ready: bool = False


class FileChanges:
    """The changed paths of a site, as a process of its own reports them."""

    def __init__(self, project: Project, say: Callable[[str], None]) -> None:
        """Begin to watch, and return once every later change will be reported; `say` hears lines for the user."""
        self.project = project
        self.say = say
        self.rest = b""
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "generator.watch.file_changes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        with suppress(BrokenPipeError):
            os.write(_descriptor(self.process.stdin), msgspec.json.encode(self.project, enc_hook=os.fspath) + b"\n")
        self.rest = b""
        while self.process.poll() is None:
            if any(message.is_ready for message in self._read(None) or ()):
                return

    def wait(self, seconds: float | None) -> set[Path] | None:
        """Return the paths that changed, or None if nothing changed for some seconds (None: wait for ever).

        If the watching process was killed, a new one is started, and the whole content folder counts as changed.
        """
        end = None if seconds is None else time.monotonic() + seconds
        while True:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                return None
            messages = self._read(left)
            if messages is None:
                time.sleep(PAUSE)
                self.close()
                self._start()
                return {self.project.content}
            if paths := {Path(path) for message in messages for path in message.paths}:
                return paths

    def _read(self, seconds: float | None) -> list[WatchMessage] | None:
        """Return the messages that come within some seconds; None if the process has ended."""
        pipe = _descriptor(self.process.stdout)
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            if not selector.select(seconds):
                return []
        piece = os.read(pipe, PIECE)
        if not piece:
            return None
        *lines, self.rest = (self.rest + piece).split(b"\n")
        messages = [msgspec.json.decode(line, type=WatchMessage) for line in lines]
        for message in messages:
            if message.line:
                self.say(message.line)
        return messages

    def close(self) -> None:
        """End the watching process."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self.process.wait()


def _descriptor(pipe: IO[bytes] | None) -> int:
    return pipe.fileno() if pipe is not None else -1  # both were asked for: neither is None


def _send(message: WatchMessage) -> None:
    """Write one message; if nobody reads any more, the process ends."""
    try:
        os.write(1, msgspec.json.encode(message) + b"\n")
    except OSError:
        os._exit(0)


def _is_unfinished(path: Path) -> bool:
    """Tell whether a file is gone or empty: a program may be in the midst of saving it."""
    try:
        return path.stat().st_size == 0
    except OSError:
        return True


async def _report_changes(project: Project) -> None:
    """Report changed paths for as long as standard input is open."""
    from generator.serve.watch import Watch  # loads watchdog

    watch = Watch(project, lambda: None, lambda line: _send(WatchMessage(line=line)), _is_unfinished)
    asyncio.get_running_loop().add_reader(0, _end_at_end_of_input)
    _send(WatchMessage(is_ready=True))
    while True:
        paths = await _next_paths(watch, project)
        if paths:
            watch.renew()
            _send(WatchMessage(paths=sorted(map(os.fspath, paths))))


async def _next_paths(watch: "Watch", project: Project) -> set[Path]:
    """Wait for changed paths; a folder that was moved away or replaced counts as a change of all that is in it."""
    try:
        return await asyncio.wait_for(watch.changes(), GLANCE)
    except TimeoutError:
        if watch.is_astray():
            return {project.content, *watch.pending()}
        return watch.pending()


def _end_at_end_of_input() -> None:
    if not os.read(0, PIECE):
        os._exit(0)


def main() -> None:
    """Watch the site that the first line of standard input describes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both processes: the other one ends this
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(0, PIECE)
    asyncio.run(_report_changes(msgspec.json.decode(line, type=Project, dec_hook=lambda _, value: Path(value))))


if __name__ == "__main__":
    main()
