"""Tables in boxes that scroll."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.tables import scrollable

PIECES = (
    "<table>", "</table>", "<TABLE class=x>", "<tr>", "<td colspan=3>", "</td>", "<th>a", "word " * 9, "<caption>",
    "</caption>", "<!--", "-->", "<table", "<img src=x>", "<p>", "\n",
)  # fmt: skip
BOX = re.compile(r'<div class="scroll" role="region" aria-label="([^"]*)" tabindex="0" style="--width:(\d+)">')


def boxes(html: str) -> list[tuple[str, str]]:
    return BOX.findall(scrollable(html, "Table"))


def test_a_table_stands_in_a_box() -> None:
    table = "<table><tr><td>one<td>a word or two</table>"
    box = '<div class="scroll" role="region" aria-label="Table" tabindex="0" style="--width:19">'
    assert scrollable(f"a{table}b", "Table") == f"a{box}{table}</div>b"


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<table></table><table></table>", ["Table 1", "Table 2"]),
        ("<table><caption>Tides <b>&amp; &quot;gates&quot;</b></caption></table>", ["Tides &amp; &#34;gates&#34;"]),
        ("<table><caption>Tides</caption></table>" * 2, ["Tides", "Tides (2)"]),
        ("<TABLE CLASS='x'\n></TABLE >", ["Table"]),
        ("<table><tr><td><table></table></td></tr></table>", ["Table"]),
        ("<table>never closed", []),
        ("</table><!-- <table></table> --><pre>&lt;table></pre><table-x></table-x>", []),
        ("", []),
    ],
)
def test_each_box_has_a_name_of_its_own(html: str, names: list[str]) -> None:
    assert [name for name, _ in boxes(html)] == names


def test_a_table_is_as_wide_as_its_words_need() -> None:
    head = "".join(f"<th>{'x' * 6}</th>" for _ in range(10))
    assert boxes(f"<table><tr>{head}</tr></table>")[0][1] == str(10 * 6 + 9 * 3)
    assert boxes(f"<table><tr><td>{'word ' * 90}</td></tr></table>")[0][1] == "18"
    assert boxes(f"<table><tr><td>{'x' * 500}</td></tr></table>")[0][1] == "30"
    assert boxes("<table><tr><td colspan=9>a sentence across all</td></tr><tr><td>a</td></tr></table>")[0][1] == "1"


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_nothing_of_the_text_is_lost(html: str) -> None:
    made = scrollable(html, "Table")
    assert BOX.sub("", made).replace("</div>", "") == html
    assert len(BOX.findall(made)) == made.count("</div>")
