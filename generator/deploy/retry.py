"""Retry transient errors a few times, with growing delays."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.deploy.store import StoreError

T = TypeVar("T")
WAITS = (1.0, 2.0, 4.0)  # seconds before the second try, the third, the fourth


class TransientError(StoreError):
    """A fault that may be gone in a moment: a connection that broke, a server that is busy or starts up.

    Raise this only where trying again does no harm. Credentials, host keys and full disks are no such faults.
    """


def with_retries(attempt: Callable[[], T], waits: Sequence[float] = WAITS) -> T:
    """Return what `attempt` returns; after a TransientError it is made again, once for each of `waits`.

    Any other fault is raised at once; the last TransientError is raised as it is.
    """
    for wait in waits:
        try:
            return attempt()
        except TransientError:
            time.sleep(wait)
    return attempt()
