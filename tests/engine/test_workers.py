"""Work that two processes share, whoever is quicker, and whoever dies."""

import os
import signal
import time
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serve.running import until

from generator.engine.renderers import RENDERERS, cost
from generator.engine.workers import parallel_map, shared_scan
from generator.model.digest import digest_of
from generator.model.image import AVIF, JPEG, WEBP
from generator.model.output import Copy, Output, Recipe, Resize

PARENT = os.getpid()


@given(count=st.integers(0, 12), jobs=st.integers(1, 3), slow=st.sampled_from([0, 0.003]), late=st.booleans())
def test_a_head_start_leaves_nothing_out(count: int, jobs: int, slow: float, *, late: bool) -> None:
    def work(item: int) -> int:
        time.sleep(slow if os.getpid() == PARENT else slow / 3)
        return item * item

    rest = shared_scan(work, range(count), jobs)
    if late:
        time.sleep(0.01)
    assert rest() == [item * item for item in range(count)]


@pytest.mark.parametrize("at", [0, 3, 7])
def test_what_a_killed_process_had_begun_is_done_all_the_same(at: int) -> None:
    parent = os.getpid()

    def work(item: int) -> int:
        if os.getpid() != parent and item == at:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)
        return -item

    assert shared_scan(work, range(8), 2)() == [-item for item in range(8)]


def test_both_do_a_share(tmp_path: Path) -> None:
    def work(_: int) -> int:
        (tmp_path / str(os.getpid())).touch()
        until(lambda: len(list(tmp_path.iterdir())) == 2)  # a process may begin late on a busy machine
        return os.getpid()

    assert len(set(shared_scan(work, range(20), 2)())) == 2


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_share_of_the_work_is_told_by_its_cost(jobs: int) -> None:
    told: list[tuple[int, float]] = []

    def tick(done: int, share: float) -> None:
        told.append((done, share))

    parallel_map(int, range(10), jobs, str, tick, few=1, cost=lambda item: 91 if item == 0 else 1)
    assert told[-1] == (10, 1.0)
    assert told == sorted(told)
    if jobs == 1:
        assert told[0] == (1, 0.91)


def test_images_cost_by_their_pixels_and_format() -> None:
    def size(width: int, mime: str) -> Output:
        return Output("a", Resize("a.jpg", width, width, 75, ("", 0, 0), digest_of(width), mime=mime))

    def of(*outputs: Output) -> int:
        return cost([output.recipe for output in outputs])

    page = Output("a", Copy("a", digest_of("a")))
    assert of(page) < of(size(100, JPEG)) < of(size(1000, JPEG)) < of(size(1000, AVIF)) < of(size(1000, WEBP))
    assert of(size(1000, WEBP), size(1000, JPEG)) > of(size(1000, WEBP))


def test_every_kind_of_recipe_has_its_renderer() -> None:
    assert set(RENDERERS) == set(get_args(Recipe))
