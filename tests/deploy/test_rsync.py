"""A folder of another machine, by real rsyncs and a real sshd: what arrives, what stays, and what is said."""

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec
import pytest
from deploy.delivering import aim, deploy, finished, published
from deploy.interrupting import PATIENCE, at_work, until
from deploy.masking import umask, unreadable
from deploy.required import required
from deploy.sshd import Sshd, running_sshd
from smallsite import Site, tree

from generator.deploy.retry import TransientError
from generator.deploy.rsync.store import RsyncStore, open_store
from generator.deploy.store import MANIFEST, ConflictError, StoreError
from generator.deploy.sync import SyncRequest, SyncResult, sync
from generator.model.deployment import LocalFile, Manifest, Upload
from generator.model.digest import digest_bytes
from generator.model.settings import Project
from generator.model.target import Rsync

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
AT_ONCE = (0.0, 0.0, 0.0)  # instead of waits of seconds
NASTY = (
    "with space.html",
    "Ümläut-日本.html",
    "[x].html",
    "star*.html",
    "what?.html",
    "-rf",
    "--delete",
    "#hash.html",
    ";semicolon.html",
    "quo'te\"s.html",
    "$(touch pwned).html",
    "back\\slash.html",
    "wild*back\\slash.html",
    "esc\\#101.html",
    "new\nline.html",
    "tail ",
    ".hidden",
    "co:lon::x.html",
    "arrow -> x.html",
    "a [b]/*/c?/deep.html",
    "-folder/x.html",
    "#folder/x.html",
)


class Place:
    """A finished site here, and a folder of the machine that `server` lets us into."""

    def __init__(self, server: Sshd, base: Path) -> None:
        self.server = server
        self.base = base
        self.site = base / "site" / "_site"
        self.www = base / "www"
        self.site.mkdir(parents=True)
        self.project = Project(
            self.site.parent, self.site.parent, (), (), output=self.site, cache=self.site.parent / ".newsprint"
        )

    def write(self, files: Mapping[str, bytes | str]) -> None:
        """Put files into the site."""
        put(self.site, files)

    def kind(self, path: str = "", host: str = "") -> Rsync:
        return Rsync(host or self.server.host, path or str(self.www), ssh_config=str(self.server.ssh_config))

    def store(self, path: str = "", host: str = "", waits: tuple[float, ...] = ()) -> RsyncStore:
        """Return the target, which does not wait between tries."""
        kind = self.kind(path, host)
        open_store(kind, self.project, "live")  # what it refuses
        return RsyncStore(kind, self.site, kind.ssh_config, waits)

    def items(self) -> dict[str, LocalFile]:
        return {path: item_of(self.site / path) for path in tree(self.site)}

    def deliver(self, path: str = "", *, force: bool = False, waits: tuple[float, ...] = ()) -> SyncResult:
        """Bring the target up to date as the command does."""
        order = SyncRequest(self.items(), self.site, lambda: NOW, lambda *_: None, force=force)
        with self.store(path, waits=waits) as store:
            return sync(store, order)

    def fails(self, path: str = "", waits: tuple[float, ...] = ()) -> StoreError:
        """Deliver, and return what was said to be wrong: in one line, and with a hint."""
        with pytest.raises(StoreError) as caught:
            self.deliver(path, waits=waits)
        assert "\n" not in caught.value.message
        assert caught.value.hint
        return caught.value

    def published(self, folder: str = "www") -> dict[str, bytes]:
        return {path: data for path, data in tree(self.base / folder).items() if path != MANIFEST}


def item_of(file: Path) -> LocalFile:
    info = file.stat()
    return LocalFile(digest_bytes(file.read_bytes()), info.st_size, "file", info.st_mtime_ns)


def put(folder: Path, files: Mapping[str, bytes | str]) -> None:
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o7777)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """Run one server for this module. The space is there to see that ssh is told of its settings' whole name."""
    required("rsync")
    with running_sshd(tmp_path_factory.mktemp("ssh") / "its own") as server:
        yield server


@pytest.fixture
def place(running: Sshd, tmp_path: Path) -> Iterator[Place]:
    """Make a site of three files, and a target that is not there yet; the server lets us in."""
    place = Place(running, tmp_path)
    place.write({"index.html": "front", "2026/07/flood/index.html": "flood", "assets/style.1f.css": "p{}"})
    running.admit()
    yield place
    running.admit()
    running.know()


