"""Convert a story's text, and add the table of contents."""

from generator.model.settings import Settings
from generator.model.to_html import ToHtml


def with_contents(text: str, to_html: ToHtml, settings: Settings, lang: str) -> str:
    """Return a Markdown text's HTML with a table of contents: where the text asks for it, or else before it."""
    told = settings.markdown_extension_configs
    options = told.get("toc") or told.get("markdown.extensions.toc") or {}
    marker = str(options.get("marker", "[TOC]"))
    if not marker:  # the site has switched it off
        return to_html(text, lang)
    if marker in text:
        html = to_html(text, lang)  # what looks like the marker may stand in a sample of code
        if f'class="{options.get("toc_class", "toc")}"' in html:
            return html
    return to_html(f"{marker}\n\n{text}", lang)
