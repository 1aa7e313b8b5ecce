"""Spread work over forked worker processes, which share what was read.

The standard library's `concurrent.futures` keeps an idle parent beside its workers (a third of the memory), and cannot
say what a killed worker was doing. Here the parent does its share of the work, and a few bytes of shared memory record
the current item of each worker.
"""

import gc
import mmap
import os
import pickle
import selectors
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, NoReturn, TypeVar, cast

from msgspec import Struct

T = TypeVar("T")
R = TypeVar("R")

MIN_ITEMS = 32  # with fewer items a fork is not worth its cost
SLOT = 8  # bytes of a number in shared memory
Tick = Callable[[int, float], None]


def silent(done: int, share: float) -> None:
    """Ignore the progress."""


class WorkerDiedError(Exception):
    """A worker ended before its work; `item` is its current item, `signal` what ended it (0: none)."""

    def __init__(self, item: str, number: int) -> None:
        """Record the item and the signal."""
        super().__init__(f"a worker was ended by signal {number} at {item}")
        self.item = item
        self.signal = number


class _Child(Struct):
    pid: int
    pipe: int
    received: list[bytes]


def parallel_map(  # noqa: PLR0913 (the work, the workers, and the progress)
    work: Callable[[T], R],
    items: Sequence[T],
    jobs: int,
    name: Callable[[T], str],
    tick: Tick = silent,
    *,
    few: int = MIN_ITEMS,
    cost: Callable[[T], int] = lambda _: 1,
) -> list[R]:
    """Return the results of `work`, in order, done by `jobs` processes; `tick` is called with the progress.

    The progress is the number of items done, and their share of the work by the `cost` of each. With fewer than `few`
    items a process, there is no fork. Raises WorkerDiedError if a worker is killed. If the system cannot fork, this
    process does all the work.
    """
    jobs = min(jobs, -(-len(items) // few))
    costs = list(map(cost, items))
    whole = max(1, sum(costs))
    if jobs <= 1 or not hasattr(os, "fork"):
        results, spent = [], 0
        for done, item in enumerate(items):
            results.append(work(item))
            spent += costs[done]
            tick(done + 1, spent / whole)
        return results

    def on_progress(done: int, spent: int) -> None:
        tick(done, spent / whole)

    return _Team(work, items, jobs=jobs, name=name, on_progress=on_progress, costs=costs).results()


def background(work: Callable[[], R], jobs: int) -> Callable[[], R]:
    """Start `work` in another process, and return a function that waits for its result.

    With one job, or if the system cannot fork or the process is killed, the work is done when its result is requested.
    """
    if jobs <= 1 or not hasattr(os, "fork"):
        return work
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _serve(work, writing)
    os.close(writing)

    def wait() -> R:
        with os.fdopen(reading, "rb") as pipe:
            received = pipe.read()
        os.waitpid(pid, 0)
        good, found = pickle.loads(received) if received else (False, None)  # noqa: S301 (written by our own child)
        return cast("R", found) if good else work()

    return wait


def shared_scan(work: Callable[[T], R], items: Sequence[T], jobs: int) -> Callable[[], list[R]]:
    """Start `work` on the first items in another process, and return a function that does the rest.

    It begins with the last item, and continues until the two meet. It returns all results. An item may be done twice.
    """
    if jobs <= 1 or not hasattr(os, "fork"):
        return lambda: [work(item) for item in items]
    begun, taken = range(2)
    shared = memoryview(mmap.mmap(-1, 2 * SLOT)).cast(
        "q"
    )  # how many were started there, and the first one started here
    shared[taken] = len(items)

    def first() -> list[R]:
        found = []
        for number, item in enumerate(items):
            if number >= shared[taken]:
                break
            shared[begun] = number + 1
            found.append(work(item))
        return found

    wait = background(first, jobs)

    def rest() -> list[R]:
        found: list[R] = []
        for number in reversed(range(len(items))):
            if number < shared[begun]:
                break
            shared[taken] = number
            found.append(work(items[number]))
        last = found[::-1]
        return [*wait()[: len(items) - len(last)], *last]

    return rest


def _serve(work: Callable[[], object], pipe: int) -> NoReturn:
    """Do the work in a forked process, send the result, and exit without returning to the parent's code."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        payload = pickle.dumps((True, work()), pickle.HIGHEST_PROTOCOL)
        status = 0
    except BaseException:  # noqa: BLE001 (the parent raises it again)
        payload = pickle.dumps((False, traceback.format_exc()))
    try:
        left = memoryview(payload)
        while left:
            left = left[os.write(pipe, left) :]
    finally:
        os._exit(status)


class _Team(Generic[T, R]):
    """The parent and its forked workers. Worker k does the items k, k + jobs, k + 2 jobs and so on."""

    def __init__(  # noqa: PLR0913 (the work, the workers, and the progress)
        self,
        work: Callable[[T], R],
        items: Sequence[T],
        *,
        jobs: int,
        name: Callable[[T], str],
        on_progress: Callable[[int, int], None],
        costs: Sequence[int],
    ) -> None:
        self.work = work
        self.items = items
        self.jobs = jobs
        self.name = name
        self.on_progress = on_progress
        self.costs = costs
        self.spent = memoryview(mmap.mmap(-1, jobs * SLOT)).cast("q")  # the cost of these
        self.counts = memoryview(mmap.mmap(-1, jobs * SLOT)).cast("q")  # the number of items done, by worker
        self.children: list[_Child] = []

    def results(self) -> list[R]:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # it is None if it was closed
                stream.flush()
        gc.freeze()  # keeps memory shared: the collector does not write to these objects
        try:
            for number in range(1, self.jobs):
                self.children.append(self.fork(number))
            shares = {0: self.share(0, parent=True)}
            self.poll()
            for number, child in enumerate(self.children, 1):
                shares[number] = self.collect(child, number)
        finally:
            self.end()
            gc.unfreeze()
        found: list[R] = [None] * len(self.items)  # type: ignore[list-item]
        for number, share in shares.items():
            found[number :: self.jobs] = share
        return found

    def fork(self, number: int) -> _Child:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _serve(partial(self.share, number, parent=False), writing)
        os.close(writing)
        return _Child(pid, reading, [])

    def share(self, number: int, *, parent: bool) -> list[R]:
        found = []
        whole, owner = os.getpid(), os.getppid()
        for place in range(number, len(self.items), self.jobs):
            found.append(self.work(self.items[place]))
            self.counts[number] += 1
            self.spent[number] += self.costs[place]
            if parent:
                self.on_progress(sum(self.counts), sum(self.spent))
            elif os.getppid() != owner:  # the parent has ended: nobody needs the result
                os.kill(whole, signal.SIGKILL)
        return found

    def poll(self) -> None:
        """Read the workers' results until each closes its pipe."""
        with selectors.DefaultSelector() as selector:
            for child in self.children:
                selector.register(child.pipe, selectors.EVENT_READ, child)
            while selector.get_map():
                for key, _ in selector.select(0.1):
                    child = key.data
                    if piece := os.read(child.pipe, 1 << 20):
                        child.received.append(piece)
                    else:
                        selector.unregister(child.pipe)
                self.on_progress(sum(self.counts), sum(self.spent))

    def collect(self, child: _Child, number: int) -> list[R]:
        _, status = os.waitpid(child.pid, 0)
        pid, child.pid = child.pid, 0
        if os.WIFSIGNALED(status) or not child.received:
            at = min(number + self.counts[number] * self.jobs, len(self.items) - 1)
            raise WorkerDiedError(self.name(self.items[at]), os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
        good, found = pickle.loads(b"".join(child.received))  # noqa: S301 (written by our own child)
        if not good:
            message = f"worker {pid}:\n{found}"
            raise RuntimeError(message)
        return found  # type: ignore[no-any-return]

    def end(self) -> None:
        """End all workers, whatever happened."""
        for child in self.children:
            os.close(child.pipe)
            if child.pid:
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
