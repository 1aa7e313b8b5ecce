"""Remove PNG text and colour profiles that exceed Pillow's limits, so that the image can be decoded.

Pillow takes more than 1 MiB of either, unpacked, for an attack, and calls the whole picture damaged. Programs write
that much of a picture's history into it.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from msgspec import Struct

from generator.images.strip import PNG_START

LIMIT = 1 << 20  # bytes: Pillow's own
MAX_PROFILE = 16 << 20  # bytes
PROFILE = b"iCCP"
PACKED = 2  # what stands between the name and what is packed in a chunk: the end of the name, and how it is packed


class Chunk(Struct, frozen=True):
    """One part of a PNG: where it begins, and how long what it says is; 12 bytes more go with that."""

    kind: bytes
    start: int
    length: int


def within_limits(file: BinaryIO) -> tuple[BinaryIO, bytes | None]:
    """Return what Pillow can open of a picture, and the colour profile that was left out of it, if one was.

    That is the file itself, from its beginning, unless something in it is too long.
    """
    file.seek(0)
    if file.read(len(PNG_START)) != PNG_START:
        file.seek(0)
        return file, None
    chunks = list(_chunks(file))
    long = [chunk for chunk in chunks if _is_long(file, chunk)]
    if not long:
        file.seek(0)
        return file, None
    profile = next((_unpacked(_read(file, chunk), MAX_PROFILE) for chunk in long if chunk.kind == PROFILE), None)
    kept = BytesIO()
    kept.write(PNG_START)
    for chunk in chunks:
        if chunk not in long:
            file.seek(chunk.start)
            kept.write(file.read(chunk.length + 12))
    kept.seek(0)
    return kept, profile


def _chunks(file: BinaryIO) -> Iterator[Chunk]:
    """Yield the parts of a PNG up to its end, or to where it is cut off."""
    start = len(PNG_START)
    while True:
        file.seek(start)
        head = file.read(8)
        if len(head) < 8:  # noqa: PLR2004 (a length and a name)
            return
        length, kind = struct.unpack(">I4s", head)
        yield Chunk(kind, start, length)
        start += length + 12


def _read(file: BinaryIO, chunk: Chunk) -> bytes:
    file.seek(chunk.start + 8)
    return file.read(chunk.length)


def _is_long(file: BinaryIO, chunk: Chunk) -> bool:
    """Tell whether a chunk says more than Pillow reads."""
    if chunk.kind not in (b"tEXt", b"zTXt", b"iTXt", PROFILE):
        return False
    if chunk.length > LIMIT:
        return True
    if chunk.kind == b"tEXt":
        return False
    data = _read(file, chunk)
    if chunk.kind == b"iTXt":
        name, _, rest = data.partition(b"\0")
        rest = rest[PACKED:].split(b"\0", 2)[2] if rest[:1] == b"\1" and rest.count(b"\0") > PACKED else b""
        data = name + b"\0\0" + rest
    return len(_unpacked(data, LIMIT + 1) or b"") > LIMIT


def _unpacked(data: bytes, most: int) -> bytes | None:
    """Return what is packed in a chunk, up to a length; nothing where it is damaged."""
    try:
        return zlib.decompressobj().decompress(data[data.index(b"\0") + PACKED :], most)
    except (ValueError, zlib.error):
        return None
