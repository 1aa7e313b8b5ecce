"""The documents: their links lead somewhere, and no setting is left out."""

import re
from collections import Counter
from pathlib import Path

import pytest
import tables
from themebook import ROOT, read_book

from generator.model.field import Setting, declared
from generator.model.settings import ImageOptions, Settings
from generator.read.config.announce import KEYS as ANNOUNCE_KEYS
from generator.read.config.setting_table import SETTINGS
from generator.read.config.theme import KEYS


@pytest.mark.parametrize("path", tables.DOCUMENTS, ids=lambda path: path.name)
def test_the_tables_are_those_of_the_code(path: Path) -> None:
    assert path.read_text("utf-8") == tables.updated(path), "run make modules"


def test_every_setting_is_declared() -> None:
    """What templates ask for, what the settings hold, and what other tables list."""
    book = read_book(ROOT / "docs/settings.md")
    asked = {
        name
        for path in (ROOT / "templates").rglob("*.*")
        for name in re.findall(r"site\.get\('(\w+)'", path.read_text("utf-8"))
    }
    assert asked <= SETTINGS.keys()
    undeclared = {"file", "deploy_error", "warnings", "positions", "values", "outside", "digest", "images"}
    assert set(Settings.__struct_fields__) - undeclared == {name for name, _ in declared(Settings, Setting)}
    assert set(ImageOptions.__struct_fields__) == {name for name, _ in declared(ImageOptions, Setting)}
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
