"""A note that was meant to be hidden, and is not, since its comment is not closed (C28)."""

import pytest
from smallsite import Site

from generator.model.problem import Problem

STORY = "2026-07-20-pier.md"
OPEN = {
    "never": ("The pier.\n\n<!-- ask the clerk\n\nIt closes.", 3, 1),
    "in a line": ("The pier <!-- ask the clerk\n\nIt closes.", 1, 10),
    "closed behind a blank line": ("The pier <!-- ask\n\nthe clerk --> closes.", 1, 10),
    "closed wrongly": ("The pier.\n\n<!-- ask -- >\n\nIt closes.", 3, 1),
    "the second": ("<!-- one -->\n\nThe pier.\n\n<!-- two\n\nIt closes.", 5, 1),
    "behind code": ("`<!-- x` and ```<!-- y```\n\nThe pier <!-- ask\n\nIt closes.", 3, 10),
    "in a list": ("- The pier <!-- ask\n\n  the clerk -->\n", 1, 12),
    "in a quotation": ("> The pier <!-- ask\n>\n> the clerk -->\n", 1, 12),
}
CLOSED = {
    "notes": "<!-- ask\n\nthe clerk -->\n\nThe pier <!-- a\nb --> closes.\n\n<!---->\n\n<!-->\n\nIt does.",
    "code": "`<!-- x` shows it.\n\n```html\n<!-- y\n```\n\n    <!-- z\n\nEnd.",
    "raw code": "<pre>&lt;!-- x</pre>\n\n<code>&lt;!-- y</code> is one.",
    "text": "One begins with \\<!-- or &lt;!-- here.",
    "inside HTML": "<div>\n<p>The pier <!-- a\n\nb --> closes.</p>\n</div>\n",
    "a separator": "First.\n\n<!--more-->\n\nSecond.",
}


def printed(site: Site, name: str = STORY) -> list[Problem]:
    return [problem for problem in site.build().problems if problem.file.endswith(name)]


@pytest.mark.parametrize("kind", OPEN)
def test_c28_a_comment_that_is_not_closed_is_said_at_its_line(paper: Site, kind: str) -> None:
    body, line, column = OPEN[kind]
    paper.post(STORY, body, title="Pier")
    for _ in range(2):
        (problem,) = printed(paper)
        assert (problem.line, problem.column, problem.severity) == (line + 3, column, "warning")
        assert problem.message == "this comment is not closed: it is published as text"
    assert "&lt;!-- " in paper.read("2026/07/20/pier/index.html")  # as it says
    assert paper.build("--strict").failed


@pytest.mark.parametrize("kind", CLOSED)
def test_c28_of_any_other_comment_nothing_is_said(paper: Site, kind: str) -> None:
    paper.post(STORY, CLOSED[kind], title="Pier")
    assert paper.build("--strict").problems == []


def test_c28_pages_are_looked_at_as_well(paper: Site) -> None:
    paper.write("content/a.md", "---\ntitle: A\n---\nOf <!-- us\n\nall.\n")
    paper.write("content/b.html", "---\ntitle: B\n---\n<p>Of</p>\n<!-- us <p>all.</p>\n")
    paper.write("content/c.html", "---\ntitle: C\n---\n<p>Of <!-- us\n\n--> all.</p><script><!-- x</script>\n")
    assert [(problem.file, problem.line, problem.message.partition(": ")[2]) for problem in paper.build().problems] == [
        ("content/a.md", 4, "it is published as text"),
        ("content/b.html", 5, "browsers hide all that follows"),
    ]
