"""Collect PyYAML's parser events in one pass over a text.

The text is read as a stream of events, not with a loader: a C loader crashes on deep nesting, and no loader reports
duplicate keys. Nesting, aliases, tags and keys are checked event by event.
"""

import re
from collections.abc import Callable
from typing import Any, Final, NoReturn

import yaml
from msgspec import Struct
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from generator.model.problem import InputError, Problem

# PyYAML has no types for its events and marks.
Event = Any
Mark = Any

FORBIDDEN: Final = yaml.reader.Reader.NON_PRINTABLE
LINE_BREAK: Final = re.compile("\r\n?|\n")
# libyaml reads up to 1,024 characters ahead of its events, and since PyYAML 6.0.4 it refuses 1,000 levels before the
# first event arrives. So many levels within so few characters have 16 brackets in a row somewhere.
CROWDED: Final = re.compile(r"[\[{]{16}")
ODD_BREAK: Final = re.compile("[\x85\u2028\u2029]")
MEANINGS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null")),
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
}
WHOLE: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})")
DECIMAL: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,30})?\.[0-9]{1,30}(?:[eE][-+][0-9]{1,2})?")
STANDARD_TAG: Final = "tag:yaml.org,2002:"
SCALAR_TAGS: Final[dict[str, tuple[type, ...]]] = {
    STANDARD_TAG + "int": (int,),
    STANDARD_TAG + "float": (float, int),
    STANDARD_TAG + "bool": (bool,),
    STANDARD_TAG + "null": (type(None),),
}
TEXT_TAGS: Final = {"!", STANDARD_TAG + "str", STANDARD_TAG + "timestamp"}


class Limits(Struct, frozen=True):
    """The limits of a text: characters, levels of nesting, and characters that aliases repeat."""

    size: int = 64 * 1024
    depth: int = 32
    repeats: int = 256 * 1024


class Loaded(Struct, frozen=True):
    """The value of a YAML text and, for a mapping, how its top level was written.

    ``positions`` and ``key_positions``: the start of each value and each key in the file (line, column; from 1).
    ``texts``: each unquoted value except null, as written, so `title: no` has the text `no` and the value False.
    ``words``: the same for each list of words and numbers: its items except nulls, as written.
    """

    value: object
    positions: dict[str, tuple[int, int]]
    key_positions: dict[str, tuple[int, int]]
    texts: dict[str, str]
    words: dict[str, tuple[str, ...]]


def position_after(text: str) -> tuple[int, int]:
    """Return the line and column, from 1, of the end of `text`."""
    lines = LINE_BREAK.split(text)
    return len(lines), len(lines[-1]) + 1


def _events(text: str) -> Callable[[], Event]:
    """Return a function that returns the next event of `text`."""
    try:  # PyYAML may have been built without libyaml
        from yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        return yaml.SafeLoader(text).get_event
    if CROWDED.search(text):
        return yaml.SafeLoader(text).get_event
    return CParser(text).get_event


def _meaning(text: str) -> object:
    """Return the value of an unquoted word."""
    if text[:1] not in "-+.0123456789" or not text:
        return MEANINGS.get(text.lower(), text) if len(text) <= len("false") else text
    if WHOLE.fullmatch(text) and -(2**63) <= (number := int(text)) < 2**63:
        return number
    return float(text) if DECIMAL.fullmatch(text) else text


def read_events(text: str, file: str, first_line: int, limits: Limits) -> Loaded:
    """Parse `text`, which begins on `first_line` of `file`. Raises InputError."""
    return _EventReader(text, file, first_line, limits).document()


class _Anchored(Struct, frozen=True):
    """The target of aliases: a value, the number of its characters, the levels of its nesting."""

    value: object
    weight: int
    height: int


