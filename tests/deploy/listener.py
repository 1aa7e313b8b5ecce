"""A real HTTP server on loopback that writes down what it is sent, and answers as it is told to."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qs

import msgspec
from msgspec import Struct

# Instead of a status: no answer for a long time, a connection that is broken off, an answer that comes byte by byte.
HANG, CUT, DRIP = 0, -1, -2
LONG = 60.0  # seconds, in which whoever waits for the end of such an answer has waited too long
DROP = 0.02  # seconds


class ReceivedRequest(Struct, frozen=True):
    """A request."""

    method: str
    path: str
    type: str
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        """The body as a form."""
        return parse_qs(self.body.decode(), strict_parsing=True)

    @property
    def json(self) -> Any:  # whatever was sent
        """The body as JSON."""
        return msgspec.json.decode(self.body)


class Listener:
    """What was heard, and the statuses of the next answers; 204 when there are none left."""

    def __init__(self, address: str) -> None:
        """Listen at an address."""
        self.address = address
        self.requests: list[ReceivedRequest] = []
        self.answers: list[int] = []
        self.location = ""
        self.over = threading.Event()


def drip(file: BufferedIOBase, over: threading.Event) -> None:
    """Answer at last, but so slowly that no single wait is long."""
    end = time.monotonic() + LONG
    with suppress(OSError):
        file.write(b"HTTP/1.1 204 No Content\r\nX-Slow: ")
        while time.monotonic() < end and not over.wait(DROP):
            file.write(b".")
        file.write(b"\r\n\r\n")


@contextmanager
def listening() -> Iterator[Listener]:
    """Run a server until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.requests.append(ReceivedRequest("POST", self.path, self.headers["Content-Type"], body))
            self.answer(listener.answers.pop(0) if listener.answers else 204)

        def do_GET(self) -> None:
            listener.requests.append(ReceivedRequest("GET", self.path, "", b""))
            self.answer(204)

        def answer(self, status: int) -> None:
            if status == HANG:
                listener.over.wait(LONG)
            if status == DRIP:
                drip(self.wfile, listener.over)
            if status in (HANG, CUT, DRIP):
                self.close_connection = True
                return
            self.send_response(status)
            if listener.location:
                self.send_header("Location", listener.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield listener
    finally:
        listener.over.set()
        server.shutdown()
        server.server_close()
        thread.join(60)
