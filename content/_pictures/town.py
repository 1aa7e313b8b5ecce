# ruff: noqa: INP001 - a folder of scripts, not a package
"""Scenes in the streets and rooms of Eddermouth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import motifs as m
from canvas import Blend, Canvas, mix, spline
from harbour import NIGHT_ROOFS, NIGHT_WALLS, OLD_ROOFS, OLD_WALLS

if TYPE_CHECKING:
    from collections.abc import Callable

COATS = (m.DEEP, m.RUST, m.AMBER, m.PLUM, m.PINE, m.BRICK)


def town_hall_clock(c: Canvas) -> None:
    """Market Square and the clock that runs fast."""
    c.sky("#84b6bd", "#cfdcc6", "#f4e6bf", until=0.8)
    for x, y, w in ((270, 190, 330), (1330, 250, 360)):
        m.cloud(c, x, y, w, "#faf3e0", 0.9)
    m.terrace(c, -30, 440, 850, (230, 320), OLD_WALLS, OLD_ROOFS, "#4c5a66", 0, (100, 140))
    m.terrace(c, 1170, 1660, 850, (230, 320), OLD_WALLS, OLD_ROOFS, "#4c5a66", 0, (100, 140))
    m.town_hall(c, 800, 860, 790, "#b8694a", "#48606a", "#33424e", "#f7efdc")
    c.box(0, 850, 1600, 230, Blend("#d9c8a4", "#b39d78"))
    for k in range(10):
        c.line([(800 + (k - 4.5) * 190, 852), (800 + (k - 4.5) * 480, 1080)], 2, "#a38d6b", 0.6)
    for y in (885, 935, 1005):
        c.line([(0, y), (1600, y)], 2, "#a38d6b", 0.6)
    m.lamp(c, 330, 930, 300, "#2b3a42")
    m.lamp(c, 1270, 930, 300, "#2b3a42")
    for x, tone in ((520, m.RUST), (585, m.DEEP), (1010, m.PINE), (1130, m.AMBER)):
        m.person(c, x, 960, 120, tone)
    for x, y in ((690, 990), (740, 1010), (800, 985), (860, 1006)):
        c.ellipse(x, y, 17, 9, "#5f6a73")
        c.disc(x + 16, y - 9, 6, "#4b565f")


def four_faces(c: Canvas) -> None:
    """The clock tower by evening, close to."""
    c.sky("#2f3a5c", "#8a5d6b", "#e7a46d", "#f4cf95", until=1)
    m.hills(c, 850, 30, "#6f4f5d", 2)
    m.terrace(c, -30, 1640, 1080, (110, 200), ("#5a4150", "#664756", "#4e3c4c"), ("#392c3d", "#432f3c"), "#2a2436", 0.3, (110, 150))
    wall = "#a4583f"
    c.polygon([(520, 1080), (540, 330), (1000, 330), (1020, 1080)], Blend(wall, "#6d3a36"))
    c.polygon([(1000, 330), (1110, 362), (1128, 1080), (1020, 1080)], Blend("#6d3936", "#4a2a2f"))
    c.box(516, 300, 508, 40, "#d9b487")
    c.polygon([(1024, 300), (1130, 334), (1130, 372), (1024, 340)], "#a58363")
    c.polygon([(516, 300), (640, 150), (900, 150), (1024, 300)], Blend("#4b6470", "#33454f"))
    c.polygon([(1024, 300), (900, 150), (1000, 190), (1130, 334)], "#2a3842")
    c.box(690, 60, 160, 92, "#c08d63")
    c.polygon([(668, 62), (770, -70), (872, 62)], "#3b515c")
    for x in (712, 758, 804):
        c.box(x, 80, 24, 70, "#33262f")
    m.clock(c, 770, 560, 190, "#fbe7b4", "#2b2630", 5, 56)
    c.glow(770, 560, 330, "#ffdf9a", 0.35)
    c.ellipse(1067, 574, 34, 150, "#2b2630")
    c.ellipse(1067, 574, 28, 132, "#e9cf9a")
    c.line([(1067, 574), (1067, 660)], 7, "#2b2630")
    c.line([(1067, 574), (1062, 470)], 5, "#2b2630")
    for x in (610, 715, 825, 930):
        c.box(x - 24, 850, 48, 150, "#3a2630")
        c.disc(x, 850, 24, "#3a2630")
    # a painter's cradle at the side of the dial
    for x in (560, 660):
        c.line([(x, 300), (x, 800)], 3, "#241d28")
    m.person(c, 610, 800, 130, m.AMBER, hat=m.AMBER)
    c.box(540, 768, 140, 40, "#38505c")
    for x, y, s in ((240, 250, 60), (330, 310, 44), (1330, 200, 56)):
        m.gull(c, x, y, s, "#2b2630")


def market(c: Canvas) -> None:
    """Saturday market on the Fish Quay."""
    c.sky("#7fb0b4", "#d5dfc4", "#f3e3b9", until=0.7)
    m.cloud(c, 1120, 180, 420, "#fbf4e2", 0.9)
    m.terrace(c, -30, 1640, 720, (260, 390), OLD_WALLS, OLD_ROOFS, "#4c5a66", 0, (120, 165))
    m.bunting(c, (-20, 200), (820, 180), 90, (m.RUST, m.AMBER, m.DEEP, m.PAPER), 16)
    m.bunting(c, (820, 180), (1620, 220), 90, (m.DEEP, m.PAPER, m.RUST, m.AMBER), 16)
    c.box(0, 715, 1600, 360, Blend("#dccba6", "#b49c74"))
    m.crowd(c, 60, 1560, 800, 130, COATS, 0.7)
    for x, tone, wares in (
        (240, m.RUST, ("#d9622f", "#e9a23b", "#7c9a3f")),
        (620, "#2f6f7a", ("#c9ced0", "#9fb4bb", "#7f98a1")),
        (1000, "#6d7f3c", ("#7fa046", "#a53a35", "#dfc34d")),
        (1380, "#b98124", ("#c98b4a", "#e0b272", "#a5673a")),
    ):
        m.stall(c, x, 960, 330, tone, wares)
    for x, tone in ((430, m.PLUM), (815, m.PINE), (1195, m.BRICK)):
        m.person(c, x, 1010, 200, tone)
    for x, y in ((90, 1000), (1550, 1000)):
        for k in range(3):
            c.box(x - 50, y - 28 * k, 100, 24, mix("#9a744c", "#6d5136", k / 3))


def lanterns_night(c: Canvas) -> None:
    """Lanternmas on the Fish Quay."""
    c.sky("#11182f", "#1d2a4d", "#3c4468", until=0.62, grain=0.5)
    m.stars(c, 380, 150)
    m.terrace(c, -30, 1640, 700, (220, 330), NIGHT_WALLS, NIGHT_ROOFS, "#1a2138", 0.45, (110, 150))
    c.box(0, 695, 1600, 390, Blend("#34364f", "#191b2d"))
    for x0, y0, x1, y1 in ((-20, 300, 560, 270), (560, 270, 1120, 290), (1120, 290, 1640, 250)):
        m_y = (y0 + y1) / 2 + 70
        curve = spline([(x0, y0), ((x0 + x1) / 2, m_y), (x1, y1)], 30)
        c.line(curve, 2, "#0d1122")
        for k in range(5):
            x, y = curve[int((k + 0.5) / 5 * (len(curve) - 1))]
            m.lantern(c, x, y, 46, (m.AMBER, "#e0653f", "#f0c35d")[k % 3])
    m.crowd(c, -10, 1620, 860, 190, ("#2b3350", "#4a3550", "#24425c", "#5a3a3f", "#2f4f45"), 0.52)
    for k in range(9):
        x = 70 + k * 185 + c.random.uniform(-30, 30)
        tone = (m.AMBER, "#f0c35d", "#e0653f", "#f6dca0")[k % 4]
        small = 150 + c.random.uniform(0, 40)
        c.line([(x + 26, 1040 - small * 0.55), (x + 52, 1040 - small * 1.16)], 4, "#0d1122")
        m.person(c, x, 1040, small, ("#5a3a3f", "#33415f", "#3d5a4f")[k % 3], hat=(m.RUST, m.AMBER, m.DEEP)[k % 3])
        m.lantern(c, x + 52, 1040 - small * 1.16, 44, tone)


def lanterns_river(c: Canvas) -> None:
    """Lantern boats set down on the Edder."""
    c.sky("#2a2144", "#5b3a5e", "#c46f63", "#eeb27b", until=0.5)
    m.hills(c, 500, 26, "#4a3355", 2.2)
    m.church(c, 300, 520, 250, "#4b3957", "#2d2440", m.LIT)
    m.terrace(c, 470, 1640, 525, (70, 150), ("#4d3a58", "#5a4260", "#3f3350"), ("#2d2440", "#372a4a"), "#2a2340", 0.45, (80, 110))
    m.terrace(c, -30, 220, 525, (70, 130), ("#4d3a58", "#5a4260", "#3f3350"), ("#2d2440", "#372a4a"), "#2a2340", 0.45, (80, 110))
    c.box(0, 525, 1600, 550, "#3a2d4f")
    c.reflect(526, 500, "#33264a", 0.4, 7)
    c.box(0, 1020, 1600, 60, "#2d2342")
    m.ripples(c, 560, 1060, "#e7a77c", 130, 0.25, 70)
    places = []
    for k in range(46):
        near = (k / 45) ** 1.5
        places.append((560 + 460 * near, c.random.uniform(30, 1570) + (near - 0.5) * 60, 16 + 42 * near))
    for y, x, s in places:
        c.glow(x, y - s * 0.4, s * 2.6, "#ffbe5c", 0.6)
        c.polygon([(x - s * 0.75, y), (x + s * 0.75, y), (x + s * 0.45, y + s * 0.32), (x - s * 0.45, y + s * 0.32)], "#6d3f3a")
        c.polygon([(x - s * 0.34, y), (x - s * 0.42, y - s * 0.95), (x + s * 0.42, y - s * 0.95), (x + s * 0.34, y)], Blend("#fff0c0", "#f0a548", 0.1))
        for k in range(4):
            c.ellipse(x + c.random.uniform(-4, 4), y + s * (0.5 + 0.22 * k), s * (0.4 - 0.06 * k), 2, "#ffd27a", 0.7)


def tram_morning(c: Canvas) -> None:
    """Line 1 in Chandler's Row."""
    c.sky("#e9b98f", "#f4dbb0", "#f8ecd2", until=0.75)
    m.terrace(c, -40, 1660, 800, (330, 480), OLD_WALLS, OLD_ROOFS, "#55606a", 0.08, (130, 180))
    c.mist(400, 400, "#f7e3c2", 0.35)
    c.box(0, 795, 1600, 280, Blend("#a8937c", "#75685f"))
    c.box(0, 795, 1600, 26, "#c9b596")
    for y in (905, 925, 1010, 1034):
        c.box(0, y, 1600, 5, "#4a4344")
    c.line([(0, 425), (1600, 425)], 3, m.INK)
    for x in (120, 860, 1560):
        c.line([(x, 800), (x, 400)], 9, "#2f3d45")
        c.line([(x, 425), (x + 70, 425)], 6, "#2f3d45")
    m.tram(c, 760, 918, 1050, "#f2e6c9", m.RUST, "#3d5560")
    c.ellipse(760, 925, 520, 8, m.INK, 0.35)
    for x, tone in ((80, m.PLUM), (1400, m.DEEP), (1475, m.AMBER)):
        m.person(c, x, 885, 165, tone)
    m.gull(c, 520, 180, 60, m.PAPER)


