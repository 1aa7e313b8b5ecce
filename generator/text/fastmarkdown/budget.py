"""A budget for a conversion: the most work and time that a text may take."""

from __future__ import annotations

from time import thread_time

from markdown import Markdown

# The unit of work is a character that a Python loop reads (about 0.1 microseconds). Only work that may grow with the
# square of a text's length is counted. A story of ten million characters needs a fourth of this.
MAX_WORK = 20_000_000


class OvertimeError(BaseException):
    """The deadline has passed. It is no `Exception`, so that a processor that catches everything does not hide it."""


class OverworkError(OvertimeError):
    """A text takes more work than any story does."""


class MeteredMarkdown(Markdown):
    """Python-Markdown that aborts a conversion when it takes too much work, or time."""

    work = 0
    """The work of the current text so far."""
    deadline = 0.0
    """The time on the thread's clock at which a conversion raises OvertimeError; 0 for never."""

    def spend(self, work: int) -> None:
        """Count work that may grow faster than the text. Raises OverworkError if it exceeds the budget.

        The count depends only on the text, so that slow and fast machines refuse the same texts. The deadline is for
        everything that is not counted.
        """
        self.work += work
        if self.work > MAX_WORK:
            raise OverworkError
        if self.deadline and thread_time() > self.deadline:
            raise OvertimeError
