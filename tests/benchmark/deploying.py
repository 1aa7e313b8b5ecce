"""Time deploys of a made-up archive, with the default theme: to a folder, and to an S3 server of this machine.

Each turn deploys everything, then nothing, then a new story, then an edited one; the medians count. Beside the folder,
rsync brings the same site into a folder of its own. The exit code is 1 when a deploy fails, when one sends what did
not change, or when a new story sends 60 files or more.
"""

import argparse
import contextlib
import dataclasses
import importlib.util
import json
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Run as a script, the folder of the tests is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmark import corpus, scenarios, sites
from benchmark.run import workplace

LIMIT = 1800.0  # seconds
MOST = 60  # files that one new story may send
CONFIG = """\
title: The Bench
url: https://bench.example
permalink: /:year/:month/:day/:title/
"""


class DeployError(Exception):
    """A deploy that failed, or did not do what it should."""


@dataclass(frozen=True, slots=True)
class Run:
    """One deploy: seconds of the whole command, those without the build, files sent, and their bytes."""

    wall: float
    alone: float
    sent: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Place:
    """A target: its name, its entry in the settings, and how to empty it."""

    name: str
    settings: dict[str, str]
    clear: Callable[[], None]
    env: dict[str, str]


def lay_out(folder: Path, stories: int, seed: int) -> sites.Site:
    """Write a site that has nothing but stories and settings."""
    site = dataclasses.replace(sites.newsprint(folder), folder=folder / "plain")
    site.write(corpus.stories(stories, seed))
    return site


@contextlib.contextmanager
def places(folder: Path, names: list[str]) -> Iterator[list[Place]]:
    """Give the targets that can be had here."""
    with contextlib.ExitStack() as stack:
        found = []
        if "directory" in names:
            www = folder / "www"
            clear = lambda: shutil.rmtree(www, ignore_errors=True)  # noqa: E731
            found.append(Place("directory", {"to": "directory", "path": str(www)}, clear, {}))
        if "s3" in names:
            found += stack.enter_context(stores(folder / "s3"))
        yield found


@contextlib.contextmanager
def stores(folder: Path) -> Iterator[list[Place]]:
    """Run an S3 server: rclone's where it is installed, else moto's."""
    if any(importlib.util.find_spec(name) is None for name in ("boto3", "pytest")):
        print("S3 is skipped: boto3 is not installed.", file=sys.stderr)
        yield []
        return
    from deploy import s3servers  # needs boto3

    with contextlib.ExitStack() as stack:
        if shutil.which("rclone"):
            server = stack.enter_context(s3servers.rclone(folder))
        elif importlib.util.find_spec("moto"):
            server = stack.enter_context(s3servers.moto(folder))
        else:
            print("S3 is skipped: neither rclone nor moto is installed.", file=sys.stderr)
            yield []
            return
        bucket = server.bucket("bench")
        settings = {"to": "s3", "bucket": "bench", "endpoint": f"http://127.0.0.1:{server.port}"}
        env = s3servers.environment(folder)
        yield [Place(f"s3 ({server.name})", settings, lambda: bucket.be({}), env)]


