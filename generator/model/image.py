"""The properties of an image file, and one rendition or crop."""

from msgspec import Struct

from generator.model.digest import Digest

JPEG, PNG, WEBP, GIF, AVIF = "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"
PILLOW_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # Pillow's names; no other decoder of its dozens is ever tried
MAX_PIXELS = 100_000_000
MAX_SIDE = 65_500  # pixels: JPEG's own limit
CARD = "card"
MIN_AREA = 50_000  # pixels: search engines pass over what is smaller
Box = tuple[int, int, int, int]


class ImageError(Exception):
    """An image that cannot be published: what is wrong with its file, and how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Say what is wrong in words that go on from the file's name."""
        super().__init__(message, hint)  # both, so that it comes whole out of a worker
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return what is wrong."""
        return self.message


class ImageInfo(Struct, frozen=True, array_like=True):
    """What is known of an image's file without decoding it.

    ``width`` and ``height`` are in pixels, as seen (EXIF orientation applied); ``length`` is that of the published
    file, in bytes. ``color`` is its
    average as "#rrggbb", "transparent" where something may shine through, or "" where it is not known; ``caption``,
    ``credit`` and ``copyright`` are what the file itself says. One that is ``animated`` has several frames.
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
    """An image cut to a shape: ``box`` is what it shows of the image as seen (left, top, right, bottom)."""

    ratio: str
    path: str
    width: int
    height: int
    box: Box
    digest: Digest
    mime: str
