"""Parse rsync's file lists, and escape file names for rsync."""

import os
import re
import time
from collections.abc import Iterable, Iterator

from generator.model.deployment import RemoteFile

_ROW = re.compile(rb"([-dlcbps])\S{9,10} +([0-9.,']+) (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (.+)")
_ESCAPED = re.compile(rb"\\#([0-3][0-7]{2})")
_WILD = re.compile(r"[*?\[]")


def names(paths: Iterable[str]) -> bytes:
    """Return a list for `--files-from`. The dot keeps names with # or ; from being comments."""
    return b"".join(b"./" + os.fsencode(path) + b"\0" for path in paths)


def parents(paths: Iterable[str]) -> set[str]:
    """Return the folders that files are in, except the site's root."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def literal(path: str) -> str:
    """Return a filter rule that matches only this path (man page of rsync, "PATTERN MATCHING RULES")."""
    return re.sub(r"([*?\[\\])", r"\\\1", path) if _WILD.search(path) else path


def mark_of(file: str) -> str:
    """Return a file's mtime as a listing in UTC shows it."""
    return time.strftime("%Y/%m/%d %H:%M:%S", time.gmtime(os.stat(file).st_mtime_ns // 1_000_000_000))  # noqa: PTH116


def rows(listing: bytes) -> Iterator[tuple[str, str, RemoteFile]]:
    """Yield the kind (a letter, as in `ls`), path, size and mark of each entry."""
    for line in listing.split(b"\n"):
        if (row := _ROW.fullmatch(line)) is None:
            continue
        kind = row[1].decode()
        name = row[4].partition(b" -> ")[0] if kind == "l" else row[4]
        path = os.fsdecode(_ESCAPED.sub(lambda escape: bytes([int(escape[1], 8)]), name))
        # A folder or a link is never the site's own file, whatever its size and time.
        mark = row[3].decode() if kind == "-" else f"{kind} {row[3].decode()}"
        yield kind, path, RemoteFile(int(re.sub(rb"\D", b"", row[2])), mark)
