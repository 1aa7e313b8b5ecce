"""Find the pictures that a story's text names, so that they can be planned before the text is needed."""

import posixpath
import re
from html import unescape
from urllib.parse import unquote

from generator.model.post import Figure, Image
from generator.model.problem import ProseError
from generator.model.settings import Settings
from generator.model.tags import attributes, tokens
from generator.model.urls import composed
from generator.read.beside import below_site
from generator.read.excerpt import Text
from generator.read.frontmatter import FrontMatter

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")
HINT = re.compile(r"!\[|<img[\s/]", re.IGNORECASE)
UNFILLED = ("{{", "{%")  # another generator's template language


def read_figures(front: FrontMatter, text: Text, source: str, url: str, settings: Settings) -> tuple[Figure, ...]:
    """Return the pictures of the site that a text names, each address once.

    What lies elsewhere is left out. The text is converted only where something in it looks like a picture; where it
    cannot be, that is said when its page is made.
    """
    if not HINT.search(front.body):
        return ()
    try:
        html = text.html()
    except ProseError:
        return ()
    found: dict[str, Figure] = {}
    for src in _addresses(html):
        paths = () if src in found else _paths(src, source, url, settings)
        if paths:
            found[src] = Figure(src, _place(src, front), Image(""), paths)
    return tuple(found.values())


def _addresses(html: str) -> list[str]:
    """Return the addresses of all pictures, as a browser reads them."""
    found = []
    for token in tokens(html):
        if token["tag"] and not token["close"] and token["tag"].lower() == "img":
            src = attributes(token).get("src", "").strip()
            if src:
                found.append(src)
    return found


def _paths(src: str, source: str, url: str, settings: Settings) -> tuple[str, ...]:
    """Return where below the site the picture at `src` may be, likeliest first; nothing for what lies elsewhere.

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


def _place(src: str, front: FrontMatter) -> tuple[int, int]:
    """Return the line and column at which a text names a picture, as well as can be told."""
    for name in dict.fromkeys((src, src.replace("&", "&amp;"), unescape(src))):
        written = re.escape(name)
        found = re.search(rf"""(?:\(\s*<?|["'=]\s*|\]:\s*<?){written}""", front.body) or re.search(written, front.body)
        if found:
            start = found.end() - len(name)
            return front.body_line + front.body.count("\n", 0, start), start - front.body.rfind("\n", 0, start)
    return front.body_line, 1
