"""Buckets of real servers: rclone's checks signatures, moto's conditions. All goes through a proxy that notes it."""

import functools
import gzip
import json
import logging
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from deploy.cutting import Answer, Asked, Cutting, Fate, from_number
from deploy.delivering import aim, deploy, finished
from deploy.interrupting import PATIENCE, at_work, until
from deploy.s3servers import KEY, SECRET, Server, Shelf, environment, moto, rclone, use
from optional import botocore_loaders
from smallsite import Site

from generator.deploy.s3.store import open_store
from generator.deploy.store import MANIFEST, ConflictError, Store, StoreError
from generator.deploy.sync import SyncRequest, SyncResult, sync
from generator.model.deployment import LocalFile, Manifest, Upload
from generator.model.digest import digest_bytes
from generator.model.output import Role
from generator.model.settings import Project
from generator.model.target import S3

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINK = re.compile(rb'"/([^"]+)"')
ODD = ("a b/ü+%25%.html", "c#d?e=f&g.html", "1 + 1 = 2/index.html", "東京/é.txt", "~'();:@$,![].txt", "&lt;/<x>.html")
ERROR = b"<Error><Code>%s</Code><Message>No.</Message></Error>"
BUSY, NOT_KNOWN = Answer(503, ERROR % b"SlowDown"), Answer(501, ERROR % b"NotImplemented")
FRONT = b'<link href="/css/main.1.css"><a href="/story/index.html">A story</a>'
FILES: dict[str, tuple[Role, bytes]] = {
    "css/main.1.css": ("asset", b"body { color: black }"),
    "pictures/flood.1.avif": ("asset", bytes(range(256))),
    "robots.txt": ("file", b"User-agent: *\n"),
    "story/index.html": ("story", b'<link href="/css/main.1.css"><img src="/pictures/flood.1.avif">'),
    "index.html": ("list", FRONT),
    "feed.xml": ("feed", b'<rss><link href="/story/index.html"/></rss>'),
}

FILMS: dict[str, tuple[Role, bytes]] = FILES | {
    "film/index.html": ("story", b'<link href="/css/main.1.css"><video src="/media/film.mp4">'),
    "media/film.mp4": ("file", b"film"),
}
CLAIMED = 4  # requests until the first file is sent: the manifest and the list are read, the manifest is kept


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """Start each kind of server when it is asked for."""
    running: dict[str, Server] = {}
    with ExitStack() as stack:

        def start(name: str) -> Server:
            if name not in running:
                run = {"rclone": rclone, "moto": moto}[name]
                running[name] = stack.enter_context(run(tmp_path_factory.mktemp("s3") / name))
            return running[name]

        yield start


@pytest.fixture(autouse=True, scope="module")
def _read_once() -> Iterator[None]:
    """Read botocore's own data once for all these tests: each client parses a megabyte of it."""
    with pytest.MonkeyPatch.context() as patch:
        loader = botocore_loaders.JSONFileLoader()
        known = functools.cache(loader.load_file)
        patch.setattr(botocore_loaders.JSONFileLoader, "load_file", lambda _, path: known(path))
        yield


@pytest.fixture(params=["rclone", "moto"])
def server(request: pytest.FixtureRequest, servers: Callable[[str], Server]) -> Server:
    return servers(request.param)


@pytest.fixture
def rclones(servers: Callable[[str], Server]) -> Server:
    return servers("rclone")


@pytest.fixture
def motos(servers: Callable[[str], Server]) -> Server:
    return servers("moto")


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, environment(tmp_path))


