"""Draw the default theme's icons into `static/icons/`: `python content/_pictures/icons.py`. Needs Pillow only.

A folded sheet: a headline, a picture and lines of text. `favicon.svg`, beside them, is the same by hand.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).resolve().parent.parent.parent / "static" / "icons"
PAPER, INK, SPOT = "#fcfbf8", "#1b1d20", "#9c1c20"
GRID = 32  # units of the drawing's side
SCALE = 4  # drawn so many times larger, and reduced at the end, which smooths the edges

Shape = tuple[str, tuple[float, float, float, float]]
PRINT: tuple[Shape, ...] = (
    (INK, (7, 8, 21, 12)),
    (SPOT, (7, 15, 13, 20.6)),
    (INK, (15, 15, 21, 16.6)),
    (INK, (15, 18.6, 21, 20.2)),
    (INK, (7, 23.4, 21, 25)),
)
SMALL: tuple[Shape, ...] = ((INK, (7, 9, 21, 13)), (SPOT, (7, 16, 21, 23)))  # what is left to see at 16 pixels


def sheet(size: int, share: float, *, ground: str = "", small: bool = False) -> Image.Image:
    """Draw the sheet `share` of the icon's side wide, on `ground` or on nothing."""
    full = size * SCALE
    unit = full * share / GRID
    edge = full * (1 - share) / 2
    image = Image.new("RGBA", (full, full), ground or (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return edge + left * unit, edge + top * unit, edge + right * unit - 1, edge + bottom * unit - 1

    for outer in ((18, 9, 30, 29), (2, 3, 26, 29)):  # the fold behind, then the page
        draw.rounded_rectangle(box(*outer), 3 * unit, fill=INK)
        inner = (outer[0] + 2, outer[1] + 2, outer[2] - 2, outer[3] - 2)
        draw.rounded_rectangle(box(*inner), unit, fill=PAPER)
    for colour, place in SMALL if small else PRINT:
        draw.rectangle(box(*place), fill=colour)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Draw every icon."""
    ICONS.mkdir(parents=True, exist_ok=True)
    for size in (192, 512):
        sheet(size, 1).save(ICONS / f"icon-{size}.png", optimize=True)
    for name, size, share in (("apple-touch-icon", 180, 0.72), ("maskable-512", 512, 0.6)):
        sheet(size, share, ground=PAPER).convert("RGB").save(ICONS / f"{name}.png", optimize=True)
    small = [sheet(size, 1, small=size <= 16) for size in (16, 32, 48)]
    small[-1].save(ICONS / "favicon.ico", sizes=[image.size for image in small], append_images=small[:-1])


if __name__ == "__main__":
    main()
