"""Wherever a deploy is cut off, what lies at the target is whole, and the next deploy ends it.

What is promised, at every moment:

- No page at the target, whether anybody can know of it or not, lacks a picture, a style sheet or what that asks for;
  and a page that was read before a deploy has its files with hashed names after it, too.
- No page or feed that a reader can come to leads to one that is not there. (A reader comes to what was there before,
  to the front page and the page for what is not found, and to all that these lead to. New pages that nothing leads to
  yet may lead to others that are still on their way.)
- Pages that are being taken away may lead to others that went before them.
- Where a page turns into a folder, or a folder into a page, the old goes first: no folder can hold both.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

import msgspec
import pytest
from deploy.delivering import ROOT, deploy, finished, published
from deploy.editions import EDITS, URL, newspaper, restyle, turn
from deploy.reading import LASTING, Folder
from hypothesis import given, settings
from hypothesis import strategies as st
from smallsite import NOW, Site, tree

from generator.deploy.directory import STAGING, DirectoryStore
from generator.deploy.local_files import hash_output
from generator.deploy.store import MANIFEST, ConflictError, StoreError
from generator.deploy.sync import SyncRequest, SyncResult, sync
from generator.engine.lock import locked
from generator.engine.options import silent
from generator.engine.store import BuildCache
from generator.model.deployment import LocalFile, Manifest, RemoteState, Upload

FOREIGN = {"CNAME": b"news.example", "news/2026/07/mine.txt": b"mine", ".well-known/key": b"key", "old.html": b"<p>Old"}
TURNING = "/topic.html"
SLOWLY = Path(__file__).with_name("slowly.py")
BEGINNINGS = ("index.html", "404.html")
Way = Literal["fails", "moved", "interrupted", "killed"]


class Edition(NamedTuple):
    """A finished site."""

    folder: Path
    items: dict[str, LocalFile]
    files: dict[str, bytes]

    def __repr__(self) -> str:
        return self.folder.name


class KilledError(BaseException):
    """The process is no more: nothing that it would do comes to pass."""


class Cut:
    """A store that does what it is asked a number of times, and then does not; from a kill on it does nothing more."""

    whole = False

    def __init__(self, store: DirectoryStore, at: int, way: Way) -> None:
        self.store = store
        self.left = at
        self.way = way
        self.where = store.where
        self.is_cut = False

    def count(self, *, is_keep: bool = False) -> None:
        """Count a request; fail when it is the one."""
        if self.is_cut and self.way == "killed":
            raise KilledError
        self.left -= 1
        if self.is_cut or self.left >= 0 or (self.way == "moved" and not is_keep):
            return
        self.is_cut = True
        if self.way == "fails":
            message = "the target has gone"
            raise StoreError(message)
        raise {"moved": ConflictError, "interrupted": KeyboardInterrupt, "killed": KilledError}[self.way]

    def __enter__(self) -> Self:
        self.store.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.is_cut and self.way == "killed":  # the system would do no more than this
            self.store.staging = self.store.path / "nowhere"
        self.store.__exit__(kind, error, trace)

    def look(self, paths: Collection[str]) -> RemoteState:
        self.count()
        return self.store.look(paths)

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
        return self.store.aliases(pairs)

    def write_manifest(self, manifest: Manifest) -> None:
        self.count(is_keep=True)
        self.store.write_manifest(manifest)

    def send(self, parcels: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        for parcel in parcels:
            self.count()
            yield from self.store.send([parcel])

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        for path in paths:
            self.count()
            yield from self.store.remove([path])

    def finish(self) -> None:
        self.count(is_keep=True)
        self.store.finish()


class Place:
    """A folder with foreign files that editions are sent to, and what its readers have seen."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = NOW
        self.known: set[str] = set(BEGINNINGS)
        for name, data in FOREIGN.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)

    def clock(self) -> datetime:
        return self.now

    def send(self, edition: Edition, at: int = 1 << 30, way: Way = "fails") -> SyncResult | None:
        """Send an edition; None if that was cut off."""
        self.now += timedelta(hours=10)
        cut = Cut(DirectoryStore(self.path), at, way)
        order = SyncRequest(edition.items, edition.folder, self.clock, silent)
        with suppress(StoreError, KeyboardInterrupt, KilledError), cut as store:
            done = sync(store, order)
            if done.refusal:
                assert "more than a tenth" in done.refusal
                done = sync(store, SyncRequest(edition.items, edition.folder, self.clock, silent, force=True))
                assert not done.refusal
            return done
        return None

    def files(self) -> dict[str, bytes]:
        return {path: data for path, data in tree(self.path).items() if path != MANIFEST}

    def check(self, before: dict[str, bytes], site: Collection[str]) -> None:
        """Look at the place as its readers do, after a deploy of the files of `site`; `before` is what lay there."""
        found = {path: data for path, data in self.files().items() if not path.startswith(STAGING)}
        assert {path: found.get(path) for path in FOREIGN} == FOREIGN
        folder, was = Folder(found, URL), Folder(before, URL)
        pages = {path for path in found if path.endswith(".html")}
        sheets = {one[1:] for path in pages for one in folder.leads(path) if one.endswith(".css")}
        assert {one for one in folder.broken(pages | (sheets & found.keys())) if is_part(one[1])} == set()
        reached = folder.reached({path for path in self.known if path in site})
        assert {one for one in folder.broken(reached) if not one[1].startswith(TURNING)} == set()
        shown = {one for path in was.reached(self.known) for one in was.leads(path) if LASTING.search(one)}
        assert shown - {f"/{path}" for path in found} == set()
        self.known = set(BEGINNINGS) | reached

    def check_holds(self, site: dict[str, bytes]) -> None:
        """Find the whole site there, the foreign files, and nothing else but assets that it does not use any more."""
        found = self.files()
        self.known |= site.keys()
        for path, data in {**site, **FOREIGN}.items():
            assert found.pop(path) == data
        assert [path for path in found if not LASTING.search(path)] == []


