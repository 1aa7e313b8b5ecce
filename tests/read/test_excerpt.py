"""Excerpts as Jekyll takes them; plain text for feeds and descriptions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.read.excerpt import excerpt_source, plain_text, word_count


def test_the_excerpt_is_the_first_paragraph() -> None:
    assert excerpt_source("The river rose.\nIt rained.\n\nThen it fell.\n") == "The river rose.\nIt rained."


def test_without_a_separator_the_excerpt_is_the_whole_body() -> None:
    assert excerpt_source("The river rose.\n", "<!--more-->") == "The river rose.\n"


def test_the_separator_can_be_any_text() -> None:
    assert excerpt_source("One.\n\nTwo.\n<!--more-->\nThree.", "<!--more-->") == "One.\n\nTwo.\n"


def test_leading_blank_lines_are_eaten() -> None:
    assert excerpt_source("\n  \n\t\n  The river rose.\n\nThen it fell.") == "  The river rose."


def test_an_empty_separator_means_no_excerpt() -> None:
    assert excerpt_source("The river rose.", "") == ""


def test_c12_crlf_makes_no_difference() -> None:
    body = "\nThe [river][1] rose.\n\nThen it fell.\n\n[1]: /river\n"
    assert excerpt_source(body.replace("\n", "\r\n")) == excerpt_source(body)


def test_link_definitions_come_along_if_the_beginning_needs_them() -> None:
    body = "See [the river][River] and [1].\n\nMore at [2].\n\n[river]: https://a.example/ 'R'\n[2]: /b\n   [1]: /c\n"
    assert excerpt_source(body) == ("See [the river][River] and [1].\n\n[river]: https://a.example/ 'R'\n   [1]: /c")


def test_an_empty_body_has_an_empty_excerpt() -> None:
    assert excerpt_source("") == excerpt_source("\n\n\n") == ""


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>The <em>riv</em>er &amp; the&nbsp;sea</p>\n<p>rose.</p>", "The river & the sea rose."),
        ("One<br>two<hr/>three", "One two three"),
        ("<li>a</li><li>b</li>", "a b"),
        ("a<script>alert('x < y')</script>b<style>p{}</style>c<!-- d > e -->f", "a b c f"),
        ("<script>never closed", ""),
        ('<img alt="a > b" src="c">d', "d"),
        ("<!DOCTYPE html>a<?php b ?>", "a"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
        ("", ""),
    ],
)
def test_plain_text_of_html(fragment: str, text: str) -> None:
    assert plain_text(fragment) == text


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (0, "The river rose, then it fell."),
        (29, "The river rose, then it fell."),
        (28, "The river rose, then it…"),
        (16, "The river rose…"),
        (10, "The river…"),
        (9, "The…"),
        (3, "Th…"),
        (1, "…"),
    ],
)
def test_plain_text_is_cut_between_words(limit: int, text: str) -> None:
    assert plain_text("<p>The river rose, then it fell.</p>", limit) == text


def test_text_without_spaces_is_cut_anywhere() -> None:
    assert plain_text("川の水位が上がった", 5) == "川の水位…"


@given(st.text(alphabet="<>ab \n&;\"'!-/é—", max_size=60), st.integers(1, 30))
def test_plain_text_is_one_line_within_its_limit(fragment: str, limit: int) -> None:
    whole, cut = plain_text(fragment), plain_text(fragment, limit)
    assert "\n" not in whole
    assert len(cut) <= limit
    assert cut == whole or (cut.endswith("…") and whole.startswith(cut.removesuffix("…")))


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<script>", "<a '", '<a "', "<", "&", "<a b='c' "])
def test_c21_hostile_html_is_read_in_no_time(piece: str) -> None:
    assert len(plain_text(piece * 8000, 100)) <= 100


def test_words_are_counted() -> None:
    assert word_count("## The river\n\nrose *twice*.") == 5
    assert word_count("") == 0
    assert word_count("川の水位") == 5
