"""Show progress: a bar on a terminal, an occasional line elsewhere."""

import os
import signal
import sys
import time
from contextlib import suppress
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from generator.terminal.colors import DUMB

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

DELAY = 0.7  # seconds before a bar appears
EVERY = 10.0  # seconds between two lines without a terminal
SCALE = 1000  # steps of a bar


class ProgressBar:
    """A progress bar on a terminal, shown only if the work takes long; elsewhere a line every ten seconds.

    A system timer prints the lines, since a single step may take longer than that.
    """

    def __init__(self, *, enabled: bool) -> None:
        """Start without a bar."""
        self.is_enabled = enabled and sys.stderr is not None
        self.has_terminal = self.is_enabled and sys.stderr.isatty() and os.environ.get("TERM", "") not in DUMB
        self.began = time.monotonic()
        self.latest: tuple[str, int, int] = ("", 0, 0)
        self.progress: Progress | None = None
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Start the timer for lines, if there is no terminal."""
        if self.is_enabled and not self.has_terminal and hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._write_line)
            signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the timer, and remove the bar."""
        if self.is_enabled and not self.has_terminal and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        self.pause()

    def __call__(self, stage: str, done: int, total: int, share: float | None = None) -> None:
        """Update the progress of a stage; `share` is the part of the work that is done, if it is not `done / total`."""
        self.latest = stage, done, total
        if not self.has_terminal or not total or time.monotonic() - self.began < DELAY:
            return
        if self.progress is None:
            self.progress = self._started()
        if stage not in self.tasks:
            self.tasks[stage] = self.progress.add_task(stage, total=SCALE)
        self.progress.update(self.tasks[stage], completed=SCALE * (done / total if share is None else share))

    def pause(self) -> None:
        """Remove the bar to print something; the next update shows it again."""
        if self.progress is not None:
            self.progress.stop()
            self.progress = None
            self.tasks.clear()

    def _write_line(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 (a signal handler's signature)
        """Write a line directly to the file descriptor: the signal may interrupt another write to the stream."""
        with suppress(OSError, ValueError):
            os.write(sys.stderr.fileno(), f"newsprint: {self.line(time.monotonic() - self.began)}\n".encode())

    def line(self, seconds: float) -> str:
        """Return a line about the progress."""
        stage, done, total = self.latest
        so_far = f" {done:,} of {total:,}" if total else ""
        return f"still at work: {stage or 'start'}{so_far} ({seconds:.0f} s)"

    @staticmethod
    def _started() -> "Progress":
        from rich.console import Console  # only for long work on a terminal
        from rich.progress import Progress

        progress = Progress(console=Console(stderr=True), transient=True)
        progress.start()
        return progress
