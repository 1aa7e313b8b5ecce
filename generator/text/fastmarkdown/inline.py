"""Inline patterns of Python-Markdown, each tried only on texts with a trigger character."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import inlinepatterns, util
from markdown.extensions.footnotes import FootnoteInlineProcessor
from markdown.extensions.smarty import HTML_STRICT_RE
from markdown.treeprocessors import InlineProcessor

from generator.text.dialect import html, links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.text.fastmarkdown.budget import MeteredMarkdown

    Pattern = Any  # an inline pattern, of the library or of an extension
    Finder = Callable[[str, int], Iterator[re.Match[str]]]
    Handled = tuple[Element | str | None, int | None, int | None]
    Handler = Callable[[re.Match[str], str], Handled]

TRIGGERS: dict[str, tuple[str, ...]] = {
    inlinepatterns.BACKTICK_RE: ("`",),
    inlinepatterns.ESCAPE_RE: ("\\",),
    inlinepatterns.LINK_RE: ("[",),
    inlinepatterns.IMAGE_LINK_RE: ("!",),
    inlinepatterns.AUTOLINK_RE: (">",),
    inlinepatterns.AUTOMAIL_RE: (">",),
    inlinepatterns.LINE_BREAK_RE: ("\n",),
    inlinepatterns.HTML_RE: (">",),
    inlinepatterns.ENTITY_RE: ("&",),
    html.RAW: ("</",),
    links.URL: ("//",),
    r"\[\^([^\]]*)\]": ("[",),  # footnotes
    r"\*|_": ("*", "_"),
    r"\~": ("~",),
    HTML_STRICT_RE: (">",),
}
"""The regular expressions of inline patterns, each with strings of which a matching text has at least one.

None of these strings has a letter, digit, colon or control character. Matches are replaced by placeholders of such
characters, so a string that a text lacks at first never appears in it.
"""
FASTER: dict[str, str] = {inlinepatterns.LINK_RE: r"\[(?<!!\[)"}
"""Faster equivalents of regular expressions: they begin with a character that the engine can search for."""


def _finder(regex: re.Pattern[str]) -> Finder:
    return re.compile(FASTER.get(regex.pattern, regex.pattern), regex.flags).finditer


SIMPLE_EMPHASIS = re.compile(r"(?<!\S)(\*\*?)([^\s*_](?:[^*_]*[^\s*_])?)\1(?!\*)")


def _meter(pattern: Pattern, spend: Callable[[int], None]) -> None:
    """Count the characters that a pattern reads to find a closing bracket, since it searches from each opening one."""
    read_text, read_link = pattern.getText, pattern.getLink if type(pattern) in LINKS else None

    def get_text(data: str, index: int) -> tuple[str, int, bool]:
        found: tuple[str, int, bool] = read_text(data, index)
        spend(found[1] - index)
        return found

    def get_link(data: str, index: int) -> tuple[str, str | None, int, bool]:
        found: tuple[str, str | None, int, bool] = read_link(data, index)  # type: ignore[misc]
        spend(found[2] - index)
        return found

    pattern.getText = get_text
    if read_link:
        pattern.getLink = get_link


def _handler(pattern: Pattern) -> Handler:
    """Return the handler of `pattern`'s matches: for `*a*` and `**a**` a faster one with the library's result."""
    stock: Handler = pattern.handleMatch
    if type(pattern) is not inlinepatterns.DelimiterProcessor or pattern.pattern != r"\*|_":
        return stock
    star = pattern.delimiters["*"]
    if star.smart or star.tags != ("strong", "em"):
        return stock

    def handle(match: re.Match[str], text: str) -> Handled:
        # While it has regions to return, the library is still processing a text that it has analysed.
        simple = None if pattern.regions else SIMPLE_EMPHASIS.match(text, match.start())
        if not simple:
            return stock(match, text)
        element = Element("em" if len(simple[1]) == 1 else "strong")
        element.text = simple[2]
        return element, simple.start(), simple.end()

    return handle


COPIED = 2048  # characters that are copied in the time in which one is read
REFERENCES = {
    inlinepatterns.ReferenceInlineProcessor,
    inlinepatterns.ShortReferenceInlineProcessor,
    inlinepatterns.ImageReferenceInlineProcessor,
    inlinepatterns.ShortImageReferenceInlineProcessor,
}
"""Patterns without effect if no link reference is defined."""
LINKS = {inlinepatterns.LinkInlineProcessor, inlinepatterns.ImageInlineProcessor}
"""Patterns without effect in a text without a closing bracket."""


class InlineRule(NamedTuple):
    """An inline pattern and its index in the library's order; `find` is None if it has no prefilter."""

    place: int
    pattern: Pattern
    needs: tuple[str, ...] | None
    find: Finder | None
    handle: Handler


def _rule(index: int, pattern: Pattern) -> InlineRule:
    regex = pattern.getCompiledRegExp()
    needs = TRIGGERS.get(regex.pattern)
    if needs is None or pattern.ANCESTOR_EXCLUDES or not isinstance(pattern, inlinepatterns.InlineProcessor):
        return InlineRule(index, pattern, None, None, pattern.handleMatch)
    return InlineRule(index, pattern, needs, _finder(regex), _handler(pattern))


