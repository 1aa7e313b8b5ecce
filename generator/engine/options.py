"""The options of a build, and the number of its worker processes."""

import os
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from generator.engine.workers import MIN_ITEMS, WorkerDiedError, parallel_map
from generator.model.problem import InputError, Problem

T = TypeVar("T")
R = TypeVar("R")


class Progress(Protocol):
    """A callback for the progress of a stage."""

    def __call__(self, stage: str, done: int, total: int, share: float | None = None) -> None:
        """`done` of `total` items of a stage are done, which is this share of its work."""


def silent(stage: str, done: int, total: int, share: float | None = None) -> None:
    """Ignore the progress."""


class BuildOptions(Struct, frozen=True):
    """The options of a build. ``jobs`` is the number of processes, 0 for one per CPU.

    ``take_over`` builds into the output folder of another site, and removes that site's files. ``progress`` is called
    with the progress, ``waiting`` if another build has to end first, and ``has_read`` between reading and rendering.
    ``listed`` requests a list of all files of the site, ``reasons`` why each is stale. ``timers`` allows signals that
    interrupt slow texts: only the command may use them, not other programs.
    """

    clean: bool = False
    strict: bool = False
    jobs: int = 0
    take_over: bool = False
    progress: Progress = silent
    waiting: Callable[[], None] = lambda: None
    has_read: Callable[[], None] = lambda: None
    listed: bool = False
    reasons: bool = False
    timers: bool = False


def jobs(options: BuildOptions) -> int:
    """Return the number of processes."""
    return options.jobs or os.cpu_count() or 1


def map_with_progress(  # noqa: PLR0913 (the work, the workers, and the progress)
    stage: str,
    work: Callable[[T], R],
    items: Sequence[T],
    name: Callable[[T], str],
    *,
    options: BuildOptions,
    few: int = MIN_ITEMS,
    cost: Callable[[T], int] = lambda _: 1,
) -> list[R]:
    """Spread work over processes, with progress."""
    total = len(items)

    def tick(done: int, share: float) -> None:
        options.progress(stage, done, total, share)

    try:
        return parallel_map(work, items, jobs(options), name, tick, few=few, cost=cost)
    except WorkerDiedError as error:
        hint = "This often means that memory ran out: build again with --jobs 1."
        raise InputError(
            Problem(error.item, f"the process that worked on this was ended by signal {error.signal}", hint=hint)
        ) from None
