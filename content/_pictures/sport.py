# ruff: noqa: INP001 - a folder of scripts, not a package
"""Scenes at the Ropewalk and on the Sound."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import motifs as m
from canvas import Blend, Canvas, spline

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = ("#e9a23b", "#1d1f24", "#e9a23b", "#f5ecd7")


def _pitch(c: Canvas, top: float, light: str, dark: str) -> None:
    for k in range(10):
        y0, y1 = top + (1080 - top) * (k / 10) ** 1.4, top + (1080 - top) * ((k + 1) / 10) ** 1.4
        c.box(0, y0, 1600, y1 - y0 + 1, light if k % 2 else dark)


def _goal(c: Canvas, x: float, y: float, w: float, frame: str = "#f7f4ea") -> None:
    h = w * 0.36
    for k in range(1, 16):
        c.line([(x - w / 2 + k * w / 16, y - h), (x - w * 0.42 + k * w * 0.84 / 16, y - h * 0.1)], 1.3, frame, 0.5)
    for k in range(1, 7):
        c.line([(x - w / 2 + k, y - h + k * h / 7), (x + w / 2 - k, y - h + k * h / 7)], 1.3, frame, 0.5)
    c.line([(x - w / 2, y), (x - w / 2, y - h), (x + w / 2, y - h), (x + w / 2, y)], 8, frame)


def _ball(c: Canvas, x: float, y: float, r: float) -> None:
    c.disc(x, y, r, Blend("#ffffff", "#cfcabd"))
    c.disc(x, y, r * 0.3, m.INK)
    for k in range(5):
        a = math.radians(72 * k - 90)
        c.line([(x + r * 0.3 * math.cos(a), y + r * 0.3 * math.sin(a)), (x + r * 0.7 * math.cos(a), y + r * 0.7 * math.sin(a))], r * 0.06, m.INK)
        c.disc(x + r * 0.8 * math.cos(a), y + r * 0.8 * math.sin(a), r * 0.18, m.INK)


def floodlight_herons(c: Canvas) -> None:
    """Herons beside the Ropewalk's floodlights."""
    c.sky("#2b3560", "#8a5f7d", "#e39a76", "#f6cf94", until=0.85)
    m.hills(c, 800, 30, "#5a4060", 2)
    m.stand(c, 820, 1640, 900, 250, "#33304a", ("#4a3f55",), 0)
    m.floodlight(c, 1000, 900, 560, lit=True, colour="#2a2740")
    m.floodlight(c, 1480, 900, 600, lit=True, colour="#2a2740")
    c.box(0, 890, 1600, 190, Blend("#3a3048", "#211d30"))
    ends = m.bare_tree(c, 330, 900, 620, "#241f33", -88, 6)
    ends += m.bare_tree(c, 640, 900, 470, "#241f33", -95, 5)
    for k, (left, right) in enumerate(((150, 260), (290, 390), (420, 500), (560, 660), (690, 790))):
        x, y = min((p for p in ends if left < p[0] < right), key=lambda p: p[1])
        c.ellipse(x, y, 56, 19, "#1b1728")
        for _ in range(12):
            c.line([(x + c.random.uniform(-56, 56), y + c.random.uniform(-6, 12)), (x + c.random.uniform(-66, 66), y + c.random.uniform(-12, 16))], 2.5, "#1b1728")
        m.heron(c, x, y - 8, 128, "#5a6076", 1 if k % 2 else -1)
    c.line([(0, 900), (1600, 900)], 5, "#1b1728")
    for x in range(20, 800, 40):
        c.line([(x, 945), (x, 870)], 4, "#1b1728")


