"""What a newsroom says of a story, on whole small sites: what is shown, when, and what a change rewrites."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from smallsite import NOW, Site

from generator.read.story.field_table import FIELDS

DOCS = Path(__file__).parent.parent / "docs" / "stories.md"
SHOW = """\
{% macro moment(when) %}{{ when|date_to_xmlschema if when else 'never' }}{% endmacro -%}
{{ page.subtitle }}|{{ page.location }}|{{ page.series }}|{{ page.lang }}|{{ page.noindex }}|\
{{ page.source.name ~ ' ' ~ page.source.url if page.source else 'ours' }}|\
{% for one in page.corrections %}{{ moment(one.date) }} {{ one.text }};{% endfor %}|\
{{ part.number ~ ' of ' ~ part.name ~ ' ' ~ part.url if part else 'alone' }}|{{ moment(page.expires) }}|\
{% for other in related %}{{ other.title }},{% endfor %}|{{ page.toc }}
"""


def documented(site: Site, path: str) -> list[str]:
    """Return what a story's page was given, by the template above."""
    return site.read(path).strip().split("|")


@pytest.fixture
def bare(site: Site) -> Site:
    """Have a story's page show its fields and nothing else."""
    site.write("templates/post.html", SHOW)
    return site


def series(site: Site, count: int, name: str = "The wall") -> None:
    for number in range(1, count + 1):
        site.post(
            f"2026-07-0{number}-part.md",
            title=f"Part {number}",
            series=name,
            permalink=f"/part-{number}/",
            date=day(number),
        )


def day(number: int) -> str:
    return f"2026-07-{number:02} 09:00:00 +0000"


def test_every_field_reaches_the_storys_page(bare: Site) -> None:
    bare.post(
        "2026-07-12-flood.md",
        title="Flood",
        subtitle="The wall held",
        date="2026-07-12 09:00:00 +0000",
        permalink="/flood/",
        source={"name": "The Ledger", "url": "https://ledger.example/flood"},
        corrections=[{"date": "2026-07-13", "text": "Five gates."}, "No boot."],
        location="Low Street",
        series="The wall",
        lang="en_gb",
        noindex=True,
        toc=True,
        expires="2027-01-01 00:00:00 +0000",
    )
    assert bare.build().problems == []
    assert documented(bare, "flood/index.html") == [
        "The wall held",
        "Low Street",
        "The wall",
        "en-GB",
        "True",
        "The Ledger https://ledger.example/flood",
        "2026-07-13T00:00:00+00:00 Five gates.;never No boot.;",
        "1 of The wall /series/the-wall/",
        "2027-01-01T00:00:00+00:00",
        "",
        "True",
    ]


@pytest.mark.parametrize(
    "key", ["location", "corrections", "source", "toc", "noindex", "expires", "subtitle", "series"]
)
def test_a_change_of_a_field_rewrites_the_story(site: Site, key: str) -> None:
    values: dict[str, object] = {"toc": True, "noindex": True, "expires": "2027-01-01"}
    site.post("2026-07-12-flood.md", title="Flood", permalink="/flood/")
    site.build()
    site.post("2026-07-12-flood.md", title="Flood", permalink="/flood/", **{key: values.get(key, "Something")})  # type: ignore[arg-type]
    site.build()
    assert site.tree() == site.clean_tree()


def test_what_a_page_of_its_own_has(site: Site) -> None:
    site.write("templates/page.html", "{{ page.noindex }} {{ page.toc }} {{ page.lang }} {{ content }}")
    site.write("content/about.md", "---\ntoc: true\nrobots: noindex\nlang: FR\n---\n# One\n\n## Two\n")
    site.build()
    page = site.read("about/index.html")
    assert page.startswith('True True fr <div class="toc">')
    assert "about" not in site.read("sitemap.xml")


