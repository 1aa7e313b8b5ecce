"""Plan `sitemap.xml`, `news-sitemap.xml` and `robots.txt`.

They list the front page, stories, pages, and the front of every list. Archive pages of lists are left out: search
engines find them by links, and nobody searches for page 17. Modification times are those of the content, so that
nothing here changes unless something is published. Stories of the last two days are also in the news sitemap, the only
one that depends on the time of the build.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
from msgspec import Raw

from generator.formats.urls import output_path
from generator.model.delta import Delta, TermDelta, listed
from generator.model.digest import digest_bytes
from generator.model.library import Library, Term
from generator.model.order import moment
from generator.model.output import Fill, Output, fill
from generator.model.post import Image, Page, Post, Teaser
from generator.model.settings import Settings
from generator.plan.generated_page import GeneratedPage

MAX_URLS = 50_000  # in one file, the limit of the protocol (sitemaps.org)
MAX_BYTES = 45_000_000  # in one file; the protocol allows 50 MB
AROUND_URL = 100  # bytes of markup
PART = 10_000  # URLs in a file if there are several
MAX_NEWS = 1_000  # URLs in one news sitemap, Google's limit
URL = "/sitemap.xml"
NEWS = "/news-sitemap.xml"
HIDDEN = ("/404.html",)
LANGUAGE = re.compile("[a-z]{2,3}")
TRADITIONAL = frozenset(("hant", "hk", "mo", "tw"))  # subtags of Chinese in traditional characters

# The path below baseurl, the time of the last change, if known, and the path of the image, if it is the site's own.
Entry = tuple[str, datetime | None, str]
# The path below baseurl, the time of publication, Google's code of the language, and the headline.
News = tuple[str, datetime, str, str]


def outputs(library: Library, listed: Iterable[str]) -> Iterator[Output]:
    """Plan the sitemap, or an index with its parts where there is too much for one file; `listed` are more URLs for it.

    It lists all stories, so it alone walks over them.
    """
    entries = _entries(library, listed)
    around = 2 * (len(library.settings.url) + AROUND_URL)
    size = sum([len(entry[0]) + len(entry[2]) + around for entry in entries])
    if len(entries) <= MAX_URLS and size <= MAX_BYTES:
        yield _listing("sitemap", URL, entries)
    else:
        yield from _parts("sitemap", URL, entries, PART)


def news(library: Library, _: str) -> Iterator[Output]:
    """Plan the sitemap of the stories of the last two days that are to be found at all, the newest first."""
    settings = library.settings
    site = _news_language(settings.lang) or "en"
    found = [
        (teaser.url, teaser.date, _news_language(teaser.lang) or site, teaser.title)
        for teaser in library.recent
        if _is_story_listed(library.stories[teaser.source], settings)
    ]
    title = settings.title or settings.url
    if len(found) <= MAX_NEWS:
        yield _listing("news", NEWS, found, title)
    else:
        yield from _parts("news", NEWS, found, MAX_NEWS, title)


def robots(_: Library, __: str) -> Iterator[Output]:
    """Plan `robots.txt`, which names the sitemaps."""
    shows = fill("robots.txt", page=GeneratedPage("robots", "", "/robots.txt"), sitemaps=(URL, NEWS))
    yield Output("robots.txt", shows)


def touched(delta: Delta) -> tuple[str, ...]:
    """Name the sitemap if anything that it lists has come, gone, or changed as far as it tells."""
    settings = delta.after.settings
    is_other = any(_entry(change.was, settings) != _entry(change.now, settings) for change in delta.changes)
    return ("",) if is_other or any(_is_front_other(term, settings) for term in delta.terms.values()) else ()


def _is_front_other(term: TermDelta, settings: Settings) -> bool:
    if term.was is None or term.now is None or term.has_other_name:
        return True
    return _shown_change(term.was, settings) != _shown_change(term.now, settings)


def _entry(one: Post | Page | None, settings: Settings) -> object:
    """Return what the sitemap shows of a story or page, and what it orders it by."""
    if isinstance(one, Page):
        return one.url, _is_page_listed(one, settings), one.updated or one.date, _image(one.image)
    if post := listed(one):
        teaser = post.teaser
        return teaser.url, moment(teaser), _is_story_listed(post, settings), _changed(teaser), _image(teaser.image)
    return None


def touched_news(delta: Delta) -> tuple[str, ...]:
    """Name the sitemap of news if a recent story changed, or another one is recent."""
    before, after = delta.before.recent, delta.after.recent
    recent = {teaser.source for teaser in (*before, *after)}
    return ("",) if before != after or not recent.isdisjoint(delta.sources) else ()


def _entries(library: Library, listed: Iterable[str]) -> list[Entry]:
    """List lists, pages and stories, the newest story first. A list that a source replaces is left out."""
    found: dict[str, Entry] = {}
    settings = library.settings
    for terms in library.terms.values():
        for term in terms.values():
            found[term.url] = (term.url, _shown_change(term, settings), "")
    for url in listed:
        found[url] = (url, None, "")
    for page in library.pages.values():
        found.pop(page.url, None)
        if _is_page_listed(page, settings):
            found[page.url] = (page.url, page.updated or page.date, _image(page.image))
    for post in library.posts:
        teaser = post.teaser
        url = teaser.url
        found.pop(url, None)
        if _is_story_listed(post, settings):
            image = teaser.image
            found[url] = (url, teaser.updated or teaser.date, _image(image) if image else "")
    return list(found.values())


def _is_story_listed(post: Post, settings: Settings) -> bool:
    teaser = post.teaser
    if not teaser.sitemap or teaser.draft or post.noindex or post.redirect_to:
        return False
    return not _has_other_canonical(post.meta, teaser.url, settings)


def _is_page_listed(page: Page, settings: Settings) -> bool:
    """Tell whether a page is listed. Style sheets and similar files with front matter are not."""
    is_html = page.url.endswith((".html", ".htm")) or "." not in page.url.rpartition("/")[2]
    is_hidden = page.noindex or page.redirect_to or page.url in HIDDEN
    return is_html and page.sitemap and not is_hidden and not _has_other_canonical(page.meta, page.url, settings)


def _has_other_canonical(meta: Raw, url: str, settings: Settings) -> bool:
    """Tell whether the front matter has another canonical URL: search engines should only find that."""
    if b'"canonical_url"' not in bytes(meta):  # the usual case
        return False
    told = msgspec.json.decode(meta).get("canonical_url")
    own = ("", url, f"{settings.baseurl}{url}", f"{settings.url}{settings.baseurl}{url}")
    return isinstance(told, str) and told.strip() not in own


def _news_language(code: str) -> str:
    """Return Google's code of a language: two or three letters, except for the two kinds of Chinese."""
    first, *parts = code.lower().replace("_", "-").split("-")
    if first == "zh":
        return "zh-tw" if TRADITIONAL.intersection(parts) else "zh-cn"
    return first if LANGUAGE.fullmatch(first) else ""