def empty_stand(c: Canvas) -> None:
    """The Ropewalk after the last whistle, in the rain."""
    c.sky("#4a555e", "#7d878a", "#aab0a8", until=0.5)
    m.storm_clouds(c, 220, ("#66707a", "#525d68"))
    m.stand(c, 60, 1540, 600, 330, "#39444d", HOME, 0.05)
    m.floodlight(c, 60, 600, 470, lit=False)
    m.floodlight(c, 1540, 600, 470, lit=False)
    for k in range(12):
        c.box(40 + k * 128, 600, 122, 44, ("#c98a2b", "#24282e", "#e6dcc4")[k % 3])
    _pitch(c, 644, "#5f7a52", "#557048")
    c.line([(0, 700), (1600, 700)], 5, "#dfe3d3", 0.8)
    _goal(c, 980, 700, 400)
    for x, y, w in ((420, 905, 330), (1130, 985, 400), (800, 800, 190)):
        c.ellipse(x, y, w, w * 0.11, Blend("#9fadae", "#76888a", 0.2))
        for _ in range(9):
            c.ellipse(x + c.random.uniform(-w, w) * 0.8, y + c.random.uniform(-w, w) * 0.06, 22, 4, "#dfe6e2", 0.7)
    c.ellipse(520, 922, 60, 8, m.INK, 0.4)
    _ball(c, 520, 880, 46)
    c.polygon([*spline([(1280, 860), (1340, 842), (1420, 858), (1480, 846)]), (1476, 880), (1400, 884), (1284, 878)], Blend(m.AMBER, "#a8701f"))
    m.rain(c, "#e9eee9", 520, 0.3, 0.25, 56)


def promoted(c: Canvas) -> None:
    """The Ropewalk on the day of promotion."""
    c.sky("#3f8fb0", "#a9d3cd", "#f6e6b4", until=0.5)
    m.cloud(c, 330, 120, 330, "#fbf5e6", 0.9)
    m.cloud(c, 1220, 150, 380, "#fbf5e6", 0.9)
    m.stand(c, 40, 1560, 690, 400, "#c98a2b", HOME, 0.9)
    m.floodlight(c, 40, 690, 560, lit=False)
    m.floodlight(c, 1560, 690, 560, lit=False)
    _pitch(c, 690, "#6fa04f", "#629345")
    for x in range(130, 1560, 160):
        y = 640 + c.random.uniform(-190, 0)
        c.line([(x, y), (x + 14, y - 110)], 5, "#5a4636")
        flag = spline([(x + 14, y - 110), (x + 60, y - 122), (x + 110, y - 102)])
        c.polygon([*flag, (x + 106, y - 48), (x + 58, y - 66), (x + 8, y - 54)], m.AMBER if x % 320 else "#1d1f24")
    m.crowd(c, 40, 1600, 830, 150, HOME, 0.62)
    for k, x in enumerate((560, 660, 760, 860, 960, 1060)):
        y = 985 - (k in (2, 3)) * 26
        m.person(c, x, y, 230, m.AMBER, ("#d8a888", "#8a5a40", "#b98562", "#e3b99a")[k % 4])
        c.box(x - 32, y - 128, 64, 20, "#1d1f24")
        for side in (-1, 1):
            c.line([(x + side * 24, y - 168), (x + side * 44, y - 250)], 17, m.AMBER)
            c.disc(x + side * 45, y - 256, 10, "#d8a888")
    cup = (810, 690)
    c.polygon([*spline([(cup[0] - 52, cup[1] - 70), (cup[0] - 40, cup[1]), (cup[0] - 10, cup[1] + 24)]), *spline([(cup[0] + 10, cup[1] + 24), (cup[0] + 40, cup[1]), (cup[0] + 52, cup[1] - 70)])], Blend("#fbfbf4", "#b3b8b5"))
    c.box(cup[0] - 30, cup[1] + 22, 60, 20, "#8f9694")
    for _ in range(260):
        x, y = c.random.uniform(0, 1600), c.random.uniform(0, 980)
        turn = c.random.uniform(0, 3)
        dx, dy = 9 * math.cos(turn), 9 * math.sin(turn)
        c.polygon([(x - dx, y - dy), (x + dy * 0.5, y - dx * 0.5), (x + dx, y + dy), (x - dy * 0.5, y + dx * 0.5)], c.random.choice([m.AMBER, "#1d1f24", m.PAPER, "#f2c35d"]))


