"""Work under another umask."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def umask(value: int) -> Iterator[None]:
    """Work under a umask until the end of the block."""
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def unreadable(folder: Path) -> list[str]:
    """Name what others cannot read of a folder and all that lies in it."""
    found = []
    for path in (folder, *folder.rglob("*")):
        wanted = 0o055 if path.is_dir() else 0o044
        if path.lstat().st_mode & wanted != wanted:
            found.append(path.relative_to(folder).as_posix())
    return sorted(found)
