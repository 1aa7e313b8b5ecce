import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.formats.slugs import MAX_NAME, Mode, shorten, slugify, term_slug, title_slug

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


# Each row is what Jekyll 4.3.1 makes of the text in the first column.
@pytest.mark.parametrize(
    ("text", "default", "pretty", "raw", "ascii_", "latin"),
    [
        ("The _config.yml file", "the-config-yml-file", "the-_config.yml-file", "the-_config.yml-file",
         "the-config-yml-file", "the-config-yml-file"),
        ("protein---how", "protein-how", "protein-how", "protein---how", "protein-how", "protein-how"),
        ("Déjà vu! Æther & ß Łódź", "déjà-vu-æther-ß-łódź", "déjà-vu!-æther-&-ß-łódź", "déjà-vu!-æther-&-ß-łódź",
         "d-j-vu-ther-d", "deja-vu-aether-ss-lodz"),
        ("--x--", "x", "x", "-x-", "x", "x"),
        ("日本語 テスト", "日本語-テスト", "日本語-テスト", "日本語-テスト", "", ""),
        ("हिन्दी भाषा", "हिन्दी-भाषा", "हिन्दी-भाषा", "हिन्दी-भाषा", "", ""),
        ("C++", "c", "c++", "c++", "c", "c"),
        ("x²½Ⅳ", "x", "x", "x²½ⅳ", "x", "x"),
        ("🇺🇦", "", "", "🇺🇦", "", ""),
        ("I.B.M.", "i-b-m", "i.b.m.", "i.b.m.", "i-b-m", "i-b-m"),
        ("tab\tnew\nline", "tab-new-line", "tab-new-line", "tab-new-line", "tab-new-line", "tab-new-line"),
        ("a\u00a0b", "a-b", "a-b", "a\u00a0b", "a-b", "a-b"),
        ("don’t", "don-t", "don-t", "don’t", "don-t", "don-t"),  # noqa: RUF001 - the sign is the point
    ],
)  # fmt: skip
def test_slugs_are_those_of_jekyll(  # noqa: PLR0913, PLR0917 - a row of a table
    text: str, default: str, pretty: str, raw: str, ascii_: str, latin: str
) -> None:
    modes: tuple[tuple[Mode, str], ...] = (
        ("default", default), ("pretty", pretty), ("raw", raw), ("ascii", ascii_), ("latin", latin),
        ("none", text.lower()),
    )  # fmt: skip
    for mode, slug in modes:
        assert slugify(text, mode) == slug


def test_titles_keep_case_and_pretty_signs() -> None:
    assert title_slug("Flood--on the_River (2)!") == "Flood-on-the_River-(2)!"


def test_titles_do_not_end_in_dots() -> None:
    assert title_slug("The end...") == "The-end"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ukraine", "ukraine"), ("COVID-19", "covid-19"), ("été", "été"), ("e\u0301te\u0301", "été"), ("日本", "日本"),
        ("C", "c"), ("C#", "c-sharp"), ("C++", "c-plus-plus"), ("Disney+", "disney-plus"), ("#MeToo", "metoo"),
        ("🇺🇦 Ukraine", "ukraine"), ("../../x", "x"),
    ],
)  # fmt: skip
def test_terms_have_readable_slugs(name: str, slug: str) -> None:
    assert term_slug(name) == slug


@pytest.mark.parametrize("name", ["index", "Page", "feed", "CON", "aux", "lpt1"])
def test_p09_reserved_names_are_avoided(name: str) -> None:
    assert term_slug(name).startswith(name.lower() + "-")


def test_p10_terms_of_emoji_have_stable_slugs_of_their_own() -> None:
    assert term_slug("😀") == "term-4b218c8f"
    assert term_slug("😀") != term_slug("🎉")


@given(NAMES)
def test_terms_have_fit_slugs(name: str) -> None:
    slug = term_slug(name)
    assert slug
    assert slug == term_slug(slug)
    assert slug == unicodedata.normalize("NFC", slug)
    assert not set(slug) & set("/\\. %?#\0")
    assert slug == term_slug(unicodedata.normalize("NFD", name))


@given(st.text(st.sampled_from("aBcXyZ 1-é"), min_size=1, max_size=300))
def test_terms_that_differ_in_case_share_a_slug(name: str) -> None:
    assert term_slug(name) == term_slug(name.upper()) == term_slug(name.lower())


@given(st.text(st.sampled_from("aé日😀-."), max_size=400), st.integers(20, MAX_NAME))
def test_p08_long_names_are_shortened_once(name: str, limit: int) -> None:
    short = shorten(name, limit)
    assert len(short.encode()) <= limit
    assert shorten(short, limit) == short
    assert short == name or len(name.encode()) > limit


def test_p08_long_names_stay_distinct() -> None:
    assert shorten("x" * 300 + "a") != shorten("x" * 300 + "b")
