"""Resize animated images frame by frame, with frame durations and loop count."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from generator.images.decode import check_size, decode, mime_of
from generator.images.encode import clear_cut
from generator.images.strip import strip_metadata
from generator.model.image import GIF, PNG, WEBP, ImageError
from generator.model.output import Resize

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_ANIMATION = 200_000_000  # pixels of all frames together; Pillow keeps them all in memory while it writes a GIF
MAX_DECODED = 2_000_000_000  # pixels of all decoded frames: a file of a few bytes could take hours
EFFORT = 2  # of WebP's maximum of 6: an animation has many frames


def is_animated(image: "Image") -> bool:
    """Tell whether an image has several frames. A JPEG may contain depth and gain maps, but never frames."""
    return image.format in ("GIF", "WEBP", "PNG") and int(getattr(image, "n_frames", 1)) > 1


def resize_animation(image: "Image", data: bytes, recipe: Resize) -> bytes:
    """Return all frames at the recipe's size, as GIF or WebP.

    An image that has the size and the format already is returned unchanged, since encoding would only lose colours; so
    is an animated PNG. Raises ImageError for a damaged frame.
    """
    size = (recipe.width, recipe.height)
    count = int(getattr(image, "n_frames", 1))
    mime = recipe.mime or mime_of(image)
    is_as_it_is = mime == mime_of(image) and (image.size == size or mime == PNG)
    is_long = count * size[0] * size[1] > MAX_ANIMATION and not is_as_it_is
    if is_long or count * image.width * image.height > MAX_DECODED:
        message = f"this animation has too many frames to be resized: {count}"
        raise ImageError(message, "Publish it as a video.")
    durations = [_duration(image, number) for number in range(count)]
    if is_as_it_is:
        return strip_metadata(data)
    rounds = int(image.info.get("loop", 1))
    frames = _frames(image, count, size, is_clear_cut=mime == GIF)
    file = BytesIO()
    if mime == GIF:
        # Each frame is complete, so it is removed before the next: its transparent pixels must stay transparent.
        loop = {"loop": rounds} if "loop" in image.info else {}
        next(frames).save(file, "GIF", save_all=True, append_images=frames, duration=durations, disposal=2, **loop)
    elif mime == WEBP:
        next(frames).save(
            file,
            "WEBP",
            save_all=True,
            append_images=frames,
            duration=durations,
            loop=rounds,
            quality=recipe.quality,
            method=EFFORT,
        )
    return file.getvalue()


def _duration(image: "Image", number: int) -> int:
    """Decode a frame and return its duration in milliseconds."""
    image.seek(number)
    check_size(image)
    image.load()
    return round(float(image.info.get("duration", 0)))


def _frames(image: "Image", count: int, size: tuple[int, int], *, is_clear_cut: bool) -> Iterator["Image"]:
    """Yield every frame, complete, at `size`."""
    for number in range(count):
        image.seek(number)
        frame = decode(image.convert("RGBA"), size)
        frame.info = {}
        yield clear_cut(frame) if is_clear_cut else frame
