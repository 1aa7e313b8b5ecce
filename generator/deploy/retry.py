"""Retry transient errors a few times, with growing delays."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.deploy.store import StoreError

T = TypeVar("T")
WAITS = (1.0, 2.0, 4.0)  # seconds before the second, third and fourth attempt


class TransientError(StoreError):
    """An error that may disappear: a broken connection, a server that is busy or starting.

    Raise it only if a retry does no harm. Errors of credentials, host keys and full disks are not transient.
    """


def with_retries(attempt: Callable[[], T], waits: Sequence[float] = WAITS) -> T:
    """Return what `attempt` returns. After a TransientError, retry once for each of `waits`.

    Any other error is raised at once; so is the last TransientError.
    """
    for wait in waits:
        try:
            return attempt()
        except TransientError:
            time.sleep(wait)
    return attempt()
