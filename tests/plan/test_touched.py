"""The law of views: what shows something else after a change of stories and pages is among what is touched."""

import os
from collections import Counter

from deltas import NOW, deltas
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.library.apply import apply
from generator.library.views import VIEWS, look, touched
from generator.model.delta import Delta
from generator.plan import KINDS

EXAMPLES = int(os.environ.get("DELTAS", "60"))


def views_of(delta: Delta) -> list[str]:
    """Name the views that templates may have looked at, each kind with the arguments that there are."""
    terms = {term.key for one in (delta.before, delta.after) for kind in one.terms.values() for term in kind.values()}
    kinds = list(delta.before.terms)
    arguments = {
        "stories": [f"{count}/{key}" for key in terms for count in (1, 4)],
        "top": [f"{kind}/2" for kind in kinds],
        "terms": kinds,
        "has": kinds,
        "totals": sorted(terms),
        "documents": ["recipes", "none"],
    }
    return [f"{name}:{argument}" for name in VIEWS for argument in arguments.get(name, [""])]


def test_what_changes_is_touched_and_not_much_more() -> None:
    counted: Counter[str] = Counter()

    @given(st.integers(0, 2**32))
    @settings(max_examples=EXAMPLES, deadline=None)
    def hold(seed: int) -> None:
        for before, changes, _ in deltas(seed, 12):
            hold_the_law(apply(before, changes, NOW), counted)

    hold()
    assert counted["changed"] > EXAMPLES * 20
    assert counted["touched"] < 4 * counted["changed"]  # what is touched for nothing is planned again: that takes time


def hold_the_law(delta: Delta, counted: Counter[str]) -> None:
    for name, kind in KINDS.items():
        is_touched = set(kind.touched(delta))
        for key in {*kind.keys(delta.before), *kind.keys(delta.after)}:
            changed = list(kind.outputs(delta.before, key)) != list(kind.outputs(delta.after, key))
            counted["changed"] += changed
            assert not changed or key in is_touched, (name, key)
        counted["touched"] += len(is_touched)
    for view in views_of(delta):
        changed = look(delta.before, view) != look(delta.after, view)
        assert not changed or touched(delta, view), view
