"""Print what `newsprint watch` does: one line for each change, and one for each build and deploy."""

from msgspec import Struct

from generator.model.deployment import DeployResult
from generator.model.report import Report
from generator.model.settings import Project
from generator.terminal.deploy import deploy_line, print_deploy_result
from generator.terminal.problems import Verbosity, print_error, printable
from generator.terminal.report import print_report


class ConsoleWatchReporter(Struct):
    """Prints to the terminal or to a log; `last` is the latest deploy error, which is not printed twice in a row."""

    project: Project
    verbosity: Verbosity
    last: str = ""

    def say(self, line: str) -> None:
        """Print one line."""
        print_error(f"newsprint: {line}")

    def changed(self, paths: int, first: str) -> None:
        """Print how many files changed, and the name of the first."""
        more = f" and {paths - 1:,} more" if paths > 1 else ""
        self.say(f"{printable(first)}{more} changed")

    def built(self, report: Report) -> None:
        """Print the result of a build."""
        print_report(report, self.project, self.verbosity)

    def deployed(self, result: DeployResult) -> None:
        """Print the result of a build and of the deploy that followed; an error that persists is printed once."""
        error = "\n".join(problem.message for problem in result.problems if problem.severity == "error")
        if error and error == self.last:
            return
        self.last = error
        if not result.build.failed:
            print_report(result.build, self.project, self.verbosity)
        for target in result.targets:
            if not self.verbosity.quiet:
                print(deploy_line(target), flush=True)
        print_deploy_result(result, self.project, self.verbosity)

    def retrying(self, seconds: float) -> None:
        """Print that a failed deploy is tried again after some seconds."""
        self.say(f"the deploy failed: it is tried again in {seconds:.0f} s, or after the next change")
