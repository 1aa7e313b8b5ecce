"""A problem: what is wrong with the input, where, and how to fix it."""

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning"]
WHILE = " (while making "  # begins the part of a message that names the rendered page


class Problem(Struct, frozen=True):
    """Something wrong in the input, with its position and a hint.

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
    """The work on a file cannot continue; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        """Carry the problem to the code that collects problems."""
        super().__init__(problem.message)
        self.problem = problem


class MarkdownError(Exception):
    """A body cannot be converted to HTML; the message says why."""
