"""Real Chromium, and other people's checkers: found, or else the test is skipped, or fails where they are required."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from optional import playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Response, Route, ViewportSize
else:  # it is imported when a browser starts
    Browser = ConsoleMessage = Page = Response = Route = ViewportSize = Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 60_000  # milliseconds to wait for what must come: machines that test are busy
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
MODULES = Path(__file__).parent / "web" / "node_modules"
SIZES: "dict[str, ViewportSize]" = {
    "desk": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 800},
    "small": {"width": 320, "height": 640},
}
INSTALL = "npm install --no-package-lock --ignore-scripts --omit=optional --prefix tests/web"

__all__ = [
    "MODULES", "SIZES", "Browser", "Opened", "Page", "Route", "checker", "expect", "launched", "missing", "opened",
    "program",
]  # fmt: skip


def expect(locator: object) -> Any:  # what to expect of whatever it is
    """Wait for something to come true in a page."""
    playwright.expect.set_options(timeout=PATIENCE)
    return playwright.expect(locator)


def missing(required: str, what: str) -> None:
    """Skip the test for want of a program, or fail where the environment says that it must be there."""
    if os.environ.get(required):
        pytest.fail(f"{what}, and {required} is set")
    pytest.skip(what)


def program() -> str:
    """Find Chromium."""
    found = os.environ.get("NEWSPRINT_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        missing("NEWSPRINT_BROWSER_REQUIRED", f"needs a browser, and none of {', '.join(NAMES)} is on the PATH")
    return str(found)


def checker(path: str) -> Path:
    """Find a file of a checker that npm installs."""
    if not (MODULES / path).is_file():
        missing("NEWSPRINT_CHECKERS_REQUIRED", f"needs {path.partition('/')[0]}: {INSTALL}")
    return MODULES / path


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium, and end it."""
    path = program()
    with playwright.sync_playwright() as started:
        yield started.chromium.launch(executable_path=path, args=FLAGS)


@dataclass
class Opened:
    """A page in the browser: what the browser complained of, and all addresses that it asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def answered(self, answer: Response) -> None:
        if answer.status >= 400:
            self.complaints.append(f"{answer.status} {answer.url}")


@contextmanager
def opened(
    browser: Browser, url: str, size: str = "desk", scheme: Literal["light", "dark"] = "light", **how: bool
) -> Iterator[Opened]:
    """Open a page in a window of its own until all that it shows at once is loaded."""
    with browser.new_context(viewport=SIZES[size], color_scheme=scheme, **how) as context:  # type: ignore[arg-type]
        opened = Opened(context.new_page())
        opened.page.on("console", opened.heard)
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        opened.page.on("response", opened.answered)
        opened.page.goto(url, wait_until="load")
        yield opened
