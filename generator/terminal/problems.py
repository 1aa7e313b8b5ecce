"""Print a problem: the position, the offending line, and a hint."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from generator.model.confidential import confidential_lines, is_settings, masked, shown
from generator.model.problem import Problem
from generator.model.settings import Project
from generator.terminal.colors import colored, wants_colors
from generator.terminal.reported import Counts, errors_and_warnings, load_reported, save_reported, select

WIDTH = 100  # characters of an offending line
MAX_PROBLEMS = 50  # problems on a terminal
FEW = 3  # stories without text in a list
NOTHING: Counts = {}


class Verbosity(Struct, frozen=True):
    """How much to print: ``every`` problem or only new ones; each written file, or only problems.

    With ``fresh``, warnings that were printed before count as new.
    """

    every: bool = False
    fresh: bool = False
    verbose: bool = False
    quiet: bool = False


def print_error(text: str) -> None:
    """Print to standard error, unless it is closed."""
    if sys.stderr is not None:  # it is None if it was closed
        print(text, file=sys.stderr)


def print_problems_of(problems: Sequence[Problem], project: Project, verbosity: Verbosity) -> None:
    """Print the problems of a site: warnings that were printed before are only counted."""
    reported = NOTHING if verbosity.fresh else load_reported(project.cache)
    print_problems(problems, project.root, verbosity, reported)
    save_reported(project.cache, problems, load_reported(project.cache) if verbosity.fresh else reported)


def print_problems(
    problems: Iterable[Problem],
    root: Path,
    verbosity: Verbosity = Verbosity(),  # noqa: B008 (frozen)
    reported: Counts = NOTHING,
) -> None:
    """Print each problem with its position, the offending line and a hint; errors come first.

    Warnings that were `reported` before are only counted, and so are problems after the first fifty.
    """
    selected = select(problems, NOTHING if verbosity.every else reported)
    most = len(selected.shown) if verbosity.every else MAX_PROBLEMS
    colors = wants_colors(os.environ, is_terminal=sys.stderr is not None and sys.stderr.isatty())
    for problem in selected.shown[:most]:
        text = format_problem(problem, root)
        print_error(colored(text, problem.severity) if colors else text)
    if rest := selected.shown[most:]:
        print_error(f"… and {_counted(rest)} more (--all shows them).")
    if selected.known and not verbosity.quiet:
        one = selected.known == 1
        print_error(
            f"{selected.known:,} known {'warning' if one else 'warnings'} (--all shows {'it' if one else 'them'})."
        )


def _counted(problems: Iterable[Problem]) -> str:
    """Return the numbers of errors and warnings, in words."""
    counts = [
        (len(some), name)
        for some, name in zip(errors_and_warnings(problems), ("error", "warning"), strict=True)
        if some
    ]
    return " and ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts)


def format_problem(problem: Problem, root: Path) -> str:
    """Format a problem, on several lines."""
    place = printable(problem.file)
    if problem.line:
        place += f":{problem.line}" + (f":{problem.column}" if problem.column else "")
    mark = "warning: " if problem.severity == "warning" else ""
    lines = [f"{place}  {mark}{printable(problem.message)}"]
    if problem.line and (text := _line(root, problem)):
        column = min(problem.column, len(text) + 1)  # a masked line is shorter
        begin = max(0, column - 1 - WIDTH // 2)
        number = f"{problem.line:5} | "
        lines.append(number + text[begin : begin + WIDTH])
        if column:
            lines.append(" " * (len(number) + column - 1 - begin) + "^")
    if problem.hint:
        lines.append(f"  {printable(problem.hint)}")
    return "\n".join(lines)


def _line(root: Path, problem: Problem) -> str:
    """Return the line of a problem in printable form and without credentials; "" if there is none."""
    try:
        with (root / problem.file).open(encoding="utf-8-sig", errors="replace") as file:
            if is_settings(problem.file):
                return printable(_shown(file.read(), problem.line))
            for count, line in enumerate(file, 1):
                if count == problem.line:
                    return printable(line.rstrip("\n"))
    except OSError:
        pass
    return ""


def _shown(settings: str, number: int) -> str:
    """Return a line of the settings, masked if it is confidential; "" if the file is not UTF-8."""
    lines = settings.split("\n")
    if "\0" in settings or number > len(lines):
        return ""
    line = lines[number - 1]
    return masked(line) if number in confidential_lines(settings) else shown(line)


def printable(text: str) -> str:
    """Return a text without control characters: file names and front matter are not trusted."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)
