"""Plan the stories' pages, with neighbours in time, related stories, and the place in a series."""

from collections.abc import Iterator

from msgspec import Struct

from generator.formats.urls import output_path
from generator.model.library import Library
from generator.model.output import Output, fill
from generator.plan.related import related

FALLBACK = "post"


class SeriesPart(Struct, frozen=True):
    """The position of a story in its series. ``number`` counts from the oldest, so that a new part changes no other."""

    name: str
    url: str
    number: int


def outputs(library: Library) -> Iterator[Output]:
    """Plan a page for each story that is not just a redirect."""
    teasers = library.teasers
    last = len(teasers) - 1
    parts = _parts(library)
    for place, (post, others) in enumerate(zip(library.posts, related(teasers), strict=True)):
        if post.redirect_to:
            continue
        newer = teasers[place - 1] if place else None
        older = teasers[place + 1] if place < last else None
        template = layout_template(post.layout, FALLBACK, library.layouts)
        teaser = post.teaser
        recipe = fill(template, page=post, previous=older, next=newer, related=others, part=parts.get(teaser.source))
        yield Output(output_path(teaser.url, ".html"), recipe, teaser.source)


def _parts(library: Library) -> dict[str, SeriesPart]:
    """Return the position of each story in its series, by source."""
    return {
        teaser.source: SeriesPart(term.name, term.url, number)
        for term in library.terms["series"].values()
        for number, teaser in enumerate(reversed(term.posts), 1)
    }


def layout_template(layout: str, fallback: str, layouts: frozenset[str]) -> str:
    """Return the template for a layout's name; "" for no layout."""
    if not layout:
        return ""
    return f"{layout if layout in layouts else fallback}.html"


def unknown_layouts(library: Library) -> Iterator[tuple[str, str, str]]:
    """Find the sources whose layout does not exist: source, layout, and the layout that is used instead."""
    for post in library.posts:
        if post.layout and post.layout not in library.layouts:
            yield post.teaser.source, post.layout, FALLBACK