def tram_hill(c: Canvas) -> None:
    """Line 2 climbing to the hospital in autumn."""
    c.sky("#6da3b3", "#c7d8c8", "#f3e2b5", until=0.7)
    m.cloud(c, 320, 170, 400, "#fbf4e2", 0.9)
    m.cloud(c, 820, 120, 260, "#fbf4e2", 0.9)
    m.hills(c, 560, 60, Blend("#8fae9e", "#b3bf9a"), 1.7)
    m.ground(c, [(-40, 850), (300, 800), (800, 640), (1150, 520), (1640, 470)], Blend("#b08a3f", "#7d6a38"))
    c.box(1080, 330, 420, 190, Blend("#efe8d8", "#cfc6b2"))
    c.box(1190, 250, 200, 100, Blend("#f5efe2", "#d8d0bd"))
    c.box(1068, 322, 444, 16, "#5d6f78")
    for row in range(3):
        for k in range(9):
            m.window(c, 1100 + k * 43, 352 + row * 54, 26, 32, "#47616e" if (k + row) % 4 else m.LIT)
    c.box(1278, 268, 24, 68, m.RUST)
    c.box(1256, 290, 68, 24, m.RUST)
    for k, tone in enumerate(("#c9772f", "#d99a35", "#a5502f", "#c0862f", "#b8612e", "#d9a63f")):
        m.tree(c, 70 + k * 168, 815 - k * 44 - (k > 2) * 12, 190 - k * 12, Blend(mix(tone, "#ffffff", 0.15), tone))  # noqa: PLR2004
    c.polygon([(-20, 960), (1620, 760), (1620, 905), (-20, 1110)], Blend("#9c9284", "#6d665e"))
    for dy in (70, 92):
        c.line([(-20, 960 + dy), (1620, 760 + dy)], 5, "#463f3c")
    c.line([(-20, 620), (1620, 425)], 3, m.INK)
    for x in (160, 1010, 1560):
        top, foot = 600 - x * 0.119, 962 - x * 0.122
        c.line([(x, foot), (x, top)], 9, "#2f3d45")
    _tilted_tram(c)
    m.ground(c, [(-40, 1080), (400, 1062), (900, 1000), (1300, 955), (1640, 900)], Blend("#7d6a38", "#54502f"))
    for _ in range(160):
        x = c.random.uniform(0, 1600)
        c.ellipse(x, c.random.uniform(1060 - x * 0.08, 1070), 9, 4, c.random.choice(["#d9a63f", "#c9772f", "#a5502f"]))


