"""Each kind of output: what is planned under one key is what is planned under all; a key that is gone gives nothing."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smalllibrary import SETTINGS, library, page, story

from generator.model.library import Library
from generator.model.settings import Settings
from generator.plan import KINDS


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    posts = []
    for number in range(draw(st.integers(0, 12))):
        told = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "tags": st.lists(st.sampled_from(["rain", "Rain", "wind", "c++"]), max_size=3).map(tuple),
                    "categories": st.sampled_from([("News",), ("Sport", "News")]),
                    "series": st.sampled_from(["One", "Two"]),
                    "draft": st.booleans(),
                    "redirect_from": st.just(("/old/", "//bad")),
                    "redirect_to": st.sampled_from(["/new/", "javascript:x"]),
                },
            )
        )
        meta = draw(st.sampled_from([{}, {}, {"guid": "one"}]))
        posts.append(story(number, meta, **told))
    settings = draw(st.sampled_from([SETTINGS, msgspec.structs.replace(SETTINGS, paginate=2, numbering="newest")]))
    return library(posts, [page("about"), page("front", url="/")], settings=with_cards(settings))


def with_cards(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, images=msgspec.structs.replace(settings.images, cards=True))


@given(libraries())
def test_one_key_at_a_time_gives_what_all_at_once_give(shelf: Library) -> None:
    for kind in KINDS.values():
        at_once = {key: list(planned) for key, planned in kind.all(shelf)}
        assert at_once == {key: list(kind.outputs(shelf, key)) for key in kind.keys(shelf)}


@pytest.mark.parametrize("name", KINDS)
def test_a_key_that_is_gone_gives_nothing(name: str) -> None:
    kind, full = KINDS[name], library([story(n, tags=("rain",), series="One") for n in range(50)], [page("about")])
    gone = set(kind.keys(full)) - set(kind.keys(library()))
    assert all(list(kind.outputs(library(), key)) == [] for key in gone)
