"""Limit the preview's connections in number and time, so that idle ones block no others."""

import asyncio
from contextlib import suppress

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 10.0  # seconds in which a request must arrive
SPARE = 256  # descriptors for files, templates and the system
MOST = 4096  # connections


class Crowd:
    """All connections, and those that wait for a request, the longest first."""

    def __init__(self, most: int = MOST) -> None:
        """Set the maximum number."""
        self.most = most
        self.waiting: dict[PatientProtocol, None] = {}

    def make_room(self, newcomer: "PatientProtocol") -> None:
        """If there are too many, close the connection that has waited longest, or the newcomer if none waits."""
        if len(newcomer.connections) > self.most:
            next(iter(self.waiting), newcomer).give_up()


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with a time limit for requests, which uvicorn lacks."""

    crowd: Crowd
    seconds = SECONDS
    deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for a request."""
        super().connection_made(transport)
        self.crowd.make_room(self)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Handle a part of a request; its time limit starts with the first part."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait()
        else:
            self._rest()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the rest of this one; uvicorn limits the time between requests."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self._wait()

    def give_up(self) -> None:
        """Close the connection."""
        self._rest()
        if not self.transport.is_closing():
            with suppress(h11.LocalProtocolError):
                self.conn.send(h11.ConnectionClosed())
            self.transport.abort()

    def _wait(self) -> None:
        if self.deadline is None and not self.transport.is_closing():
            self.deadline = self.loop.call_later(self.seconds, self.give_up)
            self.crowd.waiting[self] = None

    def _rest(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None
        self.crowd.waiting.pop(self, None)


def protocol(descriptors: int) -> type[PatientProtocol]:
    """Return the protocol of a server that may open so many `descriptors`."""
    return type("Protocol", (PatientProtocol,), {"crowd": Crowd(max(SPARE, min(MOST, descriptors - SPARE)))})
