"""Plan redirects from old URLs: `redirect_from` and `redirect_to`."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from generator.formats.urls import output_path
from generator.model.library import Library
from generator.model.output import Output, fill
from generator.model.post import Page, Post
from generator.plan.generated_page import GeneratedPage

TEMPLATE = "redirect.html"
MAX_LENGTH = 2000  # characters; no browser or file system supports longer URLs

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_WEB_ADDRESS = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


def outputs(library: Library) -> Iterator[Output]:
    """Plan a redirect at each old URL of a story or page, and at each story or page with `redirect_to`.

    The URLs that `refused` returns are left out.
    """
    for source, title, lang, url, story in _moved(library):
        target = target_of(story.redirect_to) if story.redirect_to else url
        if not target:
            continue
        addresses = [old_path(address) for address in story.redirect_from]
        if story.redirect_to:
            addresses.insert(0, url)
        done = {_file(target), ""}
        for address in addresses:
            path = _file(address)
            if path not in done:
                done.add(path)
                page = GeneratedPage("redirect", title, address, lang)
                yield Output(path, fill(TEMPLATE, page=page, target=target), source, yields=address != url)


def refused(library: Library) -> Iterator[tuple[str, str, str]]:
    """Return the invalid and the unsafe URLs: source, key of the front matter, URL."""
    for source, _, _, url, story in _moved(library):
        if story.redirect_to and _file(target_of(story.redirect_to) or url) == _file(url):
            yield source, "redirect_to", story.redirect_to
        for address in story.redirect_from:
            if not old_path(address):
                yield source, "redirect_from", address


def old_path(address: str) -> str:
    """Return an old URL as a path below the site, or "" if there can be no file for it."""
    path = address.strip()
    if len(path) > MAX_LENGTH:
        return ""
    decoded = unquote(path)
    while decoded != (again := unquote(decoded)):
        decoded = again
    is_foreign = _SCHEME.match(path) or path.startswith("//")
    is_odd = _FORBIDDEN.search(decoded) or "?" in path or "#" in path
    if (
        not path
        or is_foreign
        or is_odd
        or any(part.startswith(".") and part != ".well-known" for part in decoded.split("/"))
    ):
        return ""
    url = _encoded("/" + path.lstrip("/"))
    return url if _file(url) else ""


def target_of(address: str) -> str:
    """Return the target of a redirect: a path below `baseurl` or an http(s) URL; "" for anything else."""
    target = address.strip()
    if not target or _FORBIDDEN.search(target) or target.startswith("//"):
        return ""
    if _SCHEME.match(target):
        return _encoded(target) if _WEB_ADDRESS.match(target) else ""
    return _encoded("/" + target.removeprefix("/"))


def _file(url: str) -> str:
    """Return the output file of a path of the site; "" for other sites' URLs, and if there can be none."""
    path = re.split("[?#]", url, maxsplit=1)[0]
    try:
        return output_path(path) if path.startswith("/") else ""
    except ValueError:
        return ""


def _moved(library: Library) -> Iterator[tuple[str, str, str, str, Post | Page]]:
    """Yield the stories and pages with an old or a new URL: source, title, language and URL."""
    for post in (*library.posts, *library.retracted):
        if post.redirect_from or post.redirect_to:
            teaser = post.teaser
            yield teaser.source, teaser.title, teaser.lang, teaser.url, post
    for page in library.pages:
        if page.redirect_from or page.redirect_to:
            yield page.source, page.title, page.lang, page.url, page


def _encoded(url: str) -> str:
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")
