"""A table or a list may interrupt a paragraph: it needs no blank line before it."""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

RULE = re.compile(r"\n(?=[^\n]*\|)[ ]{0,3}[|:-][ |:-]*(?=\n|$)")
"""The line below the head of a table."""
ITEM = re.compile(r"\n(?=[ ]{0,3}(?:[*+-]|1\.)[ ]+\S)")
"""The line break before the first item of a list. A number other than 1 may belong to a sentence: `12. May`."""


class InterruptParagraph(BlockProcessor):
    """Splits a block before a table or a list. All other processors have declined it, so its first lines are text."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether a table or a list begins below the first line."""
        del parent
        return "\n" in block and self._end(block) < len(block)

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make a paragraph of the lines before it."""
        block = blocks.pop(0)
        end = self._end(block)
        self.parser.parseBlocks(parent, [block[:end]])
        blocks.insert(0, block[end + 1 :])

    def _end(self, block: str) -> int:
        """Return the end of the text before a table or a list; the end of the block if there is none."""
        item = ITEM.search(block)
        end = item.start() if item else len(block)
        table = self.parser.blockprocessors["table"]
        for rule in RULE.finditer(block):
            head = block.rfind("\n", 0, rule.start())
            if head >= end:
                break
            if head > 0 and table.test(Element("p"), block[head + 1 : rule.end()]):
                return head
        return end


class InterruptExtension(Extension):
    """Registers the processor just before that of paragraphs."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register it."""
        md.parser.blockprocessors.register(InterruptParagraph(md.parser), "below", 12)


def makeExtension(**settings: Any) -> InterruptExtension:
    """Make the extension."""
    return InterruptExtension(**settings)