def _tilted_tram(c: Canvas) -> None:
    """Draw a tram on the slope of Hillgate, by drawing sheared boxes."""

    def at(x: float, y: float) -> tuple[float, float]:
        return (x, y + 1018 - x * 0.122)

    def slab(x: float, y: float, w: float, h: float, paint: str | Blend) -> None:
        c.polygon([at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h)], paint)

    for left in (280, 690):
        slab(left, -200, 400, 186, Blend("#2f7f86", "#225f68"))
        slab(left + 10, -178, 380, 82, "#d5e4dd")
        for k in range(1, 5):
            slab(left + 76 * k, -178, 6, 82, "#225f68")
        slab(left, -68, 400, 16, m.AMBER)
        for door in (118, 270):
            slab(left + door, -172, 48, 146, "#30454f")
            slab(left + door + 22, -172, 4, 146, "#2f7f86")
        for wheel in (70, 150, 250, 330):
            c.disc(*at(left + wheel, -12), 16, m.INK)
    slab(680, -186, 10, 165, m.INK)
    slab(300, -214, 770, 14, "#1f4f57")
    c.line([at(640, -212), at(690, -262), at(640, -300)], 5, m.INK)
    c.line([at(600, -302), at(680, -302)], 5, m.INK)


def snow_quay(c: Canvas) -> None:
    """Eddermouth under snow."""
    c.sky("#8c9fb3", "#c5cfd6", "#e9e3da", until=0.75)
    m.hills(c, 470, 50, Blend("#dfe5e8", "#f3f2ed"), 1.8)
    for x in range(60, 1600, 74):
        m.pine(c, x + c.random.uniform(-20, 20), 500 + c.random.uniform(-20, 20), c.random.uniform(50, 90), "#5d7480")
    m.terrace(c, -30, 1640, 720, (150, 250), ("#b98562", "#a4654c", "#8b8f96", "#c7a67c", "#7d8c93"), ("#f1f1ec", "#e6eaec"), "#3d4b58", 0.35, (100, 140))
    m.church(c, 1150, 560, 330, "#9aa0a6", "#eef0ee", "#3d4b58")
    m.terrace(c, 900, 1640, 725, (120, 190), ("#a4654c", "#8b8f96", "#c7a67c"), ("#f1f1ec", "#e6eaec"), "#3d4b58", 0.35, (100, 140))
    c.box(0, 720, 1600, 30, "#f4f4ef")
    c.box(0, 748, 1600, 60, Blend("#7c7f83", "#5f646b"))
    c.box(0, 806, 1600, 270, "#5f7f8e")
    c.reflect(806, 262, "#6f8c99", 0.5, 5)
    for x, s, tone, side in ((330, 360, "#2b5064", 1), (860, 330, "#8a3c31", -1), (1340, 350, "#3d5a47", 1)):
        m.trawler(c, x, 905, s, tone, "#efe9da", side)
        c.ellipse(x + side * 0.14 * s, 905 - 0.36 * s, 0.17 * s, 8, "#ffffff")
        c.line(spline([(x - side * 0.48 * s, 905 - 0.135 * s), (x - side * 0.1 * s, 905 - 0.1 * s), (x + side * 0.25 * s, 905 - 0.125 * s)]), 9, "#ffffff")
    for k in range(13):
        x, y = c.random.uniform(0, 1600), c.random.uniform(960, 1060)
        w = c.random.uniform(50, 130)
        c.polygon(spline([(x, y), (x + w * 0.4, y - 12), (x + w, y - 4), (x + w * 1.1, y + 9), (x + w * 0.4, y + 14), (x, y)], 6), "#eef2f0", 0.9 if k % 3 else 0.6)
    m.snowfall(c, 620)


