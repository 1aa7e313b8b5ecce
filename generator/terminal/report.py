"""Print the report of a build: problems, and a line of totals."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from typing import TYPE_CHECKING

import msgspec

from generator.model.report import Report
from generator.model.settings import Project

if TYPE_CHECKING:
    from generator.model.deployment import DeployResult
from generator.terminal.explain import reason_line
from generator.terminal.problems import FEW, Verbosity, print_error, print_problems_of, printable


def print_json(report: "Report | DeployResult") -> None:
    """Print the whole report as one JSON object."""
    print(msgspec.json.encode(report).decode())


def print_report(report: Report, project: Project, verbosity: Verbosity) -> None:
    """Print the problems, then one line of totals."""
    print_problems_of(report.problems, project, verbosity)
    if verbosity.quiet:
        return
    if verbosity.verbose:
        for path in report.written:
            why = reason_line(report.reasons.get(path, ()))
            print(printable(f"written  {path}{f': {why}' if why else ''}"))
        for path in report.removed:
            print(f"removed  {path}")
        for held in report.held:
            print(f"held     {printable(held.source)} until {held.until.isoformat()}")
    for line in (
        *unwritten(report, every=verbosity.verbose),
        *moves(report, every=verbosity.verbose),
        summary(report, project),
    ):
        print(line)


def moves(report: Report, *, every: bool = False) -> Iterator[str]:
    """List the stories whose old URL is dead now: a few, or `every` one."""
    shown = len(report.moved) if every else FEW
    for one in report.moved[:shown]:
        yield f"{printable(one.source)}  {one.old} was published, and is {one.new} now."
        yield f"  Add redirect_from: {one.old} to keep its readers."
    if more := max(0, len(report.moved) - shown):
        yield f"… and {more:,} more whose address has changed (-v names them). Was permalink: meant to change?"


def unwritten(report: Report, *, every: bool = False) -> Iterator[str]:
    """List the stories that are left out because they have no text: a few, or `every` one."""
    if report.failed:
        return
    shown = len(report.unwritten) if every else FEW
    for source in report.unwritten[:shown]:
        yield f"{printable(source)} has no text yet: it is not published."
    if more := len(report.unwritten) - shown if len(report.unwritten) > shown else 0:
        yield f"… and {more:,} more without text (-v names them)."


def print_waiting() -> None:
    """Say that another build of this site is running."""
    with suppress(OSError):  # a closed pipe is no reason to end
        print_error("newsprint: another build is at work here; waiting until it has ended")


def summary(report: Report, project: Project) -> str:
    """Return one line: what happened, how long it took, and when to build next."""
    took = sum(report.seconds.values())
    if report.failed:
        errors = sum(problem.severity == "error" for problem in report.problems)
        state = "Published in part" if report.partly else "Nothing was published"
        return f"{state}: {errors} {'error' if errors == 1 else 'errors'} ({took:.2f} s)."
    stories = "1 story" if report.posts == 1 else f"{report.posts:,} stories"
    done = [stories, f"{report.outputs:,} files", f"{len(report.written):,} written"]
    if report.removed:
        done.append(f"{len(report.removed):,} removed")
    line = f"{project.show(project.output)}: {', '.join(done)} in {took:.2f} s."
    if report.next_publish is not None:
        local = report.next_publish.astimezone(UTC)
        line += f" {len(report.held)} held; build again at {local:%Y-%m-%d %H:%M:%S} UTC."
    return line
