"""Convert a story's text, and add the table of contents."""

from generator.model.settings import Settings
from generator.model.to_html import ToHtml


def with_contents(text: str, to_html: ToHtml, settings: Settings, lang: str) -> str:
    """Convert a Markdown text, with a table of contents at its marker, or else before the text."""
    told = settings.markdown_extension_configs
    options = told.get("toc") or told.get("markdown.extensions.toc") or {}
    marker = str(options.get("marker", "[TOC]"))
    if not marker:  # the site has switched it off
        return to_html(text, lang)
    if marker in text:
        html = to_html(text, lang)  # the marker may only occur in code
        if f'class="{options.get("toc_class", "toc")}"' in html:
            return html
    return to_html(f"{marker}\n\n{text}", lang)
