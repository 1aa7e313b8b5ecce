"""A bare `https://…` is a link, without the full stop or bracket that follows."""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, util
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

OUTSIDE = '\\s<>"`|\\\\^{}\x00-\x1f\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u3000-\u303f\uff01-\uff0f\uff1a-\uff20'
URL = rf"https?://(?<![\w/@=:.+-]https://)(?<![\w/@=:.+-]http://)[^\W_][^{OUTSIDE}]*"
TRAILING = ".,:;!?*_~'\u2019\u2018\u2026"
PAIRS = {")": "(", "]": "["}


class BareLink(InlineProcessor):
    """Makes a link of each bare URL, and records it."""

    def __init__(self, md: Markdown) -> None:
        """Set the pattern of URLs."""
        super().__init__(URL, md)
        self.made: list[Element] = []

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        """Create the link."""
        del data
        url = _trimmed(m[0])
        link = Element("a", {"href": url.replace("&amp;", "&")})
        link.text = util.AtomicString(link.get("href", ""))
        self.made.append(link)
        return link, m.start(), m.start() + len(url)


def _trimmed(url: str) -> str:
    """Remove what belongs to the sentence: final punctuation, and a closing bracket without an opening one."""
    while url[-1] in TRAILING or (url[-1] in PAIRS and url.count(url[-1]) > url.count(PAIRS[url[-1]])):
        url = url[:-1]
    return url


class OnlyOneLink(Treeprocessor):
    """Removes the link of a bare URL inside another link."""

    def __init__(self, md: Markdown, bare: BareLink) -> None:
        """Check the links that `bare` has created."""
        super().__init__(md)
        self.bare = bare

    def run(self, root: Element) -> None:
        """Check all links, if there is a bare one."""
        if self.bare.made:
            self._bare = set(map(id, self.bare.made))
            self._is_open = False  # whether an <a> written as HTML is open
            self._walk(root, is_inside=False)

    def _walk(self, parent: Element, *, is_inside: bool) -> None:
        self._is_open = self._is_open and not self.md.is_block_level(parent.tag)
        self._read(parent.text)
        for child in list(parent):
            if id(child) in self._bare and (is_inside or self._is_open):
                _dissolve(parent, child)
            elif len(child) or child.text:
                self._walk(child, is_inside=is_inside or child.tag == "a")
            self._read(child.tail)

    def _read(self, text: str | None) -> None:
        """Record whether stashed HTML opens or closes a link."""
        if text and util.STX in text:
            for found in util.HTML_PLACEHOLDER_RE.finditer(text):
                html = self.md.htmlStash.rawHtmlBlocks[int(found[1])]
                if isinstance(html, str) and re.match(r"</?a[\s>]", html, re.IGNORECASE):
                    self._is_open = html[1] != "/"


def _dissolve(parent: Element, child: Element) -> None:
    """Replace a child by its text."""
    place = list(parent).index(child)
    words = (child.text or "") + (child.tail or "")
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    del parent[place]


class LinksExtension(Extension):
    """Registers both, and forgets the links of the last text."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register them after Markdown's links and before emphasis."""
        self.bare = BareLink(md)
        md.inlinePatterns.register(self.bare, "bare link", 85)
        md.treeprocessors.register(OnlyOneLink(md, self.bare), "only one link", 19)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget."""
        self.bare.made = []


def makeExtension(**settings: Any) -> LinksExtension:
    """Make the extension."""
    return LinksExtension(**settings)
