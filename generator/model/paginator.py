"""Pagination numbered from the oldest page, so that a new story changes no archive page.

Numbered from the oldest (the default), the front of a list has the newest stories, at least a page and less than two.
The older ones are in full pages that never change again: page 1 is the oldest. Numbered from the newest (as in Jekyll),
the front is page 1, and every new story shifts all pages.
"""

from collections.abc import Sequence

from msgspec import Struct

from generator.model.post import Teaser
from generator.model.settings import Numbering


class PageSlice(Struct, frozen=True):
    """One page of a list: its number (0 for a front without a number), and the range of its stories."""

    number: int
    start: int
    stop: int


class Paginator(Struct, frozen=True):
    """One page of a list, with Jekyll's names. `previous` is towards the front, `next` away from it.

    ``key`` names the list; its totals are a view (see `Totals` in the theme), since they change with
    every new story while this page does not.
    """

    key: str
    page: int
    per_page: int
    posts: Sequence[Teaser]
    previous_page: int | None = None
    previous_page_path: str | None = None
    next_page: int | None = None
    next_page_path: str | None = None

    @property
    def digest(self) -> str:
        """The digest of all that this page shows, without the totals."""
        links = (self.key, self.page, self.per_page, self.previous_page_path, self.next_page_path)
        return repr(links) + "".join([teaser.digest or repr(teaser) for teaser in self.posts])


def count_pages(total: int, per_page: int, numbering: Numbering) -> int:
    """Return the number of pages for `total` stories; an empty list has one."""
    if numbering == "oldest":
        return max(1, total // per_page)
    return max(1, -(-total // per_page))


def page_numbers(total: int, per_page: int, numbering: Numbering) -> Sequence[int]:
    """Return the numbers of a list's pages, the front first."""
    count = count_pages(total, per_page, numbering)
    return range(1, count + 1) if numbering == "newest" else (0, *range(count - 1, 0, -1))


def page_slice(total: int, per_page: int, numbering: Numbering, number: int) -> PageSlice | None:
    """Return one page of a list of `total` stories, newest first; None if there is none of that number."""
    count = count_pages(total, per_page, numbering)
    if numbering == "newest":
        start = (number - 1) * per_page
        return PageSlice(number, start, min(total, start + per_page)) if 1 <= number <= count else None
    if number == 0:
        return PageSlice(0, 0, total - (count - 1) * per_page)
    if not 1 <= number < count:
        return None
    return PageSlice(number, total - number * per_page, total - (number - 1) * per_page)


def neighbours(count: int, numbering: Numbering, number: int) -> tuple[int | None, int | None]:
    """Return the numbers of the pages beside one of `count`: towards the front, and away from it."""
    if numbering == "newest":
        return (number - 1 if number > 1 else None), (number + 1 if number < count else None)
    if number == 0:
        return None, (count - 1 if count > 1 else None)
    return (number + 1 if number < count - 1 else 0), (number - 1 if number > 1 else None)
