"""Strip private metadata (EXIF, XMP, comments) from image files.

Private are the location, and everything that identifies the camera: serial numbers and the owner's name.

The image is not decoded: the parts of the file are copied, or left out. All that affects its appearance stays (colour
profile, orientation, animation), and so do IPTC's caption and credit.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

JPEG_START, PNG_START, GIF_STARTS = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a")
HEAD = 12  # bytes that identify a format
EXIF, ORIENTATION, DETAILS = b"Exif\0\0", 0x0112, 0x8769
# Location, owner, serial numbers of camera and lens; and maker notes, which usually contain these.
PRIVATE_TAGS = frozenset((0x8825, 0xA430, 0xA431, 0xA435, 0xC62F, 0x927C))
PRIVATE_WORDS = (b"GPS", b"SerialNumber", b"OwnerName")
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # ends a scan: all but stuffed bytes, restarts and fill bytes
SCAN, END = 0xDA, 0xD9
KEPT_PNG = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"sBIT", b"bKGD")
KEPT_PNG_MOVING = (b"acTL", b"fcTL", b"fdAT")
WEBP_METADATA = (b"EXIF", b"XMP ")
WEBP_METADATA_FLAGS = 0b1100  # in VP8X: the flags for EXIF and XMP
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
METADATA_CHUNKS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}


def strip_private_metadata(path: str) -> bytes | None:
    """Return an image's bytes without metadata if it has private metadata; None for any other file.

    The file name does not matter: browsers ignore it, too.
    """
    try:
        with Path(path).open("rb") as file:
            head = file.read(HEAD)
            if not (_is_webp(head) or head.startswith((JPEG_START, PNG_START, *GIF_STARTS))):
                return None
            data = head + file.read()
    except OSError:
        return None  # copying it will report the error
    return strip_private_bytes(data)


def strip_private_bytes(data: bytes) -> bytes | None:
    """Do the same for bytes."""
    return strip_metadata(data) if has_private_metadata(data) else None


def has_private_metadata(data: bytes) -> bool:
    """Tell whether a file has private metadata; parts that cannot be parsed are ignored."""
    try:
        return any(_is_private(words) for words in _segments(data))
    except (struct.error, IndexError, ValueError):
        return False


def strip_metadata(data: bytes) -> bytes:
    """Remove EXIF, XMP and comments; a file that cannot be parsed stays unchanged."""
    try:
        if data.startswith(JPEG_START):
            return b"".join(_kept_of_jpeg(data))
        if data.startswith(PNG_START):
            chunks = [chunk for kind, chunk in _png(data) if kind in KEPT_PNG + KEPT_PNG_MOVING]
            return PNG_START + b"".join(chunks)
        if _is_webp(data):
            return _webp_without_metadata(data)
        if data.startswith(GIF_STARTS):
            return b"".join(part for part, is_kept in _gif(data) if is_kept)
    except (struct.error, IndexError, ValueError):
        pass
    return data


def _segments(data: bytes) -> Iterable[bytes]:
    """Yield each block of EXIF or XMP; damage further on does not hide earlier ones."""
    if data.startswith(JPEG_START):
        return (part[4:] for marker, part in _jpeg(data) if marker == 0xE1)  # noqa: PLR2004 (APP1)
    if data.startswith(PNG_START):
        return (chunk[8:-4] for kind, chunk in _png(data) if kind in METADATA_CHUNKS)
    if _is_webp(data):
        return (chunk[8:] for kind, chunk in _webp(data) if kind in WEBP_METADATA)
    if data.startswith(GIF_STARTS):
        return (part for part, is_kept in _gif(data) if not is_kept)
    return ()


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _is_private(words: bytes) -> bool:
    """Tell whether a block of EXIF or XMP is private; compressed ones count as private."""
    words = words.removeprefix(EXIF)
    if words[:2] not in (b"II", b"MM"):
        return any(word in words for word in PRIVATE_WORDS) or words.startswith(b"Raw profile type")
    try:
        for tag, _, place in _tags(words, 4):
            if tag in PRIVATE_TAGS:
                return True
            if tag == DETAILS and any(inner in PRIVATE_TAGS for inner, _, _ in _tags(words, place)):
                return True
    except struct.error:
        pass
    return False


def _tags(exif: bytes, pointer: int) -> Iterator[tuple[int, int, int]]:
    """Yield the tags of the directory at `pointer`, each with its value and the position of that."""
    order = "<" if exif[:2] == b"II" else ">"
    (start,) = struct.unpack_from(order + "I", exif, pointer)
    (count,) = struct.unpack_from(order + "H", exif, start)
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        tag, _, _, value = struct.unpack_from(order + "HHIH", exif, entry)
        yield tag, value, entry + 8


def _jpeg(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the segments of a JPEG with their markers, up to its end; the pixels of a scan belong to its segment."""
    place = 2
    while True:
        while data[place + 1] == 0xFF:  # noqa: PLR2004 (fill bytes)
            place += 1
        marker = data[place + 1]
        if data[place] != 0xFF:  # noqa: PLR2004 (the start of every marker)
            raise ValueError
        if marker == END:
            yield marker, data[place : place + 2]
            return
        end = place + 2 + int(struct.unpack_from(">H", data, place + 2)[0])
        if marker == SCAN:
            found = MARKER.search(data, end)
            end = found.start() if found else len(data)
        yield marker, data[place:end]
        if end >= len(data):
            return
        place = end


