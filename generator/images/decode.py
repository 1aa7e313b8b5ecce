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
MIMES = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": WEBP, "GIF": GIF}  # MPO: a JPEG with others behind it
ROOM = 1.5  # how many times larger than wanted a JPEG is decoded at least
SPARE = 2  # how many times larger than wanted a picture is kept before the last, careful step
BAND = 4_000_000  # pixels: a large picture is brought into shape in bands of about this many
LENT = 33_500_000  # bytes: a little less than 32 MiB, beyond which glibc learns nothing
LARGE = 24_000_000  # pixels: of pictures that take more when decoded, one at a time is worked on
NOTICED = 1  # of 255: colours that a profile moves by no more are left alone
STEPS = (0, 51, 102, 153, 204, 255)
EXPORT = "Export it again as JPEG, PNG, WebP or GIF."


@contextmanager
def open_image(data: bytes) -> Iterator["Image"]:
    """Open the bytes of a picture; whatever goes wrong with it then is a ImageError."""
    from PIL import Image  # slow to import, and most builds have no new picture

    _keep_memory()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's doubts about pictures that it opens all the same
            whole, profile = within_limits(BytesIO(data))
            with Image.open(whole, formats=PILLOW_FORMATS) as image:
                check_size(image)
                if profile:
                    image.info["icc_profile"] = profile
                yield image
    except ImageError:
        raise
    except Exception as error:  # noqa: BLE001 (on broken data Pillow raises almost anything)
        raise _explained(error) from None


@cache
def _keep_memory() -> None:
    """Have the C library keep the memory of one picture for the next."""
    # glibc gives back to the system what is free beyond twice the largest piece that was ever freed, and Pillow's
    # pieces have at most 16 MB. To get all of it anew for each picture takes a seventh of the time. Nothing is
    # written into this piece, so it takes no memory.
    bytearray(LENT)


def _explained(error: Exception) -> ImageError:
    if isinstance(error, MemoryError):
        return ImageError("there is not enough memory for this picture", "Export it smaller.")
    if isinstance(error, OSError) and error.errno is not None:
        return ImageError(f"this file cannot be read: {error.strerror}", "Mend its permissions.")
    if "truncated" in str(error).lower():
        return ImageError("the end of this picture is missing", EXPORT)
    return ImageError("this picture is damaged", EXPORT)


def check_size(image: "Image") -> None:
    """Refuse a picture that grew since it was probed, or an animation whose later frames do."""
    if image.width * image.height > MAX_PIXELS:
        message = f"this picture has more than {MAX_PIXELS // 1_000_000} megapixels"
        raise ImageError(message, "Export it smaller.")


def mime_of(image: "Image") -> str:
    """Return the MIME type of an opened picture."""
    return MIMES[image.format or ""]


def seen_size(image: "Image") -> tuple[int, int]:
    """Return width and height as seen, before the picture is decoded."""
    width, height = image.size
    return (height, width) if _is_on_its_side(image) else (width, height)


def _is_on_its_side(image: "Image") -> bool:
    return orientation(image.info.get("exif")) >= 5  # noqa: PLR2004 (the standard's)


def decode(image: "Image", size: tuple[int, int], alone: Exclusive = nullcontext) -> "Image":
    """Return a frame at `size`, upright and in sRGB.

    A JPEG is decoded at a half, a quarter or an eighth where that leaves room. What takes much memory is done
    within `alone`.
    """
    turned, profile = orientation(image.info.get("exif")), image.info.get("icc_profile")
    stored = (size[1], size[0]) if _is_on_its_side(image) else size
    image.draft(None, (round(stored[0] * ROOM), round(stored[1] * ROOM)))
    if image.width * image.height > LARGE:
        with alone():
            small = _shrunk(image, stored)
    else:
        small = _shrunk(image, stored)
    transpose = _transpose(turned)
    if transpose is not None:  # before the last step, so that all eight orientations come out equal
        small = small.transpose(transpose)
    return _in_srgb(small if small.size == size else _resized_to(size, small), profile)


def _resized_to(size: tuple[int, int], image: "Image") -> "Image":
    """Return the picture at `size`: first its height, then its width, which takes less time than Pillow's own order."""
    from PIL.Image import Resampling

    found = image.convert("RGBa") if image.mode == "RGBA" else image  # once, not in each step
    for sides in ((image.width, size[1]), size):
        found = found if found.size == sides else found.resize(sides, Resampling.HAMMING)
    return found.convert("RGBA") if image.mode == "RGBA" else found


def _transpose(turned: int) -> "Transpose | None":
    from PIL.Image import Transpose

    return {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(turned)


def _shrunk(image: "Image", size: tuple[int, int]) -> "Image":
    """Return the picture with 8 bits a channel, roughly reduced towards `size`.

    It is done in bands, so that of a large picture there is never a second one of full size.
    """
    from PIL import Image

    image.load()
    width, height = image.size
    factor = max(1, min(width // (size[0] * SPARE), height // (size[1] * SPARE)))
    if factor == 1:
        return _plain(image)
    rows = max(1, BAND // width // factor) * factor
    small: Image.Image | None = None
    for row in range(0, height, rows):
        band = _plain(image.crop((0, row, width, min(row + rows, height))))
        # Averaged with their transparency, or the colour of what is not seen would bleed into what is.
        band = band.convert("RGBa").reduce(factor).convert("RGBA") if band.mode == "RGBA" else band.reduce(factor)
        if small is None:
            small = Image.new(band.mode, (band.width, -(-height // factor)))
        small.paste(band, (0, row // factor))
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
    """Return what brings colours of a profile into sRGB, or nothing if that would change none of them."""
    from PIL import Image, ImageCms

    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    if mode != "RGB":
        return transform
    swatches = bytes(value for red in STEPS for green in STEPS for blue in STEPS for value in (red, green, blue))
    before = Image.frombytes("RGB", (len(swatches) // 3, 1), swatches)
    after = ImageCms.applyTransform(before, transform)
    moved = max(abs(one - other) for one, other in zip(swatches, after.tobytes(), strict=True)) if after else 0
    return transform if moved > NOTICED else None
