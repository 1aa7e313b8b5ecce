"""What an output shows, value by value: which stories stand in it, and what changed in it since the last build."""

from collections.abc import Iterator, Mapping

import msgspec

from generator.model.cache_records import SourceRecord
from generator.model.digest import digest_of
from generator.model.output import Fill, Output
from generator.model.paginator import Paginator
from generator.model.post import Page, Post, Teaser
from generator.model.reason import Reason

SIZE = 8  # digits of the digest of each value that an output shows; only what a reason says depends on them
MANY = 100  # members; a longer list, as in a sitemap, takes too long to digest once more
UNKNOWN = "-" * SIZE

# What a value that is shown is to the reader of a reason.
PLACES = {
    "previous": "as the previous story", "next": "as the next story", "related": "as a related story",
    "paginator": "in its list", "stories": "in its list", "posts": "in full",
}  # fmt: skip
OTHERS = {
    "previous": "the previous story is another one", "next": "the next story is another one",
    "related": "it shows other related stories", "paginator": "its list shows other stories",
    "stories": "it shows other stories", "posts": "it shows other stories", "terms": "the terms that it lists changed",
    "part": "its place in the series changed", "person": "what is known of the author changed",
    "page": "its title, description or date changed",
    "entries": "the URLs that it lists changed", "target": "the address that it leads to changed",
}  # fmt: skip
FIELDS = {
    "title": "headline", "body_digest": "text", "text_digest": "front matter", "lang": "language", "url": "URL",
    "figures": "images", "updated": "time of change",
}  # fmt: skip
IMPLIED = frozenset(("digest", "meta", "words", "body_line", "image_place", "problems", "redirect_from", "unwritten"))

Records = Mapping[str, SourceRecord]
Pair = tuple[Post | Teaser | Page, Post | Teaser | Page]  # before and after


def shown_digests(output: Output) -> str:
    """Return short digests of the values that a template is filled with, one after the other."""
    recipe = output.recipe
    return "".join(map(_short, recipe.shows.values())) if isinstance(recipe, Fill) else ""


def sources_in(value: object) -> Iterator[str]:
    """Name the sources of the stories and pages in a value that an output shows."""
    for story in _stories(value):
        yield story.teaser.source if isinstance(story, Post) else story.source


def shown_changes(output: Output, before: str, records: Records) -> Iterator[Reason]:
    """Say what changed of all that an output shows.

    `before` are the digests of what it showed, `records` the sources as they were then, as far as they are known.
    """
    recipe = output.recipe
    if not isinstance(recipe, Fill):
        source = output.source or getattr(recipe, "source", "")
        yield Reason("shown", "the file that it is made of changed", "source", source)
        return
    if len(before) != SIZE * len(recipe.shows):
        yield Reason("shown", "what it shows changed")
        return
    found = False
    for place, (name, value) in enumerate(recipe.shows.items()):
        digest = before[place * SIZE : (place + 1) * SIZE]
        if digest != _short(value):
            found = True
            yield from _changes(name, value, digest, records)
    if not found:
        yield Reason("shown", OTHERS["entries"] if "entries" in recipe.shows else "what it shows changed")


def _changes(name: str, value: object, digest: str, records: Records) -> Iterator[Reason]:
    """Say what changed of one value: a story that was there before, or which stories are there."""
    pairs = [(old, story) for story in _stories(value) if (old := _before(story, records)) not in (None, story)]
    if not pairs or _short(_as_before(value, records)) != digest:
        gone = f"there is no {name} story any more" if value is None and name in ("previous", "next") else ""
        source = next(sources_in(value), "") if not isinstance(value, (list, tuple, dict, Paginator)) else ""
        yield Reason("shown", gone or OTHERS.get(name, f"what it shows as {name} changed"), name, source)
        return
    for pair in pairs:
        yield _of_story(name, pair)


def _of_story(name: str, pair: Pair) -> Reason:
    old, new = pair
    source = new.teaser.source if isinstance(new, Post) else new.source
    fields = [FIELDS.get(field, field) for field in _fields(old, new)]
    what = " and ".join(fields) if fields[2:] == [] else f"{', '.join(fields[:-1])} and {fields[-1]}"
    place = f", shown {PLACES[name]}," if name in PLACES else ""
    return Reason("shown", f"the {what or 'text'} of {source}{place} changed", name, source)


def _fields(old: Post | Teaser | Page, new: Post | Teaser | Page) -> list[str]:
    """Name the fields that differ; the digest of the whole text only where nothing else does."""
    found = []
    if isinstance(old, Post) and isinstance(new, Post):
        found += _fields(old.teaser, new.teaser)
    names = [name for name in new.__struct_fields__ if name not in IMPLIED and name != "teaser"]
    found += [name for name in names if getattr(old, name, None) != getattr(new, name)]
    return [name for name in found if name != "text_digest"] or found


def _stories(value: object) -> Iterator[Post | Teaser | Page]:
    if isinstance(value, (Post, Teaser, Page)):
        yield value
    elif isinstance(value, Paginator):
        yield from value.posts
    elif isinstance(value, (tuple, list, dict)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _stories(member)


def _before(story: Post | Teaser | Page, records: Records) -> Post | Teaser | Page | None:
    record = records.get(story.teaser.source if isinstance(story, Post) else story.source)
    if record is None:
        return None
    if isinstance(story, Page):
        return record.page
    return record.post.teaser if record.post and isinstance(story, Teaser) else record.post


def _as_before(value: object, records: Records) -> object:
    """Return a value with each story in it as it was."""
    if isinstance(value, (Post, Teaser, Page)):
        return _before(value, records) or value
    if isinstance(value, Paginator):
        return msgspec.structs.replace(value, posts=[_as_before(story, records) for story in value.posts])
    if isinstance(value, (tuple, list)):
        return type(value)([_as_before(member, records) for member in value])
    if isinstance(value, dict):
        return {key: _as_before(member, records) for key, member in value.items()}
    return value


def _short(value: object) -> str:
    if isinstance(value, (list, tuple)) and len(value) > MANY:
        return UNKNOWN
    return digest_of(value)[:SIZE]