@pytest.mark.parametrize(
    ("body", "count", "place"),
    [
        ("## One\n\nText.\n", 1, '<div class="toc">'),
        ("Before.\n\n[TOC]\n\n## One\n", 1, "<p>Before.</p>"),
        ("Text.\n\n    [TOC]\n\n## One\n", 1, '<div class="toc">'),
        ("```\n[TOC]\n```\n\n## One\n", 1, '<div class="toc">'),
    ],
)
def test_a_table_of_contents_stands_once(site: Site, body: str, count: int, place: str) -> None:
    site.write("templates/post.html", "{{ content }}")
    site.post("2026-07-12-flood.md", body, permalink="/flood/", toc=True)
    site.build()
    page = site.read("flood/index.html")
    assert page.count('class="toc"') == count
    assert page.startswith(place)
    assert 'href="#one"' in page


def test_a_site_may_have_another_marker_or_none(site: Site) -> None:
    site.write("templates/post.html", "{{ content }}")
    site.post("2026-07-12-flood.md", "## One\n", permalink="/flood/", toc=True)
    config = site.path("content/_config.yml").read_text("utf-8")
    site.write("content/_config.yml", config + 'markdown_extension_configs: {toc: {marker: "@toc"}}\n')
    site.build()
    assert site.read("flood/index.html").startswith('<div class="toc">')
    site.write("content/_config.yml", config + 'markdown_extension_configs: {toc: {marker: ""}}\n')
    site.build()
    assert site.read("flood/index.html").startswith('<h2 id="one">')


def test_without_the_field_there_is_no_table_of_contents(site: Site) -> None:
    site.post("2026-07-12-flood.md", "## One\n", permalink="/flood/")
    site.build()
    assert 'class="toc"' not in site.read("flood/index.html")


def test_a_table_of_contents_of_a_page_that_is_no_markdown(site: Site) -> None:
    site.write("content/raw.html", "---\ntoc: true\nlayout: none\n---\n<p>Raw</p>\n")
    site.build()
    assert site.read("raw/index.html") == "<p>Raw</p>\n"


class TestEmbargo:
    def test_c23_a_story_under_embargo_is_held_until_then(self, site: Site) -> None:
        site.post("2026-11-20-accounts.md", title="Accounts", embargo="2026-11-22 06:00:00 +0000")
        report = site.build()
        due = datetime(2026, 11, 22, 6, tzinfo=UTC)
        assert [(held.source, held.until) for held in report.held] == [("content/_posts/2026-11-20-accounts.md", due)]
        assert report.next_publish == due
        assert "Accounts" not in "".join(site.read(name) for name in ("index.html", "feed.xml", "sitemap.xml"))
        site.now = due
        report = site.build()
        assert (report.held, report.next_publish) == ([], None)
        assert site.path("_site/2026/11/22/accounts/index.html").is_file()
        assert site.tree() == site.clean_tree()

    def test_future_shows_it_and_a_draft_has_none(self, site: Site) -> None:
        site.post("2026-11-20-accounts.md", embargo="2027-01-01 06:00:00 +0000", permalink="/accounts/")
        site.write("content/_drafts/plan.md", "---\nembargo: 2027-01-01\npermalink: /plan/\n---\nText.\n")
        assert site.build("--future", "--drafts").held == []
        assert site.path("_site/accounts/index.html").is_file()
        assert site.path("_site/plan/index.html").is_file()


class TestExpiry:
    END = NOW + timedelta(hours=3)

    @pytest.fixture
    def warned(self, paper: Site) -> Site:
        paper.post(
            "2026-11-20-water.md",
            title="Boil your water",
            tags=["water"],
            redirect_from="/old-water/",
            permalink="/water/",
            expires="2026-11-21 15:00:00 +0000",
        )
        return paper

    def test_an_expired_story_is_nowhere(self, warned: Site) -> None:
        report = warned.build()
        assert report.next_publish == self.END
        assert warned.path("_site/water/index.html").is_file()
        warned.now = self.END
        report = warned.build()
        assert report.next_publish is None
        assert {"water/index.html", "tags/water/index.html", "old-water/index.html"} <= set(report.removed)
        assert not [name for name, data in warned.tree().items() if b"water" in data.lower() or "water" in name]
        assert warned.tree() == warned.clean_tree()

    def test_until_then_it_stays(self, warned: Site) -> None:
        warned.now = self.END - timedelta(seconds=1)
        assert warned.build().next_publish == self.END
        assert warned.path("_site/water/index.html").is_file()

    def test_what_comes_first_is_next(self, warned: Site) -> None:
        warned.post("2026-11-22-later.md", title="Later")
        assert warned.build().next_publish == self.END
        warned.post("2026-11-20-sooner.md", title="Sooner", embargo="2026-11-21 13:00:00 +0000")
        assert warned.build().next_publish == NOW + timedelta(hours=1)

    def test_a_story_that_is_never_shown_is_neither_held_nor_hidden_in_silence(self, site: Site) -> None:
        site.post("2026-12-24-eve.md", title="Eve", expires="2026-12-01 00:00:00 +0000")
        report = site.build()
        assert (report.posts, report.held, report.next_publish) == (0, [], None)
        assert [problem.severity for problem in report.problems] == ["warning"]
        assert site.build("--future").posts == 0


