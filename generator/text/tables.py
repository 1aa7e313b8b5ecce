"""Wrap each table of a text in a box that scrolls on narrow screens."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from generator.formats.html import attributes, tokens
from generator.formats.html_links import plain_text

LINE = 18  # characters of a cell that fit on one line of any screen
WORD = 30  # characters of a word; longer strings are not words
GAP = 3  # characters: the width of the space between columns
IMAGE = 8  # characters: the width of an image in a cell

_HINT = re.compile(r"<table[\s/>]", re.IGNORECASE)
_CELLS = frozenset(("td", "th"))
Token = re.Match[str]


def scrollable(html: str | None, name: str) -> str:
    """Wrap tables in boxes that scroll, and that the keyboard can reach.

    A box is labelled with the table's caption, or with `name`, and a number if there are several.
    """
    if not html or not _HINT.search(html):
        return html or ""
    text = str(html)
    parts: list[str] = []
    done = 0
    tables = list(_tables(text))
    names: set[str] = set()
    for number, table in enumerate(tables, 1):
        start, end = table[0].start(), table[-1].end()
        label = _caption(table) or (name if len(tables) == 1 else f"{name} {number}")
        if label in names:
            label = f"{label} ({number})"
        names.add(label)
        says = f'role="region" aria-label="{escape(label)}" tabindex="0" style="--width:{_width(table)}"'
        parts += (text[done:start], f'<div class="scroll" {says}>', text[start:end], "</div>")
        done = end
    return Markup("".join((*parts, text[done:])))  # noqa: S704 (as trusted as what came in)


def _tables(html: str) -> Iterator[list[Token]]:
    """Yield the tags of each outermost table; one that is never closed is left out."""
    inner: list[Token] = []
    depth = 0
    for token in tokens(html):
        is_table = (token["tag"] or "").lower() == "table"
        if is_table and not token["close"]:
            depth += 1
        if depth:
            inner.append(token)
        if is_table and token["close"] and depth:
            depth -= 1
            if not depth:
                yield inner
                inner = []


def _caption(table: list[Token]) -> str:
    start = next((token for token in table if (token["tag"] or "").lower() == "caption"), None)
    if start is None:
        return ""
    end = next((token for token in table if token["close"] and token["tag"].lower() == "caption"), table[-1])
    return plain_text(start.string[start.end() : end.start()])


def _width(table: list[Token]) -> int:
    """Return the minimum width of a table in characters: words are not broken, and few cells have many short lines."""
    columns: dict[int, int] = {}
    column = 0
    for token, after in _cells(table):
        tag = token["tag"].lower()
        if tag == "tr":
            column = 0
            continue
        span = attributes(token).get("colspan", "")
        if span.isdecimal() and int(span) > 1:
            column += min(int(span), len(table))
            continue
        cell = token.string[token.end() : after]
        text = plain_text(cell)
        word = max(map(len, text.split()), default=0)
        wanted = max(min(len(text), LINE), min(word, WORD), IMAGE if "<img" in cell else 0)
        columns[column] = max(columns.get(column, 0), wanted)
        column += 1
    return sum(columns.values()) + GAP * max(0, len(columns) - 1)


def _cells(table: list[Token]) -> Iterator[tuple[Token, int]]:
    """Yield the start of each row and cell, and its end: in HTML the end tags are optional."""
    marks = [token for token in table if (token["tag"] or "").lower() in {*_CELLS, "tr"}]
    for token, after in zip(marks, [*marks[1:], table[-1]], strict=False):
        if not token["close"]:
            yield token, after.start()
