"""Real Chromium loads the picture file that the markup intends, on every screen, and nothing moves."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Browser
from demonstration import STORY, Demo, build_demo, served
from PIL import Image
from smallsite import Site
from test_browser import LOAD_ALL, WATCH_SHIFTS

PATHS = ("/", f"/{STORY}/", "/categories/news/")
SCREENS = [(width, density) for width in (390, 800, 1280) for density in (1, 2)]
OF_PLACES = "hero: [960, 1600, 2400]\n  thumbnail: [240, 480]"
# The widths among which browsers choose in each place; no picture of the newspaper is wider than 1600 pixels.
WIDTHS = {
    "": {"hero": [480, 960, 1600], "list": [480, 960, 1600], "text": [480, 960, 1600]},
    OF_PLACES: {"hero": [960, 1600], "list": [240, 480], "text": [480, 960, 1600]},
}
# What each picture was promised to be wide (`naturalWidth` counts pixels of CSS), how wide it is, and what was loaded.
PICTURES = """[...document.images].filter(image => image.closest('picture')).map(image => ({
  promised: image.naturalWidth, box: image.getBoundingClientRect().width, loaded: image.currentSrc,
  place: image.closest('.hero, .lead-picture') ? 'hero' : image.closest('.prose') ? 'text' : 'list',
  choice: image.closest('picture').querySelector('source').srcset,
  ratio: image.naturalWidth / image.naturalHeight, told: image.getAttribute('width') / image.getAttribute('height'),
}))"""


@pytest.fixture(scope="module", params=WIDTHS, ids=["widths", "hero and thumbnail"])
def images(request: pytest.FixtureRequest) -> str:
    """Return settings of pictures."""
    return str(request.param)


@pytest.fixture(scope="module")
def sized(images: str, demo: Demo, shared: Path) -> Iterator[str]:
    """Serve the newspaper with these settings."""
    own = build_demo(shared / "demo-sized", start=demo, images=images) if images else demo
    assert own.problems == []
    with served(own.site) as address:
        yield address


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("screen", SCREENS)
def test_the_file_that_fits_is_loaded_and_nothing_moves(
    browser: Browser, sized: str, images: str, path: str, screen: tuple[int, int]
) -> None:
    width, density = screen
    context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=density)
    page = context.new_page()
    page.add_init_script(WATCH_SHIFTS)
    answer = page.goto(sized + path)
    assert answer
    assert answer.ok
    page.evaluate(LOAD_ALL)
    pictures = page.evaluate(PICTURES)
    shifts = page.evaluate("shifts")
    context.close()
    assert pictures
    assert shifts == []
    for picture in pictures:
        candidates = sorted(int(one) for one in re.findall(r" (\d+)w", picture["choice"]))
        assert candidates == WIDTHS[images][picture["place"]]
        wanted = picture["box"] * density
        fitting = [one for one in candidates if one >= wanted * 0.97] or candidates[-1:]
        loaded = picture["loaded"]
        assert f"-{fitting[0]}-" in loaded, f"{wanted} pixels are needed, and {loaded} was loaded"
        assert loaded.endswith(".avif")
        assert picture["promised"] == pytest.approx(picture["box"], rel=0.13), loaded
        assert picture["ratio"] == pytest.approx(picture["told"], rel=0.02), loaded


def test_a_picture_in_a_text_waits_until_it_is_nearly_seen(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 500})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # Chromium begins some thousand pixels ahead: the story is made longer than that.
    page.add_init_script(
        "const longer = new CSSStyleSheet(); longer.replaceSync('.prose { padding-top: 9000px }');"
        "document.adoptedStyleSheets = [longer]"
    )
    page.goto(f"{address}/{STORY}/", wait_until="load")
    page.wait_for_timeout(200)
    early = [url for url in asked if "storm-street" in url]
    page.evaluate("document.querySelector('.prose img').scrollIntoView()")
    page.evaluate("document.querySelector('.prose img').decode()")
    late = [url for url in asked if "storm-street" in url]
    context.close()
    assert early == []
    assert [url.rsplit(".", 1)[1] for url in late] == ["avif"]


@pytest.mark.parametrize("width", [390, 1280])
def test_i19_a_small_picture_is_never_enlarged(browser: Browser, paper: Site, width: int) -> None:
    for side in (120, 240, 700):
        paper.write(f"content/assets/{side}.png", drawn(side))
        text = f"Words.\n\n![x](/assets/{side}.png)\n\n![x](/assets/{side}.png 'Title')\n"
        paper.post(f"2026-11-20-of-{side}.md", text, title=f"Of {side}", image=f"assets/{side}.png")
    assert paper.build().problems == []
    with served(paper.path("_site")) as address:
        page = browser.new_page(viewport={"width": width, "height": 900})
        for path in ("/", *(f"/2026/11/20/of-{side}/" for side in (120, 240, 700))):
            page.goto(address + path)
            page.evaluate(LOAD_ALL)
            boxes = page.evaluate(BOXES)
            assert boxes
            for loaded, box in boxes:
                own = re.search(r"/(\d+)-\d+-", loaded)
                assert own
                assert box <= int(own[1]), f"{path}: {loaded} is shown {box} pixels wide"
        page.close()


BOXES = "[...document.images].map(image => [image.currentSrc, image.getBoundingClientRect().width])"


def drawn(side: int) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((side, side * 3 // 4)).save(file, "PNG")
    return file.getvalue()