def ballot(c: Canvas) -> None:
    """A ballot box and the hands that queue for it."""
    c.sky("#e9d3a6", "#f3e5c6", until=1)
    for k in range(9):
        c.polygon([(800, 520), (math.cos(k * 0.698) * 1700 + 800, math.sin(k * 0.698) * 1700 + 520), (math.cos(k * 0.698 + 0.35) * 1700 + 800, math.sin(k * 0.698 + 0.35) * 1700 + 520)], "#efc987", 0.45)
    c.box(0, 860, 1600, 220, Blend("#8a6a4c", "#5f4835"))
    c.box(0, 856, 1600, 10, "#b08a62")
    c.ellipse(800, 905, 380, 26, "#3b2c22", 0.5)
    c.polygon([(500, 460), (1100, 460), (1070, 900), (530, 900)], Blend("#24425c", "#182f44"))
    c.polygon([(480, 410), (1120, 410), (1120, 470), (480, 470)], Blend("#2f5472", "#24425c"))
    c.polygon([(520, 372), (1080, 372), (1120, 412), (480, 412)], "#3d6688")
    c.box(690, 386, 220, 13, "#0f1c2a")
    c.disc(800, 690, 92, m.AMBER)
    c.disc(800, 690, 78, "#24425c")
    m.lighthouse(c, 800, 742, 118, "#f5ecd7", "#c9573a", m.LIT)
    for k, (dx, dy, turn) in enumerate(((0, 0, -4), (-430, 110, -16), (430, 90, 14))):
        x, y, a = 800 + dx, 250 + dy, math.radians(turn)

        def at(u: float, v: float, x: float = x, y: float = y, a: float = a) -> tuple[float, float]:
            return (x + u * math.cos(a) - v * math.sin(a), y + u * math.sin(a) + v * math.cos(a))

        c.polygon([at(-95, -140), at(95, -140), at(95, 140), at(-95, 140)], "#fdf8ea")
        c.polygon([at(75, -140), at(95, -140), at(95, 140), at(75, 140)], "#e3d8bd")
        for row in range(4):
            v = -95 + row * 58
            c.polygon([at(-62, v), at(-32, v), at(-32, v + 30), at(-62, v + 30)], m.INK)
            c.polygon([at(-58, v + 4), at(-36, v + 4), at(-36, v + 26), at(-58, v + 26)], "#fdf8ea")
            c.line([at(-14, v + 15), at(52 - 14 * (row % 2), v + 15)], 6, "#9a9382")
            if row == (k + 1) % 4:
                c.line([at(-62, v + 2), at(-34, v + 30)], 5, m.RUST)
                c.line([at(-34, v + 2), at(-62, v + 30)], 5, m.RUST)
    for x, sleeve, skin in ((70, m.RUST, "#d8a888"), (1530, m.PINE, "#8a5a40")):
        side = 1 if x < 800 else -1  # noqa: PLR2004
        c.line([(x - side * 140, 640), (x + side * 150, 490)], 130, sleeve)
        c.line([(x + side * 150, 490), (x + side * 235, 440)], 70, skin)
        c.line([(x + side * 235, 440), (x + side * 290, 425)], 26, skin)


def smokehouse(c: Canvas) -> None:
    """Pell's smokehouse at dusk."""
    c.sky("#394a63", "#a06a68", "#eeb076", "#f6d39a", until=0.8)
    m.sun(c, 300, 690, 70, "#fbe0a8", "#ffd28a")
    m.terrace(c, -40, 520, 830, (110, 190), ("#6b4c56", "#77545a", "#5f4654"), ("#45333f", "#4f3840"), "#33293a", 0.3, (90, 120))
    for x, sway in ((760, 60), (1010, 90), (1260, 70)):
        for k in range(13):
            up = k / 12
            c.disc(x + sway * math.sin(up * 4 + x) * up + up * 130, 300 - up * 330, 26 + 50 * up, "#e6d3c0", 0.34 * (1.1 - up))
    for x in (760, 1010, 1260):
        c.polygon([(x - 120, 470), (x - 46, 350), (x - 34, 300), (x + 34, 300), (x + 46, 350), (x + 120, 470)], Blend("#4a3440", "#33262f"))
        c.box(x - 42, 292, 84, 18, "#2a1f28")
    c.box(620, 470, 790, 390, Blend("#a64d38", "#6d2f2c"))
    for row in range(16):
        for k in range(20 - row % 2):
            if c.random.random() < 0.35:  # noqa: PLR2004
                c.box(624 + k * 39 + (row % 2) * 18, 478 + row * 23, 32, 14, c.random.choice(["#b8583f", "#8f3f33", "#7d352e"]), 0.7)
    for x in (760, 1010, 1260):
        c.box(x - 70, 640, 140, 220, "#2f2227")
        c.disc(x, 640, 70, "#2f2227")
        c.box(x - 58, 648, 116, 212, Blend("#f0a548", "#c9573a"))
        c.disc(x, 646, 58, "#f2b458")
        for k in range(4):
            c.box(x - 58, 676 + k * 50, 116, 5, "#5a2f28")
            for f in range(5):
                fx = x - 46 + f * 23
                c.ellipse(fx, 696 + k * 50, 7, 16, "#7d3f28")
                c.polygon([(fx - 7, 716 + k * 50), (fx, 706 + k * 50), (fx + 7, 716 + k * 50)], "#7d3f28")
        c.glow(x, 760, 200, "#ffb45a", 0.35)
    c.box(640, 540, 750, 52, "#f0dfbd")
    for k in range(11):
        c.box(672 + k * 64, 558, 40 - (k % 3) * 9, 16, "#5a2f28")
    c.box(0, 850, 1600, 230, Blend("#6d5450", "#3a2d33"))
    for x in (760, 1010, 1260):
        c.ellipse(x, 890, 110, 20, "#f0a548", 0.35)
    m.person(c, 470, 985, 230, "#e6dfd0", hat="#f5ecd7")
    m.person(c, 560, 990, 215, "#35566b", hat=m.INK)
    for k in range(3):
        c.round(170, 990 - k * 62, 150, 56, 10, Blend("#9a6b42", "#6d4a30"))


