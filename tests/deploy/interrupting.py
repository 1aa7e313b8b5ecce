"""Start the command, to interrupt it when something has come to pass."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deploy.delivering import ROOT
from smallsite import Site

PATIENCE = 60.0  # seconds


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@contextmanager
def at_work(site: Site, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Deploy in a process of its own, which is ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "deploy", *arguments, "-C", str(site.root)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)
