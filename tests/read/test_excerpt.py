"""Excerpts as Jekyll takes them."""

from generator.read.excerpt import excerpt_source, word_count


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


def test_marks_of_footnotes_are_left_out() -> None:
    assert excerpt_source("It rose[^1] twice.\n\nMore.\n\n[^1]: In May.\n") == "It rose twice."


def test_words_are_counted() -> None:
    assert word_count("## The river\n\nrose *twice*.") == 5
    assert word_count("") == 0
    assert word_count("川の水位") == 5