def embers(c: Canvas) -> None:
    """Herring over oak embers: inside the smokehouse."""
    c.sky("#1f1714", "#3a2218", "#8a3f1f", until=1)
    c.glow(800, 1060, 900, "#ff8a3a", 0.75)
    for k in range(8):
        x = -40 + k * 235
        c.box(x, 0, 26, 1067, "#140e0c", 0.55)
    for row in range(3):
        y = 130 + row * 235
        c.box(-10, y, 1620, 18, Blend("#6d4a30", "#3a2619"))
        for k in range(17):
            x = 40 + k * 97 + (row % 2) * 40
            tone = c.random.choice(["#d99a3f", "#c98433", "#e0ab52"])
            c.line([(x, y + 8), (x, y + 34)], 3, "#2a1b12")
            body = spline([(x, y + 28), (x + 28, y + 74), (x + 22, y + 134), (x + 5, y + 168), (x - 5, y + 168), (x - 22, y + 134), (x - 28, y + 74), (x, y + 28)], 8)
            c.polygon(body, Blend(mix(tone, "#ffe0a0", 0.25), mix(tone, "#5a2a12", 0.45)))
            c.polygon([(x - 22, y + 196), (x, y + 160), (x + 22, y + 196), (x, y + 184)], mix(tone, "#5a2a12", 0.45))
            c.disc(x - 7, y + 58, 4, "#2a1b12")
            c.line(spline([(x + 6, y + 72), (x + 12, y + 105), (x + 6, y + 145)], 6), 2.4, "#7d4a1c")
    for k in range(12):
        x = c.random.uniform(100, 1500)
        c.polygon(spline([(x - 60, 1067), (x - 20, 800), (x + 70, 520), (x + 20, 260), (x + 120, 240), (x + 150, 540), (x + 50, 820), (x + 60, 1067)], 10), "#f2d3ae", 0.07)
    c.polygon(spline([(-20, 1080), (-20, 1010), (300, 960), (800, 945), (1300, 965), (1620, 1010), (1620, 1080)]), "#1a0f0b")
    for _ in range(260):
        x = c.random.gauss(800, 420)
        y = 975 + abs(x - 800) * 0.05 + c.random.uniform(0, 90)
        c.ellipse(x, y, c.random.uniform(8, 26), c.random.uniform(6, 13), c.random.choice(["#ff9a3c", "#e0602a", "#ffc65c", "#7d2a16", "#3a1710"]))
    for _ in range(90):
        c.disc(c.random.gauss(800, 430), c.random.uniform(420, 980), c.random.uniform(1.5, 4), "#ffcf7a", 0.85)


def school_roof(c: Canvas) -> None:
    """Tidewell School under scaffolding."""
    c.sky("#9fc0c9", "#dfe5d2", "#f3e8c9", until=0.8)
    m.cloud(c, 1250, 190, 380, "#fbf4e2", 0.9)
    m.tree(c, 110, 850, 330, Blend("#8fa35c", "#66783f"))
    m.tree(c, 1500, 850, 300, Blend("#a3a552", "#78783c"))
    c.box(230, 480, 1140, 380, Blend("#b9785a", "#94553f"))
    c.polygon([(200, 486), (270, 390), (1330, 390), (1400, 486)], Blend("#5d6a70", "#444f57"))
    c.polygon([(560, 390), (800, 230), (1040, 390)], "#b9785a")
    c.polygon([(536, 396), (800, 212), (1064, 396), (1030, 396), (800, 240), (570, 396)], "#444f57")
    m.clock(c, 800, 334, 38, "#f7efdc", m.INK, 8, 40)
    for row in range(2):
        for k in range(12):
            if k in (5, 6) and row == 1:
                continue
            m.window(c, 268 + k * 91, 520 + row * 165, 56, 100, "#3d5560")
    c.box(722, 690, 156, 170, m.PINE)
    c.box(798, 690, 4, 170, "#1d352f")
    tarp = [(860, 392), (1325, 392), (1392, 480), (1392, 560), (1230, 530), (1080, 570), (930, 528), (850, 552)]
    c.polygon(tarp, Blend("#4f93a8", "#3a7488"))
    for k in range(6):
        c.line([(880 + k * 92, 394), (872 + k * 96, 540)], 2, "#2f6274")
    for k in range(9):
        c.line([(846 + k * 74, 860), (846 + k * 74, 330)], 6, "#6d6a64")
    for k in range(5):
        c.line([(830, 372 + k * 110), (1456, 372 + k * 110)], 5, "#6d6a64")
        c.box(830, 376 + k * 110, 626, 8, "#c49a5e")
    for k in range(4):
        c.line([(846 + k * 148, 812), (994 + k * 148, 702)], 4, "#6d6a64")
    m.person(c, 960, 482, 104, m.AMBER, hat=m.AMBER)
    m.person(c, 1240, 482, 104, m.RUST, hat=m.AMBER)
    c.box(0, 855, 1600, 220, Blend("#b6b39a", "#88866f"))
    for x in range(0, 1600, 46):
        c.box(x, 905, 8, 100, m.PINE)
    c.box(0, 920, 1600, 9, m.PINE)
    c.box(0, 980, 1600, 9, m.PINE)
    m.crowd(c, 120, 720, 890, 110, (m.DEEP, m.BRICK, m.DEEP, "#3a5a70"), 0.85)


