"""Detect front matter that does not start at the top of the file, or has wrong dashes.

    misplaced(text) -> bool          for a file that does not begin with front matter
    stacked(body, *, empty) -> bool  for the text after front matter, which may be `empty`

Authors rely on `published: false` and `embargo:`. So a text is refused if its start can only be meant as front matter.
A rule, a table, a heading or code is not front matter.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from msgspec import Struct

from generator.read.story.field_table import KNOWN_KEYS

LOOKED_AT: Final = 8_192  # characters at the start of a text
BEFORE: Final = 40  # lines before dashes that still look like front matter
HOLDS: Final = frozenset(("published", "embargo", "expires", "retracted", "draft", "unlisted", "hidden"))
FIELD_NAMES: Final = HOLDS | frozenset(KNOWN_KEYS)
ENTRY: Final = re.compile(r"""["']?([A-Za-z][\w.-]*)["']?[ \t]*[:=](?:\s|\Z)""")
GOES_ON: Final = re.compile(r"[ \t]|#|-[ \t]|[\]})]|-?\Z")  # the continuation of the entry above
DASHES: Final = re.compile(r"[-\u2010-\u2015\u2212\u2500\u2501]+|\+{3,}|\.{3}|;{3,}")
STACKED: Final = re.compile(rf"\s*(?:{DASHES.pattern})")
OPENS_LINE: Final = re.compile(r"-{2,}|[\u2010-\u2015]")
RULE: Final = re.compile(r"-{3,}")
ALMOST_RULE: Final = re.compile(r".{0,2}-{3,}(?:.{0,2}|[ \t][^|]*)")  # a stray character, or a comment: `--- # story`
CODE: Final = ("    ", "\t")  # the start of a line of code after a blank line
LANGUAGES: Final = ("", "yaml", "yml", "toml", "json", "frontmatter", "markdown", "md", "text")
SAMPLE: Final = re.compile(r"`{3,}|~{3,}")
CONFLICT: Final = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?:[ ].*)?(?:\n|\Z)", re.MULTILINE)  # of a merge
HELD: Final = re.compile(
    r"(?:published|draft|unlisted|hidden)[ \t]*:[ \t]*(?:true|false|yes|no|on|off)[ \t]*(?:\n|\Z)"
    r"""|(?:embargo|expires)[ \t]*:[ \t]*["']?\d{4}-\d"""
)
COMMENT: Final = re.compile(r"\s*<!--.*?-->", re.DOTALL)


class _Head(Struct, frozen=True):
    """The first lines of a text, without white space and invisible characters."""

    lines: Sequence[str]
    indented: Sequence[str]


def misplaced(text: str) -> bool:
    """Tell whether a text has front matter that is not at its start."""
    text = text[:LOOKED_AT]
    if text.lstrip().startswith("<<<<<<< "):
        text = CONFLICT.sub("", text)
    heads = [_head(text), _head(_uncommented(text))]  # there may also be dashes inside a comment
    return any(_after_fences(head) or _without_opening(head) or _after_words(head) for head in heads)


def stacked(body: str, *, empty: bool) -> bool:
    """Tell whether a body begins with front matter again; after empty front matter it may have no dashes."""
    if not empty and not STACKED.match(body):
        return HELD.match(body) is not None or (ENTRY.match(body) is not None and _held_below(body))
    head = _head(body[:LOOKED_AT])
    return _after_fences(head) or (empty and _without_opening(head))


def _held_below(body: str) -> bool:
    """Tell whether a body begins with entries that hide a story, with dashes after them."""
    head = _head(body[:LOOKED_AT])
    keys, end = _fields(head, 0, blanks=False)
    closed = end < len(head.lines) and RULE.fullmatch(head.lines[end]) is not None
    return closed and not HOLDS.isdisjoint(keys) and FIELD_NAMES.issuperset(keys)


def _uncommented(text: str) -> str:
    """Return a text without comments at its start."""
    while comment := COMMENT.match(text):
        text = text[comment.end() :]
    return text


