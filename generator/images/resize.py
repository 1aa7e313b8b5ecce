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

GAP = 1.5  # an image more than so many times too large is roughly reduced first


def resize(recipe: Resize) -> bytes:
    """Return the image at the recipe's size; always the same bytes.

    Raises ImageError for a truncated image, which is never published.
    """
    return resize_all([recipe])[0]


def resize_all(recipes: Sequence[Resize], exclusive: Exclusive = nullcontext) -> list[bytes]:
    """Return the image at the size and in the format of each recipe; all are for one file and one base size.

    It is rotated by its EXIF orientation, converted to sRGB by its profile, and stripped of metadata. Animations stay
    animated, but a crop shows only the first frame. Large images are decoded within `exclusive`. Raises ImageError for
    a truncated image.
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
        made = iter(_stills(image, data, stills, exclusive))
        return [animated[number] if number in animated else next(made) for number in range(len(recipes))]


def _read(recipe: Resize) -> bytes:
    """Return the bytes of the image file. Raises ChangedError if it has changed since it was read."""
    try:
        return verified_bytes(recipe.source, recipe.content)
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        raise ImageError(message, "Mend its permissions.") from None


def _stills(image: "Image", data: bytes, recipes: Sequence[Resize], exclusive: Exclusive) -> list[bytes]:
    """Return the current frame of `image` for each recipe."""
    if not recipes:
        return []
    own = mime_of(image)
    whole = seen_size(image)
    first = _base_size(recipes[0], whole)
    decoded = decode(image, first, exclusive)
    found = []
    for recipe in recipes:
        if own == GIF and _is_unchanged(recipe, whole):
            found.append(strip_metadata(data))
            continue
        part = _part(decoded, (recipe.width, recipe.height), recipe.box, whole)
        found.append(encode_image(part, recipe.mime or own, recipe.quality, drawn=own == PNG))
    return found


def _is_unchanged(recipe: Resize, whole: tuple[int, int]) -> bool:
    """Tell whether a GIF is requested unchanged: a new palette would only lose colours."""
    return recipe.box is None and recipe.mime in ("", GIF) and (recipe.width, recipe.height) == whole


def _base_size(recipe: Resize, whole: tuple[int, int]) -> tuple[int, int]:
    """Return the size at which the whole image is decoded."""
    if recipe.base_size is not None:
        return recipe.base_size
    if recipe.box is None:
        return recipe.width, recipe.height
    left, top, right, bottom = recipe.box
    scale = min(1.0, max(recipe.width / (right - left), recipe.height / (bottom - top)))
    return max(1, round(whole[0] * scale)), max(1, round(whole[1] * scale))


def _part(image: "Image", size: tuple[int, int], box: Box | None, whole: tuple[int, int]) -> "Image":
    """Resize the image, or the part `box` of it (in coordinates of the size `whole`), to `size`."""
    from PIL.Image import Resampling  # slow to import, and most builds have no new image

    if box is None:
        return image if image.size == size else image.resize(size, Resampling.BICUBIC, reducing_gap=GAP)
    across, down = image.width / whole[0], image.height / whole[1]
    edges = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    return image.resize(size, Resampling.BICUBIC, box=edges, reducing_gap=GAP)
