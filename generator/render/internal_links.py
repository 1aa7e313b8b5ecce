"""Find the links in a text that lead to other pages and files of the same site."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from generator.formats.anchors import anchor_of, has_anchor
from generator.formats.html import attributes, tokens
from generator.formats.html_links import resolve
from generator.formats.urls import composed
from generator.model.cache_records import InnerLink

_LIKELY = re.compile(r"""href\s*+=\s*+["']?+(?!\#|https?:|mailto:|tel:)""", re.IGNORECASE)
_HERE = re.compile(r"""href\s*+=\s*+["']?+(#[^"'\s>]+)""", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_FILLED = ("{{", "{%", "%7B%7B", "%7b%7b", "<")  # placeholders of other programs
_LINKING = ("a", "area")


def inner_links(html: str, path: str, url: str, baseurl: str, page: str = "") -> tuple[InnerLink, ...]:
    """Return the links in the text of the output `path` to URLs of the site, each once.

    Links to an anchor in the same `page` are left out, and those with `rel="external"`, where another program answers.
    """
    wrong = {href for href in _HERE.findall(html) if not _has(page, href)} if page else set()
    if not wrong and not _LIKELY.search(html) and not (url and url in html):
        return ()
    found: dict[str, InnerLink] = {}
    for href in _addresses(html):
        is_wrong = href.startswith("#") and page != "" and not _has(page, href)
        below = path if is_wrong else _below(href, f"{baseurl}/{path}", url, baseurl)
        if below is not None:
            found.setdefault(href, InnerLink(href, below))
    return tuple(found.values())


def _has(page: str, href: str) -> bool:
    anchor = anchor_of(href)
    return not anchor or has_anchor(page, anchor)


def _addresses(html: str) -> Iterator[str]:
    for token in tokens(html):
        if not token["close"] and (token["tag"] or "").lower() in _LINKING:
            told = attributes(token)
            if "href" in told and "external" not in told.get("rel", "").lower().split():
                yield told["href"]


def _below(href: str, base: str, url: str, baseurl: str) -> str | None:
    """Return the path of a link below the site; None for other sites and the page itself."""
    if any(mark in href for mark in _FILLED):
        return None
    link = href.strip()
    if url and (link == url or link.startswith((f"{url}/", f"{url}?", f"{url}#"))):
        link = link.removeprefix(url)
        link = link if link.startswith("/") else f"/{link}"
    if not re.split("[?#]", link, maxsplit=1)[0] or _SCHEME.match(link):
        return None
    path = re.split("[?#]", resolve(link, base), maxsplit=1)[0]
    if path == baseurl:
        return ""
    if path.startswith("//") or not path.startswith(f"{baseurl}/"):
        return None
    return composed(unquote(path[len(baseurl) + 1 :]))
