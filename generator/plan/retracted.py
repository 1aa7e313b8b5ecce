"""Plan the notices at the URLs of retracted stories."""

from collections.abc import Iterable, Iterator

from generator.formats.urls import output_path
from generator.model.library import Library
from generator.model.output import Output, fill
from generator.plan.generated_page import GeneratedPage

TEMPLATE = "retracted.html"


def keys(library: Library) -> Iterable[str]:
    """Name the sources of stories that were withdrawn."""
    return library.retracted


def outputs(library: Library, source: str) -> Iterator[Output]:
    """Plan the notice of a story that was withdrawn and has not moved away."""
    post = library.retracted.get(source)
    if post and not post.redirect_to:
        teaser = post.teaser
        page = GeneratedPage("retracted", teaser.title, teaser.url, teaser.lang, date=teaser.date, noindex=True)
        yield Output(output_path(teaser.url, ".html"), fill(TEMPLATE, page=page, why=post.retracted), teaser.source)
