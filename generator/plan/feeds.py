"""The feed of the newest stories, as RSS 2.0."""

from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import quote

import msgspec

from generator.model.library import Library
from generator.model.output import Output, fill
from generator.model.post import Post
from generator.model.urls import output_path
from generator.plan.special import Special

MOST_ITEMS = 60
URL = "/feed.xml"


def outputs(library: Library) -> Iterator[Output]:
    """Plan the site's feed.

    ``posts`` are whole stories, since a feed shows their text; ``guids`` maps the URL of a story to the
    `guid` of its front matter, if there is one; ``originals`` to the path of its picture as it was handed in.
    """
    settings = library.settings
    published = (post for post in library.posts if not post.teaser.draft)
    posts = list(islice(published, min(settings.feed_items, MOST_ITEMS)))
    page = Special(
        kind="feed",
        title=settings.title or settings.url,
        url=URL,
        lang=settings.lang,
        description=settings.description or settings.tagline or settings.title,
        date=posts[0].teaser.date if posts else None,
        updated=max((post.teaser.updated or post.teaser.date for post in posts), default=None),
    )
    shows = fill("feed.xml", page=page, posts=posts, guids=_guids(posts), originals=_originals(posts, library))
    yield Output(output_path(URL), shows)


def _guids(posts: Sequence[Post]) -> dict[str, str]:
    """Find the names that stories bring along from where they were published before."""
    found = {}
    for post in posts:
        guid = msgspec.json.decode(post.meta).get("guid")
        if isinstance(guid, (str, int)) and (text := str(guid).strip()):
            found[post.teaser.url] = text
    return found


def _originals(posts: Sequence[Post], library: Library) -> dict[str, str]:
    """Name the picture files whose length in bytes is known: only these can be enclosed."""
    return {
        post.teaser.url: "/" + quote(library.picture_of(post.teaser.image))
        for post in posts
        if post.teaser.image and post.teaser.image.length and post.teaser.image.mime
    }
