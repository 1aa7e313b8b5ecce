"""The sizes, formats and crops in which an image is published, and their file names."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from generator.model.digest import Digest, digest_bytes, digest_of
from generator.model.image import AVIF, CARD, GIF, JPEG, MIN_AREA, PNG, WEBP, Box, CropRendition, ImageInfo, Rendition
from generator.model.settings import Settings

MAX_STEM = 200  # bytes; a file's name has at most 255
SUFFIXES = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp", GIF: ".gif", AVIF: ".avif"}
FORMATS_BY_NAME = {"avif": AVIF, "webp": WEBP, "jpeg": JPEG}  # what `images: {formats: …}` may name besides "original"
MAX_MODERN = 16_383  # pixels: the longest side of a WebP picture
FALLBACK_WIDTH = 960  # pixels: at most, for browsers that do not know a modern format, or do not choose a size
SHAPES = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1), CARD: (1200, 630)}  # what search engines and cards ask for
CROP_WIDTH = 1200  # pixels: no card shows more


def renditions(path: str, info: ImageInfo, asked: Iterable[int], settings: Settings) -> list[Rendition]:
    """Name the sizes of the picture at `path` (below the site) in each of its formats, as wide as `asked`.

    None is enlarged. Modern formats come first and the fallback last, in each the narrowest first. Behind a modern
    format the fallback has one size only: hardly anybody loads it. The names hold a digest of the picture's bytes and
    of how it is made, so that a changed picture has a new name and may be cached for ever. Where it is shown is no
    part of them: a size that is asked for in two places is one file.
    """
    widths = sorted({min(width, info.width) for width in asked})
    *modern, fallback = output_formats(info, widths[-1], settings)
    spared = [width for width in widths if width <= FALLBACK_WIDTH][-1:] or widths[:1]
    return [
        size
        for mime in (*modern, fallback)
        for size in _sizes(path, info, mime, spared if modern and mime == fallback else widths, settings)
    ]


def _sizes(path: str, info: ImageInfo, mime: str, widths: list[int], settings: Settings) -> Iterator[Rendition]:
    """Name the sizes in one format."""
    said = f"{info.digest} {settings.images.quality} {mime} {base_size(info, settings)}"
    digest = digest_bytes(said.encode())  # by hand: there are tens of thousands
    stem, ending = _stem(path), f"{digest[:8]}{SUFFIXES[mime]}"
    for width in widths:
        height = max(1, round(info.height * width / info.width))
        yield Rendition(f"{stem}-{width}-{ending}", width, height, Digest(f"{digest}{width}"), mime)


def output_formats(info: ImageInfo, width: int, settings: Settings) -> list[str]:
    """Return the MIME types in which a picture is published that is at most `width` wide, the fallback last.

    What moves is published as WebP where any modern format is asked for: browsers play it smoothly.
    """
    found = dict.fromkeys(FORMATS_BY_NAME.get(name, info.mime) for name in settings.images.formats)
    if info.animated:
        still = {AVIF: WEBP, JPEG: info.mime}
        found = dict.fromkeys(still.get(mime, mime) for mime in found)
    if info.height * width > MAX_MODERN * info.width:
        found = {mime: None for mime in found if mime not in (AVIF, WEBP)}
    return list(found) or [info.mime]


def base_size(info: ImageInfo, settings: Settings) -> tuple[int, int]:
    """Return the size to which a picture is brought first: all its sizes and shapes are made of that one.

    It is the same wherever the picture is shown, or else a story could change the pictures in another one's text.
    """
    asked = (*settings.images.widths, *settings.images.hero, *settings.images.thumbnail)
    width = min(info.width, max(*asked, CROP_WIDTH if settings.images.crops else 1))
    return width, max(1, round(info.height * width / info.width))


def crops(path: str, info: ImageInfo, focus: tuple[int, int], settings: Settings) -> list[CropRendition]:
    """Name the shapes that the picture at `path` is cut to, keeping the point `focus` (in percent) in sight.

    Each is as large as the picture's widest size allows, and none is enlarged. A shape that would be too small
    for search engines is left out. Focus points that cut alike give the same crops, and the same names. They
    are for other people's programs, so they are JPEG, or PNG where the picture is.
    """
    boxes = [(ratio, shape, _box(info, shape, focus)) for ratio, shape in SHAPES.items()]
    first = base_size(info, settings)
    mime = PNG if info.mime == PNG else JPEG
    said = f"{info.digest} {settings.images.quality} {mime} {first} {[box for _, _, box in boxes]}"
    digest = digest_bytes(said.encode())
    stem, ending = _stem(path), f"{digest[:8]}{SUFFIXES[mime]}"
    found = []
    for ratio, (across, down), box in boxes:
        width = min(CROP_WIDTH, round((box[2] - box[0]) * first[0] / info.width))
        height = min(round(width * down / across), box[3] - box[1])
        if width * height >= MIN_AREA:
            found.append(
                CropRendition(ratio, f"{stem}-{ratio}-{ending}", width, height, box, Digest(f"{digest}{ratio}"), mime)
            )
    return found


def _box(info: ImageInfo, shape: tuple[int, int], focus: tuple[int, int]) -> Box:
    """Return the largest part of a picture that has a shape and is centred on `focus`, as far as the edges let it."""
    across, down = shape
    width = min(info.width, round(info.height * across / down))
    height = min(info.height, round(info.width * down / across))
    left = _start(info.width, width, focus[0])
    top = _start(info.height, height, focus[1])
    return left, top, left + width, top + height


def _start(whole: int, part: int, percent: int) -> int:
    """Return where a part begins whose middle is at `percent` of the whole, or as near to it as it can be."""
    return max(0, min(whole - part, round(whole * percent / 100 - part / 2)))


def _stem(path: str) -> str:
    """Return a picture's path without its ending, short enough for what is put behind it."""
    stem = PurePosixPath(path).with_suffix("").as_posix().strip("/")
    folder, slash, name = stem.rpartition("/")
    if len(name.encode()) > MAX_STEM:
        name = name.encode()[:MAX_STEM].decode("utf-8", "ignore") + "-" + digest_of(name)[:8]
        stem = folder + slash + name
    return stem