def _shown_change(term: Term, settings: Settings) -> datetime | None:
    """Return the last change of a list's front, which has at least one page of stories."""
    return max((_changed(teaser) for teaser in term.posts[: settings.paginate]), default=None)


def _changed(teaser: Teaser) -> datetime:
    return teaser.updated or teaser.date


def _image(image: Image | None) -> str:
    return image.src if image and image.file_digest else ""


def _parts(kind: str, url: str, entries: Sequence[Entry | News], limit: int, title: str = "") -> Iterator[Output]:
    """Plan an index and its parts, numbered from the oldest story, so that a new story changes only the last part."""
    parts: list[Entry] = []
    oldest_first = entries[::-1]
    for start in range(0, len(oldest_first), limit):
        part = oldest_first[start : start + limit]
        part_url = f"{url.removesuffix('.xml')}-{start // limit + 1}.xml"
        parts.append((part_url, max((entry[1] for entry in part if entry[1]), default=None), ""))
        yield _listing(kind, part_url, part, title)
    yield _listing("sitemapindex", url, parts)


def _listing(kind: str, url: str, entries: Sequence[Entry | News], title: str = "") -> Output:
    """Plan one file. There may be many thousand entries, so their times are formatted and digested together."""
    written = msgspec.to_builtins(entries)
    digest = digest_bytes(msgspec.json.encode((kind, url, title, written)))
    shows = {"page": GeneratedPage(kind, title, url), "entries": written}
    return Output(output_path(url), Fill("news-sitemap.xml" if kind == "news" else "sitemap.xml", shows, digest))
