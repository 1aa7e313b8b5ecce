"""Excerpts: the first paragraph that has words, as the HTML of the whole text gives it."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.model.problem import MarkdownError
from generator.text.excerpt import Text, excerpt, word_count
from generator.text.markdown import make_markdown
from generator.text.paragraphs import first_paragraph


@cache
def prose() -> Callable[[str], str]:
    return make_markdown()


def of(body: str, separator: str = "\n\n") -> str:
    return excerpt(Text(body, prose()), separator)


def of_html(body: str) -> str:
    return excerpt(Text(body, None))


def test_the_excerpt_is_the_first_paragraph() -> None:
    assert of("The river rose.\nIt rained.\n\nThen it fell.\n") == "<p>The river rose.\nIt rained.</p>"
    assert of("\n  \n\t\nThe river rose.\n\nThen it fell.") == "<p>The river rose.</p>"


def test_an_empty_body_has_an_empty_excerpt() -> None:
    assert of("") == of("\n\n\n") == of("<!-- later -->\n") == of_html("") == ""


def test_an_empty_separator_means_no_excerpt() -> None:
    assert of("The river rose.", "") == ""


def test_a_separator_is_jekylls() -> None:
    assert of("One.\n\nTwo.\n<!--more-->\nThree.", "<!--more-->") == "<p>One.</p>\n<p>Two.</p>"
    assert of("One.\n\nTwo.\n", "<!--more-->") == "<p>One.</p>\n<p>Two.</p>"
    assert of("See [it][1].\n<!--more-->\nThree.\n\n[1]: /it\n", "<!--more-->") == '<p>See <a href="/it">it</a>.</p>'


@pytest.mark.parametrize(
    "body",
    [
        "<!-- for the desk\n<!--more-->\nThe river rose.\n\nIt fell.\n",
        "```\na <!--more--> b\n```\n\nThe river rose.\n<!--more-->\nIt fell.\n",
        "![a](/b.png)\n<!--more-->\nThe river rose.\n\nIt fell.\n",
        "The river <!-- ask -->rose.\n<!--more-->\nIt fell.\n",
    ],
)
def test_c28_a_separator_never_cuts_through_something(body: str) -> None:
    made = of(body, "<!--more-->")
    assert made.removesuffix("\n<p>It fell.</p>").endswith("<p>The river rose.</p>")
    assert "desk" not in made
    assert "<!--" not in made


def test_c12_crlf_makes_no_difference() -> None:
    body = "\nThe [river][1] rose.\n\nThen it fell.\n\n[1]: /river\n"
    assert of(body.replace("\n", "\r\n")) == of(body) == '<p>The <a href="/river">river</a> rose.</p>'


def test_definitions_of_links_and_abbreviations_come_along() -> None:
    body = "See [the river][River], [1] and HTML.\n\nMore at [2].\n\n[river]: /r 'R'\n[1]:\n  /c\n\n*[HTML]: Words\n"
    made = '<p>See <a href="/r" title="R">the river</a>, <a href="/c">1</a> and <abbr title="Words">HTML</abbr>.</p>'
    assert of(body) == made


def test_marks_of_footnotes_are_left_out() -> None:
    assert of("It rose[^1] twice.\n\nMore.\n\n[^1]: In May.\n\n    Or June.\n") == "<p>It rose twice.</p>"


RIVER = "The *river* rose."
FIRST = {
    "comment": "<!-- for the desk only: ask the clerk\n\nring her -->",
    "short comment": "<!-- for the desk -->",
    "comment with a blank line and a fence": "<!-- a\n\n```\nb\n-->",
    "picture": "![The pier](/pier.png)",
    "picture that leads somewhere": "[![The pier](/pier.png)](/pier/)",
    "picture as HTML": '<img src="/pier.png" alt="The pier">',
    "figure": "<figure>\n\n<img src='/p.png'>\n<figcaption>A caption</figcaption>\n\n</figure>",
    "iframe": '<iframe src="https://v.example/1" title="A film"></iframe>',
    "iframe in a paragraph": '<p><iframe src="https://v.example/1">No frames</iframe></p>',
    "rule": "---",
    "stars": "* * *",
    "[TOC]": "[TOC]",
    "heading": "## The pier",
    "underlined heading": "The pier\n========",
    "fence": "```\nsome code\n\nmore of it\n```",
    "tildes": "~~~ python\nsome = code\n~~~",
    "indented code": "    some code\n\n    more of it",
    "table": "a | b\n--- | ---\nc | d",
    "quotation": "> To be,\n>\n> or not.",
    "list": "- one\n- two",
    "loose list": "1. one\n\n2. two",
    "raw HTML": '<div class="box">\n\nA box\n\n</div>',
    "script": "<script>\n\nvar words = 1;\n\n</script>",
    "style": "<style>\np {}\n\nq {}\n</style>",
    "details": "<details><summary>More</summary>\n\nHidden words\n\n</details>",
    "hidden": "<p hidden>For the desk</p>",
    "hidden by style": '<p style="display: none">For the desk</p>',
    "template": "<template><p>For later</p></template>",
    "Liquid": "{% include film.html id='x' %}",
    "dots": "&nbsp; …",
    "definition": "Word\n:   What it means",
    "definition after a blank line": "Word\n\n:   What it means",
    "link definition": "[pier]: /pier/",
    "abbreviation": "*[HTML]: Words",
    "note": "[^1]: A note of many words.",
}


@pytest.mark.parametrize("first", FIRST)
def test_c28_what_is_no_paragraph_with_words_is_passed_over(first: str) -> None:
    body = f"{FIRST[first]}\n\n{RIVER}\n\nThen it fell.\n"
    assert of(body) == "<p>The <em>river</em> rose.</p>"
    assert of(f"[TOC]\n\n{FIRST[first]}\n\n# A heading\n\n{body}") == "<p>The <em>river</em> rose.</p>"


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("> Only a *quotation*.\n", "<p>Only a <em>quotation</em>.</p>"),
        ("- Only\n- a list\n", "<p>Only</p>"),
        ("# A heading\n\n![x](/y.png)\n", ""),
        ("<div>Raw words</div>\n", "<p>Raw words</p>"),
        ("<!-- a --> The river<!-- b --> rose.\n", "<p>The river rose.</p>"),
        ('<div markdown="1">\n\nThe *river* rose.\n\n</div>\n', "<p>The <em>river</em> rose.</p>"),
        ('<p class="lead">The river rose.</p>\n\nIt fell.', '<p class="lead">The river rose.</p>'),
    ],
)
def test_c28_other_texts(body: str, made: str) -> None:
    assert of(body) == made


@pytest.mark.parametrize(
    ("body", "made"),
    [
        (
            "<!-- desk\n\nask -->\n<h2>Pier</h2>\n<p>The <b>river</b> rose.</p>\n<p>It fell.",
            "<p>The <b>river</b> rose.</p>",
        ),
        ("The river rose.\n\nIt fell.\n", "<p>The river rose.</p>"),
        ("<div><p>The river rose.<p>It fell.</div>", "<p>The river rose.</p>"),
        ("<img src=a.png>\n\nThe river rose.\n<hr>\n<p>It fell.</p>", "<p>The river rose.</p>"),
        ("<p>&nbsp;</p><p><img src=x alt='Words'></p><p>The river rose.</p>", "<p>The river rose.</p>"),
        ("<p>The river rose", "<p>The river rose</p>"),
        ("The river rose <a href='x", "<p>The river rose</p>"),
    ],
)
def test_c28_html(body: str, made: str) -> None:
    assert of_html(body) == made


PIECES = st.sampled_from(
    [
        *FIRST.values(),
        *(RIVER, "More.", "The pier [^1] and [pier] and HTML.", ": meaning", "    indented", "> quote\n: x"),
        *("<!--", "-->", "<!-- a\n\n> -->", "`<!--`", "<div>", "</div>", "<p>", "</p>", "<b>bold", "</b>", "<br>"),
        *("a < b", "<b", 'alt="x">', "<?php", "?>", "<![CDATA[", "]]>", "```", "~~~", "`code", "\\`\\<"),
        *("- item\n\n    goes on", "{: .lead }", "[pier]:\n  /p", "| a |", "|---|", "'quoted' -- \"words\""),
    ]
)
SEPARATORS = st.sampled_from(["\n\n", "\n", "\n \n", " "])


def whole(body: str) -> str:
    return first_paragraph(prose()(body)).html


@settings(max_examples=300)
@given(st.lists(st.tuples(PIECES, SEPARATORS), max_size=9))
@example([("<!--", "\n\n"), (RIVER, "\n\n"), ("-->", "\n\n"), ("More.", "\n\n")])
@example([("Word", "\n\n"), (": meaning", "\n\n"), (RIVER, "\n\n")])
def test_c28_it_is_what_the_whole_text_gives(pieces: list[tuple[str, str]]) -> None:
    body = "".join(piece + separator for piece, separator in pieces) + "\n\nThe end." * 300
    assert of(body) == whole(body)


def test_c28_only_the_beginning_of_a_text_is_converted() -> None:
    converted = []

    def counting(text: str) -> str:
        converted.append(text)
        return prose()(text)

    body = f"![a](/a.png)\n\n<!-- b -->\n\n{RIVER}\n\n" + "It fell.\n\n" * 3000
    assert excerpt(Text(body, counting)) == "<p>The <em>river</em> rose.</p>"
    assert sum(map(len, converted)) < 300


def test_c28_a_text_that_is_converted_anyway_is_not_converted_twice() -> None:
    text = Text(f"![a](/a.png)\n\n{RIVER}\n", prose())
    text.html()
    text.to_html = lambda _: ""
    assert excerpt(text) == "<p>The <em>river</em> rose.</p>"


def test_what_cannot_be_converted_is_tried_once() -> None:
    tried = []

    def failing(text: str) -> str:
        tried.append(text)
        raise MarkdownError(text)

    text = Text("x", failing)
    for _ in range(2):
        with pytest.raises(MarkdownError):
            text.html()
    assert tried == ["x"]


def test_words_are_counted() -> None:
    assert word_count("## The river\n\nrose *twice*.") == 5
    assert word_count("") == 0
    assert word_count("川の水位") == 5
