"""Render a page once for simultaneous requests, and limit the pages and images that are rendered at once."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Generic, TypeVar

from generator.model.output import Copy, Fill, Output

MAX_PAGES = 3  # pages rendered at once: beside a slow one, two are left for all others
Response = TypeVar("Response")


class SharedRequests(Generic[Response]):
    """Responds in threads. A request for a file that is being rendered waits for it without a thread."""

    def __init__(self, respond: Callable[[str], Response]) -> None:
        """Store the function that returns the response for a path."""
        self._respond = respond
        self._tasks: dict[tuple[object, ...], tuple[asyncio.Task[Response], tuple[object, ...]]] = {}
        self._pages = asyncio.Semaphore(MAX_PAGES)
        self._images = asyncio.Semaphore(os.cpu_count() or 1)

    async def response(self, path: str, output: Output | None, *state: object) -> Response:
        """Return the response for a path that is planned as `output`.

        Another request's response is shared if it is made from the same objects as the site's current `state`.
        """
        key = path, *map(id, state)
        if key not in self._tasks:
            task = asyncio.create_task(self._made(path, output))
            self._tasks[key] = task, state  # keeps the objects alive, so that their ids are not reused
            task.add_done_callback(lambda _: self._tasks.pop(key))
        return await asyncio.shield(self._tasks[key][0])  # a closed connection does not cancel it for others

    async def _made(self, path: str, output: Output | None) -> Response:
        async with self._slots(output):
            return await asyncio.to_thread(self._respond, path)

    def _slots(self, output: Output | None) -> AbstractAsyncContextManager[None]:
        if output is None or isinstance(output.recipe, Copy):
            return nullcontext()
        return self._pages if isinstance(output.recipe, Fill) else self._images
