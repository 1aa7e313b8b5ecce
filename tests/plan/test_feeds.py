"""The feeds, of whole small sites first, read by feed readers and by an XML parser."""

import io
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from msgspec import Struct
from optional import fastfeedparser, feedparser
from PIL import Image
from smalllibrary import SETTINGS, all_of, filled, library, planned, story, writer
from smallsite import Site, paper

from generator.model.output import Fill
from generator.model.post import Post
from generator.model.settings import Settings

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
CDATA = "]]>"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ROOT = "https://test.example/paper"
FULL = story(
    7,
    updated=datetime(2026, 7, 9, 12, 0, tzinfo=UTC),
    categories=("News",),
    tags=("rain", "news", "river"),
)
CONFIG = """\
title: The <Nasty> & "Test"
description: All the news & more
url: https://test.example
baseurl: /paper
permalink: pretty
timezone: Europe/Berlin
lang: en-GB
feed: {posts_limit: 60}
"""
BODY = """\
It says `]]>` & <b>bold</b>, \x7f and \ufffe.

[a](/a/) <b id="b">b</b> [b](#b) [c](../c/?d=1&e=2) ![d](d.jpg)

<img alt="" src="c.jpg" srcset="/c.jpg 1x, d.jpg 2x"><a href=//other.example/x>x</a>
"""


class Author(Struct, forbid_unknown_fields=True):
    name: str
    url: str


class Attachment(Struct, forbid_unknown_fields=True):
    url: str
    mime_type: str
    size_in_bytes: int


class Item(Struct, forbid_unknown_fields=True):
    """An item of JSON Feed 1.1: what the specification names, as far as we use it, and nothing else."""

    id: str
    url: str
    title: str
    date_published: datetime
    tags: list[str]
    date_modified: datetime | None = None
    content_html: str = ""
    content_text: str = ""
    summary: str = ""
    image: str = ""
    language: str = ""
    authors: list[Author] = []
    attachments: list[Attachment] = []


class JsonFeed(Struct, forbid_unknown_fields=True):
    version: Literal["https://jsonfeed.org/version/1.1"]
    title: str
    home_page_url: str
    feed_url: str
    description: str
    language: str
    authors: list[Author]
    items: list[Item]


def nasty(root: Path) -> Site:
    """Make a site below a folder, with stories that feeds break of."""
    site = Site(root)
    site.write("content/_config.yml", CONFIG)
    picture = io.BytesIO()
    Image.new("RGB", (640, 360), "#345").save(picture, "JPEG")
    for name in ("assets/the bridge.jpg", "c.jpg", "d.jpg"):
        site.write(f"content/{name}", picture.getvalue())
    site.post(
        "2026-07-10-rain.md",
        BODY,
        title=f"Rain {CDATA} & <i>more</i>",
        date="2026-07-10 08:00:00 +0200",
        updated="2026-07-11 09:30:00 +0200",
        description="5 < 6 & so on",
        categories=["News & Views"],
        tags=["rain", "Öl & Gas"],
        authors=["Ada Example", "Ben & Co"],
        image={
            "path": "/assets/the bridge.jpg",
            "alt": 'A "bridge"',
            "caption": "The <b>bridge</b>",
            "credit": "<i>Ada</i> & Co",
        },
    )
    site.post(
        "2026-07-11-köln.md",
        "Der Rhein steigt.\n",
        title="Köln wartet",
        date="2026-07-11 08:00:00 +0200",
        lang="de",
        tags=["rain"],
        image="https://pictures.example/köln.jpg",
    )
    site.post("2026-07-12-book.md", "word " * 90_000, title="A book", date="2026-07-12", description="Long.")
    site.post(
        "2026-07-13-moved.md",
        "It moved here.\n",
        title="Moved",
        date="2026-07-13",
        guid="tag:old.example,2001:7",
        series="On the move",
    )
    site.post("2026-07-14-empty.md", "", title="Nothing yet", date="2026-07-14", published=True)
    site.write("content/_drafts/secret.md", "---\ntitle: Secret\ntags: [rain]\n---\nNot yet.\n")
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = nasty(tmp_path_factory.mktemp("nasty") / "paper")
    report = site.build("--drafts")
    assert [one.message for one in report.problems] == ['this site has nothing at "../c/?d=1&e=2": the link is dead']
    return site


