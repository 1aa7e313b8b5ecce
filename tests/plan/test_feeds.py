"""The feed, read by a feed reader and by an XML parser."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import feedparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from smalllibrary import PICTURE, SETTINGS, filled, library, planned, story, writer

from generator.model.library import Library
from generator.model.output import Fill, Output
from generator.model.post import Post
from generator.model.settings import Settings
from generator.plan.feeds import outputs

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
FULL = story(
    7,
    title='Rain & "river" <b>',
    description="5 < 6 & so on",
    updated=datetime(2026, 7, 9, 12, 0, tzinfo=UTC),
    authors=(writer("Ada Example"), writer("Ben & Co")),
    categories=("News",),
    tags=("rain", "news", "river"),
    image=PICTURE,
)


def feed_of(shelf: Library) -> Output:
    return planned(outputs(shelf))["feed.xml"]


def text_of(posts: list[Post], bodies: dict[str, str] | None = None, settings: Settings = SETTINGS) -> str:
    return filled(feed_of(library(posts, settings=settings)), settings, bodies)


def item_of(post: Post, body: str = "<p>It begins and ends.</p>") -> ET.Element:
    item = ET.fromstring(text_of([post], {post.teaser.url: body})).find("channel/item")  # noqa: S314 (our own)
    assert item is not None
    return item


def test_a_feed_reader_finds_nothing_wrong() -> None:
    read = feedparser.parse(text_of([FULL, story(1)]))
    assert read.bozo is False
    assert read.version == "rss20"
    assert [entry.link for entry in read.entries] == ["https://test.example/s/7/", "https://test.example/s/1/"]
    assert read.feed.language == "en"
    assert read.feed.subtitle == "All the news & more"


def test_the_feed_names_itself() -> None:
    (link,) = ET.fromstring(text_of([FULL])).findall("channel/atom:link", NAMES)  # noqa: S314
    assert link.attrib == {"href": "https://test.example/feed.xml", "rel": "self", "type": "application/rss+xml"}


def test_below_a_baseurl() -> None:
    settings = msgspec.structs.replace(SETTINGS, baseurl="/paper")
    read = feedparser.parse(text_of([story(1)], settings=settings))
    assert read.entries[0].link == "https://test.example/paper/s/1/"
    assert read.feed.link == "https://test.example/paper/"


def test_dates_have_four_digits_of_a_year_and_an_offset() -> None:
    channel = ET.fromstring(text_of([FULL, story(9)])).find("channel")  # noqa: S314
    assert channel is not None
    dates = [node.text or "" for node in channel.iter() if node.tag in ("pubDate", "lastBuildDate")]
    assert dates == [
        "Fri, 10 Jul 2026 09:30:00 +0000",
        "Fri, 10 Jul 2026 09:30:00 +0000",
        "Fri, 10 Jul 2026 09:30:00 +0000",
        "Wed, 08 Jul 2026 09:30:00 +0000",
    ]
    assert all(parsedate_to_datetime(date).tzinfo for date in dates)


def test_the_feed_is_as_old_as_its_newest_change() -> None:
    built = ET.fromstring(text_of([FULL, story(1)])).findtext("channel/lastBuildDate")  # noqa: S314
    assert built == "Thu, 09 Jul 2026 12:00:00 +0000"


def test_the_guid_is_the_url_and_outlives_an_edit() -> None:
    edited = msgspec.structs.replace(FULL.teaser, title="Another", excerpt="New.", updated=None)
    for post in (FULL, msgspec.structs.replace(FULL, teaser=edited)):
        guid = item_of(post).find("guid")
        assert guid is not None
        assert (guid.text, guid.attrib) == ("https://test.example/s/7/", {"isPermaLink": "true"})


@pytest.mark.parametrize(("told", "wanted"), [("tag:old.example,2001:7", "tag:old.example,2001:7"), (4711, "4711")])
def test_a_guid_of_front_matter_stays(told: object, wanted: str) -> None:
    guid = item_of(story(1, meta={"guid": told})).find("guid")
    assert guid is not None
    assert (guid.text, guid.attrib) == (wanted, {"isPermaLink": "false"})


@pytest.mark.parametrize("told", [None, "", "  ", ["a"], {"a": 1}])
def test_a_guid_that_is_none_does_no_harm(told: object) -> None:
    assert item_of(story(1, meta={"guid": told})).findtext("guid") == "https://test.example/s/1/"


def test_the_summary_stands_before_the_text() -> None:
    item = item_of(FULL, "<p>All of <b>it</b>.</p>")
    tags = [node.tag for node in item]
    encoded = f"{{{NAMES['content']}}}encoded"
    assert tags.index("description") < tags.index(encoded)
    assert item.findtext("description") == "5 &lt; 6 &amp; so on"  # as HTML
    assert item.findtext(encoded) == "<p>All of <b>it</b>.</p>"


def test_an_excerpt_in_html_becomes_text() -> None:
    assert item_of(story(1)).findtext("description") == "It begins."


def test_every_author_and_every_term_once() -> None:
    item = item_of(FULL)
    assert [node.text for node in item.findall("dc:creator", NAMES)] == ["Ada Example", "Ben & Co"]
    assert [node.text for node in item.findall("category")] == ["News", "rain", "river"]


def test_one_enclosure_with_its_true_length() -> None:
    (enclosure,) = item_of(FULL).findall("enclosure")
    url = "https://test.example/assets/a%20b.jpg"
    assert enclosure.attrib == {"url": url, "length": "123456", "type": "image/jpeg"}


def test_the_picture_with_its_size_and_credit() -> None:
    (media,) = item_of(FULL).findall("media:content", NAMES)
    assert media.attrib == {
        "url": "https://test.example/assets/a-960-1a2b3c4d.jpg",
        "medium": "image",
        "type": "image/jpeg",
        "width": "960",
        "height": "540",
    }
    assert media.findtext("media:description", namespaces=NAMES) == "A caption"


def test_somebody_elses_picture_is_no_enclosure() -> None:
    item = item_of(
        story(
            1,
            image=msgspec.structs.replace(
                PICTURE, path="//p.example/x.jpg", src="//p.example/x.jpg", width=0, height=0, mime="", length=0
            ),
        )
    )
    (media,) = item.findall("media:content", NAMES)
    assert media.attrib == {"url": "https://p.example/x.jpg", "medium": "image"}
    assert item.find("enclosure") is None


def test_no_url_is_relative() -> None:
    body = (
        '<p><a href="/a/">a</a> <a href="#b">b</a> <a href=//e.example>e</a>'
        '<img src="c.jpg" srcset="/c.jpg 1x, d.jpg 2x"></p>'
    )
    text = text_of([FULL], {"/s/7/": body})
    links = re.findall(r"(?:href|src|url|srcset)=\"([^\"]*)", text)
    assert all(link.startswith("https://") for candidates in links for link in candidates.split(", "))
    assert "https://test.example/s/7/#b" in text
    assert "https://test.example/s/7/d.jpg 2x" in text


def test_what_xml_forbids_is_dropped_and_cdata_holds() -> None:
    nasty = "a\x00b\x0cc]]>d]]\x01>e\ufffe"
    item = item_of(story(1, title=nasty, tags=(nasty,), authors=(writer("x\x1bz"),)), f"<p>{nasty}</p>")
    assert item.findtext("title") == "abc]]>d]]>e"
    assert item.findtext("category") == "abc]]>d]]>e"
    assert item.findtext("content:encoded", namespaces=NAMES) == "<p>abc]]>d]]>e</p>"


def test_c17_a_script_in_a_title_is_text() -> None:
    text = text_of([story(1, title="<script>alert(1)</script>")])
    assert "<script" not in text
    assert ET.fromstring(text).findtext("channel/item/title") == "<script>alert(1)</script>"  # noqa: S314


@given(st.text(), st.text(), st.text())
@budget(max_examples=60, deadline=None)
def test_any_text_makes_a_well_formed_feed(title: str, body: str, name: str) -> None:
    text = text_of([story(1, title=title, description=title, tags=(name,) if name else ())], {"/s/1/": body})
    assert ET.fromstring(text.encode("utf-8")).find("channel/item") is not None  # noqa: S314


def test_at_most_sixty_items_newest_first_and_no_drafts() -> None:
    settings = msgspec.structs.replace(SETTINGS, feed_items=500)
    posts = [*(story(number) for number in range(80)), story(99, draft=True)]
    read = feedparser.parse(text_of(posts, settings=settings))
    assert [entry.title for entry in read.entries] == [f"Story {number}" for number in range(79, 19, -1)]


def test_whole_items_are_dropped_to_stay_below_two_megabytes() -> None:
    posts = [story(number) for number in range(20)]
    bodies = {post.teaser.url: "<p>" + "ü&amp;" * 30_000 + "</p>" for post in posts}
    text = text_of(posts, bodies)
    read = feedparser.parse(text)
    assert 1_700_000 < len(text.encode()) < 2_000_000
    assert [entry.title for entry in read.entries] == [f"Story {19 - place}" for place in range(len(read.entries))]
    assert len(read.entries[-1].content[0].value) == len(read.entries[0].content[0].value)


def test_a_text_as_long_as_a_book_leaves_the_others_in() -> None:
    read = feedparser.parse(text_of([story(1), story(2)], {"/s/2/": "x" * 3_000_000}))
    assert [entry.title for entry in read.entries] == ["Story 2", "Story 1"]
    assert "content" not in read.entries[0]
    assert read.entries[0].summary == "It begins."


def test_a_feed_without_stories() -> None:
    text = text_of([])
    assert feedparser.parse(text).bozo is False
    assert "Date>" not in text


def test_only_what_is_shown_makes_it_stale() -> None:
    settings = msgspec.structs.replace(SETTINGS, feed_items=2)

    def digest(*posts: Post) -> str:
        recipe = feed_of(library(posts, settings=settings)).recipe
        assert isinstance(recipe, Fill)
        return recipe.digest

    old, new, newest = story(1), story(2), story(3)
    assert digest(old, new, newest) == digest(story(1, title="Edited"), new, newest)
    assert digest(old, new, newest) != digest(old, story(2, title="Edited"), newest)
    assert digest(new, newest) != digest(new, newest, story(4))
