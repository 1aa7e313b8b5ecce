"""The properties of an image file, and one rendition or crop."""

from msgspec import Struct

from generator.model.digest import Digest

JPEG, PNG, WEBP, GIF, AVIF = "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"
PILLOW_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # Pillow's names; its other decoders are never used
MAX_PIXELS = 100_000_000
MAX_SIDE = 65_500  # pixels: JPEG's limit
CARD = "card"
MIN_AREA = 50_000  # pixels: search engines ignore smaller images
Box = tuple[int, int, int, int]


class ImageError(Exception):
    """An image cannot be published. The message says what is wrong with its file, the hint how to fix it."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Say what is wrong; the message follows the file's name."""
        super().__init__(message, hint)  # both, so that pickling in workers keeps them
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return what is wrong."""
        return self.message


class ImageInfo(Struct, frozen=True, array_like=True):
    """The properties of an image file, read without decoding it.

    ``width`` and ``height`` are in pixels, with the EXIF orientation applied; ``length`` is the size of the published
    file in bytes. ``color`` is the average as "#rrggbb", "transparent" if there is transparency, or "" if unknown;
    ``caption``, ``credit`` and ``copyright`` are from the file's metadata. An ``animated`` image has several frames.
    """

    width: int
    height: int
    mime: str
    length: int
    digest: Digest
    color: str = ""
    caption: str = ""
    credit: str = ""
    copyright: str = ""
    animated: bool = False


class Rendition(Struct, frozen=True):
    """One size of an image: its path below the site, its size in pixels, and its format."""

    path: str
    width: int
    height: int
    digest: Digest
    mime: str = ""


class CropRendition(Struct, frozen=True):
    """A crop of an image: ``box`` is the visible part (left, top, right, bottom)."""

    ratio: str
    path: str
    width: int
    height: int
    box: Box
    digest: Digest
    mime: str