def raw(text: str | bytes) -> Any:  # feedparser has no types
    """Read a feed as feedparser does, with nothing in it cleaned or resolved."""
    return feedparser.parse(text, sanitize_html=False, resolve_relative_uris=False)


def xml(site: Site, path: str) -> ET.Element:
    return ET.fromstring(site.read(path).encode())


def rss_items(site: Site, path: str = "feed.xml") -> dict[str, ET.Element]:
    """Return the items of an RSS feed by the last part of their links."""
    return {(item.findtext("link") or "").split("/")[-2]: item for item in xml(site, path).iter("item")}


def texts(site: Site) -> dict[str, list[tuple[str, str, str]]]:
    """Return what each of the site's feeds says: identifier, headline and text of every story."""
    found = {
        path: [
            (one.id, one.title, one.content[0].value if "content" in one else "")
            for one in raw(site.read(path)).entries
        ]
        for path in ("feed.xml", "atom.xml")
    }
    items = msgspec.json.decode(site.read("feed.json"), type=JsonFeed).items
    return found | {"feed.json": [(item.id, item.title, item.content_html) for item in items]}


def feeds_of(paths: list[str]) -> list[str]:
    return [path for path in paths if path.endswith(("feed.xml", "atom.xml", "feed.json"))]


def test_rule_1_every_feed_names_itself_and_its_page(built: Site) -> None:
    told = {
        "feed.xml": "",
        "tags/rain/feed.xml": "tags/rain/",
        "tags/öl-gas/feed.xml": "tags/%C3%B6l-gas/",
        "categories/news-views/feed.xml": "categories/news-views/",
        "authors/ben-co/feed.xml": "authors/ben-co/",
        "series/on-the-move/feed.xml": "series/on-the-move/",
    }
    assert {path for path in built.tree() if path.endswith("feed.xml")} >= told.keys()
    for path, home in told.items():
        channel = xml(built, path).find("channel")
        assert channel is not None
        assert [link.attrib for link in channel.findall("atom:link", NAMES)] == [
            {"href": f"{ROOT}/{home}feed.xml", "rel": "self", "type": "application/rss+xml"}
        ]
        assert channel.findtext("link") == f"{ROOT}/{home}"


def test_rule_2_dates_have_four_digits_of_a_year_and_an_offset(built: Site) -> None:
    dates = [node.text or "" for node in xml(built, "feed.xml").iter() if node.tag in ("pubDate", "lastBuildDate")]
    assert len(dates) == 7
    assert all(
        re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", date) for date in dates
    )
    assert all(parsedate_to_datetime(date).tzinfo for date in dates)
    assert rss_items(built)["rain"].findtext("pubDate") == "Fri, 10 Jul 2026 08:00:00 +0200"


def test_rule_3_identifiers_outlive_every_edit(tmp_path: Path) -> None:
    site = nasty(tmp_path / "paper")
    site.build()
    before = {path: [one[0] for one in found] for path, found in texts(site).items()}
    tag = [entry.id for entry in raw(site.read("tags/rain/feed.xml")).entries]
    site.edit("content/_posts/2026-07-10-rain.md", "Rain ", "Sunshine ")
    site.edit("content/_posts/2026-07-10-rain.md", "It says", "It now says")
    site.edit("content/_posts/2026-07-13-moved.md", "Moved", "Moved again")
    assert {"feed.xml", "atom.xml", "feed.json", "tags/rain/feed.xml"} <= set(site.build().written)
    assert {path: [one[0] for one in found] for path, found in texts(site).items()} == before
    assert [entry.id for entry in raw(site.read("tags/rain/feed.xml")).entries] == tag
    assert before["feed.xml"] == before["atom.xml"] == before["feed.json"]
    assert before["feed.xml"][1] == "tag:old.example,2001:7"


