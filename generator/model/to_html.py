"""The interface of a converter from Markdown to HTML."""

from collections.abc import Callable
from typing import Protocol

from generator.model.digest import Digest


class ToHtml(Protocol):
    """Converts Markdown to HTML, with the quotation marks of a language, or of the site's language."""

    def __call__(self, text: str, lang: str = "", /) -> str:
        """Convert one text."""


class KeptBodies(Protocol):
    """Keeps the HTML of texts."""

    def html(self, body: Digest, lang: str, convert: Callable[[], str], *, toc: bool = False) -> str:
        """Return the HTML of a text of this digest; `convert` makes it where it was not kept."""
