"""The sitemap and robots.txt, read by parsers."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import msgspec
import pytest
from smalllibrary import SETTINGS, filled, library, page, planned, story

from generator.model.library import Library
from generator.model.output import Fill
from generator.model.settings import Settings
from generator.plan import sitemaps
from generator.plan.sitemaps import outputs

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listed(shelf: Library, path: str = "sitemap.xml", settings: Settings = SETTINGS) -> dict[str, str | None]:
    """Read a sitemap: URL -> time of change."""
    tree = ET.fromstring(filled(planned(outputs(shelf))[path], settings))  # noqa: S314 (our own)
    entries = [(entry.findtext(f"{SPACE}loc"), entry.findtext(f"{SPACE}lastmod")) for entry in tree]
    found = {url: changed for url, changed in entries if url}
    assert len(found) == len(entries)
    return found


def digest(shelf: Library) -> str:
    recipe = planned(outputs(shelf))["sitemap.xml"].recipe
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
    ],
)
def test_what_is_not_to_be_found_is_not_listed(told: dict[str, Any]) -> None:
    assert "https://test.example/s/1/" not in listed(library([story(1, **told)]))


@pytest.mark.parametrize(
    "told", [{"sitemap": False}, {"redirect_to": "/x/"}, {"url": "/main.css"}, {"url": "/404.html"}]
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
    monkeypatch.setattr(sitemaps, "MOST_URLS", 20)
    monkeypatch.setattr(sitemaps, "PART", 10)
    before, after = library([story(n) for n in range(24)]), library([story(n) for n in range(25)])
    assert listed(after) == {
        "https://test.example/sitemap-1.xml": "2026-07-10T09:30:00Z",
        "https://test.example/sitemap-2.xml": "2026-07-20T09:30:00Z",
        "https://test.example/sitemap-3.xml": "2026-07-25T09:30:00Z",
    }
    parts = [listed(after, f"sitemap-{number}.xml") for number in (1, 2, 3)]
    assert [len(part) for part in parts] == [10, 10, 10]
    recipes = [planned(outputs(shelf)) for shelf in (before, after)]
    assert recipes[0]["sitemap-1.xml"] == recipes[1]["sitemap-1.xml"]
    assert recipes[0]["sitemap-3.xml"] != recipes[1]["sitemap-3.xml"]


def test_too_many_bytes_become_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_BYTES", 2000)
    assert "sitemap-1.xml" in planned(outputs(library([story(1, url="/" + "x" * 1500 + "/")])))
    assert "sitemap-1.xml" not in planned(outputs(library([story(1)])))


def test_robots_txt_names_the_sitemap() -> None:
    text = filled(planned(outputs(library()))["robots.txt"])
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.site_maps() == ["https://test.example/sitemap.xml"]
    assert robots.can_fetch("AnyBot", "https://test.example/s/1/")


def test_robots_txt_of_a_site_without_a_url_names_none() -> None:
    settings = msgspec.structs.replace(SETTINGS, url="")
    assert "Sitemap" not in filled(planned(outputs(library(settings=settings)))["robots.txt"], settings)
