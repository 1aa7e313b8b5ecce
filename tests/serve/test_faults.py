"""S01 to S18 of the list of faults, each against the real server."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from random import Random
from threading import Thread
from urllib.parse import quote

import pytest
from PIL import Image
from serve.running import PATIENCE, Running, serving, until
from smallsite import Site, paper

FLOOD = "content/_posts/2026-07-12-flood.md"
AT = "/news/2026/07/12/flood/"
OUTSIDE = ("/secret.txt", "/_config.yml", "/.hidden.txt", "/../secret.txt", "/C:/", "/~root/")


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve a site that nobody changes."""
    root = tmp_path_factory.mktemp("still")
    site = paper(root / "paper")
    site.write("secret.txt", "the secret")
    site.write("content/.hidden.txt", "the secret")
    site.write("content/film.mp4", bytes(range(256)) * 40)
    with serving(site.root) as server:
        yield server


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(
            (f"{name}{port}", 200)
            for name in ("localhost", "LocalHost", "127.0.0.1", "[::1]")
            for port in ("", ":8000")
        ),
        *((name, 403) for name in ("evil.example", "localhost.evil.example", "192.168.0.9", "evil.example:8000", "")),
        *((name, 403) for name in ("[::1", "a:b:c", "localhost:80:80", "\xff", "]", ":80", "@localhost")),
    ],
)
def test_s01_only_its_own_name_is_answered(still: Running, host: str, status: int) -> None:
    assert still.ask("/", {"Host": host}).status in ({status} if status == 200 else {400, 403})
    assert still.ask("/").status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost", "http://localhost:1"])
def test_s02_a_foreign_origin_hears_nothing(still: Running, origin: str) -> None:
    answer = still.ask("/.newsprint/events?address=/", {"Origin": origin})
    assert (answer.status, b"data:" in answer.body) == (403, False)


def test_s02_the_events_of_its_own_pages_are_told(still: Running) -> None:
    with still.stream("/") as stream:
        assert stream.told() == {"kind": "problems", "problems": []}


@pytest.mark.parametrize("path", ["/", "/nowhere", "/.newsprint/live.js", "/feed.xml", "/film.mp4"])
def test_s03_no_cors_headers(still: Running, path: str) -> None:
    headers = still.ask(path, {"Origin": "http://evil.example"}).headers
    assert [name for name in headers if name.lower().startswith("access-control-")] == []
    assert headers["X-Content-Type-Options"] == "nosniff"


def traversals() -> list[str]:
    ups = (
        "../",
        "..\\",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%2f",
        "..%5c",
        "%252e%252e%252f",
        ".%00./",
        "..;/",
        "..%c0%af",
        "//",
    )
    ends = ("secret.txt", "content/_config.yml", "etc/passwd", "etc/passwd%00.html", "secret.txt::$DATA", ".hidden.txt")
    heads = ("/", "//", "/tags/", "/%2f", "/content/")
    found = [head + up * times + end for head, up, times, end in product(heads, ups, (1, 6), ends)]
    return [*Random(4).sample(found, 294), *OUTSIDE]


def test_s04_nothing_leaks(still: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", still.port)
    for path in traversals():
        connection.putrequest("GET", path)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status in (400, 404), path
        assert b"the secret" not in body, path
        assert b"root:" not in body, path
        assert b"permalink:" not in body, path
    connection.close()


@pytest.mark.parametrize(
    "path", ["/.hidden.txt", "/.git/config", "/.newsprint", "/.newsprint/read", "/_posts/", "/.env"]
)
def test_s05_what_is_hidden_is_not_there(still: Running, path: str) -> None:
    assert still.ask(path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_s06_only_get_and_head(still: Running, method: str) -> None:
    for path in ("/", "/.newsprint/events"):
        answer = still.ask(path, method=method)
        assert (answer.status, answer.headers["Allow"] and "GET" in answer.headers["Allow"]) == (405, True)
    head, got = still.ask(AT, method="HEAD"), still.ask(AT)
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(got.body)))
    assert still.ask("/.newsprint/events?address=/", method="HEAD").body == b""