def regatta(c: Canvas) -> None:
    """Coastal rowing off Great Skarn."""
    c.sky("#4a94ad", "#a8d0cb", "#f4e8c0", until=0.44)
    m.cloud(c, 1180, 150, 420, "#fbf5e6", 0.93)
    m.cloud(c, 330, 110, 280, "#fbf5e6", 0.9)
    m.ground(c, [(560, 480), (760, 430), (960, 320), (1130, 290), (1300, 370), (1480, 410), (1640, 470)], Blend("#7d9a7f", "#a3b389"))
    m.ground(c, [(680, 480), (900, 445), (1150, 430), (1640, 468)], Blend("#66835a", "#84995c"))
    for k, x in enumerate((1020, 1068, 1130, 1190)):
        m.house(c, x, 452 - (k % 2) * 8, 40, 26, "#f1e6cc", "#a5573d", "#4c5a66")
    c.box(0, 468, 1600, 612, Blend("#7fb8b8", "#1d5a72", 0.5))
    m.ripples(c, 480, 1060, "#dff0e6", 230, 0.4, 80)
    for x, y, s in ((150, 520, 130), (330, 500, 90), (1480, 520, 120)):
        m.sailboat(c, x, y, s, m.DEEP, m.PAPER)
    for x, y, s, hull, shirt in (
        (1010, 610, 420, "#b8472f", "#f5ecd7"),
        (520, 720, 540, "#2b5064", "#e9a23b"),
        (1090, 850, 700, "#e0a03e", "#24425c"),
        (480, 1000, 800, "#5c7a3c", "#c9573a"),
    ):
        c.ellipse(x - s * 0.1, y + s * 0.02, s * 0.55, s * 0.016, "#e9f5ec", 0.8)
        for k in range(4):
            c.ellipse(x - s * 0.58 - k * s * 0.07, y + s * 0.02, s * 0.06, s * 0.008, "#e9f5ec", 0.55)
        m.rowing_boat(c, x, y, s, hull, shirt, 5)
    for k in range(3):
        c.disc(1480, 660 + k * 150, 16 + 8 * k, m.RUST)
        c.ellipse(1480, 672 + k * 156, 24 + 11 * k, 5, "#dff0e6", 0.8)


def cup_night(c: Canvas) -> None:
    """Crowds on their way to the Ropewalk."""
    c.sky("#0f1730", "#223158", "#4a5480", until=0.75, grain=0.5)
    m.stars(c, 330, 90)
    for x in (330, 1270):
        c.glow(x, 190, 430, "#dfe6f2", 0.35)
    m.terrace(c, -40, 1660, 740, (90, 160), NIGHT, ("#141b33", "#1a2240"), "#161e38", 0.35, (90, 130))
    m.stand(c, 320, 1280, 760, 300, "#3d4468", HOME, 0.9)
    c.glow(800, 640, 620, "#fff3cf", 0.3)
    for x, h in ((330, 620), (1270, 620), (500, 520), (1100, 520)):
        m.floodlight(c, x, 760, h, lit=True, colour="#141b33")
    c.box(300, 690, 1000, 76, Blend("#2a3154", "#1a2140"))
    for k in range(6):
        c.box(372 + k * 150, 700, 96, 66, m.LIT)
        c.glow(420 + k * 150, 740, 90, "#ffd27a", 0.4)
    c.box(0, 760, 1600, 320, Blend("#2f3557", "#151a30"))
    c.polygon([(640, 762), (960, 762), (1360, 1080), (240, 1080)], "#ffd27a", 0.10)
    for y, h in ((830, 92), (905, 130), (1000, 175), (1090, 230)):
        spread = (y - 700) * 1.9
        m.crowd(c, max(-20, 800 - spread), min(1620, 800 + spread), y, h, ("#1d2440", "#24304f", "#3a2f45", "#c98a2b", "#2b2a3a"), 0.5)
    for x in (180, 1420):
        m.lamp(c, x, 960, 380, "#10162b", "#ffd98f")


NIGHT = ("#242d4d", "#2b3557", "#1f2844")

SCENES: dict[str, Callable[[Canvas], None]] = {
    "floodlight-herons": floodlight_herons,
    "empty-stand": empty_stand,
    "promoted": promoted,
    "regatta": regatta,
    "cup-night": cup_night,
}
