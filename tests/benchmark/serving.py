"""Time Newsprint's preview beside Hugo's on the same made-up archive: the start, and from a save to the new text.

Both servers run with what their users get; each is asked over one connection, again and again, until it answers
with what was saved. The medians count. The exit code is 1 when a server never shows what was saved.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

# Run as a script, the folder of the tests is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmark import corpus, sites
from benchmark.run import lay_out, workplace
from benchmark.scenarios import Archive

LIMIT = 600.0  # seconds
LOOK = 0.001  # seconds between two questions
EDITS = ("body", "headline", "tags", "template")


class NeverShownError(Exception):
    """A server that does not show what was saved."""


class Server:
    """A preview at work, and one connection to it."""

    def __init__(self, site: sites.Site) -> None:
        self.port = _free_port()
        serve = {"newsprint": ("serve", "--port"), "hugo": ("server", "--bind", "127.0.0.1", "--port")}[site.name]
        self.process = subprocess.Popen(
            (*site.program, *serve, str(self.port)),
            cwd=site.folder,
            env=site.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> bytes:
        """Ask once; what cannot be had is empty."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):  # also an answer that is cut short
            self.connection = None
            return b""
        return body if answer.status == 200 else b""

    def until(self, path: str, text: str) -> None:
        """Ask until the page shows a text."""
        end = time.monotonic() + LIMIT
        while text.encode() not in self.get(path):
            if time.monotonic() > end or self.process.poll() is not None:
                message = f"{path} never shows {text!r}"
                raise NeverShownError(message)
            time.sleep(LOOK)

    def megabytes(self) -> float | None:
        """Return the memory that it takes, shared memory by its share."""
        with contextlib.suppress(OSError, IndexError):
            rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
            return int(rollup.split("\nPss:")[1].split()[0]) * 1024 / 1e6
        return None

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)


def start(site: sites.Site, address: str, text: str) -> tuple[Server, float]:
    """Start a server; return it, and the seconds from the command until the story is served."""
    began = time.monotonic()
    server = Server(site)
    try:
        server.until(address, text)
    except BaseException:
        server.end()
        raise
    return server, time.monotonic() - began


def edits(site: sites.Site, archive: Archive) -> dict[str, tuple[Path, Callable[[str, str], str]]]:
    """Name the file that each edit changes, and how; the change brings in a text."""
    story = site.folder / site.source(archive.story(archive.stories // 4))[0]

    def replaced(pattern: str, new: str) -> Callable[[str, str], str]:
        return lambda text, mark: re.sub(pattern, new.replace("MARK", mark), text, count=1)

    return {
        "body": (story, lambda text, mark: f"{text}\n{mark}\n"),
        "headline": (story, replaced("(?m)^title: .*", 'title: "Headline MARK"')),
        "tags": (story, replaced("(?m)^tags: .*", 'tags: ["MARK"]')),
        "template": (site.folder / site.template, replaced(r"Edition [^.]*\.", "Edition MARK.")),
    }


def measured(site: sites.Site, archive: Archive, runs: int, calm: float) -> dict[str, list[float]]:
    """Return all figures of one site, in milliseconds and megabytes."""
    story = archive.story(archive.stories // 4)
    address = f"/{story.date:%Y/%m/%d}/{story.slug}/"
    found: dict[str, list[float]] = {}
    for turn in range(runs):
        site.clear()
        for name in ("first start", "next start"):
            server, seconds = start(site, address, story.title)
            found.setdefault(name, []).append(seconds * 1000)
            print(f"{name} {site.name}: {seconds:.3f} s", file=sys.stderr)
            if turn == 0 and name == "next start":
                continue
            server.end()
        if turn:
            continue
        try:
            found.update(saves(server, edits(site, archive), address, runs, calm))
            found["memory"] = [server.megabytes() or 0.0]
        finally:
            server.end()
    return found


def saves(
    server: Server,
    changes: dict[str, tuple[Path, Callable[[str, str], str]]],
    address: str,
    runs: int,
    calm: float,
) -> dict[str, list[float]]:
    """Return the milliseconds from each save until it is served."""
    found: dict[str, list[float]] = {}
    for name, (path, change) in changes.items():
        before = path.read_text("utf-8")
        for turn in range(runs + 1):  # the first warms up
            mark = f"mark{name}{turn}"
            time.sleep(calm)
            began = time.monotonic()
            path.write_text(change(path.read_text("utf-8"), mark), "utf-8")
            server.until(address, mark)
            if turn:
                found.setdefault(name, []).append((time.monotonic() - began) * 1000)
        print(f"{name}: {statistics.median(found[name]):.0f} ms", file=sys.stderr)
        path.write_text(before, "utf-8")
    return found


def table(results: dict[str, dict[str, list[float]]]) -> str:
    """Write the medians as a table."""
    names = list(results)
    rows = [
        f"| {'':12} | {' | '.join(f'{name:>14}' for name in names)} |",
        f"|{'-' * 14}|{'---------------:|' * len(names)}",
    ]
    for figure in ("first start", "next start", *EDITS, "memory"):
        unit = "MB" if figure == "memory" else "ms"
        cells = (f"{statistics.median(results[name][figure]):>11,.0f} {unit}" for name in names)
        rows.append(f"| {figure:12} | {' | '.join(cells)} |")
    return "\n".join(rows)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark, print its table, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--stories", type=int, default=10_000, help="size of the archive (%(default)s)")
    parser.add_argument("--runs", type=int, default=5, help="starts, and saves of each kind (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another archive (%(default)s)")
    parser.add_argument("--calm", type=float, default=1.0, help="seconds between two saves (%(default)s)")
    parser.add_argument("--no-hugo", action="store_true", help="time Newsprint only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with workplace(None, options.stories) as folder:
        archive = Archive(options.stories, options.seed)
        results = {}
        for site in lay_out(folder, no_hugo=options.no_hugo):
            site.write(corpus.stories(options.stories, options.seed))
            try:
                results[site.name] = measured(site, archive, options.runs, options.calm)
            except NeverShownError as error:
                print(f"{site.name}: {error}", file=sys.stderr)
                return 1
    print(f"\n{options.stories:,} stories, medians of {options.runs}\n\n{table(results)}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