class Room:
    """An empty bucket, the proxy before it, and a site's files on this machine."""

    def __init__(self, server: Server, proxy: Cutting, root: Path) -> None:
        self.proxy = proxy
        self.root = root
        name = re.sub("[^a-z0-9]+", "-", root.name.lower()).strip("-")[-40:]
        self.shelf: Shelf = server.bucket(f"b-{name}")
        self.endpoint = f"http://127.0.0.1:{proxy.port}"

    def kind(self, **other: object) -> S3:
        return msgspec.convert({"to": "s3", "bucket": self.shelf.name, "endpoint": self.endpoint, **other}, S3)

    def store(self, **other: object) -> Store:
        project = Project(self.root, self.root, (), (), self.root, self.root / ".newsprint")
        return open_store(self.kind(**other), project, "live")

    def site(self, files: Mapping[str, tuple[Role, bytes]]) -> dict[str, LocalFile]:
        """Write the finished site."""
        site = {}
        for path, (role, data) in files.items():
            file = self.root / "_site" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            site[path] = LocalFile(digest_bytes(data), len(data), role, file.stat().st_mtime_ns)
        return site

    def parcels(self, files: Mapping[str, tuple[Role, bytes]]) -> list[Upload]:
        return [Upload(path, str(self.root / "_site" / path), item) for path, item in self.site(files).items()]

    def order(self, files: Mapping[str, tuple[Role, bytes]], *, force: bool = False) -> SyncRequest:
        return SyncRequest(self.site(files), self.root / "_site", lambda: NOW, lambda *_: None, force=force)

    def deliver(
        self, files: Mapping[str, tuple[Role, bytes]] = FILES, *, force: bool = False, **other: object
    ) -> SyncResult:
        with self.store(**other) as store:
            return sync(store, self.order(files, force=force))

    def there(self) -> dict[str, bytes]:
        return {key: data for key, data in self.shelf.tree().items() if key != MANIFEST}


@pytest.fixture
def room(server: Server, tmp_path: Path) -> Iterator[Room]:
    with Cutting(server.port) as proxy:
        yield Room(server, proxy, tmp_path)


@pytest.fixture
def checked(rclones: Server, tmp_path: Path) -> Iterator[Room]:
    """Stand before the server that checks signatures."""
    with Cutting(rclones.port) as proxy:
        yield Room(rclones, proxy, tmp_path)


@pytest.fixture
def conditional(motos: Server, tmp_path: Path) -> Iterator[Room]:
    """Stand before the server that checks conditions."""
    with Cutting(motos.port) as proxy:
        yield Room(motos, proxy, tmp_path)


