"""A story that was withdrawn: its address says so, and nothing else of it is left."""

import io

import pytest
from PIL import Image
from smallsite import Site

PAGE = "2026/07/12/flood/index.html"
STORY = "content/_posts/2026-07-12-flood.md"


@pytest.fixture
def flood(paper: Site) -> Site:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(file, "JPEG")
    paper.write("content/_posts/flood.jpg", file.getvalue())
    paper.write(
        STORY,
        "---\ntitle: Flood\ndate: 2026-07-12 09:30:00 +0000\ntags: [rain]\nimage: posts/flood.jpg\nauthor: Zed\n"
        "description: Zanzibar.\nredirect_from: /old-flood/\n---\nThe zeppelin fell.\n",
    )
    return paper


def retract(site: Site, how: str = "retracted: Our figures were wrong.") -> None:
    site.edit(STORY, "tags:", f"{how}\ntags:")


def test_its_address_says_so_and_nothing_else_is_left(flood: Site) -> None:
    flood.build()
    assert "zeppelin" in flood.read(PAGE)
    retract(flood)
    report = flood.build("--strict")
    assert report.problems == []
    page = flood.read(PAGE)
    assert "Our figures were wrong." in page
    assert "This story has been withdrawn." in page
    assert "<h1>Flood</h1>" in page
    assert 'content="noindex' in page
    assert '"NewsArticle"' not in page
    for path, data in flood.tree().items():
        assert not any(word in data for word in (b"zeppelin", b"Zanzibar", b"Zed")), path
        assert PAGE.removesuffix("index.html").encode() not in data or path in (
            PAGE,
            ".newsprint",
            "old-flood/index.html",
        ), path
    assert not [path for path in flood.tree() if path.startswith("posts/flood-")]
    assert "/2026/07/12/flood/" in flood.read("old-flood/index.html")
    assert flood.tree() == flood.clean_tree()


def test_it_comes_back_when_that_is_taken_back(flood: Site) -> None:
    flood.build()
    before = flood.tree()
    retract(flood)
    flood.build()
    flood.edit(STORY, "retracted: Our figures were wrong.\n", "")
    flood.build()
    assert flood.tree() == before


@pytest.mark.parametrize("how", ["retracted: true", "retracted: yes"])
def test_without_a_reason(flood: Site, how: str) -> None:
    retract(flood, how)
    assert flood.build().problems == []
    page = flood.read(PAGE)
    assert page.count("This story has been withdrawn.") == 1
    assert "zeppelin" not in page


@pytest.mark.parametrize("how", ["retracted: false", "retracted:"])
def test_one_that_was_not(flood: Site, how: str) -> None:
    retract(flood, how)
    assert flood.build().problems == []
    assert "zeppelin" in flood.read(PAGE)


def test_a_reason_of_the_wrong_kind_is_an_error_at_its_line(flood: Site) -> None:
    retract(flood, "retracted: [a, b]")
    (problem,) = flood.build().problems
    assert (problem.file, problem.line) == (STORY, 4)
    assert "this should be text" in problem.message


@pytest.mark.parametrize(
    ("how", "arguments"),
    [
        ("published: false", ()),
        ("expires: 2026-11-01", ()),
        ("embargo: 2026-12-24 09:00:00 +0000", ()),
        ("embargo: 2026-12-24 09:00:00 +0000", ("--future",)),
        ("published: false", ("--unpublished",)),
    ],
)
def test_what_never_came_out_leaves_no_notice(flood: Site, how: str, arguments: tuple[str, ...]) -> None:
    retract(flood, f"retracted: Our figures were wrong.\n{how}")
    flood.build(*arguments)
    assert not any(b"figures were wrong" in data or b"zeppelin" in data for data in flood.tree().values())


def test_a_draft_leaves_no_notice(site: Site) -> None:
    site.write("content/_drafts/a.md", "---\ntitle: A\nretracted: Wrong.\n---\nThe zeppelin fell.\n")
    site.build("--drafts")
    assert not any(b"Wrong." in data or b"zeppelin" in data for data in site.tree().values())


def test_the_notice_speaks_the_language_of_the_story(flood: Site) -> None:
    retract(flood, "retracted: Les chiffres étaient faux.\nlang: fr")
    flood.build()
    assert "Cet article a été retiré." in flood.read(PAGE)


def test_a_page_is_not_retracted(paper: Site) -> None:
    paper.edit("content/about.md", "title: About", "title: About\nretracted: No.")
    (problem,) = paper.build().problems
    assert (problem.severity, problem.line) == ("warning", 3)
