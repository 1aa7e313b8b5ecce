"""The command, for a folder so slow that every state of a deploy can be seen; `backwards` turns its order round.

Its first argument is `rightly`, `backwards`, or the number of files after which it stops itself (SIGSTOP, which a
debugger sends too); the others are the command's.
"""

import itertools
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from generator.cli.main import run
from generator.deploy import directory, sync
from generator.model.deployment import SyncPlan, Upload

SECONDS = 0.003  # for a file
T = TypeVar("T")
counter = itertools.count(1)
Store = directory.DirectoryStore
stops_after = 0


def slowly(done: Iterable[T]) -> Iterator[T]:
    for one in done:
        time.sleep(SECONDS)
        if next(counter) == stops_after:
            os.kill(os.getpid(), signal.SIGSTOP)
        yield one


def slow_store() -> None:
    send, remove = Store.send, Store.remove

    def send_slowly(self: Store, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        return slowly(send(self, uploads))

    def remove_slowly(self: Store, paths: Sequence[str]) -> Iterator[str]:
        return slowly(remove(self, paths))

    Store.send, Store.remove = send_slowly, remove_slowly  # type: ignore[method-assign]


def turn_round() -> None:
    rightly = sync.waves  # type: ignore[attr-defined]

    def backwards(plan: SyncPlan) -> Iterator[list[str]]:
        return reversed(list(rightly(plan)))

    sync.waves = backwards  # type: ignore[attr-defined]


if __name__ == "__main__":
    slow_store()
    how = sys.argv.pop(1)
    if how == "backwards":
        turn_round()
    stops_after = int(how) if how.isdecimal() else 0
    run()