@contextmanager
def looking(place: Place, *paths: str) -> Iterator[tuple[RsyncStore, dict[str, tuple[int, str]]]]:
    """Open the target and look at paths there."""
    with place.store() as store:
        seen = store.look(paths).seen
        yield store, {path: (one.size, one.mark) for path, one in seen.items()}


def test_the_first_deploy_makes_the_folder_and_the_second_sends_nothing(place: Place) -> None:
    assert place.deliver().sent == 3
    assert place.published() == tree(place.site)
    before = {path: path.stat().st_ino for path in place.www.rglob("*")}
    again = place.deliver()
    assert (again.sent, again.plan.same) == (0, 3)
    assert {path: path.stat().st_ino for path in place.www.rglob("*")} == before


def test_looking_touches_nothing(place: Place) -> None:
    with looking(place, "index.html", "2026/07/flood/index.html") as (_, seen):
        assert seen == {}
    assert not place.www.exists()


def test_only_what_changed_is_sent_even_at_the_same_size_and_time(place: Place) -> None:
    place.deliver()
    info = (place.site / "index.html").stat()
    kept = (place.www / "assets/style.1f.css").stat().st_ino
    place.write({"index.html": "FRONT"})
    os.utime(place.site / "index.html", ns=(info.st_atime_ns, info.st_mtime_ns))
    assert place.deliver().sent == 1
    assert place.published() == tree(place.site)
    assert (place.www / "assets/style.1f.css").stat().st_ino == kept


def test_marks_are_times_as_they_are_listed(place: Place) -> None:
    os.utime(place.site / "index.html", ns=(0, 1_783_857_600_999_999_999))
    os.utime(place.site / "assets/style.1f.css", ns=(0, 1_000_000_000))
    with place.store() as store:
        store.look([])
        store.write_manifest(Manifest())
        parcels = [Upload(path, str(place.site / path), item) for path, item in place.items().items()]
        marks = dict(store.send(parcels))
        seen = store.look(marks).seen
    assert {path: one.mark for path, one in seen.items()} == marks
    assert {path: one.size for path, one in seen.items()} == {
        path: len(data) for path, data in place.published().items()
    }
    assert marks["index.html"] == "2026/07/12 12:00:00"
    assert marks["assets/style.1f.css"] == "1970/01/01 00:00:01"


def test_what_somebody_changed_there_is_sent_again(place: Place) -> None:
    place.deliver()
    put(place.www, {"index.html": "FRONT"})
    os.utime(place.www / "index.html", (0, 0))
    (place.www / "assets/style.1f.css").unlink()
    assert place.deliver().sent == 2
    assert place.published() == tree(place.site)


def test_everybody_may_read_what_was_sent_even_if_the_account_gives_nobody_any_right(place: Place) -> None:
    place.server.admit('umask 077; eval "$SSH_ORIGINAL_COMMAND"')
    (place.site / "index.html").chmod(0o600)
    place.deliver()
    found = {str(path.relative_to(place.base)): mode(path) for path in (place.www, *place.www.rglob("*"))}
    assert {path for path, mode in found.items() if mode == "0o755"} == {
        *("www", "www/2026", "www/2026/07", "www/2026/07/flood", "www/assets")
    }
    assert {path for path, mode in found.items() if mode == "0o644"} == {
        *(f"www/{path}" for path in (MANIFEST, "index.html", "2026/07/flood/index.html", "assets/style.1f.css"))
    }
    place.write({"2026/08/fire/index.html": "fire"})
    (place.site / "2026/07/flood/index.html").unlink()
    place.deliver(force=True)
    assert mode(place.www / "2026/08/fire") == "0o755"


def test_folders_that_were_there_keep_their_rights(place: Place) -> None:
    for folder in (place.www / "assets", place.www):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o2775)
    place.deliver()
    assert {mode(place.www), mode(place.www / "assets")} == {"0o2775"}
    assert mode(place.www / "2026") == "0o2755" or mode(place.www / "2026") == "0o755"


