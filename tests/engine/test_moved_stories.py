"""A story whose address changed: the build that moves it offers to keep its readers, once."""

import pytest
from forking import command
from smallsite import Site

FLOOD = "content/_posts/2026-07-12-flood.md"
OLD = "/news/2026/07/12/flood/"


def moves(site: Site) -> list[tuple[str, str]]:
    return [(one.old, one.new) for one in site.build().moved]


@pytest.mark.parametrize(
    ("change", "new"),
    [
        (("title: ", "permalink: /flood/\ntitle: "), "/flood/"),
        (("title: ", "slug: high-water\ntitle: "), "/news/2026/07/12/high-water/"),
        (("2026-07-12 09:30", "2026-07-13 09:30"), "/news/2026/07/13/flood/"),
        (('["News"]', '["Weather"]'), "/weather/2026/07/12/flood/"),
    ],
)
def test_a_changed_address_is_named_once(paper: Site, change: tuple[str, str], new: str) -> None:
    assert moves(paper) == []
    paper.edit(FLOOD, *change)
    assert moves(paper) == [(OLD, new)]
    assert moves(paper) == []
    paper.edit(FLOOD, "title: ", f"redirect_from: {OLD}\ntitle: ")
    assert moves(paper) == []


def test_a_file_with_another_name_is_known_by_its_content(paper: Site) -> None:
    paper.build()
    paper.path(FLOOD).rename(paper.path("content/_posts/2026-07-12-high-water.md"))
    assert moves(paper) == [(OLD, "/news/2026/07/12/high-water/")]
    paper.path("content/about.md").rename(paper.path("content/us.md"))
    assert moves(paper) == [("/about/", "/us/")]


def test_what_is_redirected_taken_down_or_was_never_out_is_not_named(paper: Site) -> None:
    paper.build()
    paper.edit(FLOOD, "title: ", f"permalink: /flood/\nredirect_from: {OLD}\ntitle: ")
    assert moves(paper) == []
    paper.edit(FLOOD, f"redirect_from: {OLD}\n", "")  # a redirect that is taken back is no move
    assert moves(paper) == []
    paper.edit(FLOOD, "title: ", "published: false\ntitle: ")
    assert moves(paper) == []
    paper.edit(FLOOD, "permalink: /flood/", "permalink: /high-water/")
    assert moves(paper) == []
    paper.remove("content/about.md")
    assert moves(paper) == []


def test_a_build_that_fails_in_between_forgets_nothing(paper: Site) -> None:
    paper.build()
    paper.edit(FLOOD, "title: ", "permalink: /flood/\ntitle: ")
    paper.write("content/broken.md", "---\ntitle: [\n---\n")
    assert paper.build().failed
    paper.remove("content/broken.md")
    assert moves(paper) == [(OLD, "/flood/")]


def test_it_is_said_with_what_to_add(paper: Site) -> None:
    paper.build()
    paper.edit(FLOOD, "title: ", "permalink: /flood/\ntitle: ")
    done = command("build", "--strict", "-C", paper.root)
    assert done.returncode == 0  # it is no fault
    assert f"{FLOOD.removeprefix('content/')}  {OLD} was published, and is /flood/ now." in done.stdout
    assert f"Add redirect_from: {OLD} to keep its readers." in done.stdout
    assert "was published" not in command("build", "-C", paper.root).stdout


def test_a_change_of_all_addresses_is_not_told_of_each(paper: Site) -> None:
    for number in range(20):
        paper.post(f"2026-06-{number + 1:02}-story.md", title=f"Story {number}")
    paper.build()
    paper.edit("content/_config.yml", "permalink: pretty", "permalink: /:year/:month/:day/:title.html")
    done = command("build", "-C", paper.root)
    assert "more whose address has changed" in done.stdout
    assert done.stdout.count("Add redirect_from") < 20
