"""Cache files in progress: each is a `*.part` until complete, then renamed."""

import os
from pathlib import Path

SUFFIX = ".part"
SLACK = 2_000_000_000  # nanoseconds: some file systems keep whole seconds, or every other one
DEEP = 2  # levels of folders that are always looked at


def partial_path(path: Path) -> Path:
    """Name the file that is written first: no other process uses that name."""
    return path.with_name(f"{path.name}.{os.getpid()}{SUFFIX}")


def sweep(folder: Path, since: int) -> None:
    """Remove what killed builds left below a folder, of which the last began at `since`.

    Tens of thousands of pictures may lie there: what lies deeper than two levels is looked at only where a folder
    changed since then.
    """
    _sweep(folder, since - SLACK, 0)


def _sweep(folder: Path, since: int, level: int) -> None:
    try:
        if level >= DEEP and folder.stat().st_mtime_ns < since:
            return
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    _sweep(Path(entry.path), since, level + 1)
                elif entry.name.endswith(SUFFIX):
                    Path(entry.path).unlink(missing_ok=True)
    except OSError:  # unreadable, or gone: the cache is none the worse
        return
