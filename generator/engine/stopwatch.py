"""Measure how long each stage of a build takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Seconds by stage; a stage within a stage counts for itself only."""

    def __init__(self) -> None:
        """Begin with no stage."""
        self.seconds: dict[str, float] = {}
        self.inner = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time that the block takes for a stage, which may come more than once."""
        outer, self.inner = self.inner, 0.0
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            self.seconds[name] = round(self.seconds.get(name, 0) + spent - self.inner, 4)
            self.inner = outer + spent
