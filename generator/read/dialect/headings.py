"""`# Heading` needs its space: `#KeepTheFerry` and `#16197` are text, and `# C#` keeps its last sign."""

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
        """Make the first heading of a block; what stands before it is made first, what follows goes on."""
        block = blocks.pop(0)
        found = self.RE.search(block)
        if found is None:  # `test` has found it
            return
        before, after = block[: found.start()], block[found.end() :]
        if before:
            self.parser.parseBlocks(parent, [before])
        heading = SubElement(parent, f"h{len(found['level'])}")
        heading.text = CLOSING.sub("", found["header"].rstrip()).rstrip()
        if after:
            blocks.insert(0, self.looseDetab(after) if self.parser.state.isstate("looselist") else after)


class HeadingsExtension(Extension):
    """Put the rule in the place of the library's."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (theirs)
        """Register it."""
        md.parser.blockprocessors.register(SpacedHeading(md.parser), "hashheader", 70)


def makeExtension(**settings: Any) -> HeadingsExtension:  # noqa: ANN401, N802 (theirs)
    """Make the extension."""
    return HeadingsExtension(**settings)
