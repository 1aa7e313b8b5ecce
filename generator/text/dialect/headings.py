"""`# Heading` needs a space: `#KeepTheFerry` and `#16197` are text, and `# C#` keeps the last character."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension

CLOSING = re.compile(r"(?:^|(?<= ))#+$")


class SpacedHeading(HashHeaderProcessor):
    """Headings that begin with one to six `#` and a space."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ ]+(?P<header>\S[^\n]*)(?:\n|$)")

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Create the headings of a block, and the text before and between them; the text after the last one follows."""
        block, place = blocks.pop(0), 0
        while found := self.RE.search(block, max(0, place - 1)):
            if block[place : found.start()]:
                self.parser.parseBlocks(parent, [self._below(block[place : found.start()], place)])
            heading = SubElement(parent, f"h{len(found['level'])}")
            heading.text = CLOSING.sub("", found["header"].rstrip()).rstrip()
            place = found.end()
        if block[place:]:
            blocks.insert(0, self._below(block[place:], place))

    def _below(self, text: str, place: int) -> str:
        """Return the text below a heading; in a list, indented text is part of the item."""
        return self.looseDetab(text) if place and self.parser.state.isstate("looselist") else text


class HeadingsExtension(Extension):
    """Replaces the library's rule."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register it."""
        md.parser.blockprocessors.register(SpacedHeading(md.parser), "hashheader", 70)


def makeExtension(**settings: Any) -> HeadingsExtension:
    """Make the extension."""
    return HeadingsExtension(**settings)