def is_part(address: str) -> bool:
    """Tell whether a page shows what is at an address, rather than leads there."""
    return not address.endswith(("/", ".html", ".xml", ".json", ".txt", ".webmanifest")) and "." in address


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> list[Edition]:
    """Print one edition after each edit."""
    folder = tmp_path_factory.mktemp("editions")
    site = newspaper(folder / "paper")
    found = []
    for number, edit in enumerate((None, *EDITS)):
        if edit is not None:
            edit(site, number)
        assert site.build().problems == []
        copy = Path(shutil.copytree(site.path("_site"), folder / str(number)))
        made = BuildCache(site.path(".newsprint"), "_site").outputs
        found.append(Edition(copy, hash_output(copy, made, folder / "memory"), finished(site)))
        whole = Folder(found[-1].files, URL)
        assert whole.broken(whole.files) == set()
    assert len({frozenset(one.files.items()) for one in found}) == len(found)
    return found


numbers = st.integers(0, len(EDITS))
cuts = st.tuples(numbers, st.integers(0, 60), st.sampled_from(["fails", "moved", "interrupted", "killed"]))


@settings(max_examples=25)
@given(first=numbers, turns=st.lists(cuts, min_size=1, max_size=4))
def test_y04_wherever_a_deploy_is_cut_off_readers_see_a_whole_site(
    editions: list[Edition], tmp_path_factory: pytest.TempPathFactory, first: int, turns: list[tuple[int, int, Way]]
) -> None:
    place = Place(tmp_path_factory.mktemp("www"))
    if first:
        assert place.send(editions[first]) is not None
        place.check_holds(editions[first].files)
    for number, at, way in turns:
        before = place.files()
        place.send(editions[number], at, way)
        place.check(before, editions[number].files)
    for last in (editions[turns[-1][0]], editions[first]):
        before = place.files()
        assert place.send(last) is not None
        place.check(before, last.files)
        place.check_holds(last.files)
        again = place.send(last)
        assert again is not None
        assert (again.sent, again.plan.is_empty) == (0, True)
    shutil.rmtree(place.path)


