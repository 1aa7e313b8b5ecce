"""The fast converter: Python-Markdown with a trigger-character prefilter before every pattern.

The stock library tries each of its forty patterns on each piece of text, although nearly none can match. A prefilter is
a cheap check of a condition without which a pattern cannot match. Patterns that are not in the tables below, such as
those of other extensions, have no prefilter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from markdown.treeprocessors import InlineProcessor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown.extensions import Extension

    Step = Any  # a processor of any stage, also untyped
    Value = Any  # the data between stages: lines, then a tree, then HTML
from generator.text.fastmarkdown.blocks import PrefilteredBlocks
from generator.text.fastmarkdown.budget import MeteredMarkdown
from generator.text.fastmarkdown.inline import PrefilteredInline
from generator.text.fastmarkdown.steps import run_step


class FastMarkdown(MeteredMarkdown):
    """Python-Markdown with the same output, several times faster."""

    lang = "en"
    """The language of the text."""

    def build_parser(self) -> Self:
        """Build the stock parser, and replace its parts by prefiltered ones before any extension sees them."""
        super().build_parser()
        self._blocks = frozenset(self.block_level_elements)
        self.parser = PrefilteredBlocks(self.parser)
        self._gate()
        return self

    def registerExtensions(
        self, extensions: Sequence[Extension | str], configs: Mapping[str, dict[str, object]]
    ) -> Self:
        """Register extensions, and prefilter their patterns."""
        super().registerExtensions(extensions, configs)
        self._gate()
        return self

    def _gate(self) -> None:
        # Registering again could change the order of equal priorities.
        steps: dict[str, Step] = self.treeprocessors._data  # type: ignore[attr-defined]  # noqa: SLF001
        for name, step in steps.items():
            if type(step) is InlineProcessor:
                steps[name] = PrefilteredInline(step)

    def is_block_level(self, tag: object) -> bool:
        """Tell whether `tag` is that of a block."""
        return isinstance(tag, str) and tag.lower().rstrip("/") in self._blocks

    def convert(self, source: str) -> str:
        """Convert a text in the same order as the stock library."""
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
