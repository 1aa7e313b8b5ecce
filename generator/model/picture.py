"""A raster picture of a story, and the sizes in which it is published."""

from pathlib import PurePosixPath

from msgspec import Struct

from generator.model.digest import digest_of

SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


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
