"""The stories: one page each, with its neighbours in time."""

from collections.abc import Iterator

from generator.model.library import Library
from generator.model.output import Output, fill
from generator.model.urls import output_path

FALLBACK = "post"


def outputs(library: Library) -> Iterator[Output]:
    """Plan a page for each story that is not just a redirect."""
    teasers = library.teasers
    last = len(teasers) - 1
    for place, post in enumerate(library.posts):
        if post.redirect_to:
            continue
        newer = teasers[place - 1] if place else None
        older = teasers[place + 1] if place < last else None
        template = layout_template(post.layout, FALLBACK, library.layouts)
        teaser = post.teaser
        yield Output(
            output_path(teaser.url, ".html"), fill(template, page=post, previous=older, next=newer), teaser.source
        )


def layout_template(layout: str, fallback: str, layouts: frozenset[str]) -> str:
    """Return the template for a layout's name; "" for no layout."""
    if not layout:
        return ""
    return f"{layout if layout in layouts else fallback}.html"


def unknown_layouts(library: Library) -> Iterator[tuple[str, str, str]]:
    """Name the sources whose layout does not exist: source, layout, what is used instead."""
    for post in library.posts:
        if post.layout and post.layout not in library.layouts:
            yield post.teaser.source, post.layout, FALLBACK
