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

MAX_ANIMATION = 200_000_000  # pixels of all frames together; Pillow holds them all while it writes GIF
MAX_DECODED = 2_000_000_000  # pixels of all frames as they come: what a few bytes ask for may take hours
EFFORT = 2  # of WebP's 6: an animation has many frames


def is_animated(image: "Image") -> bool:
    """Tell whether the picture has several frames. Behind a JPEG there may be depth and gain maps, but no frames."""
    return image.format in ("GIF", "WEBP", "PNG") and int(getattr(image, "n_frames", 1)) > 1


def resize_animation(image: "Image", data: bytes, recipe: Resize) -> bytes:
    """Return all frames at the recipe's size, as GIF or WebP.

    What has the size and the format already is returned as it is, since made anew it would only lose colours,
    and so is an animated PNG. Raises ImageError where a frame is damaged.
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
        # Each frame is whole, so each is cleared away before the next: what is clear in it must stay clear.
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
    """Return for how many milliseconds a frame is shown, having decoded it."""
    image.seek(number)
    check_size(image)
    image.load()
    return round(float(image.info.get("duration", 0)))


def _frames(image: "Image", count: int, size: tuple[int, int], *, is_clear_cut: bool) -> Iterator["Image"]:
    """Yield every frame as it is seen, whole, at `size`."""
    for number in range(count):
        image.seek(number)
        frame = decode(image.convert("RGBA"), size)
        frame.info = {}
        yield clear_cut(frame) if is_clear_cut else frame
