"""Find dead links in texts: links to URLs that the site does not have, with the position of each.

The dead links are kept from build to build. Their line numbers are looked up for each report, since an edit may move
them without changing any page.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from html import escape
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from urllib.parse import quote, unquote

from generator.formats.anchors import anchor_of, anchors, has_anchor
from generator.model.cache_records import DeadLink, InnerLink
from generator.model.output import Output
from generator.model.problem import Problem
from generator.model.settings import Project
from generator.read.media.similar_names import SimilarNames

MAX_LINKS = 10  # dead links to report for one text
INDEX = "index.html"
# With one of these files a server may answer at URLs without a file.
RULES = ("_redirects", ".htaccess", "netlify.toml", "vercel.json")
MEND = (
    "Mend the address, or take the link out. Where something else answers there, "
    'say so with rel="external" (in Markdown: `{: rel="external"}` right after the link).'
)
MEND_ANCHOR = (
    "Give the place an id (in Markdown: `{#name}` at the end of its heading), or take what follows the page's address "
    'out. Where a script makes the id, say so with rel="external".'
)


def dead_links(
    links: Iterable[tuple[str, Sequence[InnerLink]]],
    outputs: Mapping[str, Output],
    html_of: Callable[[str], str | None],
) -> list[DeadLink]:
    """Return the links to missing outputs or missing anchors; `links` are those of each source.

    Each has the most similar URL or anchor. `html_of` returns the HTML of an output, or None if it is not a page.
    """
    found = [(source, link, answered_by(link.path, outputs)) for source, inner in links for link in inner]
    missing = {(source, link) for source, link, path in found if not path}
    anchored = {(source, link, path) for source, link, path in found if path and "#" in link.href}
    dead = list(_without_anchor(anchored, html_of))
    if missing:
        addresses = {_address(path): path for path, output in outputs.items() if not output.lasts}
        index = SimilarNames(address for address in addresses if address)
        dead += [DeadLink(source, link.href, _near(link.path, index, addresses)) for source, link in missing]
    return sorted(dead, key=lambda dead: (dead.source, dead.href))


def answered_by(path: str, outputs: Mapping[str, Output]) -> str:
    """Return the output for a path below the site: a file, one without its `.html`, the index of a folder; or ""."""
    candidates = (path + INDEX,) if not path or path.endswith("/") else (path, f"{path}/{INDEX}", f"{path}.html")
    return next((candidate for candidate in candidates if candidate in outputs), "")


def _without_anchor(
    links: Iterable[tuple[str, InnerLink, str]], html_of: Callable[[str], str | None]
) -> Iterator[DeadLink]:
    """Find the links to missing anchors; each page is parsed once."""
    for path, group in groupby(sorted(links, key=itemgetter(2)), key=itemgetter(2)):
        html = html_of(path)
        for source, link, _ in group:
            anchor = anchor_of(link.href)
            if anchor and html is not None and not has_anchor(html, anchor):
                near = get_close_matches(anchor, sorted(anchors(html)), 1)
                yield DeadLink(source, link.href, "".join(near), anchor)


def tell(dead: Sequence[DeadLink], project: Project, baseurl: str) -> list[Problem]:
    """Return warnings about dead links, with positions; none if the site has redirect rules of its host."""
    if not dead or _has_rules(project):
        return []
    found: list[Problem] = []
    for source, group in groupby(dead, key=lambda one: one.source):
        told = list(group)
        file = project.show(project.content / source)
        text = _text(project.content / source)
        problems = [_problem(one, file, text, baseurl) for one in told]
        problems.sort(key=lambda problem: (problem.line, problem.column, problem.message))
        found += problems[:MAX_LINKS]
        more = len(problems) - MAX_LINKS
        if more > 0:
            said = f"{more} more links of this text lead" if more > 1 else "1 more link of this text leads"
            found.append(Problem(file, f"{said} nowhere on this site", hint=MEND, severity="warning"))
    return found


def _problem(dead: DeadLink, file: str, text: str, baseurl: str) -> Problem:
    if dead.anchor:
        hint = f'There is "#{dead.near}": write it so.' if dead.near else MEND_ANCHOR
        message = f'the page that "{dead.href}" leads to has no "#{dead.anchor}"'
        return Problem(file, message, *_place(text, dead.href), hint, "warning")
    hint = f'There is "{baseurl}{dead.near}": write it so.' if dead.near else MEND
    if dead.href.startswith("www."):
        hint = f'Write "https://{dead.href}" if another site is meant.'
    message = f'this site has nothing at "{dead.href}": the link is dead'
    return Problem(file, message, *_place(text, dead.href), hint, "warning")


def _has_rules(project: Project) -> bool:
    folders = (project.root, project.content, *project.static)
    return any((folder / name).exists() for folder in folders for name in RULES)


def _address(path: str) -> str:
    """Return the URL of an output as in links, without slashes at the ends."""
    return path.removesuffix(INDEX).removesuffix("/") if path == INDEX or path.endswith(f"/{INDEX}") else path


def _near(path: str, index: SimilarNames, addresses: Mapping[str, str]) -> str:
    near = index.near(path.removesuffix(INDEX).strip("/")) if path else ""
    return "/" + quote(addresses[near].removesuffix(INDEX) if addresses[near] != near else near) if near else ""


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    except OSError:
        return ""


def _place(text: str, href: str) -> tuple[int, int]:
    """Return the line and column of a URL in a text, after the front matter; zeros if it is not found."""
    start = _body(text)
    for spelt in _spellings(href):
        found = re.compile(rf"(?<![^\s(<\"'=:]){re.escape(spelt)}(?![^\s)>\"'])").search(text, start)
        if found:
            at = found.start()
            return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return 0, 0


def _spellings(href: str) -> Iterator[str]:
    """Return the ways in which a URL may be written in the text."""
    yield from dict.fromkeys((href, escape(href), escape(href, quote=False), unquote(href), quote(href, safe="/?#&=%")))


def _body(text: str) -> int:
    """Return the position of the end of the front matter."""
    if not re.match(r"---[ \t]*\n", text):
        return 0
    end = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE).search(text, 4)
    return end.end() if end else 0
