"""What tells that a file has changed, without reading it; and its digest where that cannot tell."""

import hashlib

from generator.model.digest import SIZE, Digest
from generator.model.known import Stamp

NEVER: Stamp = (-1, 0, 0, 0)  # equals no file's stamp
FINE_TICK = 50_000_000  # nanoseconds: clocks of file systems go by at most this
COARSE_TICK = 2_000_000_000  # on those that keep whole seconds only


def settled(stamp: Stamp, now: int) -> Stamp:
    """Return the stamp, or one that never matches if the file may change again without its stamp changing.

    A clock ticks coarsely: a file written within the last tick can be written once more in the same tick.
    """
    latest = max(stamp[1], stamp[2])
    coarse = stamp[1] % 1_000_000_000 == 0
    tick = COARSE_TICK if coarse else FINE_TICK
    return stamp if latest < now - tick else NEVER


def digest_file(path: str) -> Digest:
    """Return the digest of a file of any size."""
    with open(path, "rb") as file:  # noqa: PTH123 (20,000 pictures: a Path each is felt)
        return Digest(hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=SIZE)).hexdigest())
