"""What search engines are told: `sitemap.xml` and `robots.txt`.

Listed are the front page, stories, pages, and the front of every list. Archive pages of lists are left
out: engines find them by following links, and nobody searches for page 17. Times of change are those
of the content, so that nothing here changes when nothing was published.
"""

from collections.abc import Iterable, Iterator

import msgspec

from generator.model.digest import digest_bytes
from generator.model.library import Library
from generator.model.output import Fill, Output, fill
from generator.model.post import Page, Post, Teaser
from generator.model.urls import output_path
from generator.plan.lists import INDEXES, Special

MOST_URLS = 50_000  # of one file, as sitemaps.org has it
MOST_BYTES = 45_000_000  # of one file; the protocol allows 50 MB
AROUND_URL = 100  # bytes of markup
PART = 10_000  # URLs of one file where there are several
URL = "/sitemap.xml"
SHORT = len("2026-07-12T09:30:00+02:00")  # what W3C's date and time has room for; zones of old times have odd seconds
HIDDEN = ("/404.html",)

Entry = tuple[str, str]  # the path below baseurl, and when it changed ("" where nobody knows)


def outputs(library: Library) -> Iterator[Output]:
    """Plan the sitemap, an index with its parts where there is too much for one file, and `robots.txt`."""
    entries = [(url, changed) for url, changed in _all(library).items() if changed is not None]
    size = sum(len(url) for url, _ in entries) + len(entries) * (len(library.settings.url) + AROUND_URL)
    if len(entries) <= MOST_URLS and size <= MOST_BYTES:
        yield Output(output_path(URL), _listing("sitemap", URL, entries))
    else:
        parts: list[Entry] = []
        for number, part in _parts(entries):
            url = f"/sitemap-{number}.xml"
            parts.append((url, max(changed for _, changed in part)))
            yield Output(output_path(url), _listing("sitemap", url, part))
        yield Output(output_path(URL), _listing("sitemapindex", URL, parts))
    yield Output("robots.txt", fill("robots.txt", page=Special("robots", "", "/robots.txt"), sitemap=URL))


def _all(library: Library) -> dict[str, str | None]:
    """Map every URL to the time of its last change; None for what is not to be listed.

    Stories come last, newest first. What a source claims goes before what we would make there.
    """
    claimed = {page.url: _page_entry(page) for page in library.pages}
    claimed.update((post.teaser.url, _story_entry(post, library)) for post in library.posts)
    found: dict[str, str | None] = {}
    for kind, terms in library.terms.items():
        for term in terms.values():
            found[term.url] = _changed(term.posts[0]) if term.posts else ""
        if kind in INDEXES:
            found[INDEXES[kind][1]] = ""
    for url in found.keys() & claimed.keys():
        del found[url]
    return found | claimed


def _story_entry(post: Post, library: Library) -> str | None:
    teaser = post.teaser
    if teaser.draft or not teaser.sitemap or post.redirect_to:
        return None
    meta = bytes(post.meta)
    if (b'"canonical_url"' in meta or b'"robots"' in meta) and not _is_ours(meta, teaser.url, library):
        return None
    return _changed(teaser)


def _page_entry(page: Page) -> str | None:
    """Return None for style sheets and their kin, too, which are pages where they have front matter."""
    is_html = page.url.endswith((".html", ".htm")) or "." not in page.url.rpartition("/")[2]
    if not page.sitemap or page.redirect_to or page.url in HIDDEN or not is_html:
        return None
    changed = page.updated or page.date
    return changed.isoformat(timespec="seconds")[:SHORT] if changed else ""


def _is_ours(meta: bytes, url: str, library: Library) -> bool:
    """Tell whether a story may be found here: its canonical URL is its own, and robots are welcome."""
    values = msgspec.json.decode(meta)
    canonical = values.get("canonical_url") or url
    own = library.settings.baseurl + url
    return canonical in (url, own, library.settings.url + own) and "noindex" not in str(values.get("robots")).lower()


def _changed(teaser: Teaser) -> str:
    return (teaser.updated or teaser.date).isoformat(timespec="seconds")[:SHORT]


def _parts(entries: list[Entry]) -> Iterator[tuple[int, list[Entry]]]:
    """Cut into numbered parts from the oldest story on, so that a new one changes the last part only."""
    oldest_first = entries[::-1]
    for start in range(0, len(oldest_first), PART):
        yield start // PART + 1, oldest_first[start : start + PART]


def _listing(kind: str, url: str, entries: Iterable[Entry]) -> Fill:
    """Make the recipe of one file. Its digest is taken of all entries at once: there may be many thousands."""
    shown = "\n".join([f"{path} {changed}" for path, changed in entries])
    digest = digest_bytes(f"{kind} {url}\n{shown}".encode("utf-8", "surrogatepass"))
    return Fill("sitemap.xml", {"page": Special(kind, "", url), "entries": entries}, digest)
