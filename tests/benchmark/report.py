"""The benchmark's figures as a table for people and as data for programs."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmark.measure import Cost

FIGURES = ("wall", "cpu", "memory", "largest")
HEAD = ["scenario", "site"]
HEAD += ["wall s", "CPU s", "memory MB", "largest MB", "written", "changed", "showing", "files", "MB"]


@dataclass(frozen=True, slots=True)
class Run:
    """One timed build: its cost, what its output holds (`megabytes`: 1e6 bytes), and what it wrote of it.

    ``showing`` counts the files that show the scenario's change, None where it changes nothing; ``complete``
    says whether those are enough.
    """

    cost: Cost
    files: int
    megabytes: float
    written: int
    changed: int
    showing: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Result:
    """All runs of one scenario on one site."""

    scenario: str
    site: str
    runs: tuple[Run, ...]

    def median(self, figure: str) -> float | None:
        """Return the median of one of a cost's figures, if it was measured."""
        values = [getattr(run.cost, figure) for run in self.runs]
        return None if None in values else statistics.median(values)


def table(results: Sequence[Result]) -> str:
    """Lay out the medians in Markdown; below two sites' rows stands the ratio of the first's to the second's."""
    rows = [HEAD]
    for scenario in dict.fromkeys(result.scenario for result in results):
        group = [result for result in results if result.scenario == scenario]
        rows += map(_row, group)
        if len(group) == 2:
            rows.append(_ratios(*group))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows)


def note(results: Sequence[Result]) -> str:
    """Say how much else the machine had to do; figures taken on a busy one are worth little."""
    costs = [run.cost for result in results for run in result.runs]
    shares = [cost.others / cost.wall for cost in costs if cost.others is not None]
    if not shares:
        return "Whether other processes were busy meanwhile is not known on this system."
    return f"Other processes took {statistics.mean(shares):.0%} of one processor meanwhile, at most {max(shares):.0%}."


def data(results: Sequence[Result]) -> list[dict[str, object]]:
    """Return every run and the medians, ready for JSON."""
    return [
        {
            "scenario": result.scenario,
            "site": result.site,
            "median": {figure: result.median(figure) for figure in FIGURES},
            "runs": [asdict(run) for run in result.runs],
        }
        for result in results
    ]


def machine() -> dict[str, object]:
    """Describe where the figures were taken."""
    return {"system": platform.platform(), "processors": os.cpu_count(), "python": platform.python_version()}


def _row(result: Result) -> list[str]:
    last = result.runs[-1]
    walls = [run.cost.wall for run in result.runs]
    medians = [_number(result.median(figure)) for figure in FIGURES]
    medians[0] += f" ({min(walls):.3g}-{max(walls):.3g})"
    showing = "" if last.showing is None else f"{last.showing}" if all(run.complete for run in result.runs) else "NO"
    counts = [last.written, last.changed, showing, last.files, f"{last.megabytes:.1f}"]
    return [result.scenario, result.site, *medians, *map(str, counts)]


def _ratios(first: Result, second: Result) -> list[str]:
    pairs = [(first.median(figure), second.median(figure)) for figure in FIGURES]
    ratios = [f"x {_number(one / other)}" if one is not None and other else "" for one, other in pairs]
    return [first.scenario, "ratio", *ratios, *[""] * (len(HEAD) - 2 - len(ratios))]


def _number(value: float | None) -> str:
    """Show three digits that count, without an exponent."""
    return "?" if value is None else f"{value:.0f}" if value >= 100 else f"{value:#.3g}"
