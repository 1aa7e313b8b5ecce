"""What a build writes, and what it leaves alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from smallsite import Site

FLOOD = "content/_posts/2026-07-12-flood.md"
FLOOD_PAGE = "news/2026/07/12/flood/index.html"


def test_everything_is_there_after_the_first_build(paper: Site) -> None:
    report = paper.build()
    assert report.problems == []
    pages = {
        "index.html", "about/index.html", "404.html", "feed.xml", "sitemap.xml", "robots.txt", FLOOD_PAGE,
        "tags/index.html", "tags/rain/index.html", "categories/news/index.html", "authors/ada/index.html",
        "2026/index.html", "2026/07/index.html", "archive/index.html",
    }  # fmt: skip
    assert pages <= set(report.written)
    assert report.posts == 3
    assert report.outputs == len(report.written) == len([name for name in paper.tree() if name != ".newsprint"])


def test_an_unchanged_site_writes_nothing(paper: Site) -> None:
    first = paper.build()
    second = paper.build()
    assert (second.written, second.removed) == ([], [])
    assert second.unchanged == first.outputs


def test_editing_a_body_rewrites_only_that_article(paper: Site) -> None:
    for number in range(25):  # newer stories, so that the feed no longer holds the old one in full
        paper.post(f"2026-08-{number + 1:02}-later-{number}.md", title=f"Later {number}")
    paper.build()
    paper.edit(FLOOD, "More of it", "Less of it")
    assert paper.build().written == [FLOOD_PAGE]


def test_editing_a_headline_rewrites_what_shows_it(paper: Site) -> None:
    paper.build()
    paper.edit(FLOOD, '"Flood"', '"High water"')
    written = paper.build().written
    neighbours = {"weather/2026/07/10/rain/index.html", "sport/2026/07/14/cup/index.html"}
    lists = {
        "index.html",
        "tags/rain/index.html",
        "tags/river/index.html",
        "categories/news/index.html",
        "authors/ada/index.html",
        "2026/index.html",
        "2026/07/index.html",
        "feed.xml",
    }
    assert {FLOOD_PAGE} | neighbours | lists >= set(written)
    assert {FLOOD_PAGE, "index.html", "feed.xml", "tags/rain/index.html"} <= set(written)
    assert "tags/football/index.html" not in written


def test_a_new_story_moves_no_old_page(site: Site) -> None:
    site.edit("content/_config.yml", "title: The Test", "title: The Test\npaginate: 5")
    for number in range(40):
        site.post(
            f"2026-06-{number % 28 + 1:02}-story-{number}.md",
            title=f"Story {number}",
            date=f"2026-06-01 {number // 2:02}:{number % 2 * 30:02}:00",
            tags=["t"],
        )
    site.build()
    before = site.tree()
    site.post("2026-07-01-new.md", title="New", tags=["t"])
    report = site.build()
    assert "index.html" in report.written
    assert not [path for path in report.written if path.startswith(("page", "tags/t/page"))]
    assert report.removed == []
    assert set(before) < set(site.tree())


def test_front_holds_at_least_a_page_and_less_than_two(site: Site) -> None:
    site.edit("content/_config.yml", "title: The Test", "title: The Test\npaginate: 3")
    for number in range(1, 9):
        site.post(f"2026-07-{number:02}-s{number}.md", title=f"Story {number}")
        site.build()
        front = site.read("2026/07/index.html")
        shown = {n for n in range(1, 10) if f"Story {n}<" in front}
        assert min(number, 3) <= len(shown) < 6
        assert max(shown) == number


def test_numbering_newest_is_jekylls(site: Site) -> None:
    site.edit("content/_config.yml", "title: The Test", "title: The Test\npaginate: 3\nnumbering: newest")
    for number in range(1, 8):
        site.post(f"2026-07-{number:02}-s{number}.md", title=f"Story {number}")
    site.build()
    assert "Story 4<" in site.read("page2/index.html")
    assert "Story 1<" in site.read("page3/index.html")
    assert not site.path("_site/page4").exists()


def test_a_deleted_story_is_gone_everywhere(paper: Site) -> None:
    paper.build()
    paper.remove(FLOOD)
    report = paper.build()
    assert FLOOD_PAGE in report.removed
    assert "tags/river/index.html" in report.removed
    assert not paper.path("_site/news").exists()
    assert not [path for path, raw in paper.tree().items() if b"Flood" in raw]


def test_a_held_story_waits_for_its_date(paper: Site) -> None:
    due = datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC)
    paper.post("2026-11-21-soon.md", title="Soon", date="2026-11-21 12:00:01 +0000")
    report = paper.build()
    assert [(held.source, held.until) for held in report.held] == [("content/_posts/2026-11-21-soon.md", due)]
    assert report.next_publish == due
    assert "Soon" not in paper.read("index.html")
    paper.now += timedelta(seconds=1)
    later = paper.build()
    assert later.held == []
    assert "Soon" in paper.read("index.html")


@pytest.mark.parametrize(
    ("option", "front", "folder"),
    [
        ("--drafts", {}, "_drafts"),
        ("--future", {"date": "2027-01-01"}, "_posts"),
        ("--unpublished", {"published": False}, "_posts"),
    ],
)
def test_hidden_stories_are_shown_when_asked(paper: Site, option: str, front: dict[str, Any], folder: str) -> None:
    path = paper.post("2026-07-20-hidden.md", title="Hidden", **front)
    if folder == "_drafts":
        paper.path("content/_drafts").mkdir()
        path.rename(paper.path("content/_drafts/hidden.md"))
    paper.build()
    assert "Hidden" not in paper.read("archive/index.html") + paper.read("index.html")
    paper.build(option)
    assert "Hidden" in paper.read("index.html")
    paper.build()
    assert "Hidden" not in paper.read("index.html")


def test_a_deleted_output_is_made_again(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    paper.remove(f"_site/{FLOOD_PAGE}")
    assert paper.build().written == [FLOOD_PAGE]
    assert paper.tree() == before


def test_a_template_change_rewrites_the_pages_that_use_it(paper: Site) -> None:
    paper.build()
    paper.write("templates/page.html", "{% extends 'base.html' %}{% block main %}<h1>Mine</h1>{% endblock %}")
    assert paper.build().written == ["about/index.html"]
    paper.remove("templates/page.html")
    assert paper.build().written == ["about/index.html"]


def test_a_view_ties_a_page_to_what_it_looked_at(paper: Site) -> None:
    paper.write("templates/page.html", "{% for story in site.latest(1) %}{{ story.title }}{% endfor %}")
    paper.build()
    assert paper.read("about/index.html") == "Cup"
    paper.edit("content/_posts/2026-07-14-cup.md", '"Cup"', '"Final"')
    assert "about/index.html" in paper.build().written
    paper.edit("content/_posts/2026-07-10-rain.md", '"Rain"', '"Drizzle"')
    assert "about/index.html" not in paper.build().written


def test_data_is_a_view(paper: Site) -> None:
    paper.write("templates/page.html", "{{ site.data.facts.river }}")
    paper.write("content/_data/facts.yml", "river: Tamar\n")
    paper.build()
    paper.write("content/_data/facts.yml", "river: Severn\n")
    paper.write("content/_data/other.yml", "x: 1\n")
    assert paper.build().written == ["about/index.html"]
    assert paper.read("about/index.html") == "Severn"


def test_a_fresh_checkout_reads_everything_and_writes_nothing(paper: Site) -> None:
    paper.build()
    for path in paper.path("content").rglob("*.md"):
        path.touch()
    report = paper.build()
    assert (report.written, report.removed) == ([], [])


def test_an_error_leaves_the_site_as_it_was(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    paper.edit(FLOOD, "2026-07-12 09:30:00 +0000", "2026-02-30")
    paper.post("2026-07-20-new.md", title="New")
    report = paper.build()
    assert report.failed
    assert paper.tree() == before
    assert paper.build().problems == report.problems  # said again until it is mended
    paper.edit(FLOOD, "2026-02-30", "2026-07-12 09:30:00 +0000")
    assert not paper.build().failed
    assert paper.tree() == paper.clean_tree()


def test_a_failing_page_leaves_the_site_as_it_was(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    paper.write("templates/page.html", "{{ page.nonsense }}")
    paper.edit(FLOOD, "More", "Less")
    assert paper.build().failed
    assert paper.tree() == before


def test_strict_makes_warnings_errors(paper: Site) -> None:
    paper.edit(FLOOD, "title:", "layout: gone\ntitle:")
    assert not paper.build().failed
    before = paper.tree()
    paper.edit(FLOOD, "More", "Less")
    assert paper.build("--strict").failed
    assert paper.tree() == before


def test_foreign_files_are_kept_and_ours_are_known_without_the_cache(paper: Site) -> None:
    paper.build()
    paper.write("_site/keep.txt", "mine")
    paper.remove(".newsprint")
    paper.remove(FLOOD)
    report = paper.build()
    assert FLOOD_PAGE in report.removed
    assert paper.read("keep.txt") == "mine"


def test_a_file_may_turn_into_a_folder_and_back(paper: Site) -> None:
    paper.write("content/thing.html", "---\npermalink: /thing\nlayout: none\n---\nfile")
    paper.write("content/thing.d", "file")
    paper.build()
    paper.remove("content/thing.d")
    paper.write("content/thing.d/inner.txt", "inner")
    paper.build()
    assert paper.read("thing.d/inner.txt") == "inner"
    paper.remove("content/thing.d")
    paper.write("content/thing.d", "file")
    paper.build()
    assert paper.read("thing.d") == "file"


def test_two_outputs_folders_do_not_mix(paper: Site) -> None:
    paper.build()
    paper.build("--output", "other")
    assert paper.tree("other") == paper.tree()
    assert paper.build().written == []


def test_clean_restores_what_was_edited_by_hand(paper: Site) -> None:
    paper.build()
    before = paper.tree()
    page = paper.path(f"_site/{FLOOD_PAGE}")
    page.write_bytes(page.read_bytes().replace(b"Flood", b"Blood"))
    assert paper.build("--clean").written == [FLOOD_PAGE]
    assert paper.tree() == before
