"""Plan the feeds: RSS, Atom and JSON for the site with full texts, RSS for each term without.

The feed of a term shows only teasers. A story is in about ten of them, and an edit of its text changes only its own
page and the three feeds of the site.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import quote

import msgspec

from generator.formats.feeds import FEEDS, RSS
from generator.formats.urls import output_path
from generator.model.library import WITH_FEED, Library, Term
from generator.model.output import Output, fill
from generator.model.post import Post, Teaser
from generator.plan.generated_page import GeneratedPage

MAX_ITEMS = 60

_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x1f]+")


def outputs(library: Library) -> Iterator[Output]:
    """Plan all feeds.

    The variables of their templates, besides `page`: ``home``, the path of the feed's page; ``stories``, teasers, the
    newest first; ``posts``, complete stories by URL, if the feed has their texts; ``names``, by URL, the ids of stories
    from their first publisher (`guid`); ``originals``, by URL, the paths of their unprocessed images; ``hub``, the URL
    of the WebSub hub, if any.
    """
    context = _FeedContext(library)
    yield from context.of_site()
    for kind in WITH_FEED:
        for term in library.terms.get(kind, {}).values():
            yield context.of_term(term)


class _FeedContext:
    """The data that all feeds of a site share."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.limit = min(library.settings.feed_items, MAX_ITEMS)
        self.lang = library.settings.lang.replace("_", "-")
        self.title = library.settings.title or library.settings.url
        self.names = _guids(library.posts)
        self.pictures: dict[str, str] = {}

    def of_site(self) -> Iterator[Output]:
        """Plan the feeds of the whole site."""
        settings = self.library.settings
        description = settings.description or settings.tagline or self.title
        posts = list(islice((post for post in self.library.posts if not post.teaser.draft), self.limit))
        stories = [post.teaser for post in posts]
        texts = {post.teaser.url: post for post in posts}
        for feed in FEEDS:
            yield self.feed(
                feed.path,
                f"/{feed.path}",
                home="/",
                title=self.title,
                description=description,
                stories=stories,
                posts=texts,
            )

    def of_term(self, term: Term) -> Output:
        """Plan the feed of a tag, category, author or series; its title has only names, which need no translation."""
        title = f"{term.name} \N{EN DASH} {self.title}" if self.title else term.name
        stories = list(islice((teaser for teaser in term.posts if not teaser.draft), self.limit))
        return self.feed(RSS.path, term.feed, home=term.url, title=title, description=title, stories=stories, posts={})

    def feed(  # noqa: PLR0913 (all that differs between feeds)
        self,
        template: str,
        url: str,
        *,
        home: str,
        title: str,
        description: str,
        stories: Sequence[Teaser],
        posts: Mapping[str, Post],
    ) -> Output:
        names = {story.url: self.names[story.url] for story in stories if story.url in self.names}
        if template == "atom.xml":
            names = {story: name for story, name in names.items() if _IRI.fullmatch(name)}
        page = GeneratedPage(
            kind="feed",
            title=title,
            url=url,
            lang=self.lang,
            description=description,
            date=stories[0].date if stories else None,
            updated=max((story.updated or story.date for story in stories), default=None),
        )
        shows = fill(
            template,
            page=page,
            home=home,
            stories=stories,
            posts=posts,
            names=names,
            hub=self.library.settings.announce.websub,
            originals={story.url: path for story in stories if (path := self.original(story))},
        )
        return Output(output_path(url), shows)

    def original(self, story: Teaser) -> str:
        """Return the path of the original image if its size in bytes is known, as enclosures need it."""
        image = story.image
        if image is None or not image.length or not image.mime:
            return ""
        path = self.pictures.get(image.path)
        if path is None:
            path = self.pictures[image.path] = "/" + quote(self.library.image_path(image))
        return path


def _guids(posts: Sequence[Post]) -> dict[str, str]:
    """Return the ids that stories have from their first publisher; of two with one id the older keeps it."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for post in reversed(posts):
        if b'"guid"' in bytes(post.meta):  # parse only the few that may have one
            guid = msgspec.json.decode(post.meta).get("guid")
            name = str(guid).strip() if isinstance(guid, (str, int)) else ""
            if name and name not in taken:
                taken.add(name)
                found[post.teaser.url] = name
    return found
