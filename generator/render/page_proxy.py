"""`page` in a template: the fields of a story, a page, or a generated page."""

from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from generator.model.post import Page, Post
from generator.render.values import TemplateValue


def page_proxy(page: object) -> "PageProxy":
    """Return `page` for its template: its front matter, overridden by the known fields."""
    if isinstance(page, Post):
        return PageProxy(_story(page))
    if isinstance(page, Page):
        return PageProxy(_plain_page(page))
    return PageProxy(msgspec.structs.asdict(page))  # type: ignore[arg-type]  # every page that we plan is a Struct


class PageProxy:
    """`page` in a template: front matter and known fields, by attribute, item or `get`."""

    def __init__(self, values: dict[str, TemplateValue]) -> None:
        """Store the values."""
        self._values = values

    def add(self, **values: object) -> None:
        """Add values."""
        self._values.update(values)

    def __getattr__(self, name: str) -> TemplateValue:
        """Return a value."""
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> TemplateValue:
        """Return a value."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the values."""
        return iter(self._values)

    def get(self, name: str, default: object = None) -> object:
        """Return a value, or `default`."""
        return self._values.get(name, default)


def _story(post: Post) -> dict[str, TemplateValue]:
    teaser = post.teaser
    values: dict[str, TemplateValue] = msgspec.json.decode(post.meta)
    values.update(
        (name, getattr(teaser, name)) for name in teaser.__struct_fields__ if name not in ("source", "digest")
    )
    values.update(
        name=PurePosixPath(teaser.source).name,
        slug=values.get("slug") or PurePosixPath(teaser.source).stem.split("-", 3)[-1],
        kind="post",
        layout=post.layout,
        words=post.words,
        collection=post.collection,
        author=teaser.author,
        id=teaser.id,
        path=teaser.source,
        redirect_to=post.redirect_to,
        corrections=post.corrections,
        source=post.source,
        location=post.location,
        expires=post.expires,
        noindex=post.noindex,
        toc=post.toc,
    )
    return values


def _plain_page(page: Page) -> dict[str, TemplateValue]:
    values: dict[str, TemplateValue] = msgspec.json.decode(page.meta)
    values.update(
        kind="page",
        title=page.title,
        url=page.url,
        layout=page.layout,
        excerpt=page.excerpt,
        description=page.description,
        date=page.date,
        updated=page.updated,
        image=page.image,
        lang=page.lang,
        collection=page.collection,
        path=page.source,
        redirect_to=page.redirect_to,
        noindex=page.noindex,
        toc=page.toc,
    )
    return values
