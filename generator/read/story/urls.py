"""The URL of a story or page from its permalink, with errors at the responsible key."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import unquote

from generator.formats.permalinks import Tokens, expand, page_url, portability_warning
from generator.model.problem import InputError, Problem
from generator.model.settings import Settings
from generator.read.files.discover import Source
from generator.read.yaml.fields import Fields

MARKDOWN = (".md", ".markdown", ".mkdown", ".mkdn", ".mkd")


def is_markdown(name: str) -> bool:
    """Tell by its extension whether the body of the source `name` is Markdown."""
    return name.lower().endswith(MARKDOWN)


def output_ext(name: str) -> str:
    """Return the extension of the page of the source `name`."""
    return ".html" if is_markdown(name) else os.path.splitext(name)[1]


def post_url(fields: Fields, settings: Settings, tokens: Tokens, warnings: list[Problem]) -> str:
    """Return the URL of a story, by its own permalink or the site's."""
    own = fields.text("permalink")
    if own:
        return _checked(fields, lambda: expand(own, tokens), warnings)
    return _checked(fields, lambda: expand(settings.permalink, tokens, style=True), warnings)


def post_tokens(source: Source, fields: Fields, date: datetime, title: str, categories: tuple[str, ...]) -> Tokens:
    """Return the values of the placeholders in a story's permalink."""
    path = os.path.splitext(source.name)[0]
    return Tokens(
        date=date,
        slug=fields.text("slug") or None,
        title=title,
        name=os.path.basename(path),
        path=re.sub(r"(^|/)_(posts|drafts)/", r"\1", path),
        categories=categories,
    )


def plain_url(source: Source, fields: Fields, settings: Settings, warnings: list[Problem]) -> str:
    """Return the URL of a page, or of a document of a collection."""
    path, ending = os.path.splitext(source.name)[0], output_ext(source.name)
    if not source.label:
        own = fields.text("permalink")
        return _checked(fields, lambda: page_url(source.name, settings.permalink, ending, own), warnings)
    base = os.path.basename(path)
    tokens = Tokens(
        date=datetime.fromtimestamp(0, UTC),
        slug=fields.text("slug") or None,
        title=base,
        name=base,
        path=path.removeprefix(f"_{source.label}/"),
        collection=source.label,
        output_ext=ending,
    )
    told = next((entry.permalink for entry in settings.collections if entry.label == source.label), "")
    pattern = fields.text("permalink") or told or "/:collection/:path:output_ext"
    return _checked(fields, lambda: expand(pattern, tokens), warnings)


def _checked(fields: Fields, make: Callable[[], str], warnings: list[Problem]) -> str:
    """Make a URL. An error has the position of the permalink or slug, or that of the file."""
    try:
        url = make()
    except ValueError as error:
        for key in ("permalink", "slug"):
            if key in fields.positions:
                raise fields.error(key, str(error), "Write a path below the site, such as /news/flood/.") from None
        hint = "Rename the file, or write a slug or a permalink in its front matter."
        raise InputError(Problem(fields.file, f"no URL can be made for this: {error}", hint=hint)) from None
    if trouble := portability_warning(unquote(url)):
        line, column = fields.positions.get("permalink", (0, 0))
        hint = "Choose another slug or permalink."
        warnings.append(Problem(fields.file, f"{url}: {trouble}", line, column, hint, "warning"))
    return url
