"""Who hears what happens in the preview: the command prints it, another program may not want to know."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from generator.model.problem import Problem


class PreviewReporter(Protocol):
    """Hears what happens, in any of the preview's threads."""

    def started(self, url: str, stories: int, at: datetime | None) -> None:
        """Hear where so many stories can be seen now, as they are at a fixed moment if there is one."""

    def problems(self, problems: Sequence[Problem]) -> None:
        """Hear all that is wrong with the site, at the start and whenever it is something else."""

    def page_problem(self, problem: Problem) -> None:
        """Hear what is wrong with a page that was requested."""

    def internal_error(self, traceback: str) -> None:
        """Hear of a bug, which ends nothing."""

    def say(self, line: str) -> None:
        """Hear in one line what happened."""


class NullPreviewReporter:
    """Hears, and says nothing."""

    def started(self, url: str, stories: int, at: datetime | None) -> None:
        """Say nothing."""

    def problems(self, problems: Sequence[Problem]) -> None:
        """Say nothing."""

    def page_problem(self, problem: Problem) -> None:
        """Say nothing."""

    def internal_error(self, traceback: str) -> None:
        """Say nothing."""

    def say(self, line: str) -> None:
        """Say nothing."""
