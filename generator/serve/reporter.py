"""The receiver of the preview's events: the command prints them, other programs may ignore them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from generator.model.problem import Problem


class PreviewReporter(Protocol):
    """Receives the events of the preview, in any of its threads."""

    def started(self, url: str, stories: int, at: datetime | None) -> None:
        """Handle the start: the URL, the number of stories, and the fixed time, if any."""

    def problems(self, problems: Sequence[Problem]) -> None:
        """Handle all problems of the site, at the start and whenever they change."""

    def page_problem(self, problem: Problem) -> None:
        """Handle a problem of a requested page."""

    def internal_error(self, traceback: str) -> None:
        """Handle an internal error; the preview goes on."""

    def say(self, line: str) -> None:
        """Handle any other event, in one line."""


class NullPreviewReporter:
    """Ignores all events."""

    def started(self, url: str, stories: int, at: datetime | None) -> None:
        """Do nothing."""

    def problems(self, problems: Sequence[Problem]) -> None:
        """Do nothing."""

    def page_problem(self, problem: Problem) -> None:
        """Do nothing."""

    def internal_error(self, traceback: str) -> None:
        """Do nothing."""

    def say(self, line: str) -> None:
        """Do nothing."""