def test_s07_line_breaks_in_a_path_make_no_headers(still: Running) -> None:
    for path in ("/tags%0d%0aX-Evil:%20yes", "/tags%0aX-Evil:yes", "/news%0d%0a/2026", "/%0d%0aX-Evil:yes/"):
        answer = still.ask(path)
        assert (answer.status, answer.headers["X-Evil"]) == (404, None)


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/", "/\\evil.example", "/%2fevil.example/..", "///tags"]
)
def test_s08_no_redirect_leads_away(still: Running, path: str) -> None:
    answer = still.ask(path)
    assert (answer.status, answer.headers["Location"]) == (404, None)


def test_s08_a_folder_without_its_slash_leads_to_it(still: Running) -> None:
    answer = still.ask("/tags?a=b")
    assert (answer.status, answer.headers["Location"]) == (307, "/tags/?a=b")


def test_s09_a_port_in_use_leads_to_the_next(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(site.root, "--port", str(port)) as server:
            assert server.port != port
            assert f"port {port} is in use: taking {server.port}" in server.printed()


def test_s10_only_this_machine_unless_it_is_said(tmp_path: Path, still: Running) -> None:
    def listens(server: Running) -> set[str]:
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return {
            line[1].split(":")[0] for line in lines if line[3] == "0A" and int(line[1].split(":")[1], 16) == server.port
        }

    if not Path("/proc/net/tcp").exists():
        pytest.skip("needs /proc")
    assert listens(still) == {"0100007F"}
    assert "everybody" not in still.printed()
    with serving(paper(tmp_path / "open").root, "--host", "0.0.0.0") as server:  # noqa: S104 (what is tested)
        assert listens(server) == {"00000000"}
        assert "everybody who can reach 0.0.0.0 can see this preview, drafts and all" in server.printed()
        assert server.ask("/", {"Host": "192.168.0.9"}).status == 200
        assert server.ask("/", {"Host": "evil.example"}).status == 403


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX")
def test_s11_a_thousand_browsers_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server, ExitStack() as stack:
        tag = server.tag(AT)
        streams = [stack.enter_context(server.stream(AT, tag)) for _ in range(1000)]
        assert all(stream.told() for stream in streams)
        before = server.worked()
        site.edit(FLOOD, "river", "lake")
        assert all(stream.tells("reload") for stream in streams)
        took = server.worked() - before
    with capsys.disabled():
        print(f"\nS11: the server worked {took * 1000:.0f} ms to tell 1,000 browsers of a save")  # noqa: T201
    assert took < 2


def test_s12_connects_and_drops_leave_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(paper(tmp_path / "paper").root) as server:
        tag = server.tag("/")

        def drop(times: int) -> None:
            for number in range(times):
                with server.stream("/", tag) as stream:
                    if number % 4 == 0:
                        stream.told(2)

        drop(500)
        until(lambda: descriptors(server) < 40)
        before = (descriptors(server), memory(server))
        workers = [Thread(target=drop, args=(800,)) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        until(lambda: descriptors(server) <= before[0])
        after = (descriptors(server), memory(server))
        assert server.ask("/").status == 200
        assert "Traceback" not in server.printed()
    with capsys.disabled():
        print(f"\nS12: 3,700 connects and drops: descriptors {before[0]} -> {after[0]}, "  # noqa: T201
              f"memory {before[1]:.1f} -> {after[1]:.1f} MB")  # fmt: skip
    assert after[0] <= before[0] + 10  # of 3,700; a moment's few come and go
    assert after[1] < before[1] + 12


def descriptors(server: Running) -> int:
    folder = Path(f"/proc/{server.process.pid}/fd")
    if not folder.exists():
        pytest.skip("needs /proc")
    return len(list(folder.iterdir()))


def memory(server: Running) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def test_s13_a_server_that_comes_again_is_found_and_knows_what_was_missed(tmp_path: Path) -> None:
    # That browsers ask again within 2 s is shown in test_in_browser.py.
    site = paper(tmp_path / "paper")
    with serving(site.root) as first:
        old, port = first.tag(AT), first.port
        assert first.end() == 0
    site.edit(FLOOD, "river", "lake")
    with serving(site.root, "--port", str(port)) as second:
        assert second.port == port
        with second.stream(AT, old) as stream:
            assert stream.kinds(1, PATIENCE) == ["reload"]
        with second.stream(AT) as stream:
            assert stream.kinds(0.5) == []


def test_s14_no_page_is_torn_or_missing_while_the_site_changes(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    wrong: list[str] = []
    body = "Beginning {n}.\n\n" + "A line of it.\n" * 400 + "\nEnd {n}.\n"
    with serving(site.root) as server:
        over = False

        def look(path: str) -> None:
            while not over:
                got = server.ask(path)
                if got.status != 200 or b"</html>" not in got.body:
                    wrong.append(f"{path}: {got.status}, {len(got.body)} bytes")
                if path == AT and (b"Beginning" in got.body) and b"End" not in got.body:
                    wrong.append("half a story")

        workers = [Thread(target=look, args=(path,)) for path in ("/", AT, "/tags/rain/")]
        for worker in workers:
            worker.start()
        number = 0
        while number < 100 or server.updates() <= 20:
            number += 1
            head = f"---\ntitle: Flood {number % 7}\ndate: 2026-07-12 09:30:00 +0000\ncategories: [News]\n"
            tags = f"tags: [rain{', river' if number % 3 else ''}]\n---\n"
            site.write(FLOOD, head + tags + body.replace("{n}", str(number)))
            time.sleep(0.02)
        assert server.shows(AT, f"End {number}.")
        over = True
        for worker in workers:
            worker.join()
    assert wrong == []


def save_as_vim_does(path: Path, text: str) -> None:
    probe, backup = path.with_name("4913"), path.with_name(path.name + "~")
    probe.touch()
    probe.unlink()
    path.rename(backup)
    with path.open("w") as file:
        file.write(text)
        os.fsync(file.fileno())
    backup.unlink()


def save_by_rename(path: Path, text: str) -> None:
    part = path.with_name(".goutputstream-XQ7")
    part.write_text(text)
    part.replace(path)


def save_by_sed(path: Path, text: str) -> None:
    word = text.split("MARK", 1)[1].split(maxsplit=1)[0]
    subprocess.run(["sed", "-i", f"s/MARK[0-9]*/MARK{word}/", str(path)], check=True)


def save_in_steps(path: Path, text: str) -> None:
    path.write_text("")
    time.sleep(0.4)
    path.write_text(text)


@pytest.mark.parametrize("save", [save_as_vim_does, save_by_rename, save_by_sed, save_in_steps])
def test_s15_one_save_is_one_reload(tmp_path: Path, save: object) -> None:
    assert callable(save)
    site = paper(tmp_path / "paper")
    site.edit(FLOOD, "More of it.", "MARK0 of it.")
    with serving(site.root) as server:
        server.text(AT)
        for number in (1, 2, 3):
            with server.stream(AT) as stream:
                text = site.path(FLOOD).read_text()
                save(site.path(FLOOD), text.replace(f"MARK{number - 1}", f"MARK{number}"))
                assert stream.kinds(0.4, PATIENCE) == ["reload"]
            assert f"MARK{number}" in server.text(AT)


def test_s15_a_checkout_of_a_thousand_files_is_one_reload(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    for number in range(1000):
        site.post(f"2026-01-{number % 28 + 1:02}-story-{number}.md", title=f"Story {number}", tags=["much"])
    git(site, "init", "-q", "-b", "main")
    git(site, "add", "content")
    git(site, "commit", "-qm", "one")
    for number in range(1000):
        site.edit(f"content/_posts/2026-01-{number % 28 + 1:02}-story-{number}.md", "Some words.", "Other words.")
    site.edit("content/_posts/2026-07-14-cup.md", "Cup", "Trophy")
    git(site, "add", "content")
    git(site, "commit", "-qm", "two")
    with serving(site.root) as server, server.stream("/") as stream:
        git(site, "checkout", "-q", "HEAD~1")
        assert stream.kinds(1, PATIENCE) == ["reload"]
        assert server.updates() <= 2
        assert "Trophy" not in server.text("/")


def git(site: Site, *arguments: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "gc.auto=0")
    subprocess.run(["git", *who, *arguments], cwd=site.root, check=True)


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
@pytest.mark.parametrize("limit", ["max_inotify_instances", "max_inotify_watches"])
def test_s16_where_the_system_cannot_watch_the_files_are_looked_at(tmp_path: Path, limit: str) -> None:
    narrow = f'echo {0 if "instances" in limit else 3} > /proc/sys/user/{limit} && exec "$@"'
    before = ("unshare", "-U", "-r", "sh", "-c", narrow, "sh")
    if subprocess.run([*before, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the system lets nobody narrow its limits")
    site = paper(tmp_path / "paper")
    with serving(site.root, before=before) as server:
        assert "the system cannot watch all files (inotify" in server.printed()
        assert "looking at each every 1 s instead" in server.printed()
        with server.stream(AT) as stream:
            time.sleep(1.2)  # it may look just now, at the file as it was
            site.edit(FLOOD, "river", "lake")
            assert stream.kinds(0.3, PATIENCE) == ["reload"]


def test_s17_an_idle_server_does_nothing(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server, server.stream(AT):
        site.edit(FLOOD, "river", "lake")
        assert server.shows(AT, "lake")
        assert server.says("flood.md (")
        updates, before = server.updates(), server.worked()
        for _ in range(4):
            for path in site.path("content").rglob("*"):
                if path.is_file():
                    path.read_bytes()
            site.build()  # what a build writes is no change either
            time.sleep(0.5)
        assert server.updates() == updates
        assert server.worked() - before < 0.5


def test_s18_a_slow_reader_holds_up_nobody(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.write("content/large.bin", bytes(30_000_000))
    with serving(site.root) as server, ExitStack() as stack:
        for _ in range(30):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            slow.sendall(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for _ in range(30):
            half = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            half.sendall(b"GET / HT")
        for _ in range(20):
            assert server.ask(AT).status == 200  # while the others have not read a byte of what they asked for
        site.edit(FLOOD, "river", "lake")
        assert server.shows(AT, "lake")
        assert server.end() == 0


def test_s18_a_large_picture_holds_up_no_page(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.write("content/_config.yml", "title: The Test\nurl: https://test.example\npermalink: pretty\n")
    for number in range(2):
        picture = Image.effect_noise((4000, 3000), 60).convert("RGB")
        path = site.path(f"content/assets/noise{number}.jpg")
        path.parent.mkdir(exist_ok=True)
        picture.save(path, quality=80)
        site.post(f"2026-07-20-noise{number}.md", title=f"Noise {number}", image=f"/assets/noise{number}.jpg")
    with serving(site.root) as server:
        server.text(AT)
        pictures = [f"/{path}" for path in site.build().written if path.endswith(".webp") or "-1600-" in path]
        shutil.rmtree(site.path(".newsprint/pictures"))  # or they would be made already
        workers = [Thread(target=server.ask, args=(quote(path),)) for path in pictures]
        for worker in workers:
            worker.start()
        answered = 0
        while any(worker.is_alive() for worker in workers):
            assert server.ask(AT).status == 200
            answered += 1
        for worker in workers:
            worker.join()
        assert pictures
        assert answered > 2  # before the last picture was made: one after the other, all would have waited for it


TANGLE = "First.\n\n" + "[a](" * 20_000 + "\n"  # what takes all the work that a text may


def asked(server: Running, paths: list[str], stack: ExitStack) -> list[socket.socket]:
    """Ask for pages by a connection each, and wait for none."""
    tabs = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 60)) for _ in paths]
    for tab, path in zip(tabs, paths, strict=True):
        tab.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    return tabs


def test_s19_the_fault_of_a_story_that_many_tabs_ask_for_is_kept(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.post("2026-07-20-bad.md", TANGLE, title="Bad")
    with serving(site.root) as server, ExitStack() as stack:
        before = server.worked()
        tabs = asked(server, ["/2026/07/20/bad/"], stack)
        assert b"Markdown that has to be read again" in tabs[0].makefile("rb").read()
        once = server.worked() - before
        for tab in asked(server, ["/2026/07/20/bad/"] * 30, stack):
            assert b"Markdown that has to be read again" in tab.makefile("rb").read()
        assert server.worked() - before < 5 * once
        assert server.text("/2026/07/12/flood/")
        assert server.printed().count("Markdown that has to be read again") == 1


def test_s19_a_story_that_is_mended_is_shown(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.post("2026-07-20-bad.md", TANGLE, title="Bad")
    with serving(site.root) as server, ExitStack() as stack:
        (tab,) = asked(server, ["/2026/07/20/bad/"], stack)
        assert b"Markdown that has to be read again" in tab.makefile("rb").read()
        site.post("2026-07-20-bad.md", "First.\n\nMended.\n", title="Bad")
        assert server.shows("/2026/07/20/bad/", "Mended.")


def test_s19_it_ends_at_once_while_it_is_at_work_on_such_a_story(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    for day in range(10, 30):
        site.post(f"2026-08-{day}-bad.md", TANGLE, title="Bad")
    with serving(site.root) as server, ExitStack() as stack:
        asked(server, [f"/2026/08/{day}/bad/" for day in range(10, 30)], stack)
        time.sleep(0.3)
        assert server.end(signal.SIGINT) == 0
        assert "Traceback" not in server.printed()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_with_browsers_listening(tmp_path: Path, number: int) -> None:
    with serving(paper(tmp_path / "paper").root) as server, server.stream("/") as stream:
        assert stream.told()
        assert server.end(number) == 0
        assert stream.told() is None
        assert "Traceback" not in server.printed()


def test_it_ends_at_once_while_it_draws_and_says_nothing_of_it(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.write("content/_config.yml", "title: The Test\nurl: https://test.example\npermalink: pretty\n")
    path = site.path("content/assets/noise.jpg")
    path.parent.mkdir(exist_ok=True)
    Image.effect_noise((6000, 4500), 60).convert("RGB").save(path, quality=80)
    site.post("2026-07-20-noise.md", title="Noise", image="/assets/noise.jpg")
    with serving(site.root) as server:
        pictures = re.findall(r"/[^\s\"]+\.(?:avif|webp|jpg)(?= \d+w)", server.text("/2026/07/20/noise/"))
        assert pictures
        with ExitStack() as stack:
            for picture in pictures:
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                connection.sendall(f"GET {picture} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(0.2)
            assert server.end(signal.SIGINT) == 0
        assert len(server.printed().splitlines()) == 1, server.printed()


def test_media_are_answered_in_parts(still: Running) -> None:
    part = still.ask("/film.mp4", {"Range": "bytes=256-259"})
    assert (part.status, part.body, part.headers["Content-Range"]) == (206, b"\0\1\2\3", "bytes 256-259/10240")
    assert still.ask("/film.mp4", {"Range": "bytes=99999-"}).status == 416
    assert still.ask("/film.mp4").headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("path", ["/film.mp4", "/", AT, "/feed.xml"])
def test_what_a_browser_has_is_not_sent_again(still: Running, path: str) -> None:
    first = still.ask(path)
    again = still.ask(path, {"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")
