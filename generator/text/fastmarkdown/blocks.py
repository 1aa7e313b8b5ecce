"""Block processors of Python-Markdown, each tried only on blocks whose lines can match."""

from __future__ import annotations

from collections import deque
from collections.abc import MutableSequence
from typing import TYPE_CHECKING, Any, cast

from markdown import util
from markdown.blockparser import BlockParser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from xml.etree.ElementTree import Element

    from markdown.blockprocessors import BlockProcessor

    from generator.text.fastmarkdown.budget import MeteredMarkdown

SPLIT = 5  # characters of a block that count for each line that is removed from it
OPENINGS: dict[str, str] = {
    "generator.text.dialect.interrupt_paragraph.InterruptParagraph": "|0*+-",
    "generator.text.dialect.headings.SpacedHeading": "#",
    "generator.text.dialect.lists.BulletedList": "*+-",
    "generator.text.dialect.lists.NumberedList": "0",
    "markdown.blockprocessors.BlockQuoteProcessor": ">",
    "markdown.blockprocessors.CodeBlockProcessor": " ",
    "markdown.blockprocessors.EmptyBlockProcessor": "\n",
    "markdown.blockprocessors.HRProcessor": "-_*",
    "markdown.blockprocessors.ListIndentProcessor": " ",
    "markdown.blockprocessors.ReferenceProcessor": "[",
    "markdown.blockprocessors.SetextHeaderProcessor": "=-",
    "markdown.extensions.abbr.AbbrBlockprocessor": "*",
    "markdown.extensions.def_list.DefListIndentProcessor": " ",
    "markdown.extensions.def_list.DefListProcessor": ":",
    "markdown.extensions.footnotes.FootnoteBlockProcessor": "[",
    "markdown.extensions.md_in_html.MarkdownInHtmlProcessor": util.STX,
    "markdown.extensions.tables.TableProcessor": "|",
    "pymdownx.superfences.SuperFencesCodeBlockProcessor": " ",
}
"""Block processors, each with characters of which one begins a line (after spaces) of any block that it matches.

"0" stands for every digit, " " for a block that begins with a space, "|" for a bar anywhere in several lines.
"""
OPENERS = frozenset("".join(OPENINGS.values()))


def _openings(block: str) -> frozenset[str]:
    """Return the keys of OPENINGS that occur in `block`; none means that it is a paragraph."""
    first = block[:1]
    if first and first not in OPENERS and "\n" not in block and not first.isdecimal():
        return frozenset()
    openings = {line.lstrip(" ")[:1] for line in block.split("\n")}
    if any(opening.isdecimal() for opening in openings):
        openings.add("0")
    if first in {"", " ", "\n"}:
        openings.add(first or "\n")
    if "|" in block:
        openings.add("|")
    return OPENERS & openings


MANY = 1000
MAX_DEPTH = 120


class Blocks(MutableSequence[str]):
    """A list of blocks that is fast at its start."""

    def __init__(self, blocks: Sequence[str]) -> None:
        """Store blocks."""
        self._blocks = deque(blocks)

    def __len__(self) -> int:
        """Return the number of blocks."""
        return len(self._blocks)

    def __getitem__(self, index: Any) -> Any:  # one or some
        """Return one or some of them."""
        return self._blocks[index] if isinstance(index, int) else list(self._blocks)[index]

    def __setitem__(self, index: Any, block: Any) -> None:  # one or some
        """Replace one or some of them."""
        self._change(lambda blocks: blocks.__setitem__(index, block), is_one=isinstance(index, int))

    def __delitem__(self, index: Any) -> None:  # one or some
        """Remove one or some of them."""
        self._change(lambda blocks: blocks.__delitem__(index), is_one=isinstance(index, int))

    def _change(self, change: Callable[[Any], None], *, is_one: bool) -> None:
        if is_one:
            change(self._blocks)
        else:
            blocks = list(self._blocks)
            change(blocks)
            self._blocks = deque(blocks)

    def insert(self, index: int, value: str) -> None:
        """Insert a block."""
        self._blocks.insert(index, value)

    def pop(self, index: int = -1) -> str:
        """Remove and return a block."""
        if index == 0:
            return self._blocks.popleft()
        block = self._blocks[index]
        del self._blocks[index]
        return block


class PrefilteredBlocks(BlockParser):
    """Tries only the processors that can match a block."""

    md: MeteredMarkdown
    depth = 0
    """The number of open lists, quotes and similar blocks."""

    def __init__(self, stock: BlockParser) -> None:
        """Take over the processors of `stock`."""
        super().__init__(stock.md)
        self.blockprocessors = stock.blockprocessors
        for processor in self.blockprocessors:
            processor.parser = self
        self._memo: dict[frozenset[str], list[BlockProcessor]] = {}

    def _likely(self, block: str) -> list[BlockProcessor]:
        self.md.spend(len(block) // SPLIT)
        openings = _openings(block)
        likely = self._memo.get(openings)
        if likely is None:
            likely = self._memo[openings] = [
                processor
                for processor in self.blockprocessors
                if (known := OPENINGS.get(class_name(processor))) is None or not openings.isdisjoint(known)
            ]
        return likely

    def parseChunk(self, parent: Element, text: str) -> None:
        """Parse blocks that are separated by blank lines."""
        blocks = text.split("\n\n")
        # The processors remove blocks from the start of a list: in a long one, each removal would move all others.
        self.parseBlocks(parent, blocks if len(blocks) < MANY else cast("list[str]", Blocks(blocks)))

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        """Do the same as the stock parser, to a depth that does not depend on the caller's stack."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RecursionError
        while blocks:
            block = blocks[0]
            for processor in self._likely(block):
                if processor.test(parent, block):
                    if processor.run(parent, blocks) is not False:
                        break
                    if blocks[0] != block:
                        self._try_the_rest(processor, parent, blocks)
                        break
        self.depth -= 1

    def _try_the_rest(self, refuser: BlockProcessor, parent: Element, blocks: list[str]) -> None:
        """Continue without the prefilter after a processor that changed a block and then declined it."""
        processors = list(self.blockprocessors)
        for processor in processors[processors.index(refuser) + 1 :]:
            if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                break


def class_name(part: object) -> str:
    """Return the full name of the class of `part`."""
    return f"{type(part).__module__}.{type(part).__qualname__}"