@pytest.fixture
def _two_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less for what never heals."""
    monkeypatch.setattr("generator.deploy.s3.client.ATTEMPTS", 2)


def bytes_of(files: Mapping[str, tuple[Role, bytes]]) -> dict[str, bytes]:
    return {path: data for path, (_, data) in files.items()}


def test_the_first_deploy_sends_everything_and_the_second_nothing(room: Room) -> None:
    assert room.deliver().sent == len(FILES)
    assert room.there() == bytes_of(FILES)
    room.proxy.forget()
    done = room.deliver()
    assert (done.sent, done.plan.same) == (0, len(FILES))
    assert [asked.method for asked in room.proxy.asked] == ["GET", "GET"]  # the manifest, and one page of the list


def test_an_edit_sends_what_it_changed_and_no_more(room: Room) -> None:
    room.deliver()
    room.proxy.forget()
    edited = FILES | {"story/index.html": ("story", b"Corrected.")}
    assert room.deliver(edited).sent == 1
    sent = [asked.target for asked in room.proxy.asked if asked.method == "PUT" and MANIFEST not in asked.target]
    assert sent == [f"/{room.shelf.name}/story/index.html"]
    assert room.there() == bytes_of(edited)


def test_y05_foreign_files_stay_inside_and_outside_of_the_prefix(room: Room) -> None:
    foreign = {"news/theirs.txt": b"1", "newspaper/index.html": b"2", "index.html": b"3"}
    for key, data in foreign.items():
        room.shelf.put(key, data)
    many: dict[str, tuple[Role, bytes]] = {f"{number}/index.html": ("story", b"x") for number in range(11)}
    room.deliver(FILES | many, prefix="news/")
    done = room.deliver(FILES | dict(list(many.items())[:10]), prefix="news")
    assert done.plan.gone == ["10/index.html"]
    tree = room.shelf.tree()
    assert tree.pop(f"news/{MANIFEST}")
    ours = {f"news/{path}": data for path, data in bytes_of(FILES | many).items() if path != "10/index.html"}
    assert tree == foreign | ours


def test_a_foreign_file_in_the_way_is_not_replaced(room: Room) -> None:
    room.shelf.put("index.html", b"theirs")
    assert "index.html" in room.deliver().refusal
    assert room.shelf.tree() == {"index.html": b"theirs"}


def test_a_file_that_somebody_changed_there_is_sent_again(room: Room) -> None:
    room.deliver()
    room.shelf.put("index.html", FRONT[::-1])  # of the same size
    assert room.deliver().sent == 1
    assert room.there() == bytes_of(FILES)


def test_names_with_letters_that_addresses_write_otherwise(room: Room) -> None:
    files: dict[str, tuple[Role, bytes]] = {path: ("story", path.encode()) for path in ODD}
    room.deliver(files)
    assert room.there() == bytes_of(files)
    assert room.deliver(files).sent == 0
    with room.store() as store:
        assert set(store.remove(ODD)) == set(ODD)
    assert room.there() == {}


def test_an_empty_file_and_a_large_one_arrive(room: Room) -> None:
    large = bytes(range(256)) * 4 * 1024 * 24  # 24 MB
    files: dict[str, tuple[Role, bytes]] = {"empty.txt": ("file", b""), "film.mp4": ("asset", large)}
    room.deliver(files)
    assert room.there() == bytes_of(files)
    assert all(asked.headers.get("content-length") == str(asked.size) for asked in room.proxy.asked if asked.size)


def test_types_and_how_long_caches_may_keep_files(room: Room) -> None:
    room.deliver(max_age=90)
    told = {path: room.shelf.head(path) for path in [*FILES, MANIFEST]}
    assert {path: (head["ContentType"], head["CacheControl"]) for path, head in told.items()} == {
        "css/main.1.css": ("text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        "pictures/flood.1.avif": ("image/avif", "public, max-age=31536000, immutable"),
        "robots.txt": ("text/plain; charset=utf-8", "public, max-age=3600"),
        "story/index.html": ("text/html; charset=utf-8", "public, max-age=90"),
        "index.html": ("text/html; charset=utf-8", "public, max-age=90"),
        "feed.xml": ("application/xml; charset=utf-8", "public, max-age=90"),
        MANIFEST: ("application/json", "no-store"),
    }


def test_another_max_age_sends_pages_again_and_no_assets(room: Room) -> None:
    room.deliver()
    assert sorted(room.deliver(max_age=5).plan.changed) == ["feed.xml", "index.html", "story/index.html"]
    assert room.shelf.head("index.html")["CacheControl"] == "public, max-age=5"


def test_gzip_stores_texts_compressed(conditional: Room) -> None:
    room = conditional
    room.deliver(gzip=True)
    tree = room.there()
    texts = {path for path in FILES if not path.endswith("avif")}
    assert {path for path, data in tree.items() if data.startswith(b"\x1f\x8b")} == texts
    assert {path for path in FILES if room.shelf.head(path).get("ContentEncoding") == "gzip"} == texts
    assert {path: gzip.decompress(tree[path]) for path in texts} == {path: FILES[path][1] for path in texts}
    assert room.deliver(gzip=True).sent == 0  # although the list has other sizes
    assert set(room.deliver().plan.changed) == texts
    assert room.there() == bytes_of(FILES)


def test_no_request_sets_an_access_control_list(room: Room) -> None:
    room.deliver()
    room.deliver({"index.html": FILES["index.html"]}, force=True)
    assert {asked.method for asked in room.proxy.asked} == {"GET", "HEAD", "PUT", "DELETE"}
    for asked in room.proxy.asked:
        assert not [name for name in asked.headers if "acl" in name or "grant" in name]
        assert "acl" not in asked.target.partition("?")[2]
        assert "expect" not in asked.headers


def test_more_files_than_one_page_of_the_list_has(checked: Room, rclones: Server) -> None:
    folder = rclones.folder / checked.shelf.name
    paths = [f"{number}.html" for number in range(1101)]
    for path in paths:
        (folder / path).write_bytes(b"x")
    with checked.store() as store:
        assert store.look(paths).seen.keys() == set(paths)
        assert store.look(paths[:3]).seen.keys() == set(paths[:3])


def test_y11_of_two_deployers_only_one_keeps_its_manifest(room: Room) -> None:
    for number in range(2):  # where there is no manifest yet, and where there is one
        with room.store() as one, room.store() as other:
            one.look(())
            other.look(())
            one.write_manifest(Manifest(number=number, pending=["one"]))
            with pytest.raises(ConflictError):
                other.write_manifest(Manifest(number=number, pending=["other"]))
            one.write_manifest(Manifest(number=number, pending=["one", "again"]))
            other.look(())
            other.write_manifest(Manifest(number=number, pending=["other"]))


def test_y11_a_deployer_who_comes_between_the_look_and_the_write_is_noticed(conditional: Room) -> None:
    room = conditional

    def overtake(asked: Asked) -> Fate:
        if asked.method == "PUT":
            room.shelf.put(MANIFEST, f"somebody {asked.number}".encode())
        return "pass"

    with room.store() as store:
        store.look(())
        room.proxy.fate = overtake
        with pytest.raises(ConflictError):
            store.write_manifest(Manifest())
    assert room.shelf.read(MANIFEST).startswith(b"somebody")


def test_y09_a_manifest_whose_answer_was_lost_is_known_for_ours(conditional: Room) -> None:
    room = conditional
    with room.store() as store:
        store.look(())
        for number in range(2):
            room.proxy.forget()
            room.proxy.fate = lambda asked: "lose" if asked.number == 1 else "pass"
            store.write_manifest(Manifest(number=number))
            assert [asked.method for asked in room.proxy.asked] == ["HEAD", "PUT", "PUT", "GET"]


def test_a_store_that_knows_no_conditions_is_written_to_without(room: Room) -> None:
    room.proxy.fate = lambda asked: NOT_KNOWN if {"if-match", "if-none-match"} & asked.headers.keys() else "pass"
    room.deliver()
    room.deliver(FILES | {"index.html": ("list", b"Edited.")})
    assert room.shelf.read("index.html") == b"Edited."
    with room.store() as one, room.store() as other:
        one.look(())
        other.look(())
        one.write_manifest(Manifest(number=7))
        with pytest.raises(ConflictError):
            other.write_manifest(Manifest(number=8))


def test_y09_what_heals_is_asked_again(room: Room) -> None:
    faults: list[Fate] = [BUSY, Answer(500), "lose", "cut"]
    tried: dict[str, int] = {}

    def heal(asked: Asked) -> Fate:
        tried[asked.target] = tried.get(asked.target, 0) + 1
        return faults[asked.number % len(faults)] if tried[asked.target] == 1 else "pass"

    room.proxy.fate = heal
    room.deliver()
    assert room.there() == bytes_of(FILES)
    assert len(tried) > len(FILES)


@pytest.mark.usefixtures("_two_attempts")
def test_y09_what_does_not_heal_ends_with_a_clear_line(checked: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.deploy.s3.client.READ", 0.3)
    ends: list[tuple[Fate, str]] = [
        (BUSY, r"the store is busy \(GetObject: SlowDown: No\.\)"),
        (Answer(500), r"the store answered 500 each time"),
        (Answer(502, b"<html>Bad gateway"), r"the store answered 502 each time"),
        ("cut", r"it could not be reached"),
        ("hang", r"no answer in time"),
        (Answer(200, b"<html>Hello"), r"does not speak as S3 does|cannot be read"),
    ]
    for fate, line in ends:
        checked.proxy.forget()
        checked.proxy.fate = lambda _, fate=fate: fate  # type: ignore[misc]
        with checked.store() as store, pytest.raises(StoreError, match=line) as caught:
            store.look(())
        assert caught.value.hint
        assert "\n" not in caught.value.message
        assert len(checked.proxy.asked) <= 2


def test_y09_tries_are_bounded(checked: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.deploy.s3.client.ATTEMPTS", 3)
    checked.proxy.fate = lambda _: BUSY
    with checked.store() as store, pytest.raises(StoreError):
        store.look(())
    assert len(checked.proxy.asked) == 3


@pytest.mark.usefixtures("_two_attempts")
def test_the_first_failure_stops_what_has_not_begun(checked: Room) -> None:
    files: dict[str, tuple[Role, bytes]] = {f"{number:03}.html": ("story", b"x") for number in range(200)}
    checked.proxy.fate = lambda asked: Answer(403, ERROR % b"AccessDenied") if "/050" in asked.target else "pass"
    arrived = []
    with checked.store() as store, pytest.raises(StoreError, match="do not allow this"):  # noqa: PT012 (what came before)
        for path, mark in store.send(checked.parcels(files)):
            assert mark
            arrived.append(path)
    assert checked.there().keys() == set(arrived)
    assert 0 < len(arrived) < 100


@pytest.mark.usefixtures("_two_attempts")
def test_who_stops_listening_stops_the_rest(checked: Room) -> None:
    files: dict[str, tuple[Role, bytes]] = {f"{number:03}.html": ("story", b"x") for number in range(100)}
    with checked.store() as store:
        sending = store.send(checked.parcels(files))
        next(sending)
        del sending
    assert 0 < len(checked.there()) < 60


def page_refers_to(tree: Mapping[str, bytes]) -> set[str]:
    """Return what published texts refer to."""
    return {
        link.decode() for path, data in tree.items() if path.endswith((".html", ".xml")) for link in LINK.findall(data)
    }


@pytest.mark.parametrize("fate", ["cut", "lose"])
def test_y04_cut_off_after_any_request_no_page_refers_to_what_is_not_there(
    checked: Room, monkeypatch: pytest.MonkeyPatch, fate: Fate
) -> None:
    monkeypatch.setattr("generator.deploy.s3.client.ATTEMPTS", 1)
    changed = {path.replace(".1.", ".2."): (role, data.replace(b".1.", b".2.")) for path, (role, data) in FILMS.items()}
    fewer = {path: one for path, one in changed.items() if path not in FILMS.keys() - FILES.keys()}
    cuts = 0
    with checked.store() as store:
        for files in (FILMS, changed, fewer):  # nothing there yet; all is replaced; a story and its film go
            before = checked.shelf.tree()
            order = checked.order(files, force=True)
            for number in range(0, 100, 1 if fate == "cut" else 3):
                checked.shelf.be(before)
                checked.proxy.forget()
                checked.proxy.fate = from_number(number, fate)
                try:
                    done = sync(store, order)
                except StoreError:
                    cuts += 1
                else:
                    assert not done.plan.is_empty
                    break
                tree = checked.shelf.tree()
                assert page_refers_to(tree) <= tree.keys(), number
                checked.proxy.fate = lambda _: "pass"
                sync(store, order)
                assert bytes_of(files).items() <= checked.there().items()
    assert checked.there().keys() & FILMS.keys() == fewer.keys() & FILMS.keys() | {
        "css/main.1.css",
        "pictures/flood.1.avif",
    }
    assert cuts > (2 if fate == "cut" else 0.6) * len(FILMS)


def test_y04_what_a_page_shows_stays_where_the_page_cannot_be_removed(checked: Room) -> None:
    checked.deliver(FILMS)
    checked.proxy.fate = lambda asked: (
        Answer(403, ERROR % b"AccessDenied") if asked.method == "DELETE" and "/film/" in asked.target else "pass"
    )
    with pytest.raises(StoreError, match="do not allow this"):
        checked.deliver(FILES, force=True)
    assert checked.there() == bytes_of(FILMS)
    checked.proxy.fate = lambda _: "pass"
    checked.deliver(FILES, force=True)
    assert checked.there() == bytes_of(FILES)


@pytest.mark.usefixtures("_two_attempts")
def test_y09_where_the_network_has_gone_the_manifest_is_tried_once(checked: Room) -> None:
    checked.proxy.fate = from_number(CLAIMED, "cut")
    with pytest.raises(StoreError, match="could not be reached"):
        checked.deliver()
    assert manifests(checked.proxy) == ["GET", "HEAD", "PUT", "HEAD"]


@pytest.mark.parametrize("is_dead", [False, True])
def test_y04_interrupted_while_nobody_answers_it_ends(paper: Site, checked: Room, *, is_dead: bool) -> None:
    aim(paper, live={"to": "s3", "bucket": checked.shelf.name, "endpoint": checked.endpoint})
    checked.proxy.fate = lambda asked: (
        "hang" if asked.number >= CLAIMED and (is_dead or MANIFEST not in asked.target) else "pass"
    )
    with at_work(paper) as process:
        until(lambda: len(checked.proxy.asked) > CLAIMED or process.poll() is not None)
        process.send_signal(signal.SIGINT)
        _, result = process.communicate(timeout=PATIENCE)  # less than the tries of one request take
    assert process.returncode == 130
    assert "interrupted" in result
    assert "Traceback" not in result
    assert manifests(checked.proxy) == ["GET", "HEAD", "PUT", "HEAD", *([] if is_dead else ["PUT"])]
    kept = msgspec.json.decode(gzip.decompress(checked.shelf.read(MANIFEST)), type=Manifest)
    assert (kept.claim is None) == (not is_dead)
    checked.proxy.fate = lambda _: "pass"
    assert deploy(paper).code == 0
    assert checked.there().keys() == finished(paper).keys()


def manifests(proxy: Cutting) -> list[str]:
    """Return how the manifest was asked for, one after the other."""
    return [asked.method for asked in proxy.asked if MANIFEST in asked.target]


def said_of(room: Room, **other: object) -> str:
    """Return what a look is refused with, which is one line and holds no secret."""
    with pytest.raises(StoreError) as caught, room.store(**other) as store:
        store.look(())
    assert caught.value.hint
    assert "\n" not in caught.value.message
    assert SECRET not in caught.value.message + caught.value.hint
    return caught.value.message


def test_y08_wrong_credentials_are_one_clear_line(checked: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
    assert "the secret key does not belong to the access key" in said_of(checked)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASOMEBODYELSE")
    assert "the access key is not known there" in said_of(checked)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "the credentials are incomplete" in said_of(checked)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert "there are no credentials" in said_of(checked)
    assert "nobodys" in said_of(checked, profile="nobodys")


@pytest.mark.parametrize(
    ("name", "status", "line"),
    [
        ("ExpiredToken", 400, "the credentials have expired"),
        ("AccessDenied", 403, "the credentials do not allow this"),
        ("AuthorizationHeaderMalformed", 400, "the bucket lies in another region"),
        ("PermanentRedirect", 301, "we are sent elsewhere each time"),  # http:// where https:// is meant
        ("RequestTimeTooSkewed", 403, "this machine's clock is wrong"),
        ("SomethingNew", 400, "the store refused (GetObject: SomethingNew: No.)"),
    ],
)
def test_y08_a_refusal_is_one_clear_line(checked: Room, name: str, status: int, line: str) -> None:
    checked.proxy.fate = lambda _: Answer(status, ERROR % name.encode())
    if name == "SomethingNew":
        with checked.store() as store, pytest.raises(StoreError, match=re.escape(line)):
            store.look(())
    else:
        assert line in said_of(checked)


def test_a_profile_gives_credentials(checked: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(environment(checked.root)["AWS_SHARED_CREDENTIALS_FILE"]).write_text(
        f"[paper]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n", "utf-8"
    )
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert checked.deliver(profile="paper").sent == len(FILES)


@pytest.mark.usefixtures("_two_attempts")
def test_a_bucket_or_a_server_that_is_not_there_is_one_clear_line(room: Room) -> None:
    assert "there is no such bucket" in said_of(room, bucket="no-such-bucket")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "it could not be reached" in said_of(room, endpoint=f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\x1f\x8b\x08", gzip.compress(b'{"files": 3}', mtime=0)])
def test_a_damaged_manifest_stops_it(checked: Room, damage: bytes) -> None:
    checked.shelf.put(MANIFEST, damage)
    assert "cannot be read" in said_of(checked)


def test_without_boto3_the_hint_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("s3.bucket", "s3.client"):
        monkeypatch.delitem(sys.modules, f"generator.deploy.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.setitem(sys.modules, "boto3.session", None)
    with pytest.raises(StoreError, match="boto3") as caught:
        open_store(S3("paper"), Project(tmp_path, tmp_path, (), (), tmp_path, tmp_path), "live")
    assert "pip install boto3 " in caught.value.hint
    assert "pipx inject newsprint-ssg boto3" in caught.value.hint
    assert "install newsprint" not in caught.value.hint.replace("'", "")  # another's package has that name, too


def test_y03_no_secret_is_logged_or_sent(checked: Room, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        checked.deliver()
        checked.proxy.fate = lambda _: Answer(403, ERROR % SECRET.encode())
        said_of(checked)
    assert caplog.records
    ours = [line for line in caplog.text.splitlines() if "<Error>" not in line]  # but what the proxy said
    assert SECRET not in "\n".join(ours)
    assert SECRET not in repr(checked.proxy.asked)


def test_the_command_delivers_to_a_bucket(paper: Site, checked: Room) -> None:
    aim(paper, live={"to": "s3", "bucket": checked.shelf.name, "endpoint": checked.endpoint, "gzip": True})
    told = deploy(paper, "--json")
    assert told.target["sent"] == len(finished(paper))
    assert checked.there().keys() == finished(paper).keys()
    checked.proxy.forget()
    assert deploy(paper, "--json").target["sent"] == 0
    assert {asked.method for asked in checked.proxy.asked} == {"GET"}
    paper.edit("content/_posts/2026-07-12-flood.md", "More of it", "Much more of it")
    told = deploy(paper, "--json")
    assert told.target["changed"] == told.report["build"]["written"]
    tree = {path: gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for path, data in checked.there().items()}
    assert {path: data for path, data in tree.items() if path in finished(paper)} == finished(paper)


def test_y03_y08_the_command_says_it_in_a_line_without_the_secret(paper: Site, checked: Room) -> None:
    aim(paper, live={"to": "s3", "bucket": checked.shelf.name, "endpoint": checked.endpoint})
    other = "aN0ther/SeCreT+vAlUe"
    result = deploy(paper, env={"AWS_SECRET_ACCESS_KEY": other})
    assert result.code != 0
    assert "the secret key does not belong to the access key" in result.err
    assert "content/_config.yml:5:" in result.err
    assert other not in result.out + result.err
    assert checked.shelf.keys() == set()
    assert not any(other.encode() in data for data in paper.tree().values())


def test_y12_nothing_is_asked_where_the_build_failed(paper: Site, checked: Room) -> None:
    aim(paper, live={"to": "s3", "bucket": checked.shelf.name, "endpoint": checked.endpoint})
    paper.write("content/_posts/2026-07-15-broken.md", "---\ntitle: [\n---\nText.\n")
    assert deploy(paper).code != 0
    assert checked.proxy.asked == []


def test_a_dry_run_changes_nothing(paper: Site, checked: Room) -> None:
    aim(paper, live={"to": "s3", "bucket": checked.shelf.name, "endpoint": checked.endpoint})
    told = json.loads(deploy(paper, "--dry-run", "--json").out)
    assert set(told["targets"][0]["new"]) == finished(paper).keys()
    assert {asked.method for asked in checked.proxy.asked} == {"GET"}


@pytest.mark.parametrize(("before", "after"), [("About/x.html", "about/x.html"), ("é.html", "e\u0301.html")])
def test_p19_a_key_that_differs_in_case_or_form_is_another(conditional: Room, before: str, after: str) -> None:
    conditional.deliver(FILES | {before: ("story", b"We")})
    files = FILES | {after: ("story", b"We")}
    assert conditional.deliver(files, force=True).plan.gone == [before]
    assert conditional.there() == bytes_of(files)
