"""Run other programs (git, rsync, ssh, a host's tool) without a shell and without prompts.

A program gets a session of its own: it has no terminal to ask at, and it is ended with all that it started.
"""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from msgspec import Struct

from generator.deploy.output_capture import CaptureAll, CaptureLines, CaptureTail
from generator.deploy.redact import redact
from generator.deploy.store import StoreError

PATIENCE = 600.0  # seconds
GRACE = 3.0  # seconds between asking a program to end and ending it
LINGER = 1.0  # seconds that output is waited for once the program has ended: what it left behind may hold the pipe
MAX_OUT = 512 * 1024 * 1024  # bytes
MAX_ERRORS = 64 * 1024  # bytes, the last ones
PIECE = 64 * 1024  # bytes


class Completed(Struct, frozen=True):
    """What came of a program: its exit code and what it printed; ``said`` is its errors, fit to be shown."""

    code: int
    out: bytes
    said: str


def run(  # noqa: PLR0913 (all that a program is given)
    arguments: Sequence[str],
    *,
    stdin: bytes = b"",
    env: Mapping[str, str | None] = {},
    cwd: Path | None = None,
    seconds: float = PATIENCE,
    most: int = MAX_OUT,
    umask: int = -1,
) -> Completed:
    """Run a program to its end; `env` is added to the environment, in which messages are in English (`LC_ALL=C`).

    A variable that is None is taken out. Of what it says the last 64 KB are kept. Raises StoreError if there is no such
    program, if it takes more than `seconds`, or if it prints more than `most` bytes. Interrupted, it is ended too.
    What it makes has the rights that `umask` leaves, or ours where that is -1.
    A secret is no argument: other users of the machine see those.
    """
    out, said = CaptureAll(most), CaptureTail(MAX_ERRORS)
    named = {"LC_ALL": "C", **env}
    with _started(arguments, named, cwd, stdin=bool(stdin), errors=subprocess.PIPE, umask=umask) as process:
        assert process.stdout is not None  # noqa: S101 (for mypy)
        assert process.stderr is not None  # noqa: S101
        work = [_reading(process.stdout, out.take), _reading(process.stderr, said.take)]
        if stdin:
            _writing(process, stdin)
        _await(process, work, seconds, arguments[0], lambda: out.is_full)
    if out.is_full:
        raise _too_much(arguments[0])
    return Completed(process.returncode, bytes(out.data), redact(said.text).strip())


def stream(
    arguments: Sequence[str],
    say: Callable[[str], None],
    *,
    env: Mapping[str, str] = {},
    cwd: Path | None = None,
    seconds: float = PATIENCE,
) -> Completed:
    """Run a program to its end, and `say` each line of what it prints, fit to be shown, as soon as it is there.

    ``said`` of what is returned are its last lines. Raises StoreError as `run` does. `say` is called in another thread.
    """
    lines = CaptureLines(say)
    with _started(arguments, env, cwd, stdin=False, errors=subprocess.STDOUT) as process:
        assert process.stdout is not None  # noqa: S101 (for mypy)
        work = [_reading(process.stdout, lines.take, lines.close)]
        _await(process, work, seconds, arguments[0], lambda: False)
    return Completed(process.returncode, b"", "\n".join(lines.last))


def readable_umask() -> int:
    """Return our umask, but that others may read what is made."""
    ours = os.umask(0o077)  # it can be read only by setting it
    os.umask(ours)
    return ours & ~0o055


def ssh_options(config: str = "") -> list[str]:
    """Return how ssh is started: it asks nobody, and goes to no machine whose key it does not know.

    `config` is a file of its settings (`-F`), which may name ports, keys and the file of known hosts.
    """
    options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=20"]
    return [*(["-F", config] if config else []), *options]


@contextmanager
def _started(  # noqa: PLR0913 (all that a program is given)
    arguments: Sequence[str],
    env: Mapping[str, str | None],
    cwd: Path | None,
    *,
    stdin: bool,
    errors: int,
    umask: int = -1,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program; whatever goes wrong here before it has ended ends it, and all that it started."""
    program = _found(arguments[0], env, cwd)
    try:
        process = subprocess.Popen(  # noqa: S603 (arguments are a list, and checked where they come from)
            [program, *arguments[1:]],
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={name: value for name, value in {**os.environ, **env}.items() if value is not None},
            cwd=cwd,
            start_new_session=True,
            umask=umask,
        )
    except OSError as error:
        raise StoreError(f"{arguments[0]} cannot be run: {error.strerror}", "Look at the file.") from None
    except ValueError:  # a zero byte
        raise StoreError(f"{arguments[0]} cannot be run: its arguments are not text") from None
    try:
        yield process
    except BaseException:
        _end(process)
        raise


def _found(name: str, env: Mapping[str, str | None], cwd: Path | None) -> str:
    """Return the program's file; a name with a slash is relative to where it will run."""
    path = str((cwd or Path()) / name) if "/" in name and not name.startswith("/") else name
    found = shutil.which(path, path=env.get("PATH"))
    if found is None:
        raise StoreError(f"{name} is not installed", f"Install {name}, or mend the PATH.")
    return os.path.abspath(found)  # noqa: PTH100 (links are not to be followed: some programs go by their name)


def _reading(
    pipe: IO[bytes], take: Callable[[bytes], None], close: Callable[[], None] = lambda: None
) -> threading.Thread:
    """Begin to read what a program prints. It must not wait for us, or it would wait for ever."""

    def read() -> None:
        with suppress(OSError, ValueError), pipe:
            while piece := os.read(pipe.fileno(), PIECE):
                take(piece)
        close()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread


def _writing(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Begin to tell a program what it shall read. One that does not listen to the end is no fault."""

    def write() -> None:
        assert process.stdin is not None  # noqa: S101 (for mypy)
        with suppress(OSError):
            process.stdin.write(data)
        with suppress(OSError):
            process.stdin.close()

    threading.Thread(target=write, daemon=True).start()


def _await(
    process: subprocess.Popen[bytes],
    work: Sequence[threading.Thread],
    seconds: float,
    name: str,
    is_too_much: Callable[[], bool],
) -> None:
    """Wait for a program's end and for what it printed. Raises StoreError where it takes or prints too much."""
    end = time.monotonic() + seconds
    patience = f"{name} did not answer within {seconds:.0f} seconds"
    while (alive := [thread for thread in work if thread.is_alive()]) and process.poll() is None:
        if is_too_much():
            raise _too_much(name)
        if time.monotonic() > end:
            raise StoreError(patience, "Try again later.")
        alive[0].join(min(0.1, max(0.0, end - time.monotonic())))
    try:
        process.wait(max(0.1, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise StoreError(patience, "Try again later.") from None
    linger = time.monotonic() + LINGER
    for thread in work:
        thread.join(max(0.0, linger - time.monotonic()))


def _too_much(name: str) -> StoreError:
    return StoreError(f"{name} prints more than can be kept", "Run it by hand to see what it does.")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and all of its session: first it is asked to, so that it may clean up.

    Who interrupts that as well has no more patience.
    """
    try:
        _signal(process, signal.SIGTERM)
    finally:
        _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    """Send a signal to all of a program's session, and wait for it to end, a little."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, sign)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
