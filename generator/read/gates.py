"""Python-Markdown made several times faster by exact gates: the same bytes out, for every input.

The stock library tries each of its forty patterns on each piece of text, though nearly none can match. A gate is a
condition without which a pattern cannot match, and which costs next to nothing to check. What the tables below do
not know, such as the parts of an extension that somebody adds, is never gated.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import MutableSequence
from time import thread_time
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast
from xml.etree.ElementTree import Element

from markdown import Markdown, inlinepatterns, util
from markdown.blockparser import BlockParser
from markdown.extensions.footnotes import FootnoteInlineProcessor
from markdown.extensions.smarty import HTML_STRICT_RE
from markdown.treeprocessors import InlineProcessor

from generator.read.dialect import html, links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from markdown.blockprocessors import BlockProcessor
    from markdown.extensions import Extension

    Pattern = Any  # an inline pattern, of the library or of an extension
    Step = Any  # a processor of any stage, likewise
    Value = Any  # what the stages hand on: lines, then a tree, then HTML
    Finder = Callable[[str, int], Iterator[re.Match[str]]]
    Handled = tuple[Element | str | None, int | None, int | None]
    Handler = Callable[[re.Match[str], str], Handled]

NEEDS: dict[str, tuple[str, ...]] = {
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
"""An inline pattern's regular expression -> strings of which a text has at least one if it matches.

None of them holds a letter, digit, colon or control character: matches give way to placeholders made of those, so
what a text lacks at first it lacks for good.
"""

SOONER: dict[str, str] = {inlinepatterns.LINK_RE: r"\[(?<!!\[)"}
"""A regular expression -> one that matches the same, sooner: it opens with a letter that the engine leaps to."""


def _finder(regex: re.Pattern[str]) -> Finder:
    return re.compile(SOONER.get(regex.pattern, regex.pattern), regex.flags).finditer


SIMPLE_EMPHASIS = re.compile(r"(?<!\S)(\*\*?)([^\s*_](?:[^*_]*[^\s*_])?)\1(?!\*)")


def _meter(pattern: Pattern, spend: Callable[[int], None]) -> None:
    """Count the characters that a pattern reads in search of a closing bracket: it may do so from each opening one."""
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
    """Return what handles a match of `pattern`: for `*a*` and `**a**` a short way to what the library would make."""
    stock: Handler = pattern.handleMatch
    if type(pattern) is not inlinepatterns.DelimiterProcessor or pattern.pattern != r"\*|_":
        return stock
    star = pattern.delimiters["*"]
    if star.smart or star.tags != ("strong", "em"):
        return stock

    def handle(match: re.Match[str], text: str) -> Handled:
        # While it has regions to return, the library is in the midst of a text that it has already analysed.
        simple = None if pattern.regions else SIMPLE_EMPHASIS.match(text, match.start())
        if not simple:
            return stock(match, text)
        element = Element("em" if len(simple[1]) == 1 else "strong")
        element.text = simple[2]
        return element, simple.start(), simple.end()

    return handle


# Work is counted in characters that a loop of Python reads, some 0.1 microseconds each: what could grow with the
# square of a text's length. A story of ten million characters needs a fourth of this.
MOST_WORK = 20_000_000
COPIED = 2048  # characters of a piece of text that are copied for a mark in it, in the time in which one is read
SPLIT = 5  # characters of a block that are looked at for each line that is taken off it, likewise

REFERENCES = {
    inlinepatterns.ReferenceInlineProcessor,
    inlinepatterns.ShortReferenceInlineProcessor,
    inlinepatterns.ImageReferenceInlineProcessor,
    inlinepatterns.ShortImageReferenceInlineProcessor,
}
"""Patterns that change nothing while no link reference is defined."""
LINKS = {inlinepatterns.LinkInlineProcessor, inlinepatterns.ImageInlineProcessor}
"""Patterns that change nothing in a text without a closing bracket."""


class Rule(NamedTuple):
    """An inline pattern and its place in the library's order; `find` is None if it must not be gated."""

    place: int
    pattern: Pattern
    needs: tuple[str, ...] | None
    find: Finder | None
    handle: Handler


def _rule(index: int, pattern: Pattern) -> Rule:
    regex = pattern.getCompiledRegExp()
    needs = NEEDS.get(regex.pattern)
    if needs is None or pattern.ANCESTOR_EXCLUDES or not isinstance(pattern, inlinepatterns.InlineProcessor):
        return Rule(index, pattern, None, None, pattern.handleMatch)
    return Rule(index, pattern, needs, _finder(regex), _handler(pattern))


