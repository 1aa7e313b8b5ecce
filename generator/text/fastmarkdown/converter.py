"""The fast converter: Python-Markdown with a trigger-character prefilter before every pattern.

The stock library tries each of its forty patterns on each piece of text, though nearly none can match. A gate is a
condition without which a pattern cannot match, and which costs next to nothing to check. What the tables below do
not know, such as the parts of an extension that somebody adds, is never gated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from markdown.treeprocessors import InlineProcessor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown.extensions import Extension

    Step = Any  # a processor of any stage, likewise
    Value = Any  # what the stages hand on: lines, then a tree, then HTML
from generator.text.fastmarkdown.blocks import PrefilteredBlocks
from generator.text.fastmarkdown.budget import MeteredMarkdown
from generator.text.fastmarkdown.inline import PrefilteredInline
from generator.text.fastmarkdown.steps import run_step


class FastMarkdown(MeteredMarkdown):
    """Python-Markdown: the same bytes, several times sooner."""

    lang = "en"
    """The language of the text."""

    def build_parser(self) -> Self:
        """Build the stock parser, then put the gated parts in place of theirs, before an extension may see those."""
        super().build_parser()
        self._blocks = frozenset(self.block_level_elements)
        self.parser = PrefilteredBlocks(self.parser)
        self._gate()
        return self

    def registerExtensions(
        self, extensions: Sequence[Extension | str], configs: Mapping[str, dict[str, object]]
    ) -> Self:
        """Register extensions, and gate what came with them."""
        super().registerExtensions(extensions, configs)
        self._gate()
        return self

    def _gate(self) -> None:
        # Registering anew could change the order among equals.
        steps: dict[str, Step] = self.treeprocessors._data  # type: ignore[attr-defined]  # noqa: SLF001
        for name, step in steps.items():
            if type(step) is InlineProcessor:
                steps[name] = PrefilteredInline(step)

    def is_block_level(self, tag: object) -> bool:
        """Tell whether `tag` is a block's."""
        return isinstance(tag, str) and tag.lower().rstrip("/") in self._blocks

    def convert(self, source: str) -> str:
        """Convert a text as the stock library does, in its order."""
        if not source.strip():
            return ""
        self._blocks = frozenset(self.block_level_elements)
        self.work = 0
        self.lines = source.split("\n")
        for before in self.preprocessors:
            self.lines = run_step(before, self.lines)
        root: Value = self.parser.parseDocument(self.lines).getroot()
        for during in self.treeprocessors:
            changed = run_step(during, root)
            root = root if changed is None else changed
        text: str = self.serializer(root)
        text = text[text.index("<div>") + len("<div>") : text.rindex("</div>")].strip()
        for after in self.postprocessors:
            text = run_step(after, text)
        return text.strip()
