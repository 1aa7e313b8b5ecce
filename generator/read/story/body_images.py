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
BEFORE = r"""(?:\(\s*<?|["'=]\s*|\]:\s*<?)"""  # what comes before a URL in Markdown and in HTML
ADDRESS = re.compile(BEFORE + r"""([^\s"'<>)]+)""")
LINE_END = re.compile(r"\n")
MAX_SEARCHED = 20_000_000  # characters in all searches of one text
HINT = re.compile(r"!\[|<img[\s/]", re.IGNORECASE)
UNFILLED = ("{{", "{%")  # another generator's template language


def read_figures(front: FrontMatter, text: Text, source: str, url: str, settings: Settings) -> tuple[Figure, ...]:
    """Return the site's own images in a text, each URL once.

    Images of other sites are left out. The text is converted only if something in it looks like an image. An error of
    the conversion is reported when the page is rendered.
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
            found[src] = Figure(src, written.position(src), Image(""), paths)
    return tuple(found.values())


def _addresses(html: str) -> list[str]:
    """Return the URLs of all images, as a browser reads them."""
    found = []
    for token in tokens(html):
        if token["tag"] and not token["close"] and token["tag"].lower() == "img":
            src = attributes(token).get("src", "").strip()
            if src:
                found.append(src)
    return found


def _paths(src: str, source: str, url: str, settings: Settings) -> tuple[str, ...]:
    """Return the possible paths of the image at `src`, the most likely first; none for other sites.

    A relative path is resolved as browsers do, then relative to the story's source file, then as in front matter.
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
    """A text as written, with the line and column of each image URL, as far as they can be found.

    One pass finds all URLs. A URL that is written differently from its value is searched for, within a limit of work.
    """

    def __init__(self, front: FrontMatter) -> None:
        """Find all URLs in a text."""
        self.body = front.body
        self.first = front.body_line
        self.searched = 0
        self.lines = [0, *(end.end() for end in LINE_END.finditer(front.body))]
        self.starts: dict[str, int] = {}
        for found in ADDRESS.finditer(front.body):
            self.starts.setdefault(found[1], found.start(1))

    def position(self, src: str) -> tuple[int, int]:
        """Return the line and column of a URL, or those of the whole text."""
        for name in dict.fromkeys((src, src.replace("&", "&amp;"), unescape(src))):
            start = self.starts.get(name, -1)
            if start < 0:
                start = self._search(name)
            if start >= 0:
                line = bisect_right(self.lines, start)
                return self.first + line - 1, start - self.lines[line - 1] + 1
        return self.first, 1

    def _search(self, name: str) -> int:
        """Return the position of a name, preferably where a URL may be; -1 if there is none."""
        self.searched += len(self.body)
        if self.searched > MAX_SEARCHED:
            return -1
        written = re.escape(name)
        found = re.search(BEFORE + written, self.body) or re.search(written, self.body)
        return found.end() - len(name) if found else -1
