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


def parallel_map(work: Callable[[T], R], items: Iterable[T], most: int) -> Iterator[R]:
    """Yield `work` of each item when it is done; `most` are under way at once.

    After a failure no more is begun, what was begun is finished, and the first failure is raised. Who stops listening
    waits a moment for what is under way. Who is interrupted does not, nor does the end of the process: there may be
    no network, and then a request takes minutes. (A ThreadPoolExecutor's threads are waited for in any case.)
    """
    waiting = iter(items)
    done: SimpleQueue[Future[R]] = SimpleQueue()
    under_way = 0
    failure: Exception | None = None
    try:
        while True:
            for item in islice(waiting, most - under_way if failure is None else 0):
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
    except BaseException as error:  # noqa: BLE001 (whoever waits for it gets it)
        future.set_exception(error)
    done.put(future)


def _settle(done: "SimpleQueue[Future[R]]", under_way: int) -> None:
    """Wait a moment for what is under way, so that it does not come in the way of what is done next."""
    end = time.monotonic() + GRACE
    with suppress(Empty):
        for _ in range(under_way):
            done.get(timeout=max(0.0, end - time.monotonic()))
