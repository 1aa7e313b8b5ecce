"""The demonstration newspaper in a real browser."""

import itertools
import time
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import SIZES, Browser, Page, Route, opened
from demonstration import ARABIC, KINDS, STORY, Demo

FRONT, STORY_URL, ARABIC_URL = "/", f"/{STORY}/", f"/{ARABIC}/"
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => entry.value)))
  .observe({type: 'layout-shift', buffered: true});
"""
LOAD_ALL = """async () => {
  const wait = time => new Promise(done => setTimeout(done, time));
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await wait(40);
  }
  const end = performance.now() + 30000;
  for (const image of document.images) {
    while (!image.complete) {
      if (performance.now() > end) throw new Error(`not loaded: ${image.outerHTML}`);
      scrollTo(0, image.getBoundingClientRect().top + scrollY - innerHeight / 2);  // a busy machine missed it
      await wait(40);
    }
  }
  scrollTo(0, document.documentElement.scrollHeight);
  await new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)));
}"""
MOVING = """[...document.querySelectorAll('*'), document.documentElement].filter(node => {
  const style = getComputedStyle(node);
  const seconds = list => Math.max(...list.split(',').map(parseFloat));
  const is_moving = style.animationName !== 'none' && seconds(style.animationDuration) > 0.01;
  return is_moving || seconds(style.transitionDuration) > 0.01 || style.scrollBehavior === 'smooth';
}).map(node => node.outerHTML.slice(0, 80))"""
FOCUS = """() => {
  const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();
  const is_ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none';
  const is_seen = box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
  const place = [...document.querySelectorAll('*')].indexOf(node);
  return node === document.body ? null : {is_ringed, is_seen, place, html: node.outerHTML.slice(0, 100)};
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_pages_fit_every_screen_ask_nobody_else_and_raise_no_complaint(
    browser: Browser, demo: Demo, address: str, kind: str
) -> None:
    with opened(browser, address + demo.path(kind)) as shown:
        for size in SIZES:
            shown.page.set_viewport_size(SIZES[size])
            wide = shown.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= SIZES[size]["width"], f"{wide} pixels do not fit on the {size} screen"
        shown.page.evaluate(LOAD_ALL)
        assert shown.complaints == []
        assert [url for url in shown.asked if not url.startswith((address + "/", "data:"))] == []
        # In this order: a page without any picture is none that a lazy picture is missing from.
        assert shown.page.evaluate("[...document.images].filter(image => !image.naturalWidth).length") == 0


@pytest.mark.parametrize(("path", "size"), [(FRONT, "phone"), (STORY_URL, "phone"), (STORY_URL, "desk")])
def test_nothing_moves_while_slow_pictures_arrive(browser: Browser, address: str, path: str, size: str) -> None:
    with opened(browser, "about:blank", size) as shown:

        def late(route: Route) -> None:
            time.sleep(0.15)
            route.continue_()

        shown.page.route("**/*.{jpg,jpeg,png,webp,avif,svg}", late)
        shown.page.add_init_script(WATCH_SHIFTS)
        shown.page.goto(address + path)
        shown.page.evaluate(LOAD_ALL)
        assert shown.page.evaluate("shifts") == []


def test_movement_is_seen(browser: Browser) -> None:
    """Else the test above would show nothing."""
    with opened(browser, "about:blank") as shown:
        shown.page.add_init_script(WATCH_SHIFTS)
        shown.page.goto("data:text/html,<p id=box>Above<h1>A headline</h1><p>And a good deal of text below it.</p>")
        shown.page.evaluate(LOAD_ALL)
        shown.page.evaluate("box.style.height = '300px'")
        shown.page.evaluate(LOAD_ALL)
        assert shown.page.evaluate("shifts.length") >= 1


def test_dark_is_dark_and_light_is_light(browser: Browser, address: str) -> None:
    color = "getComputedStyle(document.documentElement).backgroundColor"
    brightness = color + ".match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
    with opened(browser, address + STORY_URL) as shown:
        assert shown.page.evaluate(brightness) > 600
        shown.page.emulate_media(color_scheme="dark")
        assert shown.page.evaluate(brightness) < 150


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_hero_comes_first_and_in_the_right_size(browser: Browser, address: str, size: str) -> None:
    with opened(browser, address + STORY_URL, size) as shown:
        hero = shown.page.locator("article figure img").first
        assert hero.get_attribute("fetchpriority") == "high"
        assert hero.get_attribute("loading") != "lazy"
        box = hero.bounding_box()
        assert box is not None
        # naturalWidth counts pixels of CSS, so it says what `sizes` promised; the file's own width is in its name.
        source = hero.evaluate("image => image.currentSrc")
        width = int(source.rpartition("/")[2].rsplit("-", 2)[1])
        assert box["width"] <= width <= max(480, 2 * box["width"]), "too small to be sharp, or larger than it need be"
        assert len([url for url in shown.asked if "low-street-dry" in url]) == 1


def test_a_right_to_left_story_is_set_from_the_right(browser: Browser, address: str) -> None:
    with opened(browser, address + ARABIC_URL) as shown:
        assert shown.page.evaluate("getComputedStyle(document.querySelector('article p')).direction") == "rtl"
        edges = "[...document.querySelectorAll('article p')].map(p => getComputedStyle(p).textAlign)"
        assert "left" not in shown.page.evaluate(edges)


@pytest.mark.parametrize("path", [FRONT, STORY_URL])
def test_nothing_needs_a_script(browser: Browser, address: str, path: str) -> None:
    texts = []
    for has_scripts in (True, False):
        with opened(browser, address + path, java_script_enabled=has_scripts) as shown:
            texts.append(shown.page.locator("body").inner_text())
    assert texts[0] == texts[1]
    assert len(texts[0]) > 1000


def test_the_skip_link_is_the_first_thing_and_leads_to_the_text(browser: Browser, address: str) -> None:
    with opened(browser, address + STORY_URL) as shown:
        shown.page.keyboard.press("Tab")
        assert shown.page.evaluate(FOCUS)["is_seen"]
        assert shown.page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
        shown.page.keyboard.press("Enter")
        shown.page.keyboard.press("Tab")
        assert shown.page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("path", "scheme"), [(FRONT, "light"), (STORY_URL, "dark")])
