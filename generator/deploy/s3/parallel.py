"""Bounded parallelism in daemon threads."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

GRACE = 5.0  # seconds


def parallel_map(work: Callable[[T], R], items: Iterable[T], limit: int) -> Iterator[R]:
    """Yield the result of `work` for each item, as soon as it is done; at most `limit` run at the same time.

    After an error no item is started, running ones are finished, and the first error is raised. Closing the iterator
    waits a moment for running ones. An interrupt and the end of the process do not wait, since a request without
    network takes minutes. (A ThreadPoolExecutor always waits for its threads.)
    """
    waiting = iter(items)
    done: SimpleQueue[Future[R]] = SimpleQueue()
    under_way = 0
    failure: Exception | None = None
    try:
        while True:
            for item in islice(waiting, limit - under_way if failure is None else 0):
                Thread(target=_work, args=(work, item, done), daemon=True).start()
                under_way += 1
            if not under_way:
                break
            one = done.get()
            under_way -= 1
            try:
                result = one.result()
            except Exception as error:  # noqa: BLE001 (raised below)
                failure = failure or error
            else:
                yield result
    except GeneratorExit:
        _settle(done, under_way)
        raise
    if failure is not None:
        raise failure


def _work(work: Callable[[T], R], item: T, done: "SimpleQueue[Future[R]]") -> None:
    future: Future[R] = Future()
    try:
        future.set_result(work(item))
    except BaseException as error:  # noqa: BLE001 (passed on through the future)
        future.set_exception(error)
    done.put(future)


def _settle(done: "SimpleQueue[Future[R]]", under_way: int) -> None:
    """Wait a moment for running items, so that they do not interfere with what follows."""
    end = time.monotonic() + GRACE
    with suppress(Empty):
        for _ in range(under_way):
            done.get(timeout=max(0.0, end - time.monotonic()))
