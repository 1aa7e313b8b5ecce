"""The order of stories on every list: the newest first, and of one moment the one whose source sorts last."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from generator.model.post import Teaser

# Where a story stands on a list: by search, or by a table where all stories of a list are asked for.
Places = Callable[[Sequence[Teaser], Teaser], int]


def moment(story: Teaser) -> tuple[float, str]:
    """Return what stories are ordered by; the time is in UTC, since two hours in autumn have the same local time."""
    return story.date.timestamp(), story.source


def place_of(stories: Sequence[Teaser], story: Teaser) -> int:
    """Return where a story stands on a list, or where it is to be inserted."""
    here = moment(story)
    return bisect_left(stories, 1, key=lambda other: moment(other) <= here)


def places_by_table() -> Places:
    """Return what finds the place of a story on a list; each list is walked once."""
    tables: dict[int, dict[str, int]] = {}

    def place(stories: Sequence[Teaser], story: Teaser) -> int:
        table = tables.get(id(stories))
        if table is None:
            table = tables[id(stories)] = {teaser.source: number for number, teaser in enumerate(stories)}
        return table[story.source]

    return place
