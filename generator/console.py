"""What the command says: problems with their place, and one line for the rest."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from generator.colours import are_wanted, painted
from generator.model.confidential import confidential_lines, is_settings, masked
from generator.model.problem import Problem
from generator.model.report import Report
from generator.model.settings import Project
from generator.reported import Counts, parted, recall, remember, select

if TYPE_CHECKING:
    from generator.model.delivery import Deployed

WIDTH = 100  # characters of an offending line
MANY = 50  # problems on a terminal
FEW = 3  # stories without text that are named
NOTHING: Counts = {}


class Voice(Struct, frozen=True):
    """How much is said: ``every`` problem, or only new ones; each file that was written, or nothing but problems.

    One that is ``fresh`` knows of no warning that was printed before.
    """

    every: bool = False
    fresh: bool = False
    verbose: bool = False
    quiet: bool = False


def print_json(report: "Report | Deployed") -> None:
    """Print the whole report as one JSON object."""
    print(msgspec.json.encode(report).decode())


def print_report(report: Report, project: Project, voice: Voice) -> None:
    """Print what is wrong, and then what was done, in a line."""
    print_problems_of(report.problems, project, voice)
    if voice.quiet:
        return
    if voice.verbose:
        for path in report.written:
            print(f"written  {path}")
        for path in report.removed:
            print(f"removed  {path}")
        for held in report.held:
            print(f"held     {harmless(held.source)} until {held.until.isoformat()}")
    for line in (
        *unwritten(report, every=voice.verbose),
        *moves(report, every=voice.verbose),
        summary(report, project),
    ):
        print(line)


def moves(report: Report, *, every: bool = False) -> Iterator[str]:
    """Say which stories' old addresses lead nowhere now: a few, or `every` one."""
    shown = len(report.moved) if every else FEW
    for one in report.moved[:shown]:
        yield f"{harmless(one.source)}  {one.old} was published, and is {one.new} now."
        yield f"  Add redirect_from: {one.old} to keep its readers."
    if more := max(0, len(report.moved) - shown):
        yield f"… and {more:,} more whose address has changed (-v names them). Was permalink: meant to change?"


def unwritten(report: Report, *, every: bool = False) -> Iterator[str]:
    """Say which stories are left out because they have no text yet: a few, or `every` one."""
    if report.failed:
        return
    shown = len(report.unwritten) if every else FEW
    for source in report.unwritten[:shown]:
        yield f"{harmless(source)} has no text yet: it is not published."
    if more := len(report.unwritten) - shown if len(report.unwritten) > shown else 0:
        yield f"… and {more:,} more without text (-v names them)."


def complain(text: str) -> None:
    """Print to the errors, where there are any."""
    if sys.stderr is not None:  # it is None where it was closed
        print(text, file=sys.stderr)


def print_waiting() -> None:
    """Say that another build is at work on this site."""
    with suppress(OSError):  # that nobody listens is no reason to end
        complain("newsprint: another build is at work here; waiting until it has ended")


def summary(report: Report, project: Project) -> str:
    """Say in one line what happened, how long it took, and when to build next."""
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


def print_problems_of(problems: Sequence[Problem], project: Project, voice: Voice) -> None:
    """Print what is wrong with a site: warnings that were printed before are counted only."""
    reported = NOTHING if voice.fresh else recall(project.cache)
    print_problems(problems, project.root, voice, reported)
    remember(project.cache, problems, recall(project.cache) if voice.fresh else reported)


def print_problems(
    problems: Iterable[Problem],
    root: Path,
    voice: Voice = Voice(),  # noqa: B008 (frozen)
    reported: Counts = NOTHING,
) -> None:
    """Print each problem with its place, the offending line, and how to mend it; errors come first.

    Warnings that were `reported` before are counted, and so is what is too much for a terminal.
    """
    selected = select(problems, NOTHING if voice.every else reported)
    most = len(selected.shown) if voice.every else MANY
    colours = are_wanted(os.environ, is_terminal=sys.stderr is not None and sys.stderr.isatty())
    for problem in selected.shown[:most]:
        text = described(problem, root)
        complain(painted(text, problem.severity) if colours else text)
    if rest := selected.shown[most:]:
        complain(f"… and {_counted(rest)} more (--all shows them).")
    if selected.known and not voice.quiet:
        one = selected.known == 1
        complain(
            f"{selected.known:,} known {'warning' if one else 'warnings'} (--all shows {'it' if one else 'them'})."
        )


def _counted(problems: Iterable[Problem]) -> str:
    """Say how many errors and warnings there are."""
    counts = [(len(some), name) for some, name in zip(parted(problems), ("error", "warning"), strict=True) if some]
    return " and ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts)


def described(problem: Problem, root: Path) -> str:
    """Write a problem as a text of several lines."""
    place = harmless(problem.file)
    if problem.line:
        place += f":{problem.line}" + (f":{problem.column}" if problem.column else "")
    mark = "warning: " if problem.severity == "warning" else ""
    lines = [f"{place}  {mark}{harmless(problem.message)}"]
    if problem.line and (text := _line(root, problem)):
        column = min(problem.column, len(text) + 1)  # a masked line is shorter
        begin = max(0, column - 1 - WIDTH // 2)
        number = f"{problem.line:5} | "
        lines.append(number + text[begin : begin + WIDTH])
        if column:
            lines.append(" " * (len(number) + column - 1 - begin) + "^")
    if problem.hint:
        lines.append(f"  {harmless(problem.hint)}")
    return "\n".join(lines)


def _line(root: Path, problem: Problem) -> str:
    """Return the line of a problem without what a terminal would obey, and without credentials; "" for none."""
    try:
        with (root / problem.file).open(encoding="utf-8-sig", errors="replace") as file:
            if is_settings(problem.file):
                return harmless(_shown(file.read(), problem.line))
            for count, line in enumerate(file, 1):
                if count == problem.line:
                    return harmless(line.rstrip("\n"))
    except OSError:
        pass
    return ""


def _shown(settings: str, number: int) -> str:
    """Return a line of the settings, masked where it is confidential; of a file that is no text none is shown."""
    lines = settings.split("\n")
    if "\0" in settings or number > len(lines):
        return ""
    line = lines[number - 1]
    return masked(line) if number in confidential_lines(settings) else line


def harmless(text: str) -> str:
    """Return a text without what a terminal would obey; names of files and front matter are not to be trusted."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)
