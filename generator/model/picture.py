"""A raster picture of a story, and the sizes and shapes in which it is published."""

from pathlib import PurePosixPath

from msgspec import Struct

from generator.model.digest import digest_of

LONGEST_STEM = 200  # bytes; a file's name has at most 255
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # Pillow's names; no other decoder of its dozens is ever tried
MAX_PIXELS = 100_000_000
MAX_SIDE = 65_500  # pixels: JPEG's own limit
CARD = "card"
SHAPES = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1), CARD: (1200, 630)}  # what search engines and cards ask for
CROP_WIDTH = 1200  # pixels: no card shows more
LEAST_AREA = 50_000  # pixels: search engines pass over what is smaller
Box = tuple[int, int, int, int]


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

    ``width`` and ``height`` are in pixels, as seen (EXIF orientation applied); ``length`` in bytes. ``color`` is its
    average as "#rrggbb", "transparent" where something may shine through, or "" where it is not known; ``caption``,
    ``credit`` and ``copyright`` are what the file itself says.
    """

    width: int
    height: int
    mime: str
    length: int
    digest: str
    color: str = ""
    caption: str = ""
    credit: str = ""
    copyright: str = ""


class Rendition(Struct, frozen=True):
    """One size of a picture: its path below the site, and its size in pixels."""

    path: str
    width: int
    height: int
    digest: str


class Cut(Struct, frozen=True):
    """A picture cut to a shape: ``box`` is what it shows of the picture as seen (left, top, right, bottom)."""

    ratio: str
    path: str
    width: int
    height: int
    box: Box
    digest: str


def renditions(path: str, picture: Picture, widths: tuple[int, ...], quality: int) -> list[Rendition]:
    """Name the sizes of the picture at `path` (below the site), narrowest first; none is enlarged.

    The names hold a digest of the picture's bytes and of how it is made, so that a changed picture
    has a new name and may be cached for ever.
    """
    digest = digest_of(picture.digest, quality)
    stem, suffix = _stem(path), SUFFIXES[picture.mime]
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


def crops(path: str, picture: Picture, focus: tuple[int, int], quality: int) -> list[Cut]:
    """Name the shapes that the picture at `path` is cut to, keeping the point `focus` (in percent) in sight.

    Each is as large as the picture allows, and none is enlarged. A shape that would be too small for search
    engines is left out. Focus points that cut alike give the same crops, and the same names.
    """
    boxes = [(ratio, shape, _box(picture, shape, focus)) for ratio, shape in SHAPES.items()]
    digest = digest_of(picture.digest, quality, *[box for _, _, box in boxes])
    stem, ending = _stem(path), f"{digest[:8]}{SUFFIXES[picture.mime]}"
    found = []
    for ratio, (across, down), box in boxes:
        width = min(CROP_WIDTH, box[2] - box[0])
        height = min(round(width * down / across), box[3] - box[1])
        if width * height >= LEAST_AREA:
            found.append(Cut(ratio, f"{stem}-{ratio}-{ending}", width, height, box, f"{digest}{ratio}"))
    return found


def _box(picture: Picture, shape: tuple[int, int], focus: tuple[int, int]) -> Box:
    """Return the largest part of a picture that has a shape and is centred on `focus`, as far as the edges let it."""
    across, down = shape
    width = min(picture.width, round(picture.height * across / down))
    height = min(picture.height, round(picture.width * down / across))
    left = _start(picture.width, width, focus[0])
    top = _start(picture.height, height, focus[1])
    return left, top, left + width, top + height


def _start(whole: int, part: int, percent: int) -> int:
    """Return where a part begins whose middle is at `percent` of the whole, or as near to it as it can be."""
    return max(0, min(whole - part, round(whole * percent / 100 - part / 2)))


def _stem(path: str) -> str:
    """Return a picture's path without its ending, short enough for what is put behind it."""
    stem = PurePosixPath(path).with_suffix("").as_posix().strip("/")
    folder, slash, name = stem.rpartition("/")
    if len(name.encode()) > LONGEST_STEM:
        name = name.encode()[:LONGEST_STEM].decode("utf-8", "ignore") + "-" + digest_of(name)[:8]
        stem = folder + slash + name
    return stem


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
