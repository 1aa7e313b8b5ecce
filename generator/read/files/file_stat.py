"""Stat signatures, which detect a changed file without reading the content, and content digests."""

import os
from io import BufferedReader

from generator.model.cache_records import StatSignature

NEVER: StatSignature = (-1, 0, 0, 0)  # equals no file's stamp
FINE_TICK = 50_000_000  # nanoseconds: clocks of file systems go by at most this
COARSE_TICK = 2_000_000_000  # on those that keep whole seconds only


def stable_signature(stamp: StatSignature, now: int) -> StatSignature:
    """Return the stamp, or one that never matches if the file may change again without its stamp changing.

    A clock ticks coarsely: a file written within the last tick can be written once more in the same tick.
    """
    latest = max(stamp[1], stamp[2])
    coarse = stamp[1] % 1_000_000_000 == 0
    tick = COARSE_TICK if coarse else FINE_TICK
    return stamp if latest < now - tick else NEVER


def stat_signature(info: os.stat_result) -> StatSignature:
    """Return what changes whenever a file's content does."""
    return (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def still(file: BufferedReader, seen: StatSignature, stamp: StatSignature) -> StatSignature:
    """Return `stamp` if an opened file is still the one that was seen before, or else one that never matches.

    A folder that is swapped for another, and back, leaves the stamps of all its files as they were.
    """
    return stamp if stat_signature(os.fstat(file.fileno())) == seen else NEVER
