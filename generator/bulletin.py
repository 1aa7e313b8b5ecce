"""What a deploy says on a terminal: the build in a line, then of each target what is to change, and what came of it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from msgspec import Struct

from generator.console import Voice, complain, harmless, print_problems, print_problems_of, summary, unwritten
from generator.model.delivery import Delivered, Delivery, Deployed
from generator.model.report import Report
from generator.model.settings import Project
from generator.progress import Bar

NAMED = 3  # paths in a line of a table


class Bulletin(Struct):
    """Speaks while a deploy is at work; with ``every`` it names all files.

    ``unheard`` tells that something could not be said, though somebody listens.
    """

    project: Project
    bar: Bar
    every: bool
    unheard: bool = False

    def built(self, report: Report) -> None:
        """Say what was built."""
        self.say([*unwritten(report), summary(report, self.project)])

    def planned(self, delivery: Delivery) -> None:
        """Say what is to change at a target."""
        self.say(_table(delivery, every=self.every))

    def delivered(self, done: Delivered) -> None:
        """Say what came of a target."""
        self.say([_verdict(done)])

    def step(self, text: str) -> None:
        """Say what is being done just now."""
        self.bar.rest()
        with suppress(OSError):
            complain(f"newsprint: {text}")

    def say(self, lines: Iterable[str]) -> None:
        """Print; that nobody listens any more, or that a disk is full, is no reason to leave a site half delivered."""
        self.bar.rest()
        try:
            for line in lines:
                print(line, flush=True)
        except BrokenPipeError:
            pass
        except OSError:
            self.unheard = True


def print_deployed(deployed: Deployed, project: Project, voice: Voice) -> None:
    """Print what is wrong; what went wrong with a target is said each time."""
    if deployed.build.failed and not voice.quiet:
        print(summary(deployed.build, project), flush=True)
    print_problems(deployed.problems, project.root, voice)
    print_problems_of(deployed.build.problems, project, voice)


def _table(delivery: Delivery, *, every: bool) -> Iterator[str]:
    """Yield a line for each kind of change, with names: some of them, or every one on a line of its own."""
    items = {**delivery.new, **delivery.changed}
    sizes = {path: item.size for path, item in items.items()}
    rows: tuple[tuple[str, Sequence[str]], ...] = (
        ("new", sorted(delivery.new)),
        ("changed", sorted(delivery.changed)),
        ("gone", delivery.gone),
        ("expired", delivery.expired),
    )
    for kind, paths in rows:
        if not paths:
            continue
        size = sum(sizes.get(path, 0) for path in paths)
        head = f"  {kind:8}{len(paths):>7,} {'file ' if len(paths) == 1 else 'files'}"
        head += f"{_size(size):>10}" if size else " " * 10
        if every:
            yield head
            yield from (f"    {_size(sizes[path]) if path in sizes else '':>10}  {harmless(path)}" for path in paths)
        else:
            yield f"{head}  {harmless(', '.join(paths[:NAMED]))}{', …' if len(paths) > NAMED else ''}"
    yield f"  {'same':8}{delivery.same:>7,} {'file ' if delivery.same == 1 else 'files'}"


def _verdict(done: Delivered) -> str:
    name = f"{done.target}: {harmless(done.where)}"
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
    """Write a number of bytes for people."""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:  # noqa: PLR2004 (SI)
            return f"{size:.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"  # noqa: PLR2004
        size /= 1000
    return f"{size:.1f} GB"
