"""A post as a newsroom's own program writes it: where it goes, and what shows it."""

from io import BytesIO

import pytest
from optional import feedparser
from PIL import Image
from smallsite import Site

POST = """\
---
layout: post
title: "New: Ferry crews and council ready to talk before and after the vote"
date: 2025-09-04T01:12:31
author: "tdesk"
categories: [News]
tags: []
excerpt: "Both sides hope for the island's backing before the timetable changes."
image: assets/images/0f1e2d3c.jpg
---

Let's look at it: the crews of the island ferry are ready to talk.

"If not, then we will have to swim," she said - to laughter \u2013 and sat down.

It costs \u00a31bn ($1.24bn), with more to come.
"""
URL = "news/2025/09/04/ferry-crews-and-council-ready.html"


@pytest.fixture
def ferry(site: Site) -> Site:
    """Build a site with that one post and a picture for it."""
    picture = BytesIO()
    Image.linear_gradient("L").resize((1500, 1000)).convert("RGB").save(picture, "JPEG")
    site.write("content/_config.yml", "title: The Test\nurl: https://test.example\n")  # Jekyll's own permalinks
    site.write("content/_posts/2025-09-04-ferry-crews-and-council-ready.md", POST)
    site.write("content/assets/images/0f1e2d3c.jpg", picture.getvalue())
    assert site.build().problems == []
    return site


def test_its_page_is_where_jekyll_would_put_it(ferry: Site) -> None:
    page = ferry.read(URL)
    assert 'datetime="2025-09-04T01:12:31+00:00"' in page
    assert "New: Ferry crews and council ready to talk before and after the vote</h1>" in page
    assert "<p>\u201cIf not, then we will have to swim,\u201d she said - to laughter \u2013 and sat down.</p>" in page


def test_its_category_page_shows_its_excerpt_and_its_thumbnail(ferry: Site) -> None:
    page = ferry.read("categories/news/index.html")
    assert f'href="/{URL}"' in page
    assert "Both sides hope for the island\u2019s backing before the timetable changes." in page
    folder = ferry.path("_site/assets/images")
    plain = {path.name.split("-")[1]: path for path in folder.glob("0f1e2d3c-*.jpg")}
    modern = {path.name.split("-")[1]: path for path in folder.glob("0f1e2d3c-*.avif")}
    made = {**plain, **modern}
    sizes = {}
    for name, path in made.items():
        with Image.open(path) as image:
            sizes[name] = image.size
    thumbnails = {"1500": (1500, 1000), "480": (480, 320), "960": (960, 640)}
    assert sizes == {**thumbnails, "16x9": (1200, 675), "4x3": (1200, 900), "1x1": (1000, 1000), "card": (1200, 630)}
    assert all(f"/assets/images/{made[name].name} {name}w" in page for name in thumbnails)


def test_the_feed_carries_it_in_full(ferry: Site) -> None:
    feed = feedparser.parse((ferry.path("_site/feed.xml")).read_bytes())
    (entry,) = feed.entries
    assert not feed.bozo
    assert entry.link == entry.id == f"https://test.example/{URL}"
    assert entry.published == "Thu, 04 Sep 2025 01:12:31 +0000"
    assert entry.summary == "Both sides hope for the island\u2019s backing before the timetable changes."
    assert "It costs \u00a31bn ($1.24bn), with more to come." in entry.content[0].value
    assert [tag.term for tag in entry.tags] == ["News"]
    assert entry.author == "tdesk"
    (enclosure,) = entry.enclosures
    assert enclosure.href == "https://test.example/assets/images/0f1e2d3c.jpg"
    assert int(enclosure.length) == ferry.path("content/assets/images/0f1e2d3c.jpg").stat().st_size
