"""The sitemaps and robots.txt, of whole small sites first, read by a crawler and by parsers."""

import io
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from PIL import Image
from smalllibrary import FIRST, SETTINGS, all_of, filled, library, page, planned, story
from smallsite import Site, paper

from generator.model.library import Library
from generator.model.output import Fill
from generator.model.settings import Settings
from generator.plan import sitemaps
from generator.render.filters import xml_clean

if TYPE_CHECKING:
    from usp.objects.page import SitemapPage
    from usp.objects.sitemap import AbstractSitemap

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
HOME = "https://test.example/"


def file_of(site: Site, url: str) -> Path:
    """Return the file that answers a URL."""
    assert url.startswith(HOME)
    path = unquote(urlsplit(url).path)
    return site.path("_site" + path + ("index.html" if path.endswith("/") else ""))


def crawled(site: Site) -> "AbstractSitemap":
    """Follow robots.txt to every sitemap, as a search engine does."""
    pytest.importorskip("usp")
    from plan import crawler  # its library is there where something is crawled

    return crawler.crawled(HOME, partial(file_of, site))


def pages_of(site: Site, name: str = "/sitemap.xml") -> "dict[str, SitemapPage]":
    """Return what the sitemap `name`, with all that it points to, says of each URL."""
    (sitemap,) = [one for one in crawled(site).all_sitemaps() if one.url == HOME[:-1] + name]
    found = {one.url: one for one in sitemap.all_pages()}
    assert len(found) == len(list(sitemap.all_pages()))
    return found


@pytest.fixture
def news(tmp_path: Path) -> Site:
    """Make a site whose stories engines are to see, or not to see."""
    site = paper(tmp_path / "paper")
    picture = io.BytesIO()
    Image.new("RGB", (640, 360), "#345").save(picture, "PNG")
    site.write("content/assets/a & b.png", picture.getvalue())
    site.post(
        "2026-11-20-today.md",
        title="Köln <floods> & more",
        date="2026-11-20 09:30:00 +0000",
        lang="de-AT",
        image="https://pictures.example/a.jpg",
    )
    site.post("2026-11-21-now.md", title="Now", date="2026-11-21 11:59:00 +0000", image="/assets/a & b.png")
    site.post("2026-11-21-later.md", title="Later", date="2026-11-21 12:01:00 +0000")
    site.post("2026-11-21-quiet.md", title="Quiet", date="2026-11-21 08:00:00 +0000", sitemap=False)
    site.post("2026-11-21-hidden.md", title="Hidden", date="2026-11-21 08:00:00 +0000", noindex=True)
    site.post(
        "2026-11-21-agency.md", title="Agency", date="2026-11-21 08:00:00 +0000", canonical_url="https://a.example/1"
    )
    site.write("content/_drafts/draft.md", "---\ntitle: Draft\n---\nNot yet.\n")
    site.write("content/imprint.md", "---\ntitle: Imprint\nnoindex: true\n---\nWho.\n")
    return site


def test_engines_find_every_page_and_no_other(news: Site) -> None:
    assert not news.build("--drafts").failed
    found = pages_of(news)
    assert [url for url in found if not file_of(news, url).is_file()] == []
    slugs = {url.rstrip("/").rpartition("/")[2] for url in found}
    assert slugs >= {"rain", "flood", "cup", "today", "now", "about", "ada", "weather", "football", "archive", "07"}
    assert slugs.isdisjoint({"later", "quiet", "hidden", "agency", "draft", "imprint", "404.html"})


def test_robots_txt_names_all_sitemaps_and_forbids_nothing(news: Site) -> None:
    news.build()
    robots = RobotFileParser()
    robots.parse(news.read("robots.txt").splitlines())
    assert robots.site_maps() == [f"{HOME}sitemap.xml", f"{HOME}news-sitemap.xml"]
    assert robots.can_fetch("AnyBot", f"{HOME}2026/11/21/now/")
    tree = list(crawled(news).all_sitemaps())
    assert len(tree) == 3
    assert not [one for one in tree if type(one).__name__ == "InvalidSitemap"]