def test_rule_4_the_summary_stands_before_the_text(built: Site) -> None:
    item = rss_items(built)["rain"]
    tags = [node.tag for node in item]
    assert tags.index("description") < tags.index(f"{{{NAMES['content']}}}encoded")
    assert item.findtext("description") == "5 &lt; 6 &amp; so on"  # as HTML


def test_rule_4_the_feeds_of_terms_have_summaries_only(built: Site) -> None:
    items = rss_items(built, "tags/rain/feed.xml")
    assert [item.findtext("description") for item in items.values()] == ["Der Rhein steigt.", "5 &lt; 6 &amp; so on"]
    assert not any(item.findall("content:encoded", NAMES) for item in items.values())
    ours, its = rss_items(built)["rain"], items["rain"]
    bare = [node for node in ours if not node.tag.endswith("encoded")]
    assert [ET.tostring(node) for node in bare] == [ET.tostring(node) for node in its]


def test_rule_5_every_author_and_every_term_once(built: Site) -> None:
    item = rss_items(built)["rain"]
    assert [node.text for node in item.findall("dc:creator", NAMES)] == ["Ada Example", "Ben & Co"]
    assert [node.text for node in item.findall("category")] == ["News & Views", "rain", "Öl & Gas"]


def test_rule_6_one_enclosure_with_its_true_length_and_the_picture_with_credit(built: Site) -> None:
    item = rss_items(built)["rain"]
    length = built.path("content/assets/the bridge.jpg").stat().st_size
    (enclosure,) = item.findall("enclosure")
    url = f"{ROOT}/assets/the%20bridge.jpg"
    assert enclosure.attrib == {"url": url, "length": str(length), "type": "image/jpeg"}
    (media,) = item.findall("media:content", NAMES)
    assert (media.get("medium"), media.get("type")) == ("image", "image/jpeg")
    published = built.path("_site/" + unquote(media.attrib["url"]).removeprefix(f"{ROOT}/"))
    with Image.open(published) as image:
        assert image.size == (int(media.attrib["width"]), int(media.attrib["height"]))
    assert media.findtext("media:credit", namespaces=NAMES) == "Ada & Co"
    assert media.findtext("media:description", namespaces=NAMES) == "The bridge"
    (link,) = [link for link in raw(built.read("atom.xml")).entries[-1].links if link.rel == "enclosure"]
    assert (link.href, link.type, link.length) == (url, "image/jpeg", str(length))


def test_rule_6_somebody_elses_picture_is_no_enclosure(built: Site) -> None:
    item = rss_items(built)["k%C3%B6ln"]
    (media,) = item.findall("media:content", NAMES)
    assert media.attrib == {"url": "https://pictures.example/k%C3%B6ln.jpg", "medium": "image"}
    assert item.find("enclosure") is None


def test_rule_7_no_url_is_relative(built: Site) -> None:
    page = f"{ROOT}/news%20&amp;%20views/2026/07/10/rain/"
    for path, found in texts(built).items():
        (text,) = [text for _, title, text in found if title.startswith("Rain")]
        links = re.findall(r"(?:href|src|srcset)=[\"']?([^\"'>]*)", text)
        assert len(links) == 8, path
        assert all(link.startswith("https://") for candidates in links for link in candidates.split(", "))
        assert f'href="{page}#b"' in text
        assert f"https://test.example/c.jpg 1x, {page}d.jpg 2x" in text
        assert "https://other.example/x" in text
    for path in ("feed.xml", "atom.xml"):
        values = [
            value for node in xml(built, path).iter() for name, value in node.attrib.items() if name in ("href", "url")
        ]
        assert values
        assert all(value.startswith("https://") for value in values)


def test_rule_8_cdata_holds_and_what_xml_forbids_is_gone(built: Site) -> None:
    assert rss_items(built)["rain"].findtext("title") == "Rain ]]> & <i>more</i>"
    for path, found in texts(built).items():
        (text,) = [text for _, title, text in found if title.startswith("Rain")]
        assert "<code>]]&gt;</code>" in text, path
        assert "\ufffe" not in built.read(path)


