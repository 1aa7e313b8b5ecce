"""Make a picture smaller, or cut it to a shape: oriented, in sRGB, without metadata, in the format it came in."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.model.output import Resize
from generator.model.picture import FORMATS, MAX_PIXELS, Box, PictureError, orientation

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

SPARE = 2  # how many times larger than wanted a picture is kept before the last, careful step
BAND = 4_000_000  # pixels: a large picture is brought into shape in bands of about this many
MAX_ANIMATION = 200_000_000  # pixels of all frames together; Pillow holds them all while it writes
CLEAR = 128  # GIF knows no half transparent pixels: those below count as transparent
EXPORT = "Export it again as JPEG, PNG, WebP or GIF."


def resize(recipe: Resize) -> bytes:
    """Return the picture at the recipe's size, in its own format; the same bytes each time.

    It is turned as its EXIF says, its colours are converted to sRGB by its profile, and it says
    nothing of camera or place any more. What moves stays moving: a GIF is resized frame by frame, an
    animated WebP or PNG is returned as it is, whatever the size (Pillow would lose its transparency),
    and so is a GIF that has the size already, since a palette made anew would only lose colours.
    Of a part of it, a still is made: its first frame.
    Raises PictureError where pixels are missing: half a picture is never published.
    """
    from PIL import Image  # noqa: PLC0415 (slow to import, and most builds have no new picture)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's doubts about pictures that it opens all the same
            with Image.open(recipe.source, formats=FORMATS) as image:
                return _resized(image, recipe)
    except PictureError:
        raise
    except Exception as error:  # noqa: BLE001 (on broken data Pillow raises almost anything)
        raise _explained(error) from None


def _explained(error: Exception) -> PictureError:
    if isinstance(error, MemoryError):
        return PictureError("there is not enough memory for this picture", "Export it smaller.")
    if isinstance(error, OSError) and error.errno is not None:
        return PictureError(f"this file cannot be read: {error.strerror}", "Mend its permissions.")
    if "truncated" in str(error).lower():
        return PictureError("the end of this picture is missing", EXPORT)
    return PictureError("this picture is damaged", EXPORT)


def _resized(image: "Image", recipe: Resize) -> bytes:
    _check_size(image)
    size = (recipe.width, recipe.height)
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    if recipe.box is not None:
        return _saved(_still(image, size, recipe.box), kind, recipe.quality)
    frames = int(getattr(image, "n_frames", 1))
    if kind != "JPEG" and frames > 1:  # behind a JPEG there may be depth and gain maps, but no frames
        durations = [_duration(image, number) for number in range(frames)]
        if kind == "GIF" and image.size != size:
            return _animation(image, size, durations)
        return Path(recipe.source).read_bytes()
    if kind == "GIF" and image.size == size:
        image.load()
        return Path(recipe.source).read_bytes()
    return _saved(_still(image, size), kind, recipe.quality)


def _check_size(image: "Image") -> None:
    """Refuse a picture that grew since it was probed, or an animation whose later frames do."""
    if image.width * image.height > MAX_PIXELS:
        message = f"this picture has more than {MAX_PIXELS // 1_000_000} megapixels"
        raise PictureError(message, "Export it smaller.")


def _still(image: "Image", size: tuple[int, int], box: Box | None = None) -> "Image":
    """Return one frame, or the part `box` of it, at `size`, turned and in sRGB."""
    from PIL.Image import Resampling  # noqa: PLC0415 (as above)

    turned = orientation(image.info.get("exif"))
    stored = (size[1], size[0]) if turned >= 5 else size  # noqa: PLR2004 (5 to 8: on its side)
    profile = image.info.get("icc_profile")
    part = _loaded(image, stored, _as_stored(box, image.size, turned) if box else (0, 0, *image.size))
    small = _shrunk(image, stored, part)
    transpose = _transpose(turned)
    if transpose is not None:  # before the last step, so that all eight orientations come out equal
        small = small.transpose(transpose)
    return _in_srgb(small.resize(size, Resampling.LANCZOS), profile)


def _as_stored(box: Box, whole: tuple[int, int], turned: int) -> Box:
    """Return where a part of a picture as seen lies in the picture as stored, whose size is `whole`."""
    left, top, right, bottom = box
    if turned >= 5:  # noqa: PLR2004 (on its side)
        left, top, right, bottom = top, left, bottom, right
    if turned in (2, 3, 7, 8):
        left, right = whole[0] - right, whole[0] - left
    if turned in (3, 4, 6, 7):
        top, bottom = whole[1] - bottom, whole[1] - top
    return left, top, right, bottom


def _loaded(image: "Image", size: tuple[int, int], part: Box) -> Box:
    """Decode a picture of which `part` is to be shown at `size`; return where that part is now.

    A JPEG is decoded at a half, a quarter or an eighth, as long as the part keeps pixels to spare.
    """
    left, top, right, bottom = part
    width, height = image.size
    image.draft(None, (width * size[0] * SPARE // (right - left), height * size[1] * SPARE // (bottom - top)))
    image.load()
    if image.size == (width, height):
        return part
    across, down = image.width / width, image.height / height
    return round(left * across), round(top * down), round(right * across), round(bottom * down)


def _transpose(turned: int) -> "Transpose | None":
    from PIL.Image import Transpose  # noqa: PLC0415 (as above)

    return {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(turned)


def _shrunk(image: "Image", size: tuple[int, int], part: Box) -> "Image":
    """Return a part of the picture with 8 bits a channel, roughly reduced towards `size`.

    It is done in bands, so that of a large picture there is never a second one of full size.
    """
    from PIL import Image  # noqa: PLC0415 (as above)

    left, top, right, bottom = part
    factor = max(1, min((right - left) // (size[0] * SPARE), (bottom - top) // (size[1] * SPARE)))
    if factor == 1:
        return _plain(image if part == (0, 0, *image.size) else image.crop(part))
    rows = max(1, BAND // (right - left) // factor) * factor
    small: Image.Image | None = None
    for row in range(top, bottom, rows):
        band = _plain(image.crop((left, row, right, min(row + rows, bottom))))
        # Averaged with their transparency, or the colour of what is not seen would bleed into what is.
        band = band.convert("RGBa").reduce(factor).convert("RGBA") if band.mode == "RGBA" else band.reduce(factor)
        if small is None:
            small = Image.new(band.mode, (band.width, -(-(bottom - top) // factor)))
        small.paste(band, (0, (row - top) // factor))
    return small or image


def _plain(image: "Image") -> "Image":
    """Return the picture as L, RGB, RGBA or CMYK with 8 bits a channel."""
    if image.mode.startswith("I"):
        # 16 bits of grey. Pillow would cut off all above 255, so scale; what is left of a key colour is dropped.
        return image.convert("I").point(lambda value: value / 257 + 0.5).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Convert the colours by the embedded profile; without one, or with a broken one, they count as sRGB."""
    from PIL import Image, ImageCms  # noqa: PLC0415 (as above)

    opacity = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if opacity else image
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(colours, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            changed = None
        if changed is not None:
            colours = changed.convert("L") if colours.mode == "L" else changed
    if colours.mode == "CMYK":
        colours = colours.convert("RGB")
    if opacity is None:
        return colours
    return Image.merge("RGBA", (*colours.split(), opacity))


def _saved(image: "Image", kind: str, quality: int) -> bytes:
    image.info = {}  # Pillow would write comments, profiles and resolutions that it finds here
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": quality, "optimize": True, "progressive": True},
        "WEBP": {"quality": quality},
    }
    file = BytesIO()
    ready = _clear_cut(image) if kind == "GIF" else image
    ready.save(file, kind, **options.get(kind, {}))
    return file.getvalue()