def test_y05_foreign_files_stay(place: Place) -> None:
    place.write({"2026/07/fair*/index.html": "fair", "tags/a?.html": "a"})
    foreign = {
        ".well-known/token": "t",
        "2026/07/flood/notes.txt": "n",
        "2026/07/fairs/index.html": "not ours",
        "2026/07/fair*/other.html": "o",
        "tags/ab.html": "not ours",
        "shop/index.php": "s",
    }
    put(place.www, foreign)
    (place.www / "2026/07/flood/empty").mkdir()
    place.deliver()
    for gone in ("2026/07/flood/index.html", "2026/07/fair*/index.html", "tags/a?.html"):
        (place.site / gone).unlink()
    assert place.deliver(force=True).plan.gone == [
        "2026/07/fair*/index.html",
        "2026/07/flood/index.html",
        "tags/a?.html",
    ]
    assert place.published() == {**tree(place.site), **{path: data.encode() for path, data in foreign.items()}}
    assert (place.www / "2026/07/flood/empty").is_dir()


def test_folders_left_empty_go_and_come_back(place: Place) -> None:
    place.deliver()
    text = (place.site / "2026/07/flood/index.html").read_bytes()
    (place.site / "2026/07/flood/index.html").unlink()
    place.deliver(force=True)
    assert sorted(path.name for path in place.www.iterdir()) == [MANIFEST, "assets", "index.html"]
    place.write({"2026/07/flood/index.html": text})
    place.deliver()
    assert place.published() == tree(place.site)


def test_a_file_becomes_a_folder_and_a_folder_a_file(place: Place) -> None:
    place.write({"tags": "all of them", "old/index.html": "x"})
    place.deliver()
    (place.site / "tags").unlink()
    (place.site / "old/index.html").unlink()
    (place.site / "old").rmdir()
    place.write({"tags/index.html": "all of them", "old": "y"})
    place.deliver(force=True)
    assert place.published() == tree(place.site)
    assert place.deliver().sent == 0


def test_removing_what_is_not_there_is_no_fault_and_what_stays_is_one(place: Place) -> None:
    put(place.www, {"index.html": "x", "theirs/index.html": "y", "media/style.css": "z"})
    (place.www / "assets").symlink_to("media")
    before = place.published()
    with looking(place) as (store, _):
        assert set(store.remove(["never/was.html", "index.html", "theirs"])) == {
            "never/was.html",
            "index.html",
            "theirs",
        }
        assert list(store.remove([])) == []
        with pytest.raises(StoreError, match=r"assets/style\.css could not be removed"):
            list(store.remove(["assets/style.css", "theirs"]))
    assert place.published().keys() == before.keys() - {"index.html"}


def nasty(count: int) -> list[str]:
    """Return names that are hard on rules and lists: all that is special to rsync, to shells and to listings."""
    chance = Random(1)
    made = {"".join(chance.choices("*?[]\\#; !-+^01ä\n,'\"", k=chance.randint(1, 9))) for _ in range(count)}
    return [*NASTY, *sorted(f"random/{name}" for name in made)]


def test_y01_names_are_taken_literally(place: Place) -> None:
    names = nasty(120)
    place.write({name: name for name in names})
    put(place.www, {"star-foreign.html": "f", "whatX.html": "f", "x.html": "f"})
    foreign = place.published()
    assert place.deliver().sent == len(names) + 3
    assert place.published() == {**foreign, **tree(place.site)}
    assert place.deliver().sent == 0
    some, rest = names[::2], names[1::2]
    for gone in (some, rest):  # those that stay may look like a pattern's other matches
        for name in gone:
            (place.site / name).unlink()
        assert sorted(place.deliver(force=True).plan.gone) == sorted(gone)
        assert place.published() == {**foreign, **tree(place.site)}
    assert place.published() == {**foreign, **tree(place.site)}


@pytest.mark.parametrize("name", ["a 'b' \"c\" $(touch pwned);touch pwned|&>ü{1,2}~!#", "-x"])
def test_y01_the_folder_is_taken_literally(place: Place, name: str) -> None:
    place.deliver(f"{place.base}/{name}")
    assert place.published(name) == tree(place.site)
    assert {path.name for path in place.base.iterdir()} == {"site", name}


