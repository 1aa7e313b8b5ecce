"""Server-sent events: the browsers that wait for changes of the page that they show."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import msgspec

KEEP_ALIVE = 15.0  # seconds after which a silent stream sends a comment, so that dead connections are noticed
AGAIN = 500  # milliseconds after which a browser reconnects
LATER = 60_000  # the same, for a browser that had to make room
MOST_STREAMS = 1024  # simultaneous clients: each costs a connection, and a check at every save
MAX_WAITING = 32  # messages that wait for a browser that does not read them


class SseClient:
    """One browser: the URL of its page, and the digest of the page when it was loaded."""

    def __init__(self, address: str, tag: str) -> None:
        """Listen for changes of the page at `address`."""
        self.address = address
        self.tag = tag
        self.problems: list[str] | None = None
        self.news: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(self, kind: str, **details: object) -> None:
        """Send a message. A browser that has not read any for long only gets a request to reload."""
        if self.news.qsize() >= MAX_WAITING:
            while not self.news.empty():
                self.news.get_nowait()
            kind, details = "reload", {}
        self.news.put_nowait(b"data: " + msgspec.json.encode({"kind": kind, **details}) + b"\n\n")

    def send_problems(self, problems: list[str]) -> None:
        """Send the current problems, unless they were the last message."""
        if problems != self.problems:
            self.problems = problems
            self.send("problems", problems=problems)


class SseClients:
    """All connected browsers."""

    def __init__(self) -> None:
        """Start empty."""
        self.all: dict[SseClient, None] = {}  # the oldest first
        self.closed = False

    def __iter__(self) -> Iterator[SseClient]:
        """Iterate over the current clients."""
        return iter(list(self.all))

    def __len__(self) -> int:
        """Return the number of clients."""
        return len(self.all)

    async def stream(self, client: SseClient, greet: Callable[[SseClient], Awaitable[None]]) -> AsyncIterator[bytes]:
        """Yield the messages for a client as server-sent events, as long as it listens.

        `greet` sends what changed before. The client is registered by then, so that no change is missed.
        """
        self.make_room()
        self.all[client] = None
        try:
            yield f"retry: {AGAIN}\n\n".encode()
            await greet(client)
            while not self.closed:
                try:
                    news = await asyncio.wait_for(client.news.get(), KEEP_ALIVE)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if news is None:
                    return
                yield news
        finally:
            self.all.pop(client, None)

    def make_room(self) -> None:
        """If there are too many streams, end the oldest; its browser reconnects later."""
        while len(self.all) >= MOST_STREAMS:
            oldest = next(iter(self.all))
            del self.all[oldest]
            oldest.news.put_nowait(f"retry: {LATER}\n\n".encode())
            oldest.news.put_nowait(None)

    def close(self) -> None:
        """End all streams."""
        self.closed = True
        for client in self:
            client.news.put_nowait(None)
