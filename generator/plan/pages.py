"""Plan the pages outside `_posts`, the documents of collections, and the 404 page."""

from collections.abc import Iterable, Iterator

from generator.formats.urls import output_path
from generator.model.delta import Delta
from generator.model.library import Library
from generator.model.output import Output, fill
from generator.model.post import Page
from generator.plan.articles import layout_template, unknown_layout
from generator.plan.generated_page import GeneratedPage
from generator.plan.kind import Planned
from generator.plan.lists import front_paginator

FALLBACK = "page"
FRONT = "index.html"
NOT_FOUND = "404"  # no source: all have endings


def keys(library: Library) -> Iterable[str]:
    """Name the sources of all pages, and the 404 page, which has none."""
    return (*library.pages, NOT_FOUND)


def touched(delta: Delta) -> Iterator[str]:
    """Name the pages that changed, and the site's own front page where the list of all stories did."""
    yield from delta.sources
    if delta.archive:
        yield from (page.source for page in delta.after.pages.values() if _is_front(page))


def _is_front(page: Page) -> bool:
    return output_path(page.url, page.output_ext) == FRONT


def outputs(library: Library, source: str) -> Iterator[Planned]:
    """Plan a page; one at the site's root is the front page, and gets its paginator."""
    if source == NOT_FOUND:
        yield Output("404.html", fill("404.html", page=GeneratedPage("404", "Page not found", "/404.html")))
    page = library.pages.get(source)
    if page is None:
        return
    yield from unknown_layout(source, page.layout, FALLBACK, library.layouts)
    if page.redirect_to:
        return
    path = output_path(page.url, page.output_ext)
    template = layout_template(page.layout, FALLBACK, library.layouts)
    if path == FRONT:
        recipe = fill(template, page=page, paginator=front_paginator(library))
    else:
        recipe = fill(template, page=page)
    yield Output(path, recipe, page.source)
