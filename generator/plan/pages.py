"""Plan the pages outside `_posts`, the documents of collections, and the 404 page."""

from collections.abc import Iterator

from generator.formats.urls import output_path
from generator.model.library import Library
from generator.model.output import Output, fill
from generator.plan.articles import layout_template
from generator.plan.generated_page import GeneratedPage
from generator.plan.lists import front_paginator

FALLBACK = "page"
FRONT = "index.html"


def outputs(library: Library) -> Iterator[Output]:
    """Plan every page; the one at the site's root is the front page, and has its paginator."""
    for page in library.pages:
        if page.redirect_to:
            continue
        path = output_path(page.url, page.output_ext)
        template = layout_template(page.layout, FALLBACK, library.layouts)
        if path == FRONT:
            recipe = fill(template, page=page, paginator=front_paginator(library))
        else:
            recipe = fill(template, page=page)
        yield Output(path, recipe, page.source)
    yield Output("404.html", fill("404.html", page=GeneratedPage("404", "Page not found", "/404.html")))


def unknown_layouts(library: Library) -> Iterator[tuple[str, str, str]]:
    """Find the sources whose layout does not exist: source, layout, and the layout that is used instead."""
    for page in library.pages:
        if page.layout and page.layout not in library.layouts:
            yield page.source, page.layout, FALLBACK
