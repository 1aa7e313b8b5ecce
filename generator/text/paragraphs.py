"""The first paragraph with words in a piece of HTML, for excerpts.

    first_paragraph(html, *, bare=False) -> Paragraph
    level(html) -> int                        how many elements are open at its end
    without_comments(html) -> str

Images, headings, rules, tables, code, tables of contents and invisible elements are skipped. A paragraph inside a
quotation or a list counts only if there is no other.
"""

import re
from html import unescape
from typing import Final

from msgspec import Struct

from generator.formats.html import attributes, tokens

BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "ul",
))  # fmt: skip
NEVER: Final = frozenset((
    "audio", "button", "canvas", "dialog", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
    "header", "hgroup", "iframe", "nav", "noscript", "object", "pre", "script", "select", "style", "summary", "svg",
    "table", "template", "textarea", "title", "video",
))  # fmt: skip
LATER: Final = frozenset(("aside", "blockquote", "dd", "details", "dir", "dl", "dt", "li", "menu", "ol", "ul"))
VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
ASIDE: Final = frozenset(("toc", "footnote", "admonition-title", "task-list"))
MARKED: Final = frozenset(("hidden", "class", "style"))
TEMPLATE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")
UNSEEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)


class Paragraph(Struct, frozen=True):
    """The HTML of a paragraph, and whether it is the story's own: not in a quotation or a list."""

    html: str = ""
    is_own: bool = False


def first_paragraph(html: str, *, bare: bool = False) -> Paragraph:
    """Return the first paragraph that has words; with `bare`, text outside of elements counts as well."""
    return _Search(html, bare=bare).run()


def level(html: str) -> int:
    """Return how many block elements are open at the end of a piece of HTML."""
    opened: list[str] = []
    for token in tokens(html):
        name = (token["tag"] or "").lower()
        if name in BLOCKS and name not in VOID:
            if not token["close"]:
                opened.append(name)
            elif name in opened:
                del opened[len(opened) - 1 - opened[::-1].index(name) :]
    return len(opened)


def without_comments(html: str) -> str:
    """Return HTML without its comments."""
    if "<!--" not in html:
        return html
    pieces, place = [], 0
    for token in tokens(html):
        if token[0].startswith("<!--"):
            pieces.append(html[place : token.start()])
            place = token.end()
    return "".join([*pieces, html[place:]])


def has_words(text: str) -> bool:
    """Tell whether a text without tags has a letter or a digit outside of template code."""
    if "{" in text:
        text = TEMPLATE.sub("", text)
    return any(letter.isalnum() for letter in (unescape(text) if "&" in text else text))


class _Search:
    """One pass over the tags of a piece of HTML."""

    def __init__(self, html: str, *, bare: bool) -> None:
        self.html = html
        self.bare = bare
        self.skipped: list[str] = []  # open elements whose content is skipped; the first decides
        self.inside: list[str] = []  # open quotations and lists
        self.tag = ""  # the tag of the open paragraph; "" for text outside of paragraphs
        self.pieces: list[str] = []
        self.words: list[str] = []
        self.fallbacks: dict[bool, str] = {}  # by whether it is in a paragraph

    def run(self) -> Paragraph:
        place = 0
        for token in tokens(self.html):
            if found := self.text(self.html[place : token.start()]):
                return found
            place = token.end()
            if token["tag"] and (found := self.element(token)):
                return found
        if found := self.text("" if self.skipped else _before_tag(self.html[place:])) or self.end():
            return found
        return Paragraph(self.fallbacks.get(True) or self.fallbacks.get(False, ""))

    def text(self, text: str) -> Paragraph | None:
        """Process the text between two tags. Outside of elements, an empty line ends a paragraph."""
        if self.skipped:
            return None
        first, *others = [text] if self.tag else BLANK_LINE.split(text)
        self.add(first)
        for other in others:
            if found := self.end():
                return found
            self.add(other)
        return None

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.words.append(text)

    def element(self, token: re.Match[str]) -> Paragraph | None:
        """Process a tag. A block begins or ends a paragraph, whatever is open."""
        name = token["tag"].lower()
        if self.skipped:
            self.skip(token, name)
            return None
        found = self.end() if name in BLOCKS or (name in NEVER and not self.tag) else None
        if found:
            return found
        if token["close"]:
            if name in self.inside:
                del self.inside[len(self.inside) - 1 - self.inside[::-1].index(name) :]
        elif name not in VOID and self.is_skipped(token, name):
            self.skipped.append(name)
            return None
        elif name in LATER:
            self.inside.append(name)
        elif name == "p":
            self.tag = token[0]
        if name not in BLOCKS:
            self.pieces.append(token[0])
        return None

    def skip(self, token: re.Match[str], name: str) -> None:
        """Process a tag inside skipped content, until that ends."""
        if name == self.skipped[0]:
            if token["close"]:
                self.skipped.pop()
            else:
                self.skipped.append(name)

    def is_skipped(self, token: re.Match[str], name: str) -> bool:
        if name in NEVER:
            return True
        if MARKED.isdisjoint((token["attributes"] or "").replace("=", " ").split()) and name != "sup":
            return False
        told = attributes(token)
        if name == "sup":
            return told.get("id", "").startswith("fnref")
        return (
            "hidden" in told
            or not ASIDE.isdisjoint(told.get("class", "").split())
            or UNSEEN.search(told.get("style", "")) is not None
        )

    def end(self) -> Paragraph | None:
        """Close the open paragraph; return it if it is the result."""
        tag, html, words = self.tag, "".join(self.pieces).strip(), "".join(self.words)
        self.tag, self.pieces, self.words = "", [], []
        if not words or not has_words(words):
            return None
        html = f"{tag or '<p>'}{html}</p>"
        if (tag or self.bare) and not self.inside:
            return Paragraph(html, is_own=True)
        self.fallbacks.setdefault(bool(tag), html)
        return None


def _before_tag(text: str) -> str:
    """Return the text before an incomplete tag."""
    return re.split(r"<[a-zA-Z/!?]", text, maxsplit=1)[0]
