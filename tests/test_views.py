"""Everything that a page looks at is a view: a change makes again what looked at it, on whole small sites."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from smallsite import CONFIG, Site, paper
from statefile import damage

from generator.engine.store import BuildCache

FEEDS = re.compile(r".*(feed\.xml|atom\.xml|feed\.json)")


def made(site: Site) -> list[str]:
    """Build a site and name the outputs that were made again, whether their bytes are new or not."""
    report = site.build("-v")
    assert not report.failed, report.problems
    assert set(report.written) <= set(report.reasons)
    assert all(report.reasons.values())
    return sorted(report.reasons)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = paper(tmp_path / "paper")
    made(site)
    return site


def configured(site: Site, lines: str) -> None:
    site.write("content/_config.yml", CONFIG + lines)


def views(site: Site, path: str) -> tuple[str, ...]:
    with closing(BuildCache(site.path(".newsprint"), "_site")) as cache:
        return cache.seen.views(cache.outputs[path].views)


def as_clean(site: Site) -> bool:
    return site.tree() == site.clean_tree()


def test_a_setting_that_nobody_reads_makes_nothing_again(site: Site) -> None:
    configured(site, "nobody_asks: for this\n")
    assert made(site) == []
    assert as_clean(site)


def test_the_number_of_stories_in_feeds_makes_feeds_again_and_nothing_else(site: Site) -> None:
    configured(site, "feed: {posts_limit: 2}\n")
    again = made(site)
    assert {"feed.xml", "atom.xml", "feed.json"} <= set(again)
    assert all(map(FEEDS.fullmatch, again))
    assert as_clean(site)


def test_the_title_makes_again_what_shows_it(site: Site) -> None:
    site.write("templates/page.html", "{{ content }}")
    made(site)
    site.edit("content/_config.yml", "The Test", "The Proof")
    again = made(site)
    assert "news/2026/07/12/flood/index.html" in again
    assert "feed.xml" in again
    assert "about/index.html" not in again
    assert "sitemap.xml" not in again
    assert not [path for path in again if path.startswith("assets/")]
    assert as_clean(site)


def test_one_colour_makes_again_what_shows_that_colour(site: Site) -> None:
    site.write("templates/page.html", "{{ site.theme.accent_dark }}")
    site.write("templates/404.html", "{{ site.theme.logo }}{{ site.theme.accent }}")
    made(site)
    configured(site, "theme: {accent_dark: '#aabbcc'}\n")
    again = made(site)
    assert "about/index.html" in again
    assert "404.html" not in again
    assert "manifest.webmanifest" not in again
    assert not any(map(FEEDS.fullmatch, again))
    assert site.read("about/index.html") == "#aabbcc"
    assert as_clean(site)


def test_a_setting_of_the_owners_own_is_a_view_whether_it_is_there_or_not(site: Site) -> None:
    site.write("templates/page.html", "{{ site.get('motto') }}{{ site.slogan is defined }}{{ content }}")
    made(site)
    for lines in ("motto: All of it\n", "motto: Some of it\n", "slogan: Now\n", ""):
        configured(site, lines)
        assert made(site) == ["about/index.html"], lines
    assert {"setting:motto", "setting:slogan"} <= set(views(site, "about/index.html"))


def test_what_jinja_works_out_when_it_compiles_looks_at_settings_for_each_page(site: Site) -> None:
    site.write("templates/page.html", "{{ '/tags/'|relative_url }} {{ '2026-07-01'|date_to_xmlschema }}{{ content }}")
    site.write("content/more.md", "---\ntitle: More\n---\nMore.\n")
    made(site)
    configured(site, "timezone: Asia/Tokyo\n")
    assert {"about/index.html", "more/index.html"} <= set(made(site))
    assert "/tags/ 2026-07-01T00:00:00+09:00" in site.read("more/index.html")
    configured(site, "baseurl: /paper\n")
    assert {"about/index.html", "more/index.html"} <= set(made(site))
    assert as_clean(site)


def test_what_an_imported_template_works_out_once_counts_for_every_page(site: Site) -> None:
    site.write(
        "templates/partials/sums.html", "{% set home = '/'|absolute_url %}{% macro end() %}{{ home }}{% endmacro %}"
    )
    site.write("templates/page.html", "{% from 'partials/sums.html' import end %}{{ end() }}")
    for name in ("one", "two", "three"):
        site.write(f"content/{name}.md", f"---\ntitle: {name}\n---\n")
    made(site)
    for name in ("one", "two", "three", "about"):
        assert {"setting:url", "template:partials/sums.html"} <= set(views(site, f"{name}/index.html"))
    site.edit("content/_config.yml", "test.example", "other.example")
    made(site)
    assert [site.read(f"{name}/index.html") for name in ("one", "two", "three")] == ["https://other.example/"] * 3
    site.write("templates/partials/sums.html", "{% macro end() %}{{ '/'|relative_url }}{% endmacro %}")
    assert made(site) == sorted(f"{name}/index.html" for name in ("one", "two", "three", "about"))
    assert as_clean(site)


def test_how_markdown_is_converted_makes_again_what_has_text_of_it(site: Site) -> None:
    site.write("templates/page.html", "{{ page.title }}")
    site.write("content/plain.html", "---\ntitle: Plain\nlayout: none\n---\nAs it *is*.\n")
    made(site)
    configured(site, "markdown_extensions: [nl2br]\n")
    again = made(site)
    assert {"news/2026/07/12/flood/index.html", "feed.xml"} <= set(again)
    assert "plain.html" not in again
    assert "tags/rain/index.html" not in again
    assert as_clean(site)


def test_a_zone_makes_again_what_it_dates(site: Site) -> None:
    """The dates of corrections and pages are read by the zone's clock: nothing else of the text changes."""
    site.post("2026-07-20-wrong.md", title="Wrong", date="2026-07-20 08:00 +0000", corrections=[
        {"date": "2026-07-21", "text": "It was not."}])  # fmt: skip
    site.write("content/dated.md", "---\ntitle: Dated\ndate: 2026-07-01\n---\nText.\n")
    made(site)
    configured(site, "timezone: America/Lima\n")
    made(site)
    assert as_clean(site)


