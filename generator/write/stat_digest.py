"""Digests of the sizes and times of published files: they tell whether anything was modified outside a build."""

import os
from array import array
from collections.abc import Iterable, Sequence
from hashlib import sha256

import msgspec

BATCH = 2048  # files


def batches(paths: Iterable[str]) -> list[list[str]]:
    """Sort paths, and split them into batches that several processes can share."""
    ordered = sorted(paths)
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]


def digest_of_stats(paths: Sequence[str], stats: "array[int]") -> str:
    """Return the digest of the paths of files, in order, and of the size and mtime of each."""
    digest = sha256(msgspec.json.encode(paths))  # processors have instructions for SHA-256
    digest.update(stats)
    return digest.hexdigest()


def digest_on_disk(folder: str, paths: Sequence[str]) -> str | None:
    """Return the same digest of the files as they are now; nothing if one of them is missing."""
    base = os.path.join(folder, "")
    stats = array("q")
    try:
        for path in paths:
            info = os.stat(base + path)
            stats.append(info.st_size)
            stats.append(info.st_mtime_ns)
    except (OSError, ValueError):
        return None
    return digest_of_stats(paths, stats)
