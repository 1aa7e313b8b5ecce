"""What is wrong with the input, and where."""

from collections.abc import Sequence
from typing import Literal

import msgspec
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


class FaultError(Exception):
    """Raised where work on one file cannot go on; carries the problem to report."""

    def __init__(self, problem: Problem) -> None:
        """Carry `problem` up to whoever collects the problems."""
        super().__init__(problem.message)
        self.problem = problem


class ProseError(Exception):
    """A body could not be turned into HTML; the message says why."""


def judge(problems: Sequence[Problem], *, strict: bool) -> list[Problem]:
    """Say each problem once, in the order of place; with `strict`, every warning is an error."""
    unique = sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.column, problem.message))
    if strict:
        return [msgspec.structs.replace(problem, severity="error") for problem in unique]
    return unique


def once(faults: Sequence[Problem]) -> list[Problem]:
    """Say once what is wrong with a template, and of how many more pages it is the fault."""
    groups: dict[tuple[str, int, str], list[Problem]] = {}
    for fault in sorted(set(faults), key=lambda fault: fault.message):
        groups.setdefault((fault.file, fault.line, fault.message.partition(WHILE)[0]), []).append(fault)
    return [_and_more(*group) for group in groups.values()]


def _and_more(first: Problem, *others: Problem) -> Problem:
    if not others:
        return first
    more = "1 more page" if len(others) == 1 else f"{len(others):,} more pages"
    return msgspec.structs.replace(first, message=f"{first.message}, and {more}")
