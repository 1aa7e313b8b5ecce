"""Digests of views after a delta are those of the library after it, and what it does not touch is not looked at."""

from typing import TYPE_CHECKING, cast

from deltas import NOW, deltas
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.engine.stale import Views
from generator.library.apply import apply

if TYPE_CHECKING:
    from generator.render.templates import Templates

NAMES = ("posts", "stories:2/tag/rain", "pinned", "pages", "tags", "terms:tag", "top:tag/2", "totals:archive/", "icons")
NONE = cast("Templates", None)  # no view here is one of templates


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_views_after_a_delta(seed: int) -> None:
    for before, changes, _ in deltas(seed, 6):
        views = Views(before, NONE)
        for name in NAMES:
            views.of(name)
        delta = apply(before, changes, NOW)
        after, fresh = views.after(delta), Views(delta.after, NONE)
        assert [after.of(name) for name in NAMES] == [fresh.of(name) for name in NAMES]
