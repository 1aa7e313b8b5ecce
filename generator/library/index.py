"""Index the visible stories: newest first, and by tag, category, author, series, year and month."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from generator.formats.slugs import term_slug
from generator.library.terms import terms_of
from generator.model.image_keys import image_keys
from generator.model.library import Asset, Library
from generator.model.order import moment
from generator.model.post import Image, Page, Post, Teaser
from generator.model.settings import Settings
from generator.read.media.image_resolver import ImageResolver, site_path

RECENT = timedelta(hours=48)


def build_index(  # noqa: PLR0913 (the inputs of the library)
    settings: Settings,
    *,
    posts: Iterable[Post],
    pages: Sequence[Page],
    retracted: Sequence[Post] = (),
    assets: Sequence[Asset],
    data: Mapping[str, Any],
    authors: Mapping[str, Any],
    images: ImageResolver,
    layouts: frozenset[str],
    now: datetime,
) -> Library:
    """Build the library as of `now`."""
    ordered = sorted(posts, key=lambda post: moment(post.teaser), reverse=True)
    teasers = [post.teaser for post in ordered]
    return Library(
        settings=settings,
        stories={post.teaser.source: post for post in ordered},
        teasers=teasers,
        pages={page.source: page for page in pages},
        retracted={post.teaser.source: post for post in retracted},
        assets={asset.path: asset for asset in assets},
        data=data,
        terms=terms_of(teasers),
        images=images.images,
        image_files={path: images.files[path].source for path in images.images},
        layouts=layouts,
        image_path=lambda image: site_path(image.path, settings.baseurl),
        author_data=_author_data(authors),
        image_sources=sources_of_images(ordered, pages, images.path),
        guids=_guids(ordered),
        recent=recent_stories(ordered, now),
        published={asset.key: asset.path for asset in assets if asset.key},
    )


def sources_of_images(
    newest_first: Iterable[Post], pages: Iterable[Page], image_path: Callable[[Image], str]
) -> dict[str, list[str]]:
    """Return the sources that show each image, by its key."""
    found: dict[str, list[str]] = {}
    for post in newest_first:
        for key in image_keys(post, image_path):
            found.setdefault(key, []).append(post.teaser.source)
    for page in pages:
        for key in image_keys(page, image_path):
            found.setdefault(key, []).append(page.source)
    return found


def _guids(newest_first: Iterable[Post]) -> dict[str, list[Teaser]]:
    found: dict[str, list[Teaser]] = {}
    for post in newest_first:
        if guid := post.guid:
            found.setdefault(guid, []).append(post.teaser)
    return found


def recent_stories(newest_first: Iterable[Post], now: datetime) -> list[Teaser]:
    """Return the published stories of the last 48 hours that have their own page."""
    young = takewhile(lambda post: now - post.teaser.date < RECENT, newest_first)
    return [post.teaser for post in young if post.teaser.date <= now and not (post.teaser.draft or post.redirect_to)]


def _author_data(authors: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the data of each author, by the slug of the name."""
    told: dict[str, Mapping[str, Any]] = {}
    for key, value in authors.items():
        if isinstance(value, dict):
            told[term_slug(str(value.get("name") or key))] = value
    return told
