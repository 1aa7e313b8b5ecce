"""Pictures and other files that lie beside the stories in `_posts` and `_drafts` (P24)."""

import io

import pytest
from PIL import Image
from smallsite import Site

STORY = "content/_posts/2026-11-20-wall.md"
PAGE = "2026/11/20/wall/index.html"


def png(width: int = 40) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 30), "navy").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def wall(site: Site) -> Site:
    site.post("2026-11-20-wall.md", "Words.\n\n![A wall](wall.png)\n", title="Wall")
    site.write("content/_posts/wall.png", png())
    return site


@pytest.mark.parametrize("name", ["wall.png", "2026-11-20-wall.png", "pictures/wall.png", "wall.JPG", "a wall.png"])
def test_p24_a_picture_beside_its_story_is_shown(site: Site, name: str) -> None:
    site.post("2026-11-20-wall.md", f"Words.\n\n![A wall](<{name}>)\n", title="Wall")
    data = png() if name.endswith("png") else b""
    if not data:
        file = io.BytesIO()
        Image.new("RGB", (40, 30)).save(file, "JPEG")
        data = file.getvalue()
    site.write(f"content/_posts/{name}", data)
    report = site.build("--strict")
    assert report.problems == []
    assert report.posts == 1
    page = site.read(PAGE)
    stem = name.rpartition(".")[0].replace(" ", "%20")
    assert f'src="/posts/{stem}-' in page or f'src="/posts/{name}"' in page
    assert any(path.startswith(f"posts/{name.rpartition('.')[0]}") for path in site.tree())


def test_p24_in_the_posts_of_a_section(site: Site) -> None:
    site.write("content/news/_posts/2026-11-20-wall.md", "---\ntitle: Wall\n---\n![A wall](wall.png)\n")
    site.write("content/news/_posts/wall.png", png())
    assert site.build("--strict").problems == []
    assert any(path.startswith("news/posts/wall-") for path in site.tree())


def test_p24_a_picture_that_changes_is_seen(wall: Site) -> None:
    wall.build()
    wall.write("content/_posts/wall.png", png(64))
    assert PAGE in wall.build().written
    assert wall.tree() == wall.clean_tree()


def test_p24_a_picture_beside_a_draft_waits_with_it(site: Site) -> None:
    site.write("content/_drafts/soon.md", "---\ntitle: Soon\n---\n![A wall](wall.png)\n")
    site.write("content/_drafts/wall.png", png())
    assert site.build("--strict").problems == []
    assert not [path for path in site.tree() if "wall" in path]


@pytest.mark.parametrize("name", ["2026-11-20-notes.docx", "interview.mp3", "2026-11-20-report.PDF"])
def test_p24_what_is_neither_a_story_nor_a_picture_is_not_published(wall: Site, name: str) -> None:
    wall.write(f"content/_posts/{name}", b"PK\x03\x04 not for readers \xff")
    report = wall.build()
    (problem,) = report.problems
    assert problem.severity == "warning"
    assert problem.file == f"content/_posts/{name}"
    assert "neither a story nor a picture: it is not published" in problem.message
    assert "assets/" in problem.hint
    assert report.posts == 1
    assert not any(b"not for readers" in data for data in wall.tree().values())


def test_p24_a_dated_text_with_an_odd_ending_is_a_story_still(wall: Site) -> None:
    wall.write("content/_posts/2026-11-21-old.textile", "---\ntitle: Old\n---\nh1. Words\n")
    assert wall.build("--strict").posts == 2


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        ("content/_posts/quay.png", "content/posts/quay.png", "posts/quay.png"),
        ("content/news/_posts/quay.png", "content/news/posts/quay.png", "news/posts/quay.png"),
        ("content/_recipes/pie.pdf", "content/recipes/pie.pdf", "recipes/pie.pdf"),
    ],
)
def test_p24_two_files_at_one_place_are_an_error(site: Site, first: str, second: str, path: str) -> None:
    site.write("content/_config.yml", "title: T\nurl: https://t.example\ncollections: {recipes: {output: true}}\n")
    site.write(first, png(40))
    site.write(second, png(41))
    (problem,) = site.build().problems
    assert (problem.file, problem.severity) == (first, "error")
    assert problem.message == f"this is published as {path}, and so is {second}"
    site.remove(second)
    assert site.build().problems == []
