"""Quotes, dashes and dots, in stories and in headlines, by the language of the text."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.markdown import make_markdown
from generator.text.quotes import LANGUAGES, quotes_of
from generator.text.typography import set_line, set_type, style_of

Converter = Callable[..., str]


@pytest.fixture(scope="module")
def prose() -> Converter:
    return make_markdown()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('"*Yes*"', "\u201c<em>Yes</em>\u201d"),
        ('"**Yes**" he said', "\u201c<strong>Yes</strong>\u201d he said"),
        ('*"Yes"*', "<em>\u201cYes\u201d</em>"),
        ('"[Yes](/y)"', '\u201c<a href="/y">Yes</a>\u201d'),
        ('"<b>Yes</b>"', "\u201c<b>Yes</b>\u201d"),
        ('"`yes`"', "\u201c<code>yes</code>\u201d"),
        ("'*Yes*'", "\u2018<em>Yes</em>\u2019"),
        ('"1987"', "\u201c1987\u201d"),
        ('of "about 300" said', "of \u201cabout 300\u201d said"),
        ('("Yes!")', "(\u201cYes!\u201d)"),
        ('"Yes"...', "\u201cYes\u201d\u2026"),
        ('"...yes"', "\u201c\u2026yes\u201d"),
        ('yes---"no"--yes', "yes\u2014\u201cno\u201d\u2013yes"),
        ("\"'Yes' he said\" 'and \"no\"'", "\u201c\u2018Yes\u2019 he said\u201d \u2018and \u201cno\u201d\u2019"),
        ("*It*'s the dogs' bone", "<em>It</em>\u2019s the dogs\u2019 bone"),
        ("the '90s, '68 and rock 'n' roll", "the \u201990s, \u201968 and rock \u2019n\u2019 roll"),
        ("'tis", "\u2019tis"),
        ('5\'10" and 12" wide', '5\'10" and 12" wide'),
        ('\\"a\\"', '"a"'),
        ("&quot;a&quot;", "&quot;a&quot;"),
        ('\u4ed6\u8bf4"\u662f\u7684"\u3002', "\u4ed6\u8bf4\u201c\u662f\u7684\u201d\u3002"),
        ('"a  \n"b"', "\u201ca<br>\n\u201cb\u201d"),
    ],
)
def test_c32_quotes_know_what_they_stand_beside(prose: Converter, source: str, html: str) -> None:
    assert prose(source) == f"<p>{html}</p>"


@pytest.mark.parametrize("tag", ["code", "kbd", "samp", "var", "script", "style", "textarea"])
def test_c32_nothing_is_typeset_in_what_is_verbatim(prose: Converter, tag: str) -> None:
    html = f"<{tag}>--all 'north' \"x\"... *y* __z__</{tag}>"
    assert prose(f"Write {html} 'here'.") == f"<p>Write {html} \u2018here\u2019.</p>"


@pytest.mark.parametrize(
    "source", ["<pre>\n\"a\" -- 'b'\n</pre>", "<div>\"a\" -- 'b'</div>", "<script>\n'a--b'\n</script>"]
)
def test_c32_nothing_is_typeset_in_blocks_of_html(prose: Converter, source: str) -> None:
    assert prose(f'{source}\n\n"a"') == f"{source}\n\n<p>\u201ca\u201d</p>"


@pytest.mark.parametrize("source", ["https://a.example/it's--so", "<https://a.example/it's--so>"])
def test_c32_addresses_are_not_typeset(prose: Converter, source: str) -> None:
    assert prose(source).count("it's--so") == 2


@pytest.mark.parametrize(
    ("lang", "html"),
    [
        ("en", "\u201cYes, \u2018no\u2019\u201d"),
        ("en-GB", "\u201cYes, \u2018no\u2019\u201d"),
        ("de", "\u201eYes, \u201ano\u2018\u201c"),
        ("de-AT", "\u201eYes, \u201ano\u2018\u201c"),
        ("de-CH", "\u00abYes, \u2039no\u203a\u00bb"),
        ("fr", "\u00ab\u202fYes, \u201cno\u201d\u202f\u00bb"),
        ("es", "\u00abYes, \u201cno\u201d\u00bb"),
        ("uk", "\u00abYes, \u201eno\u201c\u00bb"),
        ("ar", "\u201dYes, \u2019no\u2018\u201c"),
        ("sv", "\u201dYes, \u2019no\u2019\u201d"),
        ("ja", "\u300cYes, \u300eno\u300f\u300d"),
        ("zh-Hant-HK", "\u300cYes, \u300eno\u300f\u300d"),
        ("tlh", "\u201cYes, \u2018no\u2019\u201d"),
    ],
)
def test_c32_quotes_are_those_of_the_language(prose: Converter, lang: str, html: str) -> None:
    assert prose("\"Yes, 'no'\"", lang) == f"<p>{html}</p>"
    assert set_line("\"Yes, 'no'\"", style_of(lang, {})) == html


@pytest.mark.parametrize("lang", ["de", "fr", "uk", "ar", "sv"])
def test_c32_an_apostrophe_is_one_in_every_language(prose: Converter, lang: str) -> None:
    assert prose("Hans' Haus, 'ne Sache, d'accord", lang) == "<p>Hans\u2019 Haus, \u2019ne Sache, d\u2019accord</p>"


@pytest.mark.parametrize(
    ("lang", "source", "shown"),
    [
        (
            "fr",
            'l\'"affaire" et d\u2019"Elle"',
            "l\u2019\u00ab\u202faffaire\u202f\u00bb et d\u2019\u00ab\u202fElle\u202f\u00bb",
        ),
        ("it", 'l\'"Ave"', "l\u2019\u00abAve\u00bb"),
        ("ca", 'l\'"any", d\'"ara"', "l\u2019\u00abany\u00bb, d\u2019\u00abara\u00bb"),
        ("en", 'the dogs\' "bone"; "the dogs\'"', "the dogs\u2019 \u201cbone\u201d; \u201cthe dogs\u2019\u201d"),
        ("he", '\u05e6\u05d4"\u05dc "\u05db\u05df"', '\u05e6\u05d4"\u05dc \u201d\u05db\u05df\u201d'),
    ],
)
def test_c32_a_quotation_may_follow_an_elided_article(prose: Converter, lang: str, source: str, shown: str) -> None:
    assert prose(source, lang) == f"<p>{shown}</p>"
    assert set_line(source, style_of(lang, {})) == shown


def test_c32_french_has_narrow_spaces_where_there_are_spaces(prose: Converter) -> None:
    html = "<p>\u00ab\u202fa\u202f\u00bb b\u202f? c\u202f! d\u202f; e\u00a0: f?</p>"
    assert prose("\u00ab a \u00bb b ? c ! d ; e : f?", "fr") == html


def test_c32_the_language_of_one_text_is_not_that_of_the_next(prose: Converter) -> None:
    assert prose('"a"', "de") != prose('"a"') == prose('"a"', "en")


def test_c32_the_language_of_the_site_is_the_one_of_a_text_that_names_none() -> None:
    assert make_markdown(lang="de")('"a"') == "<p>\u201ea\u201c</p>"


@pytest.mark.parametrize(
    ("options", "html"),
    [
        ({"smart_quotes": False}, "\"a\" 'b' \u2013 \u2026"),
        ({"smart_dashes": False}, "\u201ca\u201d \u2018b\u2019 -- \u2026"),
        ({"smart_ellipses": False}, "\u201ca\u201d \u2018b\u2019 \u2013 ..."),
        ({"smart_angled_quotes": True}, "\u201ca\u201d \u2018b\u2019 \u2013 \u2026"),
        (
            {"substitutions": {"left-double-quote": "\u00bb", "right-double-quote": "\u00ab"}},
            "\u00bba\u00ab \u2018b\u2019 \u2013 \u2026",
        ),
    ],
)
def test_c32_a_site_may_turn_it_off(options: dict[str, object], html: str) -> None:
    source = "\"a\" 'b' -- ..."
    assert make_markdown(configs={"smarty": options})(source) == f"<p>{html}</p>"
    assert set_line(source, style_of("en", options)) == html


def test_marks_of_a_site_may_be_entities() -> None:
    prose = make_markdown(configs={"smarty": {"substitutions": {"ndash": "&ndash;"}}})
    assert prose("a -- *b*--c") == "<p>a &ndash; <em>b</em>&ndash;c</p>"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Don't \"panic\" -- it's '90s", "Don\u2019t \u201cpanic\u201d \u2013 it\u2019s \u201990s"),
        ("Use `--all 'x'` \"now\"", "Use `--all 'x'` \u201cnow\u201d"),
        ('<code>"</code> and <b>"a"</b>', '<code>"</code> and <b>\u201ca\u201d</b>'),
        ('<img alt="a"> "b"', '<img alt="a"> \u201cb\u201d'),
        ('<code>"a', '<code>"a'),
        ('https://a.example/a--b "b--c"', "https://a.example/a--b \u201cb\u2013c\u201d"),
        ("'https://a.example/b--c', no", "\u2018https://a.example/b--c\u2019, no"),
        ('1 < 2 "a"', "1 < 2 \u201ca\u201d"),
        ("\x00'\x01", "\x00'\x01"),
    ],
)
def test_c32_headlines_are_typeset(line: str, shown: str) -> None:
    assert set_line(line, style_of("en", {})) == shown


PIECES = st.sampled_from(
    ["'", '"', "--", "---", "...", "a", "1", " ", "(", ")", ".", ":", "<b>", "</b>", "`", "\n", "<code>", "</code>"]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["en", "de", "fr", "ja"]))
def test_c32_only_the_marks_change(text: str, lang: str) -> None:
    quotes = quotes_of(lang)
    shown = set_type(text, style_of(lang, {}))
    for mark, straight in (
        (quotes.open, '"'), (quotes.close, '"'), (quotes.open_inner, "'"), (quotes.close_inner, "'"),
        ("\u2019", "'"), ("\u2014", "---"), ("\u2013", "--"), ("\u2026", "..."),
    ):  # fmt: skip
        shown = shown.replace(mark, straight)
    plain = text if lang != "fr" else text.replace(" ", "")
    assert "".join(shown.split("\u202f")).replace("\u00a0", "").replace(" " if lang == "fr" else "\x00", "") == plain


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_two_pairs_of_marks(lang: str) -> None:
    quotes = quotes_of(lang)
    assert all((quotes.open, quotes.close, quotes.open_inner, quotes.close_inner))
    assert {quotes.open, quotes.close}.isdisjoint({quotes.open_inner, quotes.close_inner})
