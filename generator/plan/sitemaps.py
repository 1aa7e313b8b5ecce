"""What search engines are told: `sitemap.xml` and `robots.txt`.

Listed are the front page, stories, pages, and the front of every list. Archive pages of lists are left
out: engines find them by following links, and nobody searches for page 17. Times of change are those
of the content, so that nothing here changes when nothing was published.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from generator.model.digest import digest_bytes
from generator.model.library import Library
from generator.model.output import Fill, Output, fill
from generator.model.post import Page, Teaser
from generator.model.urls import output_path
from generator.plan.lists import INDEXES
from generator.plan.special import Special

MOST_URLS = 50_000  # of one file, as sitemaps.org has it
MOST_BYTES = 45_000_000  # of one file; the protocol allows 50 MB
AROUND_URL = 100  # bytes of markup
PART = 10_000  # URLs of one file where there are several
URL = "/sitemap.xml"
HIDDEN = ("/404.html",)

Entry = tuple[str, datetime | None]  # the path below baseurl, and when it changed, if anybody knows


def outputs(library: Library) -> Iterator[Output]:
    """Plan the sitemap, an index with its parts where there is too much for one file, and `robots.txt`."""
    entries = _entries(library)
    size = sum(len(url) for url, _ in entries) + len(entries) * (len(library.settings.url) + AROUND_URL)
    if len(entries) <= MOST_URLS and size <= MOST_BYTES:
        yield _listing("sitemap", URL, entries)
    else:
        parts: list[Entry] = []
        for number, part in _parts(entries):
            url = f"/sitemap-{number}.xml"
            parts.append((url, max((changed for _, changed in part if changed), default=None)))
            yield _listing("sitemap", url, part)
        yield _listing("sitemapindex", URL, parts)
    yield Output("robots.txt", fill("robots.txt", page=Special("robots", "", "/robots.txt"), sitemap=URL))


def _entries(library: Library) -> list[Entry]:
    """List lists, pages and stories, the newest story first. What a source claims is not ours to list."""
    found: dict[str, datetime | None] = {}
    for kind, terms in library.terms.items():
        for term in terms.values():
            found[term.url] = _changed(term.posts[0]) if term.posts else None
        if kind in INDEXES:
            found[INDEXES[kind][1]] = None
    for page in library.pages:
        found.pop(page.url, None)
        if _is_page_listed(page):
            found[page.url] = page.updated or page.date
    for post in library.posts:
        teaser = post.teaser
        found.pop(teaser.url, None)
        if teaser.sitemap and not teaser.draft and not post.redirect_to:
            found[teaser.url] = _changed(teaser)
    return list(found.items())


def _is_page_listed(page: Page) -> bool:
    """Leave out style sheets and their kin, too, which are pages where they have front matter."""
    is_html = page.url.endswith((".html", ".htm")) or "." not in page.url.rpartition("/")[2]
    return is_html and page.sitemap and not page.redirect_to and page.url not in HIDDEN


def _changed(teaser: Teaser) -> datetime:
    return teaser.updated or teaser.date


def _parts(entries: list[Entry]) -> Iterator[tuple[int, list[Entry]]]:
    """Cut into numbered parts from the oldest story on, so that a new one changes the last part only."""
    oldest_first = entries[::-1]
    for start in range(0, len(oldest_first), PART):
        yield start // PART + 1, oldest_first[start : start + PART]


def _listing(kind: str, url: str, entries: list[Entry]) -> Output:
    """Plan one file. There may be many thousand entries: their times are written, and their digest taken, at once."""
    written = msgspec.to_builtins(entries)
    digest = digest_bytes(msgspec.json.encode((kind, url, written)))
    return Output(output_path(url), Fill("sitemap.xml", {"page": Special(kind, "", url), "entries": written}, digest))
