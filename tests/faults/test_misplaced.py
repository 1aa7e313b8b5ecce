"""C27: front matter that does not begin at the first byte is an error, for stories, pages and documents."""

import pytest
from broken import broken, printed, refused, warned
from hypothesis import given
from hypothesis import strategies as st
from smallsite import Site

from generator.read.story.misplaced import misplaced, stacked

REST = "title: Pier\npublished: false\n---\n\nThe pier will close.\n"
FRONT = "---\n" + REST
SLIPS = {
    "blank line": "\n" + FRONT,
    "two blank lines": " \n\t\n" + FRONT,
    "blank": " " + FRONT,
    "second BOM": "\ufeff\ufeff" + FRONT,
    "two hyphens": "--\n" + REST,
    "four hyphens": "----\n" + REST,
    "a comma too many": "---,\n" + REST,
    "em dash": "—\n" + REST,
    "em dash and hyphen": "—-\n" + REST,
    "minus signs": "\u2212\u2212\u2212\n" + REST,
    "plus signs": "+++\n" + REST,
    "TOML": '+++\ntitle = "Pier"\ndraft = true\n+++\nBody\n',
    "JSON": '{\n  "title": "Pier",\n  "published": false\n}\n\nBody\n',
    "yaml at the dashes": "---yaml\n" + REST,
    "yaml after the dashes": "--- yaml\n" + REST,
    "a key at the dashes": "--- title: Pier\npublished: false\n---\n",
    "a key right at the dashes": "---title: Pier\npublished: false\n---\n",
    "escaped dashes": "\\---\n" + REST,
    "quoted dashes": "> ---\n" + REST,
    "stars": "***\n" + REST,
    "U+200B": "\u200b" + FRONT,
    "U+00A0": "\u00a0" + FRONT,
    "U+2028": "---\u2028title: Pier\u2028published: false\u2028---\u2028Body",
    "comment": "<!-- for the desk -->\n" + FRONT,
    "long comment": "<!-- for the desk:\n\nask her -->\n\n" + FRONT,
    "in a comment": "<!--\n" + FRONT + "-->\n\nThe pier will close.\n",
    "fence": "```\n" + FRONT + "```\n",
    "fence with a language": "```yaml\n" + FRONT + "```\n",
    "tildes": "~~~\n" + FRONT + "~~~\n",
    "a note after the dashes": "--- # story\n" + REST,
    "words after the dashes": "--- for the desk\n" + REST,
    "a conflict of a merge": "<<<<<<< HEAD\n" + FRONT[:-2] + "\n=======\n---\ntitle: B\n---\n>>>>>>> desk\n",
    "one within it": "<<<<<<< HEAD\n---\ntitle: A\npublished: no\n=======\n---\ntitle: B\n>>>>>>> x\n---\nB\n",
    "letter": "x" + FRONT,
    "words": "For Monday\n" + FRONT,
    "words and a blank line": "For Monday!\n\n" + FRONT,
    "HTML": "<!doctype html>\n" + FRONT,
    "no dashes before it": REST,
    "no dashes at all": "published: false\n\nThe pier will close.\n",
    "no dashes, an embargo": "title: Pier\nembargo: 2027-01-01\n\nThe pier will close.\n",
    "capitals": "—\nTitle: Pier\nPublished: False\n—\nThe pier will close.\n",
    "a key of the site's own": "—\nstate: held\n---\nThe pier will close.\n",
    "never closed, after a comment": "---\n# held\ntitle: Pier\npublished: false\n\nThe pier will close.\n",
}
PLAIN = {
    "rule": "The pier will close.\n\n---\n\nMore: soon.\n",
    "two rules": "---\n\nMore.\n\n---\n",
    "stars": "***\n\nNote: we moved.\n\n***\n",
    "table": "| a | b |\n|---|---|\n| title: x | y |\n",
    "table first": "a | b\n--- | ---\ntitle: x | y\n",
    "heading": "Note: we moved\n---\n\nMore.\n",
    "heading and credit": "Title\n-----\n\nAuthor: Ada\n",
    "dialogue": "—\n\nShe said: no.\n",
    "dateline": "— Source: Reuters\n\nThe pier.\n",
    "list": "- title: x\n- b\n",
    "entries": "Where: the pier\nWhen: noon\n---\nMore.\n",
    "notice": "----\nMoved: to Monday\n----\n",
    "sample of front matter": "How to hold a story:\n\n```yaml\n---\ntitle: x\npublished: false\n---\n```\n",
    "indented sample": "How to hold a story:\n\n    ---\n    title: x\n    published: false\n    ---\n\nSo.\n",
    "sample in HTML": "How to hold a story:\n\n<pre>\n---\ntitle: x\npublished: false\n---\n</pre>\n",
    "sample first": "```\nname: x\nports: 3\n```\n\nA sample.\n",
}
NAMES = ("content/_posts/2026-07-20-bad.md", "content/bad.md", "content/sub/bad.html", "content/_recipes/bad.md")


def recipes(site: Site) -> None:
    site.write("content/_config.yml", "title: T\nurl: https://t.example\ncollections: {recipes: {output: true}}\n")


@pytest.mark.parametrize("slip", SLIPS)
def test_c27_a_slip_before_front_matter_is_an_error_at_line_1(paper: Site, slip: str) -> None:
    recipes(paper)
    paper.build()
    for name in NAMES:
        said = broken(paper, SLIPS[slip], name)
        assert said.startswith(f"{name}:1:1  this front matter "), said
        paper.remove(name)


