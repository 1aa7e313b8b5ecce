"""The real preview server in a process of its own, and plain ways to ask it."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds to wait for what must come: machines that test are busy
T = TypeVar("T")
WELCOME = re.compile(r"newsprint: http://(\[?[^\s/]+\]?):(\d+)(\S*?)/ \(")
INJECTED = re.compile(rb'<script src="/\.newsprint/live\.js"[^>]*></script>\n\Z')


class Got(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def page(self) -> bytes:
        """The page without what only the preview adds."""
        return INJECTED.sub(b"", self.body)


class Running:
    """A server that has said where it listens."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log
        until(lambda: WELCOME.search(self.printed()) or process.poll() is not None)
        found = WELCOME.search(self.printed())
        assert found, self.printed()
        self.port = int(found[2])

    def printed(self) -> str:
        """Return what it has printed so far. What a browser can see already may not be printed yet: see `says`."""
        return self.log.read_text("utf-8")

    def says(self, text: str) -> bool:
        """Wait until it prints this: of a change, pages and browsers may know a moment before the terminal does."""
        return until(lambda: text in self.printed())

    def updates(self) -> int:
        """Count the changes that it has said it took in."""
        return len(re.findall(r"^newsprint: .*\(\d+ ms\)", self.printed(), re.MULTILINE))

    def ask(self, path: str, headers: Mapping[str, str] = {}, method: str = "GET") -> Got:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return Got(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def text(self, path: str) -> str:
        return self.ask(path).body.decode()

    def shows(self, path: str, text: str, seconds: float = PATIENCE) -> bool:
        return bool(until(lambda: text in self.text(path), seconds))

    @contextmanager
    def stream(self, address: str, tag: str | None = None) -> Iterator["Stream"]:
        """Listen as a browser does that shows the page at `address`."""
        tag = self.tag(address) if tag is None else tag
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            path = f"/.newsprint/events?address={address}&tag={tag}"
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            yield Stream(connection)

    def tag(self, address: str) -> str:
        found = re.search(r'data-tag="(\w+)"', self.text(address))
        return found[1] if found else ""

    def end(self, number: int = signal.SIGTERM) -> int:
        """End the server, which must not wait for anybody; return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def worked(self) -> float:
        """Return the seconds that the server has had a processor."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Stream:
    """An event stream, read message by message."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.raw = b""

    def told(self, seconds: float = PATIENCE) -> dict[str, Any] | None:
        """Return the next message, or None when none comes in time, or the stream ends."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            line, found, rest = self.raw.partition(b"\n")
            if not found:
                self.connection.settimeout(left)
                try:
                    piece = self.connection.recv(65536)
                except TimeoutError:
                    return None
                if not piece:
                    return None
                self.raw += piece
                continue
            self.raw = rest
            if line.startswith(b"data: "):
                message: dict[str, Any] = json.loads(line[6:])
                return message
        return None

    def tells(self, kind: str, text: str = "") -> bool:
        """Wait for a message of a kind, with this text in it, whatever comes before."""
        while message := self.told():
            if message["kind"] == kind and text in str(message):
                return True
        return False

    def kinds(self, seconds: float, first: float = 0) -> list[str]:
        """Return the kinds of all messages until none comes for some seconds, besides that nothing is wrong."""
        found: list[str] = []
        while message := self.told(seconds if found or not first else first):
            if message["kind"] != "problems" or message["problems"]:
                found.append(message["kind"])
        return found


@contextmanager
def serving(
    root: Path, *arguments: str, before: tuple[str, ...] = (), program: tuple[str, ...] = ("-m", "generator")
) -> Iterator[Running]:
    """Run the server on a site until the end of the block."""
    log = root.parent / f"{root.name}.log"
    command = (*before, sys.executable, *program, "serve", "-C", str(root))
    port = () if "--port" in arguments else ("--port", "0")
    with log.open("wb") as out:
        process = subprocess.Popen(
            (*command, *port, *arguments), stderr=out, stdout=out, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
    try:
        yield Running(process, log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def until(is_so: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Ask again and again until the answer is a yes, or the time is over; return the last answer."""
    end = time.monotonic() + seconds
    while not (found := is_so()) and time.monotonic() < end:
        time.sleep(0.01)
    return found
