"""Print what happens in the preview: its address, what changed, and what is wrong."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from generator.model.problem import Problem
from generator.model.settings import Project
from generator.terminal.problems import Verbosity, print_error, print_problems, print_problems_of


class ConsolePreviewReporter(Struct, frozen=True):
    """Prints to standard error."""

    project: Project
    verbosity: Verbosity

    def started(self, url: str, stories: int, at: datetime | None) -> None:
        """Print the address."""
        when = f", as it stands at {at.isoformat()}" if at else ""
        count = "1 story" if stories == 1 else f"{stories:,} stories"
        self.say(f"{url} ({count}{when}); Ctrl-C ends it")

    def problems(self, problems: Sequence[Problem]) -> None:
        """Print the problems of the site; warnings that were printed before are only counted."""
        print_problems_of(problems, self.project, self.verbosity)

    def page_problem(self, problem: Problem) -> None:
        """Print the problem of one page."""
        print_problems([problem], self.project.root)

    def internal_error(self, traceback: str) -> None:
        """Print the traceback of a bug."""
        print_error(traceback)

    def say(self, line: str) -> None:
        """Print one line."""
        print_error(f"newsprint: {line}")
