"""Print the progress and the result of a deploy."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from msgspec import Struct

from generator.model.deployment import DeployResult, SyncPlan, TargetResult
from generator.model.report import Report
from generator.model.settings import Project
from generator.terminal.problems import Verbosity, print_error, print_problems, print_problems_of, printable
from generator.terminal.progress import ProgressBar
from generator.terminal.report import summary, unwritten

MAX_NAMED = 3  # paths in a line of a table


class ConsoleReporter(Struct):
    """Prints the progress of a deploy; with ``every`` it lists all files.

    ``failed_to_write`` is true if a line could not be printed for another reason than a closed pipe.
    """

    project: Project
    bar: ProgressBar
    every: bool
    failed_to_write: bool = False

    def built(self, report: Report) -> None:
        """Print what was built."""
        self.say([*unwritten(report), summary(report, self.project)])

    def planned(self, plan: SyncPlan) -> None:
        """Print what will change at a target."""
        self.say(_table(plan, every=self.every))

    def delivered(self, done: TargetResult) -> None:
        """Print the result for a target."""
        self.say([deploy_line(done)])

    def step(self, text: str) -> None:
        """Print the current step."""
        self.bar.pause()
        with suppress(OSError):
            print_error(f"newsprint: {text}")

    def say(self, lines: Iterable[str]) -> None:
        """Print lines. A closed pipe or a full disk is no reason to abort a deploy."""
        self.bar.pause()
        try:
            for line in lines:
                print(line, flush=True)
        except BrokenPipeError:
            pass
        except OSError:
            self.failed_to_write = True


def print_program_line(text: str) -> None:
    """Print a line of a target's own program to standard error: standard output is for the report."""
    if sys.stderr is not None:  # it is None if it was closed
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def print_deploy_result(deployed: DeployResult, project: Project, reporter: Verbosity) -> None:
    """Print the problems; errors of a target are printed every time."""
    if deployed.build.failed and not reporter.quiet:
        print(summary(deployed.build, project), flush=True)
    print_problems(deployed.problems, project.root, reporter)
    print_problems_of(deployed.build.problems, project, reporter)


def _table(plan: SyncPlan, *, every: bool) -> Iterator[str]:
    """Yield a line for each kind of change, with a few paths, or with every path on its own line."""
    items = {**plan.new, **plan.changed}
    sizes = {path: item.size for path, item in items.items()}
    rows: tuple[tuple[str, Sequence[str]], ...] = (
        ("new", sorted(plan.new)),
        ("changed", sorted(plan.changed)),
        ("gone", plan.gone),
        ("expired", plan.expired),
    )
    for kind, paths in rows:
        if not paths:
            continue
        size = sum(sizes.get(path, 0) for path in paths)
        head = f"  {kind:8}{len(paths):>7,} {'file ' if len(paths) == 1 else 'files'}"
        head += f"{_size(size):>10}" if size else " " * 10
        if every:
            yield head
            yield from (f"    {_size(sizes[path]) if path in sizes else '':>10}  {printable(path)}" for path in paths)
        else:
            yield f"{head}  {printable(', '.join(paths[:MAX_NAMED]))}{', …' if len(paths) > MAX_NAMED else ''}"
    yield f"  {'same':8}{plan.same:>7,} {'file ' if plan.same == 1 else 'files'}"


def deploy_line(done: TargetResult) -> str:
    """Return one line about what a deploy did at a target."""
    name = f"{done.target}: {printable(done.where)}"
    went = len(done.gone) + len(done.expired)
    if done.dry_run:
        line = f"{name}: nothing was done: this was a dry run."
        return f"{line} In earnest it would be refused: {done.refusal}." if done.refusal else line
    if done.refusal:
        return f"{name}: nothing was done."
    if not done.complete:
        return f"{name}: broken off after {done.sent:,} of {len(done.sizes):,} files."
    if not done.sent and not went:
        return f"{name}: nothing to send ({done.seconds:.2f} s)."
    removed = f", {went:,} removed" if went else ""
    return f"{name}: {done.sent:,} sent ({_size(done.bytes)}){removed} in {done.seconds:.2f} s."


def _size(count: int) -> str:
    """Format a number of bytes."""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:  # noqa: PLR2004 (SI)
            return f"{size:.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"  # noqa: PLR2004
        size /= 1000
    return f"{size:.1f} GB"
