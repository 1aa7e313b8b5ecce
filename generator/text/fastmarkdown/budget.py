"""A budget for a conversion: the most work and time that a text may take."""

from __future__ import annotations

from time import thread_time

from markdown import Markdown

# Work is counted in characters that a loop of Python reads, some 0.1 microseconds each: what could grow with the
# square of a text's length. A story of ten million characters needs a fourth of this.
MAX_WORK = 20_000_000


class OvertimeError(BaseException):
    """The deadline has passed. No `Exception`, lest a processor that forgives everything swallow it."""


class OverworkError(OvertimeError):
    """A text takes more work than any story does."""


class MeteredMarkdown(Markdown):
    """Python-Markdown that gives up a conversion when it takes too much work, or time."""

    work = 0
    """What the text at hand has cost so far."""
    deadline = 0.0
    """When, on the clock of the thread, a conversion gives up with an OvertimeError; 0 is never."""

    def spend(self, work: int) -> None:
        """Count work that may grow faster than the text. Raises OverworkError where there is too much of it.

        What is counted depends on the text alone: a slow machine refuses what a fast one refuses. The deadline is for
        what nobody thought of.
        """
        self.work += work
        if self.work > MAX_WORK:
            raise OverworkError
        if self.deadline and thread_time() > self.deadline:
            raise OvertimeError
