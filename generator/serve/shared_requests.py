"""Render each page once for all who ask for it at the same time, and only so many pages and images at once."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Generic, TypeVar

from generator.model.output import Copy, Fill, Output

MAX_PAGES = 3  # pages rendered at once: with one that takes long, two are left for all others
Response = TypeVar("Response")


class SharedRequests(Generic[Response]):
    """Answers in threads. Whoever asks for a file that is being rendered waits for it without a thread."""

    def __init__(self, respond: Callable[[str], Response]) -> None:
        """Answer with what `respond` returns for a path."""
        self._respond = respond
        self._tasks: dict[tuple[object, ...], tuple[asyncio.Task[Response], tuple[object, ...]]] = {}
        self._pages = asyncio.Semaphore(MAX_PAGES)
        self._images = asyncio.Semaphore(os.cpu_count() or 1)

    async def response(self, path: str, output: Output | None, *state: object) -> Response:
        """Return the response for a path, where that is planned as `output`.

        One that another request waits for is shared, if it is made of the very objects that are the site's `state` now.
        """
        key = path, *map(id, state)
        if key not in self._tasks:
            task = asyncio.create_task(self._made(path, output))
            self._tasks[key] = task, state  # which keeps the objects, so that no others have their ids
            task.add_done_callback(lambda _: self._tasks.pop(key))
        return await asyncio.shield(self._tasks[key][0])  # a browser that goes away ends it for no other

    async def _made(self, path: str, output: Output | None) -> Response:
        async with self._slots(output):
            return await asyncio.to_thread(self._respond, path)

    def _slots(self, output: Output | None) -> AbstractAsyncContextManager[None]:
        if output is None or isinstance(output.recipe, Copy):
            return nullcontext()
        return self._pages if isinstance(output.recipe, Fill) else self._images
