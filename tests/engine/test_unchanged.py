"""A site whose sources are as they were is not read again, and its report says the same."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from smallsite import NOW, Site
from statefile import damage

import generator.library.load
from generator.model.report import Report
from generator.read.files import file_stat


@pytest.fixture
def paper(tmp_path: Path) -> Site:
    """Make a site with something of everything that a report tells."""
    site = Site(tmp_path / "paper")
    site.post("2026-07-12-flood.md", title="Flood", tags=["Rain"])
    site.post("2026-07-13-again.md", title="Again", tags=["rain"])
    site.post("2026-12-24-eve.md", title="Eve")
    site.write("content/_posts/eve.md", "---\ntitle: A name without a date\n---\n")
    return site


@pytest.fixture(autouse=True)
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust stamps at once: the tests need not wait until the clock of the file system has ticked."""
    monkeypatch.setattr(file_stat, "FINE_TICK", 0)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[Site], Report]:
    """Build where nothing may be read."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the site was read")

    def build(site: Site, *arguments: str) -> Report:
        with monkeypatch.context() as patch:
            patch.setattr(generator.library.load, "read_library", refuse)
            return site.build(*arguments)

    return build


def said(report: Report) -> Report:
    """Return what a report says of the site, not of the work."""
    return msgspec.structs.replace(report, written=[], removed=[], unchanged=0, seconds={})


def test_what_is_not_read_is_reported_all_the_same(paper: Site, unread: Callable[..., Report]) -> None:
    first = paper.build()
    again = unread(paper)
    assert said(again) == said(first)
    assert [held.source for held in again.held] == ["content/_posts/2026-12-24-eve.md"]
    assert again.next_publish == datetime(2026, 12, 24, tzinfo=UTC)
    assert len(again.problems) == 2
    assert again.unchanged == again.outputs == first.outputs
    assert again.posts == 2


def test_a_strict_build_fails_without_reading(paper: Site, unread: Callable[..., Report]) -> None:
    assert not paper.build().failed
    assert unread(paper, "--strict").failed


@pytest.mark.parametrize(
    "change",
    [
        lambda site: site.edit("content/_posts/2026-07-12-flood.md", "words", "lines"),
        lambda site: site.post("2026-07-14-new.md", title="New"),
        lambda site: site.remove("content/_posts/2026-07-12-flood.md"),
        lambda site: site.write("content/_data/facts.yml", "a: 1\n"),
        lambda site: site.write("static/x.css", "a{}"),
        lambda site: site.edit("content/_config.yml", "The Test", "The Best"),
        lambda site: site.write("content/a.txt", "words"),
    ],
)
def test_any_change_is_read(paper: Site, unread: Callable[..., Report], change: Callable[[Site], object]) -> None:
    paper.build()
    unread(paper)
    change(paper)
    paper.build()
    assert paper.tree() == paper.clean_tree()


@pytest.mark.parametrize("option", ["--drafts", "--future", "--unpublished"])
def test_what_was_asked_for_counts(paper: Site, option: str) -> None:
    paper.write("content/_drafts/idea.md", "---\ntitle: Idea\n---\n")
    paper.post("2026-07-15-kept.md", title="Kept", published=False)
    without = paper.build().outputs
    assert paper.build(option).outputs > without
    assert paper.build().outputs == without


@pytest.mark.parametrize(
    ("moment", "path", "is_there"),
    [
        (datetime(2026, 12, 23, 23, 59, 59, tzinfo=UTC), "2026/12/24/eve/index.html", False),
        (datetime(2026, 12, 24, tzinfo=UTC), "2026/12/24/eve/index.html", True),
        (datetime(2026, 11, 30, 11, 59, 59, tzinfo=UTC), "2026/07/01/sale/index.html", True),
        (datetime(2026, 11, 30, 12, 0, tzinfo=UTC), "2026/07/01/sale/index.html", False),
    ],
)
def test_the_clock_is_heeded(paper: Site, moment: datetime, path: str, *, is_there: bool) -> None:
    paper.post("2026-07-01-sale.md", title="Sale", expires="2026-11-30 12:00")
    paper.build()
    paper.now = moment
    paper.build()
    assert paper.path(f"_site/{path}").exists() == is_there


def test_news_is_news_for_two_days(paper: Site, unread: Callable[..., Report]) -> None:
    paper.post("2026-11-21-now.md", title="Now", date="2026-11-21 11:00:00")
    paper.build()
    assert "/now/" in paper.read("news-sitemap.xml")
    paper.now = datetime(2026, 11, 23, 10, 59, 59, tzinfo=UTC)
    unread(paper)
    paper.now += timedelta(seconds=1)
    paper.build()
    assert "/now/" not in paper.read("news-sitemap.xml")


def test_who_is_shown_early_is_so_until_its_date(paper: Site) -> None:
    assert paper.build("--future").early == ["content/_posts/2026-12-24-eve.md"]
    paper.now = datetime(2026, 12, 24, tzinfo=UTC)
    assert paper.build("--future").early == []


def test_a_clock_that_goes_back_is_heeded(paper: Site) -> None:
    paper.build()
    paper.now = datetime(2026, 7, 12, 12, tzinfo=UTC)
    assert [held.source[-8:] for held in paper.build().held] == ["again.md", "4-eve.md"]
    paper.now = NOW
    assert len(paper.build().held) == 1


def test_a_warning_about_the_settings_moves_with_its_line(paper: Site) -> None:
    paper.write("content/_config.yml", "title: The Test\ntheme:\n  icon: nowhere.png\n")
    first = [problem.line for problem in paper.build().problems if "nowhere" in problem.message]
    paper.edit("content/_config.yml", "theme:\n", "theme:\n  # a remark\n")
    assert [problem.line for problem in paper.build().problems if "nowhere" in problem.message] == [first[0] + 1]


def test_what_is_wrong_with_a_target_is_said_when_it_is(paper: Site) -> None:
    count = len(paper.build().problems)
    text = paper.path("content/_config.yml").read_text()
    paper.write("content/_config.yml", text + "deploy: {here: {to: nowhere}}\n")
    assert len(paper.build().problems) == count + 1
    paper.write("content/_config.yml", text)
    assert len(paper.build().problems) == count


def test_what_fails_is_read_each_time(paper: Site) -> None:
    paper.post("2026-07-16-bad.md", title="Bad", image="nowhere.jpg")
    assert paper.build().failed
    assert paper.build().failed
    paper.remove("content/_posts/2026-07-16-bad.md")
    assert not paper.build().failed
    assert paper.tree() == paper.clean_tree()


def test_a_folder_that_moves_between_content_and_static_is_seen(paper: Site) -> None:
    paper.write("content/assets/app.css", "a{color:red}")
    paper.build()
    for there in (("content/assets", "static/assets"), ("static/assets", "content/assets")):
        paper.path("static").mkdir(exist_ok=True)
        paper.path(there[0]).rename(paper.path(there[1]))
        assert paper.build().written != []
        assert paper.tree() == paper.clean_tree()


def test_what_is_wrong_is_told_of_the_folder_that_was_named(paper: Site) -> None:
    paper.post("2026-07-14-odd.md", title="Odd", layout="nowhere")
    first = paper.build().problems
    paper.path("content").rename(paper.path("articles"))
    moved = [problem.file for problem in paper.build("--content", "articles").problems]
    assert moved == [problem.file.replace("content/", "articles/") for problem in first]


def test_two_places_by_turns_are_both_known(paper: Site, unread: Callable[..., Report]) -> None:
    paper.build()
    paper.build("--output", "other")
    unread(paper)
    unread(paper, "--output", "other")


def test_a_new_template_costs_one_build(paper: Site) -> None:
    paper.build()
    paper.write("templates/odd.html", "odd")
    assert "render" in paper.build().seconds
    assert "render" not in paper.build().seconds


@pytest.mark.parametrize("part", ["CAST(key AS TEXT) = 'summary'", "1"], ids=["the summary", "everything"])
def test_a_damaged_summary_costs_nothing_but_time(paper: Site, part: str) -> None:
    first = paper.build()
    assert damage(paper.path(".newsprint"), "meta", part)
    again = paper.build()
    assert said(again) == said(first)
    assert again.written == []


def test_what_was_just_written_is_read_once_more(
    paper: Site, monkeypatch: pytest.MonkeyPatch, unread: Callable[..., Report]
) -> None:
    monkeypatch.setattr(file_stat, "FINE_TICK", 3_600_000_000_000)  # ctime of every file is younger
    paper.build()
    monkeypatch.setattr(file_stat, "FINE_TICK", 0)
    paper.build()
    unread(paper)


def test_an_output_that_somebody_took_is_made_again(paper: Site) -> None:
    paper.build()
    paper.path("_site/index.html").unlink()
    assert paper.build().written == ["index.html"]


def test_a_changed_template_is_heeded(paper: Site) -> None:
    paper.build()
    paper.write("templates/page.html", "other {{ content }}")
    paper.write("templates/home.html", "other front")
    assert "index.html" in paper.build().written
    assert paper.tree() == paper.clean_tree()


def test_an_error_of_a_source_that_changes_no_page_is_reported_as_by_a_clean_build(paper: Site) -> None:
    """Where the site cannot be published, dead links are not looked for."""
    paper.post("2026-07-14-link.md", "[Nowhere](/nowhere/)\n", title="Link")
    paper.build()
    paper.post("2026-07-14-link.md", "[Nowhere](/nowhere/)\n", title="Link", image="assets/none.jpg")
    report = paper.build()
    assert report.failed
    assert report.problems == paper.build("--clean").problems
