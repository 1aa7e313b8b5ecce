"""A raster picture of a story, and the sizes in which it is published."""

from pathlib import PurePosixPath

from msgspec import Struct

from generator.model.digest import digest_of

LONGEST_STEM = 200  # bytes; a file's name has at most 255
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # Pillow's names; no other decoder of its dozens is ever tried
MAX_PIXELS = 100_000_000
MAX_SIDE = 65_500  # pixels: JPEG's own limit


class PictureError(Exception):
    """A picture that cannot be published: what is wrong with its file, and how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Say what is wrong in words that go on from the file's name."""
        super().__init__(message, hint)  # both, so that it comes whole out of a worker
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return what is wrong."""
        return self.message


class Picture(Struct, frozen=True):
    """What is known of a picture's file without decoding it.

    ``width`` and ``height`` are in pixels, as seen (EXIF orientation applied); ``length`` in bytes.
    """

    width: int
    height: int
    mime: str
    length: int
    digest: str


class Rendition(Struct, frozen=True):
    """One size of a picture: its path below the site, and its size in pixels."""

    path: str
    width: int
    height: int
    digest: str


def renditions(path: str, picture: Picture, widths: tuple[int, ...], quality: int) -> list[Rendition]:
    """Name the sizes of the picture at `path` (below the site), narrowest first; none is enlarged.

    The names hold a digest of the picture's bytes and of how it is made, so that a changed picture
    has a new name and may be cached for ever.
    """
    digest = digest_of(picture.digest, quality)
    stem = PurePosixPath(path).with_suffix("").as_posix().strip("/")
    folder, slash, name = stem.rpartition("/")
    if len(name.encode()) > LONGEST_STEM:
        name = name.encode()[:LONGEST_STEM].decode("utf-8", "ignore") + "-" + digest_of(name)[:8]
        stem = folder + slash + name
    suffix = SUFFIXES[picture.mime]
    fitting = sorted({min(width, picture.width) for width in widths}) or [picture.width]
    return [
        Rendition(
            path=f"{stem}-{width}-{digest[:8]}{suffix}",
            width=width,
            height=max(1, round(picture.height * width / picture.width)),
            digest=digest_of(digest, width),
        )
        for width in fitting
    ]


def orientation(exif: bytes | None) -> int:
    """Return how EXIF says a picture is turned: 1 (not at all) to 8; from 5 on its sides are swapped."""
    from PIL import Image  # noqa: PLC0415 (slow to import, and most builds have no new picture)

    tags = Image.Exif()
    try:
        tags.load(exif or b"")
        turned = tags.get(0x0112)
    except Exception:  # noqa: BLE001 (a broken EXIF block raises almost anything; browsers ignore it too)
        return 1
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1  # noqa: PLR2004 (the standard's)
