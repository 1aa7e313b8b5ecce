"""`newsprint watch`: the real process follows a small site, builds, and deploys."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from serve.running import PATIENCE, ROOT, until
from smallsite import CONFIG, Site, paper

FLOOD = "content/_posts/2026-07-12-flood.md"
PAGE = "news/2026/07/12/flood/index.html"
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX")


class Watching:
    """A watching process, and what it has printed so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log

    def printed(self) -> str:
        return self.log.read_text("utf-8")

    def builds(self) -> int:
        return len(re.findall(r"^_site: ", self.printed(), re.MULTILINE))

    def child(self) -> int:
        """Return the process that watches the files."""
        return int(Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()[0])

    def resident(self) -> int:
        """Return the memory of both processes, in kB."""
        found = [
            re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
            for pid in (self.process.pid, self.child())
        ]
        return sum(int(one[1]) for one in found if one)

    def worked(self) -> int:
        """Return for how many ticks of the clock both processes have had a processor."""
        ticks = 0
        for pid in (self.process.pid, self.child()):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks


@contextmanager
def watching(site: Site, *arguments: str) -> Iterator[Watching]:
    """Watch a site until the end of the block; begin when it is built."""
    log = site.root.parent / f"{site.root.name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "watch", "-C", str(site.root), *arguments],
            stdout=out,
            stderr=out,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    try:
        found = Watching(process, log)
        assert until(lambda: found.builds() or process.poll() is not None)
        yield found
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def has(site: Site, name: str, text: str) -> bool:
    path = site.path(name)
    return path.is_file() and text in path.read_text("utf-8")


def test_each_change_is_built_and_a_mistake_is_printed_until_it_is_mended(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with watching(site) as process:
        site.edit(FLOOD, "The river rose", "The lake rose")
        assert until(lambda: has(site, f"_site/{PAGE}", "The lake rose"))
        assert until(lambda: f"newsprint: {FLOOD} changed" in process.printed())
        site.edit(FLOOD, "title:", "slug: [a]\ntitle:")
        assert until(lambda: "Nothing was published: 1 error" in process.printed())
        assert until(lambda: f"{FLOOD}:2:" in process.printed())
        assert has(site, f"_site/{PAGE}", "The lake rose")
        site.edit(FLOOD, "slug: [a]\n", "")
        site.edit(FLOOD, "The lake rose", "The sea rose")
        assert until(lambda: has(site, f"_site/{PAGE}", "The sea rose"))
        site.remove(FLOOD)
        assert until(lambda: not site.path(f"_site/{PAGE}").exists())
        assert until(lambda: re.search(r"^_site: .* removed", process.printed(), re.MULTILINE))  # that build has ended
    assert site.tree() == {**site.clean_tree(), ".newsprint": site.tree()[".newsprint"]}


def test_a_burst_of_changes_is_built_at_once(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with watching(site) as process:
        before = process.builds()
        for number in range(60):
            site.post(f"2026-08-01-burst-{number}.md", title=f"Burst {number}")
        assert until(lambda: all(site.path(f"_site/2026/08/01/burst-{n}/index.html").exists() for n in range(60)))
        assert process.builds() - before < 30


def test_a_held_story_comes_out_at_its_time_and_an_expired_one_goes(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    due = datetime.now(UTC) + timedelta(seconds=6)
    site.post("2026-08-01-held.md", title="Held", date=f"{due:%Y-%m-%d %H:%M:%S} +0000")
    site.post("2026-08-02-brief.md", title="Brief", expires=f"{due:%Y-%m-%d %H:%M:%S} +0000")
    held = site.path(f"_site/{due:%Y/%m/%d}/held/index.html")
    with watching(site):
        is_there = site.path("_site/2026/08/02/brief/index.html").exists()
        if datetime.now(UTC) < due:  # else the machine was too busy to build in time
            assert is_there
        assert until(held.exists)
        assert datetime.fromtimestamp(held.stat().st_mtime, UTC) >= due.replace(microsecond=0)
        assert until(lambda: not site.path("_site/2026/08/02/brief/index.html").exists())


def test_a_deploy_that_fails_is_tried_again_without_a_change(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.write("content/_config.yml", CONFIG + "deploy: {live: {to: directory, path: srv/www}}\n")
    site.write("srv", "a file where a folder should be")
    with watching(site, "--deploy") as process:
        assert until(lambda: "the deploy failed: it is tried again in 5 s" in process.printed())
        site.edit(FLOOD, "The river rose", "The lake rose")
        assert until(lambda: has(site, f"_site/{PAGE}", "The lake rose"))
        site.remove("srv")
        assert until(lambda: has(site, f"srv/www/{PAGE}", "The lake rose"))
        assert until(lambda: process.printed().count(" sent (") == 1)
        site.edit(FLOOD, "The lake rose", "The sea rose")
        assert until(lambda: has(site, f"srv/www/{PAGE}", "The sea rose"))
        assert until(lambda: process.printed().count(" sent (") == 2)
        site.write("content/_config.yml", site.path("content/_config.yml").read_bytes() + b"# a remark\n")
        builds = process.builds()
        assert until(lambda: process.builds() > builds)
    assert process.printed().count("live: ") == 3  # the error, and two deploys: a remark changes nothing


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["interrupt", "terminate"])
def test_f02_a_signal_ends_both_processes(tmp_path: Path, number: int) -> None:
    site = paper(tmp_path / "paper")
    with watching(site) as process:
        child = process.child()
        process.process.send_signal(number)
        assert process.process.wait(PATIENCE) == 0
        assert until(lambda: not is_running(child))
        assert "Traceback" not in process.printed()


def test_the_watching_process_is_started_again_and_never_outlives_the_builder(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with watching(site) as process:
        first = process.child()
        os.kill(first, signal.SIGKILL)
        site.edit(FLOOD, "The river rose", "The lake rose")
        assert until(lambda: has(site, f"_site/{PAGE}", "The lake rose"))
        second = process.child()
        assert second != first
        process.process.kill()
        process.process.wait()
        assert until(lambda: not is_running(second))


def test_memory_does_not_grow_and_nothing_works_at_rest(tmp_path: Path) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("needs /proc")
    site = paper(tmp_path / "paper")

    def edit(number: int) -> None:
        site.edit(FLOOD, f"edit {number - 1}." if number else "More of it.", f"edit {number}.")
        assert until(
            lambda: has(site, f"_site/{PAGE}", f"edit {number}\n") or has(site, f"_site/{PAGE}", f"edit {number}.")
        )

    with watching(site) as process:
        for number in range(8):
            edit(number)
        before = process.resident()
        for number in range(8, 24):
            edit(number)
        assert process.resident() - before < 8_000
        assert until(lambda: rests(process))


def rests(process: Watching) -> bool:
    """Tell whether nothing was done for two seconds, but for a look at the site's folders."""
    before = process.worked()
    time.sleep(2)
    return process.worked() - before <= 1


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
