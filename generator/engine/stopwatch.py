"""Measure how long each stage of a build takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Seconds by stage; a nested stage counts only for itself."""

    def __init__(self) -> None:
        """Start without a stage."""
        self.seconds: dict[str, float] = {}
        self.inner = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the duration of the block to a stage, which may occur more than once."""
        outer, self.inner = self.inner, 0.0
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            self.seconds[name] = round(self.seconds.get(name, 0) + spent - self.inner, 4)
            self.inner = outer + spent
