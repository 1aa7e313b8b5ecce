"""Estimate how long outputs take to render; only the progress bar depends on the estimate."""

from collections.abc import Callable, Iterable

from generator.model.image import AVIF, GIF, JPEG, PNG, WEBP
from generator.model.output import MakeIcon, Output, Recipe, Resize, SocialCard

# Microseconds, measured on one CPU.
PAGE = 3_000
DRAWN = 40_000  # an icon, a card
DECODED = 30_000  # a picture, once for all its sizes
A_PIXEL = {JPEG: 0.03, WEBP: 0.14, AVIF: 0.07, PNG: 0.24, GIF: 0.1}


def cost(outputs: Iterable[Output], is_made: Callable[[Recipe], bool]) -> int:
    """Return the cost of a unit of work; images that are cached already (`is_made`) are only copied."""
    new = [output.recipe for output in outputs if not is_made(output.recipe)]
    sizes = [recipe for recipe in new if isinstance(recipe, Resize)]
    return PAGE + sum(map(_of, new)) + (DECODED if sizes else 0)


def _of(recipe: Recipe) -> int:
    if isinstance(recipe, Resize):
        return round(recipe.width * recipe.height * A_PIXEL.get(recipe.mime, A_PIXEL[JPEG]))
    return DRAWN if isinstance(recipe, (MakeIcon, SocialCard)) else 0
