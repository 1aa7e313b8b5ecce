"""The command, for a folder so slow that every state of a deploy can be seen; `backwards` turns its order round.

Its first argument is `rightly` or `backwards`; the others are the command's.
"""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from generator.cli.main import run
from generator.deploy import directory, sync
from generator.model.deployment import SyncPlan, Upload

SECONDS = 0.003  # for a file
T = TypeVar("T")
Store = directory.DirectoryStore


def slowly(done: Iterable[T]) -> Iterator[T]:
    for one in done:
        time.sleep(SECONDS)
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
    if sys.argv.pop(1) == "backwards":
        turn_round()
    run()
