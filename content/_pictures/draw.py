"""Draw the demonstration newspaper's pictures: `python content/_pictures/draw.py [name ...]`.

Every picture has a seed of its own, so the same name always gives the same picture. Needs Pillow only.
"""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import country
import harbour
import rooms
import town
from canvas import Blend, Canvas, mix, shade, spline

IMAGES = Path(__file__).resolve().parent.parent / "assets" / "images"
SCENES = {**harbour.SCENES, **country.SCENES, **town.SCENES, **rooms.SCENES}


@dataclass(frozen=True, slots=True)
class Look:
    """How an author looks; `cut` is the hair: bob, short, curls, cap or long."""

    ground: str
    halo: str
    skin: str
    hair: str
    coat: str
    cut: str
    extras: tuple[str, ...] = ()


AUTHORS = {
    "maren": Look("#c9573a", "#f0cf86", "#e3b99a", "#c9c5bb", "#1f4058", "bob", ("glasses", "collar")),
    "tomasz": Look("#1f4058", "#74a9a5", "#d8a888", "#3b2a22", "#4a4a52", "short", ("beard", "tie")),
    "ife": Look("#e9a23b", "#f5ecd7", "#7a4a32", "#241a1a", "#356f84", "curls", ("zip",)),
    "nils": Look("#356f84", "#cfdcd6", "#e0ae90", "#e9e4d8", "#e0a12f", "cap", ("beard", "zip")),
    "salma": Look("#2b4a42", "#e0a189", "#c98e6a", "#2a1c1c", "#94392f", "long", ("earrings", "collar")),
}


def _hair_behind(c: Canvas, look: Look) -> None:
    if look.cut == "bob":
        c.round(156, 108, 200, 214, 90, shade(look.hair, 0.2))
    elif look.cut == "curls":
        for x, y, r in ((256, 150, 104), (172, 186, 56), (340, 186, 56), (186, 128, 60), (326, 128, 60), (256, 96, 60)):
            c.disc(x, y, r, look.hair)
    elif look.cut == "long":
        fall = [
            (256, 92),
            (160, 130),
            (140, 240),
            (128, 400),
            (180, 430),
            (332, 430),
            (384, 400),
            (372, 240),
            (352, 130),
        ]
        c.polygon(spline([*fall, (256, 92)]), shade(look.hair, 0.2))


def _hair_before(c: Canvas, look: Look) -> None:
    if look.cut == "bob":
        c.polygon(
            spline([(172, 226), (170, 150), (256, 106), (342, 150), (340, 226), (318, 178), (214, 158), (172, 226)]),
            look.hair,
        )
    elif look.cut == "short":
        c.polygon(
            spline(
                [
                    (174, 214),
                    (166, 150),
                    (210, 106),
                    (300, 102),
                    (348, 150),
                    (338, 214),
                    (320, 198),
                    (314, 162),
                    (240, 152),
                    (198, 166),
                    (192, 198),
                    (174, 214),
                ]
            ),
            look.hair,
        )
    elif look.cut == "curls":
        for x, y in ((196, 150), (226, 136), (256, 132), (286, 136), (316, 150)):
            c.disc(x, y, 26, look.hair)
    elif look.cut == "long":
        c.polygon(
            spline(
                [
                    (172, 236),
                    (176, 150),
                    (256, 104),
                    (336, 150),
                    (340, 236),
                    (322, 180),
                    (276, 138),
                    (210, 170),
                    (172, 236),
                ]
            ),
            look.hair,
        )
    else:
        c.polygon(
            [(168, 170), *spline([(172, 150), (190, 92), (256, 70), (322, 92), (340, 150)]), (344, 170)],
            shade("#24425c", 0.2),
        )
        c.round(160, 142, 192, 40, 16, "#2f5472")
        for x in range(176, 344, 22):
            c.line([(x, 148), (x, 176)], 3, "#1b2f44")


