"""A raster picture of a story, and the sizes and shapes in which it is published."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from generator.model.digest import Digest, digest_bytes, digest_of
from generator.model.settings import Settings

LONGEST_STEM = 200  # bytes; a file's name has at most 255
JPEG, PNG, WEBP, GIF, AVIF = "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"
SUFFIXES = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp", GIF: ".gif", AVIF: ".avif"}
WRITTEN = {"avif": AVIF, "webp": WEBP, "jpeg": JPEG}  # what `images: {formats: …}` may name besides "original"
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # Pillow's names; no other decoder of its dozens is ever tried
MAX_PIXELS = 100_000_000
MAX_SIDE = 65_500  # pixels: JPEG's own limit
MAX_MODERN = 16_383  # pixels: the longest side of a WebP picture
FALLBACK_WIDTH = 960  # pixels: at most, for browsers that do not know a modern format, or do not choose a size
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


class Picture(Struct, frozen=True, array_like=True):
    """What is known of a picture's file without decoding it.

    ``width`` and ``height`` are in pixels, as seen (EXIF orientation applied); ``length`` is that of the published
    file, in bytes. ``color`` is its
    average as "#rrggbb", "transparent" where something may shine through, or "" where it is not known; ``caption``,
    ``credit`` and ``copyright`` are what the file itself says. One that is ``moving`` has several frames.
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
    moving: bool = False


class Rendition(Struct, frozen=True):
    """One size of a picture: its path below the site, its size in pixels, and its format."""

    path: str
    width: int
    height: int
    digest: Digest
    mime: str = ""


class Cut(Struct, frozen=True):
    """A picture cut to a shape: ``box`` is what it shows of the picture as seen (left, top, right, bottom)."""

    ratio: str
    path: str
    width: int
    height: int
    box: Box
    digest: Digest
    mime: str


def renditions(path: str, picture: Picture, asked: Iterable[int], settings: Settings) -> list[Rendition]:
    """Name the sizes of the picture at `path` (below the site) in each of its formats, as wide as `asked`.

    None is enlarged. Modern formats come first and the fallback last, in each the narrowest first. Behind a modern
    format the fallback has one size only: hardly anybody loads it. The names hold a digest of the picture's bytes and
    of how it is made, so that a changed picture has a new name and may be cached for ever. Where it is shown is no
    part of them: a size that is asked for in two places is one file.
    """
    widths = sorted({min(width, picture.width) for width in asked})
    *modern, fallback = formats(picture, widths[-1], settings)
    spared = [width for width in widths if width <= FALLBACK_WIDTH][-1:] or widths[:1]
    return [
        size
        for mime in (*modern, fallback)
        for size in _sizes(path, picture, mime, spared if modern and mime == fallback else widths, settings)
    ]


def _sizes(path: str, picture: Picture, mime: str, widths: list[int], settings: Settings) -> Iterator[Rendition]:
    """Name the sizes in one format."""
    said = f"{picture.digest} {settings.images.quality} {mime} {within(picture, settings)}"
    digest = digest_bytes(said.encode())  # by hand: there are tens of thousands
    stem, ending = _stem(path), f"{digest[:8]}{SUFFIXES[mime]}"
    for width in widths:
        height = max(1, round(picture.height * width / picture.width))
        yield Rendition(f"{stem}-{width}-{ending}", width, height, Digest(f"{digest}{width}"), mime)


def formats(picture: Picture, width: int, settings: Settings) -> list[str]:
    """Return the MIME types in which a picture is published that is at most `width` wide, the fallback last.

    What moves is published as WebP where any modern format is asked for: browsers play it smoothly.
    """
    found = dict.fromkeys(WRITTEN.get(name, picture.mime) for name in settings.images.formats)
    if picture.moving:
        still = {AVIF: WEBP, JPEG: picture.mime}
        found = dict.fromkeys(still.get(mime, mime) for mime in found)
    if picture.height * width > MAX_MODERN * picture.width:
        found = {mime: None for mime in found if mime not in (AVIF, WEBP)}
    return list(found) or [picture.mime]


def within(picture: Picture, settings: Settings) -> tuple[int, int]:
    """Return the size to which a picture is brought first: all its sizes and shapes are made of that one.

    It is the same wherever the picture is shown, or else a story could change the pictures in another one's text.
    """
    asked = (*settings.images.widths, *settings.images.hero, *settings.images.thumbnail)
    width = min(picture.width, max(*asked, CROP_WIDTH if settings.images.crops else 1))
    return width, max(1, round(picture.height * width / picture.width))


def crops(path: str, picture: Picture, focus: tuple[int, int], settings: Settings) -> list[Cut]:
    """Name the shapes that the picture at `path` is cut to, keeping the point `focus` (in percent) in sight.

    Each is as large as the picture's widest size allows, and none is enlarged. A shape that would be too small
    for search engines is left out. Focus points that cut alike give the same crops, and the same names. They
    are for other people's programs, so they are JPEG, or PNG where the picture is.
    """
    boxes = [(ratio, shape, _box(picture, shape, focus)) for ratio, shape in SHAPES.items()]
    first = within(picture, settings)
    mime = PNG if picture.mime == PNG else JPEG
    said = f"{picture.digest} {settings.images.quality} {mime} {first} {[box for _, _, box in boxes]}"
    digest = digest_bytes(said.encode())
    stem, ending = _stem(path), f"{digest[:8]}{SUFFIXES[mime]}"
    found = []
    for ratio, (across, down), box in boxes:
        width = min(CROP_WIDTH, round((box[2] - box[0]) * first[0] / picture.width))
        height = min(round(width * down / across), box[3] - box[1])
        if width * height >= LEAST_AREA:
            found.append(Cut(ratio, f"{stem}-{ratio}-{ending}", width, height, box, Digest(f"{digest}{ratio}"), mime))
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
    from PIL import Image  # slow to import, and most builds have no new picture

    tags = Image.Exif()
    try:
        tags.load(exif or b"")
        turned = tags.get(0x0112)
    except Exception:  # noqa: BLE001 (a broken EXIF block raises almost anything; browsers ignore it too)
        return 1
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1  # noqa: PLR2004 (the standard's)
