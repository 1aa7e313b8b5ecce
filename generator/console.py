"""What the command says: problems with their place, one line for the rest, a bar on long work."""

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from generator.model.delivery import Delivered, Deployed
from generator.model.problem import Problem
from generator.model.report import Report
from generator.model.settings import Project

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.7  # seconds before a bar is worth looking at
WIDTH = 100  # characters of an offending line
MANY = 50  # problems on a terminal
NAMED = 3  # paths in a line of a table


def print_json(report: Report | Deployed) -> None:
    """Print the whole report as one JSON object."""
    print(msgspec.json.encode(report).decode())  # noqa: T201 (the command's voice)


def print_report(report: Report, project: Project, *, verbose: bool, quiet: bool) -> None:
    """Print what is wrong, and then what was done, in a line."""
    print_problems(report.problems, project.root)
    if quiet:
        return
    if verbose:
        for path in report.written:
            print(f"written  {path}")  # noqa: T201 (the command's voice)
        for path in report.removed:
            print(f"removed  {path}")  # noqa: T201
        for held in report.held:
            print(f"held     {held.source} until {held.until.isoformat()}")  # noqa: T201
    print(summary(report, project))  # noqa: T201


def print_deployed(deployed: Deployed, project: Project, *, verbose: bool, quiet: bool) -> None:
    """Print what is wrong; of the build a line, and of each target a table of what changed there."""
    if not quiet:
        if deployed.build.outputs or deployed.build.failed:
            print(summary(deployed.build, project))  # noqa: T201 (the command's voice)
        for delivered in deployed.targets:
            for line in _table(delivered, every=verbose or delivered.dry_run):
                print(line)  # noqa: T201
    print_problems([*deployed.build.problems, *deployed.problems], project.root)


def _table(delivered: Delivered, *, every: bool) -> Iterator[str]:
    """Yield a line for each kind of change, with names: some of them, or every one on a line of its own."""
    sizes = delivered.sizes
    for kind, paths in (
        ("new", delivered.new),
        ("changed", delivered.changed),
        ("gone", delivered.gone),
        ("expired", delivered.expired),
    ):
        if not paths:
            continue
        size = sum(sizes.get(path, 0) for path in paths)
        head = f"  {kind:8}{len(paths):>7,} {'file ' if len(paths) == 1 else 'files'}"
        head += f"{_size(size):>10}" if size else " " * 10
        if every:
            yield head
            yield from (f"    {_size(sizes[path]) if path in sizes else '':>10}  {_harmless(path)}" for path in paths)
        else:
            yield f"{head}  {_harmless(', '.join(paths[:NAMED]))}{', …' if len(paths) > NAMED else ''}"
    yield f"  {'same':8}{delivered.same:>7,} {'file ' if delivered.same == 1 else 'files'}"
    yield _verdict(delivered)


def _verdict(delivered: Delivered) -> str:
    name = f"{delivered.target}: {_harmless(delivered.where)}"
    went = len(delivered.gone) + len(delivered.expired)
    if delivered.dry_run:
        line = f"{name}: nothing was done: this was a dry run."
        return f"{line} In earnest it would be refused: {delivered.refusal}." if delivered.refusal else line
    if delivered.refusal:
        return f"{name}: nothing was done."
    if not delivered.sent and not went:
        return f"{name}: nothing to send ({delivered.seconds:.2f} s)."
    removed = f", {went:,} removed" if went else ""
    return f"{name}: {delivered.sent:,} sent ({_size(delivered.bytes)}){removed} in {delivered.seconds:.2f} s."


def _size(count: int) -> str:
    """Write a number of bytes for people."""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:  # noqa: PLR2004 (SI)
            return f"{size:.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"  # noqa: PLR2004
        size /= 1000
    return f"{size:.1f} GB"


def _complain(text: str) -> None:
    if sys.stderr is not None:  # it is None where it was closed
        print(text, file=sys.stderr)  # noqa: T201 (the command's voice)


def print_waiting() -> None:
    """Say that another build is at work on this site."""
    _complain("newsprint: another build is at work here; waiting until it has ended")


def print_step(text: str) -> None:
    """Say what is being done just now."""
    _complain(f"newsprint: {text}")


def summary(report: Report, project: Project) -> str:
    """Say in one line what happened, how long it took, and when to build next."""
    took = sum(report.seconds.values())
    if report.failed:
        errors = sum(problem.severity == "error" for problem in report.problems)
        return f"Nothing was published: {errors} {'error' if errors == 1 else 'errors'} ({took:.2f} s)."
    stories = "1 story" if report.posts == 1 else f"{report.posts:,} stories"
    done = [stories, f"{report.outputs:,} files", f"{len(report.written):,} written"]
    if report.removed:
        done.append(f"{len(report.removed):,} removed")
    line = f"{project.show(project.output)}: {', '.join(done)} in {took:.2f} s."
    if report.next_publish is not None:
        local = report.next_publish.astimezone(UTC)
        line += f" {len(report.held)} held; build again at {local:%Y-%m-%d %H:%M:%S} UTC."
    return line


def print_problems(problems: Iterable[Problem], root: Path) -> None:
    """Print each problem with its place, the offending line, and how to mend it."""
    listed = list(problems)
    for problem in listed[:MANY]:
        _complain(described(problem, root))
    if len(listed) > MANY:
        _complain(f"… and {len(listed) - MANY} more problems.")


def described(problem: Problem, root: Path) -> str:
    """Write a problem as a text of several lines."""
    place = _harmless(problem.file)
    if problem.line:
        place += f":{problem.line}" + (f":{problem.column}" if problem.column else "")
    mark = "warning: " if problem.severity == "warning" else ""
    lines = [f"{place}  {mark}{_harmless(problem.message)}"]
    if problem.line and (text := _line(root / problem.file, problem.line)):
        begin = max(0, problem.column - 1 - WIDTH // 2)
        number = f"{problem.line:5} | "
        lines.append(number + text[begin : begin + WIDTH])
        if problem.column:
            lines.append(" " * (len(number) + problem.column - 1 - begin) + "^")
    if problem.hint:
        lines.append(f"  {_harmless(problem.hint)}")
    return "\n".join(lines)


def _line(path: Path, number: int) -> str:
    """Return a line of a file without what a terminal would obey; "" when there is none."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            for count, line in enumerate(file, 1):
                if count == number:
                    return _harmless(line.rstrip("\n"))
    except OSError:
        pass
    return ""


def _harmless(text: str) -> str:
    """Return a text without what a terminal would obey; names of files and front matter are not to be trusted."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)


class Bar:
    """A progress bar on a terminal, shown only once work turns out to be long."""

    def __init__(self, *, wanted: bool) -> None:
        """Show nothing yet."""
        self.wanted = wanted and sys.stderr is not None and sys.stderr.isatty()
        self.began = time.monotonic()
        self.progress: Progress | None = None
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Be ready."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        if self.progress is not None:
            self.progress.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is."""
        if not self.wanted or time.monotonic() - self.began < PATIENCE:
            return
        if self.progress is None:
            self.progress = self._started()
        if stage not in self.tasks:
            self.tasks[stage] = self.progress.add_task(stage, total=total)
        self.progress.update(self.tasks[stage], completed=done)

    @staticmethod
    def _started() -> "Progress":
        from rich.console import Console  # noqa: PLC0415 (only for long work on a terminal)
        from rich.progress import Progress  # noqa: PLC0415

        progress = Progress(console=Console(stderr=True), transient=True)
        progress.start()
        return progress
