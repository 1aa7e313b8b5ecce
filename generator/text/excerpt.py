"""The excerpt and the length of a body.

An excerpt is the first paragraph that has words. It is what the HTML of the whole text would give, and mostly
only the beginning of the text is converted for it: up to a blank line at which nothing is open.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from generator.formats.html import OPENING, tokens
from generator.model.problem import MarkdownError
from generator.text.paragraphs import first_paragraph, has_words, level, without_comments

BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n)+")
SEPARATOR: Final = "\n\n"
FENCE: Final = re.compile(r"^[ \t>]*(`{3,}|~{3,})(.*)$", re.MULTILINE)
ODD: Final = re.compile(r"<[?]|<!\[|<!--+>|--!>")
SAMPLE: Final = re.compile(r"^[ \t>]*(`{3,}|~{3,}).*?^[ \t>]*\1[^\n]*$", re.MULTILINE | re.DOTALL)
TRIED: Final = 20  # separators; more of them within samples and comments are none that anybody wrote
LABEL: Final = re.compile(r"\[([^\[\]]{1,500})\]")
DEFINITION: Final = re.compile(r"^[ ]{0,3}(\*?)\[([^\[\]\n]{1,500})\]:", re.MULTILINE)
FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\n]{1,100}\]")
WITHOUT_SPACES: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
MANY: Final = 50  # definitions; to look for so many takes longer than to convert the whole text
FAMILIAR: Final = frozenset((
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs",
    "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
))  # fmt: skip
"""Extensions of Markdown for which a text's beginning may be converted alone."""
MARK: Final = "\ue000newsprint\ue001"  # a paragraph of its own where a text is cut: it shows that nothing is open there
SHOWN: Final = f"<p>{MARK}</p>"


class Text(Struct):
    """A body, how it becomes HTML, and its whole HTML where that was needed; ``prose`` is None for HTML.

    ``whole`` makes the HTML of all of it in a way that keeps it for its page.
    """

    body: str
    prose: Callable[[str], str] | None
    made: str | None = None
    failed: MarkdownError | None = None
    whole: Callable[[], str] | None = None

    def html(self) -> str:
        """Return the HTML of all of it, which is made once. Raises MarkdownError where that cannot be."""
        if self.failed:
            raise self.failed
        if self.made is None:
            try:
                make = self.whole or (lambda: self.prose(self.body) if self.prose else self.body)
                self.made = make()
            except MarkdownError as error:
                self.failed = error
                raise
        return self.made


def excerpt(text: Text, separator: str = SEPARATOR, *, plain: bool = True) -> str:
    """Return the HTML of a text's excerpt.

    A separator other than a blank line is Jekyll's: the excerpt is what comes before it, or all of the text. An empty
    one means no excerpt. `plain` is what `is_familiar` says of the site's extensions.
    """
    if not separator:
        return ""
    if separator != SEPARATOR:
        before = _before(text, separator)
        if has_words(re.sub(r"<[^>]*>", "", before)):
            return before
    if text.prose is None:
        return first_paragraph(text.body, bare=True).html
    if plain and text.made is None and (found := _of_beginning(text.body, text.prose)):
        return found
    return first_paragraph(text.html()).html


def is_familiar(extensions: Sequence[str]) -> bool:
    """Tell whether a site adds no extension of Markdown but those of which we know what they do."""
    return all(name.removeprefix("markdown.extensions.") in FAMILIAR for name in extensions)


def _of_beginning(body: str, to_html: Callable[[str], str]) -> str:
    """Return the first paragraph of a text's own, by converting as little as is sure to give it, or nothing."""
    for head, rest in _heads(body):
        definitions = _definitions(head, rest)
        if definitions is None or not _is_whole(head, rest):
            continue
        if "<" in head or definitions:
            html, found, _ = to_html(f"{head}\n\n{MARK}\n\n{definitions}").partition(SHOWN)
            if not found or level(html):
                continue
        else:
            html = to_html(head)
        paragraph = first_paragraph(html)
        if paragraph.is_own:
            return paragraph.html
    return ""


