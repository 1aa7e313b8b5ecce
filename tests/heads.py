"""What machines read of a built page: found by other people's readers, not by ours."""

import io
from typing import Any

from optional import extruct, html
from PIL import Image
from smallsite import CONFIG, Site

SETTINGS = CONFIG.replace("pretty", "/:year/:month/:day/:title/\ntimezone: Europe/Berlin")
FLOOD = "2026/07/12/flood/index.html"
FRONT: dict[str, Any] = {
    "title": "River breaks its <banks>",
    "subtitle": "Low Street is under water",
    "description": "The river & what it took.",
    "date": "2026-07-12 09:30:00 +0200",
    "updated": "2026-07-13 08:00:00 +0200",
    "authors": ["Ada Wren", "Ben"],
    "categories": ["News", "Weather"],
    "tags": ["rain", "high water"],
    "image": {"path": "flood.jpg", "alt": "A street", "caption": "Low Street", "credit": "Ada/Here", "focus": "left"},
    "corrections": [{"date": "2026-07-14", "text": "It was Monday."}],
    "source": {"name": "The Agency", "url": "https://agency.example/1"},
    "location": "Saltmere",
    "series": "The flood",
}
# A theme that is nothing but heads.
HEAD = """<!DOCTYPE html>
<html lang="{{ lang }}">
<head><meta charset="utf-8">{% include 'partials/meta.html' %}</head>
<body>end</body>
</html>
"""


def headed(site: Site) -> Site:
    """Give a site that theme."""
    site.write("content/_config.yml", SETTINGS)
    for name in ("home", "post", "page", "list", "404"):
        site.write(f"templates/{name}.html", HEAD)
    site.write("templates/terms.html", "{% set heading = {'tag': _('Topics')}.get(index, page.title) %}" + HEAD)
    return site


def flood(site: Site) -> Site:
    """Give a site that theme, a story that says everything, and one that says little."""
    headed(site)
    site.write("content/flood.jpg", jpeg(1600, 1000))
    site.post("2026-07-12-flood.md", **FRONT)
    site.post("2026-07-10-rain.md", title="Rain", date="2026-07-10 08:00:00 +0000")
    return site


def jpeg(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (20, 90, 160)).save(file, "JPEG")
    return file.getvalue()


def built(site: Site, *arguments: str) -> None:
    """Build a site without a fault."""
    assert [str(problem) for problem in site.build(*arguments).problems] == []


def things(page: str) -> dict[str, dict[str, Any]]:
    """Return what a page says in JSON-LD, by type."""
    return {found["@type"]: found for found in extruct.extract(page, syntaxes=["json-ld"])["json-ld"]}


def cards(page: str) -> list[tuple[str, str]]:
    """Return what a page says in Open Graph, as somebody else's reader finds it."""
    found = extruct.extract(page, syntaxes=["opengraph"])["opengraph"]
    return [pair for one in found for pair in one["properties"]]


def heads(page: str, query: str) -> list[str]:
    return [str(found) for found in html.fromstring(page.encode()).xpath(query)]


def canonical(page: str) -> list[str]:
    return heads(page, "//link[@rel='canonical']/@href")


def robots(page: str) -> list[str]:
    return heads(page, "//meta[@name='robots']/@content")
