"""Equal digests mean equal content, whatever is shown."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from generator.model.digest import Digest, digest_of, digest_of_shows
from generator.model.icon import SiteIcon

PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
SHOWN = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner))


class Thing(Struct, frozen=True):
    """Something whose digest may be missing."""

    name: str
    digest: Digest | None = None


@given(SHOWN, SHOWN)
def test_what_differs_has_another_digest(one: object, other: object) -> None:
    assert (digest_of(one) == digest_of(other)) == (repr(one) == repr(other))


def test_where_a_list_ends_counts() -> None:
    assert digest_of([["a"], "b"]) != digest_of([["a", "b"]])
    assert digest_of_shows({"a": [1], "b": 2}) != digest_of_shows({"a": [1, "b", 2]})


def test_t07_what_has_no_digest_counts_by_all_that_it_says() -> None:
    for none in (None, Digest("")):
        one, other = Thing("one", none), Thing("other", none)
        assert digest_of(one) != digest_of(other)
        assert digest_of_shows({"it": one}) != digest_of_shows({"it": other})


def test_t07_icons_at_other_places_differ() -> None:
    one, other = (SiteIcon("svg", f"static/icons/favicon.{name}.svg", 0, "image/svg+xml") for name in "ab")
    assert digest_of(one) != digest_of(other)
