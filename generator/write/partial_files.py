"""Cache files in progress: each is a `*.part` until complete, then renamed."""

import os
from pathlib import Path

SUFFIX = ".part"
SLACK = 2_000_000_000  # nanoseconds: some file systems store times in steps of one or two seconds
ALWAYS = 2  # levels of folders that are always searched


def partial_path(path: Path) -> Path:
    """Name the file that is written first: no other process uses that name."""
    return path.with_name(f"{path.name}.{os.getpid()}{SUFFIX}")


def sweep(folder: Path, since: int) -> None:
    """Remove the partial files of killed builds below a folder; the last build began at `since`.

    The cache may contain tens of thousands of images. A folder below the second level is searched only if it has
    changed since then.
    """
    _sweep(folder, since - SLACK, 0)


def _sweep(folder: Path, since: int, level: int) -> None:
    try:
        if level >= ALWAYS and folder.stat().st_mtime_ns < since:
            return
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    _sweep(Path(entry.path), since, level + 1)
                elif entry.name.endswith(SUFFIX):
                    Path(entry.path).unlink(missing_ok=True)
    except OSError:  # unreadable, or gone: the cache still works
        return
