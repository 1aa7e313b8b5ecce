"""File locks: one build at a time in a project, and in an output folder.

The system gives a lock back when its holder dies. An output folder is locked itself, without a file in it: what lies
there is published. Where a file system knows no locks (some network drives), a file in the system's own folder for
temporary files stands in, which keeps the builds of one user on one machine apart.
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

# What systems say where there are no locks: of a file system, of a kernel, of a folder on a network drive.
NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EINVAL)
Waiting = Callable[[], None]


@contextmanager
def locked(folder: Path, shown: str, waiting: Waiting) -> Iterator[int]:
    """Let one build at a time work on a project; a second one calls `waiting`, and waits.

    Gives the moment at which the one before began, in nanoseconds; 0 where that is not known.
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
    """Let one build at a time write into a folder, which `make` makes where it is missing.

    Gives whether others are really kept away. Raises OSError for a folder that cannot be made or opened.
    """
    if sys.platform == "win32":  # a folder cannot be opened there
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
    """Tell whether the folder is the one that was opened: while we waited, somebody may have removed it."""
    try:
        return os.path.samestat(os.fstat(opened), folder.stat())
    except FileNotFoundError:
        return False


@contextmanager
def _held(opened: int, path: Path, waiting: Waiting) -> Iterator[bool]:
    """Hold the lock of an opened file or folder, or what stands in for it."""
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
    """Hold a lock elsewhere that stands for this path; where even that cannot be, go on without."""
    import tempfile  # few file systems know no locks

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
    """Lock an opened file; if somebody else holds the lock, say so and wait."""
    if sys.platform == "win32":
        import msvcrt  # there on Windows only

        msvcrt.locking(opened, msvcrt.LK_LOCK, 1)
    else:
        import fcntl  # not there on Windows

        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(opened, fcntl.LOCK_EX)