def test_whoever_walks_by_keyboard_sees_where_they_are(browser: Browser, address: str, path: str, scheme: str) -> None:
    with opened(browser, address + path) as shown:
        # Without motion, since a page that glides to the next link has not arrived when it is looked at.
        shown.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        steps = list(itertools.islice(walk(shown.page), 80))
        assert len(steps) > 10
        assert [step["html"] for step in steps if not step["is_ringed"] or not step["is_seen"]] == []
        places = [step["place"] for step in steps]
        assert places == sorted(places), "the order of the keyboard is not that of the page"


def walk(page: Page) -> Iterator[dict[str, Any]]:
    """Press Tab until the page ends, and say where that leads."""
    seen = set()
    while True:
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None or here["place"] in seen:
            return
        seen.add(here["place"])
        yield here


@pytest.mark.parametrize("path", [FRONT, STORY_URL])
def test_who_wants_no_motion_gets_none(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address + path) as shown:
        shown.page.emulate_media(reduced_motion="reduce")
        assert shown.page.evaluate(MOVING) == []


def test_what_is_printed_is_the_story(browser: Browser, address: str) -> None:
    with opened(browser, address + STORY_URL) as shown:
        shown.page.emulate_media(media="print", color_scheme="dark")
        assert [nav for nav in shown.page.locator("nav").all() if nav.is_visible()] == []
        assert shown.page.locator("h1").is_visible()
        assert [text for text in shown.page.locator(".prose p").all() if not text.is_visible()] == []
        ink = "getComputedStyle(document.querySelector('article p')).color.match(/\\d+/g).map(Number)"
        assert sum(shown.page.evaluate(ink)[:3]) < 200, "dark paper must not print pale letters"
        sheets = shown.page.pdf(format="A4").count(b"/Type /Page\n")
        assert 1 <= sheets <= 3