def _beard(c: Canvas, look: Look) -> None:
    chin = [(174, 222), (182, 300), (256, 344), (330, 300), (338, 222), (308, 262), (256, 256), (204, 262), (174, 222)]
    c.polygon(spline(chin), shade(look.hair, 0.15))


def _dress(c: Canvas, look: Look) -> None:
    c.polygon(
        [
            (40, 530),
            *spline([(48, 470), (96, 410), (196, 372), (256, 366), (316, 372), (416, 410), (464, 470)]),
            (472, 530),
        ],
        shade(look.coat, 0.3),
    )
    c.polygon([(216, 290), (296, 290), (300, 376), (256, 414), (212, 376)], mix(look.skin, "#3a1f1a", 0.2))
    if "collar" in look.extras:
        for side in (-1, 1):
            c.polygon(
                [(256 + side * 50, 358), (256 + side * 8, 420), (256 + side * 70, 452), (256 + side * 92, 380)],
                "#f5ecd7",
            )
    if "tie" in look.extras:
        c.polygon([(196, 374), (256, 530), (316, 374), (256, 400)], "#f5ecd7")
        c.polygon([(242, 404), (270, 404), (282, 520), (230, 520)], "#c9573a")
    if "zip" in look.extras:
        c.polygon(
            spline([(194, 386), (204, 346), (256, 384), (308, 346), (318, 386), (256, 424), (194, 386)]),
            mix(look.coat, "#10141f", 0.25),
        )
        c.line([(256, 420), (256, 520)], 7, "#f5ecd7")


def portrait(c: Canvas, look: Look) -> None:
    """Draw an author, head and shoulders, on a canvas of 512 x 512."""
    c.raw(0, 0, 512, 512, Blend(look.ground, mix(look.ground, "#10141f", 0.25)))
    c.disc(256, 236, 196, look.halo)
    _hair_behind(c, look)
    _dress(c, look)
    for side in (-1, 1):
        c.ellipse(256 + side * 80, 236, 16, 24, mix(look.skin, "#3a1f1a", 0.15))
    c.ellipse(256, 226, 80, 102, look.skin)
    if "beard" in look.extras:
        _beard(c, look)
    _hair_before(c, look)
    for side in (-1, 1):
        c.ellipse(256 + side * 33, 222, 7, 8, "#1b2733")
        c.line(
            spline([(256 + side * 50, 203), (256 + side * 34, 194), (256 + side * 18, 195)]),
            5,
            mix(look.hair, "#1b2733", 0.5),
        )
        c.ellipse(256 + side * 46, 258, 15, 11, "#c9573a", 0.22)
        if "glasses" in look.extras:
            ring = [
                (256 + side * 34 + 26 * u, 224 + 24 * v)
                for u, v in (
                    (1, 0),
                    (0.7, 0.7),
                    (0, 1),
                    (-0.7, 0.7),
                    (-1, 0),
                    (-0.7, -0.7),
                    (0, -1),
                    (0.7, -0.7),
                    (1, 0),
                )
            ]
            c.line(spline(ring), 5, "#1b2733")
        if "earrings" in look.extras:
            c.disc(256 + side * 84, 272, 10, "#e9a23b")
    c.line(spline([(256, 224), (250, 252), (262, 258)]), 4, mix(look.skin, "#3a1f1a", 0.35))
    c.line(spline([(230, 282), (242, 291), (256, 294), (270, 291), (282, 282)]), 6, "#94392f")


def draw(names: list[str]) -> None:
    """Draw the pictures called `names`, or all of them."""
    for name, scene in SCENES.items():
        if not names or name in names:
            canvas = Canvas(zlib.crc32(name.encode()))
            scene(canvas)
            canvas.finish(IMAGES / f"{name}.jpg")
    for name, look in AUTHORS.items():
        if not names or name in names:
            canvas = Canvas(zlib.crc32(name.encode()), (512, 512))
            portrait(canvas, look)
            canvas.finish(IMAGES / "authors" / f"{name}.jpg")


if __name__ == "__main__":
    (IMAGES / "authors").mkdir(parents=True, exist_ok=True)
    draw(sys.argv[1:])
