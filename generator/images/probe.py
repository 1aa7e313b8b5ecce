"""Probe an image: size, format and metadata from the header, mean colour from a small decode."""

import os
import stat
import warnings
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from generator.images.metadata import mean_color, read_metadata
from generator.images.orientation import orientation
from generator.images.png import within_limits
from generator.images.strip import strip_private_bytes
from generator.model.digest import Digest
from generator.model.image import MAX_PIXELS, MAX_SIDE, PILLOW_FORMATS, ImageError, ImageInfo
from generator.model.source_bytes import verified_bytes

DRAWINGS = (".svg", ".svgz")
EXPORT = "Export it again as JPEG, PNG, WebP or GIF."
SMALLER = "Export it smaller: 1600 pixels wide is plenty."
MAX_LENGTH = 200_000_000  # bytes; a WebP image is read completely
MOVING = ("GIF", "WEBP", "PNG")  # a JPEG with several images has depth or gain maps, not frames
HEAD = 1024  # bytes, enough to recognise a format

# The first bytes of other formats, after any white space.
SIGNATURES = (
    (b"%!PS", "an EPS drawing"),
    (b"\xc5\xd0\xd3\xc6", "an EPS drawing"),
    (b"8BPS", "a Photoshop document"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"%PDF", "a PDF document"),
    (b"\0\0\0\x0cjP", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL", "a JPEG XL picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"version https://git-lfs", "a Git LFS pointer, not the picture itself"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<svg", "an SVG drawing"),
)
BOXES = {b"avif": "an AVIF picture", b"heic": "a HEIC picture", b"heix": "a HEIC picture", b"mif1": "a HEIF picture"}
SUPPORTED = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"RIFF", "WebP"), (b"GIF8", "GIF"))


def is_raster(path: str) -> bool:
    """Tell whether to probe a file as a raster image: everything but SVG, even without an extension."""
    return PurePosixPath(path).suffix.lower() not in DRAWINGS


def probe(path: Path, digest: Digest) -> ImageInfo:
    """Return an image's size (with the EXIF orientation applied), its format, and its metadata.

    Pixels are decoded only for the average colour, if that is cheap. Raises ImageError, with a message for the story's
    author, if a file is not JPEG, PNG, WebP or GIF, is damaged, or is too large.
    """
    try:
        info = path.stat()
        if stat.S_ISREG(info.st_mode) and info.st_size == 0:
            verified_bytes(os.fspath(path), digest)  # raises ChangedError if it was emptied just now
        if (refusal := _file_error(info)) is not None:
            raise refusal
        data = verified_bytes(os.fspath(path), digest)
        image = _header(BytesIO(data), digest)
    except OSError as error:
        raise _unreadable(error) from None
    if (refusal := _size_error(image.width, image.height)) is not None:
        raise refusal
    published = strip_private_bytes(data)
    return msgspec.structs.replace(image, length=len(data) if published is None else len(published))


def _file_error(info: os.stat_result) -> ImageError | None:
    if stat.S_ISDIR(info.st_mode):
        return ImageError("this is a folder, not a picture", "Name a file in it.")
    if not stat.S_ISREG(info.st_mode):
        return ImageError("this is not a file", "Put the picture itself there.")
    if info.st_size == 0:
        return ImageError("this file is empty", "Copy the picture there once more.")
    if info.st_size > MAX_LENGTH:
        return ImageError(f"this file has more than {MAX_LENGTH // 1_000_000} MB", SMALLER)
    return None


def _size_error(width: int, height: int) -> ImageError | None:
    if min(width, height) < 1:
        return ImageError("this picture has no pixels", EXPORT)
    if width * height > MAX_PIXELS:
        return _too_large()
    if max(width, height) > MAX_SIDE:
        return ImageError(f"this picture has a side of more than {MAX_SIDE} pixels", SMALLER)
    return None


def _too_large() -> ImageError:
    return ImageError(f"this picture has more than {MAX_PIXELS // 1_000_000} megapixels", SMALLER)


def _unreadable(error: OSError) -> ImageError:
    return ImageError(f"this file cannot be read: {error.strerror}", "Mend its permissions, or copy it once more.")


def _header(file: BinaryIO, digest: Digest) -> ImageInfo:
    """Read the header of an image: everything but its length."""
    from PIL import Image  # slow to import, and most builds have no new image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about images that Pillow can open
            with Image.open(within_limits(file)[0], formats=PILLOW_FORMATS) as image:
                width, height, turned = image.width, image.height, orientation(image.info.get("exif"))
                # Pillow calls a JPEG with a second image (a depth or gain map) MPO.
                mime = Image.MIME["JPEG" if image.format == "MPO" else image.format or ""]
                say = read_metadata(image)
                moving = image.format in MOVING and bool(getattr(image, "is_animated", False))
                color = "" if _size_error(width, height) else mean_color(image)
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception:  # noqa: BLE001 (on a broken header Pillow raises almost anything)
        raise _format_error(file) from None
    if turned >= 5:  # noqa: PLR2004 (5 to 8: on its side)
        width, height = height, width
    return ImageInfo(width, height, mime, 0, digest, color, say.caption, say.credit, say.copyright, moving)


def _format_error(file: BinaryIO) -> ImageError:
    file.seek(0)
    head = file.read(HEAD)
    for signature, name in SUPPORTED:
        if head.startswith(signature):
            return ImageError(f"this {name} is damaged", EXPORT)
    kind = BOXES.get(head[8:12]) if head[4:8] == b"ftyp" else _format_of(head)
    if kind is None:
        return ImageError("this is not a picture that we know", EXPORT)
    return ImageError(f"this seems to be {kind}", EXPORT)


def _format_of(head: bytes) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, kind in SIGNATURES:
        if head.startswith(signature) or text.lower().startswith(signature):
            return kind
    if text.startswith(b"<?xml") and b"<svg" in text:
        return "an SVG drawing"
    return None
