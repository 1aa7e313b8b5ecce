"""Ranges of numbers that are not broken over lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from generator.text.no_break import without_breaks

OPEN, CLOSE = '<span class="unbroken">', "</span>"
PIECES = (
    "3", "\u2013", "1", "3\u20131", "&ndash;", "<code>", "</code>", "<b title='3\u20131'>", "</b>", "<!-- 3\u20131 -->",
    "<script>3\u20131</script>", "<", "&#39;", " ", "<pre", "x",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("won 3\u20131 at home", ["3\u20131"]),
        ("from 10:00\u201312:30", ["10:00\u201312:30"]),
        ("1914\u20131918, 1939\u20131945", ["1914\u20131918", "1939\u20131945"]),
        ("6\u20134\u20132", ["6\u20134\u20132"]),
        ("2.5\u20133.5 %", ["2.5\u20133.5"]),
        ("\u0663\u2013\u0661", ["\u0663\u2013\u0661"]),
        ("1\u2013" * 40 + "1", []),
        ("3-1, 3 \u2013 1, a\u2013b, 3\u2013, \u20131", []),
        ("B3\u20131", []),
        ("it's 3\u20131", ["3\u20131"]),
    ],
)
def test_a_range_is_kept_together(text: str, kept: list[str]) -> None:
    made = without_breaks(text)
    assert [part.partition(CLOSE)[0] for part in made.split(OPEN)[1:]] == kept
    if not kept:
        assert made == text


def test_code_attributes_scripts_and_comments_stay_as_they_are() -> None:
    score = "3\u20131"
    code = f"<pre><code>{score}</code> {score}</pre><script>{score}</script><!-- {score} -->"
    html = Markup(f"<p title='{score}'>3&ndash;1</p>{code}{score}")  # noqa: S704 (a test's own)
    kept = f"<p title='{score}'>{OPEN}3&ndash;1{CLOSE}</p>{code}{OPEN}{score}{CLOSE}"
    assert without_breaks(html) == kept


def test_what_is_no_html_is_escaped_once() -> None:
    assert without_breaks("<b> 3\u20131 & more") == f"&lt;b&gt; {OPEN}3\u20131{CLOSE} &amp; more"
    assert Markup("{}").format(without_breaks("<b>")) == "&lt;b&gt;"
    assert without_breaks(None) == ""


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_nothing_of_the_text_is_lost(html: str) -> None:
    assert without_breaks(Markup(html)).replace(OPEN, "").replace(CLOSE, "") == html  # noqa: S704 (a test's own)


def test_hostile_texts_take_no_long() -> None:
    for piece in ("1.", "1\u2013", "1:1\u2013", "\u20131.", "<b>1"):
        without_breaks(Markup(piece * 200_000))  # noqa: S704 (a test's own)