def _kept_of_jpeg(data: bytes) -> Iterator[bytes]:
    yield JPEG_START
    turned = 1
    for marker, part in _jpeg(data):
        if marker == 0xE1:  # noqa: PLR2004 (APP1)
            if part[4:].startswith(EXIF):
                turned = next((value for tag, value, _ in _tags(part[10:], 4) if tag == ORIENTATION), 1)
                if 1 < turned <= 8:  # noqa: PLR2004 (the standard's)
                    tag = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, turned, 0, 0)
                    yield struct.pack(">BBH", 0xFF, 0xE1, 2 + len(EXIF) + len(tag)) + EXIF + tag
        elif _is_shown(marker, part):
            yield part


def _is_shown(marker: int, part: bytes) -> bool:
    """Tell whether a segment of a JPEG is needed to show it, or has the credit."""
    if marker == 0xE2:  # noqa: PLR2004 (APP2)
        return part[4:].startswith(b"ICC_PROFILE")
    return marker in (0xE0, 0xED, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)  # noqa: PLR2004


def _png(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG_START)
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        yield kind, data[place : place + 12 + length]
        place += 12 + length


def _webp(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 12
    while place < len(data):
        kind, length = struct.unpack_from("<4sI", data, place)
        end = place + 8 + length + length % 2
        yield kind, data[place:end]
        place = end


def _webp_without_metadata(data: bytes) -> bytes:
    chunks = []
    for kind, chunk in _webp(data):
        if kind == b"VP8X":
            chunks.append(chunk[:8] + bytes([chunk[8] & ~WEBP_METADATA_FLAGS]) + chunk[9:])
        elif kind not in WEBP_METADATA:
            chunks.append(chunk)
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the blocks of a GIF, and whether each is needed: comments and data of programs are not."""
    place = 13 + _palette(data[10])
    yield data[:place], True
    while data[place] != 0x3B:  # noqa: PLR2004 (the end)
        start = place
        if data[place] == 0x21:  # noqa: PLR2004 (an extension)
            place += 2
            kept = data[start + 1] == 0xF9 or data[start + 3 : start + 14] in LOOPS  # noqa: PLR2004 (durations, loops)
        elif data[place] == 0x2C:  # noqa: PLR2004 (a frame)
            place += 10 + _palette(data[place + 9]) + 1
            kept = True
        else:
            raise ValueError
        while data[place]:
            place += 1 + data[place]
        place += 1
        yield data[start:place], kept
    yield b"\x3b", True


def _palette(flags: int) -> int:
    """Return the size of a palette in bytes."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