def school_hall(c: Canvas) -> None:
    """The orchestra in the new timber hall."""
    c.sky("#c98e52", "#e3b77b", "#f0d3a0", until=1)
    for k in range(7):
        x = 800 + (k - 3) * 250
        c.line([(x, 1067), (x + (800 - x) * 0.25, 330), (800, 40)], 34, "#8a5a34")
    c.polygon([(420, 330), (800, 90), (1180, 330), (1180, 700), (420, 700)], Blend("#f6e6bf", "#e7c88f"))
    for k in range(5):
        c.box(470 + k * 140, 350, 96, 250, Blend("#9fc6c9", "#d9e3cf"))
        c.box(516 + k * 140, 350, 5, 250, "#8a5a34")
    for k in range(5):
        m.tree(c, 518 + k * 140, 600, 130, "#7d9a5c")
    c.box(0, 690, 1600, 380, Blend("#b97f4a", "#7d4f30"))
    for k in range(12):
        c.line([(800 + (k - 5.5) * 120, 690), (800 + (k - 5.5) * 330, 1070)], 2, "#8a5a34", 0.7)
    for row, (y, size, count) in enumerate(((770, 150, 11), (880, 190, 9))):
        for k in range(count):
            x = 800 + (k - (count - 1) / 2) * (118 + row * 34)
            c.box(x - size * 0.16, y - size * 0.34, size * 0.32, size * 0.34, "#3b2a22")
            m.person(c, x, y, size, (m.DEEP, m.PINE, m.BRICK, m.INK)[(k + row) % 4], c.random.choice(["#b98562", "#d8a888", "#8a5a40", "#e3b99a"]))
            if (k + row) % 3 != 1:
                _fiddle(c, x + size * 0.06, y - size * 0.62, size * 0.34)
            else:
                c.line([(x - size * 0.2, y - size * 0.44), (x + size * 0.1, y - size * 0.76)], size * 0.045, m.AMBER)
                c.disc(x - size * 0.22, y - size * 0.42, size * 0.07, m.AMBER)
    c.box(700, 990, 200, 90, "#5a3a26")
    m.person(c, 800, 1000, 260, m.INK, "#b98562")
    c.line([(826, 800), (910, 730)], 24, m.INK)
    c.line([(774, 800), (690, 750)], 24, m.INK)
    c.line([(910, 730), (975, 668)], 4, m.PAPER)


def _fiddle(c: Canvas, x: float, y: float, s: float) -> None:
    c.line([(x - s * 0.1, y), (x + s * 0.75, y - s * 0.16)], s * 0.07, "#3b2016")
    c.ellipse(x, y, s * 0.24, s * 0.15, "#a5502a")
    c.ellipse(x + s * 0.22, y - s * 0.04, s * 0.18, s * 0.12, "#a5502a")
    c.line([(x + s * 0.1, y - s * 0.55), (x + s * 0.34, y + s * 0.35)], s * 0.04, m.PAPER)


def ledger(c: Canvas) -> None:
    """An old log book, a lamp and a sounding lead."""
    c.sky("#22262f", "#3a3230", until=0.7, grain=0.5)
    for k in range(11):
        w = 60 + (k * 37) % 34
        c.box(70 + k * 140, 130 + (k * 53) % 60, w + 50, 450 - (k * 53) % 60, Blend(("#5a3a34", "#35424c", "#4c4a35", "#4a2f3b")[k % 4], "#221d20"))
        c.box(70 + k * 140, 210 + (k * 53) % 60, w + 50, 10, "#b98f4e", 0.7)
    c.box(0, 110, 1600, 24, "#1c1614")
    c.box(0, 575, 1600, 34, Blend("#3a2a22", "#1c1614"))
    c.glow(420, 430, 620, "#ffcf7a", 0.65)
    c.box(0, 690, 1600, 390, Blend("#7d5236", "#3f2a20"))
    c.box(0, 686, 1600, 8, "#a5744c")
    c.ellipse(420, 900, 260, 50, "#ffcf7a", 0.22)
    # lamp
    c.ellipse(420, 876, 110, 26, "#8a6a32")
    c.polygon([(400, 880), (408, 690), (432, 690), (440, 880)], "#a5813f")
    c.ellipse(420, 690, 86, 40, "#b98f4e")
    c.polygon(spline([(368, 660), (350, 560), (386, 450), (454, 450), (490, 560), (472, 660)]), "#ffe9b0", 0.55)
    c.polygon(spline([(420, 645), (392, 600), (420, 520), (448, 600), (420, 645)]), "#fff6d8")
    c.box(366, 652, 108, 18, "#8a6a32")
    # book
    c.polygon([(620, 930), (720, 740), (1060, 772), (1400, 740), (1500, 930), (1060, 980)], "#3b221b")
    for side in (-1, 1):
        page = [(1060, 965), (1060, 762), *spline([(1060, 762), (1060 + side * 150, 728), (1060 + side * 325, 738)]), (1060 + side * 420, 915), *spline([(1060 + side * 420, 915), (1060 + side * 200, 912), (1060, 965)])]
        c.polygon(page, Blend("#f6e8c4", "#dfc594", 0.15))
        for row in range(8):
            t = (row + 1) / 10
            y = 762 + t * 165
            c.line(spline([(1060 + side * 28, y + 6), (1060 + side * (150 + 20 * t), y - 22), (1060 + side * (305 + 70 * t) * (0.75 + 0.2 * ((row * 7) % 3) / 2), y - 20)], 8), 3, "#6d5138", 0.8)
    c.line([(1060, 762), (1060, 966)], 4, "#b0925f")
    # lead and line
    c.polygon([(150, 1000), (172, 860), (208, 860), (230, 1000)], Blend("#7f878c", "#454c52"))
    c.disc(190, 850, 20, "#5d656b")
    c.disc(190, 850, 9, "#3f2a20")
    c.line(spline([(190, 846), (260, 800), (330, 960), (470, 985), (560, 930), (480, 895), (400, 960), (560, 1020), (760, 1030)], 16), 7, "#d9c193")


