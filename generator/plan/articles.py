"""Plan the stories' pages, with neighbours in time, related stories, and the place in a series."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.formats.slugs import term_slug
from generator.formats.urls import output_path
from generator.model.delta import Delta, TermDelta
from generator.model.library import Library
from generator.model.order import Places, place_of, places_by_table
from generator.model.output import Output, fill
from generator.model.post import Post, Teaser
from generator.model.problem import Problem
from generator.plan.kind import Planned
from generator.plan.related import NEWER, OLDER, RAREST, related

FALLBACK = "post"


class SeriesPart(Struct, frozen=True):
    """The position of a story in its series. ``number`` counts from the oldest, so that a new part changes no other."""

    name: str
    url: str
    number: int


def keys(library: Library) -> Iterable[str]:
    """Name the sources of all stories."""
    return (teaser.source for teaser in library.teasers)


def outputs(library: Library, source: str) -> Iterator[Planned]:
    """Plan the page of a story that is not just a redirect."""
    post = library.stories.get(source)
    return _outputs(library, post, place_of) if post else iter(())


def every(library: Library) -> Iterator[tuple[str, Iterator[Planned]]]:
    """Plan the pages of all stories."""
    place_in = places_by_table()
    for post in library.posts:
        yield post.teaser.source, _outputs(library, post, place_in)


def touched(delta: Delta) -> set[str]:
    """Name the stories that changed, and those that stand near them on a list that their pages look at."""
    found = set(delta.sources)
    for term in delta.terms.values():
        kind = term.key.partition("/")[0]
        if kind == "archive":
            found.update(term.around(1, 1))
        elif kind in ("tag", "category", "series"):
            found.update(term.around(NEWER, OLDER))
        if kind == "tag":
            found.update(_of_other_rarity(term))
        elif kind == "series" and term.now and (term.has_other_name or not term.is_in_place):
            found.update(story.source for story in term.now.posts)
    return found


def _of_other_rarity(term: TermDelta) -> Iterator[str]:
    """Name the stories whose place in a tag's list, from the oldest, may have passed a power of two."""
    if term.now is None or (term.is_in_place and not term.drafts):
        return
    stories, moved = term.now.posts, len(term.gone) + len(term.come)
    for bits in range(RAREST):
        for rank in range((1 << bits) - moved, (1 << bits) + moved + term.drafts + 1):
            if 0 <= rank < len(stories):
                yield stories[len(stories) - 1 - rank].source


def _outputs(library: Library, post: Post, place_in: Places) -> Iterator[Planned]:
    teaser = post.teaser
    if post.layout not in library.layouts:
        yield from unknown_layout(teaser.source, post.layout, FALLBACK, library.layouts)
    if post.redirect_to:
        return
    teasers = library.teasers
    place = place_in(teasers, teaser)
    recipe = fill(
        layout_template(post.layout, FALLBACK, library.layouts),
        page=post,
        previous=teasers[place + 1] if place + 1 < len(teasers) else None,
        next=teasers[place - 1] if place else None,
        related=related(library, teaser, place_in),
        part=_part(library, teaser, place_in),
    )
    yield Output(output_path(teaser.url, ".html"), recipe, teaser.source)


def _part(library: Library, teaser: Teaser, place_in: Places) -> SeriesPart | None:
    if not teaser.series:
        return None
    term = library.terms["series"][term_slug(teaser.series)]
    return SeriesPart(term.name, term.url, len(term.posts) - place_in(term.posts, teaser))


def layout_template(layout: str, fallback: str, layouts: frozenset[str]) -> str:
    """Return the template for a layout's name; "" for no layout."""
    if not layout:
        return ""
    return f"{layout if layout in layouts else fallback}.html"


def unknown_layout(source: str, layout: str, instead: str, layouts: frozenset[str]) -> Iterator[Problem]:
    """Warn of a layout that does not exist, and say what is used instead."""
    if layout and layout not in layouts:  # one without any is meant
        message = f'there is no layout "{layout}": "{instead}" is used'
        hint = f"Add it to templates/, or write one of: {', '.join(sorted(layouts))}."
        yield Problem(source, message, hint=hint, severity="warning")
