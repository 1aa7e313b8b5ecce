"""Extract links and plain text from HTML by the tokenising rules of the HTML standard.

There is no tree: one pass goes from tag to tag, in linear time for any input. Everything that is not a link stays
unchanged, byte for byte.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

from markupsafe import Markup, escape

from generator.formats.html import ATTRIBUTES, OPENING, bare, tokens
from generator.formats.urls import composed

_HIDDEN = frozenset(("script", "style", "iframe", "noembed", "noframes"))
_INLINE = frozenset(
    (
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark",
        "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
    )
)  # fmt: skip

_ONE_LINK = frozenset(
    (
        "href", "src", "poster", "action", "formaction", "data", "cite", "background", "longdesc", "manifest",
        "xlink:href",
    )
)  # fmt: skip
_LINKS = _ONE_LINK | {"srcset", "imagesrcset", "style", "ping"}
_HINT = re.compile("href|src|poster|action|data|cite|background|longdesc|manifest|style|ping", re.IGNORECASE)
_CANDIDATE = re.compile(r"(?P<url>[^\s,](?:\S*[^\s,])?)(?P<rest>\s[^,]*)?")
_STYLE_URL = re.compile(r"""(?P<open>url\(\s*(?P<quote>["']?))(?P<url>[^"'()\s]+)(?=(?P=quote)\s*\))""", re.IGNORECASE)

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_BASE = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.\-]*:)?(?P<host>//[^/?#]*)?(?P<path>[^?#]*)(?P<query>[?][^#]*)?")
_LINK = re.compile(r"(?P<path>[^?#]*)(?P<tail>.*)", re.DOTALL)
_DECOMPOSED = re.compile(
    "%(?:C[CD]|E[0-3])", re.IGNORECASE
)  # the first byte of a combining mark, a jamo or a kana mark
_SAFE = "/!$&'()*+,;=:@~"
_AROUND = "".join(map(chr, range(0x21)))


def absolute_links(html: str, base_url: str) -> str:
    """Make every relative link absolute, as a browser at `base_url` would; everything else stays.

    Links are the values of href, src, srcset, poster, action, data and similar attributes, and `url()` in style
    attributes. An empty `href` means the page itself; other empty values are not links.
    """
    return map_links(html, lambda url: resolve(url, base_url))


def composed_links(html: str) -> str:
    """Write the links inside the site in Unicode's form NFC, as the site's files are named."""
    if (html.isascii() or unicodedata.is_normalized("NFC", html)) and not _DECOMPOSED.search(html):
        return html
    return map_links(html, _composed)


def map_links(html: str, change: Callable[[str], str]) -> str:
    """Replace every link by `change` of it; everything else stays."""
    parts: list[str] = []
    done = 0
    for token in tokens(html):
        start = token.start("attributes")
        for attribute in _links(token):
            value = bare(attribute["value"])
            wanted = _changed(attribute["name"].lower(), value, change)
            if wanted != value:
                parts += (html[done : start + attribute.start("value")], '"', escape(wanted), '"')
                done = start + attribute.end("value")
    if not parts:
        return html
    result = "".join((*parts, html[done:]))
    return Markup(result) if isinstance(html, Markup) else result  # noqa: S704 (as trusted as what came in)


def plain_text(html: str) -> str:
    """Return the visible text of HTML on one line: no tags, no scripts, entities decoded."""
    text = str(html)
    if "<" in text:
        text = _between_tags(text)
    if "&" in text:
        text = Markup(text).unescape()  # noqa: S704 (becomes plain text)
    return " ".join(text.split())


def resolve(url: str, base_url: str) -> str:
    """Return a link as an absolute URL, by RFC 3986 and as browsers do; an absolute one stays unchanged."""
    link = url.strip(_AROUND).replace("\t", "").replace("\n", "").replace("\r", "")
    if _SCHEME.match(link):
        return url
    base, (path, tail) = _BASE.match(base_url), _LINK.match(link).groups()  # type: ignore[union-attr]  # they match any text
    scheme, host, base_path, query = (part or "" for part in base.groups())  # type: ignore[union-attr]
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return scheme + path + tail
    if not path:
        return scheme + host + base_path + (tail if tail.startswith("?") else query + tail)
    if not path.startswith("/"):
        path = (base_path.rpartition("/")[0] if "/" in base_path else "") + "/" + path
    return scheme + host + _without_dots(path) + tail


def _links(token: re.Match[str]) -> Iterator[re.Match[str]]:
    """Find the attributes of a start tag that contain links."""
    if token["close"] or not token["attributes"] or not _HINT.search(token["attributes"]):
        return
    for attribute in ATTRIBUTES.finditer(token["attributes"]):
        name = attribute["name"].lower()
        if attribute["value"] is not None and name in _LINKS and (name != "data" or token["tag"].lower() == "object"):
            yield attribute


def _changed(name: str, value: str, change: Callable[[str], str]) -> str:
    """Return the value of the attribute `name` with its links changed."""
    if name in ("srcset", "imagesrcset"):
        return _CANDIDATE.sub(lambda found: change(found["url"]) + (found["rest"] or ""), value)
    if name == "style":
        return _STYLE_URL.sub(lambda found: found["open"] + change(found["url"]), value)
    if name == "ping":
        return " ".join(change(url) for url in value.split())
    return change(value) if value or name == "href" else value


def _composed(url: str) -> str:
    if _SCHEME.match(url) or url.startswith(("//", "\\")):
        return url
    path, tail = _LINK.match(url).groups()  # type: ignore[union-attr]  # it matches any text
    plain = unquote(path)
    return url if unicodedata.is_normalized("NFC", plain) else quote(composed(plain), safe=_SAFE) + tail


def _without_dots(path: str) -> str:
    """Remove `.` and `..` from an absolute path (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _between_tags(html: str) -> str:
    """Remove tags and invisible elements; a block's start and end become a space."""
    parts: list[str] = []
    done = 0
    hiding = False
    for token in tokens(html):
        if not hiding:
            parts.append(html[done : token.start()])
        done = token.end()
        tag = (token["tag"] or "").lower()
        hiding = tag in _HIDDEN and not token["close"]
        if tag and tag not in _INLINE:
            parts.append(" ")
    if not hiding:
        cut = OPENING.search(html, done)
        parts.append(html[done : cut.start() if cut else None])
    return "".join(parts)