def _heads(body: str) -> Iterator[tuple[str, str]]:
    """Cut a text in two at blank lines: after one block, after two, then after half as many more each time."""
    wanted = 1
    for count, blank in enumerate(BLANK_LINES.finditer(body), 1 if body[:1].strip() else 0):
        if 2 * blank.start() > max(len(body), 4_000):  # then all of it costs little more
            return
        if count >= wanted:
            yield body[: blank.start()], body[blank.end() :]
            wanted = count + max(1, count // 2)


def _is_whole(head: str, rest: str) -> bool:
    """Tell whether nothing that begins in `head` may go on in `rest`: no fence, comment, tag, or term to be defined."""
    if rest.lstrip(" ").startswith(":"):
        return False
    fenced = "```" in head or "~~~" in head
    if fenced and _open_fence(head):
        return False
    if "<" not in head:
        return True
    # Of these the library makes one thing or another, depending on what follows.
    return not (fenced and "<!--" in head) and not ODD.search(head) and _is_between_tags(head)


def _open_fence(head: str) -> bool:
    opened = ""
    for fence in FENCE.finditer(head):
        if not opened:
            opened = fence[1]
        elif fence[1].startswith(opened) and not fence[2].strip():
            opened = ""
    return bool(opened)


def _is_between_tags(head: str) -> bool:
    """Tell whether every tag and comment that begins also ends."""
    place = 0
    for token in tokens(head):
        place = token.end()
    return OPENING.search(head, place) is None and "<!--" not in head[place:]


def _definitions(head: str, rest: str) -> str | None:
    """Return the blocks of `rest` that define what `head` refers to; None where a sample may only look like one."""
    if "]:" not in rest:
        return ""
    named = {_folded(label) for label in LABEL.findall(head)}
    needed = [
        found.start()
        for found in DEFINITION.finditer(rest)
        if (found[2].strip() in head if found[1] else _folded(found[2]) in named)
    ]
    if len(needed) > MANY or (needed and ("```" in rest or "~~~" in rest or "<" in rest)):
        return None
    return "\n\n".join(dict.fromkeys(_block(rest, place) for place in needed))


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _block(text: str, place: int) -> str:
    """Return the lines around a place, up to the blank lines before and after it."""
    start = max((blank.end() for blank in BLANK_LINES.finditer(text, 0, place)), default=0)
    end = BLANK_LINES.search(text, place)
    return text[start : end.start() if end else len(text)]


def _before(text: Text, separator: str) -> str:
    """Return the HTML of what comes before the first separator that stands in no fence, comment or tag."""
    body = text.body.lstrip("\n")
    places = islice(re.finditer(re.escape(separator), body), TRIED)
    place = next((found.start() for found in places if _may_end(body[: found.start()])), -1)
    if place < 0 and "[^" not in body:
        return without_comments(text.html()).strip()
    head, rest = (body, "") if place < 0 else (body[:place], body[place + len(separator) :])
    if text.prose is None:
        return without_comments(head)
    head = FOOTNOTE.sub("", head) if "[^" in head else head
    named = {_folded(label) for label in LABEL.findall(head)}
    lines = [
        rest[found.start() :].partition("\n")[0]
        for found in (DEFINITION.finditer(rest) if named else ())
        if _folded(found[2]) in named
    ]
    return without_comments(text.prose("\n\n".join([head, *lines]) if lines else head)).strip()


def _may_end(head: str) -> bool:
    """Tell whether no fence, comment or tag is open at the end of a text."""
    if "```" in head or "~~~" in head:
        if _open_fence(head):
            return False
        head = SAMPLE.sub("", head)
    return "<" not in head or _is_between_tags(head)


def word_count(markdown: str) -> int:
    """Count words, roughly: markup counts as what it touches, and each character of a script without spaces counts."""
    words = len(markdown.split())
    return words if markdown.isascii() else words + len(WITHOUT_SPACES.findall(markdown))