def test_rule_9_a_text_as_long_as_a_book_leaves_the_others_in(built: Site) -> None:
    for path, found in texts(built).items():
        assert [title.split()[0] for _, title, _ in found] == ["Nothing", "Moved", "A", "Köln", "Rain"], path
        assert [bool(text) for _, _, text in found] == [False, True, False, True, True]
        assert len(built.read(path)) < 20_000
    (book,) = [
        item for item in msgspec.json.decode(built.read("feed.json"), type=JsonFeed).items if item.title == "A book"
    ]
    assert book.content_text == "Long."


def test_rule_10_every_page_names_the_feeds(built: Site) -> None:
    kinds = {
        "application/rss+xml": "feed.xml",
        "application/atom+xml": "atom.xml",
        "application/feed+json": "feed.json",
    }
    for page in ("index.html", "404.html", "tags/rain/index.html", "series/on-the-move/index.html"):
        links = re.findall(r'<link rel="alternate" type="([^"]*)"[^>]* href="([^"]*)"', built.read(page))
        wanted = [(kind, f"/paper/{name}") for kind, name in kinds.items()]
        if page.count("/") > 1:
            wanted.append(("application/rss+xml", f"/paper/{page.replace('index.html', 'feed.xml')}"))
        assert [(kind, url.removeprefix("https://test.example")) for kind, url in links] == wanted
        assert all(built.path("_site" + url.partition("/paper")[2]).is_file() for _, url in links)


def test_all_feeds_carry_the_same_stories_and_no_drafts(built: Site) -> None:
    found = texts(built)
    assert found["feed.xml"] == found["atom.xml"] == found["feed.json"]
    assert (built.path("_site/tags/rain/index.html")).is_file()
    assert not [path for path, data in built.tree().items() if feeds_of([path]) and b"Secret" in data]


def test_readers_find_nothing_wrong(built: Site) -> None:
    for path in feeds_of(list(built.tree())):
        if path.endswith(".xml"):
            read = raw(built.read(path).encode())
            assert (read.bozo, read.version) == (False, "atom10" if path == "atom.xml" else "rss20"), path
            assert read.feed.language == "en-GB"
            assert read.feed.generator == "Newsprint"


def test_titles_of_feeds_are_names_and_no_words(built: Site) -> None:
    assert raw(built.read("feed.xml")).feed.title == 'The <Nasty> & "Test"'
    assert raw(built.read("tags/öl-gas/feed.xml")).feed.title == 'Öl & Gas \N{EN DASH} The <Nasty> & "Test"'


def test_a_story_in_another_language_says_so(built: Site) -> None:
    german = rss_items(built)["k%C3%B6ln"]
    assert german.findtext("dc:language", namespaces=NAMES) == "de"
    assert rss_items(built)["rain"].find("dc:language", NAMES) is None
    feed = xml(built, "atom.xml")
    langs = [entry.get(LANG) for entry in feed.findall("a:entry", NAMES)]
    assert (feed.get(LANG), langs) == ("en-GB", [None, None, None, "de", None])
    items = msgspec.json.decode(built.read("feed.json"), type=JsonFeed).items
    assert [item.language for item in items] == ["", "", "", "de", ""]


def test_atom_has_what_rfc_4287_asks_for(built: Site) -> None:
    feed = xml(built, "atom.xml")
    assert [link.attrib for link in feed.findall("a:link", NAMES)] == [
        {"href": f"{ROOT}/atom.xml", "rel": "self", "type": "application/atom+xml"},
        {"href": f"{ROOT}/", "rel": "alternate", "type": "text/html"},
    ]
    for node in (feed, *feed.findall("a:entry", NAMES)):
        once = [len(node.findall(f"a:{name}", NAMES)) for name in ("id", "title", "updated")]
        assert once == [1, 1, 1]
    rain = feed.findall("a:entry", NAMES)[-1]
    assert rain.findtext("a:published", namespaces=NAMES) == "2026-07-10T08:00:00+02:00"
    assert rain.findtext("a:updated", namespaces=NAMES) == "2026-07-11T09:30:00+02:00"
    people = [
        (one.findtext("a:name", namespaces=NAMES), one.findtext("a:uri", namespaces=NAMES))
        for one in rain.iter(f"{{{NAMES['a']}}}author")
    ]
    assert people == [("Ada Example", f"{ROOT}/authors/ada-example/"), ("Ben & Co", f"{ROOT}/authors/ben-co/")]
    assert feed.findtext("a:author/a:name", namespaces=NAMES) == 'The <Nasty> & "Test"'
    assert [node.get("term") for node in rain.findall("a:category", NAMES)] == ["News & Views", "rain", "Öl & Gas"]
    assert feed.findtext("a:updated", namespaces=NAMES) == "2026-07-14T00:00:00+02:00"


