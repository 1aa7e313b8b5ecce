"""A proxy between a client and a real server: it notes what is asked, and fails where a test says so.

It forwards each request byte for byte, `Host` and all, so signatures hold. One connection of the client's may carry
many requests; the server gets a new one for each.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPMessage, parse_headers
from io import BytesIO
from itertools import chain
from types import TracebackType
from typing import BinaryIO, Literal, Self

from msgspec import Struct

PATIENCE = 20.0  # seconds
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Asked(Struct, frozen=True):
    """A request: its number from 0, its method, its target, its headers, and its body's size as sent."""

    number: int
    method: str
    target: str
    headers: dict[str, str]  # by name in small letters
    size: int


class Answer(Struct, frozen=True):
    """What the proxy answers itself, in the server's place."""

    status: int
    body: bytes = b""


# What becomes of a request: it is passed on; it is cut off before the server sees it; the server does it and its
# answer is lost; nobody ever answers.
Fate = Literal["pass", "cut", "lose", "hang"] | Answer


def from_number(number: int, fate: Fate) -> Callable[[Asked], Fate]:
    """Let everything pass before the request of that number, and nothing from then on."""
    return lambda asked: "pass" if asked.number < number else fate


class Cutting:
    """The proxy, listening on `port` of loopback. `fate` may be changed between requests, `asked` is all so far."""

    def __init__(self, server: int, fate: Callable[[Asked], Fate] = lambda _: "pass") -> None:
        """Stand before the server on the port `server`."""
        self.server = server
        self.fate = fate
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._start(self._listen)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()

    def forget(self) -> None:
        """Begin to count again."""
        with self._lock:
            self.asked.clear()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self.over.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.settimeout(PATIENCE)
            with self._lock:
                self._open.add(client)
            self._start(lambda client=client: self._serve(client))  # type: ignore[misc]

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), client.makefile("rb") as stream:
            while not self.over.is_set() and self._one(client, stream):
                pass
        with self._lock:
            self._open.discard(client)
        client.close()

    def _one(self, client: socket.socket, stream: BinaryIO) -> bool:
        """Deal with a request; tell whether the connection stays."""
        head = b"".join(_head(stream))
        if not head:
            return False
        method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        headers = _headers(head)
        if "expect" in headers:
            client.sendall(CONTINUE)
        body = b"".join(_body(stream, headers, is_request=True))
        with self._lock:
            asked = Asked(
                len(self.asked), method, target, {key.lower(): value for key, value in headers.items()}, len(body)
            )
            self.asked.append(asked)
        fate = self.fate(asked)
        if isinstance(fate, Answer):
            client.sendall(b"HTTP/1.1 %d No\r\nContent-Length: %d\r\n\r\n" % (fate.status, len(fate.body)) + fate.body)
            return True
        if fate == "hang":
            self.over.wait(PATIENCE)
        if fate in ("hang", "cut"):
            return False
        return self._pass(client if fate == "pass" else None, head + body, method)

    def _pass(self, client: socket.socket | None, request: bytes, method: str) -> bool:
        """Ask the server, and pass on what it answers, to nobody if there is no client; tell whether that may go on."""
        with socket.create_connection(("127.0.0.1", self.server), PATIENCE) as server:
            server.sendall(request)
            with server.makefile("rb") as stream:
                head = b"".join(_head(stream))
                while head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")):
                    head = b"".join(_head(stream))
                headers, status = _headers(head), head.split(b" ", 2)[1]
                has_end = headers["Content-Length"] is not None or headers["Transfer-Encoding"] is not None
                is_empty = method == "HEAD" or status in (b"204", b"304")
                stays = (has_end or is_empty) and (headers["Connection"] or "").lower() != "close"
                body = () if is_empty else _body(stream, headers, is_request=False)
                for part in chain((head,), body):
                    if client is not None:
                        client.sendall(part)
        return stays and client is not None


def _head(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a head, its empty line included; nothing where the other side has hung up."""
    while line := stream.readline():
        yield line
        if line == b"\r\n":
            return


def _headers(head: bytes) -> HTTPMessage:
    return parse_headers(BytesIO(head.split(b"\r\n", 1)[1]))


def _body(stream: BinaryIO, headers: HTTPMessage, *, is_request: bool) -> Iterator[bytes]:
    """Yield a body as it was sent (RFC 9112, 6.3)."""
    if (headers["Transfer-Encoding"] or "").lower() == "chunked":
        size = 1
        while size:
            line = stream.readline()
            size = int(line.split(b";")[0], 16)
            yield line + stream.read(size + 2)  # trailers are not used here
    elif headers["Content-Length"] is not None:
        yield stream.read(int(headers["Content-Length"]))
    elif not is_request:
        yield stream.read()
