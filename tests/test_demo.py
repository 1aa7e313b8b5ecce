"""The demonstration newspaper: complete, sound, and all its links lead somewhere."""

import os
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pytest

from generator.build import Options, build
from generator.cli import parser, project_of
from generator.model.report import Report
from generator.read.frontmatter import read_front_matter

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
NOW = "2026-11-21T12:00:00Z"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Build the demonstration newspaper into a folder of its own."""
    root = tmp_path_factory.mktemp("demo")
    told = parser().parse_args(["build", "-C", os.fspath(root), "--content", os.fspath(CONTENT), "--now", NOW])
    return root / "_site", build(project_of(told), told.now, Options())


class Page(HTMLParser):
    """The links and ids of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(int(tag[1]))
        if told.get("id"):
            self.ids.append(str(told["id"]))
        if tag != "link" or told.get("rel") != "canonical":
            self.links += [str(told[name]) for name in ("href", "src") if told.get(name)]
        self.links += [part.split()[0] for part in (told.get("srcset") or "").split(",") if part.strip()]


def file_of(site: Path, path: str) -> Path:
    target = site / unquote(path).lstrip("/")
    if path.endswith("/") or target.is_dir():
        return target / "index.html"
    return target


def test_it_builds_without_a_word_of_complaint(built: tuple[Path, Report]) -> None:
    assert built[1].problems == []
    assert built[1].posts >= 30


def test_every_internal_link_picture_and_anchor_resolves(built: tuple[Path, Report]) -> None:
    site = built[0]
    pages = {path: Page(path) for path in site.rglob("*.html")}
    missing = set()
    for path, page in pages.items():
        here = "/" + path.relative_to(site).as_posix()
        for link in page.links:
            split = urlsplit(urljoin("http://paper" + here.removesuffix("index.html"), link))
            if split.netloc != "paper":
                continue
            target = file_of(site, split.path)
            is_anchor = split.fragment and target in pages
            if not target.is_file() or (is_anchor and unquote(split.fragment) not in pages[target].ids):
                missing.add((here, link))
    assert not missing


def test_every_page_has_one_main_heading_and_no_id_twice(built: tuple[Path, Report]) -> None:
    for path in built[0].rglob("*.html"):
        page = Page(path)
        assert page.headings.count(1) == 1, path
        assert len(page.ids) == len(set(page.ids)), path


def test_the_feed_is_sound_and_full(built: tuple[Path, Report]) -> None:
    feed = feedparser.parse((built[0] / "feed.xml").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 20
    assert all(len(entry.content[0].value) > 300 for entry in feed.entries)


def test_xml_is_well_formed(built: tuple[Path, Report]) -> None:
    for path in built[0].rglob("*.xml"):
        ET.parse(path)  # noqa: S314 (our own output)


def test_it_is_a_whole_newspaper() -> None:
    fronts = [read_front_matter(path.read_bytes(), path.name).data for path in sorted(CONTENT.rglob("_posts/*.md"))]
    categories = Counter(category for front in fronts for category in front.get("categories", []))
    tags = Counter(tag for front in fronts for tag in front.get("tags", []))
    authors = {name for front in fronts for name in [front.get("author"), *front.get("authors", [])] if name}
    assert len(fronts) >= 30
    assert len({str(front["date"])[:4] for front in fronts}) >= 3
    assert len(categories) == 6
    assert 30 <= len(tags) <= 50
    assert len(authors) == 5
    assert sum("image" in front for front in fronts) > len(fronts) / 2
    assert any("image" not in front for front in fronts)
    assert any(front.get("lang") == "ar" for front in fronts)
    assert any("corrections" in front for front in fronts)
    assert any("source" in front for front in fronts)
    assert any(len(front["title"]) > 200 for front in fronts)
    bodies = "".join(path.read_text("utf-8") for path in CONTENT.rglob("_posts/*.md"))
    assert all(mark in bodies for mark in ("\n> ", "--:|", "\n[^", "\n```", "\n: ", "[TOC]"))
