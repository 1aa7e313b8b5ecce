"""axe-core on a page of each kind: as wide as a desk and as a phone, light and dark."""

from typing import Any

import pytest
from browsing import SIZES, Browser, Page, checker, opened
from demonstration import KINDS, Demo

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Nothing but colours differs in the dark.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN = "only => axe.run({runOnly: only, resultTypes: ['violations']}).then(result => result.violations)"


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe finds wrong, and where."""
    found: list[dict[str, Any]] = page.evaluate(RUN, rules)
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_accessible(browser: Browser, demo: Demo, address: str, kind: str) -> None:
    axe = checker("axe-core/axe.min.js").read_text("utf-8")
    with opened(browser, address + demo.path(kind)) as shown:
        shown.page.evaluate(axe)
        for size in ("desk", "phone"):
            shown.page.set_viewport_size(SIZES[size])
            shown.page.emulate_media(color_scheme="light")
            assert violations(shown.page, RULES) == [], size
            shown.page.emulate_media(color_scheme="dark")
            assert violations(shown.page, COLOURS) == [], f"{size}, dark"


def test_axe_finds_faults(browser: Browser, address: str) -> None:
    """Else the test above would show nothing: a heading pale in the dark only, and a picture without words."""
    axe = checker("axe-core/axe.min.js").read_text("utf-8")
    with opened(browser, address + "/about/") as shown:
        shown.page.evaluate(axe)
        shown.page.add_style_tag(content="@media (prefers-color-scheme: dark) { h1 { color: #555 !important } }")
        assert violations(shown.page, COLOURS) == []
        shown.page.emulate_media(color_scheme="dark")
        assert [one.partition(":")[0] for one in violations(shown.page, COLOURS)] == ["color-contrast"]
        shown.page.evaluate("document.querySelector('main').append(new Image(9, 9))")
        assert "image-alt" in [one.partition(":")[0] for one in violations(shown.page, RULES)]
