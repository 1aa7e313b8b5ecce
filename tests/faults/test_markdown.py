"""What a story's text comes to in a whole small site."""

import json

import pytest
from smallsite import Site

TEXT = "\"*Yes*\" and 'no'"


def test_c32_headlines_and_summaries_are_set_as_bodies_are(site: Site) -> None:
    site.post(
        "2026-07-12-a.md", TEXT, title='He said "yes"', description="It's 'no'", subtitle='A "sub"', excerpt='"E"'
    )
    assert site.build("--strict").problems == []
    page, front = site.read("2026/07/12/a/index.html"), site.read("index.html")
    assert "\u201c<em>Yes</em>\u201d and \u2018no\u2019" in page
    for shown in (page, front, site.read("feed.xml")):
        assert "He said \u201cyes\u201d" in shown
        assert "It\u2019s \u2018no\u2019" in shown
    assert "A \u201csub\u201d" in page
    assert json.loads(site.read("feed.json"))["items"][0]["title"] == "He said \u201cyes\u201d"


def test_c32_the_language_of_a_story_is_that_of_its_quotes(site: Site) -> None:
    site.post("2026-07-12-a.md", TEXT, title='"A"', lang="de")
    site.post("2026-07-13-b.md", TEXT, title='"B"')
    site.write("content/c.md", f"---\ntitle: '\"C\"'\nlang: fr\n---\n{TEXT}\n")
    site.build("--strict")
    assert "\u201e<em>Yes</em>\u201c and" in site.read("2026/07/12/a/index.html")
    assert "\u201eA\u201c" in site.read("index.html")
    assert "\u201c<em>Yes</em>\u201d and" in site.read("2026/07/13/b/index.html")
    assert "\u00ab\u202f<em>Yes</em>\u202f\u00bb and" in site.read("c/index.html")
    assert "\u00ab\u202fC\u202f\u00bb" in site.read("c/index.html")


def test_c32_a_language_by_defaults_makes_the_story_anew(site: Site) -> None:
    site.post("2026-07-12-a.md", TEXT, title="A")
    site.post("2026-07-13-b.md", TEXT, title="A")
    site.build("--strict")
    told = "defaults: [{scope: {path: _posts/2026-07-13-b.md}, values: {lang: de}}]\n"
    site.write("content/_config.yml", site.path("content/_config.yml").read_text() + told)
    site.build("--strict")
    assert "\u201c<em>Yes" in site.read("2026/07/12/a/index.html")
    assert "\u201e<em>Yes" in site.read("2026/07/13/b/index.html")
    assert site.tree() == site.clean_tree()


def test_c32_a_story_that_changes_its_language_changes_its_quotes(site: Site) -> None:
    site.post("2026-07-12-a.md", TEXT, title='"A"', lang="en")
    site.build("--strict")
    site.edit("content/_posts/2026-07-12-a.md", 'lang: "en"', 'lang: "uk"')
    assert "2026/07/12/a/index.html" in site.build("--strict").written
    assert "\u00ab<em>Yes</em>\u00bb" in site.read("2026/07/12/a/index.html")
    assert site.tree() == site.clean_tree()


def test_c32_a_site_that_wants_no_smart_quotes_has_none(site: Site) -> None:
    site.post("2026-07-12-a.md", TEXT, title='He said "yes"', description="It's 'no'")
    site.build("--strict")
    told = "markdown_extension_configs: {smarty: {smart_quotes: false}}\n"
    site.write("content/_config.yml", site.path("content/_config.yml").read_text() + told)
    site.build("--strict")
    whole = (
        site.read("2026/07/12/a/index.html") + site.read("index.html") + site.read("feed.xml") + site.read("feed.json")
    )
    assert not {"\u201c", "\u201d", "\u2018"} & set(whole)
    assert "\u2019no" not in whole
    assert site.tree() == site.clean_tree()


def test_c32_slugs_and_ids_are_as_they_were(site: Site) -> None:
    site.post("2026-07-12-a.md", '# It\'s "so" -- now\n', title='It\'s "so"', tags=["o'hara"])
    site.build("--strict")
    assert 'id="its-so-now"' in site.read("2026/07/12/a/index.html")


def test_c32_markdownify_speaks_the_language_of_the_page(site: Site) -> None:
    site.write("templates/bare.html", "{{ page.note | markdownify }}{{ '\"k\"' | markdownify }}")
    site.post("2026-07-12-a.md", "A", title="A", layout="bare", note='"n"', lang="de")
    site.post("2026-07-13-b.md", "B", title="B", layout="bare", note='"n"')
    site.build("--strict")
    assert site.read("2026/07/12/a/index.html") == "<p>\u201en\u201c</p><p>\u201ek\u201c</p>"
    assert site.read("2026/07/13/b/index.html") == "<p>\u201cn\u201d</p><p>\u201ck\u201d</p>"


@pytest.mark.parametrize("line", ["#KeepTheFerry was everywhere", "#16197", "1987. A year of storms"])
def test_c31_a_first_line_that_looks_like_a_mark_is_the_summary(site: Site, line: str) -> None:
    site.post("2026-07-12-a.md", f"{line}\n\nMore.\n", title="A")
    assert site.build("--strict").problems == []
    assert line in site.read("index.html")
    assert f"<p>{line}</p>" in site.read("2026/07/12/a/index.html")


@pytest.mark.parametrize("line", ["{% include map.html %}", "{see note}", "Look {see note}"])
def test_c33_a_line_that_ends_in_braces_is_whole(site: Site, line: str) -> None:
    site.post("2026-07-12-a.md", f"First.\n{line}\n", title="A")
    site.build()
    assert line in site.read("2026/07/12/a/index.html")
