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
    """What is to be shown; the stories that are held until their date; the sources of those without any text yet.

    Of those that were ``retracted``, only that is shown. ``due`` tells when the time alone changes that, by source.
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
    """Part what is to be shown from what is hidden, expired, unwritten or held until its date."""
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
                if post.published and not post.teaser.draft:  # nobody is told of what never came out
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
    """Yield when a story that is shown before its date is due, and when one that is news is so no more."""
    for post in library.posts:
        if post.teaser.date <= now:  # the newest come first
            break
        yield post.teaser.date
    for teaser in library.recent:
        yield teaser.date + RECENT


def shown_early(posts: Iterable[Post], pages: Iterable[Page], now: datetime) -> Iterator[str]:
    """Name the sources of what readers should not see yet, and a deploy should not hold."""
    for post in posts:
        if post.teaser.draft or post.unwritten or post.teaser.date > now or not post.published:
            yield post.teaser.source
    for page in pages:
        if not page.published:
            yield page.source


def _is_expired(post: Post, now: datetime) -> bool:
    """Tell whether a story is not to be seen any more; one that expires before it comes out never is."""
    begins = now if post.teaser.draft else max(now, post.teaser.date)
    return post.expires is not None and post.expires <= begins
