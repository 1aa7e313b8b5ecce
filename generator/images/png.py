"""Remove PNG text and colour profiles that exceed Pillow's limits, so that the image can be decoded.

If either has more than 1 MiB when decompressed, Pillow treats the image as an attack and refuses it. But some programs
write long editing histories into images.
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
PREFIX = 2  # bytes between the name and the compressed data of a chunk: a zero, and the method of compression


class Chunk(Struct, frozen=True):
    """A chunk of a PNG: its start, and the length of its data, to which 12 bytes are added."""

    kind: bytes
    start: int
    length: int


def within_limits(file: BinaryIO) -> tuple[BinaryIO, bytes | None]:
    """Return a file that Pillow can open, and the colour profile that was removed from it, if any.

    It is the file itself, unless a chunk is too long.
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
    profile = next((_decompressed(_read(file, chunk), MAX_PROFILE) for chunk in long if chunk.kind == PROFILE), None)
    kept = BytesIO()
    kept.write(PNG_START)
    for chunk in chunks:
        if chunk not in long:
            file.seek(chunk.start)
            kept.write(file.read(chunk.length + 12))
    kept.seek(0)
    return kept, profile


def _chunks(file: BinaryIO) -> Iterator[Chunk]:
    """Yield the chunks of a PNG, up to its end or where it is truncated."""
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
    """Tell whether a chunk exceeds Pillow's limit."""
    if chunk.kind not in (b"tEXt", b"zTXt", b"iTXt", PROFILE):
        return False
    if chunk.length > LIMIT:
        return True
    if chunk.kind == b"tEXt":
        return False
    data = _read(file, chunk)
    if chunk.kind == b"iTXt":
        name, _, rest = data.partition(b"\0")
        rest = rest[PREFIX:].split(b"\0", 2)[2] if rest[:1] == b"\1" and rest.count(b"\0") > PREFIX else b""
        data = name + b"\0\0" + rest
    return len(_decompressed(data, LIMIT + 1) or b"") > LIMIT


def _decompressed(data: bytes, limit: int) -> bytes | None:
    """Decompress the data of a chunk, up to a limit; None if it is damaged."""
    try:
        return zlib.decompressobj().decompress(data[data.index(b"\0") + PREFIX :], limit)
    except (ValueError, zlib.error):
        return None
