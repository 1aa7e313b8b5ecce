"""Plan the feeds: RSS, Atom and JSON for the site with full texts, RSS for each term without.

The feed of a term shows only teasers. A story is in about ten of them, and an edit of its text changes only its own
page and the three feeds of the site.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import quote

from generator.formats.feeds import FEEDS, RSS
from generator.formats.urls import output_path
from generator.model.delta import Delta, listed
from generator.model.library import WITH_FEED, Library, Term
from generator.model.order import place_of
from generator.model.output import Output, fill
from generator.model.post import Post, Teaser
from generator.plan.generated_page import GeneratedPage

MAX_ITEMS = 60

_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x1f]+")


def sites(_: Library) -> Iterator[str]:
    """Name the templates of the feeds of the whole site."""
    return (feed.path for feed in FEEDS)


def site(library: Library, template: str) -> Iterator[Output]:
    """Plan a feed of the whole site, with full texts.

    The variables of a feed's template, besides `page`: ``home``, the path of the feed's page; ``stories``, teasers, the
    newest first; ``posts``, complete stories by URL, if the feed has their texts; ``names``, by URL, the ids of stories
    from their first publisher (`guid`); ``originals``, by URL, the paths of their unprocessed images; ``hub``, the URL
    of the WebSub hub, if any.
    """
    settings, title = library.settings, _title(library)
    yield _feed(
        library,
        template,
        f"/{template}",
        home="/",
        title=title,
        description=settings.description or settings.tagline or title,
        stories=(stories := _newest(library, library.archive)),
        posts={story.url: library.stories[story.source] for story in stories},
    )


def terms(library: Library) -> Iterator[str]:
    """Name the lists that have a feed."""
    return (term.key for kind in WITH_FEED for term in library.terms.get(kind, {}).values())


def of_term(library: Library, key: str) -> Iterator[Output]:
    """Plan the feed of a tag, category, author or series; its title has only names, which need no translation."""
    term = library.term(key)
    if term:
        title = f"{term.name} \N{EN DASH} {_title(library)}" if _title(library) else term.name
        stories = _newest(library, term)
        yield _feed(
            library, RSS.path, term.feed, home=term.url, title=title, description=title, stories=stories, posts={}
        )


def touched_sites(delta: Delta) -> Iterable[str]:
    """Name the feeds of the site if any of the newest stories changed, in whatever way."""
    reach = _limit(delta.after) + max(len(delta.before.archive.drafts), len(delta.after.archive.drafts))
    for library in (delta.before, delta.after):
        for change in delta.changes:
            post = library.stories.get(change.source)
            if post is not None and place_of(library.teasers, post.teaser) < reach:
                return sites(library)
    return sites(delta.after) if _is_guid_shared(delta) else ()


def touched_terms(delta: Delta) -> Iterator[str]:
    """Name the lists of which any of the newest stories changed for those that see its teaser."""
    if _is_guid_shared(delta):
        yield from (*terms(delta.before), *terms(delta.after))
    limit = _limit(delta.after)
    for term in delta.terms.values():
        if term.has_other_name or term.newest < limit + term.drafts:
            yield term.key


def _is_guid_shared(delta: Delta) -> bool:
    """Tell whether a story changed whose id is, or was, that of another: then that one may gain or lose it."""
    for change in delta.changes:
        guids = {post.guid for one in change.both if (post := listed(one))}
        if len(guids) > 1 or any(
            len(library.guids.get(guid, ())) > 1 for guid in guids if guid for library in (delta.before, delta.after)
        ):
            return True
    return False


def _limit(library: Library) -> int:
    return min(library.settings.feed_items, MAX_ITEMS)


def _title(library: Library) -> str:
    return library.settings.title or library.settings.url


def _newest(library: Library, term: Term) -> list[Teaser]:
    """Return the stories that the feed of a list shows."""
    most = _limit(library)
    if not term.drafts:
        return list(term.posts[:most])
    return list(islice((story for story in term.posts if not story.draft), most))


def _feed(  # noqa: PLR0913 (all that feeds differ in)
    library: Library,
    template: str,
    url: str,
    *,
    home: str,
    title: str,
    description: str,
    stories: Sequence[Teaser],
    posts: Mapping[str, Post],
) -> Output:
    names = {story.url: name for story in stories if (name := _name(library, story))}
    if template == "atom.xml":
        names = {story: name for story, name in names.items() if _IRI.fullmatch(name)}
    page = GeneratedPage(
        kind="feed",
        title=title,
        url=url,
        lang=library.settings.lang.replace("_", "-"),
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
        hub=library.settings.announce.websub,
        originals={story.url: path for story in stories if (path := _original(library, story))},
    )
    return Output(output_path(url), shows)


def _name(library: Library, story: Teaser) -> str:
    """Return the id that a story has from its first publisher; of two with one id the older keeps it."""
    guid = library.stories[story.source].guid if library.guids else ""
    return guid if guid and library.guids[guid][-1].source == story.source else ""


def _original(library: Library, story: Teaser) -> str:
    """Return the path of the original image if its size in bytes is known, as enclosures need it."""
    image = story.image
    if image is None or not image.length or not image.mime:
        return ""
    return "/" + quote(library.image_path(image))