def test_json_feed_1_1(built: Site) -> None:
    feed = msgspec.json.decode(built.read("feed.json"), type=JsonFeed)
    assert (feed.feed_url, feed.home_page_url, feed.language) == (f"{ROOT}/feed.json", f"{ROOT}/", "en-GB")
    rain = feed.items[-1]
    assert rain.date_published.isoformat() == "2026-07-10T08:00:00+02:00"
    assert rain.date_modified is not None
    assert rain.date_modified.isoformat() == "2026-07-11T09:30:00+02:00"
    assert [(author.name, author.url) for author in rain.authors] == [
        ("Ada Example", f"{ROOT}/authors/ada-example/"),
        ("Ben & Co", f"{ROOT}/authors/ben-co/"),
    ]
    assert rain.tags == ["News & Views", "rain", "Öl & Gas"]
    assert rain.summary == "5 < 6 & so on"
    assert rain.image.startswith(f"{ROOT}/assets/the%20bridge-")
    assert [one.url for one in rain.attachments] == [f"{ROOT}/assets/the%20bridge.jpg"]


def test_json_feed_in_a_reader(built: Site) -> None:
    read = fastfeedparser.parse(built.read("feed.json"))
    assert (read.feed.title, read.feed.link, read.feed.language) == ('The <Nasty> & "Test"', f"{ROOT}/", "en-GB")
    rain = read.entries[-1]
    assert (rain.title, rain.author) == ("Rain ]]> & <i>more</i>", "Ada Example")
    assert rain.published.startswith("2026-07-10T06:00:00")
    assert [tag["term"] for tag in rain.tags] == ["News & Views", "rain", "Öl & Gas"]
    assert [one["type"] for one in rain.enclosures] == ["image/jpeg"]


