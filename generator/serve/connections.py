"""Limit the preview's connections in number and time, so that idle ones block no others."""

import asyncio
from contextlib import suppress

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 10.0  # that a request may take to arrive
SPARE = 256  # descriptors for files, templates and what the system itself opens
MOST = 4096  # connections


class Crowd:
    """All connections, and which of them wait for a request to arrive, the longest first."""

    def __init__(self, most: int = MOST) -> None:
        """Let in so many."""
        self.most = most
        self.waiting: dict[PatientProtocol, None] = {}

    def make_room(self, newcomer: "PatientProtocol") -> None:
        """Close the connection that has waited longest where there are too many; the newcomer, if none waits."""
        if len(newcomer.connections) > self.most:
            next(iter(self.waiting), newcomer).give_up()


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with a time in which a request has to arrive: uvicorn itself has none."""

    crowd: Crowd
    seconds = SECONDS
    deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self.crowd.make_room(self)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request; its time has begun with the first."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait()
        else:
            self._rest()

    def on_response_complete(self) -> None:
        """Wait for the next request, of which uvicorn takes care until it begins, or for the rest of this one."""
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
    """Return the protocol of one server, which may open so many `descriptors`."""
    return type("Protocol", (PatientProtocol,), {"crowd": Crowd(max(SPARE, min(MOST, descriptors - SPARE)))})
