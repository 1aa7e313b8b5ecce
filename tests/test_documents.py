"""The documents: their links lead somewhere, and no setting is left out."""

import re
from collections import Counter
from pathlib import Path

import pytest
from themebook import ROOT, read_book

from generator.model.settings import ImageOptions, Settings
from generator.read.config.announce import KEYS as ANNOUNCE_KEYS
from generator.read.config.theme import KEYS

# Where `_config.yml` has what the settings call otherwise.
KEYS_OF = {
    "feed_items": "feed: posts_limit",
    "targets": "deploy",
}


def test_the_tables_of_settings_are_complete() -> None:
    book = read_book(ROOT / "docs/settings.md")
    told = [
        name
        for heading in ("The site", "Stories and pages", "Files, Markdown, images, feeds")
        for name in book.names(heading)
    ]
    fields = set(Settings.__struct_fields__) - {
        "file",
        "deploy_error",
        "warnings",
        "positions",
        "values",
        "digest",
        "images",
    }
    fields |= {f"images: {name}" for name in ImageOptions.__struct_fields__}
    asked = {
        name
        for path in (ROOT / "templates").rglob("*.*")
        for name in re.findall(r"site\.get\('(\w+)'", path.read_text("utf-8"))
    }
    assert sorted(told) == sorted({KEYS_OF.get(name, name) for name in fields} | asked)
    assert sorted(book.names("`announce`: notifications after a deploy")) == sorted(ANNOUNCE_KEYS)
    assert sorted(book.names("`theme`: colours, logo and icons")) == sorted(KEYS)


def anchors(text: str) -> set[str]:
    """Return what can be linked in a page: its headings, as GitHub writes them."""
    found: Counter[str] = Counter()
    names = set()
    for heading in re.findall("^#+ (.*)$", text, re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        names.add(f"{name}-{found[name]}" if found[name] else name)
        found[name] += 1
    return names


@pytest.mark.parametrize(
    "path",
    [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "generator/README.md"],
    ids=lambda path: path.name,
)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(("http", "/"))]
    for link in links:
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text("utf-8")), link


def test_readme_names_every_document() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"(docs/{path.name})" not in readme] == []
