"""C28: what is not for readers, or is no sentence, is nowhere the summary of a story."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from smallsite import Site

FIRST = {
    "comment": "<!-- for the desk only: ask the clerk\n\nring her -->",
    "fence": "```\nask the clerk\n\nring her\n```",
    "raw HTML": "<div hidden>\n\nask the clerk\n\nring her\n\n</div>",
    "iframe": '<iframe src="https://v.example/1">ask the clerk</iframe>',
    "heading": "## Ask the clerk",
    "[TOC]": "[TOC]\n\n## Ask the clerk",
    "rule": "---",
    "film": "{% include film.html id='ask the clerk' %}",
}
SENTENCE = "The pier will close."


def told(site: Site, name: str) -> list[str]:
    """Return the summaries that a page, the front page, a list, the feeds and the data for machines give."""
    page = site.read("2026/07/20/pier/index.html")
    feed = ET.fromstring(site.read("feed.xml"))
    item = next(one for one in feed.iter("item") if one.findtext("title") == "Pier")
    items = json.loads(site.read("feed.json"))["items"] if site.path("_site/feed.json").exists() else []
    found = re.findall(r'<meta (?:name|property)="(?:og:)?description" content="([^"]*)"', page)
    assert found, name
    found.append(item.findtext("description") or "")
    found += [item["summary"] for item in items if "pier" in item["url"]]
    for listed in ("index.html", "tags/pier/index.html"):
        html = site.read(listed)
        assert SENTENCE in html, (name, listed)
        assert "clerk" not in html.lower()
    return found


@pytest.mark.parametrize("separator", ["", "excerpt_separator: <!--more-->\n"])
@pytest.mark.parametrize("first", FIRST)
def test_c28_summaries(paper: Site, first: str, separator: str) -> None:
    body = f"{FIRST[first]}\n\n{SENTENCE}\n\nThen it will open.\n"
    if separator:
        body = f"<!-- ask the clerk -->\n{SENTENCE}\n<!--more-->\n\n{FIRST[first]}\n\nThen it will open.\n"
    paper.write("content/_posts/2026-07-20-pier.md", f"---\ntitle: Pier\ntags: [pier]\n{separator}---\n{body}")
    assert not paper.build().failed
    for summary in told(paper, first):
        assert summary == SENTENCE


def test_c28_an_edit_of_the_first_paragraph_is_seen_in_lists(paper: Site) -> None:
    paper.write("content/_posts/2026-07-20-pier.md", f"---\ntitle: Pier\n---\n[TOC]\n\n{SENTENCE}\n\nMore.\n")
    paper.build()
    paper.edit("content/_posts/2026-07-20-pier.md", "More.", "Much more.")
    assert paper.build().written == ["2026/07/20/pier/index.html"] or "index.html" not in paper.build().written
    paper.edit("content/_posts/2026-07-20-pier.md", "will close", "will open")
    assert "index.html" in paper.build().written
    assert paper.tree() == paper.clean_tree()
