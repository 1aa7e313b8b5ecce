"""Decode an image once, at the size that all renditions need: upright, sRGB, 8 bits a channel."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from generator.images.orientation import orientation
from generator.images.png import within_limits
from generator.model.image import GIF, JPEG, MAX_PIXELS, PILLOW_FORMATS, PNG, WEBP, ImageError

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose
    from PIL.ImageCms import ImageCmsTransform

Exclusive = Callable[[], AbstractContextManager[None]]
MIMES = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": WEBP, "GIF": GIF}  # MPO: a JPEG that contains other images
DRAFT_SCALE = 1.5  # a JPEG is decoded at least so many times larger than requested
REDUCED_SCALE = 2  # before the last, precise step an image is so many times larger than requested
BAND = 4_000_000  # pixels: a large image is converted in bands of about this size
RESERVED = 33_500_000  # bytes: a little less than 32 MiB, the maximum of glibc's dynamic threshold
LARGE = 24_000_000  # pixels: larger images are decoded one at a time
TOLERANCE = 1  # of 255: a profile that changes colours by no more is ignored
STEPS = (0, 51, 102, 153, 204, 255)
EXPORT = "Export it again as JPEG, PNG, WebP or GIF."


@contextmanager
def open_image(data: bytes) -> Iterator["Image"]:
    """Open the bytes of an image. All errors while it is open become an ImageError."""
    from PIL import Image  # slow to import, and most builds have no new image

    _keep_memory()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about images that Pillow can open
            whole, profile = within_limits(BytesIO(data))
            with Image.open(whole, formats=PILLOW_FORMATS) as image:
                check_size(image)
                if profile:
                    image.info["icc_profile"] = profile
                yield image
    except ImageError:
        raise
    except Exception as error:  # noqa: BLE001 (on broken data Pillow raises almost anything)
        raise _as_image_error(error) from None


@cache
def _keep_memory() -> None:
    """Make the C library keep the memory of one image for the next."""
    # glibc returns free memory to the system beyond twice the largest block that was ever freed, and Pillow's blocks
    # have at most 16 MB. Requesting all of it again for each image takes a seventh of the time. Nothing is written to
    # this block, so it uses no memory.
    bytearray(RESERVED)


def _as_image_error(error: Exception) -> ImageError:
    if isinstance(error, MemoryError):
        return ImageError("there is not enough memory for this picture", "Export it smaller.")
    if isinstance(error, OSError) and error.errno is not None:
        return ImageError(f"this file cannot be read: {error.strerror}", "Mend its permissions.")
    if "truncated" in str(error).lower():
        return ImageError("the end of this picture is missing", EXPORT)
    return ImageError("this picture is damaged", EXPORT)


def check_size(image: "Image") -> None:
    """Refuse an image that is larger than when it was probed, and an animation whose later frames are."""
    if image.width * image.height > MAX_PIXELS:
        message = f"this picture has more than {MAX_PIXELS // 1_000_000} megapixels"
        raise ImageError(message, "Export it smaller.")


def mime_of(image: "Image") -> str:
    """Return the MIME type of an opened image."""
    return MIMES[image.format or ""]


def seen_size(image: "Image") -> tuple[int, int]:
    """Return the width and height after rotation, without decoding the image."""
    width, height = image.size
    return (height, width) if _is_on_its_side(image) else (width, height)


def _is_on_its_side(image: "Image") -> bool:
    return orientation(image.info.get("exif")) >= 5  # noqa: PLR2004 (the standard's)


def decode(image: "Image", size: tuple[int, int], exclusive: Exclusive = nullcontext) -> "Image":
    """Return a frame at `size`, upright and in sRGB.

    A JPEG is decoded at a half, a quarter or an eighth, if that is large enough. Large images are decoded within
    `exclusive`.
    """
    orientation_value, profile = orientation(image.info.get("exif")), image.info.get("icc_profile")
    stored = (size[1], size[0]) if _is_on_its_side(image) else size
    image.draft(None, (round(stored[0] * DRAFT_SCALE), round(stored[1] * DRAFT_SCALE)))
    if image.width * image.height > LARGE:
        with exclusive():
            small = _roughly_reduced(image, stored)
    else:
        small = _roughly_reduced(image, stored)
    transpose = _transpose(orientation_value)
    if transpose is not None:  # before the last step, so that all eight orientations give equal results
        small = small.transpose(transpose)
    return _in_srgb(small if small.size == size else _resized_to(size, small), profile)


def _resized_to(size: tuple[int, int], image: "Image") -> "Image":
    """Resize first the height, then the width, which is faster than Pillow's own order."""
    from PIL.Image import Resampling

    found = image.convert("RGBa") if image.mode == "RGBA" else image  # once, not in each step
    for sides in ((image.width, size[1]), size):
        found = found if found.size == sides else found.resize(sides, Resampling.HAMMING)
    return found.convert("RGBA") if image.mode == "RGBA" else found


def _transpose(orientation_value: int) -> "Transpose | None":
    from PIL.Image import Transpose

    return {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation_value)


def _roughly_reduced(image: "Image", size: tuple[int, int]) -> "Image":
    """Return the image with 8 bits a channel, roughly reduced towards `size`.

    It works in bands, so that there is never a second copy of a large image in full size.
    """
    from PIL import Image

    image.load()
    width, height = image.size
    factor = max(1, min(width // (size[0] * REDUCED_SCALE), height // (size[1] * REDUCED_SCALE)))
    if factor == 1:
        return _plain(image)
    rows = max(1, BAND // width // factor) * factor
    small: Image.Image | None = None
    for row in range(0, height, rows):
        band = _plain(image.crop((0, row, width, min(row + rows, height))))
        # Premultiplied, or the colour of transparent pixels would bleed into visible ones.
        band = band.convert("RGBa").reduce(factor).convert("RGBA") if band.mode == "RGBA" else band.reduce(factor)
        if small is None:
            small = Image.new(band.mode, (band.width, -(-height // factor)))
        small.paste(band, (0, row // factor))
    return small or image


def _plain(image: "Image") -> "Image":
    """Return the image as L, RGB, RGBA or CMYK with 8 bits a channel."""
    if image.mode.startswith("I"):
        # 16-bit grey: Pillow would clip at 255, so scale; a transparent key colour is dropped.
        return image.convert("I").point(lambda value: value / 257 + 0.5).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Convert the colours with the embedded profile; without a valid one they count as sRGB."""
    from PIL import Image, ImageCms

    opacity = image.getchannel("A") if image.mode == "RGBA" else None
    colors = image.convert("RGB") if opacity else image
    if profile:
        try:
            transform = _transform(profile, colors.mode)
            if transform is not None:
                changed = ImageCms.applyTransform(colors, transform)
                if changed is not None:
                    colors = changed.convert("L") if colors.mode == "L" else changed
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if colors.mode == "CMYK":
        colors = colors.convert("RGB")
    if opacity is None:
        return colors
    return Image.merge("RGBA", (*colors.split(), opacity))


def _transform(profile: bytes, mode: str) -> "ImageCmsTransform | None":
    """Return the transform from a profile to sRGB, or None if it would change no colour."""
    from PIL import Image, ImageCms

    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    if mode != "RGB":
        return transform
    swatches = bytes(value for red in STEPS for green in STEPS for blue in STEPS for value in (red, green, blue))
    before = Image.frombytes("RGB", (len(swatches) // 3, 1), swatches)
    after = ImageCms.applyTransform(before, transform)
    moved = max(abs(one - other) for one, other in zip(swatches, after.tobytes(), strict=True)) if after else 0
    return transform if moved > TOLERANCE else None
