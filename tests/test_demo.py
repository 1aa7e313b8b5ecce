"""The demonstration newspaper: complete and sound, and light enough to load at once."""

from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from demonstration import CONTENT, URL, Demo
from optional import etree, feedparser

from generator.read.story.front_matter import read_front_matter

HEAVIEST = 60_000  # bytes of a story's HTML and CSS


def test_it_builds_without_a_word_of_complaint(demo: Demo) -> None:
    assert demo.problems == []
    assert demo.stories >= 30


def test_every_page_has_one_main_heading_ordered_headings_and_no_id_twice(demo: Demo) -> None:
    for path, page in demo.pages().items():
        headings = [int(node.tag[1]) for node in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert headings.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(headings)), path
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_no_page_needs_a_script_or_asks_another_site_for_anything(demo: Demo) -> None:
    for path, page in demo.pages().items():
        assert page.xpath("//script[not(@type='application/ld+json')] | //@onclick | //@onload") == [], path
        loaded = page.xpath("//@src | //link[not(@rel='canonical' or @rel='alternate')]/@href")
        assert [url for url in loaded if not url.startswith("/") or url.startswith("//")] == [], path
    for style in demo.site.rglob("*.css"):
        assert "//" not in style.read_text("utf-8").replace("http://www.w3.org/", ""), style


def test_a_story_is_light(demo: Demo) -> None:
    for path, page in demo.news().items():
        styles = page.xpath("//link[@rel='stylesheet' or @rel='preload' or @rel='modulepreload']/@href")
        assert styles, path
        heaviness = sum(demo.file(name).stat().st_size for name in (path, *styles))
        assert heaviness < HEAVIEST, path


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"])
def test_the_feeds_are_sound_and_full(demo: Demo, name: str) -> None:
    feed = feedparser.parse((demo.site / name).read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 20
    assert all(len(entry.content[0].value) > 300 for entry in feed.entries)


def test_the_json_feed_holds_the_same_stories(demo: Demo) -> None:
    feed = msgspec.json.decode((demo.site / "feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{URL}/feed.json"
    rss = feedparser.parse((demo.site / "feed.xml").read_bytes())
    assert [item["url"] for item in feed["items"]] == [entry.link for entry in rss.entries]


def test_each_section_topic_author_and_series_has_a_sound_feed(demo: Demo) -> None:
    kinds = ("categories", "tags", "authors", "series")
    lists = [path.parent for kind in kinds for path in demo.site.glob(f"{kind}/*/index.html")]
    feeds = [path / "feed.xml" for path in lists]
    assert len({path.parent.parent for path in feeds}) == len(kinds)
    for path in feeds:
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo, path
        assert feed.entries, path


def test_xml_is_well_formed(demo: Demo) -> None:
    found = [path for path in demo.site.rglob("*") if path.suffix in (".xml", ".svg")]
    assert len(found) > 20
    for path in found:
        etree.fromstring(path.read_bytes())


def test_the_sitemap_lists_every_page_that_may_be_found(demo: Demo) -> None:
    listed = etree.fromstring((demo.site / "sitemap.xml").read_bytes()).xpath("/*/*/*[local-name()='loc']/text()")
    assert len(listed) == len(set(listed))
    canonical = etree.XPath("string(//link[@rel='canonical']/@href)")
    noindex = etree.XPath("boolean(//meta[@name='robots'][contains(@content, 'noindex')])")
    hidden = {path for path, page in demo.pages().items() if noindex(page) or canonical(page) != URL + path}
    assert "/404.html" in hidden
    assert {URL + path for path in demo.news() if path not in hidden} <= set(listed)
    assert {URL + path for path in hidden} & set(listed) == set()


def test_it_is_a_whole_newspaper() -> None:
    fronts = [read_front_matter(path.read_bytes(), path.name).data for path in sorted(CONTENT.rglob("_posts/*.md"))]
    categories = Counter(category for front in fronts for category in front.get("categories", []))
    tags = Counter(tag for front in fronts for tag in front.get("tags", []))
    authors = {name for front in fronts for name in [front.get("author"), *front.get("authors", [])] if name}
    assert len(fronts) >= 30
    assert len({str(front["date"])[:4] for front in fronts}) >= 3
    assert len(categories) == 6
    assert 30 <= len(tags) <= 50
    assert len(authors) == 9
    assert sum("image" in front for front in fronts) > len(fronts) / 2
    assert any("image" not in front for front in fronts)
    assert {front["lang"] for front in fronts if "lang" in front} == {"ar", "fr", "de", "es", "uk"}
    fields = Counter(key for front in fronts for key in front)
    assert min(fields[key] for key in ("subtitle", "description", "excerpt", "location", "series")) >= 4
    assert all(
        fields[key]
        for key in ("corrections", "source", "pin", "toc", "embargo", "expires", "updated", "last_modified_at")
    )
    assert sum("focus" in front["image"] for front in fronts if isinstance(front.get("image"), dict)) == 2
    assert any("\nnoindex: true\n" in path.read_text("utf-8") for path in CONTENT.glob("*.md"))
    assert any(len(front["title"]) > 200 for front in fronts)
    bodies = "".join(path.read_text("utf-8") for path in CONTENT.rglob("_posts/*.md"))
    assert all(mark in bodies for mark in ("\n> ", "--:|", "\n[^", "\n```", "\n: ", "[TOC]"))