def test_c27_what_is_said(paper: Site) -> None:
    said = """\
content/_posts/2026-07-20-bad.md:1:1  this front matter would be published as text: there is an empty line where \
line 1 should be only ---
  Begin the file with three hyphens alone on line 1, and close the front matter in the same way. If it is to be \
text, put front matter of its own before it."""
    assert broken(paper, SLIPS["blank line"]) == said
    for slip, named in {
        "U+200B": "there is the invisible character U+200B",
        "second BOM": "there is the invisible character U+FEFF",
        "four hyphens": 'there is "----"',
        "blank": "there is a blank",
    }.items():
        assert named in broken(paper, SLIPS[slip])


@pytest.mark.parametrize("text", PLAIN)
def test_c27_plain_texts_are_published(paper: Site, text: str) -> None:
    paper.write("content/_posts/2026-07-20-plain.md", PLAIN[text])
    paper.write("content/plain.txt", PLAIN[text])
    paper.write("content/plain.md", PLAIN[text])
    if text == "two rules":  # as in Jekyll, the first rule opens front matter
        assert "front matter is not" in refused(paper)
        return
    said = warned(paper)
    assert said.startswith("content/_posts/2026-07-20-plain.md:1:1  warning: this story has no front matter: ")
    assert said.count("warning") == 1
    assert paper.path("_site/2026/07/20/plain/index.html").exists()
    assert paper.read("plain.txt") == PLAIN[text]


def test_c27_a_slip_can_be_meant_as_text_below_front_matter(paper: Site) -> None:
    paper.write("content/_posts/2026-07-20-how-to.md", f"---\ntitle: How to\n---\nWrite:\n\n{FRONT}")
    report = paper.build()
    assert not report.problems


@pytest.mark.parametrize("first", ["---\n---\n", "---\n\n---\n\n", "---\n# none\n---\n", "---\nlayout: post\n---\n"])
@pytest.mark.parametrize("second", [FRONT, "—\n" + REST, "----\n" + REST])
def test_c27_a_second_piece_of_front_matter_is_an_error(paper: Site, first: str, second: str) -> None:
    said = broken(paper, first + second)
    line = first.count("\n") + 1
    assert said.startswith(f"content/_posts/2026-07-20-bad.md:{line}:1  a second piece of front matter follows")


@pytest.mark.parametrize(
    "rest",
    [
        "published: false\n\nBody\n",
        "embargo: 2027-01-01 09:00\nBody\n",
        "draft: true",
        "title: x\npublished: no\n---\nBody\n",
    ],
)
def test_c27_what_holds_a_story_back_below_the_dashes_is_an_error(paper: Site, rest: str) -> None:
    said = broken(paper, "---\ntitle: Pier\n---\n\n" + rest)
    assert said.startswith("content/_posts/2026-07-20-bad.md:5:1  a second piece of front matter follows")


@pytest.mark.parametrize(
    "body",
    [
        "published: a history of the press.\n",
        "Embargo: 2027-01-01\n\nThe pier.\n",
        "title: the name of a book.\n---\n",
        "draft: the first layer of a text\n\nMore.\n",
    ],
)
def test_c27_what_only_looks_like_it_is_text(paper: Site, body: str) -> None:
    paper.write("content/_posts/2026-07-20-plain.md", f"---\ntitle: Words\n---\n{body}")
    assert paper.build("--strict").problems == []


def test_c27_the_rest_of_it_after_an_empty_piece_is_an_error(paper: Site) -> None:
    assert "a second piece of front matter" in broken(paper, "---\n---\n" + REST)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_c27_a_page_in_utf_16_is_refused_as_a_story_is(paper: Site, encoding: str) -> None:
    paper.build()
    said = broken(paper, FRONT.encode(encoding), "content/bad.md")
    assert said.startswith("content/bad.md:1:1  this file is UTF-16, not UTF-8")


def test_c27_other_files_are_published_as_they_are(paper: Site) -> None:
    for name in ("api.yaml", "style.css", "code.js", "notes.csv"):
        paper.write(f"content/{name}", "# of the desk\n" + FRONT)
    report = paper.build()
    assert not report.problems
    assert paper.read("api.yaml") == "# of the desk\n" + FRONT


def test_c27_a_mended_slip_is_built(paper: Site) -> None:
    broken(paper, SLIPS["four hyphens"])
    paper.edit("content/_posts/2026-07-20-bad.md", "----", "---")
    report = paper.build()
    assert printed(report, paper) == ""
    assert not paper.path("_site/2026/07/20/bad/index.html").exists()


INVISIBLE = st.text(st.sampled_from(" \t\n\ufeff\u200b\u200e\u00a0\u2060\u00ad\u2028\x85"), min_size=1, max_size=6)


@given(INVISIBLE)
def test_c27_whatever_cannot_be_seen_before_it_is_a_slip(before: str) -> None:
    assert misplaced(before + FRONT)


@given(st.text(st.sampled_from("-\u2013\u2014+=~`*_ "), min_size=1, max_size=8).filter(str.strip))
def test_c27_whatever_looks_like_dashes_is_a_slip(dashes: str) -> None:
    assert misplaced(dashes + "\n" + REST)


@given(st.text(max_size=200), st.booleans())
def test_c27_any_text_is_judged(text: str, empty: bool) -> None:
    assert misplaced(text) in {True, False}
    assert stacked(text, empty=empty) in {True, False}
