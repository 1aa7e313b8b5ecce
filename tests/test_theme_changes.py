"""What a change writes in the small theme of the tutorial, by the table of `docs/theme.md`."""

import re
from pathlib import Path

import pytest
from themebook import built, open_site, read_book, write_small_theme

from generator.formats.feeds import FEEDS

SECOND = ("content/_posts/2026-07-12-flood.md", "(/2026/07/rain/).\n", "(/2026/07/rain/).\n\nAnd fell.\n")
NEW = ("content/_posts/2026-11-21-tide.md", "", "---\ntitle: Tide\ntags: [rain]\nauthor: Ada Lovell\n---\nLate.\n")
CHANGES = (
    SECOND,
    ("content/_posts/2026-07-12-flood.md", "Flood & after", "Flood"),
    NEW,
    ("templates/post.html", "<h1>", "<h1 dir=auto>"),
    ("templates/partials/rows.html", "<p>", "<p dir=auto>"),
    ("templates/base.html", "<main>", "<main dir=auto>"),
    ("static/tide.css", "40rem", "50rem"),
    ("content/_data/harbour.yml", "5", "6"),
    ("content/_config.yml", "The Tide", "The Ebb"),
)
KINDS = {
    r"2026/\d\d/[a-z]+/index.html": "stories",
    r"about/index.html|404.html": "pages",
    r"index.html": "front page",
    r"(tags|categories|authors|series|archive)/index.html": "indexes",
    r"(tags|categories|authors|series|2026)/.*index.html|2026/index.html|page\d+/index.html": "lists",
    "|".join((r".*/feed\.xml", *(re.escape(feed.path) for feed in FEEDS))): "feeds",
    r"(news-)?sitemap.xml": "sitemaps",
    r"static/.*": "static files",
    r"manifest.webmanifest": "icons",
}


def kind_of(path: str) -> str:
    return next(kind for pattern, kind in KINDS.items() if re.fullmatch(pattern, path))


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_a_change_writes_just_what_the_table_says(tmp_path: Path, number: int) -> None:
    book = read_book()
    tide = open_site(book, tmp_path / "tide")
    rows = book.table("What a change writes")
    assert len(rows) == len(CHANGES)
    write_small_theme(tide)
    built(tide)
    path, old, new = CHANGES[number]
    if old:
        tide.edit(path, old, new)
    else:
        tide.write(path, new)
    expected = set(re.sub(r" \([^)]*\)", "", rows[number][1]).split(", ")) - {"nothing"}
    written = built(tide)
    assert {kind_of(name) for name in written} == expected
    if "its own" in rows[number][1]:
        assert [kind_of(name) for name in written].count("stories") == 1
