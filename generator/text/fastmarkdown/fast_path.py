"""The fast path: converts plain Markdown to HTML with string operations, without a tree.

Most stories are paragraphs, headings, quotations and short lists with emphasis, links, images and code spans. This
module converts exactly those, to the bytes that the library makes of them, in about a sixth of the time. Wherever it
meets something else it returns None, and the text goes to the library. A property test compares both.
"""

import re
from collections.abc import Callable

from generator.text.typography import BREAK, THING, TypographyStyle, set_type

# Any of these sends a text to the library: escapes, HTML, fences, attribute lists, tables, link definitions, hard line
# breaks, and lines that begin with a space.
OTHER = ("\\", "<", "~", "{", "|", "``", "]:", " \n", "\n ")
ENTITY = re.compile(r"&(?:#|\w+;)")
BLANK_LINES = re.compile(r"\n{3,}")
HEADING = re.compile(r"(#{1,6})[ ]+([^\n]*[^\n#])")
QUOTE = re.compile(r">(?:[ ][^\n]*)?(?:\n>(?:[ ][^\n]*)?)*")
QUOTED = re.compile(r"^>[ ]?", re.MULTILINE)
BULLET = re.compile(r"[*+-][ ]")
NUMBER = re.compile(r"\d{1,3}\.[ ]")
# A line that begins so may be a list, a rule, a heading, a quotation, a definition or a table's.
OPENER = r"(?:[#>=:+|-]|\d{1,9}\.(?:[ ]|\Z)|[*_](?:[ ]|\Z)|[*_](?=[*_ ]*(?:\n|\Z))|\*\[)"
FIRST_LINE, NEXT_LINE = re.compile(OPENER), re.compile(rf"\n{OPENER}")
# What is stashed before emphasis is parsed: a code span, an image, a link.
URL = r"""([^\s()<>"'`\[\]]+)(?:[ ]"([^"\n]*)")?"""
OBJECT = re.compile(rf"`([^`\n]+)`|(!?)\[([^\[\]`!]*)\]\({URL}\)")
ASIDE = re.compile("\x02(\\d+)\x03")
EMPHASIS = re.compile(r"\*(?<!\S\*)(\*?)([^\s*_](?:[^*_]*[^\s*_])?)\*\1(?!\*)")
WITHIN_A_WORD = re.compile(r"(?<=[^\W_])_(?=[^\W_])")
AMPERSAND = re.compile(r"&(?!(?:[a-zA-Z0-9]+|#[0-9]+|#x[0-9a-f]+);)")
Slugify = Callable[[str, str], str]


class _OtherError(Exception):
    """The text contains something that this path does not support."""


def convert_plain(text: str, style: TypographyStyle, slugify: Slugify) -> str | None:
    """Return the HTML of a plain text, or None if it holds anything that only the library knows.

    `style` is that of its language, `slugify` makes the ids of its headings.
    """
    text = text.strip("\n")
    if not text or _has_other(text):
        return None
    if "\n\n\n" in text:
        text = BLANK_LINES.sub("\n\n", text)
    ids: dict[str, int] = {}
    done: list[str] = []
    last = ""
    try:
        for block in text.split("\n\n"):
            kind, html = _block(block, style, slugify, ids)
            if kind == last and kind not in {"p", "h"}:
                return None  # it may continue the list or the quotation above
            done.append(html)
            last = kind
    except _OtherError:
        return None
    return "\n".join(done)


def _has_other(text: str) -> bool:
    """Tell whether a text holds marks that this path does not know, or control characters and rare white space."""
    for mark in OTHER:
        if mark in text:
            return True
    if text[0] == " " or text[-1] == " " or not text.replace("\n", "").isprintable():
        return True
    return "&" in text and ENTITY.search(text) is not None


def _block(block: str, style: TypographyStyle, slugify: Slugify, ids: dict[str, int]) -> tuple[str, str]:
    """Return the kind of a block and its HTML. Raises _OtherError."""
    first = block[0]
    if first == "#":
        return "h", _heading(block, style, slugify, ids)
    if first == ">":
        return "quote", _quotation(block, style)
    if BULLET.match(block):
        return "list", _list("ul", BULLET, block, style)
    if NUMBER.match(block):
        return "list", _list("ol", NUMBER, block, style)
    return "p", _paragraph(block, style)


def _heading(block: str, style: TypographyStyle, slugify: Slugify, ids: dict[str, int]) -> str:
    found = HEADING.fullmatch(block)
    if not found or any(mark in found[2] for mark in "*_[`!") or "//" in found[2]:
        raise _OtherError
    words = set_type(found[2], style)
    tag = f"h{len(found[1])}"
    return f'<{tag} id="{_unique(slugify(words, "-"), ids)}">{_escaped(words)}</{tag}>'


