"""Resize an image to all its renditions with one decode."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from generator.images.animated import is_animated, resize_animation
from generator.images.decode import Exclusive, decode, mime_of, open_image, seen_size
from generator.images.encode import encode_image
from generator.images.strip import strip_metadata
from generator.model.image import GIF, PNG, Box, ImageError
from generator.model.output import Resize
from generator.model.source_bytes import verified_bytes

if TYPE_CHECKING:
    from PIL.Image import Image

GAP = 1.5  # what is more than so many times too large is roughly reduced first


def resize(recipe: Resize) -> bytes:
    """Return the picture at the recipe's size; the same bytes each time.

    Raises ImageError where pixels are missing: half a picture is never published.
    """
    return resize_all([recipe])[0]


def resize_all(recipes: Sequence[Resize], alone: Exclusive = nullcontext) -> list[bytes]:
    """Return the picture at the size and in the format of each recipe, all of the same file, ``within`` the same size.

    It is turned as its EXIF says, its colours are converted to sRGB by its profile, and it says nothing of
    camera or place any more. What moves stays moving; of a part of it, a still is made: its first frame.
    A picture that takes much memory is decoded within `alone`. Raises ImageError where pixels are missing.
    """
    data = _read(recipes[0])
    with open_image(data) as image:
        if is_animated(image):
            animated = {
                number: resize_animation(image, data, one) for number, one in enumerate(recipes) if one.box is None
            }
            image.seek(0)
        else:
            animated = {}
        stills = [one for number, one in enumerate(recipes) if number not in animated]
        made = iter(_stills(image, data, stills, alone))
        return [animated[number] if number in animated else next(made) for number in range(len(recipes))]


def _read(recipe: Resize) -> bytes:
    """Return the picture's file; raises ChangedError for another one than was read before."""
    try:
        return verified_bytes(recipe.source, recipe.content)
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        raise ImageError(message, "Mend its permissions.") from None


def _stills(image: "Image", data: bytes, recipes: Sequence[Resize], alone: Exclusive) -> list[bytes]:
    """Return the frame that `image` shows, at each size."""
    if not recipes:
        return []
    own = mime_of(image)
    whole = seen_size(image)
    first = _within(recipes[0], whole)
    decoded = decode(image, first, alone)
    found = []
    for recipe in recipes:
        if own == GIF and _is_as_it_is(recipe, whole):
            found.append(strip_metadata(data))
            continue
        part = _part(decoded, (recipe.width, recipe.height), recipe.box, whole)
        found.append(encode_image(part, recipe.mime or own, recipe.quality, drawn=own == PNG))
    return found


def _is_as_it_is(recipe: Resize, whole: tuple[int, int]) -> bool:
    """Tell whether a GIF is asked for as it is: a palette made anew would only lose colours."""
    return recipe.box is None and recipe.mime in ("", GIF) and (recipe.width, recipe.height) == whole


def _within(recipe: Resize, whole: tuple[int, int]) -> tuple[int, int]:
    """Return the size to which the whole picture is brought first."""
    if recipe.base_size is not None:
        return recipe.base_size
    if recipe.box is None:
        return recipe.width, recipe.height
    left, top, right, bottom = recipe.box
    scale = min(1.0, max(recipe.width / (right - left), recipe.height / (bottom - top)))
    return max(1, round(whole[0] * scale)), max(1, round(whole[1] * scale))


def _part(image: "Image", size: tuple[int, int], box: Box | None, whole: tuple[int, int]) -> "Image":
    """Return the picture, or the part `box` of it as it was at the size `whole`, at `size`."""
    from PIL.Image import Resampling  # slow to import, and most builds have no new picture

    if box is None:
        return image if image.size == size else image.resize(size, Resampling.BICUBIC, reducing_gap=GAP)
    across, down = image.width / whole[0], image.height / whole[1]
    edges = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    return image.resize(size, Resampling.BICUBIC, box=edges, reducing_gap=GAP)
