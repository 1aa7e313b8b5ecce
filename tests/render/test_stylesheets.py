"""A minified style sheet means the same, to a browser too."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.formats.css import decode, links, with_links
from generator.render.stylesheets import minified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

CHROMIUM = "/usr/bin/chromium"
AS_ROOT = ["--no-sandbox"] if os.getuid() == 0 else []
MAIN = Path(__file__).parents[2] / "static" / "css" / "main.css"
HARD = r"""@charset "utf-8";
/*! a licence */
@layer base, theme;
@layer base { p :is(b, i) { color: red } html, :root { margin: 0 } }
@page :first { margin: 1cm }
:root { --gap: calc(1px + 2px); --block: { a b }; --empty: ; --list: 1 , 2 }
.a {
  & :hover { color: red }
  &:hover { color: blue }
  > b { color: green }
  + i { color: red }
  .x :has(> img) & { color: red }
  b /* c */ :is(u) , em :not(.q) { color: red }
  color : red ;
  @media (width > 3px) and (height < 4000px) { i :focus { color: red } }
}
.b { width: calc( (1px + 2px) * 3 - -1px ); background: url( "a b(1).png" ); content: "/* x */  y  :z" }
.c { background: url(a\(1\).png) ; grid-template-areas: "a  b" "c d"; grid-template: [x] 1fr [y] / auto }
@media not all and (min-width : 400rem) { .c :not(.d) > e ~ f + g:nth-child(2n + 1 of .z) { margin: 0 -1px } }
@supports not (color: nothing) { a[href^="http" i] :hover::after, a * { color: rgb(0 0 0 / 50%) !important } }
@container (width > 400px) { a :hover { color: red } }
@scope (.s :hover) to (.t) { b :hover { color: red } }
.u::before { content: "\201C  é😀…"; font: italic .875rem/1.4 a, serif; transition: color .0s ease-in }
@media screen{@media (min-width:1px){.v :where(a):hover{color:red}}}
"""
RULES = """css => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return [...sheet.cssRules].map(rule => rule.cssText)
}"""
# What a variable holds is text, whose blanks tell nothing: what is made of it is compared.
COMPUTED = """() => [...document.querySelectorAll('*')].map(element => {
  const style = getComputedStyle(element)
  return [...style].filter(name => !name.startsWith('--')).map(name => style.getPropertyValue(name)).join(';')
})"""


@pytest.fixture(scope="module")
def browser() -> "Iterator[Page]":
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here")
    from playwright.sync_api import sync_playwright  # only where there is a browser

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=AS_ROOT)
        yield started.new_page()
        started.close()


def spelled(rules: list[str]) -> list[str]:
    """Take away what may differ without a difference: `*` before a colon, quotes of a URL, blanks in a variable."""
    text = [re.sub(r"\s+|(?<=\s)[*](?=:)", "", rule.replace("%20", " ")) for rule in rules]
    return [rule.replace('url("', "url(").replace('")', ")") for rule in text]


@pytest.mark.parametrize("css", [HARD, MAIN.read_text("utf-8")], ids=["hard", "main.css"])
def test_chromium_reads_the_same_rules_in_the_minified_style_sheet(browser: "Page", css: str) -> None:
    small = minified(css).decode()
    assert len(small) < len(css)
    before, after = browser.evaluate(RULES, css), browser.evaluate(RULES, small)
    assert len(before) > 10
    assert spelled(after) == spelled(before)


def test_nested_selectors_match_the_same_elements(browser: "Page") -> None:
    css = ".a { b :is(u) { color: rgb(1, 2, 3) } & :checked { margin: 7px } } @layer x { .a, :root { top: 1px } }"
    page = "<style>{}</style><div class=a><b><u>one</u></b><input type=checkbox checked></div><b class=a><u>two</u></b>"
    seen = []
    for text in (css, minified(css).decode()):
        browser.set_content(page.format(text))
        seen.append(browser.evaluate(COMPUTED))
    assert seen[0] == seen[1]
    assert "rgb(1, 2, 3)" in "".join(seen[0])


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_the_theme_looks_the_same(browser: "Page", width: int, scheme: str) -> None:
    css = MAIN.read_text("utf-8")
    classes = sorted(set(re.findall(r"[.]([a-z][a-z-]+)", css)))
    boxes = "".join(
        f"<div class={name}><p class={name}>x<a href=#>y</a><h2>z</h2><ul><li>q</ul><blockquote>b</blockquote></div>"
        for name in classes
    )
    browser.set_viewport_size({"width": width, "height": 800})
    browser.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    seen = []
    for text in (css, minified(css).decode()):
        browser.set_content(f"<!DOCTYPE html><html lang=en><style>{text}</style><body class=home><main>{boxes}</main>")
        seen.append(browser.evaluate(COMPUTED))
    assert len(classes) > 20
    assert seen[0] == seen[1]


def test_what_is_minified_already_stays() -> None:
    once = minified(HARD)
    assert minified(once.decode()) == once
    assert b"/*" not in once.replace(b'"/* x */  y  :z"', b"")


def test_letters_of_all_planes_and_bytes_of_no_encoding_survive() -> None:
    assert minified("a { content: '\U0001f600 \u2026 \xa0' }").decode() == "a{content:'\U0001f600 \u2026 \xa0'}"
    raw = b"a { content: '\xe9 \x85\xa0' }"
    text, encoding = decode(raw)
    assert minified(text, encoding) == b"a{content:'\xe9 \x85\xa0'}"


@settings(deadline=None)
@given(st.text(st.sampled_from("""ab{}:;,>+~*&()[]"'/*\\@-.#! \n\t="""), max_size=60))
def test_no_text_is_too_odd(css: str) -> None:
    assert isinstance(minified(css), bytes)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["a.png", "b c.png", "d(1).png", "x.css", "../é.svg"]), max_size=5),
    st.sampled_from(['a{{b:url("{}")}}', "a{{b:url( '{}' )}}", '@import "{}" print;', "@IMPORT /**/ '{}';"]),
)
def test_links_are_found_and_led_elsewhere(names: list[str], form: str) -> None:
    css = '/* url(no.png) */ a::before { content: "url(no.png)" }\n' + "\n".join(map(form.format, names))
    found = links(css)
    assert [link for link, _ in found] == list(dict.fromkeys(names))
    assert [line for _, line in found] == [2 + names.index(link) for link, _ in found]
    places = {name: f"{number}.x" for number, name in enumerate(dict.fromkeys(names))}
    assert [link for link, _ in links(with_links(css, places))] == list(places.values())
    assert with_links(css, {}) == css


def test_links_without_quotes_may_hold_escapes() -> None:
    assert links(r"a{b:url( a\(1\)\20 x.png );c:myurl(n.png);d:url(a b);e:url()}") == (("a(1) x.png", 1),)
