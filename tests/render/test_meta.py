"""What a page's head tells search engines and cards."""

from collections.abc import Iterator
from typing import Any

import pytest
from heads import FLOOD, SETTINGS, built, canonical, cards, flood, headed, heads, robots, things
from hypothesis import given
from hypothesis import strategies as st
from optional import html
from smallsite import NO_URL, Site

from generator.model.settings import Settings
from generator.render.meta import MAX_LENGTH, locale_of, shortened, whole


@pytest.fixture
def site(site: Site) -> Site:
    """Make a site whose theme is nothing but heads."""
    return headed(site)


@pytest.fixture
def flooded(site: Site) -> Site:
    """Make such a site with one story that says everything."""
    return flood(site)


def texts(value: object) -> Iterator[str]:
    """Return every text within a thing."""
    if isinstance(value, dict):
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)
    elif isinstance(value, str):
        yield value


def addresses(page: str) -> list[str]:
    """Return every address that a page tells machines."""
    named = canonical(page) + [value for _, value in cards(page)]
    told = named + [text for thing in things(page).values() for text in texts(thing)]
    return [text for text in told if text.startswith(("http://", "https://", "/", "//"))]


def test_a_story_in_open_graph(flooded: Site) -> None:
    built(flooded)
    page = flooded.read(FLOOD)
    image = things(page)["NewsArticle"]["image"][0]["url"].replace("-16x9-", "-card-")
    assert cards(page) == [
        ("og:type", "article"),
        ("og:title", "River breaks its <banks>"),
        ("og:site_name", "The Test"),
        ("og:url", "https://test.example/2026/07/12/flood/"),
        ("og:description", "The river & what it took."),
        ("og:locale", "en_US"),
        ("og:image", image),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", "A street"),
        ("article:published_time", "2026-07-12T09:30:00+02:00"),
        ("article:modified_time", "2026-07-13T08:00:00+02:00"),
        ("article:section", "News"),
        ("article:tag", "rain"),
        ("article:tag", "high water"),
        ("article:author", "https://test.example/authors/ada-wren/"),
        ("article:author", "https://test.example/authors/ben/"),
    ]
    assert heads(page, "//meta[@name='twitter:card']/@content") == ["summary_large_image"]
    assert heads(page, "//meta[@name='description']/@content") == ["The river & what it took."]
    assert canonical(page) == ["https://test.example/2026/07/12/flood/"]
    assert robots(page) == ["max-image-preview:large"]


def test_a_drawing_is_on_no_card(site: Site) -> None:
    site.write("content/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    site.post("2026-07-12-flood.md", title="Flood", image="a.svg")
    built(site)
    page = site.read(FLOOD)
    assert things(page)["NewsArticle"]["image"] == [{"@type": "ImageObject", "url": "https://test.example/a.svg"}]
    assert not [pair for pair in cards(page) if "image" in pair[0]]
    assert heads(page, "//meta[@name='twitter:card']/@content") == ["summary"]


def test_without_an_address_of_the_site_nothing_relative_is_told(flooded: Site) -> None:
    flooded.write("content/_config.yml", SETTINGS.replace("url: https://test.example\n", ""))
    assert [problem.message for problem in flooded.build().problems] == [NO_URL]
    for name in flooded.tree():
        if name.endswith("index.html"):
            page = flooded.read(name)
            assert canonical(page) == []
            told = [text for text in addresses(page) if text not in ("https://schema.org", "https://agency.example/1")]
            assert told == []
    article = things(flooded.read(FLOOD))["NewsArticle"]
    assert article["author"] == [{"@type": "Person", "name": "Ada Wren"}, {"@type": "Person", "name": "Ben"}]
    assert "image" not in article


def test_below_a_folder_every_address_leads_to_a_file(flooded: Site) -> None:
    flooded.write("content/_config.yml", SETTINGS + "baseurl: /news\n")
    built(flooded)
    for name in flooded.tree():
        if name.endswith("index.html"):
            for address in addresses(flooded.read(name)):
                if address.startswith("https://test.example"):
                    below = address.removeprefix("https://test.example/news/")
                    assert below != address, address
                    path = flooded.path(f"_site/{below}")
                    assert path.is_file() or (path / "index.html").is_file(), address


@pytest.mark.parametrize("own", [False, True])
def test_the_404_page_is_not_to_be_found(flooded: Site, own: bool) -> None:
    if own:
        flooded.write("content/lost.md", "---\ntitle: Lost\npermalink: /404.html\n---\nLost.\n")
    built(flooded)
    page = flooded.read("404.html")
    assert (robots(page), canonical(page), things(page)) == (["noindex"], [], {})
    assert "og:url" not in dict(cards(page))


@pytest.mark.parametrize("front", [{"noindex": True}, {"robots": "noindex"}])
def test_what_is_not_to_be_found_says_so(site: Site, front: dict[str, Any]) -> None:
    site.post("2026-07-12-flood.md", title="Flood", **front)
    built(site)
    assert robots(site.read(FLOOD)) == ["noindex"]
    assert robots(site.read("index.html")) == ["max-image-preview:large"]


def test_a_draft_is_not_to_be_found(site: Site) -> None:
    site.write("content/_drafts/flood.md", "---\ntitle: Flood\ndate: 2026-07-12\n---\nWords.\n")
    built(site, "--drafts")
    assert robots(site.read(FLOOD)) == ["noindex"]


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("https://agency.example/1", "https://agency.example/1"),
        ("/other/", "https://test.example/news/other/"),
        ("/news/other/", "https://test.example/news/other/"),
        ("/2026/07/12/flood/", "https://test.example/news/2026/07/12/flood/"),
        ("https://test.example/news/2026/07/12/flood/", "https://test.example/news/2026/07/12/flood/"),
        ("mailto:ada@test.example", "https://test.example/news/2026/07/12/flood/"),
    ],
)
def test_the_canonical_address(site: Site, told: str, address: str) -> None:
    site.write("content/_config.yml", SETTINGS + "baseurl: /news\n")
    site.post("2026-07-12-flood.md", title="Flood", canonical_url=told)
    built(site)
    page = site.read(FLOOD)
    assert canonical(page) == [address]
    assert ("og:url", address) in cards(page)
    assert things(page)["NewsArticle"]["mainEntityOfPage"]["@id"] == address