def gannocks(c: Canvas) -> None:
    """A plate of gannocks on a kitchen table."""
    c.sky("#2f5d68", "#4f8187", "#8fb0a3", until=0.66)
    for row in range(5):
        for k in range(14):
            c.box(k * 120 - 50 + (row % 2) * 60, row * 122 - 30, 112, 114, Blend("#e9e2cc", "#cfd3c0", 0.2), 0.16)
    c.box(1020, 60, 460, 420, "#5a4636")
    c.box(1040, 80, 420, 380, Blend("#1d2846", "#46527a", 0.4))
    c.box(1244, 80, 14, 380, "#5a4636")
    c.box(1040, 260, 420, 12, "#5a4636")
    m.lighthouse(c, 1160, 460, 210, "#d9d4cb", "#8f3b3a", "#fff2c4")
    c.box(1000, 470, 500, 24, "#7d6147")
    c.box(0, 640, 1600, 440, Blend("#b97f4a", "#8a5630"))
    c.box(0, 634, 1600, 10, "#d9a468")
    for y in (730, 850, 980):
        c.line(spline([(0, y), (500, y + 8), (1000, y - 6), (1600, y + 4)]), 2, "#95602f", 0.7)
    c.ellipse(800, 900, 480, 96, "#4a2c1a", 0.4)
    c.ellipse(800, 872, 460, 100, Blend("#f5ecd7", "#cdbf9f"))
    c.ellipse(800, 862, 380, 72, "#e3d6b6")
    rows = ((820, 5, 130), (760, 4, 130), (696, 3, 126), (640, 1, 120))
    for y, count, gap in rows:
        for k in range(count):
            x = 800 + (k - (count - 1) / 2) * gap + c.random.uniform(-8, 8)
            c.ellipse(x, y, 76, 58, Blend("#e9b052", "#9a5a22", 0.5))
            c.ellipse(x - 18, y - 22, 26, 14, "#f6d38a", 0.55)
            for _ in range(7):
                c.ellipse(x + c.random.uniform(-48, 48), y + c.random.uniform(-30, 34), 5, 3, "#7d4318", 0.7)
            for _ in range(4):
                c.ellipse(x + c.random.uniform(-40, 40), y + c.random.uniform(-34, 20), 6, 3, "#5f7a35")
    for x in (690, 810, 920):
        for k in range(9):
            c.disc(x + 22 * math.sin(k * 0.8 + x), 560 - k * 48, 15 + k * 3, "#ffffff", 0.09)
    c.round(180, 690, 210, 200, 40, Blend("#c9573a", "#8f3626"))
    c.ellipse(285, 694, 105, 24, "#e08b5f")
    c.ellipse(285, 697, 88, 17, "#f3e3bb")
    c.ellipse(1410, 812, 92, 16, "#4a2c1a", 0.4)
    c.disc(1400, 740, 76, Blend("#f2d24a", "#d9a92b"))
    c.disc(1400, 740, 64, "#fbf1cf")
    for k in range(8):
        a = math.pi * k / 4
        slice_ = [(1400 + r * math.cos(a + t), 740 + r * math.sin(a + t)) for r, t in ((10, 0.39), (56, 0.1), (56, 0.68))]
        c.polygon(slice_, "#f4d760")


