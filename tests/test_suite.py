"""The tests themselves: the same ones at each run, on whatever machine, with whatever is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPTIONAL = (
    "boto3", "botocore", "extruct", "fastfeedparser", "feedparser", "lxml", "moto", "playwright", "pypdfium2", "usp",
)  # fmt: skip
COLLECT = """
import sys, time
import pytest
sys.modules.update(dict.fromkeys(sys.argv[1:]))  # as if they were not installed
real = time.time
time.time = lambda: real() + {later}
sys.exit(pytest.main(["--collect-only", "-p", "no:xdist", "tests"]))
"""


def collected(seed: int, later: int, *hidden: str) -> list[str]:
    """Name all tests in a process with another order of sets and other addresses, `later` seconds after now."""
    program = [sys.executable, "-c", COLLECT.format(later=later), *hidden]
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    known |= {"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_two_runs_collect_the_same_tests_whatever_is_installed(request: pytest.FixtureRequest) -> None:
    """Workers refuse to share tests whose names differ; and no unit test is to need a browser, a server or a parser."""
    options = request.config.option
    is_whole = not (options.markexpr or options.keyword or options.deselect) and {
        item.path for item in request.session.items
    } == set((ROOT / "tests").rglob("test_*.py"))
    first = [item.nodeid for item in request.session.items] if is_whole else collected(1, 0)
    assert len(first) > 3000
    assert collected(2, 7 * 24 * 3600, *OPTIONAL) == first