def test_the_news_are_those_of_the_last_two_days(news: Site) -> None:
    news.build("--drafts")
    told = [one.news_story for one in pages_of(news, "/news-sitemap.xml").values()]
    assert [
        (one.title, one.publish_date.isoformat(), one.publication_name, one.publication_language) for one in told if one
    ] == [
        ("Now", "2026-11-21T11:59:00+00:00", "The Test", "en"),
        ("Köln <floods> & more", "2026-11-20T09:30:00+00:00", "The Test", "de"),
    ]
    assert list(pages_of(news, "/news-sitemap.xml")) == [f"{HOME}2026/11/21/now/", f"{HOME}2026/11/20/today/"]


def test_news_grow_old_and_nothing_else_does(news: Site) -> None:
    news.remove("content/_posts/2026-11-21-later.md")
    news.build()
    news.now += timedelta(hours=25)
    assert news.build().written == ["news-sitemap.xml"]
    assert [one.rpartition("2026/")[2] for one in pages_of(news, "/news-sitemap.xml")] == ["11/21/now/"]
    news.now += timedelta(days=9)
    assert news.build().written == ["news-sitemap.xml"]
    assert pages_of(news, "/news-sitemap.xml") == {}
    news.now += timedelta(days=9)
    assert news.build().written == []
    assert news.tree() == news.clean_tree()


def test_times_of_change_are_those_of_the_content(news: Site) -> None:
    rain = "content/_posts/2026-07-10-rain.md"
    news.edit(rain, 'title: "Rain"', 'title: "Rain"\nupdated: 2026-08-01 10:00:00 +0000')
    news.build()
    changed = {url.removeprefix(HOME): told.last_modified for url, told in pages_of(news).items()}
    assert changed["weather/2026/07/10/rain/"] == datetime(2026, 8, 1, 10, tzinfo=UTC)
    assert changed["tags/rain/"] == datetime(2026, 8, 1, 10, tzinfo=UTC)  # though there is a newer story
    assert changed["tags/river/"] == datetime(2026, 7, 12, 9, 30, tzinfo=UTC)
    assert changed["tags/"] is None


def test_pictures_of_stories_are_told(news: Site) -> None:
    news.build()
    found = pages_of(news)
    (image,) = found[f"{HOME}2026/11/21/now/"].images or []
    assert image.loc.startswith(f"{HOME}assets/a%20%26%20b-")
    assert file_of(news, image.loc).is_file()
    assert found[f"{HOME}2026/11/20/today/"].images is None


