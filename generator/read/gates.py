"""Python-Markdown made several times faster by exact gates: the same bytes out, for every input.

The stock library tries each of its forty patterns on each piece of text, though nearly none can match. A gate is a
condition without which a pattern cannot match, and which costs next to nothing to check. What the tables below do
not know, such as the parts of an extension that somebody adds, is never gated.
"""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING

from markdown import Markdown, blockprocessors, inlinepatterns
from markdown.blockparser import BlockParser
from markdown.extensions import footnotes, smarty
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import ETX, INLINE_PLACEHOLDER_PREFIX, STX, AtomicString

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown.blockprocessors import BlockProcessor
    from markdown.util import Registry

QUOTE_PATTERNS: dict[str, tuple[str, ...]] = {
    smarty.singleQuoteStartRe: ("'",),
    smarty.doubleQuoteStartRe: ('"',),
    smarty.doubleQuoteSetsRe: ("\"'",),
    smarty.singleQuoteSetsRe: ("'\"",),
    smarty.doubleQuoteSetsRe2: ("'\"",),
    smarty.singleQuoteSetsRe2: ("\"'",),
    smarty.decadeAbbrRe: ("'",),
    smarty.openingSingleQuotesRegex: ("'",),
    smarty.closingSingleQuotesRegex: ("'",),
    smarty.closingSingleQuotesRegex2: ("'",),
    smarty.remainingSingleQuotesRegex: ("'",),
    smarty.openingDoubleQuotesRegex: ('"',),
    smarty.closingDoubleQuotesRegex: ('"',),
    smarty.closingDoubleQuotesRegex2: ('"',),
    smarty.remainingDoubleQuotesRegex: ('"',),
}
INLINE_PATTERNS: dict[str, tuple[str, ...]] = {
    inlinepatterns.BACKTICK_RE: ("`",),
    inlinepatterns.ESCAPE_RE: ("\\",),
    inlinepatterns.LINK_RE: ("[",),
    inlinepatterns.IMAGE_LINK_RE: ("![",),
    inlinepatterns.AUTOLINK_RE: ("://",),
    inlinepatterns.AUTOMAIL_RE: ("@",),
    inlinepatterns.LINE_BREAK_RE: ("  \n",),
    inlinepatterns.HTML_RE: ("<",),
    smarty.HTML_STRICT_RE: ("<",),
    inlinepatterns.ENTITY_RE: ("&",),
    r"\[\^([^\]]*)\]": ("[^",),
    r"\*|_": ("*", "_"),
    r"\~": ("~",),
    r"(?<!-)---(?!-)": ("---",),
    r"(?<!-)--(?!-)": ("--",),
    r"(?<!\.)\.{3}(?!\.)": ("...",),
    **QUOTE_PATTERNS,
}
"""An inline pattern's regular expression -> strings of which it cannot match a text without at least one.

None of them may hold a letter, digit or colon, nor end in a line: matches are replaced by such placeholders while
patterns run, and what is absent at first must stay absent.
"""

REFERENCE_PATTERNS = {
    inlinepatterns.ReferenceInlineProcessor,
    inlinepatterns.ShortReferenceInlineProcessor,
    inlinepatterns.ImageReferenceInlineProcessor,
    inlinepatterns.ShortImageReferenceInlineProcessor,
}
"""Patterns that change nothing in a text that defines no references."""


class GatedInline(InlineProcessor):
    """Runs, on each piece of text, only the inline patterns that can match it."""

    def __init__(self, stock: InlineProcessor) -> None:
        """Take over the patterns of `stock`."""
        super().__init__(stock.md)
        self.inlinePatterns = stock.inlinePatterns
        self._gates: list[tuple[int, inlinepatterns.Pattern, tuple[str, ...] | None]] = []

    def _learn(self) -> None:
        self._gates = [
            (index, pattern, INLINE_PATTERNS.get(pattern.getCompiledRegExp().pattern))
            for index, pattern in enumerate(self.inlinePatterns)
        ]
        self._triggers = tuple({trigger: 0 for _, _, triggers in self._gates for trigger in triggers or ()})
        self._strangers = any(triggers is None for _, _, triggers in self._gates)
        self._memos: dict[tuple[bool, bool], dict[tuple[bool, ...], list[tuple[int, inlinepatterns.Pattern]]]] = {}

    def _select(self, present: tuple[bool, ...]) -> list[tuple[int, inlinepatterns.Pattern]]:
        """List the patterns, in the library's order, that can match a text in which these triggers are present."""
        found = {trigger for trigger, is_there in zip(self._triggers, present, strict=True) if is_there}
        self._memo[present] = possible = [
            (index, pattern)
            for index, pattern, triggers in self._gates
            if triggers is None
            or (
                not found.isdisjoint(triggers)
                and (self._references or type(pattern) not in REFERENCE_PATTERNS)
                and (self._footnotes or type(pattern) is not footnotes.FootnoteInlineProcessor)
            )
        ]
        return possible

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Do what the stock processor does, in its order."""
        if not self._gates:
            self._learn()
        md = self.md
        self._references = self._strangers or bool(md.references)
        self._footnotes = self._strangers or any(
            getattr(extension, "footnotes", None) for extension in md.registeredExtensions
        )
        self._memo = self._memos.setdefault((self._references, self._footnotes), {})
        if self._strangers:
            return super().run(tree, ancestors)
        self.stashed_nodes = {}
        self.ancestors = []
        queue = [tree]
        for parent in queue:
            inserts = []
            for child in parent:
                if child.text and self._matters(child.text):
                    nodes = self._convert(child)
                    queue += nodes
                    inserts.append((child, nodes))
                if child.tail and self._matters(child.tail):
                    self._convert_tail(parent, child)
                if len(child):
                    queue.append(child)
            for element, nodes in inserts:
                for index, node in enumerate(nodes):
                    element.insert(index, node)
        return tree
