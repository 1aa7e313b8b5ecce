"""Faults of the machine. The oracle each time: the next build equals a clean build, byte for byte."""

import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults.kill import (
    CHECKOUT,
    MANIFEST,
    PATIENCE,
    STAGING,
    Trial,
    build,
    command,
    environment,
    forked,
    run,
    tree,
    wait_for_end,
)
from statefile import damage, remove

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX only")

YEAR_BACK = "2025-11-21T12:00:00+00:00"
STORY = "content/_posts/2026-02-02-story-1.md"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """Make a site of forty stories, and build it once."""
    return started(tmp_path_factory.mktemp("first"), 40)


@pytest.fixture
def trial(first: Trial, tmp_path: Path) -> Trial:
    """Copy that site, to be mistreated."""
    return first.copied(tmp_path)


def started(folder: Path, stories: int) -> Trial:
    trial = Trial(folder, random.Random(3), stories, forked, forked)
    settle(trial)
    return trial


def settle(trial: Trial) -> None:
    """Build; the result must be a clean build's, and nothing but it may be left."""
    trial.complete()
    assert trial.violations == []


def redesign(trial: Trial) -> None:
    """Change a setting, so that every page is to be made again."""
    trial.paper.before, trial.paper.sources = trial.paper.sources, dict(trial.paper.sources)
    trial.paper.design()
    trial.lay_out(trial.site)


def set_source(trial: Trial, name: str, text: bytes) -> None:
    trial.paper.sources = {**trial.paper.sources, name: text}
    trial.lay_out(trial.site)


def published(trial: Trial) -> dict[str, str]:
    return tree(trial.site / "_site")


def failed_well(done: "subprocess.CompletedProcess[str]") -> str:
    """Check that a build ended with a message, not with a traceback; return what it said."""
    printed = done.stdout + done.stderr
    assert done.returncode == 2, printed
    assert "Traceback" not in printed
    return printed


def start(trial: Trial, *arguments: str) -> "subprocess.Popen[str]":
    told = command(trial.site, *arguments)
    pipe = subprocess.PIPE
    return subprocess.Popen(
        told, cwd=trial.site, env=environment(), start_new_session=True, stdout=pipe, stderr=pipe, text=True
    )


def wait_for(seen: "Path | None", process: "subprocess.Popen[str]") -> list[int]:
    """Wait until a file is there, or (None) until the process has children; return these."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if seen is None and (found := children(process.pid)):
            return found
        if seen is not None and seen.exists():
            return []
        time.sleep(0.001)
    return []


def wait_for_busy_child(process: "subprocess.Popen[str]") -> int:
    """Wait until a child of a process has had a processor for a second, and return it: it is one that renders."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        told = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,time="], capture_output=True, text=True, check=True).stdout
        for pid, parent, spent in (line.split() for line in told.splitlines()):
            if int(parent) == process.pid and not re.fullmatch(r"[0:]*(\.\d+)?", spent):
                return int(pid)
        time.sleep(0.05)
    pytest.fail("no worker was seen at work")


def children(parent: int) -> list[int]:
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [(int(pid), int(ppid)) for pid, ppid in (line.split() for line in told.splitlines())]
    return [pid for pid, ppid in pairs if ppid == parent]


# Ends a build at its worst moment: everything was put in place, and nothing was remembered.
KILLED_LATE = """
import os, signal, sys
from generator.engine.store import BuildCache
from generator.cli.main import main
BuildCache.commit = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(sys.argv[1:])
"""


def killed_late(trial: Trial) -> None:
    done = run([sys.executable, "-c", KILLED_LATE, *command(trial.site)[3:]], trial.site)
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


def test_f01_an_edit_taken_back_after_a_killed_build(trial: Trial) -> None:
    before = trial.paper.sources[STORY]
    set_source(trial, STORY, before.replace(b"rose", b"fell"))
    killed_late(trial)
    set_source(trial, STORY, before)
    settle(trial)


