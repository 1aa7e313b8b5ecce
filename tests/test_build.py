"""What a build writes, and what it leaves alone."""

import re
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
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
    }
    feeds = {
        "feed.xml",
        "atom.xml",
        "feed.json",
        "tags/rain/feed.xml",
        "tags/river/feed.xml",
        "categories/news/feed.xml",
        "authors/ada/feed.xml",
    }
    assert {FLOOD_PAGE} | neighbours | lists | feeds >= set(written)
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


def rebuilt(paper: Site) -> None:
    """Build on top of what is there, and demand what a clean build makes."""
    assert not paper.build().failed
    assert paper.tree() == paper.clean_tree()


def test_renaming_a_page_changes_all_that_names_it(paper: Site) -> None:
    paper.write("templates/home.html", "{% for page in site.pages %}{{ page.url }} {{ page.path }}{% endfor %}")
    paper.write("content/about.md", "---\ntitle: About\nlayout: page\n---\n*Who*\n")
    paper.build()
    paper.path("content/about.md").rename(paper.path("content/about.html"))
    rebuilt(paper)
    paper.path("content/about.html").rename(paper.path("content/who.html"))
    rebuilt(paper)
    assert paper.read("index.html") == "/who/ who.html"


@pytest.mark.parametrize("name", ["./partials/x.html", "/partials/x.html", "partials//x.html"])
def test_a_template_is_found_by_its_name_only(paper: Site, name: str) -> None:
    paper.write("templates/partials/x.html", "one")
    paper.write("templates/page.html", f"{{% include '{name}' %}}")
    (problem,) = paper.build().problems
    assert problem.message.startswith(f'there is no template "{name}" (while making about/index.html')
    assert problem.hint.startswith("There are: partials/x.html")


def test_a_story_is_retracted_though_the_list_of_our_files_is_lost(paper: Site) -> None:
    paper.build()
    paper.remove("_site/.newsprint")
    paper.build()
    paper.remove("_site/.newsprint")
    paper.remove(FLOOD)
    assert FLOOD_PAGE in paper.build().removed


def test_odd_names_are_ours_all_the_same(paper: Site) -> None:
    paper.post("2026-07-20-me.md", title="Me", categories=["#MeToo", '"quoted"'])
    paper.build()
    assert paper.path("_site/#metoo").is_dir()
    paper.remove(".newsprint")
    paper.remove("content/_posts/2026-07-20-me.md")
    rebuilt(paper)


def test_no_old_address_writes_a_hidden_file(paper: Site) -> None:
    paper.edit(FLOOD, "title:", 'redirect_from: ["/.newsprint", "/.htaccess"]\ntitle:')
    assert [problem.message for problem in paper.build().problems] == [
        'redirect_from: "/.htaccess" leads nowhere',
        'redirect_from: "/.newsprint" leads nowhere',
    ]


def test_an_old_address_never_takes_the_place_of_a_page_of_ours(paper: Site) -> None:
    paper.edit(FLOOD, "title:", 'redirect_from: ["/", "/tags/", "/old/"]\ntitle:')
    report = paper.build()
    assert {problem.severity for problem in report.problems} == {"warning"}
    assert len(report.problems) == 2
    assert "The Test" in paper.read("index.html")
    assert "/flood/" in paper.read("old/index.html")


def test_what_cannot_be_put_in_place_is_refused_before_anything_is(paper: Site) -> None:
    paper.build()
    paper.write("_site/new/index.html/somebody.txt", "mine")
    before = paper.tree()
    paper.post("2026-07-20-new.md", title="New", permalink="/new/")
    (problem,) = paper.build().problems
    assert (problem.file, problem.message) == ("_site/new/index.html", "there is a folder where this page belongs")
    assert paper.tree() == before


def test_a_syndicated_story_names_its_source(paper: Site) -> None:
    paper.edit(FLOOD, "title:", "source: {name: The Ledger, url: https://ledger.example/x}\ntitle:")
    paper.build()
    link = '<a href="https://ledger.example/x" rel="external noopener"><bdi>The Ledger</bdi></a>'
    assert link in paper.read(FLOOD_PAGE)


def test_data_is_its_format_too(paper: Site) -> None:
    paper.write("templates/page.html", "{{ site.data.facts }} {{ site.data.get('more') }}")
    paper.write("content/_data/facts.csv", "a\tb,c\n1\t2,3\n")
    paper.build()
    paper.path("content/_data/facts.csv").rename(paper.path("content/_data/facts.tsv"))
    rebuilt(paper)


def test_another_data_folder_makes_pages_of_the_first(paper: Site) -> None:
    paper.write("content/facts/x.yml", "---\ntitle: Hi\n---\nx\n")
    config = paper.path("content/_config.yml").read_text("utf-8")
    paper.write("content/_config.yml", config + "data_dir: facts\n")
    paper.write("content/facts/x.yml", "title: Hi\n")
    paper.build()
    paper.write("content/_config.yml", config)
    rebuilt(paper)


def test_offsets_of_old_times_survive_the_cache(paper: Site) -> None:
    paper.edit("content/_config.yml", "title: The Test", "title: The Test\ntimezone: Europe/Amsterdam")
    paper.post("1930-05-10-old.md", title="Old", date="1930-05-10 12:00:00 +0000")
    paper.build()
    paper.write("templates/list.html", "{% for post in paginator.posts %}{{ post.date }}{% endfor %}")
    rebuilt(paper)


def test_a_picture_with_an_odd_name_has_an_address(paper: Site) -> None:
    picture = BytesIO()
    Image.new("RGB", (600, 400), (9, 90, 90)).save(picture, "PNG")
    paper.write("content/a/my pic, #2.png", picture.getvalue())
    paper.edit(FLOOD, "title:", 'image: "a/my pic, #2.png"\ntitle:')
    assert paper.build().problems == []
    assert re.search(r'srcset="/a/my%20pic%2C%20%232-480-\w{8}\.avif 480w, ', paper.read(FLOOD_PAGE))


def test_our_own_static_files_go_before_the_themes(paper: Site) -> None:
    paper.write("static/css/main.css", "body { color: red }")
    assert paper.build().problems == []
    link = re.search(r'<link rel="stylesheet" href="/(static/css/main[.]\w{8}[.]css)">', paper.read("index.html"))
    assert link
    assert paper.read(link[1]) == "body{color:red}"


@pytest.mark.parametrize(
    "body", ["[^a" * 40_000, "[a " * 20_000 + "\n\n" + "".join(f"[x{n}]: /\n" for n in range(9_000))]
)
def test_c21_a_hostile_beginning_costs_no_time(paper: Site, body: str) -> None:
    paper.post("2026-07-20-hostile.md", body, title="Hostile", excerpt_separator="\n\n")
    begun = time.process_time()
    paper.build()
    assert time.process_time() - begun < 25  # it took minutes; Markdown itself may take its ten seconds


def test_what_a_killed_build_put_down_goes_when_the_story_is_taken_back(paper: Site) -> None:
    paper.build()
    whole = paper.tree()
    paper.write("_site/2026/08/01/taken-back/index.html", "published for a moment")
    listed = paper.path("_site/.newsprint").read_text("utf-8")
    paper.write("_site/.newsprint", listed.replace('"404.html"', '"2026/08/01/taken-back/index.html",\n"404.html"'))
    assert paper.build().removed == ["2026/08/01/taken-back/index.html"]
    assert paper.tree() == whole
