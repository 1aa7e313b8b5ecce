"""What changes make of a library is what indexing it anew makes."""

import os

from deltas import NOW, deltas
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.library.apply import apply
from generator.model.library import Library

EXAMPLES = int(os.environ.get("DELTAS", "60"))
UNORDERED = ("stories", "guids", "image_sources")
SAME = ("settings", "image_path", "images", "image_files")  # of files that no change here is about


def shown(library: Library) -> dict[str, object]:
    """Return all that a library holds, with the order of what has one."""
    found: dict[str, object] = {name: getattr(library, name) for name in library.__struct_fields__ if name not in SAME}
    found |= {name: list(getattr(library, name).items()) for name in ("pages", "retracted")}
    found["terms"] = [(kind, list(terms.items())) for kind, terms in library.terms.items()]
    return found


@given(st.integers(0, 2**32))
@settings(max_examples=EXAMPLES, deadline=None)
def test_applied_is_as_indexed_anew(seed: int) -> None:
    for before, changes, after in deltas(seed, 12):
        assert shown(apply(before, changes, NOW).after) == shown(after)
