"""Work that two processes share, whoever is quicker, and whoever dies."""

import os
import signal
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.workers import head_start

PARENT = os.getpid()


@given(count=st.integers(0, 12), jobs=st.integers(1, 3), slow=st.sampled_from([0, 0.003]), late=st.booleans())
def test_a_head_start_leaves_nothing_out(count: int, jobs: int, slow: float, *, late: bool) -> None:
    def work(item: int) -> int:
        time.sleep(slow if os.getpid() == PARENT else slow / 3)
        return item * item

    rest = head_start(work, range(count), jobs)
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

    assert head_start(work, range(8), 2)() == [-item for item in range(8)]


def test_both_do_a_share() -> None:
    def work(_: int) -> int:
        time.sleep(0.02)
        return os.getpid()

    assert len(set(head_start(work, range(20), 2)())) == 2