@pytest.mark.parametrize(
    "host", ["-oProxyCommand=touch x", "a b", "host::module", "rsync://host/module", "a\nb", "h:/x"]
)
def test_y01_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="host: "):
        Rsync(host, "/srv/www")


@pytest.mark.parametrize("path", ["-x", "a\nb", " ", "a\x00b"])
def test_y01_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path: "):
        Rsync("host", path)


@pytest.mark.parametrize("path", [":module/x", "/srv/*/www", "/srv/[ab]", "/srv/w?w", "/srv/a\\b"])
def test_y01_a_path_that_rsync_would_change_is_refused(place: Place, path: str) -> None:
    with pytest.raises(StoreError, match="path: "):
        open_store(Rsync("host", path), place.project, "live")


def test_settings_of_ssh_that_are_not_there_are_named(place: Place) -> None:
    with pytest.raises(StoreError, match="there is no file config/ssh"):
        open_store(Rsync("host", "www", ssh_config="config/ssh"), place.project, "live")


def test_y01_a_home_folder_that_nobody_has_is_a_clear_line(place: Place) -> None:
    with pytest.raises(StoreError, match="nobody on this machine has the folder ~nosuchuser/config"):
        open_store(Rsync("host", "www", ssh_config="~nosuchuser/config"), place.project, "live")
    result = place.fails("~nosuchuser/www", waits=AT_ONCE)
    assert result.message == f"{place.server.host} has no folder in which ~nosuchuser/www could be made"


def test_a_folder_below_the_accounts_own(place: Place) -> None:
    place.server.admit(f'cd {shlex.quote(str(place.base))}; eval "$SSH_ORIGINAL_COMMAND"')
    place.deliver("www")
    assert place.published() == tree(place.site)
    assert place.deliver("~/www").sent == 0


def test_a_folder_that_a_symbolic_link_leads_to(place: Place) -> None:
    (place.base / "releases").mkdir()
    place.www.symlink_to("releases")
    place.deliver()
    assert place.published("releases") == tree(place.site)
    assert place.www.is_symlink()
    assert place.deliver().sent == 0


def test_a_symbolic_link_to_a_folder_of_the_site_stays(place: Place) -> None:
    (place.www / "media").mkdir(parents=True)
    (place.www / "assets").symlink_to("media")
    place.deliver()
    place.write({"assets/second.css": "q{}"})
    assert place.deliver().sent == 1
    assert (place.www / "assets").is_symlink()
    assert sorted(tree(place.www / "media")) == ["second.css", "style.1f.css"]


def test_a_symbolic_link_in_a_files_place_is_replaced_and_not_written_through(place: Place) -> None:
    put(place.base, {"precious.txt": "precious"})
    place.www.mkdir()
    (place.www / "index.html").symlink_to(place.base / "precious.txt")
    assert "would be replaced" in place.deliver().refusal
    place.deliver(force=True)
    assert (place.base / "precious.txt").read_text() == "precious"
    assert place.published() == tree(place.site)


def test_y07_a_changed_host_key_stops_it(place: Place) -> None:
    place.server.change_host_key()
    result = place.fails(waits=AT_ONCE)
    assert (
        result.message
        == f"the ssh host key of {place.server.host} has changed: this may be another machine, so nothing was sent"
    )
    assert f"ssh-keygen -R [127.0.0.1]:{place.server.port}" in result.hint
    assert not place.www.exists()


def test_y07_an_unknown_host_key_stops_it(place: Place) -> None:
    place.server.forget()
    result = place.fails(waits=AT_ONCE)
    assert result.message == f"the ssh host key of {place.server.host} is not known, so nothing was sent"
    assert "ssh -F" in result.hint
    assert place.server.known_hosts.read_text() == ""
    assert not place.www.exists()


def test_y08_a_refused_key_is_one_clear_line_and_is_not_tried_again(place: Place) -> None:
    place.server.refuse()
    before = len(place.server.log.read_text())
    result = place.fails(waits=AT_ONCE)
    assert (
        result.message == f"{place.server.host} does not let us in: it accepts none of the ssh keys that it was offered"
    )
    assert "ssh-add -l" in result.hint
    assert len(re.findall("Connection closed by", place.server.log.read_text()[before:])) <= 1


