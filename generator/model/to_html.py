"""The interface of a converter from Markdown to HTML."""

from typing import Protocol


class ToHtml(Protocol):
    """Makes HTML of Markdown, with the quotation marks of a language, or of the site's own."""

    def __call__(self, text: str, lang: str = "", /) -> str:
        """Convert one text."""