class TestSeries:
    def test_it_has_a_list_a_feed_and_a_place_in_the_index(self, bare: Site) -> None:
        series(bare, 3)
        bare.build()
        assert [documented(bare, f"part-{number}/index.html")[7] for number in (1, 2, 3)] == [
            f"{number} of The wall /series/the-wall/" for number in (1, 2, 3)
        ]
        assert all(f"/part-{number}/" in bare.read("series/the-wall/index.html") for number in (1, 2, 3))
        assert "/series/the-wall/" in bare.read("series/index.html")
        locations = re.findall("<loc>(.*?)</loc>", bare.read("sitemap.xml"))
        assert {"https://test.example/series/", "https://test.example/series/the-wall/"} <= set(locations)

    def test_a_new_part_leaves_the_old_ones_numbers(self, bare: Site) -> None:
        series(bare, 8)
        bare.build()
        bare.post("2026-07-20-part.md", title="Part 9", series="The wall", permalink="/part-9/", date=day(20))
        written = bare.build().written
        assert documented(bare, "part-9/index.html")[7].startswith("9 of")
        assert [name for name in written if name.startswith("part-")] == ["part-9/index.html"]

    def test_without_series_there_is_no_index_of_them(self, paper: Site) -> None:
        paper.build()
        assert not paper.path("_site/series").exists()
        assert "/series/" not in paper.read("sitemap.xml")
        assert paper.path("_site/tags/index.html").is_file()

    def test_two_spellings_are_one_series_and_a_warning(self, site: Site) -> None:
        series(site, 2)
        site.post("2026-07-09-part.md", series="the wall")
        (warning,) = site.build().problems
        assert warning.file == "content/_posts/2026-07-09-part.md"
        assert warning.message.startswith('the series "the wall" is written "The wall" in most stories')

    def test_templates_know_where_it_is(self, site: Site) -> None:
        site.write("templates/post.html", "{{ series_url(page.series)|relative_url }}")
        site.post("2026-07-12-flood.md", series="Größer als Orla", permalink="/flood/")
        site.build()
        assert site.read("flood/index.html") == "/series/gr%C3%B6%C3%9Fer-als-orla/"


class TestRelated:
    def test_a_story_names_those_that_share_its_tags(self, bare: Site) -> None:
        for number, tag in enumerate("abacadaea", 1):
            bare.post(
                f"2026-07-0{number}-x.md", title=f"{tag}{number}", tags=[tag], permalink=f"/{number}/", date=day(number)
            )
        bare.build()
        assert documented(bare, "5/index.html")[9] == "a7,a3,a9,a1,"
        assert documented(bare, "2/index.html")[9] == ""

    def test_a_draft_is_for_drafts_only(self, bare: Site) -> None:
        for number in (1, 3, 5):
            bare.post(f"2026-07-0{number}-x.md", title=f"Story {number}", tags=["a"], permalink=f"/{number}/")
            bare.post(f"2026-07-0{number + 1}-x.md", title="Between", permalink=f"/{number + 1}/")
        bare.write(
            "content/_drafts/plan.md", "---\ntitle: Plan\ntags: [a]\npermalink: /plan/\ndate: 2026-07-09\n---\nText.\n"
        )
        bare.build("--drafts")
        assert "Plan" not in "".join(documented(bare, f"{number}/index.html")[9] for number in range(1, 7))
        assert documented(bare, "plan/index.html")[9] == "Story 5,Story 3,Story 1,"

    def test_a_new_story_changes_few_old_pages(self, site: Site) -> None:
        for number in range(60):
            tags = ["common", f"of ten {number % 6}", f"of two {number % 30}"]
            when = f"2026-0{1 + number // 28}-{1 + number % 28:02} 09:00:00 +0000"
            site.post(
                f"{when[:10]}-s.md",
                title=f"S{number}",
                tags=tags,
                category="News",
                permalink=f"/s/{number}/",
                date=when,
            )
        site.build()
        site.post("2026-07-01-new.md", title="New", tags=["common", "of ten 3"], category="News", permalink="/s/new/")
        stories = [name for name in site.build().written if name.startswith("s/")]
        assert "s/new/index.html" in stories
        assert len(stories) <= 1 + 1 + 2 * (2 + 1)  # itself, its neighbour, two a term
        assert site.tree() == site.clean_tree()