def _head(text: str) -> _Head:
    written = text.splitlines()
    return _Head([_visible(line) for line in written], written)


def _visible(line: str) -> str:
    if not line.isascii():
        line = "".join(letter for letter in line if unicodedata.category(letter) not in {"Cf", "Cc"})
    return line.strip()


def _is_fence(line: str) -> bool:
    """Tell whether a line is dashes or a common mistake: `----`, `—`, `+++`, `---yaml`, three backticks."""
    return bool(line) and re.sub(r"[\W_]+", "", line).lower() in LANGUAGES


def _fields(head: _Head, start: int, *, blanks: bool) -> tuple[list[str], int]:
    """Return the keys of the entries from line `start` on, and the line at which they end."""
    keys: list[str] = []
    for place in range(start, len(head.lines)):
        line = head.lines[place]
        if entry := ENTRY.match(line):
            keys += [entry[1]] if not head.indented[place][:1].isspace() or not keys else []
        elif not line:
            if not blanks:
                return keys, place
        elif DASHES.fullmatch(line) or not (GOES_ON.match(head.indented[place]) if keys else line.startswith("#")):
            return keys, place
    return keys, len(head.lines)


def _after_fences(head: _Head) -> bool:
    """Tell whether entries follow a line of dashes, or a mistake for it, without text before."""
    fences = list(takewhile(lambda line: not line or _is_fence(line), head.lines))
    opened = [line for line in fences if line]
    inline = _on_one_line(head.lines[len(fences)]) if len(fences) < len(head.lines) else ""
    if not opened and not inline:
        return False
    keys, end = _fields(head, len(fences) + bool(inline), blanks=True)
    keys = [inline, *keys] if inline else keys
    if not FIELD_NAMES.isdisjoint(keys):
        return True
    # Keys of this site only, or capitalised by a phone: they count between two lines of dashes.
    closed = end < len(head.lines) and DASHES.fullmatch(head.lines[end]) is not None
    dashed = any(DASHES.fullmatch(line) for line in opened) and not SAMPLE.match(opened[0])
    is_known = not FIELD_NAMES.isdisjoint(key.lower() for key in keys)
    return dashed and closed and bool(keys) and (is_known or all(key[0].islower() for key in keys))


def _on_one_line(line: str) -> str:
    """Return the key of an entry on the line of the dashes: `--- title: Flood`."""
    dashes = OPENS_LINE.match(line)
    entry = ENTRY.match(line[dashes.end() :].lstrip()) if dashes else None
    return entry[1] if entry and entry[1] in FIELD_NAMES else ""


def _without_opening(head: _Head) -> bool:
    """Tell whether a text begins with entries without dashes before them."""
    start = next((place for place, line in enumerate(head.lines) if line), 0)
    keys, end = _fields(head, start, blanks=False)
    known = FIELD_NAMES.intersection(keys)
    closed = end < len(head.lines) and RULE.fullmatch(head.lines[end]) is not None
    return bool(known) and (closed or len(known) > 1 or not HOLDS.isdisjoint(known))


def _after_words(head: _Head) -> bool:
    """Tell whether there are entries between two lines of dashes further down, outside of code."""
    for place in _rules(head):
        keys, end = _fields(head, place + 1, blanks=False)
        closed = end < len(head.lines) and DASHES.fullmatch(head.lines[end]) is not None
        if closed and not FIELD_NAMES.isdisjoint(keys) and all(key[0].islower() for key in keys):
            return True
    return False


def _rules(head: _Head) -> Iterator[int]:
    """Yield the numbers of lines of dashes outside of code."""
    sample = ""
    for place, line in enumerate(head.lines[:BEFORE]):
        mark = SAMPLE.match(line)
        if sample:
            closes = "</pre" in line if sample == "<pre" else mark and line == mark[0] and mark[0].startswith(sample)
            sample = "" if closes else sample
        elif mark or (line.startswith("<pre") and "</pre" not in line):
            sample = mark[0] if mark else "<pre"
        elif ALMOST_RULE.fullmatch(line) and not head.indented[place].startswith(CODE):
            yield place
