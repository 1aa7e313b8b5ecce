"""Plan the notices at the URLs of retracted stories."""

from collections.abc import Iterator

from generator.formats.urls import output_path
from generator.model.library import Library
from generator.model.output import Output, fill
from generator.plan.generated_page import GeneratedPage

TEMPLATE = "retracted.html"


def outputs(library: Library) -> Iterator[Output]:
    """Plan the notice of each retracted story without a redirect."""
    for post in library.retracted:
        if not post.redirect_to:
            teaser = post.teaser
            page = GeneratedPage("retracted", teaser.title, teaser.url, teaser.lang, date=teaser.date, noindex=True)
            yield Output(output_path(teaser.url, ".html"), fill(TEMPLATE, page=page, why=post.retracted), teaser.source)