class Bench:
    """A site that is deployed to one place."""

    def __init__(self, site: sites.Site, archive: scenarios.Archive, place: Place) -> None:
        self.site = site
        self.archive = archive
        self.place = place
        config = f"{CONFIG}deploy: {json.dumps({'live': place.settings})}\n"
        (site.folder / "content/_config.yml").write_text(config, encoding="utf-8")

    def command(self, *words: str) -> tuple[float, dict[str, Any]]:
        """Run the command, and return its seconds and its report."""
        began = time.monotonic()
        done = subprocess.run(
            (*self.site.program, *words, "--json"),
            cwd=self.site.folder,
            env={**self.site.env, **self.place.env},
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        seconds = time.monotonic() - began
        if done.returncode:
            message = f"{self.place.name}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
            raise DeployError(message)
        return seconds, json.loads(done.stdout)

    def deploy(self) -> Run:
        """Deploy, and return what it cost."""
        seconds, report = self.command("deploy")
        (target,) = report["targets"]
        return Run(seconds, target["seconds"], target["sent"], target["bytes"])

    def turn(self, number: int) -> dict[str, Run]:
        """Make each scenario's change, and deploy."""
        self.place.clear()
        self.command("build")
        found = {"everything": self.deploy(), "nothing": self.deploy()}
        scenarios.add(self.site, self.archive, number)
        found["one story"] = self.deploy()
        scenarios.edit(self.site, self.archive, number)
        found["one body"] = self.deploy()
        self.judge(found)
        return found

    def judge(self, found: dict[str, Run]) -> None:
        """Raise where the deploys did not send what they should."""
        faults = [
            found["everything"].sent <= self.archive.stories,
            found["nothing"].sent > 0,
            not 0 < found["one story"].sent < MOST,
            found["one body"].sent != 1,
        ]
        if any(faults):
            told = ", ".join(f"{name}: {run.sent} files" for name, run in found.items())
            message = f"{self.place.name}: it sent what it should not, or not what it should ({told})"
            raise DeployError(message)


def synchronized(site: sites.Site, target: Path) -> Callable[[], float] | None:
    """Return what brings the site to a folder by rsync, and tells its seconds; None where there is no rsync."""
    program = shutil.which("rsync")
    if program is None:
        return None

    def run() -> float:
        began = time.monotonic()
        command = (program, "-rc", "--delete", f"{site.output}/", f"{target}/")
        subprocess.run(command, check=True, timeout=LIMIT)
        return time.monotonic() - began

    return run


def measured(bench: Bench, turns: range, other: Callable[[], float] | None) -> dict[str, list[Run]]:
    """Return every run; where there is another program, what it takes to find nothing to do is told, too."""
    found: dict[str, list[Run]] = {}
    for number in turns:
        for name, run in bench.turn(number).items():
            found.setdefault(name, []).append(run)
            print(f"{bench.place.name}, {name}: {run.wall:.3f} s", file=sys.stderr)
        if other is not None:
            other()
            found.setdefault("rsync, nothing", []).append(Run(seconds := other(), seconds, 0, 0))
    return found


def table(results: dict[str, dict[str, list[Run]]]) -> str:
    """Write the medians as a table."""
    rows = [
        f"| {'to':12} | {'what':15} | {'command':>9} | {'alone':>9} | {'files':>6} | {'MB':>8} |",
        f"|{'-' * 14}|{'-' * 17}|{'-' * 10}:|{'-' * 10}:|{'-' * 7}:|{'-' * 9}:|",
    ]
    for place, scenes in results.items():
        for name, runs in scenes.items():
            wall, alone = (statistics.median(getattr(run, field) for run in runs) for field in ("wall", "alone"))
            sent = statistics.median_high(run.sent for run in runs)
            size = statistics.median(run.bytes for run in runs) / 1e6
            rows.append(f"| {place:12} | {name:15} | {wall:>7.3f} s | {alone:>7.3f} s | {sent:>6,} | {size:>8.2f} |")
    return "\n".join(rows)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark, print its table, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--stories", type=int, default=10_000, help="size of the archive (%(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="turns (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another archive (%(default)s)")
    parser.add_argument("--targets", default="directory,s3", help="where to deploy (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results = {}
    with workplace(None, options.stories) as folder, places(folder, options.targets.split(",")) as chosen:
        site = lay_out(folder, options.stories, options.seed)
        for first, place in enumerate(chosen):
            bench = Bench(site, scenarios.Archive(options.stories, options.seed), place)
            other = synchronized(site, folder / "rsync") if place.name == "directory" else None
            turns = range(first * options.runs, (first + 1) * options.runs)  # each publishes a story of its own
            try:
                results[place.name] = measured(bench, turns, other)
            except DeployError as error:
                print(error, file=sys.stderr)
                return 1
    print(f"\n{options.stories:,} stories, medians of {options.runs}; alone: without the build\n\n{table(results)}")
    if options.json:
        figures = {
            place: {name: [dataclasses.asdict(run) for run in runs] for name, runs in scenes.items()}
            for place, scenes in results.items()
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
