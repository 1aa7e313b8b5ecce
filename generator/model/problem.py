"""A problem: what is wrong with the input, where, and how to fix it."""

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning"]
WHILE = " (while making "  # begins the part of a message that names the page in making


class Problem(Struct, frozen=True):
    """Something wrong in the input, with its place and how to mend it.

    ``line`` and ``column`` count from 1; 0 means that the problem belongs to the file as a whole.
    ``file`` is relative to the project's root, with forward slashes.
    """

    file: str
    message: str
    line: int = 0
    column: int = 0
    hint: str = ""
    severity: Severity = "error"


class InputError(Exception):
    """Raised where work on one file cannot go on; carries the problem to report."""

    def __init__(self, problem: Problem) -> None:
        """Carry `problem` up to whoever collects the problems."""
        super().__init__(problem.message)
        self.problem = problem


class MarkdownError(Exception):
    """A body could not be turned into HTML; the message says why."""
