"""Stat signatures, which detect changed files without reading their content."""

import os
from io import BufferedReader

from generator.model.cache_records import StatSignature

NEVER: StatSignature = (-1, 0, 0, 0)  # equals no file's signature
FINE_TICK = 50_000_000  # nanoseconds: the longest tick of file systems' clocks
COARSE_TICK = 2_000_000_000  # on file systems that store only seconds


def stable_signature(stamp: StatSignature, now: int) -> StatSignature:
    """Return the signature, or NEVER if the file may change again without a change of its signature.

    File systems' clocks are coarse: a file written within the last tick can be written again in the same tick.
    """
    latest = max(stamp[1], stamp[2])
    coarse = stamp[1] % 1_000_000_000 == 0
    tick = COARSE_TICK if coarse else FINE_TICK
    return stamp if latest < now - tick else NEVER


def stat_signature(info: os.stat_result) -> StatSignature:
    """Return the values that change whenever a file's content does."""
    return (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def still(file: BufferedReader, seen: StatSignature, stamp: StatSignature) -> StatSignature:
    """Return `stamp` if an opened file is still the one that was listed, otherwise NEVER.

    Swapping a folder for another one, and back, does not change the signatures of its files.
    """
    return stamp if stat_signature(os.fstat(file.fileno())) == seen else NEVER