def test_y09_a_host_that_does_not_answer_is_tried_a_few_times(place: Place) -> None:
    place.server.stop()
    try:
        with place.store(waits=AT_ONCE) as store, pytest.raises(TransientError) as caught:
            store.look(["index.html"])
    finally:
        place.server.start()
    assert caught.value.message.startswith(f"no connection with {place.server.host}: connect to host 127.0.0.1")


def test_y09_a_host_that_comes_back_is_no_fault(place: Place) -> None:
    marker = place.base / "tries"
    place.server.admit(
        f'echo >> {shlex.quote(str(marker))}; test "$(wc -l < {shlex.quote(str(marker))})" -gt 2 || '
        'kill -9 $PPID; eval "$SSH_ORIGINAL_COMMAND"'
    )
    assert place.deliver(waits=AT_ONCE).sent == 3
    assert place.published() == tree(place.site)


# Runs what was asked for, and hands on what it is sent: a million bytes, and then nothing more.
STALLING = """
import os, subprocess, threading
asked = subprocess.Popen(os.environ["SSH_ORIGINAL_COMMAND"], shell=True, stdin=subprocess.PIPE)

def hand_on(left=1_000_000):
    while left > 0 and (piece := os.read(0, min(left, 65536))):
        os.write(asked.stdin.fileno(), piece)
        left -= len(piece)
    if left > 0:
        asked.stdin.close()

threading.Thread(target=hand_on, daemon=True).start()
os._exit(asked.wait(100))
"""


@pytest.fixture
def stalled(place: Place) -> Place:
    """Have two files to send, of which one is large; in its midst the connection stalls."""
    place.deliver()
    place.write({"index.html": "new front", "film.mp4": os.urandom(3_000_000)})
    stall(place)
    return place


def stall(place: Place) -> None:
    """Let connections stall amidst what is sent."""
    put(place.base, {"stalling.py": STALLING})
    place.server.admit(shlex.join([sys.executable, "-I", "-S", str(place.base / "stalling.py")]))


def half_sent(place: Place) -> bool:
    """Tell whether a part of the film has arrived."""
    return any(file.stat().st_size > 100_000 for file in place.www.glob(".film.mp4.*"))


def cutting(place: Place, prepare: Callable[[], None]) -> threading.Thread:
    """Cut the connections as soon as a part of the film has arrived."""

    def cut() -> None:
        until(lambda: half_sent(place))
        prepare()
        assert place.server.cut() > 0

    thread = threading.Thread(target=cut)
    thread.start()
    return thread


def test_y04_a_cut_connection_leaves_whole_files_and_the_next_deploy_goes_on(stalled: Place) -> None:
    before = stalled.published()
    thread = cutting(stalled, lambda: None)
    stalled.fails()
    thread.join()
    found = {path: data for path, data in stalled.published().items() if not path.startswith(".film.mp4.")}
    assert all(data in (before.get(path), (stalled.site / path).read_bytes()) for path, data in found.items())
    assert "film.mp4" not in found
    stalled.server.admit()
    stalled.deliver()
    for left in stalled.www.glob(".film.mp4.*"):  # of a process that was killed
        left.unlink()
    assert stalled.published() == tree(stalled.site)


def test_y04_interrupted_amidst_a_file_it_ends_and_nothing_stays_at_work(paper: Site, place: Place) -> None:
    server, tries = place.server, place.base / "tries"
    aim(paper, live={"to": "rsync", "host": server.host, "path": str(place.www), "ssh_config": str(server.ssh_config)})
    assert deploy(paper).code == 0
    paper.write("content/film.mp4", os.urandom(3_000_000))
    stall(place)
    with at_work(paper) as process:
        until(lambda: half_sent(place) or process.poll() is not None)
        server.admit(f"echo >> {shlex.quote(str(tries))}; kill -9 $PPID")
        process.send_signal(signal.SIGINT)
        _, result = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "interrupted" in result
    assert len(tries.read_text().splitlines()) == 1  # to take the claim back
    running = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=True, timeout=60)
    assert str(server.ssh_config) not in running.stdout


