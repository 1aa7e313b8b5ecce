"""The demonstration newspaper in a real browser."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from generator.build import Options, build
from generator.cli import parser, project_of

ROOT = Path(__file__).parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
STORY = "/2026/11/20/low-street-insurers-return/"
PAGES = ("/", STORY, "/2026/04/08/samovar-at-95/", "/tags/", "/authors/maren-astley/", "/2025/", "/about/", "/404.html")
SIZES = {"desk": (1280, 900), "phone": (390, 800), "small": (320, 640)}


def program() -> str:
    found = os.environ.get("NEWSPRINT_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("NEWSPRINT_BROWSER_REQUIRED"):
        pytest.fail("no Chromium on the PATH, and NEWSPRINT_BROWSER_REQUIRED is set")
    pytest.skip(f"needs a browser: none of {', '.join(NAMES)} is on the PATH, and NEWSPRINT_BROWSER names none")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = program()
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        yield playwright.chromium.launch(executable_path=path, args=flags)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the demonstration newspaper and serve it on loopback."""
    root = tmp_path_factory.mktemp("demo")
    told = parser().parse_args(
        ["build", "-C", str(root), "--content", str(ROOT / "content"), "--now", "2026-11-21T12:00:00Z"]
    )
    assert not build(project_of(told), told.now, Options()).problems

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root / "_site")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(
    browser: Browser, url: str, size: tuple[int, int], *, dark: bool = False
) -> tuple[Page, list[str], list[str]]:
    """Open a page; return it, what the browser complained of, and all addresses that it asked for."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light")
    complaints: list[str] = []
    asked: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    page.goto(url, wait_until="networkidle")
    return page, complaints, asked


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_and_ask_nobody_else(browser: Browser, address: str, path: str, size: str) -> None:
    page, complaints, asked = opened(browser, address + path, SIZES[size])
    assert complaints == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the screen"
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
    page.close()


def test_dark_is_dark_and_light_is_light(browser: Browser, address: str) -> None:
    color = "getComputedStyle(document.documentElement).backgroundColor"
    brightness = color + ".match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
    for dark in (False, True):
        page, _, _ = opened(browser, address + STORY, SIZES["desk"], dark=dark)
        assert (page.evaluate(brightness) < 300) is dark
        page.close()


def test_the_hero_has_its_size_and_the_right_file_is_loaded(browser: Browser, address: str) -> None:
    for name, width in (("desk", 960), ("phone", 480)):
        page, _, asked = opened(browser, address + STORY, SIZES[name])
        hero = page.locator("main img").first
        box = hero.bounding_box()
        assert box is not None
        assert hero.get_attribute("width")
        assert hero.get_attribute("height")
        assert f"-{width}-" in hero.evaluate("image => image.currentSrc")
        assert len([url for url in asked if "low-street-dry" in url]) == 1
        page.close()


def test_a_right_to_left_story_is_set_from_the_right(browser: Browser, address: str) -> None:
    page, _, _ = opened(browser, address + "/2026/04/08/samovar-at-95/", SIZES["desk"])
    assert page.locator("[lang=ar][dir=rtl]").count() >= 1
    assert page.evaluate("getComputedStyle(document.querySelector('article p')).direction") == "rtl"
    page.close()
