"""What machines read of a story equals what its readers see: JSON-LD and Open Graph by extruct, against the page."""

import calendar
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from demonstration import URL, Demo
from optional import Element, extruct, feedparser, html
from PIL import Image

SMALLEST = 50_000  # pixels, as Google asks
SHAPES = {"16x9": 16 / 9, "4x3": 4 / 3, "1x1": 1.0}


class Told:
    """A story: its page, and what extruct reads of it."""

    def __init__(self, demo: Demo, path: str, page: Element) -> None:
        self.demo, self.path, self.page = demo, path, page
        source = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
        found = extruct.extract(source, base_url=URL + path, syntaxes=["json-ld", "opengraph"])
        self.things: dict[str, dict[str, Any]] = {thing["@type"]: thing for thing in found["json-ld"]}
        self.article = self.things["NewsArticle"]
        self.graph: list[tuple[str, str]] = [tuple(pair) for pair in found["opengraph"][0]["properties"]]

    def card(self, name: str) -> list[str]:
        """Return all values of an Open Graph property."""
        return [value for key, value in self.graph if key == name]

    def links(self) -> dict[str, set[str]]:
        """Map the addresses that the story's readers see to the words that they see there."""
        found: dict[str, set[str]] = {}
        for link in self.page.xpath("//main//a[@href]"):
            found.setdefault(link.attrib["href"], set()).add(words(link))
        return found

    def moments(self) -> list[str]:
        """Return the times that stand between headline and text, in order."""
        return [str(one) for one in self.page.xpath("//main//h1/following::time/@datetime")]

    def file(self, address: str) -> Path:
        assert address.startswith(URL + "/"), address
        return self.demo.file(urlsplit(address).path)


def words(node: Element) -> str:
    return " ".join(str(node.text_content()).split())


def many(value: Any) -> list[Any]:  # what JSON holds
    return value if isinstance(value, list) else [] if value is None else [value]


@pytest.fixture(scope="module")
def news(demo: Demo) -> list[Told]:
    """Read every story."""
    return [Told(demo, path, page) for path, page in demo.news().items()]


def test_there_are_stories_of_every_kind(news: list[Told], demo: Demo) -> None:
    """Else the tests below would show nothing."""
    assert len(news) == demo.stories
    held = Counter(key for one in news for key in one.article)
    assert all(held[key] for key in ("image", "dateModified", "isBasedOn", "correction", "keywords", "author"))


def test_headline_and_address(news: list[Told]) -> None:
    for one in news:
        headline = words(one.page.xpath("//h1")[0])
        assert one.article["headline"] == headline
        assert one.card("og:title") == [headline]
        own = one.page.xpath("string(//link[@rel='canonical']/@href)")
        assert one.card("og:url") == [own]
        assert one.article["mainEntityOfPage"]["@id"] == own
        assert own == URL + one.path or not own.startswith(URL)


def test_description(news: list[Told]) -> None:
    for one in news:
        told = one.page.xpath("string(//meta[@name='description']/@content)")
        assert told
        assert one.card("og:description") == [told]
        assert one.article["description"] == told


def test_moments(news: list[Told]) -> None:
    for one in news:
        published, moments = one.article["datePublished"], one.moments()
        assert moments[0] == published, one.path
        assert one.card("article:published_time") == [published]
        assert dt.datetime.fromisoformat(published).utcoffset() is not None
        modified = many(one.article.get("dateModified"))
        assert one.card("article:modified_time") == modified
        if modified and modified != [published]:
            assert moments[1] == modified[0], one.path
            assert dt.datetime.fromisoformat(modified[0]) > dt.datetime.fromisoformat(published)


def test_authors(news: list[Told]) -> None:
    for one in news:
        authors = many(one.article.get("author"))
        links = one.links()
        for author in authors:
            assert author["@type"] == "Person"
            assert author["name"] in links[author["url"].removeprefix(URL)], one.path
        assert one.card("article:author") == [author["url"] for author in authors]


def test_section_and_tags(news: list[Told]) -> None:
    for one in news:
        seen = {word for texts in one.links().values() for word in texts}
        section, tags = one.article.get("articleSection"), many(one.article.get("keywords"))
        assert one.card("article:section") == many(section)
        assert section is None or section in seen
        assert one.card("article:tag") == tags
        assert set(tags) <= seen, one.path