def test_y09_where_nobody_answers_any_more_the_manifest_is_not_waited_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.deliver()
    with place.store() as store:
        store.look([])
        place.server.refuse()
        with pytest.raises(StoreError, match="does not let us in"):
            store.write_manifest(Manifest())
        monkeypatch.setattr("generator.deploy.rsync.store.SHORT_TIMEOUT", 0.5)
        place.server.admit("sleep 50")
        with pytest.raises(StoreError, match="rsync did not answer"):
            store.write_manifest(Manifest())
        place.server.admit()
        store.look([])
        store.write_manifest(Manifest(number=7))  # it has come back


def test_y04_what_a_page_shows_stays_where_the_page_cannot_be_removed(place: Place) -> None:
    film = {"film/index.html": '<video src="/media/film.mp4">', "media/film.mp4": "film"}
    place.write(film)
    place.deliver()
    (place.www / "film").rename(place.base / "elsewhere")
    (place.www / "film").symlink_to(place.base / "elsewhere")
    for path in film:
        (place.site / path).unlink()
    with pytest.raises(StoreError, match=r"film/index\.html could not be removed"):
        place.deliver(force=True)
    assert {path: (place.www / path).read_text() for path in film} == film
    (place.base / "elsewhere" / "index.html").unlink()
    place.deliver(force=True)
    assert place.published() == tree(place.site)


def test_y09_a_cut_connection_is_made_anew(stalled: Place) -> None:
    thread = cutting(stalled, stalled.server.admit)
    assert stalled.deliver(waits=AT_ONCE).sent == 2
    thread.join()
    assert (stalled.www / "film.mp4").read_bytes() == (stalled.site / "film.mp4").read_bytes()


def test_y10_a_manifest_that_somebody_replaced_is_noticed(place: Place) -> None:
    with place.store() as store, place.store() as other:
        for one in (store, other):
            one.look(["index.html"])
        other.write_manifest(Manifest(number=1))
        with pytest.raises(ConflictError):
            store.write_manifest(Manifest(number=2))
        assert store.look([]).manifest == Manifest(number=1)
        store.write_manifest(Manifest(number=2))
        with pytest.raises(ConflictError):
            other.write_manifest(Manifest(number=3))
    assert msgspec.json.decode((place.www / MANIFEST).read_bytes(), type=Manifest).number == 2


def test_a_manifest_that_makes_no_sense_is_a_fault(place: Place) -> None:
    put(place.www, {MANIFEST: '{"files": 7}'})
    assert f"{MANIFEST} there, which tells what is ours, cannot be read" in place.fails().message


def test_there_is_no_rsync(place: Place) -> None:
    place.server.admit('PATH=/nowhere; eval "$SSH_ORIGINAL_COMMAND"')
    result = place.fails(waits=AT_ONCE)
    assert result.message == f"there is no rsync at {place.server.host}"
    assert "apt install rsync" in result.hint


def test_the_account_is_chatty_or_for_something_else(place: Place) -> None:
    place.server.admit('echo "This service allows sftp connections only."')
    assert place.fails(waits=AT_ONCE).message == f"{place.server.host} answers, but not as rsync does"


def test_an_old_rsync_is_named(place: Place) -> None:
    place.server.admit("echo 'rsync: on remote machine: --ignore-missing-args: unknown option' >&2; exit 1")
    assert "an rsync is too old" in place.fails(waits=AT_ONCE).message


def test_there_is_no_folder_to_make_it_in(place: Place) -> None:
    result = place.fails(f"{place.base}/no/such", waits=AT_ONCE)
    assert result.message == f"{place.server.host} has no folder in which {place.base}/no/such could be made"


def test_a_file_lies_in_the_folders_place(place: Place) -> None:
    put(place.base, {"www": "a file"})
    assert place.fails(waits=AT_ONCE).message == f"{place.www}/ is no folder at {place.server.host}"