class GatedInline(InlineProcessor):
    """Runs, on each piece of text, only the inline patterns that can match it."""

    md: GatedMarkdown

    def __init__(self, stock: InlineProcessor) -> None:
        """Take over the patterns of `stock`."""
        super().__init__(stock.md)
        self.inlinePatterns = stock.inlinePatterns
        self._rules: list[Rule] = []
        self._memos: dict[tuple[bool, bool], dict[tuple[bool, ...], list[Rule]]] = {}
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

    def _likely(self, text: str) -> list[Rule]:
        """List the patterns that can match `text`, in the library's order."""
        present = tuple([trigger in text for trigger in self._triggers])
        likely = self._memo.get(present)
        if likely is None:
            found = {trigger for trigger in self._triggers if trigger in text}
            likely = self._memo[present] = [rule for rule in self._rules if self._is_live(rule, found)]
        return likely

    def _is_live(self, rule: Rule, present: set[str]) -> bool:
        """Tell whether the pattern can match where `present` is what there is, and whether a match would matter."""
        kind = type(rule.pattern)
        if rule.needs is None:
            return True
        return not (
            present.isdisjoint(rule.needs)
            or (kind in LINKS and "]" not in present)
            or (kind in REFERENCES and not self._references)
            or (kind is FootnoteInlineProcessor and not self._footnotes)
        )

    def _apply(self, text: str, likely: list[Rule], first: int = 0) -> str:
        """Put what the patterns from the `first` on make of `text` into the stash, and placeholders into the text."""
        for rule in likely:
            if rule.place >= first:
                start: int | None = 0
                while start is not None:
                    text, start = self._once(text, start, rule)
        return text

    def _once(self, text: str, start: int, rule: Rule) -> tuple[str, int | None]:
        """Apply one pattern once, from `start`; return the text and where to go on, if anywhere."""
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

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N803 (theirs)
        if isinstance(data, util.AtomicString):
            return data
        return self._apply(data, self._likely(data), patternIndex)

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Do what the stock processor does, in its order, but leave alone the texts in which nothing can match."""
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


OPENINGS: dict[str, str] = {
    "generator.read.dialect.below.Below": "|0*+-",
    "generator.read.dialect.headings.SpacedHeading": "#",
    "generator.read.dialect.lists.BulletedList": "*+-",
    "generator.read.dialect.lists.NumberedList": "0",
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
"""A block processor -> characters of which one opens a line (after spaces) of any block that it acts on.

