"""Choose related stories: shared rare tags, the same series or section, and nearness in time.

Every page of the archive shows some, and a new story must change few of them. So a story looks only at its
neighbours in the lists of its own terms: a few older stories, and at most two newer ones, so that the newest story of a
term is a candidate for two others. And how rare a tag is, is counted when a story comes out: by the stories that
had the tag then, never by how many have it now.
"""

from collections.abc import Sequence

from generator.model.post import Teaser

MAX_RELATED = 4
OLDER = 4
NEWER = 2
SERIES = 32  # as much as two tags that nobody had before
RAREST = 16  # of a tag that nobody had before; one less each time that its list has doubled

# Candidates are ordered by one whole number each: score, then nearness in minutes, then the newer one. A tuple takes
# twice as long, and so does a number of more than 60 bits.
MINUTES = 1 << 30


def related(newest_first: Sequence[Teaser]) -> list[tuple[Teaser, ...]]:
    """Return for each story, in the same order, up to four others, the most related first.

    Its neighbours in time are left out, since a story's page links to them anyway. Drafts are for drafts only.
    """
    public = [teaser for teaser in newest_first if not teaser.draft]
    found = dict(zip((teaser.source for teaser in public), _chosen(public), strict=True))
    if len(public) < len(newest_first):
        for teaser, others in zip(newest_first, _chosen(newest_first), strict=True):
            found.setdefault(teaser.source, others)
    return [found[teaser.source] for teaser in newest_first]


def _chosen(newest_first: Sequence[Teaser]) -> list[tuple[Teaser, ...]]:
    stories = newest_first[::-1]
    count = len(stories)
    moments = [int(teaser.date.timestamp()) // 60 for teaser in stories]
    chosen = []
    for place, scores in enumerate(_scores(stories)):
        scores.pop(place - 1, None)
        scores.pop(place + 1, None)
        here = moments[place]
        least = sorted(scores.values())[-MAX_RELATED] if len(scores) > MAX_RELATED else 0
        order = [
            (score * MINUTES - abs(moments[other] - here)) * count + other
            for other, score in scores.items()
            if score >= least
        ]
        order.sort(reverse=True)
        chosen.append(tuple([stories[number % count] for number in order[:MAX_RELATED]]))
    return chosen[::-1]


def _scores(stories: Sequence[Teaser]) -> list[dict[int, int]]:
    """Return for each story, oldest first, its candidates by place, and what speaks for each."""
    scores: list[dict[int, int]] = []
    tags: dict[str, list[int]] = {}
    sections: dict[str, list[int]] = {}
    series: dict[str, list[int]] = {}
    for place, teaser in enumerate(stories):
        own: dict[int, int] = {}
        scores.append(own)
        for tag in teaser.tags:
            shelf = tags.setdefault(tag.casefold(), [])
            _meet(place, own, shelf, scores, NEWER)
        if teaser.categories:
            _meet(place, own, sections.setdefault(teaser.categories[0].casefold(), []), scores, 1, 1)
        if teaser.series:
            _meet(place, own, series.setdefault(teaser.series.casefold(), []), scores, 1, SERIES)
    return scores


def _meet(  # noqa: PLR0913, PLR0917 (called once for each term of each story: anything else takes longer)
    place: int, own: dict[int, int], shelf: list[int], scores: list[dict[int, int]], newer: int, weight: int = 0
) -> None:
    """Let a story meet those that stand before it on a shelf, and put it there; without a weight, rarity counts."""
    count = len(shelf)
    near = shelf[-OLDER:]
    if near and near[-1] == place:  # a tag in two spellings
        return
    mine = weight or max(1, RAREST - count.bit_length())
    for other in near:
        own[other] = own.get(other, 0) + mine
    for back, other in enumerate(near[: -newer - 1 : -1], 1):
        theirs = scores[other]
        theirs[place] = theirs.get(place, 0) + (weight or max(1, RAREST - (count - back).bit_length()))
    shelf.append(place)