def iftar(c: Canvas) -> None:
    """Long tables in the Market Hall at sunset."""
    c.sky("#8a5a44", "#b97f54", "#d9a86d", until=1)
    for k, x in enumerate((160, 480, 800, 1120, 1440)):
        c.disc(x, 270, 118, "#35345c")
        c.box(x - 118, 270, 236, 370, Blend("#35345c", "#e59a63", 0.3))
        if k == 2:  # noqa: PLR2004
            c.disc(x + 6, 252, 44, "#f8ebc4")
            c.disc(x + 26, 240, 40, "#34335a")
        else:
            for _ in range(6):
                c.disc(x + c.random.uniform(-80, 80), c.random.uniform(200, 330), 1.8, "#fff6dc")
        m.terrace(c, x - 112, x + 40, 640, (60, 110), ("#4a3a55", "#553f58"), ("#35294a",), "#2a2340", 0.5, (66, 74))
    for x in (0, 320, 640, 960, 1280, 1600):
        c.box(x - 42, 210, 84, 460, Blend("#e7c893", "#b98a58"))
        c.box(x - 54, 250, 108, 22, "#f3dcae")
    for x in (320, 640, 960, 1280):
        c.line([(x, 0), (x, 40)], 3, m.INK)
        m.lantern(c, x, 40, 86, (m.AMBER, "#f0c35d", "#e58b4a", m.AMBER)[x // 320 - 1])
    c.box(0, 640, 1600, 440, Blend("#7d5238", "#54372b"))
    for y, size, step in ((735, 150, 92), (850, 190, 118)):
        m.crowd(c, -20, 1620, y + size * 0.42, size, ("#2f6f7a", m.RUST, m.PLUM, m.PINE, m.AMBER, m.DEEP, "#d9cdb4"), step / size * 0.72)
        c.polygon([(-20, y), (1620, y), (1620, y + 60), (-20, y + 60)], Blend("#fbf5e6", "#dccfb2"))
        for k in range(20):
            x = 20 + k * 84 + c.random.uniform(-14, 14)
            kind = k % 4
            if kind == 0:
                c.ellipse(x, y + 16, 34, 9, "#b9a98a")
                for _ in range(8):
                    c.ellipse(x + c.random.uniform(-22, 22), y + 8 + c.random.uniform(-5, 4), 8, 5, "#6d3a20")
            elif kind == 1:
                c.polygon([(x - 15, y + 16), (x - 11, y - 26), (x + 11, y - 26), (x + 15, y + 16)], "#c8dcd8", 0.85)
            elif kind == 2:  # noqa: PLR2004
                c.ellipse(x, y + 12, 38, 12, "#2f6f7a")
                c.ellipse(x, y + 6, 31, 9, "#d9622f")
            else:
                c.ellipse(x, y + 10, 40, 11, "#d9a468")
                c.ellipse(x, y + 7, 30, 6, "#ecc68c")
    m.crowd(c, 10, 1620, 1110, 240, ("#2b3350", "#5a3a3f", "#24425c", "#4b3a57", "#2f4f45", "#7d4a35"), 0.46)


def budget_skyline(c: Canvas) -> None:
    """A chart that is also a street."""
    c.sky("#f0dcb0", "#f6eacc", until=0.95)
    for y in range(150, 850, 116):
        c.line([(90, y), (1540, y)], 2, "#cdb98c", 0.8)
    c.line([(90, 110), (90, 862)], 6, m.INK)
    values = (250, 310, 290, 380, 420, 405, 500, 560, 640)
    for k, tall in enumerate(values):
        x = 130 + k * 158
        tone = ("#24425c", "#356f84", "#c9573a")[k % 3] if k < 8 else "#e9a23b"  # noqa: PLR2004
        m.house(c, x + 58, 860, 116, tall - 60, tone, mix(tone, "#000000", 0.3), "#f5ecd7", 0.35)
    points = [(188 + k * 158, 860 - tall - 46) for k, tall in enumerate(values)]
    c.line(points, 8, m.INK)
    for x, y in points:
        c.disc(x, y, 16, m.INK)
        c.disc(x, y, 9, m.PAPER)
    c.box(0, 858, 1600, 220, Blend("#8f8a6a", "#6a6a50"))
    c.box(0, 858, 1600, 9, m.INK)
    for x, count in ((220, 4), (330, 7), (440, 3), (1180, 6), (1290, 9), (1400, 5)):
        for k in range(count):
            y = 1030 - k * 18
            c.ellipse(x, y, 52, 17, "#a8741f")
            c.ellipse(x, y - 6, 52, 17, Blend("#f6cf6f", "#dca035", 0.15))
    m.crowd(c, 620, 1060, 1010, 150, COATS, 0.8)


def council_chamber(c: Canvas) -> None:
    """The half-moon of the council chamber."""
    c.sky("#3f5a54", "#5b7566", "#8a9377", until=0.7)
    for x in (220, 510, 1090, 1380):
        c.box(x - 70, 130, 140, 270, Blend("#bcd3d3", "#e9e2c2"))
        c.disc(x, 132, 70, "#bcd3d3")
        c.box(x - 3, 66, 6, 334, "#5a4636")
        c.box(x - 70, 280, 140, 6, "#5a4636")
    c.box(670, 110, 260, 340, Blend("#8a3c31", "#5f2a26"))
    m.lighthouse(c, 800, 318, 180, "#f5ecd7", "#c9a24a", m.LIT)
    c.box(0, 440, 1600, 640, Blend("#7d5a3c", "#4a3426"))
    c.box(0, 434, 1600, 12, "#a5794f")
    m.person(c, 800, 480, 150, m.INK, "#d8a888")
    c.box(620, 420, 360, 24, "#94653f")
    c.box(640, 440, 320, 110, Blend("#6d4529", "#4a2f1e"))
    for row, (ry, depth, size, count) in enumerate(((330, 560, 92, 7), (440, 640, 112, 10), (570, 720, 134, 14))):
        for k in range(count):
            a = math.pi * (0.06 + 0.88 * k / (count - 1))
            x = 800 - math.cos(a) * ry * 1.55
            y = depth - 130 + math.sin(a) * ry * 0.62
            c.disc(x, y - size * 0.62, size * 0.17, c.random.choice(["#4a3426", "#2b2320", "#8a6a4c", "#bdb3a2"]))
            c.polygon(spline([(x - size * 0.36, y), (x - size * 0.3, y - size * 0.4), (x, y - size * 0.5), (x + size * 0.3, y - size * 0.4), (x + size * 0.36, y)], 6), COATS[(k * 2 + row) % 6])
        arc = [(800 - math.cos(math.pi * t / 40) * ry * 1.6, depth - 125 + math.sin(math.pi * t / 40) * ry * 0.64) for t in range(41)]
        c.polygon([*arc, *reversed([(x, y + 46) for x, y in arc])], Blend("#a5794f", "#6d4a30"))


SCENES: dict[str, Callable[[Canvas], None]] = {
    "town-hall-clock": town_hall_clock,
    "four-faces": four_faces,
    "market": market,
    "lanterns-night": lanterns_night,
    "lanterns-river": lanterns_river,
    "tram-morning": tram_morning,
    "tram-hill": tram_hill,
    "snow-quay": snow_quay,
    "ballot": ballot,
    "smokehouse": smokehouse,
    "embers": embers,
    "school-roof": school_roof,
    "school-hall": school_hall,
    "ledger": ledger,
    "gannocks": gannocks,
    "iftar": iftar,
    "budget-skyline": budget_skyline,
    "council-chamber": council_chamber,
}
