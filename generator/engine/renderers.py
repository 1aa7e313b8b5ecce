"""How each kind of recipe is rendered: one entry a kind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from generator.images.strip import strip_private_metadata
from generator.model.image import AVIF, GIF, JPEG, PNG, WEBP
from generator.model.output import Copy, Fill, MakeIcon, Resize, SocialCard, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.images.cache import ImageCache
    from generator.model.output import Output, Recipe
    from generator.model.problem import Problem
    from generator.render.theme import Theme

    Rendered = Sequence[bytes | Problem]

# Microseconds, measured on one processor.
PAGE = 3_000
DRAWN = 40_000  # an icon, a card
DECODED = 30_000  # an image, once for all its sizes
A_PIXEL = {JPEG: 0.03, WEBP: 0.14, AVIF: 0.07, PNG: 0.24, GIF: 0.1}


class RenderContext(Protocol):
    """What outputs are rendered with: the theme, which fills templates, and the cache of images."""

    theme: Theme
    image_cache: ImageCache


class RecipeRenderer(Struct, frozen=True):
    """How outputs of one kind of recipe are rendered.

    ``render`` returns the bytes of outputs that one worker renders together: those of one image, or a single one.
    Images are cached, and rendered first, since they take longest; ``cost`` estimates how long one takes, in
    microseconds beyond a page.
    """

    render: Callable[[RenderContext, Sequence[Output]], Rendered]
    is_image: bool = False
    cost: Callable[[Any], int] = lambda _: 0


def _copy(context: RenderContext, outputs: Sequence[Output]) -> Rendered:
    del context
    sources = [output.recipe.source for output in outputs if isinstance(output.recipe, Copy)]
    return [strip_private_metadata(source) or Path(source).read_bytes() for source in sources]


def _fill(context: RenderContext, outputs: Sequence[Output]) -> Rendered:
    return [context.theme.fill(output, output.recipe) for output in outputs if isinstance(output.recipe, Fill)]


def _style(context: RenderContext, outputs: Sequence[Output]) -> Rendered:
    from generator.render.stylesheets import render_stylesheet  # most builds have no new style sheet

    del context
    return [render_stylesheet(output.recipe) for output in outputs if isinstance(output.recipe, Style)]


def _resize(context: RenderContext, outputs: Sequence[Output]) -> Rendered:
    from generator.images.resize import resize_all  # Pillow is needed only for new images

    recipes = [output.recipe for output in outputs if isinstance(output.recipe, Resize)]
    return resize_all(recipes, context.image_cache.exclusive)


def _icon(context: RenderContext, outputs: Sequence[Output]) -> Rendered:
    from generator.images.icons import make_icon  # likewise

    del context
    return [make_icon(output.recipe) for output in outputs if isinstance(output.recipe, MakeIcon)]


def _card(context: RenderContext, outputs: Sequence[Output]) -> Rendered:
    from generator.images.cards import draw_card  # likewise

    del context
    return [draw_card(output.recipe) for output in outputs if isinstance(output.recipe, SocialCard)]


def _pixels(recipe: Resize) -> int:
    return round(recipe.width * recipe.height * A_PIXEL.get(recipe.mime, A_PIXEL[JPEG]))


RENDERERS: Mapping[type[Recipe], RecipeRenderer] = {
    Copy: RecipeRenderer(_copy),
    Fill: RecipeRenderer(_fill),
    Style: RecipeRenderer(_style),
    Resize: RecipeRenderer(_resize, is_image=True, cost=_pixels),
    MakeIcon: RecipeRenderer(_icon, is_image=True, cost=lambda _: DRAWN),
    SocialCard: RecipeRenderer(_card, is_image=True, cost=lambda _: DRAWN),
}


def is_image(recipe: Recipe) -> bool:
    """Tell whether a recipe makes an image."""
    return RENDERERS[type(recipe)].is_image


def cost(recipes: Sequence[Recipe]) -> int:
    """Return the cost of a unit of work, of which these are not made yet; only the progress bar depends on it."""
    is_decoded = any(isinstance(recipe, Resize) for recipe in recipes)
    return PAGE + sum(RENDERERS[type(recipe)].cost(recipe) for recipe in recipes) + (DECODED if is_decoded else 0)