def test_f01_an_edit_taken_back_after_two_killed_builds(trial: Trial) -> None:
    """The second kill finds the first one's page as it wants it, and must not forget that it is not the old one."""
    before = trial.paper.sources[STORY]
    set_source(trial, STORY, before.replace(b"rose", b"fell"))
    killed_late(trial)
    set_source(trial, "content/about.md", trial.paper.sources["content/about.md"].replace(b"we are", b"we ain"))
    killed_late(trial)
    set_source(trial, STORY, before)
    settle(trial)


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize("group", [False, True])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_f02_interrupted(trial: Trial, number: signal.Signals, code: int, group: bool, jobs: str) -> None:
    before = published(trial)
    redesign(trial)
    process = start(trial, "--jobs", jobs)
    wait_for(trial.site / "_site" / STAGING, process)
    (os.killpg if group else os.kill)(process.pid, number)
    _, printed = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, printed
    assert "Traceback" not in printed
    assert wait_for_end(process.pid) == []
    assert published(trial) == before
    settle(trial)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a small file system in memory at a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    told = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root on Linux can mount a small disk")
    mounted = subprocess.run(told, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"this machine does not let root mount: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_f03_disk_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "site" / "_site", "1m"):
        trial = started(tmp_path, 8)
        before = published(trial)
        set_source(trial, "content/large.bin", random.Random(1).randbytes(3_000_000))
        redesign(trial)
        assert "No space left" in failed_well(forked(trial.site))
        assert published(trial) == before
        assert "No space left" in failed_well(forked(trial.site, "--clean", "--jobs", "3"))
        assert published(trial) == before
        set_source(trial, "content/large.bin", b"small")
        settle(trial)


def test_f03_disk_of_the_cache_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "site" / ".newsprint", "1m"):
        trial = started(tmp_path, 8)
        ballast = trial.site / ".newsprint" / "ballast"
        with pytest.raises(OSError, match="No space left"):
            ballast.write_bytes(bytes(2_000_000))
        redesign(trial)
        settle(trial)
        trial.paper.take_back()  # what the cache could not be told must not deceive it now
        settle(trial)


