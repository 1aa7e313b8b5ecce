# ruff: noqa: INP001 - a script, not a package
"""Draw the demonstration newspaper's pictures: `python content/_pictures/draw.py [name ...]`.

Every picture has a seed of its own, so the same name always gives the same picture. Needs Pillow only.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import country
import harbour
import portraits
import sport
import town
from canvas import Canvas

IMAGES = Path(__file__).resolve().parent.parent / "assets" / "images"
SCENES = {**harbour.SCENES, **town.SCENES, **country.SCENES, **sport.SCENES}


def draw(names: list[str]) -> None:
    """Draw the pictures called `names`, or all of them."""
    for name, scene in SCENES.items():
        if not names or name in names:
            canvas = Canvas(zlib.crc32(name.encode()))
            scene(canvas)
            canvas.finish(IMAGES / f"{name}.jpg")
    for name, look in portraits.LOOKS.items():
        if not names or name in names:
            canvas = Canvas(zlib.crc32(name.encode()), (512, 512))
            portraits.portrait(canvas, look)
            canvas.finish(IMAGES / "authors" / f"{name}.jpg")


if __name__ == "__main__":
    (IMAGES / "authors").mkdir(parents=True, exist_ok=True)
    draw(sys.argv[1:])
