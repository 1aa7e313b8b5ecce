"""Which stories are visible at a given time: drafts, held, expired, unpublished."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from generator.library.index import RECENT
from generator.model.cache_records import SourceRecord
from generator.model.library import Library
from generator.model.post import Page, Post
from generator.model.report import Held
from generator.model.settings import Project, Settings


class Visible(Struct, frozen=True):
    """The visible stories and pages; the held stories; the sources of stories without text.

    Of ``retracted`` stories only a notice is visible. ``due`` tells when the time alone changes that, by source.
    """

    posts: Sequence[Post]
    pages: Sequence[Page]
    held: Sequence[Held]
    unwritten: Sequence[str]
    retracted: Sequence[Post] = ()
    due: Mapping[str, datetime] = {}


def visible(
    records: Iterable[SourceRecord], project: Project, settings: Settings, now: datetime, shown: Callable[[str], str]
) -> Visible:
    """Separate visible stories and pages from those that are hidden, expired, unwritten or held."""
    posts, pages, held, unwritten, retracted = [], [], [], [], []
    due: dict[str, datetime] = {}
    drafts = project.drafts or settings.show_drafts
    future = project.future or settings.future
    unpublished = project.unpublished or settings.unpublished
    for record in records:
        post, page = record.post, record.page
        if post is not None:
            if not (post.published or unpublished) or _is_expired(post, now):
                continue
            if post.retracted is not None:
                if post.published and not post.teaser.draft:  # a story that was never published leaves no notice
                    if post.teaser.date <= now:
                        retracted.append(post)
                    else:
                        held.append(Held(shown(record.name), post.teaser.date))
                        due[record.name] = post.teaser.date
            elif post.unwritten and not drafts:
                unwritten.append(shown(record.name))
            elif future or post.teaser.draft or post.teaser.date <= now:
                posts.append(post)
            else:
                held.append(Held(shown(record.name), post.teaser.date))
                due[record.name] = post.teaser.date
        elif page is not None and (page.published or unpublished):
            pages.append(page)
    due |= {post.teaser.source: post.expires for post in (*posts, *retracted) if post.expires}
    return Visible(posts, pages, in_order(held), unwritten, retracted, due)


def in_order(held: Iterable[Held]) -> list[Held]:
    """Return held stories, the next one first."""
    return sorted(held, key=lambda waiting: (waiting.until, waiting.source))


def next_changes(library: Library, now: datetime) -> Iterator[datetime]:
    """Yield when an early story reaches its date, and when a story leaves the news sitemap."""
    for post in library.posts:
        if post.teaser.date <= now:  # newest first
            break
        yield post.teaser.date
    for teaser in library.recent:
        yield teaser.date + RECENT


def shown_early(posts: Iterable[Post], pages: Iterable[Page], now: datetime) -> Iterator[str]:
    """Yield the sources of stories and pages that readers should not see yet, so that a deploy refuses them."""
    for post in posts:
        if post.teaser.draft or post.unwritten or post.teaser.date > now or not post.published:
            yield post.teaser.source
    for page in pages:
        if not page.published:
            yield page.source


def _is_expired(post: Post, now: datetime) -> bool:
    """Tell whether a story has expired; one that expires before its date is never visible."""
    begins = now if post.teaser.draft else max(now, post.teaser.date)
    return post.expires is not None and post.expires <= begins
