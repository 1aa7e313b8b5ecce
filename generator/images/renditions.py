"""The sizes, formats and crops in which an image is published, and their file names."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from generator.model.digest import Digest, digest_bytes, digest_of
from generator.model.image import AVIF, CARD, GIF, JPEG, MIN_AREA, PNG, WEBP, Box, CropRendition, ImageInfo, Rendition
from generator.model.settings import Settings

MAX_STEM = 200  # bytes; a file's name has at most 255
SUFFIXES = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp", GIF: ".gif", AVIF: ".avif"}
FORMATS_BY_NAME = {"avif": AVIF, "webp": WEBP, "jpeg": JPEG}  # the values of `images: {formats: …}` besides "original"
MAX_MODERN = 16_383  # pixels: the longest possible side of a WebP image
FALLBACK_WIDTH = 960  # pixels: the maximum for browsers without modern formats or `srcset`
SHAPES = {
    "16x9": (16, 9),
    "4x3": (4, 3),
    "1x1": (1, 1),
    CARD: (1200, 630),
}  # for search engines and cards
CROP_WIDTH = 1200  # pixels: social cards show no more


def renditions(path: str, info: ImageInfo, widths_asked: Iterable[int], settings: Settings) -> list[Rendition]:
    """Return the renditions of the image at `path` (below the site) in each of its formats, in the given widths.

    No image is enlarged. Modern formats come first and the fallback last; in each, the narrowest is first. Beside a
    modern format the fallback has only one size, since few browsers load it. A name contains a digest of the image's
    bytes and of the options, so that a changed image has a new name and can be cached for ever. The page is not part of
    the name: a size that two pages use is one file.
    """
    widths = sorted({min(width, info.width) for width in widths_asked})
    *modern, fallback = output_formats(info, widths[-1], settings)
    spared = [width for width in widths if width <= FALLBACK_WIDTH][-1:] or widths[:1]
    return [
        size
        for mime in (*modern, fallback)
        for size in _sizes(path, info, mime, spared if modern and mime == fallback else widths, settings)
    ]


def _sizes(path: str, info: ImageInfo, mime: str, widths: list[int], settings: Settings) -> Iterator[Rendition]:
    """Yield the renditions in one format."""
    key = f"{info.digest} {settings.images.quality} {mime} {base_size(info, settings)}"
    digest = digest_bytes(key.encode())  # faster than `digest_of`: there are tens of thousands
    stem, ending = _stem(path), f"{digest[:8]}{SUFFIXES[mime]}"
    for width in widths:
        height = max(1, round(info.height * width / info.width))
        yield Rendition(f"{stem}-{width}-{ending}", width, height, Digest(f"{digest}{width}"), mime)


def output_formats(info: ImageInfo, width: int, settings: Settings) -> list[str]:
    """Return the MIME types for an image that is published with at most this width, the fallback last.

    Animations are published as WebP if any modern format is requested: browsers play it smoothly.
    """
    found = dict.fromkeys(FORMATS_BY_NAME.get(name, info.mime) for name in settings.images.formats)
    if info.animated:
        still = {AVIF: WEBP, JPEG: info.mime}
        found = dict.fromkeys(still.get(mime, mime) for mime in found)
    if info.height * width > MAX_MODERN * info.width:
        found = {mime: None for mime in found if mime not in (AVIF, WEBP)}
    return list(found) or [info.mime]


def base_size(info: ImageInfo, settings: Settings) -> tuple[int, int]:
    """Return the size at which an image is decoded: all its renditions and crops are made from that.

    It does not depend on the page; otherwise one story could change the images of another.
    """
    widths_asked = (*settings.images.widths, *settings.images.hero, *settings.images.thumbnail)
    width = min(info.width, max(*widths_asked, CROP_WIDTH if settings.images.crops else 1))
    return width, max(1, round(info.height * width / info.width))


def crops(path: str, info: ImageInfo, focus: tuple[int, int], settings: Settings) -> list[CropRendition]:
    """Return the crops of the image at `path` that keep the point `focus` (in percent) visible.

    Each is as large as the image's widest size allows; none is enlarged. A crop that is too small for search engines is
    left out. Focus points with equal results give equal names. The format is JPEG, or PNG if the image is PNG, since
    the crops are for other programs.
    """
    boxes = [(ratio, shape, _box(info, shape, focus)) for ratio, shape in SHAPES.items()]
    first = base_size(info, settings)
    mime = PNG if info.mime == PNG else JPEG
    key = f"{info.digest} {settings.images.quality} {mime} {first} {[box for _, _, box in boxes]}"
    digest = digest_bytes(key.encode())
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
    """Return the largest box of this shape, centred on `focus` as far as the edges allow."""
    across, down = shape
    width = min(info.width, round(info.height * across / down))
    height = min(info.height, round(info.width * down / across))
    left = _start(info.width, width, focus[0])
    top = _start(info.height, height, focus[1])
    return left, top, left + width, top + height


def _start(whole: int, part: int, percent: int) -> int:
    """Return the start of a part whose middle is as near as possible to `percent` of the whole."""
    return max(0, min(whole - part, round(whole * percent / 100 - part / 2)))


def _stem(path: str) -> str:
    """Return an image's path without its extension, short enough for a suffix."""
    stem = PurePosixPath(path).with_suffix("").as_posix().strip("/")
    folder, slash, name = stem.rpartition("/")
    if len(name.encode()) > MAX_STEM:
        name = name.encode()[:MAX_STEM].decode("utf-8", "ignore") + "-" + digest_of(name)[:8]
        stem = folder + slash + name
    return stem