def test_a_partial_makes_again_what_includes_it(site: Site) -> None:
    site.write("templates/partials/seal.html", "One.")
    site.write(
        "templates/page.html", "{% if page.get('sealed') %}{% include 'partials/seal.html' %}{% endif %}{{ content }}"
    )
    site.write("content/sealed.md", "---\ntitle: Sealed\nsealed: true\n---\n")
    made(site)
    site.write("templates/partials/seal.html", "Two.")
    assert made(site) == ["sealed/index.html"]
    assert as_clean(site)


def test_a_template_that_is_not_there_is_a_view(site: Site) -> None:
    site.write(
        "templates/page.html", "{% set name = 'seal' %}{% include 'partials/' ~ name ~ '.html' ignore missing %}."
    )
    made(site)
    site.write("templates/partials/seal.html", "Here")
    assert made(site) == ["about/index.html"]
    assert site.read("about/index.html") == "Here."
    site.remove("templates/partials/seal.html")
    assert made(site) == ["about/index.html"]
    assert as_clean(site)


def test_words_make_again_the_pages_in_their_language(site: Site) -> None:
    site.write("content/ici.md", "---\ntitle: Ici\nlang: fr-CA\n---\nBonjour.\n")
    made(site)
    site.write("templates/words/fr.po", 'msgid "Latest"\nmsgstr "Du neuf"\n')
    assert made(site) == ["ici/index.html"]
    assert as_clean(site)


def test_a_damaged_list_of_views_makes_all_again(site: Site) -> None:
    assert damage(site.path(".newsprint"), "meta", "CAST(key AS TEXT) LIKE 'sum:output%'")  # the views lie beside it
    site.write("content/about.md", "---\ntitle: About\n---\nWho else we are.\n")
    assert {"about/index.html", "news/2026/07/12/flood/index.html", "404.html"} <= set(made(site))
    assert made(site) == []
    assert as_clean(site)
