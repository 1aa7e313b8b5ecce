"""Server-sent events: the browsers that wait for changes of the page that they show."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import msgspec

KEEP_ALIVE = 15.0  # seconds after which a silent stream sends a remark, so that dead connections are noticed
AGAIN = 500  # milliseconds after which a browser connects again
LATER = 60_000  # the same, for one that had to make room
MOST_STREAMS = 1024  # browsers that may listen at once: each costs a connection, and a look at every save
MAX_WAITING = 32  # messages that wait for a browser which does not take them


class SseClient:
    """One browser: the address that it shows, and the digest of what it showed when it was loaded."""

    def __init__(self, address: str, tag: str) -> None:
        """Listen for news of what is at `address`."""
        self.address = address
        self.tag = tag
        self.problems: list[str] | None = None
        self.news: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(self, kind: str, **details: object) -> None:
        """Send a message. One who takes none for long is told only to load his page again."""
        if self.news.qsize() >= MAX_WAITING:
            while not self.news.empty():
                self.news.get_nowait()
            kind, details = "reload", {}
        self.news.put_nowait(b"data: " + msgspec.json.encode({"kind": kind, **details}) + b"\n\n")

    def send_problems(self, problems: list[str]) -> None:
        """Say what is in the way now, unless that was said last."""
        if problems != self.problems:
            self.problems = problems
            self.send("problems", problems=problems)


class SseClients:
    """All browsers that listen now."""

    def __init__(self) -> None:
        """Begin with none."""
        self.all: dict[SseClient, None] = {}  # the oldest first
        self.closed = False

    def __iter__(self) -> Iterator[SseClient]:
        """Go through those who listen at this moment."""
        return iter(list(self.all))

    def __len__(self) -> int:
        """Count them."""
        return len(self.all)

    async def stream(self, client: SseClient, greet: Callable[[SseClient], Awaitable[None]]) -> AsyncIterator[bytes]:
        """Yield what a listener is told, as Server-Sent Events, for as long as it listens.

        `greet` tells what changed before: the listener is on the list by then, so nothing falls between.
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
        """End the oldest stream where there are too many; its browser may come again, later."""
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