"0" stands for every digit, " " for a block that begins with a space, "|" for a bar anywhere in several lines.
"""
OPENERS = frozenset("".join(OPENINGS.values()))


def _openings(block: str) -> frozenset[str]:
    """Return the keys to OPENINGS that `block` holds; none means that it is a paragraph."""
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
DEEPEST = 120


class Blocks(MutableSequence[str]):
    """A list of blocks that is quick at its head."""

    def __init__(self, blocks: Sequence[str]) -> None:
        """Keep some blocks."""
        self._blocks = deque(blocks)

    def __len__(self) -> int:
        """Count them."""
        return len(self._blocks)

    def __getitem__(self, index: Any) -> Any:  # one or some
        """Return one or some of them."""
        return self._blocks[index] if isinstance(index, int) else list(self._blocks)[index]

    def __setitem__(self, index: Any, block: Any) -> None:  # one or some
        """Put others in place of one or some of them."""
        self._change(lambda blocks: blocks.__setitem__(index, block), is_one=isinstance(index, int))

    def __delitem__(self, index: Any) -> None:  # one or some
        """Take out one or some of them."""
        self._change(lambda blocks: blocks.__delitem__(index), is_one=isinstance(index, int))

    def _change(self, change: Callable[[Any], None], *, is_one: bool) -> None:
        if is_one:
            change(self._blocks)
        else:
            blocks = list(self._blocks)
            change(blocks)
            self._blocks = deque(blocks)

    def insert(self, index: int, value: str) -> None:
        """Put one in."""
        self._blocks.insert(index, value)

    def pop(self, index: int = -1) -> str:
        """Take one out."""
        if index == 0:
            return self._blocks.popleft()
        block = self._blocks[index]
        del self._blocks[index]
        return block


class GatedBlocks(BlockParser):
    """Tries, on each block, only the processors that can act on it."""

    md: GatedMarkdown
    depth = 0
    """How many lists, quotes and the like are open."""

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
                if (known := OPENINGS.get(_name(processor))) is None or not openings.isdisjoint(known)
            ]
        return likely

    def parseChunk(self, parent: Element, text: str) -> None:
        """Parse blocks that blank lines part."""
        blocks = text.split("\n\n")
        # The processors take blocks off the head of a list: of a long one, each would move all that follow.
        self.parseBlocks(parent, blocks if len(blocks) < MANY else cast("list[str]", Blocks(blocks)))

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        """Do what the stock parser does, in its order, down to a depth that does not hang on who called us."""
        self.depth += 1
        if self.depth > DEEPEST:
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
        """Go on ungated where a processor changed a block that it then declined."""
        processors = list(self.blockprocessors)
        for processor in processors[processors.index(refuser) + 1 :]:
            if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                break


def _if_lines_have(*needs: str) -> Callable[[Step, list[str]], list[str]]:
    def run(step: Step, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return step.run(lines) if any(need in text for need in needs) else lines

    return run


def _normalize(step: Step, lines: list[str]) -> list[str]:
    text = "\n".join(lines).replace(util.STX, "").replace(util.ETX, "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = (text + "\n\n").expandtabs(step.md.tab_length)
    return (re.sub(r"(?<=\n) +\n", "\n", text) if "\n " in text else text).split("\n")


def _attributes(step: Step, root: Element) -> None:
    if "{" in "".join(root.itertext()):
        step.run(root)


def _contents(step: Step, root: Element) -> None:
    """Look for the marker node by node only if it is there at all."""
    marker = step.marker
    step.marker = marker if marker in "".join(root.itertext()) else ""
    try:
        step.run(root)
    finally:
        step.marker = marker


def _unescape(step: Step, root: Element) -> None:
    for element in root.iter():
        if element.text and util.STX in element.text and element.tag != "code":
            element.text = step.unescape(element.text)
        if element.tail and util.STX in element.tail:
            element.tail = step.unescape(element.tail)
        for name, value in element.items():
            if value is not None and util.STX in value:
                element.set(name, step.unescape(value))


STASHED = re.compile(util.HTML_PLACEHOLDER % "([0-9]+)")


def _restore_html(step: Step, text: str) -> str:
    """Put stashed HTML back, in place of the paragraph around it if it is a block."""
    stash = step.md.htmlStash
    if not stash.html_counter or util.STX not in text:
        return text
    pieces, done = [], 0
    for match in STASHED.finditer(text):
        if (key := int(match[1])) < stash.html_counter:
            start, end = match.span()
            html = step.stash_to_string(stash.rawHtmlBlocks[key])
            if text.endswith("<p>", done, start) and text.startswith("</p>", end):
                start, end = start - 3, end + 4
                html = html if step.isblocklevel(html) else f"<p>{html}</p>"
            pieces += [text[done:start], _restore_html(step, html)]
            done = end
    return "".join([*pieces, text[done:]])


STEPS: dict[str, Callable[[Step, Value], Value]] = {
    "generator.read.dialect.attributes.MarkedAttributes": _attributes,
    "generator.read.dialect.html.HtmlBlocks": _if_lines_have("<", "&#"),
    "markdown.extensions.md_in_html.MarkdownInHTMLPostprocessor": _restore_html,
    "markdown.extensions.toc.TocTreeprocessor": _contents,
    "markdown.preprocessors.NormalizeWhitespace": _normalize,
    "markdown.treeprocessors.UnescapeTreeprocessor": _unescape,
    "pymdownx.superfences.SuperFencesBlockPreprocessor": _if_lines_have("```", "~~~"),
}
"""A processor -> what does the same, sooner."""


class OvertimeError(BaseException):
    """The deadline has passed. No `Exception`, lest a processor that forgives everything swallow it."""


class OverworkError(OvertimeError):
    """A text takes more work than any story does."""


def _name(part: object) -> str:
    return f"{type(part).__module__}.{type(part).__qualname__}"


def _run(step: Step, value: Value) -> Value:
    sooner = STEPS.get(_name(step))
    return sooner(step, value) if sooner else step.run(value)


class GatedMarkdown(Markdown):
    """Python-Markdown: the same bytes, several times sooner."""

    lang = "en"
    """The language of the text."""
    work = 0
    """What the text at hand has cost so far."""
    deadline = 0.0
    """When, on the clock of the thread, a conversion gives up with an OvertimeError; 0 is never."""

    def build_parser(self) -> Self:
        """Build the stock parser, then put the gated parts in place of theirs, before an extension may see those."""
        super().build_parser()
        self._blocks = frozenset(self.block_level_elements)
        self.parser = GatedBlocks(self.parser)
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
                steps[name] = GatedInline(step)

    def spend(self, work: int) -> None:
        """Count work that may grow faster than the text. Raises OverworkError where there is too much of it.

        What is counted depends on the text alone: a slow machine refuses what a fast one refuses. The deadline is for
        what nobody thought of.
        """
        self.work += work
        if self.work > MOST_WORK:
            raise OverworkError
        if self.deadline and thread_time() > self.deadline:
            raise OvertimeError

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
            self.lines = _run(before, self.lines)
        root: Value = self.parser.parseDocument(self.lines).getroot()
        for during in self.treeprocessors:
            changed = _run(during, root)
            root = root if changed is None else changed
        text: str = self.serializer(root)
        text = text[text.index("<div>") + len("<div>") : text.rindex("</div>")].strip()
        for after in self.postprocessors:
            text = _run(after, text)
        return text.strip()
