"""Typographic quotes, dashes and ellipses, applied to the tree: a quotation may contain emphasis, links and code."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, util
from markdown.extensions import Extension
from markdown.extensions.smarty import HTML_STRICT_RE
from markdown.inlinepatterns import HtmlInlineProcessor
from markdown.treeprocessors import Treeprocessor

from generator.text.typography import BREAK, THING, VERBATIM, TypographyStyle, seen, set_type, style_of

OBJECTS = frozenset(("img", "input", "svg", "video"))
Run = tuple[Element, bool, str]  # an element, whether the text is its tail, and the text


class Typography(Treeprocessor):
    """Applies typography to a text in the language `md.lang`."""

    def __init__(self, md: Markdown, options: dict[str, Any]) -> None:
        """Keep the site's options."""
        super().__init__(md)
        self.options = options
        self._styles: dict[str, TypographyStyle] = {}

    def run(self, root: Element) -> None:
        """Apply typography to each block of the tree."""
        lang = getattr(self.md, "lang", "en")
        if lang not in self._styles:
            self._styles[lang] = style_of(lang, self.options)
        self._style = self._styles[lang]
        if self._style.acts_on("".join(root.itertext())):
            self._block(root)

    def _block(self, block: Element) -> None:
        """Apply it to the paragraphs of a block: its own text, which the blocks in it interrupt."""
        if block.tag in VERBATIM:
            return
        if isinstance(block.text, util.AtomicString):
            return
        if not len(block):
            if block.text and self._style.acts_on(block.text):
                block.text = self._safe(set_type(block.text, self._style, self._seen), block.text)
            return
        line: list[Run] = [(block, False, block.text or "")]
        for child in block:
            if self.md.is_block_level(child.tag):
                if line[0][2] or len(line) > 1:
                    self._set(line)
                self._block(child)
                line = []
            else:
                line += self._inline(child)
            line.append((child, True, child.tail or ""))
        self._set(line)

    def _inline(self, element: Element) -> Iterator[Run]:
        """Yield the texts of an inline element. A placeholder character stands for anything else."""
        if element.tag == "br":
            yield element, False, "\n"
        elif (
            not isinstance(element.tag, str)
            or isinstance(element.text, util.AtomicString)
            or element.tag in OBJECTS
            or element.tag in VERBATIM
        ):
            yield element, False, THING
        else:
            yield element, False, element.text or ""
            for child in element:
                yield from self._inline(child)
                yield child, True, child.tail or ""

    def _set(self, line: list[Run]) -> None:
        whole = BREAK.join([text for _, _, text in line])
        if not self._style.acts_on(whole):
            return
        pieces = set_type(whole, self._style, self._seen).split(BREAK)
        if len(pieces) != len(line):  # it contains the placeholders themselves
            return
        for (element, is_tail, text), piece in zip(line, pieces, strict=True):
            was = element.tail if is_tail else element.text
            if piece != text and was == text:
                setattr(element, "tail" if is_tail else "text", self._safe(piece, text))

    def _seen(self, number: str) -> str:
        stash = self.md.htmlStash.rawHtmlBlocks
        html = stash[int(number)] if int(number) < len(stash) else ""
        return seen(html) if isinstance(html, str) else "\n"

    def _safe(self, piece: str, text: str) -> str:
        """Stash the entities of a site's own quotation marks, so that they are not escaped."""
        for mark in self._entities:
            if mark in piece and mark not in text:
                piece = piece.replace(mark, self.md.htmlStash.store(mark))
        return piece

    @property
    def _entities(self) -> list[str]:
        told = self.options.get("substitutions") or {}
        return [str(mark) for mark in told.values() if "&" in str(mark)]


class TypographyExtension(Extension):
    """Replaces the library's `smarty`, and has its options."""

    def __init__(self, **settings: Any) -> None:
        """Declare the options."""
        self.config = {
            "smart_quotes": [True, "quotes"],
            "smart_angled_quotes": [False, "<< and >>"],
            "smart_dashes": [True, "-- and ---"],
            "smart_ellipses": [True, "..."],
            "substitutions": [{}, "other marks, by the library's names"],
        }
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register it after all inline patterns, and let quotes be escaped."""
        options = self.getConfigs()
        if options["smart_angled_quotes"]:
            md.inlinePatterns.register(HtmlInlineProcessor(HTML_STRICT_RE, md), "html", 90)
        md.treeprocessors.register(Typography(md, options), "smarty", 6)
        md.ESCAPED_CHARS.extend(['"', "'"])


def makeExtension(**settings: Any) -> TypographyExtension:
    """Make the extension."""
    return TypographyExtension(**settings)
