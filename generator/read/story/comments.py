"""Warn of a comment that is not closed where it has to be: then its text is published."""

import re
from collections.abc import Iterator
from typing import Final

from generator.model.problem import MarkdownError, Problem
from generator.read.story.front_matter import FrontMatter
from generator.read.story.liquid import CODE
from generator.text.excerpt import Text

OPENING: Final = "<!--"
END: Final = re.compile(r"--!?>")
BLANK_LINE: Final = re.compile(r"\n[ \t>]*\n")
# What is no comment, or no text, in HTML.
RAW: Final = re.compile(r"<(pre|code|script|style|textarea)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
ESCAPED: Final = "&lt;!--"


def open_comments(front: FrontMatter, text: Text, file: str) -> Iterator[Problem]:
    """Yield a warning if a text has such a comment."""
    body = front.body
    if OPENING not in body:
        return
    is_markdown = text.to_html is not None
    place = _first_open(_blanked(CODE if is_markdown else RAW, body), is_markdown=is_markdown)
    if place < 0 or (is_markdown and not _is_shown(text)):
        return
    line = front.body_line + body.count("\n", 0, place)
    column = place - body.rfind("\n", 0, place)
    what = "it is published as text" if is_markdown else "browsers hide all that follows"
    hint = "Write --> where it ends. One with a blank line in it must stand at the beginning of a line."
    yield Problem(file, f"this comment is not closed: {what}", line, column, hint, "warning")


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _first_open(text: str, *, is_markdown: bool) -> int:
    """Return where the first comment begins that may be open, -1 for none.

    In Markdown one in the middle of a line ends with its paragraph.
    """
    place = text.find(OPENING)
    while place >= 0:
        end = END.search(text, place + 2)
        is_inside = is_markdown and text[text.rfind("\n", 0, place) + 1 : place].strip() != ""
        if end is None or (is_inside and BLANK_LINE.search(text, place, end.start())):
            if text[place - 1 : place] != "\\" or not is_markdown:
                return place
            end = None
        place = text.find(OPENING, end.end() if end else place + 1)
    return -1


def _is_shown(text: Text) -> bool:
    """Tell whether a reader sees the beginning of a comment that was not written as text."""
    try:
        html = RAW.sub("", text.html())
    except MarkdownError:
        return False  # which is reported anyway
    written = text.body.count(ESCAPED) + text.body.count("\\" + OPENING)
    return html.count(ESCAPED) > written
