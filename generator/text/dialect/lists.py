"""Lists keep the first number, another marker starts another list, and a year at the start of a line is text."""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import OListProcessor, UListProcessor
from markdown.extensions import Extension

ITEM = re.compile(r"( *)([*+-]|\d{1,9}\.)( +)\S")
FIRST = r"^[ ]{0,3}\d{1,3}\.[ ]+(.*)"
"""The start of a numbered list; `1987. A year of storms` is a sentence."""
CHILD = re.compile(r"^[ ]{0,3}((\d{1,3}\.))[ ]+(.*)")
LONG_CHILD = re.compile(r"^[ ]{0,3}((\d{1,9}\.))[ ]+(.*)")
STEP = 4  # spaces of a level in the library
CODE = 4  # spaces of code beyond the text of an item


def _level(line: str, stack: list[tuple[int, int]]) -> str:
    """Indent an item by four spaces a level, so that it belongs to the item above whose text it is indented to.

    `stack` has the indentation of the open items, and that of their texts.
    """
    item = ITEM.match(line)
    if item is None:
        return line
    indent, text = len(item[1]), item.end() - 1
    if stack and indent >= stack[-1][1] + CODE:
        return line
    while stack and indent < min(stack[-1][1], stack[-1][0] + STEP):
        stack.pop()
    stack.append((indent, text))
    return line if len(stack) == 1 else " " * (STEP * (len(stack) - 1)) + line[indent:]


def _levelled(block: str) -> str:
    if "\n " not in block:
        return block
    stack: list[tuple[int, int]] = []
    return "\n".join([_level(line, stack) for line in block.split("\n")])


class _OneKind(OListProcessor):
    """A list that ends where an item of another kind begins."""

    OTHER: re.Pattern[str]

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Create a list of the items of this kind; the others are left for later."""
        block = _levelled(blocks[0])
        other = self.OTHER.search(block)
        blocks[0] = block[: other.start()] if other else block
        if other:
            blocks.insert(1, block[other.start() + 1 :])
        super().run(parent, blocks)


class NumberedList(_OneKind):
    """`1.`, `2.` …: the first number counts."""

    SIBLING_TAGS = ["ol"]  # noqa: RUF012 (the library's)
    LAZY_OL = False
    OTHER = re.compile(r"\n[ ]{0,3}[*+-][ ]+\S")

    def __init__(self, parser: BlockParser) -> None:
        """Set the pattern of items."""
        super().__init__(parser)
        self.BEGINNING = re.compile(FIRST)

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether a numbered list begins, or continues with the next number."""
        if self.BEGINNING.match(block):
            return True
        last = self.lastChild(parent)
        if last is None or last.tag != "ol" or not self.RE.match(block):
            return False
        return int(last.get("start", "1")) + len(last) == int(block.partition(".")[0])

    def get_items(self, block: str) -> list[str]:
        """Split a block into items, and record the first number. A year at the start of a line is no item."""
        is_long = "999. " in block or not self.BEGINNING.match(block)
        self.CHILD_RE = LONG_CHILD if is_long else CHILD
        items = super().get_items(block)
        self.STARTSWITH = str(int(self.STARTSWITH))  # type: ignore[misc]  # as the library does
        return items


class BulletedList(_OneKind, UListProcessor):
    """`-`, `*` and `+`."""

    TAG = "ul"
    SIBLING_TAGS = ["ul"]  # noqa: RUF012 (the library's)
    OTHER = re.compile(r"\n(?=[ ]{0,3}1\.[ ]+\S)")  # `12. May` may be the continuation of a sentence

    def __init__(self, parser: BlockParser) -> None:
        """Set the pattern of items."""
        super().__init__(parser)
        self.CHILD_RE = re.compile(r"^[ ]{0,3}(([*+-]))[ ]+(.*)")


class ListsExtension(Extension):
    """Replaces the library's rules."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register them."""
        md.parser.blockprocessors.register(NumberedList(md.parser), "olist", 40)
        md.parser.blockprocessors.register(BulletedList(md.parser), "ulist", 30)


def makeExtension(**settings: Any) -> ListsExtension:
    """Make the extension."""
    return ListsExtension(**settings)
