"""Take the README's pictures of the demonstration newspaper: `python screenshots.py docs`."""

import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

sys.path.insert(0, str(Path(__file__).parent.parent))

import pypdfium2
from browsing import Browser, Page, launched
from demonstration import build_demo, served
from PIL import Image, ImageDraw

GROUND, EDGE, GAP = "#e9e6df", "#c9c4b8", 36
HEIGHT = 900  # of every picture on a sheet
QUALITY = 70
DESK, PHONE = (1280, 1440), (390, 844)


@dataclass(frozen=True)
class Shot:
    """A window on a page: `kind` as in `demonstration.KINDS`, `size` in pixels of CSS."""

    kind: str
    size: tuple[int, int] = DESK
    scheme: Literal["light", "dark"] = "light"
    is_printed: bool = False


SHEETS = {
    "front": (Shot("front"), Shot("front", PHONE), Shot("front", PHONE, "dark")),
    "story": (Shot("story"), Shot("story", PHONE), Shot("story", DESK, "dark")),
    "lists": (Shot("tag"), Shot("author", DESK, "dark"), Shot("author", PHONE)),
    "arabic-print": (Shot("arabic story"), Shot("arabic story", PHONE, "dark"), Shot("story", is_printed=True)),
}


def take(browser: Browser, address: str, shot: Shot) -> Image.Image:
    """Take one picture, all pictures of the page loaded."""
    width, height = shot.size
    sharpness = max(1, 2 * HEIGHT / height)
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=shot.scheme, device_scale_factor=sharpness
    ) as context:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        taken = first_sheet(page) if shot.is_printed else Image.open(BytesIO(page.screenshot()))
    return taken.convert("RGB").resize((round(taken.width * HEIGHT / taken.height), HEIGHT), Image.Resampling.LANCZOS)


def first_sheet(page: Page) -> Image.Image:
    """Print a page to PDF, and draw its first sheet."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=False))
    return document[0].render(scale=2 * HEIGHT / 842).to_pil()  # type: ignore[no-any-return]


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Lay pictures side by side."""
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) + 1)
    ground = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
    draw, left = ImageDraw.Draw(ground), GAP
    for picture in pictures:
        ground.paste(picture, (left, GAP))
        draw.rectangle((left - 1, GAP - 1, left + picture.width, GAP + HEIGHT), outline=EDGE)
        left += picture.width + GAP
    return ground


def main(folder: Path) -> None:
    """Take all sheets, and say how many bytes each has."""
    with tempfile.TemporaryDirectory() as temporary:
        demo = build_demo(Path(temporary) / "demo")
        if demo.problems:
            sys.exit("\n".join(demo.problems))
        with served(demo.site) as address, launched() as browser:
            for name, shots in SHEETS.items():
                made = sheet([take(browser, address + demo.path(shot.kind), shot) for shot in shots])
                target = folder / f"{name}.jpg"
                made.save(target, quality=QUALITY, optimize=True, progressive=True)
                sys.stdout.write(f"{target}  {made.width} x {made.height}  {target.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
