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

DELAY = 0.7  # seconds before a bar is worth looking at
EVERY = 10.0  # seconds between two lines where there is no terminal
SCALE = 1000  # steps of a bar


class ProgressBar:
    """A progress bar on a terminal, shown only once work turns out to be long; elsewhere a line every ten seconds.

    A timer of the system writes the lines, since a single step may take longer than that.
    """

    def __init__(self, *, wanted: bool) -> None:
        """Show nothing yet."""
        self.is_wanted = wanted and sys.stderr is not None
        self.has_terminal = self.is_wanted and sys.stderr.isatty() and os.environ.get("TERM", "") not in DUMB
        self.began = time.monotonic()
        self.heard: tuple[str, int, int] = ("", 0, 0)
        self.progress: Progress | None = None
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Be ready."""
        if self.is_wanted and not self.has_terminal and hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._tell)
            signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        if self.is_wanted and not self.has_terminal and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        self.pause()

    def __call__(self, stage: str, done: int, total: int, share: float | None = None) -> None:
        """Hear how far a stage is: `share` of its work is done, where that is not `done / total`."""
        self.heard = stage, done, total
        if not self.has_terminal or not total or time.monotonic() - self.began < DELAY:
            return
        if self.progress is None:
            self.progress = self._started()
        if stage not in self.tasks:
            self.tasks[stage] = self.progress.add_task(stage, total=SCALE)
        self.progress.update(self.tasks[stage], completed=SCALE * (done / total if share is None else share))

    def pause(self) -> None:
        """Make room on the terminal for something to be said; the next step shows the bar again."""
        if self.progress is not None:
            self.progress.stop()
            self.progress = None
            self.tasks.clear()

    def _tell(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 (a signal handler's signature)
        """Write a line. Straight to the file: the program may be in the midst of writing there itself."""
        with suppress(OSError, ValueError):
            os.write(sys.stderr.fileno(), f"newsprint: {self.line(time.monotonic() - self.began)}\n".encode())

    def line(self, seconds: float) -> str:
        """Say how far the work is."""
        stage, done, total = self.heard
        so_far = f" {done:,} of {total:,}" if total else ""
        return f"still at work: {stage or 'start'}{so_far} ({seconds:.0f} s)"

    @staticmethod
    def _started() -> "Progress":
        from rich.console import Console  # only for long work on a terminal
        from rich.progress import Progress

        progress = Progress(console=Console(stderr=True), transient=True)
        progress.start()
        return progress
