"""Apply changes of single stories and pages to the library: the result equals indexing everything again."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from generator.formats.slugs import term_slug
from generator.library.index import recent_stories
from generator.library.terms import SLUGS, SPELLED, in_order, make_term
from generator.model.delta import Change, Delta, TermDelta, listed
from generator.model.image_keys import image_keys
from generator.model.library import Library, Term
from generator.model.order import moment, place_of
from generator.model.post import Page, Post, Teaser

T = TypeVar("T", Post, Page)
Moved = tuple[Teaser | None, Teaser | None]  # a story's teaser before and after


def apply(library: Library, changes: Iterable[Change], now: datetime) -> Delta:
    """Return the delta: the library before and after the changes, as of `now`."""
    changes = [change for change in changes if change.was != change.now]
    moved = [pair for change in changes if (pair := _moved(change)) is not None]
    deltas = list(_terms(library.terms, moved))
    terms = {kind: _replaced(kind, library.terms[kind], deltas) for kind in library.terms}
    after = msgspec.structs.replace(
        library,
        stories=_edited(library.stories, changes, listed),
        pages=_in_order(_edited(library.pages, changes, _page), library.pages),
        retracted=_in_order(_edited(library.retracted, changes, _retracted), library.retracted),
        terms=terms,
        teasers=terms["archive"][""].posts,
        guids=_guids(library.guids, changes),
    )
    image_sources = _image_sources(library, after, changes)
    after = msgspec.structs.replace(after, image_sources=image_sources, recent=recent_stories(after.posts, now))
    return Delta(library, after, changes, {delta.key: delta for delta in deltas})


def _moved(change: Change) -> Moved | None:
    """Return the teasers of a story before and after; None if they are equal in all lists."""
    was, now = (post.teaser if (post := listed(one)) else None for one in (change.was, change.now))
    return None if was == now else (was, now)


def _page(one: Post | Page | None) -> Page | None:
    return one if isinstance(one, Page) else None


def _retracted(one: Post | Page | None) -> Post | None:
    return one if isinstance(one, Post) and one.retracted is not None else None


def _edited(
    known: Mapping[str, T], changes: Iterable[Change], chosen: Callable[[Post | Page | None], T | None]
) -> Mapping[str, T]:
    """Return the stories or pages of one kind, by source, with the changes; the same object if there are none."""
    edits = [(change.source, chosen(change.was), chosen(change.now)) for change in changes]
    edits = [(source, was, now) for source, was, now in edits if was is not None or now is not None]
    if not edits:
        return known
    found = dict(known)
    for source, _, now in edits:
        if now is None:
            del found[source]
        else:
            found[source] = now
    return found


def _in_order(found: Mapping[str, T], known: Mapping[str, T]) -> Mapping[str, T]:
    return found if found.keys() == known.keys() else {source: found[source] for source in sorted(found)}


def _guids(known: Mapping[str, Sequence[Teaser]], changes: Iterable[Change]) -> Mapping[str, Sequence[Teaser]]:
    """Return the stories by their ids from their first publisher."""
    found = dict(known)
    for change in changes:
        was, now = listed(change.was), listed(change.now)
        if was is not None and was.guid:
            found[was.guid] = edited_list(found[was.guid], [was.teaser], ())
        if now is not None and now.guid:
            found[now.guid] = edited_list(found.get(now.guid, ()), (), [now.teaser])
    return {guid: stories for guid, stories in found.items() if stories}


def _image_sources(before: Library, after: Library, changes: Iterable[Change]) -> Mapping[str, Sequence[str]]:
    """Return the sources of each image: stories from the newest on, then pages."""
    found: dict[str, list[str]] = {}
    for change in changes:
        for key in _images(before, change.was):
            found.setdefault(key, list(before.image_sources[key])).remove(change.source)
    for change in changes:
        for key in _images(after, change.now):
            sources = found.setdefault(key, list(before.image_sources.get(key, ())))
            sources.insert(_image_place(after, sources, change.source), change.source)
    if not found:
        return before.image_sources
    return {key: sources for key, sources in {**before.image_sources, **found}.items() if sources}


def _images(library: Library, one: Post | Page | None) -> Iterable[str]:
    return () if one is None or _retracted(one) else dict.fromkeys(image_keys(one, library.image_path))


def _image_place(library: Library, sources: Sequence[str], source: str) -> int:
    """Return the index of a source among those of an image."""
    story = library.stories.get(source)
    if story is None:
        return bisect_left(sources, 1, key=lambda other: other in library.pages and other >= source)
    here = moment(story.teaser)

    def is_behind(other: str) -> bool:
        return other in library.pages or moment(library.stories[other].teaser) <= here

    return bisect_left(sources, 1, key=is_behind)


def _terms(terms: Mapping[str, Mapping[str, Term]], moved: Sequence[Moved]) -> Iterable[TermDelta]:
    """Yield the changes of each list that has one of the stories."""
    for kind, slugs in SLUGS.items():
        touched: dict[str, list[Moved]] = {}
        for was, now in moved:
            before, after = slugs(was) if was else (), slugs(now) if now else ()
            for slug in dict.fromkeys((*before, *after)):
                pair = was if slug in before else None, now if slug in after else None
                touched.setdefault(slug, []).append(pair)
        for slug, pairs in touched.items():
            yield _term(kind, slug, terms[kind].get(slug), pairs)


def _term(kind: str, slug: str, term: Term | None, pairs: Sequence[Moved]) -> TermDelta:
    gone = [was for was, _ in pairs if was]
    come = [now for _, now in pairs if now]
    old = term.posts if term else ()
    posts = edited_list(old, gone, come)
    drafts = edited_list(
        term.drafts if term else (), [one for one in gone if one.draft], [one for one in come if one.draft]
    )
    spellings = _spellings(kind, slug, term.spellings if term else {}, gone, come)
    new = make_term(kind, slug, posts, spellings, drafts) if posts or kind == "archive" else None
    places = sorted(place_of(old, story) for story in gone), sorted(place_of(posts, story) for story in come)
    return TermDelta(term, new, *places)


def edited_list(stories: Sequence[Teaser], gone: Iterable[Teaser], come: Iterable[Teaser]) -> Sequence[Teaser]:
    """Return a list of stories, newest first, with some removed and others added."""
    found = list(stories)
    for story in gone:
        del found[place_of(found, story)]
    for story in come:
        found.insert(place_of(found, story), story)
    return found


def _spellings(
    kind: str, slug: str, known: Mapping[str, int], gone: Iterable[Teaser], come: Iterable[Teaser]
) -> Mapping[str, int]:
    """Update the counts of each spelling of a term."""
    if kind not in SPELLED:
        return known
    counted = dict(known)
    for stories, step in ((gone, -1), (come, 1)):
        for story in stories:
            for name in SPELLED[kind](story):
                if term_slug(name) == slug:
                    counted[name] = counted.get(name, 0) + step
    return {name: count for name, count in counted.items() if count}


def _replaced(kind: str, terms: Mapping[str, Term], deltas: Iterable[TermDelta]) -> Mapping[str, Term]:
    """Return the terms of one kind, in their order, with those that changed."""
    found = dict(terms)
    for delta in deltas:
        term = delta.now or delta.was
        if term is not None and term.kind == kind:
            if delta.now is None:
                del found[term.slug]
            else:
                found[term.slug] = delta.now
    return found if found.keys() == terms.keys() else in_order(kind, found)