def test_the_account_may_not_write_there(place: Place) -> None:
    place.www.mkdir()
    if os.geteuid() == 0:
        for folder in (place.base, *place.base.parents):
            folder.chmod(folder.stat().st_mode | 0o055)
        drop = required("setpriv")
        place.server.admit(f'{drop} --reuid=65534 --regid=65534 --clear-groups sh -c "$SSH_ORIGINAL_COMMAND"')
    else:
        place.www.chmod(0o555)
    result = place.fails(waits=AT_ONCE)
    assert result.message.startswith(f"{place.server.host} gives us no access to {place.www}/")
    place.www.chmod(0o755)
    assert place.published() == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_the_disk_there_is_full(place: Place) -> None:
    place.www.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place.www)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    if mounted.returncode:
        pytest.skip("this machine mounts nothing")
    try:
        place.write({"assets/film.mp4": os.urandom(1_000_000)})
        # Sometimes rsync ends before it has said why.
        host = place.server.host
        assert place.fails().message in (f"the disk of {host} is full", f"{host} could not write a file")
        assert "film.mp4" not in {Path(path).name for path in place.published()}
    finally:
        subprocess.run(["umount", "--lazy", str(place.www)], check=True, timeout=60)


def test_such_an_accounts_folder_is_missing(place: Place) -> None:
    place.server.admit(f"{required('rrsync')} {shlex.quote(str(place.www))}")
    assert (
        place.fails("news", waits=AT_ONCE).message == f"{place.server.host} has no folder in which news could be made"
    )


def test_an_account_that_may_only_run_rsync_in_one_folder(place: Place) -> None:
    place.www.mkdir()
    place.server.admit(f"{required('rrsync')} {shlex.quote(str(place.www))}")
    waits = (0.1, 0.5, 1.0)  # it lets in one at a time, and may not have ended when we come again
    place.deliver("/", waits=waits)
    assert place.published() == tree(place.site)
    (place.site / "2026/07/flood/index.html").unlink()
    place.deliver("/", force=True, waits=waits)
    assert place.published() == tree(place.site)


def test_hundreds_of_files(place: Place) -> None:
    place.write({f"2026/{number % 50:02}/{number}/index.html": str(number) for number in range(600)})
    assert place.deliver().sent == 603
    for number in range(0, 600, 8):
        (place.site / f"2026/{number % 50:02}/{number}/index.html").unlink()
    done = place.deliver(force=True)
    assert (done.sent, done.plan.same, len(done.plan.gone)) == (0, 603 - 75, 75)
    assert place.published() == tree(place.site)


def test_there_is_no_rsync_here(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(place.base))
    assert place.fails().message == "rsync is not installed"


def test_the_rsync_here_is_another_program(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place.base, {"bin/rsync": "#!/bin/sh\necho 'openrsync: protocol version 29, rsync version 2.6.9 compatible'\n"})
    (place.base / "bin/rsync").chmod(0o755)
    monkeypatch.setenv("PATH", str(place.base / "bin"))
    assert "too old, or another program" in place.fails().message


def test_the_command(paper: Site, place: Place) -> None:
    aim(
        paper,
        live={
            "to": "rsync",
            "host": place.server.host,
            "path": str(place.www),
            "ssh_config": str(place.server.ssh_config),
        },
    )
    first = deploy(paper, "--json")
    assert first.code == 0
    assert published(place.www) == finished(paper)
    place.server.refuse()
    result = deploy(paper)
    assert result.code != 0
    assert "does not let us in" in result.err


def test_y15_others_can_read_all_whatever_the_umask(place: Place) -> None:
    with umask(0o077):
        place.deliver()
        place.write({"2026/08/rain/index.html": "rain"})
        place.deliver()
    assert unreadable(place.www) == []


@pytest.mark.parametrize(("before", "after"), [("About/x.html", "about/x.html"), ("a/é.html", "a/e\u0301.html")])
def test_p19_the_old_file_goes_where_it_is_another(place: Place, before: str, after: str) -> None:
    place.write({before: "we"})
    place.deliver()
    (place.site / before).unlink()
    place.write({after: "we"})
    put(place.www, {after: "ours, of a deploy that broke off"})
    assert place.deliver(force=True).plan.gone == [before]
    assert place.published() == tree(place.site)


def test_p19_the_file_stays_where_both_names_are_its_own(place: Place) -> None:
    """A link stands in for a file system that does not tell case apart: one file answers to both names."""
    place.write({"news/About/x.html": "we"})
    place.deliver()
    (place.site / "news/About/x.html").unlink()
    place.write({"news/about/x.html": "we all"})
    (place.www / "news/about").symlink_to("About")
    assert place.deliver().plan.gone == []
    assert (place.www / "news/About/x.html").read_text() == "we all"