def started(site: Site, *arguments: str, stops_after: int = 0) -> "subprocess.Popen[str]":
    """Start the command, in a process group of its own; it may stop itself after so many files."""
    program = (str(SLOWLY), str(stops_after)) if stops_after else ("-m", "generator")
    return subprocess.Popen(
        [sys.executable, *program, "deploy", *arguments, "-C", str(site.root)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kill(process: "subprocess.Popen[str]") -> None:
    """Kill a process and all that it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for something that comes true soon, on however busy a machine."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.0003)


def claim(www: Path) -> str | None:
    """Return who is at work at a target, by its manifest."""
    with suppress(FileNotFoundError):
        manifest = msgspec.json.decode((www / MANIFEST).read_bytes(), type=Manifest)
        return manifest.claim.who if manifest.claim else None
    return None


def is_stopped(process: "subprocess.Popen[str]") -> bool:
    """Tell whether a process has stopped itself, or has ended."""
    ended = os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return ended is not None


def is_at_work(www: Path, process: "subprocess.Popen[str]") -> bool:
    """Tell whether somebody is at work at a target, or a process has ended."""
    return claim(www) is not None or process.poll() is not None


def test_y04_a_killed_deploy_leaves_a_whole_site_and_the_next_ends_it(tmp_path: Path) -> None:
    """Fifteen kills at random moments after the claim; what they leave is taken over at once."""
    chance = random.Random(4)
    site = newspaper(tmp_path / "paper")
    place = Place(tmp_path / "www")
    assert deploy(site).code == 0
    place.check_holds(finished(site))
    cut = 0
    for number in range(15):
        is_stopping = number % 3 == 0
        for edit in (restyle, chance.choice(EDITS)) if is_stopping else chance.sample(EDITS, 2):
            edit(site, 20 + number)
        before = place.files()
        file = chance.randrange(1, 20) if is_stopping else 0
        process = started(site, "--force", stops_after=file)  # by force, since more than a tenth may go
        if is_stopping:
            wait_until(partial(is_stopped, process))
        else:
            wait_until(partial(is_at_work, place.path, process))
            time.sleep(chance.uniform(0, 0.012))
        kill(process)
        cut += claim(place.path) is not None
        place.check(before, finished(site))
        if number % 3 == 2:
            before = place.files()
            result = deploy(site)
            if "more than a tenth" in result.err:
                result = deploy(site, "--force")
            assert (result.code, result.err) == (0, "")
            place.check(before, finished(site))
            place.check_holds(finished(site))
            assert deploy(site, "--json").target["sent"] == 0
    assert cut >= 4


def test_y11_a_second_deploy_is_refused_while_the_first_is_at_work(tmp_path: Path) -> None:
    one = newspaper(tmp_path / "paper")
    assert deploy(one).code == 0
    restyle(one, 1)
    one.build()
    other = Site.__new__(Site)
    other.root = Path(shutil.copytree(one.root, tmp_path / "another"))
    before = tree(tmp_path / "www")
    first = started(one, stops_after=3)
    try:
        wait_until(partial(is_stopped, first))
        who = claim(tmp_path / "www")
        assert who is not None
        assert who.split()[1] == str(first.pid)
        second = deploy(other)
        assert second.code == 2
        assert f"another deploy is at work there ({' '.join(who.split()[:2])})" in second.err
        assert len([line for line in second.err.splitlines() if str(first.pid) in line]) == 1
        third = deploy(other, "--force")  # whoever says so goes past the claim; the folder itself still knows better
        assert third.code == 2
        assert "another deploy is at work in" in third.err
        os.killpg(first.pid, signal.SIGCONT)
        result, wrong = first.communicate(timeout=60)
        assert (first.returncode, wrong) == (0, ""), result
    finally:
        if first.poll() is None:
            kill(first)
    assert published(tmp_path / "www") == {**finished(one), **old_assets(before, one)}


def old_assets(before: dict[str, bytes], site: Site) -> dict[str, bytes]:
    return {path: data for path, data in before.items() if LASTING.search(path) and path not in finished(site)}


def test_y05_a_foreign_file_in_a_folder_that_is_to_be_a_page_is_noticed_before_anything_is_sent(tmp_path: Path) -> None:
    site = newspaper(tmp_path / "paper")
    turn(site, 1)
    assert deploy(site).code == 0
    mine = tmp_path / "www/topic.html/mine.txt"
    mine.write_text("mine")
    turn(site, 2)
    before = published(tmp_path / "www")
    result = deploy(site)
    assert result.code == 2
    assert "1 file (topic.html) there would be replaced" in result.err
    assert published(tmp_path / "www") == before
    mine.unlink()
    assert deploy(site).code == 0
    assert published(tmp_path / "www") == finished(site)


def test_a_deploy_waits_for_the_build_that_is_at_work(tmp_path: Path) -> None:
    site = newspaper(tmp_path / "paper")
    with locked(site.path(".newsprint"), ".newsprint", lambda: None):
        process = started(site)
        assert process.stderr is not None
        waiting = process.stderr.readline()
        assert not (tmp_path / "www").exists()
        assert process.poll() is None
    result, wrong = process.communicate(timeout=60)
    assert "waiting" in waiting.lower()
    assert (process.returncode, wrong) == (0, ""), result
    assert published(tmp_path / "www") == finished(site)
