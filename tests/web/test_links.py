"""Every address in the newspaper leads somewhere: in pages, stylesheets, feeds, sitemaps, cards and JSON."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import msgspec
import pytest
from demonstration import CONTENT, URL, Demo, read_page
from optional import Element

WITH_ADDRESSES = (".html", ".xml", ".json", ".txt", ".webmanifest", ".css", ".svg")
LINKS = ("href", "src", "poster", "action", "cite", "data")
WHOLE = re.compile(re.escape(URL) + r"[^\s\"'<>)\]}\\,;]*")
IN_STYLES = re.compile(r"""url\(\s*["']?([^"')]+)""")
IN_MARKDOWN = re.compile(r"\]\((/[^\s)]*)|^\[[^\]]+\]: (/\S+)", re.MULTILINE)


@pytest.fixture(params=["", "/news"], ids=["at the root", "in a folder"])
def paper(request: pytest.FixtureRequest) -> Demo:
    """Take the newspaper as it is, and as it is in a folder of its address."""
    found = request.getfixturevalue("below" if request.param else "demo")
    assert isinstance(found, Demo)
    return found


def links_of(page: Element) -> Iterator[str]:
    """Name every address that a page's elements hold."""
    for node in page.iter():
        if isinstance(node.tag, str):
            yield from (node.attrib[name] for name in LINKS if name in node.attrib)
            yield from (part.split()[0] for part in node.attrib.get("srcset", "").split(",") if part.strip())
            yield from IN_STYLES.findall(node.attrib.get("style", ""))


def addresses(path: Path) -> Iterator[str]:
    """Name every address that a file holds: whole ones wherever they stand, others where the format has them."""
    text = path.read_text("utf-8")
    # Once for the markup around a text, once for the markup in a feed's text.
    yield from WHOLE.findall(unescape(unescape(text)))
    if path.suffix == ".html":
        yield from links_of(read_page(path))
    if path.suffix in (".html", ".css"):
        yield from IN_STYLES.findall(text)
    if path.suffix == ".webmanifest":
        manifest = msgspec.json.decode(text)
        yield manifest["start_url"]
        yield from (icon["src"] for icon in manifest["icons"])


def texts() -> str:
    """Return all that the newspaper's writers wrote."""
    return "\n".join(path.read_text("utf-8") for path in CONTENT.rglob("*.md"))


def is_broken(link: str, here: str, paper: Demo) -> bool:
    """Tell whether an address of the newspaper's own leads nowhere, or out of its folder."""
    split = urlsplit(urljoin(URL + here, link))
    if split.scheme not in ("http", "https") or f"{split.scheme}://{split.netloc}" != URL:
        return False
    if not split.path.startswith(f"{paper.baseurl}/"):
        return split.path != paper.baseurl
    target = paper.file(split.path.removeprefix(paper.baseurl))
    if not target.is_file():
        return True
    wants_anchor = bool(split.fragment) and target.suffix == ".html"
    return wants_anchor and not read_page(target).xpath("//*[@id=$id]", id=unquote(split.fragment))


def test_every_address_resolves(paper: Demo) -> None:
    broken, count = set(), 0
    # In a folder, what a story itself links to stands as its writer wrote it.
    written = {link for found in IN_MARKDOWN.findall(texts()) for link in found} if paper.baseurl else set()
    for path in sorted(path for path in paper.site.rglob("*") if path.suffix in WITH_ADDRESSES):
        name = path.relative_to(paper.site).as_posix()
        # Where it is served, since a browser resolves what is relative against that.
        here = f"{paper.baseurl}/{name.removesuffix('index.html')}"
        found = set(addresses(path))
        count += len(found)
        broken |= {(here, link) for link in found if is_broken(link, here, paper)}
    assert {(here, link) for here, link in broken if link.removeprefix(URL) not in written} == set()
    assert count > 2000


def test_what_leads_nowhere_is_noticed(demo: Demo) -> None:
    """Else the test above would show nothing."""
    assert not is_broken("about/#main-content", "/", demo)
    assert not is_broken("https://elsewhere.example/none", "/", demo)
    assert is_broken("about/#nowhere", "/", demo)
    assert is_broken("../none/", "/about/", demo)
    assert is_broken(f"{URL}/none.jpg", "/about/", demo)
    elsewhere = Demo(demo.site, 0, [], "/news")
    assert is_broken("/about/", "/news/", elsewhere)
    assert not is_broken("/news/about/", "/news/", elsewhere)


def test_links_to_share_a_story_carry_its_own_address(paper: Demo) -> None:
    for path, page in paper.news().items():
        told = [
            value
            for link in page.xpath("//article//a/@href")
            for _, value in parse_qsl(urlsplit(link).query)
            if URL in value
        ]
        assert told, path
        own = URL + paper.baseurl + path
        assert [value for value in told if own not in value] == []