class _EventReader:
    """One pass over the events of one text."""

    def __init__(self, text: str, file: str, first_line: int, limits: Limits) -> None:
        self.text, self.file, self.first_line, self.limits = text, file, first_line, limits
        self.escapes = "\\" in text
        self.odd_breaks = ODD_BREAK.search(text) is not None
        self.anchors: dict[str, _Anchored] = {}
        self.weight = 0
        self.repeated = 0
        self.deepest = 0
        self.places: dict[str, tuple[int, int]] = {}
        self.key_places: dict[str, tuple[int, int]] = {}
        self.texts: dict[str, str] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        self.listed: tuple[str, ...] | None = None

    def document(self) -> Loaded:
        """Return the value of the only document."""
        value: object = None
        try:
            self.next = _events(self.text)
            self.next()
            if type(self.next()) is not StreamEndEvent:
                value = self.node(self.next(), 0)
                self.end()
        except yaml.MarkedYAMLError as error:
            from generator.read.yaml.errors import explain  # needed only for errors

            mark, message, hint = explain(error, self.text)
            self.fail(mark, message, hint)
        except (yaml.YAMLError, ValueError) as error:
            message = "this is not valid YAML: " + " ".join(str(error).split())
            raise InputError(Problem(self.file, message, self.first_line, 1)) from None
        return Loaded(value, self.places, self.key_places, self.texts, self.words)

    def end(self) -> None:
        while type(event := self.next()) is not StreamEndEvent:
            if type(event) is not DocumentEndEvent:
                self.fail(event.start_mark, "a second document begins here", "Keep one.")

    def node(self, event: Event, depth: int) -> object:
        """Return the value that begins with `event`, inside `depth` collections."""
        if type(event) is AliasEvent:
            return self.alias(event, depth)
        weight, outer = self.weight, self.deepest
        if type(event) is ScalarEvent:
            self.weight = weight + len(event.value) + 1
            value = self.scalar(event)
            height = 0
        else:
            self.deepest = depth
            value = self.collection(event, depth + 1)
            height = self.deepest - depth
            self.deepest = max(outer, self.deepest)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(value, self.weight - weight, height)
        return value

    def scalar(self, event: Event) -> object:
        if self.escapes and (found := FORBIDDEN.search(event.value)):
            self.fail(event.start_mark, f"the escape for U+{ord(found[0]):04X}, a control character", "Delete it.")
        if event.tag is None:
            return _meaning(event.value) if event.implicit[0] else event.value
        if event.tag in TEXT_TAGS:
            return event.value
        if event.tag not in SCALAR_TAGS:
            self.refuse_tag(event)
        value = _meaning(event.value)
        if type(value) not in SCALAR_TAGS[event.tag]:
            self.fail(
                event.start_mark,
                f'"{event.value[:40]}" is no {event.tag.removeprefix(STANDARD_TAG)}',
                "Leave out the tag.",
            )
        return value

    def alias(self, event: Event, depth: int) -> object:
        """Return the target of an alias, within the limit of repeated characters."""
        found = self.anchors.get(event.anchor)
        if found is None:
            hint = f'If text that begins with "*" is meant, put it in quotes: "*{event.anchor[:40]}".'
            self.fail(event.start_mark, f'no "&{event.anchor[:40]}" stands before this alias', hint)
        self.weight += found.weight
        self.repeated += found.weight
        self.deepest = max(self.deepest, depth + found.height)
        if self.repeated > self.limits.repeats:
            self.fail(event.start_mark, f"aliases repeat more than {self.limits.repeats:,} characters")
        if self.deepest > self.limits.depth:
            self.too_deep(event.start_mark)
        return found.value

    def collection(self, event: Event, depth: int) -> object:
        """Return the list or mapping that begins with `event`, at this depth."""
        self.deepest = max(self.deepest, depth)
        if depth > self.limits.depth:
            self.too_deep(event.start_mark)
        sequence = type(event) is SequenceStartEvent
        if event.tag not in (None, "!", STANDARD_TAG + ("seq" if sequence else "map")):
            self.refuse_tag(event)
        return self.sequence(depth) if sequence else self.mapping(depth)

    def sequence(self, depth: int) -> list[object]:
        items: list[object] = []
        words: list[str] = []
        while type(event := self.next()) is not SequenceEndEvent:
            items.append(value := self.node(event, depth))
            if type(event) is ScalarEvent and value is not None:
                words.append(event.value)
        self.listed = tuple(words) if len(words) == len(items) - items.count(None) else None
        return items

    def mapping(self, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        merged: dict[str, object] = {}
        marks: dict[str, Mark] = {}
        while type(event := self.next()) is not MappingEndEvent:
            key = self.key(event, marks)
            item = self.next()
            value = self.node(item, depth)
            if key == "<<" and event.implicit[0]:
                merged = self.merged(value, item.start_mark)
                continue
            found[key] = value
            if depth == 1:
                self.note(event, item, value)
        return {**merged, **found} if merged else found

    def key(self, event: Event, marks: dict[str, Mark]) -> str:
        """Return the key of `event`, and record its position."""
        if type(event) is not ScalarEvent:
            hint = 'If text that begins with "{" or "[" is meant, put it in quotes.'
            self.fail(event.start_mark, "a key must be a word", hint)
        if event.tag or event.anchor or self.escapes:
            self.node(event, 0)
        key: str = event.value
        if key in marks:
            first, _ = self.place(marks[key])
            self.fail(event.start_mark, f'"{key[:80]}" stands twice, first on line {first}', "Keep one of the two.")
        marks[key] = event.start_mark
        return key

    def merged(self, value: object, mark: Mark) -> dict[str, object]:
        """Return the keys that `<<: value` merges; of several mappings the first one wins."""
        mappings = value if isinstance(value, list) else [value]
        result: dict[str, object] = {}
        for mapping in reversed(mappings):
            if not isinstance(mapping, dict):
                self.fail(mark, '"<<" takes in mappings only', "Give it an alias of a mapping.")
            result.update(mapping)
        return result

    def note(self, key: Event, item: Event, value: object) -> None:
        """Record how an entry of the top level was written."""
        self.key_places[key.value] = self.place(key.start_mark)
        self.places[key.value] = self.place(item.start_mark)
        if type(item) is ScalarEvent:
            if value is not None and item.implicit[0]:
                self.texts[key.value] = item.value
        elif type(item) is SequenceStartEvent and self.listed is not None:
            self.words[key.value] = self.listed

    def place(self, mark: Mark) -> tuple[int, int]:
        """Return the line and column in the file; YAML counts more characters as line breaks than editors do."""
        if self.odd_breaks:
            line, column = position_after(self.text[: mark.index])
            return line + self.first_line - 1, column
        return mark.line + self.first_line, mark.column + 1

    def refuse_tag(self, event: Event) -> NoReturn:
        tag = event.tag.replace(STANDARD_TAG, "!!")[:60]
        hint = 'Write a plain value. If text that begins with "!" is meant, put it in quotes.'
        self.fail(event.start_mark, f"the tag {tag} is not allowed", hint)

    def too_deep(self, mark: Mark) -> NoReturn:
        self.fail(mark, f"nested more than {self.limits.depth} levels deep", "Is a bracket never closed?")

    def fail(self, mark: Mark, message: str, hint: str = "") -> NoReturn:
        line, column = self.place(mark)
        if mark.index >= len(self.text):  # the end of a text is on its last line, not on the one after it
            line, column = position_after(self.text.rstrip())
            line += self.first_line - 1
        raise InputError(Problem(self.file, message, line, column, hint)) from None
