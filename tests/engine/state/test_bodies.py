"""The HTML of texts is kept: what is converted when, on whole small sites."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from smallsite import CONFIG, Site

from generator.engine.lazy_markdown import LazyMarkdown
from generator.engine.state import bodies
from generator.engine.state.bodies import are_self_contained
from generator.read.files import file_stat

FLOOD = "content/_posts/2026-07-12-flood.md"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
LONG = "\n\n".join(f"Paragraph {number} of a <i>long</i> text." for number in range(9))
Converted = Callable[..., list[str]]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a site with texts that are looked at in several ways."""
    site = Site(tmp_path / "paper")
    site.post("2026-07-12-flood.md", f"The river rose.\n\n{LONG}\n", title="Flood")
    site.post("2026-07-13-seen.md", f"![A dot](/dot.svg)\n\nSeen.\n\n{LONG}\n", title="Seen")
    site.post("2026-07-14-told.md", f"Told.\n\n{LONG}\n", title="Told", excerpt="In short.")
    site.post("2026-07-15-list.md", f"Listed.\n\n## One\n\n{LONG}\n", title="Listed", toc=True)
    site.write("content/about.md", f"---\ntitle: About\n---\nAbout us.\n\n{LONG}\n")
    site.write("content/dot.svg", PICTURE)
    return site


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Converted:
    """Build, and return the texts that were converted as a whole, by workers too, each by its first words."""
    monkeypatch.setattr(file_stat, "FINE_TICK", 0)
    convert = LazyMarkdown.__call__

    def build(site: Site, *arguments: str, jobs: int = 1) -> list[str]:
        heard = tmp_path / "heard"
        heard.write_bytes(b"")

        def counted(self: LazyMarkdown, text: str, lang: str = "") -> str:
            with heard.open("a") as file:
                file.write("" if LONG not in text else text.removeprefix("[TOC]\n\n")[:20].partition(".")[0] + "\n")
            return convert(self, text, lang)

        with monkeypatch.context() as patch:
            patch.setattr(LazyMarkdown, "__call__", counted)
            assert not site.build(*arguments, jobs=jobs).failed
        return sorted(heard.read_text().splitlines())

    return build


def test_each_text_is_converted_once(site: Site, converted: Converted) -> None:
    """For the pictures, the page and the feeds together."""
    assert converted(site) == ["![A dot](/dot", "About us", "Listed", "The river rose", "Told"]
    assert converted(site) == []
    assert site.tree() == site.clean_tree()


def test_a_changed_template_converts_nothing(site: Site, converted: Converted) -> None:
    converted(site)
    site.write("templates/post.html", "<h1>{{ page.title }}</h1>{{ content }}")
    site.write("templates/page.html", "<h1>{{ page.title }}</h1>{{ content }}")
    assert converted(site) == []
    assert "<h1>Flood</h1><p>The river rose.</p>" in site.read("2026/07/12/flood/index.html")
    assert site.tree() == site.clean_tree()


@pytest.mark.parametrize(
    "change", ["title: Other\n", "permalink: /:title/\n", "timezone: Asia/Tokyo\n", "paginate: 2\n"]
)
def test_settings_of_other_things_convert_nothing(site: Site, converted: Converted, change: str) -> None:
    converted(site)
    key = change.partition(":")[0]
    site.write("content/_config.yml", "".join(line for line in CONFIG.splitlines(True) if key not in line) + change)
    assert converted(site) == []
    assert site.tree() == site.clean_tree()


@pytest.mark.parametrize(
    "change",
    [
        "lang: fr\n",
        "markdown_extensions: [nl2br]\n",
        "markdown_extension_configs: {smarty: {smart_quotes: false}}\n",
    ],
)
def test_settings_of_markdown_convert_all(site: Site, converted: Converted, change: str) -> None:
    first = converted(site)
    site.write("content/_config.yml", CONFIG + change)
    assert converted(site) == first
    assert site.tree() == site.clean_tree()


def test_an_edited_text_is_converted_alone(site: Site, converted: Converted) -> None:
    converted(site)
    site.edit(FLOOD, "The river rose", "The river fell")
    assert converted(site) == ["The river fell"]
    site.edit(FLOOD, "The river fell", "The river rose")
    assert converted(site) == []
    site.edit(FLOOD, "title: ", "subtitle: More\ntitle: ")
    assert converted(site) == []
    site.edit(FLOOD, "subtitle: ", "lang: de\nsubtitle: ")
    assert converted(site) == ["The river rose"]
    assert site.tree() == site.clean_tree()


def test_plain_texts_are_not_kept(site: Site, converted: Converted) -> None:
    """To look up their HTML would take as long as to make it."""
    converted(site)
    site.post("2026-07-16-plain.md", "Plain *words*.\n", title="Plain")
    converted(site)
    with closing(sqlite3.connect(site.path(".newsprint/state.db"))) as state:
        assert state.execute("SELECT count(*) FROM body").fetchone() == (5,)


def test_a_clean_build_converts_all(site: Site, converted: Converted) -> None:
    first = converted(site)
    assert converted(site, "--clean") == first


def test_what_is_kept_is_found_by_workers_too(
    site: Site, converted: Converted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.engine.workers.MIN_ITEMS", 1)
    assert len({*converted(site, jobs=3)}) == 5  # two workers may be at one text at the same moment
    site.write("templates/post.html", "{{ content }}")
    assert converted(site) == []
    assert site.tree() == site.clean_tree()


def test_a_text_that_cannot_be_converted_is_no_problem_until_its_page_is_made(site: Site) -> None:
    deep = ">" * 150 + " deep"
    site.post("2026-07-16-deep.md", f"First.\n\n{LONG}\n\n{deep}\n", title="Deep")
    report = site.build()
    assert [(problem.line, problem.message) for problem in report.problems] == [
        (4, "Markdown quotes nested more than 100 deep")
    ]


def test_extensions_that_may_put_other_files_into_a_text_keep_nothing() -> None:
    assert are_self_contained([])
    assert are_self_contained(["footnotes", "markdown.extensions.nl2br", "pymdownx.tasklist"])
    assert not are_self_contained(["pymdownx.snippets"])
    assert not are_self_contained(["their.own"])


def test_what_no_story_has_any_more_is_removed(
    site: Site, converted: Converted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SPARE", 3)
    converted(site)
    for number in range(20):
        site.post("2026-07-12-flood.md", f"The river rose {number} feet.\n\n{LONG}\n", title="Flood")
        converted(site)
    with closing(sqlite3.connect(site.path(".newsprint/state.db"))) as state:
        assert state.execute("SELECT count(*) FROM body").fetchone()[0] <= 5 + 5 + 3
    site.write("templates/post.html", "{{ content }}")
    assert converted(site) == []
