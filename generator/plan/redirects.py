"""Plan redirects from old URLs: `redirect_from` and `redirect_to`."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import quote, unquote

from generator.formats.urls import output_path
from generator.model.library import Library
from generator.model.output import Output, fill
from generator.model.post import Page, Post
from generator.model.problem import Problem
from generator.plan.generated_page import GeneratedPage
from generator.plan.kind import Planned

TEMPLATE = "redirect.html"
MAX_LENGTH = 2000  # characters; no browser or file system supports longer URLs

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_WEB_ADDRESS = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


def keys(library: Library) -> Iterator[str]:
    """Name the sources of the stories and pages that have an old or a new address."""
    stories: tuple[Iterable[Post | Page], ...] = (library.posts, library.retracted.values(), library.pages.values())
    for story in chain(*stories):
        if story.redirect_from or story.redirect_to:
            yield story.teaser.source if isinstance(story, Post) else story.source


def outputs(library: Library, source: str) -> Iterator[Planned]:
    """Plan a page at each old address of a story or page, and one for it if it has moved away itself.

    Addresses that lead nowhere are left out, with a problem.
    """
    story = library.stories.get(source) or library.retracted.get(source) or library.pages.get(source)
    if story is None:
        return
    shown = story.teaser if isinstance(story, Post) else story
    for key, address in _refused(story, shown.url):
        hint = "Write a path below the site, such as /old/."
        yield Problem(source, f'{key}: "{address}" leads nowhere', hint=hint)
    target = target_of(story.redirect_to) if story.redirect_to else shown.url
    if not target:
        return
    addresses = [old_path(address) for address in story.redirect_from]
    if story.redirect_to:
        addresses.insert(0, shown.url)
    done = {_file(target), ""}
    for address in addresses:
        path = _file(address)
        if path not in done:
            done.add(path)
            page = GeneratedPage("redirect", shown.title, address, shown.lang)
            yield Output(path, fill(TEMPLATE, page=page, target=target), source, yields=address != shown.url)


def _refused(story: Post | Page, url: str) -> Iterator[tuple[str, str]]:
    """Name the addresses that lead nowhere, or nowhere safe, each with its key in the front matter."""
    if story.redirect_to and _file(target_of(story.redirect_to) or url) == _file(url):
        yield "redirect_to", story.redirect_to
    for address in story.redirect_from:
        if not old_path(address):
            yield "redirect_from", address


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


def _encoded(url: str) -> str:
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")