def test_each_page_of_a_list_is_its_own(site: Site) -> None:
    site.write("content/_config.yml", SETTINGS + "paginate: 2\n")
    for day in range(10, 20):
        site.post(f"2026-07-{day}-a.md", title=f"Story {day}", tags=["rain"])
    built(site)
    for name in ("page2/index.html", "tags/rain/page2/index.html"):
        page = site.read(name)
        assert canonical(page) == [f"https://test.example/{name.removesuffix('index.html')}"]
        for rel in ("next", "prev"):
            (neighbour,) = heads(page, f"//head/link[@rel='{rel}']/@href")
            assert site.path(f"_site{neighbour}/index.html").exists()


def test_the_default_theme_tells_everything_once(flooded: Site) -> None:
    flooded.remove("templates")
    flooded.write("content/about.md", "---\ntitle: About\n---\nWho we are.\n")
    built(flooded)
    pages = [name for name in flooded.tree() if name.endswith("index.html")]
    assert {"index.html", "about/index.html", "tags/index.html", "tags/rain/index.html", FLOOD} <= set(pages)
    for name in pages:
        page = flooded.read(name)
        told = [*heads(page, "//head/meta/@name"), *heads(page, "//head/meta/@property")]
        assert len(set(told) - {"theme-color", "article:tag", "article:author"}) == len(
            [one for one in told if one not in ("theme-color", "article:tag", "article:author")]
        ), name
        assert canonical(page) == [f"https://test.example/{name.removesuffix('index.html')}"]
        assert len(heads(page, "//link[@type='application/atom+xml']/@href")) == 1
        assert things(page)
        (heading,) = html.fromstring(page.encode()).xpath("//h1")
        assert dict(cards(page))["og:title"] == " ".join(heading.text_content().split())


@pytest.mark.parametrize(
    ("lang", "locale"),
    [
        ("en", "en_US"),
        ("en-GB", "en_GB"),
        ("en_GB", "en_GB"),
        ("EN-gb", "en_GB"),
        ("fr", "fr_FR"),
        ("uk", "uk_UA"),
        ("ar", "ar_EG"),
        ("es-419", "es_419"),
        ("zh-Hant", "zh_TW"),
        ("sr-Latn-RS", "sr_RS"),
        ("tlh", ""),
        ("", ""),
    ],
)
def test_languages_as_open_graph_writes_them(lang: str, locale: str) -> None:
    assert locale_of(lang) == locale


def test_a_long_text_is_cut_at_the_end_of_a_word() -> None:
    text = "The river rose, and " * 20
    assert shortened(text) == "The river rose, and " * 7 + "The river rose, and…"
    assert shortened("word " * 31 + "ends") == "word " * 31 + "ends"
    assert shortened("word, " * 40).endswith("word…")


def test_a_text_without_blanks_is_cut_all_the_same() -> None:
    assert shortened("字" * 200) == "字" * (MAX_LENGTH - 1) + "…"


@given(st.text(max_size=400))
def test_a_cut_text_is_short_enough_and_begins_as_it_did(text: str) -> None:
    cut = shortened(text)
    assert len(cut) <= MAX_LENGTH
    assert cut == text or text.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/a/", "https://test.example/news/a/"),
        ("a.jpg", "https://test.example/news/a.jpg"),
        ("https://x.example/", "https://x.example/"),
        ("//x.example/a", "https://x.example/a"),
        ("mailto:a@x.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_whole_addresses(url: str | None, address: str) -> None:
    assert whole(url, Settings(url="https://test.example", baseurl="/news")) == address


def test_no_address_is_whole_where_the_site_has_none() -> None:
    assert whole("/a/", Settings()) == ""
    assert whole("https://x.example/", Settings()) == "https://x.example/"
