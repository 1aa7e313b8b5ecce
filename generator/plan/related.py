"""Choose related stories: shared rare tags, the same series or section, and nearness in time.

Every page of the archive shows some, and a new story must change few of them. So a story looks only at its
neighbours in the lists of its own terms: a few older stories, and at most two newer ones, so that the newest story of a
term is a candidate for two others. And how rare a tag is, is told by the story's place in the tag's list, counted from
the oldest: by the stories that had the tag when this one came out, never by how many have it now.
"""

from collections.abc import Iterator
from itertools import islice

from generator.formats.slugs import term_slug
from generator.model.library import Library, Term
from generator.model.order import Places, place_of
from generator.model.post import Teaser

MAX_RELATED = 4
OLDER = 4
NEWER = 2
SERIES = 32  # as much as two new tags
RAREST = 16  # the weight of a new tag; one less each time that its list has doubled


def related(library: Library, story: Teaser, place_in: Places = place_of) -> tuple[Teaser, ...]:
    """Return up to four other stories, the most related first.

    The previous and next story are left out, since the page links to them anyway. Drafts are related only to drafts.
    """
    scores: dict[str, int] = {}
    for term, newer, weight in _lists(library, story):
        near, older = _neighbours(term, story, place_in, newer, OLDER)
        score = weight or max(1, RAREST - older.bit_length())
        for other in near:
            source = other.source
            scores[source] = scores[source] + score if source in scores else score
    for other in _neighbours(library.archive, story, place_in, 1, 1)[0]:
        scores.pop(other.source, None)
    least = sorted(scores.values())[-MAX_RELATED] if len(scores) > MAX_RELATED else 1
    here = int(story.date.timestamp()) // 60
    order = []
    for source in [source for source, score in scores.items() if score >= least]:
        other = library.stories[source].teaser
        there = other.date.timestamp()
        order.append((scores[source], -abs(int(there) // 60 - here), there, source, other))
    order.sort(reverse=True)
    return tuple([entry[-1] for entry in order[:MAX_RELATED]])


def _lists(library: Library, story: Teaser) -> Iterator[tuple[Term, int, int]]:
    """Yield the lists that a story looks at, how many newer stories it meets there, and their weight if it is fixed."""
    tags = library.terms["tag"]
    for slug in dict.fromkeys(map(term_slug, story.tags)):  # of a tag in two spellings, once
        yield tags[slug], NEWER, 0
    if story.categories:
        yield library.terms["category"][term_slug(story.categories[0])], 1, 1
    if story.series:
        yield library.terms["series"][term_slug(story.series)], 1, SERIES


def _neighbours(term: Term, story: Teaser, place_in: Places, newer: int, older: int) -> tuple[list[Teaser], int]:
    """Return the stories that stand next to one on a list, and how many stand behind it; drafts see drafts."""
    stories = term.posts
    place = place_in(stories, story)
    if term.drafts and not story.draft:
        return _public_neighbours(term, story, place, newer, older)
    first = place - newer if place > newer else 0
    return [*stories[first:place], *stories[place + 1 : place + 1 + older]], len(stories) - 1 - place


def _public_neighbours(term: Term, story: Teaser, place: int, newer: int, older: int) -> tuple[list[Teaser], int]:
    stories = term.posts
    before = (one for number in range(place - 1, -1, -1) if not (one := stories[number]).draft)
    after = (one for number in range(place + 1, len(stories)) if not (one := stories[number]).draft)
    drafts = len(term.drafts) - place_of(term.drafts, story)
    return [*islice(before, newer), *islice(after, older)], len(stories) - 1 - place - drafts
