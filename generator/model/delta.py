"""The effects of changes on the library: the stories and pages, and the positions in lists."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.model.library import Library, Term
from generator.model.post import Page, Post


class Change(Struct, frozen=True):
    """One source before and after; None if it was or is not visible."""

    source: str
    was: Post | Page | None
    now: Post | Page | None

    @property
    def both(self) -> Iterator[Post | Page]:
        """The existing ones of the two."""
        return (one for one in (self.was, self.now) if one is not None)


class TermDelta(Struct, frozen=True):
    """A term before and after (None if it does not exist), with the positions of removed and added stories.

    A changed story counts as removed and added. Positions are counted from the newest story: ``gone`` are positions in
    the old list, ``come`` in the new one.
    """

    was: Term | None
    now: Term | None
    gone: Sequence[int]
    come: Sequence[int]

    @property
    def both(self) -> Iterator[tuple[Term, Sequence[int]]]:
        """The existing lists, each with the changed positions."""
        return ((term, places) for term, places in ((self.was, self.gone), (self.now, self.come)) if term is not None)

    @property
    def key(self) -> str:
        """The term's key."""
        return next(self.both)[0].key

    @property
    def drafts(self) -> int:
        """The maximum number of drafts among the stories."""
        return max(len(term.drafts) for term, _ in self.both)

    @property
    def totals(self) -> set[int]:
        """The numbers of stories of the lists."""
        return {len(term.posts) for term, _ in self.both}

    @property
    def ranks(self) -> list[list[int]]:
        """The changed positions in each list, counted from the oldest story."""
        return [sorted(len(term.posts) - 1 - place for place in places) for term, places in self.both]

    @property
    def is_in_place(self) -> bool:
        """Tell whether stories were only replaced at their positions, so that no other story has moved."""
        if self.was is None or self.now is None or len(self.totals) > 1:
            return False
        before, after = self.ranks
        return before == after

    @property
    def newest(self) -> int:
        """The first changed position."""
        return min((*self.gone, *self.come), default=0)

    def around(self, newer: int, older: int) -> Iterator[str]:
        """Yield the stories near a changed position: so many newer and older ones, drafts not counted."""
        spare = self.drafts
        for term, places in self.both:
            for place in places:
                first, last = place - older - spare, place + newer + spare
                yield from (story.source for story in term.posts[max(0, first) : last + 1])

    @property
    def has_other_name(self) -> bool:
        """Tell whether the term's name has changed, or only one of the two exists."""
        return self.was is None or self.now is None or self.was.label != self.now.label


class Delta(Struct, frozen=True):
    """The library before and after, the changed sources, and the changes of lists, by the terms' keys."""

    before: Library
    after: Library
    changes: Sequence[Change]
    terms: Mapping[str, TermDelta]

    @property
    def sources(self) -> Iterator[str]:
        """The sources that changed."""
        return (change.source for change in self.changes)

    @property
    def stories(self) -> Iterator[Post]:
        """The changed stories of lists, before and after."""
        for change in self.changes:
            for one in change.both:
                if post := listed(one):
                    yield post

    @property
    def archive(self) -> TermDelta | None:
        """The change of the list of all stories."""
        return self.terms.get("archive/")


def listed(one: Post | Page | None) -> Post | None:
    """Return a story that is in lists; None for a page, and for a retracted story."""
    return one if isinstance(one, Post) and one.retracted is None else None
