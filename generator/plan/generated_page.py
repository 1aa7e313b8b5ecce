"""The `page` of generated pages: front page, lists, indexes, feeds, redirects, 404."""

from datetime import datetime

from msgspec import Struct

from generator.model.post import Image


class GeneratedPage(Struct, frozen=True):
    """The variable `page` of a generated page's template."""

    kind: str
    title: str
    url: str
    lang: str = ""
    description: str = ""
    image: Image | None = None
    date: datetime | None = None
    updated: datetime | None = None
    noindex: bool = False