def _clear_cut(image: "Image") -> "Image":
    """Make each pixel wholly transparent or wholly opaque."""
    if image.mode == "RGBA":
        image.putalpha(image.getchannel("A").point(lambda value: 255 if value >= CLEAR else 0))
    return image


def _animation(image: "Image", size: tuple[int, int], durations: list[int]) -> bytes:
    """Return a GIF with every frame resized."""
    if len(durations) * size[0] * size[1] > MAX_ANIMATION:
        message = f"this animation has too many frames to be resized: {len(durations)}"
        raise PictureError(message, "Publish it as a video.")
    loop = {"loop": image.info["loop"]} if "loop" in image.info else {}
    frames = _frames(image, len(durations), size)
    file = BytesIO()
    # Each frame is whole, so each is cleared away before the next: what is clear in it must stay clear.
    next(frames).save(file, "GIF", save_all=True, append_images=frames, duration=durations, disposal=2, **loop)
    return file.getvalue()


def _duration(image: "Image", number: int) -> int:
    """Return for how many milliseconds a frame is shown, having decoded it."""
    image.seek(number)
    _check_size(image)
    image.load()
    return round(float(image.info.get("duration", 0)))


def _frames(image: "Image", count: int, size: tuple[int, int]) -> Iterator["Image"]:
    """Yield every frame as it is seen, whole, at `size`."""
    for number in range(count):
        image.seek(number)
        frame = _still(image.convert("RGBA"), size)
        frame.info = {}
        yield _clear_cut(frame)
