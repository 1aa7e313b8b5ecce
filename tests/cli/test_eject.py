"""`newsprint theme` lists the files of the default theme, and copies one into the site."""

from pathlib import Path

import pytest
from broken import built
from forking import command
from smallsite import Site

ROOT = Path(__file__).parents[2]


def ejected(site: Site, *arguments: str) -> tuple[int, str, str]:
    done = command("theme", "-C", str(site.root), *arguments)
    return done.returncode, done.stdout, done.stderr


def test_alone_it_lists_what_there_is(paper: Site) -> None:
    paper.write("templates/post.html", "x")
    code, said, wrong = ejected(paper)
    assert (code, wrong) == (0, "")
    lines = said.splitlines()
    there = [
        f"{kind}/{path.relative_to(ROOT / kind).as_posix()}"
        for kind in ("templates", "static")
        for path in sorted((ROOT / kind).rglob("*"))
        if path.is_file()
    ]
    assert [line.split()[0] for line in lines] == there
    assert "templates/post.html  (the site has its own)" in lines


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("post.html", "templates/post.html"),
        ("templates/post.html", "templates/post.html"),
        ("post", "templates/post.html"),
        ("./templates/partials/byline.html", "templates/partials/byline.html"),
        ("partials\\byline.html", "templates/partials/byline.html"),
        ("byline.html", "templates/partials/byline.html"),
        ("css/main.css", "static/css/main.css"),
        ("favicon.svg", "static/icons/favicon.svg"),
        ("words/fr.po", "templates/words/fr.po"),
        ("stories", "templates/partials/stories.html"),
    ],
)
def test_a_file_is_copied_and_the_site_stays_as_it_was(paper: Site, name: str, path: str) -> None:
    paper.build()
    before = paper.tree()
    code, said, wrong = ejected(paper, "--eject", name)
    assert (code, wrong) == (0, "")
    assert said.strip().endswith(path)
    assert paper.path(path).read_bytes() == (ROOT / path).read_bytes()
    assert paper.build().problems == []
    assert paper.tree() == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("psot.html", "Did you mean templates/post.html"),
        ("partials/bylines.html", "Did you mean templates/partials/byline.html"),
        ("storeis", "Did you mean templates/partials/stories.html"),
        ("css/man.css", "Did you mean static/css/main.css"),
        ("nothing like it at all", "newsprint theme lists what there is."),
        ("", "newsprint theme lists what there is."),
        ("../../etc/passwd", ""),
        ("/etc/passwd", ""),
    ],
)
def test_a_name_that_is_not_there(paper: Site, name: str, said: str) -> None:
    before = paper.tree(".")
    code, printed, wrong = ejected(paper, "--eject", name)
    assert (code, printed) == (2, "")
    assert wrong.startswith(f'newsprint theme  the default theme has no file "{name}"\n')
    assert said in wrong
    assert paper.tree(".") == before


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_nothing_is_written_over(paper: Site, kind: str) -> None:
    target = paper.path("templates/post.html")
    target.parent.mkdir()
    if kind == "file":
        target.write_text("mine", "utf-8")
    elif kind == "link":
        target.symlink_to("nowhere.html")
    else:
        target.mkdir()
    code, printed, wrong = ejected(paper, "--eject", "post.html")
    assert (code, printed) == (2, "")
    assert wrong == (
        "newsprint theme  templates/post.html is there already, and was left as it is\n"
        "  Change it where it is, or move it away first.\n"
    )
    if kind == "file":
        assert target.read_text("utf-8") == "mine"
    assert not paper.path("templates/nowhere.html").exists()


def test_the_default_theme_itself_is_left_alone() -> None:
    done = command("theme", "-C", str(ROOT), "--eject", "post.html")
    assert done.returncode == 2
    assert "is the default theme's own file" in done.stderr


def test_a_file_where_the_templates_should_be(paper: Site) -> None:
    paper.write("templates", "x")
    code, _, wrong = ejected(paper, "--eject", "post.html")
    assert code == 2
    assert "templates/post.html cannot be written" in wrong


def test_another_folder(paper: Site) -> None:
    paper.path("ours").mkdir()
    code, _, _ = ejected(paper, "--templates", "ours", "--eject", "post.html")
    assert code == 0
    assert paper.path("ours/post.html").is_file()
    assert built(paper).returncode == 0
