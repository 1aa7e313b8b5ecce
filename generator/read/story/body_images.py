"""Find the images in a story's body, so that they can be planned before the body is rendered."""

import posixpath
import re
from bisect import bisect_right
from html import unescape
from urllib.parse import unquote

from generator.formats.html import attributes, tokens
from generator.formats.urls import composed
from generator.model.post import Figure, Image
from generator.model.problem import MarkdownError
from generator.model.settings import Settings
from generator.read.files.beside_posts import below_site
from generator.read.story.front_matter import FrontMatter
from generator.text.excerpt import Text

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")
BEFORE = r"""(?:\(\s*<?|["'=]\s*|\]:\s*<?)"""  # an address in Markdown, and in HTML
ADDRESS = re.compile(BEFORE + r"""([^\s"'<>)]+)""")
LINE_END = re.compile(r"\n")
MOST_SEARCHED = 20_000_000  # characters in all searches of one text
HINT = re.compile(r"!\[|<img[\s/]", re.IGNORECASE)
UNFILLED = ("{{", "{%")  # another generator's template language


def read_figures(front: FrontMatter, text: Text, source: str, url: str, settings: Settings) -> tuple[Figure, ...]:
    """Return the images of the site that a text names, each address once.

    What lies elsewhere is left out. The text is converted only where something in it looks like an image; where it
    cannot be, that is said when its page is made.
    """
    if not HINT.search(front.body):
        return ()
    try:
        html = text.html()
    except MarkdownError:
        return ()
    written = Written(front)
    found: dict[str, Figure] = {}
    for src in _addresses(html):
        paths = () if src in found else _paths(src, source, url, settings)
        if paths:
            found[src] = Figure(src, written.place(src), Image(""), paths)
    return tuple(found.values())


def _addresses(html: str) -> list[str]:
    """Return the addresses of all images, as a browser reads them."""
    found = []
    for token in tokens(html):
        if token["tag"] and not token["close"] and token["tag"].lower() == "img":
            src = attributes(token).get("src", "").strip()
            if src:
                found.append(src)
    return found


def _paths(src: str, source: str, url: str, settings: Settings) -> tuple[str, ...]:
    """Return where below the site the image at `src` may be, likeliest first; nothing for what lies elsewhere.

    A path without a slash at its head means what browsers take it for, or else a file beside the story's own, or
    else what front matter would mean by it.
    """
    own = settings.url + "/"
    address = src[len(settings.url) :] if settings.url and src.startswith(own) else src
    if SCHEME.match(address) or any(mark in address for mark in UNFILLED):
        return ()
    path = composed(unquote(re.split("[?#]", address, maxsplit=1)[0]))
    base = unquote(settings.baseurl)
    if path.startswith("/"):
        below = path.removeprefix(base) if path.startswith(base + "/") else path
        wanted = [below, path]
    else:
        folder = unquote(url).rpartition("/")[0]
        wanted = [f"{folder}/{path}", f"/{posixpath.dirname(below_site(source))}/{path}", f"/{path}"] if path else []
    whole = (posixpath.normpath(one).lstrip("/") for one in wanted)
    return tuple(dict.fromkeys(one for one in whole if one and one != "."))


class Written:
    """A text as it was written: it tells at which line and column an image's address stands, as well as can be told.

    The text is walked once for all addresses. One that is written in another way than it reads is searched for, as
    long as that is little work.
    """

    def __init__(self, front: FrontMatter) -> None:
        """Walk a text once."""
        self.body = front.body
        self.first = front.body_line
        self.searched = 0
        self.lines = [0, *(end.end() for end in LINE_END.finditer(front.body))]
        self.starts: dict[str, int] = {}
        for found in ADDRESS.finditer(front.body):
            self.starts.setdefault(found[1], found.start(1))

    def place(self, src: str) -> tuple[int, int]:
        """Return the line and column of an address, or those of the whole text."""
        for name in dict.fromkeys((src, src.replace("&", "&amp;"), unescape(src))):
            start = self.starts.get(name, -1)
            if start < 0:
                start = self._search(name)
            if start >= 0:
                line = bisect_right(self.lines, start)
                return self.first + line - 1, start - self.lines[line - 1] + 1
        return self.first, 1

    def _search(self, name: str) -> int:
        """Return where a name stands, -1 if nowhere: best where an address may be."""
        self.searched += len(self.body)
        if self.searched > MOST_SEARCHED:
            return -1
        written = re.escape(name)
        found = re.search(BEFORE + written, self.body) or re.search(written, self.body)
        return found.end() - len(name) if found else -1
