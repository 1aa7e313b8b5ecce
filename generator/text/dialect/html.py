"""HTML in Markdown: `<details>` contains Markdown; `<code>`, `<kbd>` and `<samp>` do not."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from markdown import Markdown
from markdown.extensions.md_in_html import HtmlBlockPreprocessor, HTMLExtractorExtra, MarkdownInHtmlExtension
from markdown.inlinepatterns import InlineProcessor

RAW = r"<((?i:code|kbd|samp|var|tt|script|style|textarea|math))(?=[\s>])[^<>]*>"
LOOSE_AMPERSAND = re.compile(r"&(?!#?\w+;)")
COPIED = 2048  # characters that are copied in one step of the budget

State = Literal["block", "span", "off"] | None


class Extractor(HTMLExtractorExtra):
    """The library's extractor; the content of `<details>` with a blank line is Markdown without an attribute."""

    def reset(self) -> None:
        """Reset the state."""
        super().reset()
        self._last = -2  # position of the last ">"

    def check_for_whole_start_tag(self, i: int) -> int:
        """Return the end of a start tag.

        Without a ">" there is none, so that the search is not repeated for each "<".
        """
        if self._last == -2:  # noqa: PLR2004 (see above)
            self._last = self.rawdata.rfind(">")
        if i > self._last:
            return -1
        return super().check_for_whole_start_tag(i)

    def handle_endtag(self, tag: str) -> None:
        """End an element. The library copies the rest of the text to read one line."""
        if spend := getattr(self.md, "spend", None):
            spend((len(self.rawdata) - self.line_offset) // COPIED)
        super().handle_endtag(tag)

    def get_state(self, tag: str, attrs: Mapping[str, str]) -> State:
        """Return how the content of an element is treated."""
        outer: list[str] = self.mdstack  # type: ignore[attr-defined]
        if "markdown" not in attrs:
            if tag == "details" and self._has_paragraphs():
                return super().get_state(tag, {**attrs, "markdown": "1"})
            if tag == "summary" and outer[-1:] == ["details"]:
                return super().get_state(tag, {**attrs, "markdown": "1"})
        return super().get_state(tag, attrs)

    def _has_paragraphs(self) -> bool:
        start = self.line_offset + self.offset
        blank = self.rawdata.find("\n\n", start)
        return blank >= 0 and self.rawdata.find("</details", start, blank) < 0


class HtmlBlocks(HtmlBlockPreprocessor):
    """The library's preprocessor, with the extractor above."""

    def run(self, lines: list[str]) -> list[str]:
        """Move HTML to the stash."""
        parser = Extractor(self.md)
        parser.feed("\n".join(lines))
        parser.close()
        return "".join(parser.cleandoc).split("\n")


class RawInline(InlineProcessor):
    """An inline element of code, whose content stays as written."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | None, int | None, int | None]:  # type: ignore[override]
        """Move it to the stash as a whole."""
        closing = f"</{m[1]}>"
        end = data.find(closing, m.end()) + len(closing)
        if end < m.end():
            return None, None, None
        html = LOOSE_AMPERSAND.sub("&amp;", self.unescape(data[m.start() : end]))
        return self.md.htmlStash.store(html), m.start(), end


class HtmlExtension(MarkdownInHtmlExtension):
    """The library's `md_in_html`, with these rules."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register all."""
        super().extendMarkdown(md)
        md.preprocessors.register(HtmlBlocks(md), "html_block", 20)
        md.inlinePatterns.register(RawInline(RAW, md), "raw inline", 185)


def makeExtension(**settings: Any) -> HtmlExtension:
    """Make the extension."""
    return HtmlExtension(**settings)