def _unique(slug: str, ids: dict[str, int]) -> str:
    """Return an id that no heading above has; `ids` counts the headings of each slug.

    A slug holds no underscore, since headings with one are not plain. So the library's way, which tries `a`, `a_1` and
    so on for each heading anew, comes to the same.
    """
    count = ids[slug] = ids.get(slug, -1) + 1
    return f"{slug}_{count}" if count else slug


def _quotation(block: str, style: TypographyStyle) -> str:
    if not QUOTE.fullmatch(block):
        raise _OtherError
    paragraphs = [_paragraph(part, style) for part in QUOTED.sub("", block).split("\n\n")]
    return "\n".join(["<blockquote>", *paragraphs, "</blockquote>"])


def _list(tag: str, mark: re.Pattern[str], block: str, style: TypographyStyle) -> str:
    """Return a list whose items are a line each."""
    items = []
    for line in block.split("\n"):
        found = mark.match(line)
        if not found:
            raise _OtherError
        items.append(f"<li>{_line(line[found.end() :], style)}</li>")
    start = int(block.partition(".")[0]) if tag == "ol" else 1
    attribute = f' start="{start}"' if start != 1 else ""
    return "\n".join([f"<{tag}{attribute}>", *items, f"</{tag}>"])


def _paragraph(block: str, style: TypographyStyle) -> str:
    return f"<p>{_line(block, style)}</p>"


def _line(text: str, style: TypographyStyle) -> str:
    """Return the HTML of the text of a paragraph or an item. Raises _OtherError."""
    if not text or text[0] in " \n" or FIRST_LINE.match(text) or NEXT_LINE.search(text):
        raise _OtherError
    pieces = _pieces(text)
    if len(pieces) == 1:
        return _escaped(set_type(text, style))
    runs = pieces[::2]
    whole = BREAK.join(runs)
    if style.acts_on(whole):
        runs = set_type(whole, style).split(BREAK)
    pieces[::2] = [_escaped(run) for run in runs]
    return "".join(pieces).replace(THING, "")


def _pieces(text: str) -> list[str]:
    """Part a text into pieces of plain text and, between each two, a tag. Raises _OtherError.

    The text of a span of code is THING, as the typography needs it; its tag holds it.
    """
    aside: list[list[str]] = []

    def put_aside(found: re.Match[str]) -> str:
        aside.append(_object(found))
        return f"\x02{len(aside) - 1}\x03"

    if "[" in text or "`" in text:
        text = OBJECT.sub(put_aside, text)
    if "[" in text or "`" in text or "//" in text:
        raise _OtherError
    pieces = _emphasized(text) if "*" in text or "_" in text else [text]
    return _restored(pieces, aside) if aside else pieces


def _object(found: re.Match[str]) -> list[str]:
    """Return the pieces of a span of code, an image or a link."""
    code, is_image, words, url, title = found.groups()
    if code is not None:
        escaped = code.strip().replace("&", "&amp;").replace(">", "&gt;")
        if not escaped:
            raise _OtherError
        return ["", f"<code>{escaped}", THING, "</code>", ""]
    named = f' title="{_attribute(title)}"' if title is not None else ""
    if is_image:
        if any(mark in words for mark in "*_\n"):
            raise _OtherError
        return ["", f'<img alt="{_attribute(words)}" src="{_attribute(url)}"{named}>', THING, "", ""]
    if not words or "//" in words:
        raise _OtherError
    inner = _emphasized(words) if "*" in words or "_" in words else [words]
    return ["", f'<a href="{_attribute(url)}"{named}>', *inner, "</a>", ""]


def _emphasized(text: str) -> list[str]:
    """Part a text at its emphasis: text, tag, text, tag, text."""
    pieces: list[str] = []
    done = 0
    for found in EMPHASIS.finditer(text):
        tag = "strong" if found[1] else "em"
        pieces += [text[done : found.start()], f"<{tag}>", found[2], f"</{tag}>"]
        done = found.end()
    pieces.append(text[done:])
    for piece in pieces[::2]:
        if "*" in piece or ("_" in piece and "_" in WITHIN_A_WORD.sub("", piece)):
            raise _OtherError
    return pieces


def _restored(pieces: list[str], aside: list[list[str]]) -> list[str]:
    """Put what was set apart back into its place."""
    found: list[str] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            found.append(piece)
            continue
        parts = ASIDE.split(piece)
        found.append(parts[0])
        for index, text in zip(parts[1::2], parts[2::2], strict=True):
            inner = aside[int(index)]
            found[-1] += inner[0]
            found += inner[1:-1]
            found.append(inner[-1] + text)
    return found


def _escaped(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    return text.replace(">", "&gt;") if ">" in text else text


def _attribute(value: str) -> str:
    return AMPERSAND.sub("&amp;", value).replace(">", "&gt;").replace('"', "&quot;")