def test_the_way_from_the_front_page(news: list[Told]) -> None:
    for one in news:
        steps = one.things["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert steps[0]["item"] == URL + "/"
        assert (steps[-1]["name"], steps[-1]["item"]) == (one.article["headline"], URL + one.path)
        for step in steps[:-1]:
            assert one.demo.file(step["item"].removeprefix(URL)).is_file()


def test_language(news: list[Told]) -> None:
    for one in news:
        lang = one.page.attrib["lang"]
        assert one.article["inLanguage"] == lang
        locale = one.card("og:locale")
        assert locale
        assert locale[0].partition("_")[0] == lang.partition("-")[0]
        assert one.page.attrib.get("dir", "ltr") == ("rtl" if lang.startswith("ar") else "ltr")


def test_corrections(news: list[Told]) -> None:
    for one in news:
        text = words(one.page.xpath("//main")[0])
        for correction in many(one.article.get("correction")):
            assert correction["@type"] == "CorrectionComment"
            assert " ".join(correction["text"].split()) in text
            # Corrections are dated by the day.
            assert correction.get("datePublished", "")[:10] in ("", *(day[:10] for day in one.moments())), one.path


def test_where_a_story_came_from(news: list[Told]) -> None:
    for one in news:
        for source in many(one.article.get("isBasedOn")):
            assert any(source["publisher"]["name"] in text for text in one.links()[source["url"]])


def test_pictures_have_the_sizes_that_are_told(news: list[Told]) -> None:
    for one in news:
        pictures = many(one.article.get("image"))
        has_hero = bool(one.page.xpath("//main//article//*[@fetchpriority='high']"))
        is_drawn = "/assets/cards/" in one.card("og:image")[0]
        assert bool(pictures) == has_hero == (not is_drawn), one.path
        if is_drawn:
            continue
        sizes = [size_of(one.file(picture["url"])) for picture in pictures]
        assert [(picture["width"], picture["height"]) for picture in pictures] == sizes
        assert all(width * height >= SMALLEST for width, height in sizes)
        shapes = [width / height for width, height in sizes]
        assert all(min(abs(shape - told) for told in shapes) < 0.02 for shape in SHAPES.values()), one.path
        card = size_of(one.file(one.card("og:image")[0]))
        assert [int(*one.card(f"og:image:{side}")) for side in ("width", "height")] == list(card)
        alt = one.page.xpath("string(//main//article//img[@fetchpriority]/@alt)")
        assert one.card("og:image:alt") == ([alt] if alt else [])


def test_pictures_on_pages_keep_their_place(demo: Demo) -> None:
    """The width and height of each picture have its file's shape: else the page would jump as it loads."""
    for path, page in demo.pages().items():
        for image in page.xpath("//img[starts-with(@src, '/')]"):
            width, height = int(image.attrib["width"]), int(image.attrib["height"])
            file = demo.file(image.attrib["src"])
            if file.suffix != ".svg":
                real = size_of(file)
                assert width / height == pytest.approx(real[0] / real[1], rel=0.01), (path, image.attrib["src"])


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_the_publisher_has_a_name_and_a_logo(news: list[Told]) -> None:
    for one in news:
        publisher = one.article["publisher"]
        assert publisher["name"] == one.card("og:site_name")[0]
        assert one.file(publisher["logo"]["url"]).is_file()


def test_the_feed_says_of_each_story_what_its_page_says(news: list[Told], demo: Demo) -> None:
    stories = {URL + one.path: one for one in news}
    rss = feedparser.parse((demo.site / "feed.xml").read_bytes())
    for entry in rss.entries:
        one = stories[entry.link]
        assert entry.title == one.article["headline"]
        moment = dt.datetime.fromisoformat(one.article["datePublished"])
        assert calendar.timegm(entry.published_parsed) == moment.timestamp()
        assert [author["name"] for author in entry.authors] == [who["name"] for who in many(one.article.get("author"))]
        for enclosure in entry.enclosures:
            assert int(enclosure.length) == one.file(enclosure.href).stat().st_size
    for item in msgspec.json.decode((demo.site / "feed.json").read_bytes())["items"]:
        one = stories[item["url"]]
        assert item["title"] == one.article["headline"]
        assert item["date_published"] == one.article["datePublished"]
        assert [who["url"] for who in item.get("authors", [])] == [who["url"] for who in many(one.article["author"])]
