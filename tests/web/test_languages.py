"""A page speaks one language: its story's; nothing of the theme's is left in English."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from demonstration import ROOT, Demo
from optional import Element

LANGUAGES = ("ar", "de", "en", "es", "fr", "uk")
PLACE = re.compile(r"%(?:\(\w+\))?[sd]")
SPOKEN = ("aria-label", "title", "alt", "placeholder")


def english(catalogue: Path) -> list[re.Pattern[str]]:
    """Return what the theme says in English where this catalogue says it otherwise."""
    found = []
    with catalogue.open("rb") as file:
        for message in read_po(file):
            told, ways = several(message.string), several(message.id)
            found += [way for way in ways if way and way not in told and re.search(r"[A-Za-z]", PLACE.sub("", way))]
    return [re.compile(".+".join(map(re.escape, PLACE.split(way)))) for way in found]


def several(texts: str | Sequence[str] | None) -> Sequence[str]:
    """Return the forms of a message: one, or one for each number that the language tells apart."""
    return (texts,) if isinstance(texts, str) else texts or ()


def spoken(node: Element) -> list[str]:
    """Return all texts of an element that are in the page's language, as screen readers would say them."""
    found = [node.attrib[name] for name in SPOKEN if name in node.attrib] + [node.text or ""]
    for child in node:
        if isinstance(child.tag, str) and "lang" not in child.attrib and child.tag not in ("script", "style"):
            found += spoken(child)
        found.append(child.tail or "")
    return [" ".join(text.split()) for text in found if text.strip()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_a_story_that_says_so(demo: Demo, lang: str) -> None:
    pages = [page for page in demo.news().values() if page.attrib["lang"].partition("-")[0] == lang]
    assert pages
    assert all(page.attrib.get("dir") == ("rtl" if lang == "ar" else "ltr") for page in pages)


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_no_english_word_of_the_theme_is_left(demo: Demo, lang: str) -> None:
    patterns = english(ROOT / "templates" / "words" / f"{lang}.po")
    assert len(patterns) > 20
    for path, page in demo.news().items():
        if page.attrib["lang"].partition("-")[0] == lang:
            said = spoken(page.xpath("//body")[0])
            assert [text for text in said if any(pattern.fullmatch(text) for pattern in patterns)] == [], path


def test_english_words_are_found_where_the_page_is_english(demo: Demo) -> None:
    """Else the test above would show nothing."""
    patterns = english(ROOT / "templates" / "words" / "fr.po")
    pages = [page for page in demo.news().values() if page.attrib["lang"].startswith("en")]
    for page in pages:
        assert any(pattern.fullmatch(text) for text in spoken(page.xpath("//body")[0]) for pattern in patterns)