def test_an_index_is_followed(news: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    news.build()
    whole, fresh = pages_of(news), pages_of(news, "/news-sitemap.xml")
    monkeypatch.setattr(sitemaps, "MAX_URLS", 5)
    monkeypatch.setattr(sitemaps, "PART", 4)
    monkeypatch.setattr(sitemaps, "MAX_NEWS", 1)
    assert not news.build("--clean").failed
    assert {"sitemap-1.xml", "sitemap-2.xml", "news-sitemap-1.xml", "news-sitemap-2.xml"} <= news.tree().keys()
    assert pages_of(news).keys() == whole.keys()
    assert pages_of(news, "/news-sitemap.xml").keys() == fresh.keys()
    monkeypatch.undo()
    news.build("--clean")
    assert [path for path in news.tree() if "sitemap-" in path] == []


# Sitemaps of libraries made by hand.


def listed(shelf: Library, path: str = "sitemap.xml", settings: Settings = SETTINGS) -> dict[str, str | None]:
    """Read a sitemap: URL -> time of change."""
    tree = ET.fromstring(filled(planned(all_of(shelf, "sitemap", "news"))[path], settings))
    entries = [(entry.findtext(f"{SPACE}loc"), entry.findtext(f"{SPACE}lastmod")) for entry in tree]
    found = {url: changed for url, changed in entries if url}
    assert len(found) == len(entries)
    return found


def news_of(shelf: Library, settings: Settings | None = None) -> list[tuple[str, str, str, str]]:
    """Read a news sitemap: path, time, language and headline of each story."""
    settings = settings or shelf.settings
    tree = ET.fromstring(filled(planned(all_of(shelf, "news"))["news-sitemap.xml"], settings).encode())
    found = []
    for entry in tree:
        (news,) = entry.findall(f"{NEWS}news")
        assert news.find(f"{NEWS}publication/{NEWS}name") is not None
        names = ("publication_date", "publication/language", "title")
        told = [news.findtext("/".join(NEWS + part for part in name.split("/"))) or "" for name in names]
        found.append(((entry.findtext(f"{SPACE}loc") or "").removeprefix(HOME[:-1]), told[0], told[1], told[2]))
    return found


def digest(shelf: Library) -> str:
    recipe = planned(all_of(shelf, "sitemap"))["sitemap.xml"].recipe
    assert isinstance(recipe, Fill)
    return recipe.digest


def test_front_stories_pages_and_lists() -> None:
    changed = datetime(2026, 7, 9, 12, tzinfo=timezone(timedelta(hours=2)))
    found = listed(library([story(1, tags=("rain",)), story(2, tags=("rain",), updated=changed)], [page("about")]))
    assert found == {
        "https://test.example/": "2026-07-09T12:00:00+02:00",
        "https://test.example/tags/": None,
        "https://test.example/categories/": None,
        "https://test.example/authors/": None,
        "https://test.example/archive/": None,
        "https://test.example/tags/rain/": "2026-07-09T12:00:00+02:00",
        "https://test.example/about/": None,
        "https://test.example/s/2/": "2026-07-09T12:00:00+02:00",
        "https://test.example/s/1/": "2026-07-02T09:30:00Z",
    }


@pytest.mark.parametrize(
    "told",
    [
        {"draft": True},
        {"sitemap": False},
        {"redirect_to": "/elsewhere/"},
        {"meta": {"canonical_url": "https://elsewhere.example/"}},
    ],
)
def test_what_is_not_to_be_found_is_not_listed(told: dict[str, Any]) -> None:
    assert "https://test.example/s/1/" not in listed(library([story(1, **told)]))


@pytest.mark.parametrize(
    "told", ["", None, 5, "/s/1/", "https://test.example/s/1/", " https://test.example/s/1/ ", {"canonical_url": "x"}]
)
def test_a_story_that_is_its_own_canonical_is_listed(told: object) -> None:
    assert "https://test.example/s/1/" in listed(library([story(1, meta={"canonical_url": told})]))


def test_a_story_that_is_hidden_is_no_news_either() -> None:
    shown = story(1)
    hidden = [
        msgspec.structs.replace(story(2), noindex=True),
        story(3, sitemap=False),
        story(4, draft=True),
        story(5, redirect_to="/elsewhere/"),
    ]
    shelf = library([shown, *hidden])
    shelf = msgspec.structs.replace(shelf, recent=shelf.teasers)
    assert [entry[0] for entry in news_of(shelf)] == [shown.teaser.url]
    assert "https://test.example/s/2/" not in listed(shelf)


@pytest.mark.parametrize(
    ("site", "own", "wanted"),
    [
        ("en", "", "en"),
        ("en-GB", "", "en"),
        ("de", "pt_BR", "pt"),
        ("en", "fil-PH", "fil"),
        ("en", "zh", "zh-cn"),
        ("en", "zh-Hans-SG", "zh-cn"),
        ("en", "zh-Hant", "zh-tw"),
        ("zh-TW", "", "zh-tw"),
        ("de", "klingon", "de"),
        ("esperanto", "", "en"),
    ],
)
def test_languages_by_googles_names(site: str, own: str, wanted: str) -> None:
    shelf = library([story(1, lang=own)], settings=msgspec.structs.replace(SETTINGS, lang=site))
    assert [entry[2] for entry in news_of(msgspec.structs.replace(shelf, recent=shelf.teasers))] == [wanted]


def test_news_beyond_a_thousand_become_an_index() -> None:
    shelf = library(story(number, date=FIRST + timedelta(minutes=number)) for number in range(2001))
    shelf = msgspec.structs.replace(shelf, recent=shelf.teasers)
    found = planned(all_of(shelf, "sitemap", "news"))
    assert [path for path in found if "news" in path] == [
        "news-sitemap-1.xml",
        "news-sitemap-2.xml",
        "news-sitemap-3.xml",
        "news-sitemap.xml",
    ]
    assert listed(shelf, "news-sitemap.xml").keys() == {f"{HOME}news-sitemap-{number}.xml" for number in (1, 2, 3)}
    assert [len(listed(shelf, f"news-sitemap-{number}.xml")) for number in (1, 2, 3)] == [1000, 1000, 1]
    shelf = msgspec.structs.replace(shelf, recent=shelf.teasers[:1000])
    assert [path for path in planned(all_of(shelf, "sitemap", "news")) if "news" in path] == ["news-sitemap.xml"]


@given(st.text(), st.text())
@budget(max_examples=60, deadline=None)
def test_any_headline_makes_a_well_formed_news_sitemap(title: str, name: str) -> None:
    settings = msgspec.structs.replace(SETTINGS, title=name)
    shelf = library([story(1, title=title)], settings=settings)
    (entry,) = news_of(msgspec.structs.replace(shelf, recent=shelf.teasers), settings)
    assert entry[:3] == ("/s/1/", "2026-07-02T09:30:00Z", "en")
    assert " ".join(entry[3].split()) == " ".join(xml_clean(title).split())


@pytest.mark.parametrize(
    "told",
    [{"sitemap": False}, {"noindex": True}, {"redirect_to": "/x/"}, {"url": "/main.css"}, {"url": "/404.html"}],
)
def test_pages_that_nobody_looks_for_are_not_listed(told: dict[str, Any]) -> None:
    own = page("about", **told)
    assert f"https://test.example{own.url}" not in listed(library([], [own]))


def test_a_hidden_front_page_is_hidden() -> None:
    found = listed(library([story(1)], [page("front", url="/", sitemap=False)]))
    assert "https://test.example/" not in found


def test_below_a_baseurl_and_escaped() -> None:
    settings = msgspec.structs.replace(SETTINGS, baseurl="/paper")
    found = listed(library([story(1, url="/a&b/'c'/")], settings=settings), settings=settings)
    assert "https://test.example/paper/a&b/'c'/" in found


def test_a_time_zone_with_odd_seconds_is_a_valid_time() -> None:
    old = datetime(1880, 1, 1, tzinfo=timezone(timedelta(minutes=-1, seconds=-15)))
    changed = listed(library([story(1, date=old)]))["https://test.example/s/1/"]
    assert changed is not None
    assert len(changed) == len("1880-01-01T00:00:00+00:00")
    assert datetime.fromisoformat(changed).tzinfo


def test_only_urls_and_times_make_it_stale() -> None:
    shelf = library([story(1)])
    assert digest(shelf) == digest(library([story(1, title="Edited")]))
    assert digest(shelf) != digest(library([story(1, url="/other/")]))
    assert digest(shelf) != digest(library([story(1, updated=datetime(2026, 8, 1, tzinfo=UTC))]))
    assert digest(shelf) != digest(library([story(1), story(2)]))


def test_too_many_urls_become_an_index_whose_old_parts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 20)
    monkeypatch.setattr(sitemaps, "PART", 10)
    before, after = library([story(n) for n in range(24)]), library([story(n) for n in range(25)])
    assert listed(after) == {
        "https://test.example/sitemap-1.xml": "2026-07-10T09:30:00Z",
        "https://test.example/sitemap-2.xml": "2026-07-20T09:30:00Z",
        "https://test.example/sitemap-3.xml": "2026-07-25T09:30:00Z",
    }
    parts = [listed(after, f"sitemap-{number}.xml") for number in (1, 2, 3)]
    assert [len(part) for part in parts] == [10, 10, 10]
    recipes = [planned(all_of(shelf, "sitemap")) for shelf in (before, after)]
    assert recipes[0]["sitemap-1.xml"] == recipes[1]["sitemap-1.xml"]
    assert recipes[0]["sitemap-3.xml"] != recipes[1]["sitemap-3.xml"]


def test_too_many_bytes_become_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 2000)
    assert "sitemap-1.xml" in planned(all_of(library([story(1, url="/" + "x" * 1500 + "/")]), "sitemap"))
    assert "sitemap-1.xml" not in planned(all_of(library([story(1)]), "sitemap"))


def test_robots_txt_of_a_site_without_a_url_names_none() -> None:
    settings = msgspec.structs.replace(SETTINGS, url="")
    assert "Sitemap" not in filled(planned(all_of(library(settings=settings), "robots"))["robots.txt"], settings)