def powerless() -> list[str]:
    """Return how to start a command for which permissions count, also when the tests are run by root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root needs setpriv to give up its powers")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"]


@pytest.mark.parametrize("below", ["", "about", "img"])
def test_f04_read_only_output(trial: Trial, below: str) -> None:
    redesign(trial)
    shut = trial.site / "_site" / below
    shut.chmod(0o555)
    before = published(trial)
    set_source(trial, "content/img/0.jpg", trial.paper.pictures[1])
    printed = failed_well(build(trial.site, prefix=powerless()))
    shut.chmod(0o755)
    assert "Permission denied" in printed
    if not below:
        assert published(trial) == before
    settle(trial)


def test_f05_few_open_files(trial: Trial) -> None:
    shutil.rmtree(trial.site / "_site")
    shutil.rmtree(trial.site / ".newsprint")
    told = ["sh", "-c", 'ulimit -n 32; exec "$@"', "sh", *command(trial.site, "--jobs", "4")]
    done = run(told, trial.site)
    assert done.returncode == 0, done.stdout + done.stderr
    assert published(trial) == trial.expected()
    settle(trial)


def test_f06_a_killed_worker(trial: Trial) -> None:
    """Three neighbours take two seconds each: every process is at one of them when a worker is killed."""
    slow = b"{% if page.title in ('Slow 1', 'Slow 2', 'Slow 3') %}{% for n in range(60000000) %}{% endfor %}{% endif %}"
    set_source(
        trial,
        "templates/post.html",
        b"<!doctype html><title>{{ page.title }}</title>" + slow + b"{{ content }}</html>\n",
    )
    for number in (1, 2, 3):
        text = f"---\ntitle: Slow {number}\ndate: 2026-11-0{number}\npermalink: /slow{number}/\n---\nSlow.\n"
        set_source(trial, f"content/_posts/2026-11-0{number}-slow.md", text.encode())
    trial.expected()
    before = published(trial)
    process = start(trial, "--jobs", "3")
    wait_for(trial.site / "_site" / STAGING, process)
    os.kill(wait_for_busy_child(process), signal.SIGKILL)
    printed, wrong = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2, printed + wrong
    assert "Traceback" not in wrong
    assert "signal 9" in wrong
    assert any(f"slow{number}/index.html" in wrong for number in (1, 2, 3)), wrong
    assert wait_for_end(process.pid) == []
    assert published(trial) == before
    settle(trial)


def caches(trial: Trial) -> list[Path]:
    return sorted(path for path in (trial.site / ".newsprint").rglob("*") if path.is_file())


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    chance = random.Random(path.name)
    for _ in range(min(8, len(data))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def flip_the_end(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(max(0, len(data) - 200), len(data), 7):
        data[place] ^= 0x55
    path.write_bytes(data)


def delete(path: Path) -> None:
    path.unlink()


def fill_with_noise(path: Path) -> None:
    path.write_bytes(random.Random(2).randbytes(path.stat().st_size))


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [truncate, empty, flip, flip_the_end, delete, fill_with_noise])
@pytest.mark.parametrize("edited", [False, True])
def test_f07_damaged_cache(trial: Trial, damage: Callable[[Path], None], edited: bool) -> None:
    for path in caches(trial):
        damage(path)
    if edited:
        set_source(trial, STORY, b"---\ntitle: Another\ndate: 2026-02-02\n---\nAnother text.\n")
        redesign(trial)
    settle(trial)
    settle(trial)


def test_f07_one_damaged_file_at_a_time(trial: Trial) -> None:
    for number, path in enumerate(caches(trial)[:6]):
        flip(path)
        set_source(trial, STORY, f"---\ntitle: Another {number}\ndate: 2026-02-02\n---\nText.\n".encode())
        settle(trial)


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("meta", "CAST(key AS TEXT) LIKE 'made:%'"),
        ("meta", "CAST(key AS TEXT) = 'summary'"),
        ("meta", "CAST(key AS TEXT) = 'key'"),
        ("meta", "CAST(key AS TEXT) LIKE 'sum:%'"),
        ("output", "id = 3"),
        ("source", "id = 3"),
        ("output", "1"),
    ],
)
@pytest.mark.parametrize("change", [damage, remove])
def test_f07_a_part_of_the_state_is_damaged_and_a_page_is_gone(
    trial: Trial, table: str, where: str, change: Callable[[Path, str, str], int]
) -> None:
    """Each row has a seal of its own, and a table a sum of them: one damaged, the others must not speak for it."""
    assert change(trial.site / ".newsprint", table, where)
    (trial.site / "_site/404.html").unlink()
    settle(trial)
    settle(trial)


def test_f07_files_of_an_earlier_version_are_removed(trial: Trial) -> None:
    for path in caches(trial):
        if path.name.startswith("state.db"):
            path.unlink()
    former = [trial.site / ".newsprint" / name for name in ("read", "gist", "theme", "made-0123abcd")]
    for path in former:
        path.write_bytes(b"of an earlier version")
    settle(trial)
    assert [path for path in former if path.exists()] == []


@pytest.mark.parametrize("taken_back", [False, True])
def test_f07_an_older_cache(trial: Trial, taken_back: bool) -> None:
    """A backup that brings yesterday's cache back beside today's site."""
    shutil.copytree(trial.site / ".newsprint", trial.folder / "yesterday")
    set_source(trial, STORY, trial.paper.sources[STORY].replace(b"rose", b"fell"))
    settle(trial)
    shutil.rmtree(trial.site / ".newsprint")
    shutil.copytree(trial.folder / "yesterday", trial.site / ".newsprint")
    if taken_back:
        set_source(trial, STORY, trial.paper.sources[STORY].replace(b"fell", b"rose"))
    settle(trial)


def test_f07_the_cache_of_another_version(trial: Trial) -> None:
    other = trial.folder / "other"
    for name in ("generator", "templates", "static"):
        shutil.copytree(CHECKOUT / name, other / name)
    theme = other / "generator" / "render" / "theme.py"
    text = theme.read_text("utf-8")
    changed = text.replace(
        'text.encode("utf-8", "replace")', 'text.replace("river", "brook").encode("utf-8", "replace")'
    )
    assert text != changed
    theme.write_text(changed, "utf-8")
    shutil.rmtree(trial.site / "_site")
    shutil.rmtree(trial.site / ".newsprint")
    assert run(command(trial.site), trial.site, checkout=other).returncode == 0
    assert published(trial) != trial.expected()
    settle(trial)


def test_f07_folders_in_place_of_the_cache(trial: Trial) -> None:
    for path in caches(trial):
        if path.name != "lock":
            replace_by_a_folder(path)
    settle(trial)


def test_f07_a_file_in_place_of_the_cache(trial: Trial) -> None:
    shutil.rmtree(trial.site / ".newsprint")
    (trial.site / ".newsprint").write_text("no folder")
    done = forked(trial.site)
    if done.returncode:
        failed_well(done)
        (trial.site / ".newsprint").unlink()
    settle(trial)


def test_f07_unreadable_cache(trial: Trial) -> None:
    redesign(trial)
    for path in caches(trial):
        if path.name != "lock":
            path.chmod(0)
    done = build(trial.site, prefix=powerless())
    assert done.returncode == 0, done.stdout + done.stderr
    assert published(trial) == trial.expected()
    settle(trial)


def test_f07_unreadable_folder_of_the_cache(trial: Trial) -> None:
    (trial.site / ".newsprint").chmod(0)
    done = build(trial.site, prefix=powerless())
    (trial.site / ".newsprint").chmod(0o755)
    if done.returncode:
        failed_well(done)
    settle(trial)


@pytest.mark.parametrize("together", [2, 4])
def test_f08_builds_at_once(trial: Trial, together: int) -> None:
    for round_ in range(2):
        builds = []
        for number in range(together):
            set_source(trial, STORY, f"---\ntitle: Round {round_}\ndate: 2026-02-02\n---\nText {number}.\n".encode())
            redesign(trial)
            builds.append(start(trial, "--jobs", "2"))
        for process in builds:
            printed, wrong = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, printed + wrong
        settle(trial)


def test_f09_the_clock_a_year_back(trial: Trial) -> None:
    assert forked(trial.site, "--now", YEAR_BACK).returncode == 0
    assert forked(trial.clean, "--now", YEAR_BACK, "--clean").returncode == 0
    assert published(trial) == tree(trial.clean / "_site")
    settle(trial)


def test_f09_times_in_the_future(trial: Trial) -> None:
    later = time.time() + 400 * 86400
    for number, word in enumerate((b"fell", b"rose", b"fell")):
        set_source(trial, STORY, trial.paper.sources[STORY].replace(b"fell" if number % 2 else b"rose", word))
        for path in (trial.site / "content").rglob("*"):
            os.utime(path, (later, later))
        settle(trial)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (STORY, b"river rose", b"river fell"),
        (STORY, b"title: ", b"titel: "),
        ("content/_config.yml", b"tagline: one", b"tagline: two"),
        ("content/about.md", b"Who we are", b"Who we ain"),
        ("content/notes.txt", b"one", b"two"),
        ("content/_data/authors.yml", b"One Name", b"Two Name"),
        ("templates/partials/sign.html", b"one", b"two"),
        ("static/sign.css", b"one", b"two"),
    ],
)
@pytest.mark.parametrize("pause", [0.0, 0.3])
def test_f10_mtime_restored_after_an_edit_of_the_same_size(
    trial: Trial, name: str, old: bytes, new: bytes, pause: float
) -> None:
    page = b'<!doctype html><title>{{ page.title }}</title>{% include "partials/sign.html" %}{{ content }}</html>\n'
    set_source(trial, "templates/page.html", page)
    for file in ("content/notes.txt", "templates/partials/sign.html", "static/sign.css"):
        set_source(trial, file, b"This is sign one.\n")
    set_source(trial, "content/_data/authors.yml", b'"Author 1": {name: "One Name"}\n')
    settle(trial)
    time.sleep(pause)
    settle(trial)
    info = (trial.site / name).stat()
    assert old in trial.paper.sources[name]
    set_source(trial, name, trial.paper.sources[name].replace(old, new))
    os.utime(trial.site / name, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert (trial.site / name).stat().st_size == info.st_size
    settle(trial)


@pytest.mark.parametrize("edited", [False, True])
def test_f11_left_over_temporary_files(trial: Trial, edited: bool) -> None:
    staging = trial.site / "_site" / STAGING
    (staging / "deep").mkdir(parents=True)
    for left in (staging / "0", staging / "deep" / "1", trial.site / ".newsprint" / "read.part"):
        left.write_text("half a pa")
    (trial.site / ".newsprint" / "state.part").write_text("half a pa")
    if edited:
        redesign(trial)
    settle(trial)


def test_f12_foreign_files_are_kept(trial: Trial) -> None:
    folder = trial.site / "_site"
    story = next(path for path in sorted(folder.rglob("story-1/index.html")))
    foreign = [folder / "CNAME", folder / ".nojekyll", folder / "mine" / "a.html", story.parent / "notes.txt"]
    for path in foreign:
        path.parent.mkdir(exist_ok=True)
        path.write_text("not yours")
    trial.paper.sources = {name: text for name, text in trial.paper.sources.items() if name != STORY}
    trial.lay_out(trial.site)
    for arguments in ((), ("--clean",)):
        assert forked(trial.site, *arguments).returncode == 0
        assert all(path.read_text() == "not yours" for path in foreign)
        assert not story.exists()
    shutil.rmtree(trial.site / ".newsprint")
    assert forked(trial.site).returncode == 0
    for path in foreign:
        path.unlink()
    shutil.rmtree(folder / "mine")
    shutil.rmtree(story.parent)
    settle(trial)


def test_f12_files_of_ours_edited_by_hand_are_restored(trial: Trial) -> None:
    folder = trial.site / "_site"
    for number, name in enumerate(sorted(path for path in published(trial) if path != MANIFEST)):
        path = folder / name
        if number % 3 == 0:
            data = path.read_bytes()
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))  # the same size
        elif number % 3 == 1:
            path.unlink()
        else:
            path.write_bytes(b"mine\n")
    assert forked(trial.site, "--clean").returncode == 0
    settle(trial)


def test_published_files_can_be_read_by_a_web_server(trial: Trial) -> None:
    for path in (trial.site / "_site").rglob("*"):
        assert path.stat().st_mode & stat.S_IROTH, path
