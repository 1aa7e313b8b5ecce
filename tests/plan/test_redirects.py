"""Old addresses lead to the new ones, and nowhere else."""

import re
from html import unescape

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smalllibrary import SETTINGS, all_of, filled, library, page, planned, story

from generator.model.library import Library
from generator.model.output import Output
from generator.model.problem import Problem
from generator.plan.redirects import old_path, target_of


def outputs(shelf: Library) -> list[Output]:
    """Plan all redirects."""
    return [one for one in all_of(shelf, "redirect") if isinstance(one, Output)]


def refused(shelf: Library) -> list[str]:
    """Return what is said of addresses that lead nowhere, each behind its source."""
    return [f"{one.file}: {one.message}" for one in all_of(shelf, "redirect") if isinstance(one, Problem)]


def led(shelf: Library) -> dict[str, str]:
    """Map each redirect's file to the target that its page names."""
    found = {}
    for path, output in planned(outputs(shelf)).items():
        match = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', filled(output, shelf.settings))
        assert match
        found[path] = unescape(match[1])
    return found


def test_old_addresses_of_stories_and_pages() -> None:
    shelf = library(
        [story(1, redirect_from=("/old/", "older", "/2008/01/x.html")), story(2)],
        [page("about", redirect_from=("/imprint/",))],
    )
    assert led(shelf) == {
        "old/index.html": "/s/1/",
        "older.html": "/s/1/",
        "2008/01/x.html": "/s/1/",
        "imprint/index.html": "/about/",
    }


def test_the_source_is_named() -> None:
    assert {output.source for output in outputs(library([story(1, redirect_from=("/old/",))]))} == {"_posts/1.md"}


def test_below_a_baseurl() -> None:
    settings = msgspec.structs.replace(SETTINGS, baseurl="/paper")
    assert led(library([story(1, redirect_from=("/old/",))], settings=settings)) == {"old/index.html": "/paper/s/1/"}


def test_a_story_that_moved_away_takes_its_old_addresses_along() -> None:
    shelf = library([story(1, redirect_to="https://other.example/a?b=1&c=2", redirect_from=("/old/",))])
    assert led(shelf) == {
        "s/1/index.html": "https://other.example/a?b=1&c=2",
        "old/index.html": "https://other.example/a?b=1&c=2",
    }


def test_an_address_twice_is_one_redirect() -> None:
    shelf = library([story(1, redirect_from=("/old/", "/old/", "old/index.html"))])
    assert led(shelf) == {"old/index.html": "/s/1/"}


def test_no_redirect_leads_to_itself() -> None:
    shelf = library([story(1, redirect_from=("/s/1/", "s/1/")), story(2, redirect_to="/s/2/#top")])
    assert led(shelf) == {}
    assert refused(shelf) == ['_posts/2.md: redirect_to: "/s/2/#top" leads nowhere']


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "\\\\evil.example",
        "/\\evil.example",
        "vbscript:x",
        "https:evil",
        "file:///etc/passwd",
        "https://",
        "",
        "/a\x00b",
    ],
)
def test_c19_a_target_that_a_browser_would_run(address: str) -> None:
    assert target_of(address) == ""
    if address:
        shelf = library([story(1, redirect_to=address)])
        assert (outputs(shelf)) == []
        assert refused(shelf) == [f'_posts/1.md: redirect_to: "{address}" leads nowhere']


@pytest.mark.parametrize(
    "address",
    [
        "../../etc/x",
        "/a/../../x",
        "/%2e%2e/x",
        "/%252e%252e/x",
        "/a\\..\\x",
        "/a%5cb",
        "/a%00b",
        "//evil.example/x",
        "https://other.example/x",
        "/?p=12",
        "/a#b",
        "",
        " ",
        "/" + "x" * 3000,
    ],
)
def test_p05_p07_an_old_address_that_is_none_of_ours(address: str) -> None:
    shelf = library([story(1, redirect_from=(address,))])
    assert (outputs(shelf)) == []
    assert refused(shelf) == [f'_posts/1.md: redirect_from: "{address}" leads nowhere']


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/new/", "/new/"),
        ("new/", "/new/"),
        ("/a b/", "/a%20b/"),
        ("/ä/", "/%C3%A4/"),
        ("/a%20b/#c", "/a%20b/#c"),
        ("HTTPS://other.example/ü", "HTTPS://other.example/%C3%BC"),
    ],
)
def test_targets(address: str, wanted: str) -> None:
    assert target_of(address) == wanted


@given(st.text(alphabet=st.sampled_from("./%\\25ecE:a?#\n ")))
def test_no_old_address_leaves_the_site(address: str) -> None:
    path = old_path(address)
    assert not path or (path.startswith("/") and not path.startswith("//") and ".." not in path.split("/"))


def test_most_stories_cost_nothing() -> None:
    assert (outputs(library([story(1), story(2)], [page("about")]))) == []
