"""Links in HTML, and HTML's bare text."""

import re
import time
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.formats.html_links import absolute_links, plain_text, resolve

BASE = "https://test.example/paper/2026/flood/"
PIECES = st.sampled_from(
    [
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        "<!",
        "=",
        '"',
        "'",
        " ",
        "\n",
        "a",
        "p",
        "img",
        "script",
        "</script>",
        "&amp;",
        "&",
        "x",
        "title",
        "class",
        "<b ",
        "<p>",
        "alt=",
        'title="',
        "5 < 6",
        "é",
        "<textarea>",
        "</textarea >",
        "/",
    ]
)
LINKS = st.sampled_from(
    ["/a", "b", "../c", "#d", "?e", "", "//f.example/", "https://g.example/", "mailto:h", "a b", "x&amp;y", "./", "."]
)
NAMES = st.sampled_from(["href", "src", "SRC", "srcset", "poster", "action", "title", "data-x"])
QUOTES = st.sampled_from(['"', "'", ""])


class Reader(HTMLParser):
    """Collects the links that a parser sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag
        self.links += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<a href="/x?a=1&amp;b=2#c">', '<a href="https://test.example/x?a=1&amp;b=2#c">'),
        ("<a href=y>t</a>", f'<a href="{BASE}y">t</a>'),
        ("<A HREF = 'y' >", f'<A HREF = "{BASE}y" >'),
        ('<a href="#f">', f'<a href="{BASE}#f">'),
        ('<a href="?q">', f'<a href="{BASE}?q">'),
        ('<a href="">', f'<a href="{BASE}">'),
        ('<a href="//h.example/x">', '<a href="https://h.example/x">'),
        ('<a href="../z">', '<a href="https://test.example/paper/2026/z">'),
        ('<a href="../../../../z">', '<a href="https://test.example/z">'),
        ('<a href="proxy/http://x">', f'<a href="{BASE}proxy/http://x">'),
        ('<a href=" \n/a\nb ">', '<a href="https://test.example/ab">'),
        ('<a href="\\x">', '<a href="https://test.example/x">'),
        ('<a href="&#47;x">', '<a href="https://test.example/x">'),
        ("<a href='x\"y'>", f'<a href="{BASE}x&#34;y">'),
        ('<img srcset="a.jpg 1x, /b.jpg 2x">', f'<img srcset="{BASE}a.jpg 1x, https://test.example/b.jpg 2x">'),
        (
            '<img srcset="data:image/png;base64,AA== 1x, b 2x">',
            f'<img srcset="data:image/png;base64,AA== 1x, {BASE}b 2x">',
        ),
        ('<video poster="p.jpg" src="v.mp4">', f'<video poster="{BASE}p.jpg" src="{BASE}v.mp4">'),
        ("<object data=o>", f'<object data="{BASE}o">'),
        ('<form action="/go">', '<form action="https://test.example/go">'),
        ('<p style="background:url(q.png)">', f'<p style="background:url({BASE}q.png)">'),
    ],
)
def test_relative_links_become_absolute(html: str, wanted: str) -> None:
    assert absolute_links(html, BASE) == wanted


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://x.example/?a&b">',
        "<a href='mailto:x'>",
        "<a HREF=tel:1  class = x\n>",
        '<img src="data:image/png;base64,AA">',
        '<!-- <a href="x"> -->',
        '<script>"<a href=x>"</script>',
        "<textarea><a href=x></textarea>",
        '<p data="x" title="href=x">',
        'href="x"',
        '5 < 6 href="x"',
        '<a href="x',
        "<img src=''>",
        "<a href>",
        "</a href=x>",
        "<p title='<a href=x>'>",
        "<!doctype html>",
    ],
)
def test_all_else_stays_byte_for_byte(html: str) -> None:
    assert absolute_links(html, BASE) == html


@given(st.lists(PIECES).map("".join))
def test_html_without_links_stays(html: str) -> None:
    assert absolute_links(html, BASE) == html


@given(st.lists(st.tuples(NAMES, LINKS, QUOTES)))
def test_no_link_stays_relative(parts: list[tuple[str, str, str]]) -> None:
    parts = [(name, link, quote) for name, link, quote in parts if quote or " " not in link]
    html = "".join(f"<p>t<img alt='<' {name}={quote}{link}{quote} title=t>" for name, link, quote in parts)
    made = absolute_links(html, BASE)
    for name, value in Reader(made).links:
        if name in ("href", "src", "poster", "action") and value:
            assert re.match("[a-z]+:", value), made
    assert absolute_links(made, BASE) == made
    assert [name for name, _ in Reader(made).links] == [name for name, _ in Reader(html).links]


@given(st.lists(st.sampled_from(["a", ".", "..", "/", "b.c", "?", "#", "&"])).map("".join))
def test_resolving_agrees_with_the_standard_library(link: str) -> None:
    if re.search("//|[?]$|#$|[?]#", link):  # where urljoin drops what it should not
        return
    assert resolve(link, BASE) == urljoin(BASE, link)


def test_a_base_without_a_host_gives_paths_below_it() -> None:
    assert resolve("x", "/a/b/") == "/a/b/x"
    assert resolve("/x", "/a/b/") == "/x"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a &amp; b</p><p>c <b>d</b>e</p>", "a & b c de"),
        ("<script>x<b></script>f < g <!-- k --> h", "f < g h"),
        ("a<br>b<style>p{}</style>", "a b"),
        ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
        ("a <img alt='>' src=x> b <a href='c", "a b"),
        ("&lt;script&gt;", "<script>"),
        ("<script>never closed", ""),
        ("", ""),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.lists(st.sampled_from(["a", "b", "é", ">", "&amp;"])).map("".join))
def test_text_without_tags_is_all_kept(text: str) -> None:
    assert plain_text(f"<p>{text}</p>") == text.replace("&amp;", "&")


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<!--",
        "<script>",
        '<a b="',
        "<a b='",
        '<a href="',
        "<a href=",
        "</",
        "<!",
        "&",
        "a ",
        "<a href=x>",
        "url(",
        "../",
    ],
)
def test_c21_hostile_html_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    for html in (piece * 50_000, f'<img style="{piece * 50_000}" srcset="{piece * 50_000}">'):
        absolute_links(html, BASE)
        plain_text(html)
    assert time.process_time() - started < 10
