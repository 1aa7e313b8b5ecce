"""The command in a fork of this process: one of its own, for which Python need not start and import everything again.

What depends on how Python starts, on the environment it starts in or on who started it needs `python -m generator`.
"""

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NoReturn

from generator.cli.main import run

PATIENCE = 120.0  # seconds
LOOK = 0.002


def command(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, with `environment` besides what is set anyway, in `folder`."""
    line = ["newsprint", *map(str, arguments)]
    with TemporaryFile() as out, TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _be(line, out, err, environment or {}, folder)
        code = _ended(child)
        return subprocess.CompletedProcess(line, code, _read(out), _read(err))


def exit_code(work: Callable[[], int | None]) -> int:
    """Return what `work` returns in a fork of this process (None is 0); 1 if it raises, and never two test runs."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = work() or 0
        except BaseException:  # noqa: BLE001 (as Python does)
            traceback.print_exc()
        finally:
            os._exit(code)
    return _ended(child)


def _be(
    line: Sequence[str], out: IO[bytes], err: IO[bytes], environment: Mapping[str, str], folder: Path | None
) -> NoReturn:
    """Be the command, and never return."""
    code = 1
    try:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (until the end)
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        os.environ.update(environment)
        if folder:
            os.chdir(folder)
        sys.argv = [*line]
        run()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 (as Python does)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ended(child: int) -> int:
    """Wait for the end of a process. Return its exit code, as `subprocess` has it."""
    end = time.monotonic() + PATIENCE
    while not (found := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > end:
            os.kill(child, 9)
        time.sleep(LOOK)
    return os.waitstatus_to_exitcode(found[1])


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
