"""Choose related stories: shared rare tags, the same series or section, and nearness in time.

Every story's page shows some, and a new story must change few of these pages. So the candidates of a story are only its
neighbours in the lists of its own terms: a few older stories, and at most two newer ones. The newest story of a term is
therefore a candidate for two others. The rarity of a tag is counted at the time of publication: by the stories that had
the tag then, not by those that have it now.
"""

from collections.abc import Sequence

from generator.model.post import Teaser

MAX_RELATED = 4
OLDER = 4
NEWER = 2
SERIES = 32  # as much as two new tags
RAREST = 16  # the weight of a new tag; one less each time that its list has doubled

# Candidates are ordered by one integer each: score, then distance in minutes, then the newer one. Tuples take twice as
# long, and so do integers of more than 60 bits.
MINUTES = 1 << 30


def related(newest_first: Sequence[Teaser]) -> list[tuple[Teaser, ...]]:
    """Return for each story, in the same order, up to four others, the most related first.

    The previous and next story are left out, since the page links to them anyway. Drafts are related only to drafts.
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
    """Return for each story, oldest first, its candidates by index, with their scores."""
    scores: list[dict[int, int]] = []
    tags: dict[str, list[int]] = {}
    sections: dict[str, list[int]] = {}
    series: dict[str, list[int]] = {}
    for place, teaser in enumerate(stories):
        own: dict[int, int] = {}
        scores.append(own)
        for tag in teaser.tags:
            members = tags.setdefault(tag.casefold(), [])
            _score_term(place, own, members, scores, NEWER)
        if teaser.categories:
            _score_term(place, own, sections.setdefault(teaser.categories[0].casefold(), []), scores, 1, 1)
        if teaser.series:
            _score_term(place, own, series.setdefault(teaser.series.casefold(), []), scores, 1, SERIES)
    return scores


def _score_term(  # noqa: PLR0913, PLR0917 (called for each term of each story, so it must be fast)
    place: int, own: dict[int, int], members: list[int], scores: list[dict[int, int]], newer: int, weight: int = 0
) -> None:
    """Score a story with the ones before it in a term's list, and append it.

    Without a weight, the tag's rarity counts.
    """
    count = len(members)
    near = members[-OLDER:]
    if near and near[-1] == place:  # two spellings of a tag
        return
    mine = weight or max(1, RAREST - count.bit_length())
    for other in near:
        own[other] = own.get(other, 0) + mine
    for back, other in enumerate(near[: -newer - 1 : -1], 1):
        theirs = scores[other]
        theirs[place] = theirs.get(place, 0) + (weight or max(1, RAREST - (count - back).bit_length()))
    members.append(place)
