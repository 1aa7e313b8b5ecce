"""What a batch of changes did to the library: which stories and pages, and which positions of which lists."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.model.library import Library, Term
from generator.model.post import Page, Post


class Change(Struct, frozen=True):
    """One source as it was shown before and as it is shown now; None where it was or is not shown."""

    source: str
    was: Post | Page | None
    now: Post | Page | None

    @property
    def both(self) -> Iterator[Post | Page]:
        """What there is of the two."""
        return (one for one in (self.was, self.now) if one is not None)


class TermDelta(Struct, frozen=True):
    """A term before and after (None where there was or is none), with the places of what left and of what came.

    A story that is another now, at whatever place, has left and has come. Places are counted from the newest story:
    ``gone`` are places of the old list, ``come`` of the new one.
    """

    was: Term | None
    now: Term | None
    gone: Sequence[int]
    come: Sequence[int]

    @property
    def both(self) -> Iterator[tuple[Term, Sequence[int]]]:
        """The two lists that there are, each with the places that changed."""
        return ((term, places) for term, places in ((self.was, self.gone), (self.now, self.come)) if term is not None)

    @property
    def key(self) -> str:
        """The term's key."""
        return next(self.both)[0].key

    @property
    def drafts(self) -> int:
        """How many drafts stand among the stories at most."""
        return max(len(term.drafts) for term, _ in self.both)

    @property
    def totals(self) -> set[int]:
        """How many stories the lists have."""
        return {len(term.posts) for term, _ in self.both}

    @property
    def ranks(self) -> list[list[int]]:
        """The places that changed in each list, counted from the oldest story."""
        return [sorted(len(term.posts) - 1 - place for place in places) for term, places in self.both]

    @property
    def is_in_place(self) -> bool:
        """Tell whether stories were only replaced where they stand, so that no other has another place."""
        if self.was is None or self.now is None or len(self.totals) > 1:
            return False
        before, after = self.ranks
        return before == after

    @property
    def newest(self) -> int:
        """The first place that changed."""
        return min((*self.gone, *self.come), default=0)

    def around(self, newer: int, older: int) -> Iterator[str]:
        """Name the stories that look at a place that changed: so many newer and older ones, drafts not counted."""
        spare = self.drafts
        for term, places in self.both:
            for place in places:
                first, last = place - older - spare, place + newer + spare
                yield from (story.source for story in term.posts[max(0, first) : last + 1])

    @property
    def has_other_name(self) -> bool:
        """Tell whether pages call the term otherwise now, or there is only one of the two."""
        return self.was is None or self.now is None or self.was.label != self.now.label


class Delta(Struct, frozen=True):
    """The library before and after, what changed of its sources, and how its lists changed, by the terms' keys."""

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
        """The listed stories that changed, as they were and as they are."""
        for change in self.changes:
            for one in change.both:
                if post := listed(one):
                    yield post

    @property
    def archive(self) -> TermDelta | None:
        """How the list of all stories changed."""
        return self.terms.get("archive/")


def listed(one: Post | Page | None) -> Post | None:
    """Return a story that stands on lists; None for a page, and for a retracted story."""
    return one if isinstance(one, Post) and one.retracted is None else None
