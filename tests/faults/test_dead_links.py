"""Links in texts to addresses of the site that it does not have (C36)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from smallsite import Site

from generator.engine.dead_links import MAX_LINKS
from generator.formats.html import tokens
from generator.model.cache_records import InnerLink
from generator.model.problem import Problem
from generator.render.internal_links import inner_links

STORY = "2026-11-20-pier.md"
FILE = f"content/_posts/{STORY}"
DEAD = {
    "a story": ("See [this](/2026/11/20/teir/).", "/2026/11/20/teir/"),
    "a page": ("First.\n\nSee [the *desk*](/abuot.html).", "/abuot.html"),
    "raw HTML": ('<p>See\n<a class="x" HREF="/nowhere/?a=1&amp;b=2#c">it</a>.</p>', "/nowhere/?a=1&b=2#c"),
    "single quotes": ("See <a href='/no/where'>it</a>.", "/no/where"),
    "no quotes": ("See <a href=/no/where>it</a>.", "/no/where"),
    "a reference": ("See [it][1].\n\n[1]: /gone/", "/gone/"),
    "a relative one": ("See [it](../gone.html).", "../gone.html"),
    "our own host": ("See [it](https://test.example/gone/).", "https://test.example/gone/"),
    "a bare address": ("See https://test.example/gone/ now.", "https://test.example/gone/"),
    "a file": ("Get [the minutes](/files/minutes.pdf).", "/files/minutes.pdf"),
    "another case": ("See [us](/About/).", "/About/"),
    "a folder without an index": ("See [files](/files/).", "/files/"),
    "no scheme": ("See [them](www.harbour.example/a).", "www.harbour.example/a"),
    "a map": ('<map name="m"><area href="/gone/" alt="x"></map>', "/gone/"),
    "letters": ("See [it](/föhr/).", "/föhr/"),
    "a part of a page that is not there": ("See [it](/gone/#part).", "/gone/#part"),
}
ALIVE = {
    "pages": "[a](/about/) [b](/about) [c](/) [d](/2026/11/20/pier/) [e](../pier/) [f](/about/index.html) [g](.)",
    "questions": "[b](?q=1) [c](/about/?q=1) [d]()",
    "anchors": "## A part {#one}\n\n<a name='two'></a> [a](#one) [b](#two) [c](/2026/11/20/pier/#one) [d](./#two) "
    "[e](#) [f](#top) [g](/about/#) [h](/about/#the-d%C3%A9sk) [i](/about/#the-de\u0301sk) [j](/about#the-désk)",
    "anchors of the theme": "[a](#main-content) [b](/about/#main-content) [c](/tags/rain/#main-content)",
    "anchors for programs": "[a](#:~:text=pier) [b](/about/#!/x) [c](#/x) [d](/files/map.pdf#page=2) [e](/who.html#x)",
    "notes": "A note.[^1]\n\n[^1]: Here.",
    "files": "[a](/files/map.pdf) [b](/feed.xml)",
    "letters": "[c](/files/f%C3%B6hr.txt) [d](/files/föhr.txt) [e](/files/fo\u0308hr.txt)",
    "old addresses": "[a](/who-we-are/) [b](/who.html)",
    "lists": "[a](/tags/rain/) [b](/2026/) [c](/2026/11/)",
    "elsewhere": "[a](https://other.example/x) [b](//other.example/x) [c](mailto:a@b.example) <a@b.example> "
    "[d](tel:+1) [e](javascript:void) [f](https://test.example.org/x) [g](http://test.example:8080/x)",
    "our own host": "[a](https://test.example/about/) [b](https://test.example) [c](https://test.example?x)",
    "marks": "[a]({{ site.url }}/x) <a href=\"{% post_url x %}\">b</a> [c](<{{ '/x' | y }}>)",
    "no links": '`<a href="/x">`\n\n<!-- <a href="/x"> -->\n\n    <a href="/x">\n\n<script>"<a href=\'/x\'>"</script>',
    "said to be outside": '[a](/app/){: rel="external"} <a rel="nofollow external" href="/cgi-bin/x">b</a>',
}


def dead(site: Site, *arguments: str) -> list[Problem]:
    return [problem for problem in site.build(*arguments).problems if "the link is dead" in problem.message]


@pytest.fixture
def paper(site: Site) -> Site:
    site.write(
        "content/about.md", "---\ntitle: About\nredirect_from: [/who-we-are/, /who.html]\n---\n## The désk\n\nWe.\n"
    )
    site.write("content/files/map.pdf", b"%PDF-1.4\n")
    site.write("content/files/f\u00f6hr.txt", "Map.\n")
    site.post(STORY, title="Pier", tags=["rain"])
    return site


def write(site: Site, body: str, **front: object) -> None:
    site.post(STORY, f"{body}\n", title="Pier", tags=["rain"], **front)


@pytest.mark.parametrize("kind", DEAD)
def test_c36_a_dead_link_is_said_at_its_line(paper: Site, kind: str) -> None:
    body, address = DEAD[kind]
    write(paper, body)
    for _ in range(2):  # it is repeated until it is mended
        (problem,) = paper.build().problems
        assert problem.message == f'this site has nothing at "{address}": the link is dead'
        assert (problem.file, problem.severity) == (FILE, "warning")
        lines = paper.path(FILE).read_text("utf-8").splitlines()
        spelt = address.replace("&", "&amp;") if kind == "raw HTML" else address
        assert lines[problem.line - 1][problem.column - 1 :].startswith(spelt)
    before = paper.tree()
    write(paper, f"Other words. {body}")
    assert paper.build("--strict").failed
    assert paper.tree() == before
    write(paper, "No link.")
    assert paper.build("--strict").problems == []


@pytest.mark.parametrize("kind", ALIVE)
def test_c36_a_good_link_gives_no_warning(paper: Site, kind: str) -> None:
    write(paper, ALIVE[kind], render_with_liquid=False)
    assert paper.build("--strict").problems == []


WITHOUT = {
    "the same page": ("See [it](#nowhere).", "#nowhere"),
    "raw HTML": ('<p>See <a\nhref="#no&amp;where">it</a>.</p>', "#no&where"),
    "another case": ("## Part\n\nSee [it](#Part).", "#Part"),
    "another page": ("See [it](/about/#nowhere).", "/about/#nowhere"),
    "its own address": ("See [it](/2026/11/20/pier/#nowhere).", "/2026/11/20/pier/#nowhere"),
    "without a slash": ("See [it](/about#nowhere).", "/about#nowhere"),
    "our own host": ("See [it](https://test.example/about/?a=1#nowhere).", "https://test.example/about/?a=1#nowhere"),
    "a list": ("See [it](/tags/rain/#nowhere).", "/tags/rain/#nowhere"),
    "a copied file": ("See [it](/files/old.html#nowhere).", "/files/old.html#nowhere"),
}


@pytest.mark.parametrize("kind", WITHOUT)
def test_c36_an_anchor_that_a_page_does_not_have_is_said_at_its_line(paper: Site, kind: str) -> None:
    paper.write("content/files/old.html", "<p id='somewhere'>Old.</p>\n")
    body, href = WITHOUT[kind]
    write(paper, body)
    for _ in range(2):
        (problem,) = paper.build().problems
        assert problem.message == f'the page that "{href}" leads to has no "#{href.partition("#")[2]}"'
        assert (problem.file, problem.severity) == (FILE, "warning")
        line = paper.path(FILE).read_text("utf-8").splitlines()[problem.line - 1]
        assert line[problem.column - 1 :].replace("&amp;", "&").startswith(href)
    write(paper, "No link.")
    assert paper.build("--strict").problems == []


def test_c36_an_anchor_goes_and_comes_with_the_other_page(paper: Site) -> None:
    write(paper, "[x](/about/#the-desk)")
    assert [problem.hint for problem in paper.build().problems] == ['There is "#the-désk": write it so.']
    paper.write("content/about.md", "---\ntitle: About\n---\n## The desk\n\nWe.\n")
    report = paper.build()
    assert "2026/11/20/pier/index.html" not in report.written
    assert report.problems == []
    paper.edit("content/about.md", "## The desk", "## The pier")
    (problem,) = paper.build().problems
    assert (problem.file, problem.line) == (FILE, 5)
    assert paper.build().problems == paper.build("--clean").problems == [problem]
    write(paper, '[x](/about/#the-desk){: rel="external"}')
    assert paper.build().problems == []


def test_c36_pages_are_looked_at_as_well(paper: Site) -> None:
    paper.write("content/about.md", "---\ntitle: About\n---\n[x](/gone/)\n")
    paper.write("content/raw.html", "---\ntitle: Raw\n---\n<a href='/gone/'>x</a>\n")
    assert [(problem.file, problem.line) for problem in dead(paper)] == [
        ("content/about.md", 4),
        ("content/raw.html", 4),
    ]


def test_c36_a_link_dies_when_the_other_story_goes(paper: Site) -> None:
    paper.post("2026-11-10-quay.md", title="Quay")
    paper.write("content/about.md", "---\ntitle: About\n---\nSee [the quay](/2026/11/10/quay/).\n")
    assert dead(paper) == []
    deaths: dict[str, dict[str, Any]] = {
        "renamed": {"slug": "quays"},
        "not published": {"published": False},
        "held": {"embargo": "2026-12-01 10:00:00 +0000"},
        "expired": {"expires": "2026-11-11 10:00:00 +0000"},
    }
    for how, front in deaths.items():
        paper.post("2026-11-10-quay.md", title="Quay", **front)
        report = paper.build()
        assert "about/index.html" not in report.written
        (problem,) = [problem for problem in report.problems if "the link is dead" in problem.message]
        assert (problem.file, problem.line) == ("content/about.md", 4), how
        assert dead(paper) == dead(paper, "--clean") == [problem]
        paper.post("2026-11-10-quay.md", title="Quay")
        assert dead(paper) == [], how
    paper.remove("content/_posts/2026-11-10-quay.md")
    assert len(dead(paper)) == 1


def test_c36_a_link_dies_and_lives_by_the_clock_alone(paper: Site) -> None:
    paper.post("2026-11-10-quay.md", title="Quay", expires="2026-11-22 10:00:00 +0000")
    paper.post("2026-11-22-news.md", title="News", date="2026-11-22 11:00:00 +0000")
    write(paper, "[a](/2026/11/10/quay/) [b](/2026/11/22/news/)")
    assert [problem.column for problem in dead(paper)] == [28]
    paper.now += timedelta(days=2)
    assert [problem.column for problem in dead(paper)] == [5]


def test_c36_the_line_is_right_after_an_edit_that_changes_no_page(paper: Site) -> None:
    write(paper, "[x](/gone/)")
    (before,) = dead(paper)
    paper.edit(FILE, "---\ntitle", "---\n# A note: /gone/\ntitle")
    report = paper.build()
    assert report.written == []
    assert report.problems == [msgspec.structs.replace(before, line=before.line + 1)]


def test_c36_the_nearest_address_is_offered(paper: Site) -> None:
    for address, near in {
        "/About/": "/about/",
        "/2026/11/21/pier/": "/2026/11/20/pier/",
        "/2026/11/20/pier.html": "/2026/11/20/pier/",
        "/map.pdf": "/files/map.pdf",
    }.items():
        write(paper, f"[x]({address})")
        assert [problem.hint for problem in dead(paper)] == [f'There is "{near}": write it so.']
    write(paper, "[x](www.harbour.example/a)")
    assert "https://www.harbour.example/a" in dead(paper)[0].hint


@pytest.mark.parametrize(
    "name", ["_redirects", "content/_redirects", "netlify.toml", "static/.htaccess", "vercel.json"]
)
def test_c36_nothing_is_said_where_a_server_has_rules(paper: Site, name: str) -> None:
    write(paper, "[x](/gone/)")
    assert len(dead(paper)) == 1
    paper.write(name, "")
    assert dead(paper) == dead(paper) == []
    paper.remove(name)
    assert len(dead(paper)) == 1


def test_c36_of_many_dead_links_in_a_text_the_first_are_told(paper: Site) -> None:
    write(paper, "\n".join(f"[x](/gone-{n:02}/) [again](/gone-{n:02}/)\n" for n in range(MAX_LINKS + 2)))
    problems = paper.build().problems
    assert [problem.line for problem in problems if problem.line] == list(range(5, 5 + 2 * MAX_LINKS, 2))
    assert [problem.message for problem in problems if not problem.line] == [
        "2 more links of this text lead nowhere on this site"
    ]


def test_c36_a_site_below_a_folder(paper: Site) -> None:
    paper.write("content/_config.yml", "title: T\nurl: https://test.example\nbaseurl: /paper\npermalink: pretty\n")
    write(
        paper, "[a](/paper/about/) [b](/about/) [c](/papers/) [d](/paper) [e](/paper/gone/) [f](https://test.example/x)"
    )
    assert [problem.message for problem in dead(paper)] == ['this site has nothing at "/paper/gone/": the link is dead']
    write(paper, "[a](/paper/About/)")
    assert dead(paper)[0].hint == 'There is "/paper/about/": write it so.'


@pytest.mark.parametrize(
    ("href", "below"),
    [("b", "a/b"), ("./b/", "a/b/"), ("../b#x", "b"), ("../../b", "b"), ("/b?x", "b"), ("https://t.example/b", "b")],
)
def test_c36_links_are_resolved_as_browsers_do(href: str, below: str) -> None:
    found = inner_links(f'<a href="{href}">x</a>', "a/index.html", "https://t.example", "")
    assert found == (InnerLink(href, below),)


@pytest.mark.parametrize("href", ["https://other.example/", "#part", "mailto:a@b.example", "HTTP://other.example"])
def test_c36_a_text_without_links_inside_the_site_is_not_taken_apart(
    monkeypatch: pytest.MonkeyPatch, href: str
) -> None:
    asked: list[str] = []

    def heard(html: str) -> Iterator[re.Match[str]]:
        asked.append(html)
        return tokens(html)

    monkeypatch.setattr("generator.render.internal_links.tokens", heard)
    for written in (f'href="{href}"', f"href='{href}'", f"href = {href}"):
        assert inner_links(f"<p>Words.</p><a {written}>x</a>", "a/index.html", "https://t.example", "") == ()
    assert asked == []
    with_anchor = '<h2 id="part">A</h2><a href="#part">x</a>'
    assert inner_links(with_anchor, "a/index.html", "https://t.example", "", with_anchor) == ()
    assert asked == []
    inner_links('<a href="/b">x</a>', "a/index.html", "https://t.example", "")
    assert len(asked) == 1
