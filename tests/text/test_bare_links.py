"""On paper the address of a link stands behind it, unless the link shows it anyway."""

import re

import pytest
from smallsite import Site

from generator.text.bare_links import with_bare_links

TEXTS = {
    "bare": ("See https://other.example/a?b=1&c=2.", True),
    "in angles": ("See <https://other.example/a>.", True),
    "raw HTML": ('<a href="https://other.example/a">https://other.example/a</a>', True),
    "with words": ("See [the map](https://other.example/a).", False),
    "another address": ("See [https://other.example/b](https://other.example/a).", False),
    "shorter": ("See [https://other.example/](https://other.example/a).", False),
    "with other attributes": ('<a href="https://other.example/a" rel="me">https://other.example/a</a>', False),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_link_that_shows_its_address_is_marked(site: Site, kind: str) -> None:
    text, is_bare = TEXTS[kind]
    site.write("content/a.md", f"---\ntitle: A\n---\n{text}\n")
    site.build()
    link = re.search(r"<a [^>]*other\.example[^>]*>", site.read("a/index.html"))
    assert link
    assert ('class="bare-link"' in link[0]) == is_bare


def test_the_print_style_knows_the_mark(site: Site) -> None:
    site.post("2026-07-12-a.md", title="A")
    site.build()
    (style,) = (data for path, data in site.tree().items() if path.endswith(".css"))
    assert b":not(.bare-link)::after" in style


@pytest.mark.parametrize("html", ["", "<p>x</p>", '<a href="https://a.example">https://a.examples</a>', '">http'])
def test_anything_else_stays_as_it_is(html: str) -> None:
    assert with_bare_links(html) == html
