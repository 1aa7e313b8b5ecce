"""Finds the programs that tests of the delivery talk to: a real sshd, rsync, git, rclone."""

import os
import shutil
import sys
from pathlib import Path

import pytest

# Python's packages bring programs along, and servers lie where no user's PATH leads.
ELSEWHERE = os.pathsep.join((str(Path(sys.executable).parent), "/usr/local/sbin", "/usr/sbin", "/sbin"))


def required(program: str) -> str:
    """Return where a program lies. A test skips without it, but fails where NEWSPRINT_SERVERS_REQUIRED is 1."""
    path = shutil.which(program) or shutil.which(program, path=ELSEWHERE)
    if path is not None:
        return path
    if os.environ.get("NEWSPRINT_SERVERS_REQUIRED") == "1":
        pytest.fail(f"{program} is not installed, and NEWSPRINT_SERVERS_REQUIRED is 1")
    pytest.skip(f"{program} is not installed")
