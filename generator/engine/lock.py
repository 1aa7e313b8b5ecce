"""File locks: one build at a time in a project, and in an output folder.

The system releases a lock when its process ends. An output folder is locked without a lock file, since all files in it
are published. On a file system without locks (some network drives), a file in the system's temporary folder is locked
instead, which separates the builds of one user on one machine.
"""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.model.digest import digest_of
from generator.model.problem import InputError, Problem

# The errors of file systems, kernels and network drives without locks.
NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EINVAL)
Waiting = Callable[[], None]


@contextmanager
def locked(folder: Path, shown: str, waiting: Waiting) -> Iterator[int]:
    """Lock a project for one build at a time; a second build calls `waiting`, and waits.

    Yields the start time of the build before in nanoseconds; 0 if unknown.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "lock"
        before = path.stat().st_mtime_ns if path.exists() else 0
        file = path.open("a+b")
    except OSError as error:
        message = f"the cache cannot be written: {error.strerror}"
        raise InputError(Problem(shown, message, hint="Mend the permissions of this folder.")) from None
    with file, _held(file.fileno(), path, waiting):
        with suppress(OSError):
            os.utime(path)
        yield before if before <= time.time_ns() else 0


@contextmanager
def locked_folder(folder: Path, make: Callable[[], None], waiting: Waiting) -> Iterator[bool]:
    """Lock an output folder for one build at a time; `make` creates it if it is missing.

    Yields whether the lock really excludes others. Raises OSError if the folder cannot be created or opened.
    """
    if sys.platform == "win32":  # folders cannot be opened there
        make()
        with _stand_in(folder, waiting) as is_held:
            yield is_held
        return
    while True:
        make()
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with _held(opened, folder, waiting) as is_held:
                if _is_still(folder, opened):
                    yield is_held
                    return
        finally:
            os.close(opened)


def _is_still(folder: Path, opened: int) -> bool:
    """Tell whether the folder is still the one that was opened: it may have been removed while we waited."""
    try:
        return os.path.samestat(os.fstat(opened), folder.stat())
    except FileNotFoundError:
        return False


@contextmanager
def _held(opened: int, path: Path, waiting: Waiting) -> Iterator[bool]:
    """Hold the lock of an opened file or folder, or its substitute."""
    try:
        _take(opened, waiting)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    else:
        yield True
        return
    with _stand_in(path, waiting) as is_held:
        yield is_held


@contextmanager
def _stand_in(path: Path, waiting: Waiting) -> Iterator[bool]:
    """Hold a lock in the temporary folder instead of this path; if that is impossible, too, go on without."""
    import tempfile  # few file systems have no locks

    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir(), f"newsprint-{user}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if hasattr(os, "getuid") and folder.lstat().st_uid != user:
            raise PermissionError
        file = (folder / digest_of(os.path.realpath(path))).open("a+b")
    except OSError:
        yield False
        return
    with file:
        try:
            _take(file.fileno(), waiting)
        except OSError:
            yield False
            return
        yield True


def _take(opened: int, waiting: Waiting) -> None:
    """Lock an opened file; if another process holds the lock, call `waiting` and wait."""
    if sys.platform == "win32":
        import msvcrt  # available only on Windows

        msvcrt.locking(opened, msvcrt.LK_LOCK, 1)
    else:
        import fcntl  # not available on Windows

        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(opened, fcntl.LOCK_EX)
