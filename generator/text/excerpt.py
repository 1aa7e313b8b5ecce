"""The excerpt and the length of a body.

An excerpt is the first paragraph that has words. The result equals that of the HTML of the whole text, but usually only
the beginning is converted: up to a blank line at which no element is open.
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
TRIED: Final = 20  # separators to try: nobody writes more of them in code and comments
LABEL: Final = re.compile(r"\[([^\[\]]{1,500})\]")
DEFINITION: Final = re.compile(r"^[ ]{0,3}(\*?)\[([^\[\]\n]{1,500})\]:", re.MULTILINE)
FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\n]{1,100}\]")
WITHOUT_SPACES: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
MANY: Final = 50  # definitions: a search for more is slower than converting the whole text
FAMILIAR: Final = frozenset((
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs",
    "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
))  # fmt: skip
"""Markdown extensions with which the beginning of a text can be converted alone."""
MARK: Final = "\ue000newsprint\ue001"  # a paragraph at the cut: it proves that no element is open there
SHOWN: Final = f"<p>{MARK}</p>"


class Text(Struct):
    """A body, its converter (``to_html``, None for HTML), and its complete HTML if that was needed.

    ``convert_whole`` converts the whole text, and caches the result for its page.
    """

    body: str
    to_html: Callable[[str], str] | None
    whole_html: str | None = None
    failed: MarkdownError | None = None
    convert_whole: Callable[[], str] | None = None

    def html(self) -> str:
        """Return the HTML of the whole text, which is converted once. Raises MarkdownError."""
        if self.failed:
            raise self.failed
        if self.whole_html is None:
            try:
                convert = self.convert_whole or (lambda: self.to_html(self.body) if self.to_html else self.body)
                self.whole_html = convert()
            except MarkdownError as error:
                self.failed = error
                raise
        return self.whole_html


def excerpt(text: Text, separator: str = SEPARATOR, *, plain: bool = True) -> str:
    """Return the HTML of a text's excerpt.

    A separator other than a blank line is Jekyll's: the excerpt is what comes before it, or all of the text. An empty
    one means no excerpt. `plain` is the result of `is_familiar` for the site's extensions.
    """
    if not separator:
        return ""
    if separator != SEPARATOR:
        before = _before(text, separator)
        if has_words(re.sub(r"<[^>]*>", "", before)):
            return before
    if text.to_html is None:
        return first_paragraph(text.body, bare=True).html
    if plain and text.whole_html is None and (found := _of_beginning(text.body, text.to_html)):
        return found
    return first_paragraph(text.html()).html


def is_familiar(extensions: Sequence[str]) -> bool:
    """Tell whether a site uses only Markdown extensions whose effect is known here."""
    return all(name.removeprefix("markdown.extensions.") in FAMILIAR for name in extensions)


def _of_beginning(body: str, to_html: Callable[[str], str]) -> str:
    """Return the first paragraph, by converting as little text as is certain to give it, or nothing."""
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
    """Split a text at blank lines: after one block, after two, then after half as many more each time."""
    wanted = 1
    for count, blank in enumerate(BLANK_LINES.finditer(body), 1 if body[:1].strip() else 0):
        if 2 * blank.start() > max(len(body), 4_000):  # then the whole text takes little longer
            return
        if count >= wanted:
            yield body[: blank.start()], body[blank.end() :]
            wanted = count + max(1, count // 2)


def _is_whole(head: str, rest: str) -> bool:
    """Tell whether nothing in `head` can continue in `rest`: no fence, comment, tag, or definition list."""
    if rest.lstrip(" ").startswith(":"):
        return False
    fenced = "```" in head or "~~~" in head
    if fenced and _open_fence(head):
        return False
    if "<" not in head:
        return True
    # The library's result for these depends on what follows.
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
    """Tell whether every tag and comment is closed."""
    place = 0
    for token in tokens(head):
        place = token.end()
    return OPENING.search(head, place) is None and "<!--" not in head[place:]


def _definitions(head: str, rest: str) -> str | None:
    """Return the blocks of `rest` with definitions for `head`; None if code may only look like one."""
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
    """Return the lines around a position, up to the blank lines before and after it."""
    start = max((blank.end() for blank in BLANK_LINES.finditer(text, 0, place)), default=0)
    end = BLANK_LINES.search(text, place)
    return text[start : end.start() if end else len(text)]


def _before(text: Text, separator: str) -> str:
    """Return the HTML before the first separator that is not in a fence, comment or tag."""
    body = text.body.lstrip("\n")
    places = islice(re.finditer(re.escape(separator), body), TRIED)
    place = next((found.start() for found in places if _may_end(body[: found.start()])), -1)
    if place < 0 and "[^" not in body:
        return without_comments(text.html()).strip()
    head, rest = (body, "") if place < 0 else (body[:place], body[place + len(separator) :])
    if text.to_html is None:
        return without_comments(head)
    head = FOOTNOTE.sub("", head) if "[^" in head else head
    named = {_folded(label) for label in LABEL.findall(head)}
    lines = [
        rest[found.start() :].partition("\n")[0]
        for found in (DEFINITION.finditer(rest) if named else ())
        if _folded(found[2]) in named
    ]
    return without_comments(text.to_html("\n\n".join([head, *lines]) if lines else head)).strip()


def _may_end(head: str) -> bool:
    """Tell whether no fence, comment or tag is open at the end of a text."""
    if "```" in head or "~~~" in head:
        if _open_fence(head):
            return False
        head = SAMPLE.sub("", head)
    return "<" not in head or _is_between_tags(head)


def word_count(markdown: str) -> int:
    """Count words, roughly: markup counts with the word beside it; in scripts without spaces each character counts."""
    words = len(markdown.split())
    return words if markdown.isascii() else words + len(WITHOUT_SPACES.findall(markdown))