class TestRecent:
    def test_the_news_sitemap_has_the_last_48_hours(self, paper: Site) -> None:
        for name, when in (("new", "2026-11-21 11:59"), ("edge", "2026-11-19 12:01"), ("old", "2026-11-19 12:00")):
            paper.post(f"2026-11-19-{name}.md", title=name, date=when, permalink=f"/{name}/")
        paper.write("content/_drafts/plan.md", "---\npermalink: /plan/\ndate: 2026-11-21\n---\nText.\n")
        paper.build("--drafts")
        news = paper.read("news-sitemap.xml")
        assert re.findall(r"<loc>https://test.example/(\w+)/</loc>", news) == ["new", "edge"]

    def test_what_comes_later_is_no_news(self, site: Site) -> None:
        site.post("2026-11-22-later.md", permalink="/later/")
        site.build("--future")
        assert "/later/" not in site.read("news-sitemap.xml")

    def test_hours_later_nothing_else_is_rewritten(self, paper: Site) -> None:
        paper.post("2026-11-20-new.md", title="New", date="2026-11-20 09:00", permalink="/new/")
        paper.build()
        assert paper.build().written == []
        paper.now += timedelta(hours=20)
        assert paper.build().written == []
        paper.now += timedelta(hours=20)
        assert paper.build().written == ["news-sitemap.xml"]
        assert paper.tree() == paper.clean_tree()


def test_a_slip_is_repeated_until_it_is_mended(site: Site) -> None:
    site.post("2026-07-12-flood.md", title="Flood", autor="Ada")
    (first,), (second,) = site.build().problems, site.build().problems
    assert first == second
    assert (first.file, first.line, first.severity) == ("content/_posts/2026-07-12-flood.md", 3, "warning")
    assert site.build("--strict").failed


def test_a_language_that_is_none_shows_its_line(site: Site) -> None:
    site.write("content/_posts/2026-07-12-flood.md", "---\ntitle: Flood\nlang: the English one\n---\nText.\n")
    (problem,) = site.build().problems
    assert (problem.line, problem.column, problem.severity) == (3, 7, "error")
    assert problem.message == 'lang: "the English one" is not the code of a language'


def blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)


def rows() -> list[list[str]]:
    section = DOCS.read_text("utf-8").partition("## The fields\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_example_of_the_docs_builds(site: Site) -> None:
    picture = BytesIO()
    Image.linear_gradient("L").resize((800, 600)).save(picture, "JPEG")
    site.write("content/assets/wall.jpg", picture.getvalue())
    examples = [*blocks(), *(row[2].strip("`") for row in rows())]
    for number, front in enumerate(examples):
        site.write(f"content/_posts/2026-02-11-example-{number}.md", f"---\n{front}\n---\n## One\n\nText.\n")
    assert len(examples) > 25
    assert site.build("--strict").problems == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0].strip("`"))
def test_every_row_of_the_docs_has_its_example(row: list[str]) -> None:
    assert len(row) == 4
    assert row[2].strip("`").partition(":")[0] in re.findall(r"`(\w+)`", row[0])


def test_the_docs_say_which_fields_pages_have() -> None:
    text = DOCS.read_text("utf-8").partition("Pages outside `_posts/` have ")[2].partition(".")[0]
    said = set(re.findall(r"`(\w+)`", text.replace("the redirects", "`redirect_from` `redirect_to`")))
    assert said == {name for name, field in FIELDS.items() if field.pages}