class PrefilteredInline(InlineProcessor):
    """Runs only the inline patterns that can match a piece of text."""

    md: MeteredMarkdown

    def __init__(self, stock: InlineProcessor) -> None:
        """Take over the patterns of `stock`."""
        super().__init__(stock.md)
        self.inlinePatterns = stock.inlinePatterns
        self._rules: list[InlineRule] = []
        self._memos: dict[tuple[bool, bool], dict[tuple[bool, ...], list[InlineRule]]] = {}
        theirs = "_InlineProcessor__"
        self._apply_theirs = getattr(self, f"{theirs}applyPattern")
        self._stash = getattr(self, f"{theirs}stashNode")
        self._place = getattr(self, f"{theirs}processPlaceholders")

    def _learn(self) -> None:
        self._rules = [_rule(index, pattern) for index, pattern in enumerate(self.inlinePatterns)]
        for rule in self._rules:
            if type(rule.pattern) in LINKS | REFERENCES:
                _meter(rule.pattern, self.md.spend)
        self._triggers = sorted({"]"}.union(*(rule.needs or () for rule in self._rules)))
        self._strangers = any(rule.find is None for rule in self._rules)
        self._notes = [rule.pattern for rule in self._rules if type(rule.pattern) is FootnoteInlineProcessor]

    def _likely(self, text: str) -> list[InlineRule]:
        """List the patterns that can match `text`, in the library's order."""
        present = tuple([trigger in text for trigger in self._triggers])
        likely = self._memo.get(present)
        if likely is None:
            found = {trigger for trigger in self._triggers if trigger in text}
            likely = self._memo[present] = [rule for rule in self._rules if self._is_live(rule, found)]
        return likely

    def _is_live(self, rule: InlineRule, present: set[str]) -> bool:
        """Tell whether a pattern can match a text with the characters `present`, and whether a match would matter."""
        kind = type(rule.pattern)
        if rule.needs is None:
            return True
        return not (
            present.isdisjoint(rule.needs)
            or (kind in LINKS and "]" not in present)
            or (kind in REFERENCES and not self._references)
            or (kind is FootnoteInlineProcessor and not self._footnotes)
        )

    def _apply(self, text: str, likely: list[InlineRule], first: int = 0) -> str:
        """Apply the patterns from `first` on: stash their results, and put placeholders into the text."""
        for rule in likely:
            if rule.place >= first:
                start: int | None = 0
                while start is not None:
                    text, start = self._once(text, start, rule)
        return text

    def _once(self, text: str, start: int, rule: InlineRule) -> tuple[str, int | None]:
        """Apply one pattern once, from `start`; return the text and the next start, if any."""
        self.md.spend(len(text) // COPIED)
        if rule.find is None:
            text, matched, start = self._apply_theirs(rule.pattern, text, rule.place, start)
            return text, start if matched else None
        for match in rule.find(text, start):
            node, begin, end = rule.handle(match, text)
            if begin is not None and end is not None:
                break
        else:
            return text, None
        if node is None:
            return text, end
        if isinstance(node, Element) and not isinstance(node.text, util.AtomicString):
            self._descend(node, rule.place)
        placeholder = self._stash(node, "")
        return f"{text[:begin]}{placeholder}{text[end:]}", begin + len(placeholder)

    def _descend(self, node: Element, index: int) -> None:
        for child in [node, *node]:
            if child.text:
                self.ancestors.append(child.tag.lower())
                child.text = self._InlineProcessor__handleInline(child.text, index + 1)
                self.ancestors.pop()
            if child.tail:
                child.tail = self._InlineProcessor__handleInline(child.tail, index)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N803 (the library's)
        if isinstance(data, util.AtomicString):
            return data
        return self._apply(data, self._likely(data), patternIndex)

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Do the same as the stock processor, but skip the texts in which nothing can match."""
        if not self._rules:
            self._learn()
        self._references = self._strangers or bool(self.md.references)
        self._footnotes = self._strangers or any(pattern.footnotes.footnotes for pattern in self._notes)
        self._memo = self._memos.setdefault((self._references, self._footnotes), {})
        if self._strangers:
            return super().run(tree, ancestors)
        self.stashed_nodes: dict[str, Element | str] = {}
        self.ancestors: list[str] = []
        queue = [tree]
        for parent in queue:
            inserts = []
            for place, child in enumerate(parent):
                if nodes := self._run_text(child, child.text):
                    queue += nodes
                    inserts.append((child, nodes))
                if child.tail:
                    self._run_tail(parent, place, child.tail)
                if len(child):
                    queue.append(child)
            for child, nodes in inserts:
                for number, node in enumerate(nodes):
                    child.insert(number, node)
        return tree

    def _run_text(self, child: Element, text: str | None) -> list[Element]:
        if not text or isinstance(text, util.AtomicString):
            return []
        likely = self._likely(text)
        if not likely and util.INLINE_PLACEHOLDER_PREFIX not in text:
            return []
        text = self._apply(text, likely)
        child.text = None
        return [node for node, _ in self._place(text, child)]

    def _run_tail(self, parent: Element, place: int, tail: str) -> None:
        likely = [] if isinstance(tail, util.AtomicString) else self._likely(tail)
        if likely or util.INLINE_PLACEHOLDER_PREFIX in tail:
            bearer = Element("d")
            nodes = self._place(self._apply(tail, likely), bearer, isText=False)
            parent[place].tail = bearer.tail or None
            for node, _ in reversed(nodes):
                parent.insert(place + 1, node)
