"""Run other programs (git, rsync, ssh, a host's tool) without a shell and without prompts.

A program gets its own session: it has no terminal for prompts, and is terminated with all its children.
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
GRACE = 3.0  # seconds between SIGTERM and SIGKILL
LINGER = 1.0  # seconds to wait for output after the program has ended: a child may hold the pipe
MAX_OUT = 512 * 1024 * 1024  # bytes
MAX_ERRORS = 64 * 1024  # bytes, the last ones
CHUNK = 64 * 1024  # bytes


class Completed(Struct, frozen=True):
    """The result of a program: its exit code, its output, and its printable ``messages`` from standard error."""

    code: int
    out: bytes
    messages: str


def run(  # noqa: PLR0913 (all options of a program)
    arguments: Sequence[str],
    *,
    stdin: bytes = b"",
    env: Mapping[str, str | None] = {},
    cwd: Path | None = None,
    seconds: float = PATIENCE,
    limit: int = MAX_OUT,
    umask: int = -1,
) -> Completed:
    """Run a program; `env` is added to the environment, which has `LC_ALL=C`, so that messages are in English.

    A variable with the value None is unset. The last 64 KB of standard error are kept. Raises StoreError if the program
    does not exist, takes more than `seconds`, or prints more than `limit` bytes. An interrupt terminates it, too. A
    `umask` of -1 is that of this process. Never pass a secret as an argument: other users of the machine can see it.
    """
    out, messages = CaptureAll(limit), CaptureTail(MAX_ERRORS)
    named = {"LC_ALL": "C", **env}
    with _running(arguments, named, cwd, stdin=bool(stdin), errors=subprocess.PIPE, umask=umask) as process:
        assert process.stdout is not None  # noqa: S101 (for mypy)
        assert process.stderr is not None  # noqa: S101
        work = [_start_reader(process.stdout, out.add), _start_reader(process.stderr, messages.add)]
        if stdin:
            _start_writer(process, stdin)
        _await(process, work, seconds, arguments[0], lambda: out.is_full)
    if out.is_full:
        raise _too_much(arguments[0])
    return Completed(process.returncode, bytes(out.data), redact(messages.text).strip())


def stream(
    arguments: Sequence[str],
    on_line: Callable[[str], None],
    *,
    env: Mapping[str, str] = {},
    cwd: Path | None = None,
    seconds: float = PATIENCE,
) -> Completed:
    """Run a program, and pass each printable line of its output to `on_line` at once.

    ``messages`` of the result are the last lines. Raises StoreError as `run` does. `on_line` is called in another
    thread.
    """
    lines = CaptureLines(on_line)
    with _running(arguments, env, cwd, stdin=False, errors=subprocess.STDOUT) as process:
        assert process.stdout is not None  # noqa: S101 (for mypy)
        work = [_start_reader(process.stdout, lines.add, lines.close)]
        _await(process, work, seconds, arguments[0], lambda: False)
    return Completed(process.returncode, b"", "\n".join(lines.last))


def readable_umask() -> int:
    """Return the umask of this process without the bits that would keep others from reading."""
    ours = os.umask(0o077)  # the only way to read it is to set it
    os.umask(ours)
    return ours & ~0o055


def ssh_options(config: str = "") -> list[str]:
    """Return the options of ssh: no prompts, and no connection to a host with an unknown key.

    `config` is a configuration file (`-F`), which may set ports, keys and the file of known hosts.
    """
    options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=20"]
    return [*(["-F", config] if config else []), *options]


@contextmanager
def _running(  # noqa: PLR0913 (all options of a program)
    arguments: Sequence[str],
    env: Mapping[str, str | None],
    cwd: Path | None,
    *,
    stdin: bool,
    errors: int,
    umask: int = -1,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program; any error before its end terminates it and its children."""
    program = _found(arguments[0], env, cwd)
    try:
        process = subprocess.Popen(  # noqa: S603 (arguments are a list, and their sources check them)
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
    return os.path.abspath(found)  # noqa: PTH100 (links are not followed: some programs depend on their name)


def _start_reader(
    pipe: IO[bytes], take: Callable[[bytes], None], close: Callable[[], None] = lambda: None
) -> threading.Thread:
    """Start a thread that reads a program's output, so that a full pipe never blocks it."""

    def read() -> None:
        with suppress(OSError, ValueError), pipe:
            while piece := os.read(pipe.fileno(), CHUNK):
                take(piece)
        close()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread


def _start_writer(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Start a thread that writes a program's input. It is no error if the program does not read all of it."""

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
    """Wait for a program and its output. Raises StoreError if it takes too long or prints too much."""
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
    """Terminate a program and its session: first with SIGTERM, so that it can clean up.

    A second interrupt kills it at once.
    """
    try:
        _signal(process, signal.SIGTERM)
    finally:
        _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    """Send a signal to a program's session, and wait a moment for its end."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, sign)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
