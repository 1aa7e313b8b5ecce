"""Too many who ask (S20), and a site that is moved away and comes back (S21)."""

import resource
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from serve.running import PATIENCE, Running, Stream, serving, until
from smallsite import Site, paper

from generator.serve.sse_clients import MOST_STREAMS

AT = "/news/2026/07/12/flood/"
FLOOD = "content/_posts/2026-07-12-flood.md"
MANY = 3000
# The server, with less time for a request to arrive than the ten seconds that users have.
HURRIED = """
import generator.serve.connections as it
it.PatientProtocol.seconds = {seconds}
from generator.cli.main import run
run()
"""
HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(autouse=True)
def _descriptors() -> Iterator[None]:
    """Let this process have as many connections as it will open."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] != resource.RLIM_INFINITY and before[1] < 2 * MANY:
        pytest.skip("the system lets a process have too few connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2 * MANY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@contextmanager
def saying(server: Running, printed: bytes, count: int) -> Iterator[list[socket.socket]]:
    """Open so many connections, and say the same on each."""
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), PATIENCE))
            with suppress(ConnectionError):  # a slow machine may need longer to open so many than each may be idle
                one.sendall(printed)
            found.append(one)
        yield found


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0)
    try:
        while connection.recv(65536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def descriptors(server: Running) -> int:
    folder = Path(f"/proc/{server.process.pid}/fd")
    if not folder.is_dir():
        pytest.skip("needs /proc")
    return sum(1 for _ in folder.iterdir())


@contextmanager
def hurried(site: Site, seconds: float) -> Iterator[Running]:
    """Serve a site; a request has so many seconds to arrive."""
    with serving(site.root, program=("-c", HURRIED.format(seconds=seconds))) as server:
        yield server


@pytest.mark.parametrize("printed", [b"", HALF, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1"])
def test_s20_half_requests_are_closed_in_time_and_others_are_served(tmp_path: Path, printed: bytes) -> None:
    with hurried(paper(tmp_path / "paper"), 3) as server:
        before = descriptors(server)
        with saying(server, printed, MANY) as connections:
            assert server.ask(AT).status == 200
            assert until(lambda: all(map(is_closed, connections)))
            assert until(lambda: descriptors(server) <= before + 10)
        assert server.ask(AT).status == 200
        assert "Traceback" not in server.printed()


def test_s20_a_request_that_comes_letter_by_letter_has_no_more_time(tmp_path: Path) -> None:
    with hurried(paper(tmp_path / "paper"), 1.5) as server, saying(server, HALF, 1) as (one,):
        began = time.monotonic()

        def is_over() -> bool:
            try:
                one.sendall(b"X")
            except OSError:
                return True
            return is_closed(one)

        assert until(is_over)
        assert time.monotonic() - began > 0.5


def test_s20_a_second_request_on_a_connection_has_its_time_too(tmp_path: Path) -> None:
    with hurried(paper(tmp_path / "paper"), 1.5) as server, saying(server, HALF + b"\r\n", 1) as (one,):
        assert one.recv(65536)
        one.sendall(HALF)
        assert until(lambda: is_closed(one))


def test_s20_event_streams_are_bounded_and_the_newest_are_told(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server:
        asked = f"GET /.newsprint/events?address={AT}&tag={server.tag(AT)} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        before = descriptors(server)
        with saying(server, asked.encode(), MANY) as connections:
            last = Stream(connections[-1])
            assert last.told()
            assert until(lambda: descriptors(server) <= before + MOST_STREAMS + 50)
            site.edit(FLOOD, "river", "lake")
            assert last.tells("reload")
            assert server.shows(AT, "lake")
            first = connections[0].recv(65536)
            assert b"retry: 60000" in first  # its browser comes again, later
        assert "Traceback" not in server.printed()


@pytest.mark.parametrize("what", ["root", "content"])
def test_s21_a_site_that_is_moved_away_and_comes_back(tmp_path: Path, what: str) -> None:
    site = paper(tmp_path / "paper")
    folder = site.root if what == "root" else site.path("content")
    with serving(site.root) as server, server.stream(AT) as stream:
        page = server.ask(AT).page
        folder.rename(tmp_path / "away")
        assert server.says("the site's folder is gone")
        assert stream.tells("problems", "is gone")
        assert server.ask(AT).page == page
        assert server.ask("/weather/2026/07/10/rain/").status == 500  # it was never asked for
        assert server.ask("/assets/nothing.css").status in (404, 500)
        assert not folder.exists()  # nothing is put where it was
        (tmp_path / "away").rename(folder)
        assert server.says("all is well again")
        assert server.ask("/weather/2026/07/10/rain/").status == 200
        site.edit(FLOOD, "river", "lake")  # it is watched again
        assert server.shows(AT, "lake")
        assert "Traceback" not in server.printed()


def test_s21_another_folder_in_its_place_is_read(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    with serving(site.root) as server:
        assert "river" in server.text(AT)
        shutil.copytree(site.path("content"), tmp_path / "other")
        other = Site(tmp_path / "second")
        shutil.copytree(tmp_path / "other", other.path("content"), dirs_exist_ok=True)
        other.edit(FLOOD, "river", "lake")
        site.path("content").rename(tmp_path / "old")
        other.path("content").rename(site.path("content"))
        assert server.shows(AT, "lake")
        site.edit(FLOOD, "lake", "sea")
        assert server.shows(AT, "sea")
