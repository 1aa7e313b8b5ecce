"""Corrections, credits, languages, moments and slips, as front matter gives them."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.post import Correction, Credit, Page, Post
from generator.model.problem import InputError
from generator.model.settings import Settings
from generator.read.files.discover import Source
from generator.read.story.field_table import KNOWN_KEYS
from generator.read.story.posts import ReadContext, read_page, read_post

SETTINGS = Settings(url="https://test.example", permalink="pretty", timezone="Europe/Dublin")
DESK = ReadContext(SETTINGS, {}, lambda name: f"content/{name}", lambda text, _="": f"<p>{text.strip()}</p>")


def written(front: dict[str, Any]) -> bytes:
    head = "".join(f"{key}: {msgspec.json.encode(value).decode()}\n" for key, value in front.items())
    return f"---\n{head}---\nIt rose.\n".encode()


def story(front: dict[str, Any] | str, kind: str = "post") -> Post:
    name = "_posts/2026-07-12-flood.md"
    raw = f"---\n{front}\n---\nIt rose.\n".encode() if isinstance(front, str) else written(front)
    return read_post(Source(name, name, "draft" if kind == "draft" else "post", (1, 0, 0, 1)), raw, DESK)


def page(front: dict[str, Any]) -> Page:
    return read_page(Source("about.md", "about.md", "file", (1, 0, 0, 1)), written(front), DESK)


JULY_13 = datetime(2026, 7, 12, 23, tzinfo=UTC)  # midnight in Dublin


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (None, ()),
        ([], ()),
        ("Five, not six.", (Correction("Five, not six."),)),
        ({"date": "2026-07-13", "text": " Five. "}, (Correction("Five.", JULY_13),)),
        ({"text": "Five."}, (Correction("Five."),)),
        (
            [{"date": "2026-07-13", "text": "Later."}, "As written.", {"text": "Last.", "by": "x"}],
            (Correction("Later.", JULY_13), Correction("As written."), Correction("Last.")),
        ),
    ],
)
def test_corrections_are_texts_with_or_without_a_date(told: object, read: tuple[Correction, ...]) -> None:
    assert story({"corrections": told}).corrections == read


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (5, "this should be a list"),
        (True, "this should be a list"),
        ([["a"]], "this should be a list"),
        ([{"date": "2026-07-13"}], "a correction has no text"),
        ([{"text": ["a"]}], "a correction has no text"),
        ({"text": " "}, "a correction has no text"),
        ([{"date": "2026-02-30", "text": "x"}], "2026-02-30 does not exist"),
        ([{"date": "soon", "text": "x"}], '"soon" is not a date'),
    ],
)
def test_corrections_that_could_not_be_shown_are_refused(told: object, said: str) -> None:
    for read in (story, page):
        with pytest.raises(InputError, match=said) as caught:
            read({"title": "x", "corrections": told})
        assert (caught.value.problem.line, caught.value.problem.column) == (3, 14)
        assert "corrections: [{date:" in caught.value.problem.hint


@pytest.mark.parametrize(
    ("told", "credit"),
    [
        (None, None),
        ("", None),
        ("The Ledger", Credit("The Ledger")),
        ("https://www.Ledger.example/a?b=c", Credit("ledger.example", "https://www.Ledger.example/a?b=c")),
        ({"name": "The Ledger"}, Credit("The Ledger")),
        ({"name": "The Ledger", "url": "http://x.example"}, Credit("The Ledger", "http://x.example")),
        ({"url": "https://x.example/y"}, Credit("x.example", "https://x.example/y")),
    ],
)
def test_a_source_is_a_name_an_address_or_both(told: object, credit: Credit | None) -> None:
    assert story({"source": told}).source == credit


@pytest.mark.parametrize(
    "told",
    [
        [],
        ["a"],
        False,
        {},
        {"name": ""},
        {"name": ["a"]},
        {"name": "x", "url": "/here"},
        {"name": "x", "url": "mailto:a@b.example"},
        {"name": "x", "url": "javascript:alert(1)"},
        {"name": "x", "url": "https://"},
        {"name": "x", "url": "https://safe.example@evil.example/"},
        "https://a b.example",
        'https://x.example/">',
    ],
)
def test_c19_a_source_that_cannot_be_credited_is_refused(told: object) -> None:
    with pytest.raises(InputError, match=r"^source: ") as caught:
        story({"source": told})
    assert caught.value.problem.line == 2


@pytest.mark.parametrize(
    ("told", "lang"),
    [
        ("", ""),
        ("fr", "fr"),
        ("en_GB", "en-GB"),
        ("EN-gb", "en-GB"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("de-1996", "de-1996"),
        ("es-419", "es-419"),
    ],
)
def test_languages_are_written_as_bcp_47_does(told: str, lang: str) -> None:
    assert story({"lang": told}).teaser.lang == lang == page({"lang": told}).lang


def test_norwegian_is_no_refusal() -> None:
    assert story("lang: no").teaser.lang == "no"


@pytest.mark.parametrize("told", ["english", "e", "fr fr", "en-", "-en", 'en"><b>', "français", "de-toolongapart", 7])
def test_c17_what_is_no_language_is_refused(told: object) -> None:
    with pytest.raises(InputError, match="is not the code of a language") as caught:
        story({"lang": told})
    assert caught.value.problem.line == 2


@given(st.text(max_size=12))
def test_a_language_is_fit_for_an_attribute_or_refused(told: str) -> None:
    try:
        lang = story({"lang": told}).teaser.lang
    except InputError:
        return
    assert all(char.isascii() and (char.isalnum() or char == "-") for char in lang)


@pytest.mark.parametrize(
    ("front", "date"),
    [
        ({"date": "2026-07-12 09:00:00 +0000"}, datetime(2026, 7, 12, 9, tzinfo=UTC)),
        ({"embargo": "2026-07-12 18:00:00 +0000"}, datetime(2026, 7, 12, 18, tzinfo=UTC)),
        ({"date": "2026-07-14 09:00:00 +0000", "embargo": "2026-07-13"}, datetime(2026, 7, 14, 9, tzinfo=UTC)),
        ({"date": "2026-07-12", "embargo": "2026-08-01"}, datetime(2026, 7, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_story_comes_out_at_its_date_or_embargo_whichever_is_later(front: dict[str, Any], date: datetime) -> None:
    assert story(front).teaser.date == date


def test_the_embargo_decides_the_address() -> None:
    assert story({"embargo": "2026-08-01 12:00:00 +0000"}).teaser.url == "/2026/08/01/flood/"


def test_what_was_written_before_a_story_came_out_is_no_update() -> None:
    changed = {"updated": "2026-07-12 10:00:00 +0000"}
    assert story(changed).teaser.updated == datetime(2026, 7, 12, 10, tzinfo=UTC)
    assert story({**changed, "embargo": "2026-07-12 11:00:00 +0000"}).teaser.updated is None
    assert story({**changed, "date": "2026-07-12 10:00:00 +0000"}).teaser.updated is None


@pytest.mark.parametrize("key", ["embargo", "expires", "updated", "last_modified_at", "date"])
def test_c05_moments_that_do_not_exist(key: str) -> None:
    with pytest.raises(InputError, match=f"{key}: 2026-02-30 does not exist") as caught:
        story(f"title: x\n{key}: 2026-02-30")
    assert caught.value.problem.line == 3
    with pytest.raises(InputError, match=f'{key}: "true" is not a date'):
        story({key: True})


def test_a_story_that_is_never_shown_is_a_warning() -> None:
    (warning,) = story("date: 2026-07-12 09:00\nexpires: 2026-07-12 09:00").problems
    assert (warning.severity, warning.line, warning.column) == ("warning", 3, 10)
    assert warning.message == "expires: the story comes out at 2026-07-12 09:00, and so is never shown"
    assert story("date: 2026-07-12 09:00\nexpires: 2026-07-12 09:01").problems == ()


@pytest.mark.parametrize("key", ["embargo", "expires"])
def test_a_page_is_not_held_back_and_says_so(key: str) -> None:
    (warning,) = page({"title": "x", key: "2027-01-01"}).problems
    assert (warning.severity, warning.line) == ("warning", 3)
    assert warning.message.startswith(f"{key}: only stories")


@pytest.mark.parametrize(
    ("front", "pinned"),
    [
        ({}, False),
        ({"pin": True}, True),
        ({"featured": True}, True),
        ({"sticky": "true"}, True),
        ({"pin": False, "sticky": False}, False),
        ({"featured": "assets/x.jpg"}, False),
    ],
)
def test_what_is_pinned(front: dict[str, Any], pinned: bool) -> None:
    assert story(front).teaser.pin is pinned


@pytest.mark.parametrize("key", ["pin", "noindex", "toc", "published", "sitemap"])
def test_a_switch_is_on_or_off(key: str) -> None:
    with pytest.raises(InputError, match="is neither true nor false") as caught:
        story({"title": "x", key: "perhaps"})
    assert caught.value.problem.line == 3


@pytest.mark.parametrize("key", ["subtitle", "location", "series", "lang", "description"])
def test_c07_a_text_is_no_list(key: str) -> None:
    with pytest.raises(InputError, match="this should be text, and is a list"):
        story({key: ["a"]})


@pytest.mark.parametrize(
    ("front", "hidden"),
    [({}, False), ({"noindex": True}, True), ({"robots": "NOINDEX, follow"}, True), ({"robots": "all"}, False)],
)
def test_what_search_engines_leave_out(front: dict[str, Any], hidden: bool) -> None:
    assert story(front).noindex is hidden
    assert page(front).noindex is hidden
    assert story(front).teaser.sitemap is not hidden


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("autor", "author"),
        ("auther", "author"),
        ("catagories", "categories"),
        ("subtitel", "subtitle"),
        ("sub_title", "subtitle"),
        ("tag s", "tags"),
        ("Tags", "tags"),
        ("Title", "title"),
        ("redirect-from", "redirect_from"),
        ("lastModifiedAt", "last_modified_at"),
        ("descripton", "description"),
        ("embargoe", "embargo"),
        ("expirse", "expires"),
        ("corections", "corrections"),
        ("Titel", "title"),
        ("seires", "series"),
    ],
)
def test_a_slip_is_a_warning_with_what_is_meant(key: str, meant: str) -> None:
    (warning,) = story({"layout": "post", key: "x"}).problems
    assert (warning.severity, warning.line, warning.column) == ("warning", 3, 1)
    assert warning.hint == f"Write {meant}: …"


@pytest.mark.parametrize("key", ["autor", "catagories", "Tags"])
def test_where_the_right_key_is_there_nothing_is_said(key: str) -> None:
    right = {"autor": "author", "catagories": "categories", "Tags": "tags"}[key]
    assert story({right: "a", key: "b"}).problems == ()


ORDINARY = """
    rating images galleries feature features update updates teaser header footer sidebar comments share related
    read_time reading_time classes author_profile toc_label toc_sticky toc_icon tagline keywords summary abstract lead
    kicker deck byline section topic topics cover hero thumbnail image_alt featured_image url link guid id type created
    modified publish_date date_updated updated_at weight order draft video audio podcast duration locations sources
    serie languages language locale mathjax math hidden unlisted priority changefreq twitter og_image doi isbn data
    rate gate late name names place places titles dates pins langs
"""


@pytest.mark.parametrize("key", [*ORDINARY.split(), *KNOWN_KEYS])
def test_keys_that_are_no_slips(key: str) -> None:
    told = {key: "2027-01-01"} if key in ("date", "updated", "last_modified_at", "embargo", "expires") else {key: None}
    assert story(told).problems == ()