def test_a_new_story_changes_its_own_feeds_only(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.build()
    site.post("2026-07-20-new.md", title="New", tags=["rain"], categories=["News"], author="Ben")
    assert feeds_of(site.build().written) == [
        "atom.xml",
        "authors/ben/feed.xml",
        "categories/news/feed.xml",
        "feed.json",
        "feed.xml",
        "tags/rain/feed.xml",
    ]
    assert site.tree() == site.clean_tree()


def test_an_edited_text_changes_the_story_and_the_feeds_of_the_site(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.build()
    site.edit("content/_posts/2026-07-12-flood.md", "More of it.", "Less of it.")
    story_page = "news/2026/07/12/flood/index.html"
    assert site.build().written == ["atom.xml", "feed.json", "feed.xml", story_page]
    assert "Less of it." in site.read("feed.xml")


def test_an_old_story_changes_no_feed(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.write("content/_config.yml", "url: https://test.example\nfeed: {posts_limit: 1}\n")
    site.build()
    site.edit("content/_posts/2026-07-10-rain.md", "More of it.", "Less of it.")
    assert feeds_of(site.build().written) == []
    site.edit("content/_posts/2026-07-10-rain.md", "Rain", "Drizzle")
    assert feeds_of(site.build().written) == ["categories/weather/feed.xml"]


def test_a_story_that_expires_leaves_every_feed(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.post("2026-07-20-tickets.md", title="Tickets", tags=["rain"], expires="2026-11-21 13:00:00 +0000")
    site.build()
    assert all("Tickets" in site.read(path) for path in ("feed.xml", "atom.xml", "feed.json", "tags/rain/feed.xml"))
    site.now += timedelta(hours=1)
    site.build()
    assert not [path for path, data in site.tree().items() if b"Tickets" in data]
    assert site.tree() == site.clean_tree()


def test_a_second_build_writes_nothing(built: Site) -> None:
    assert built.build("--drafts").written == []


def test_a_page_of_the_site_takes_the_place_of_a_feed(tmp_path: Path) -> None:
    site = paper(tmp_path / "paper")
    site.write("content/tags/rain/feed.xml", "<mine/>")
    assert not site.build().failed
    assert site.read("tags/rain/feed.xml") == "<mine/>"


# Feeds of libraries made by hand.


def feeds(posts: list[Post], bodies: dict[str, str] | None = None, settings: Settings = SETTINGS) -> dict[str, str]:
    """Fill the feeds of the site, by path."""
    found = planned(all_of(library(posts, settings=settings), "site feed"))
    return {path: filled(found[path], settings, bodies) for path in ("feed.xml", "atom.xml", "feed.json")}


def item_of(post: Post, body: str = "<p>It begins and ends.</p>") -> ET.Element:
    item = ET.fromstring(feeds([post], {post.teaser.url: body})["feed.xml"]).find("channel/item")
    assert item is not None
    return item


def ids(post: Post) -> list[str]:
    """Return what a story is called in each feed of the site."""
    made = feeds([post])
    items = msgspec.json.decode(made["feed.json"], type=JsonFeed).items
    return [raw(made["feed.xml"]).entries[0].id, raw(made["atom.xml"]).entries[0].id, items[0].id]


def titles(text: str) -> list[str]:
    if text.startswith("{"):
        return [item.title for item in msgspec.json.decode(text, type=JsonFeed).items]
    return [entry.title for entry in raw(text).entries]


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("tag:old.example,2001:7", ["tag:old.example,2001:7"] * 3),
        (4711, ["4711", "https://test.example/s/1/", "4711"]),  # Atom wants an IRI
        ("old name", ["old name", "https://test.example/s/1/", "old name"]),
    ],
)
def test_rule_3_a_guid_of_front_matter_stays(told: object, wanted: list[str]) -> None:
    assert ids(story(1, meta={"guid": told})) == wanted
    guid = item_of(story(1, meta={"guid": told})).find("guid")
    assert guid is not None
    assert guid.attrib == {"isPermaLink": "false"}


@pytest.mark.parametrize("told", [None, "", "  ", ["a"], {"a": 1}, {"guid": "x"}])
def test_rule_3_a_guid_that_is_none_does_no_harm(told: object) -> None:
    assert ids(story(1, meta={"guid": told})) == ["https://test.example/s/1/"] * 3
    guid = item_of(story(1, meta={"x": {"guid": told}})).find("guid")
    assert guid is not None
    assert guid.attrib == {"isPermaLink": "true"}


def test_rule_3_of_two_stories_with_one_guid_the_older_has_it() -> None:
    posts = [story(number, meta={"guid": "tag:old.example,2001:7"}) for number in (1, 2)]
    for text in (feeds(posts)["feed.xml"], feeds(posts)["atom.xml"]):
        assert [entry.id for entry in raw(text).entries] == ["https://test.example/s/2/", "tag:old.example,2001:7"]


def test_rule_4_the_summary_is_the_description_or_the_standfirst_or_the_excerpt() -> None:
    assert item_of(story(1)).findtext("description") == "It begins."
    assert item_of(story(1, subtitle="In short")).findtext("description") == "In short"
    assert item_of(story(1, subtitle="In short", description="Told")).findtext("description") == "Told"


def test_rule_5_a_term_in_two_spellings_is_one() -> None:
    assert [node.text for node in item_of(FULL).findall("category")] == ["News", "rain", "river"]


def test_rule_8_what_xml_forbids_is_dropped_and_cdata_holds() -> None:
    nasty_text = "a\x00b\x0cc]]>d]]\x01>e\ufffe\ud800"
    post = story(1, title=nasty_text, tags=(nasty_text,), authors=(writer("x\x1bz"),))
    made = feeds([post], {"/s/1/": f"<p>{nasty_text}</p>"})
    for path in ("feed.xml", "atom.xml"):
        (entry,) = raw(made[path].encode()).entries
        told = (entry.title, entry.tags[0].term, entry.content[0].value, entry.author)
        assert told == ("abc]]>d]]>e", "abc]]>d]]>e", "<p>abc]]>d]]>e</p>", "xz")
    item = msgspec.json.decode(made["feed.json"].encode(), type=JsonFeed).items[0]
    assert (item.title, item.tags, item.content_html) == ("abc]]>d]]>e", ["abc]]>d]]>e"], "<p>abc]]>d]]>e</p>")


def test_c17_a_script_in_a_title_is_text() -> None:
    for path, text in feeds([story(1, title="<script>alert(1)</script>")]).items():
        assert "<script" not in text, path
        assert titles(text) == ["<script>alert(1)</script>"]


@given(st.text(), st.text(), st.text())
@budget(max_examples=60, deadline=None)
def test_any_text_makes_a_well_formed_feed(title: str, body: str, name: str) -> None:
    post = story(1, title=title, description=title, lang=name, tags=(name,) if name else ())
    made = feeds([post], {"/s/1/": body}, msgspec.structs.replace(SETTINGS, title=title))
    for path in ("feed.xml", "atom.xml"):
        assert len(list(ET.fromstring(made[path].encode()).iter())) > 5
    assert len(msgspec.json.decode(made["feed.json"].encode(), type=JsonFeed).items) == 1


def test_rule_9_at_most_sixty_items_newest_first_and_no_drafts() -> None:
    settings = msgspec.structs.replace(SETTINGS, feed_items=500)
    posts = [*(story(number, tags=("rain",)) for number in range(80)), story(99, draft=True, tags=("rain",))]
    newest = [f"Story {number}" for number in range(79, 19, -1)]
    for text in feeds(posts, settings=settings).values():
        assert titles(text) == newest
    rain = planned(all_of(library(posts, settings=settings), "feed"))["tags/rain/feed.xml"]
    assert titles(filled(rain, settings)) == newest


def test_rule_9_whole_items_are_dropped_to_stay_below_two_megabytes() -> None:
    posts = [story(number) for number in range(20)]
    bodies = {post.teaser.url: "<p>" + "ü&amp;" * 30_000 + "</p>" for post in posts}
    for path, text in feeds(posts, bodies).items():
        found = titles(text)
        assert 1_600_000 < len(text.encode()) < 2_000_000, path
        assert found == [f"Story {19 - place}" for place in range(len(found))]
    assert {len(entry.content[0].value) for entry in raw(feeds(posts, bodies)["atom.xml"]).entries} == {180_007}


def test_feeds_without_stories() -> None:
    made = feeds([])
    assert [titles(text) for text in made.values()] == [[], [], []]
    assert not raw(made["feed.xml"]).bozo
    assert "Date>" not in made["feed.xml"]
    assert raw(made["atom.xml"]).feed.updated == "1970-01-01T00:00:00+00:00"


def test_a_feed_is_as_old_as_its_newest_change() -> None:
    made = feeds([FULL, story(1)])
    built_at = ET.fromstring(made["feed.xml"]).findtext("channel/lastBuildDate")
    assert built_at == "Thu, 09 Jul 2026 12:00:00 +0000"
    assert raw(made["atom.xml"]).feed.updated == "2026-07-09T12:00:00+00:00"


def test_only_what_is_shown_makes_it_stale() -> None:
    settings = msgspec.structs.replace(SETTINGS, feed_items=2)

    def digests(*posts: Post) -> list[str]:
        found = planned(all_of(library(posts, settings=settings), "site feed"))
        recipes = [found[path].recipe for path in ("feed.xml", "atom.xml", "feed.json")]
        return [recipe.digest for recipe in recipes if isinstance(recipe, Fill)]

    old, new, newest = story(1), story(2), story(3)
    assert digests(old, new, newest) == digests(story(1, title="Edited"), new, newest)
    assert all(
        one != other
        for edited in (
            (old, story(2, title="Edited"), newest),
            (old, story(2, meta={"guid": "x:y"}), newest),
            (new, newest, story(4)),
        )
        for one, other in zip(digests(old, new, newest), digests(*edited), strict=True)
    )
