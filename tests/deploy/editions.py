"""A small newspaper with something of everything that pages refer to, and what happens to one from day to day."""

import io
from collections.abc import Callable
from pathlib import Path

from deploy.delivering import ROOT
from PIL import Image
from smallsite import CONFIG, Site

URL = "https://test.example"
THEME = ROOT / "templates"
STORIES = 12
TOPIC = "content/topic.md"


def newspaper(root: Path) -> Site:
    """Make its first edition, and have it deployed to the folder `www` beside it."""
    site = Site(root)
    site.write("content/_config.yml", f"{CONFIG}paginate: 5\ndeploy: {{live: {{to: directory, path: ../www}}}}\n")
    site.write(
        "content/about.md",
        '---\ntitle: About\n---\n<link rel="stylesheet" href="/look/extra.css">\n\nUs, on [it](/topic.html).\n',
    )
    site.write(TOPIC, "---\ntitle: Topic\npermalink: /topic.html\n---\nA topic, see [about](/about/).\n")
    site.write("content/links.html", f'<!DOCTYPE html><html><a href="{address(1)}">A story</a></html>')
    site.write("content/reading.xml", f"---\nlayout: none\n---\n<list><one>{URL}{address(1)}</one></list>\n")
    repaint(site, 0)
    redraw(site, 0)
    for number in range(STORIES):
        write_story(site, number)
    return site


def address(number: int) -> str:
    return f"/news/2026/07/{1 + number:02}/story-{number}/"


def source(number: int) -> str:
    return f"{1 + number:02}-story-{number}.md"


def write_story(site: Site, number: int, title: str = "", tags: tuple[str, ...] = ()) -> None:
    """Write a story that leads to one that stays; every third has a picture."""
    picture = {"image": {"path": "/img/0.jpg", "alt": "A picture"}} if number % 3 == 0 else {}
    site.post(
        f"2026-07-{source(number)}",
        f"The river rose again.\n\nMore of [that]({address(number % 5)}).\n",
        title=title or f"Story {number}",
        categories=["News"],
        tags=[*(tags or (f"tag-{number % 3}",))],
        author=f"Author {number % 2}",
        **picture,
    )


def add(site: Site, number: int) -> None:
    """Publish a story with a tag of its own, and lead to it from pages that are no stories."""
    new = STORIES + number % 16
    write_story(site, new, tags=("tag-1", f"only-{new}"))
    for name in ("content/links.html", "content/reading.xml"):
        text = site.path(name).read_text()
        old = text.partition(URL if name.endswith("xml") else 'href="')[2].partition("/<" if "xml" in name else '"')[0]
        site.edit(name, old, address(new).removesuffix("/") if "xml" in name else address(new))


def rename(site: Site, number: int) -> None:
    """Change a headline."""
    write_story(site, 2 + number % 9, f"Another headline {number}")


def retag(site: Site, number: int) -> None:
    """Give a story a tag that nothing else has: a page and a feed come, others may go."""
    write_story(site, 3 + number % 8, tags=(f"topic-{number}",))


def retract(site: Site, number: int) -> None:
    """Take back the newest story; nothing that stays leads there."""
    newest = max(site.path("content/_posts").iterdir(), key=lambda path: path.name)
    gone = int(newest.stem.rpartition("-")[2])
    for name in ("content/links.html", "content/reading.xml"):
        if address(gone).removesuffix("/") in site.path(name).read_text():
            site.edit(name, address(gone).removesuffix("/"), address(1).removesuffix("/"))
    if gone >= STORIES - 2:
        newest.unlink()
    else:
        add(site, number)


def restyle(site: Site, number: int) -> None:
    """Change the style sheet: every page has another address for it."""
    style = (ROOT / "static/css/main.css").read_text("utf-8")
    site.write("static/css/main.css", f"{style}\n.edition-{number} {{ color: red }}\n")


def redesign(site: Site, number: int) -> None:
    """Change what every page shows."""
    text = (THEME / "partials/colophon.html").read_text("utf-8")
    site.write("templates/partials/colophon.html", f"{text}<p>Edition {number}</p>\n")


def repaint(site: Site, number: int) -> None:
    """Change the picture of some stories."""
    file = io.BytesIO()
    Image.radial_gradient("L").resize((160, 90 + number % 7)).convert("RGB").save(file, "JPEG")
    site.write("content/img/0.jpg", file.getvalue())


def redraw(site: Site, number: int) -> None:
    """Change a style sheet that keeps its name, so that it asks for another picture."""
    for old in site.path("content/look").glob("*.svg"):
        old.unlink()
    site.write(f"content/look/mark-{number}.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    site.write("content/look/extra.css", f".mark {{ background: url(mark-{number}.svg) }}\n")


def turn(site: Site, number: int) -> None:  # noqa: ARG001 (as every edit's)
    """Turn a page into a folder of the same name, or back."""
    was_folder = "/topic.html/" in site.path(TOPIC).read_text()
    site.edit(TOPIC, *(("/topic.html/", "/topic.html") if was_folder else ("/topic.html", "/topic.html/")))


EDITS: tuple[Callable[[Site, int], None], ...] = (
    *(add, rename, retag, restyle, repaint, redesign, turn, redraw, retract),
)
