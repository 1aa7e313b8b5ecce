"""River, flats and hills, and what stands or lives there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import motifs as m
from canvas import DAWN, DAY, DUSK, FOG, Blend, Canvas, cloud, glitter, ground, hills, mix, ripples, sea, shade, spline

if TYPE_CHECKING:
    from collections.abc import Callable


def _eels(c: Canvas) -> None:
    """Draw Eels under the surface of the Wend."""
    c.begin(DAY, 200)
    c.box(0, 0, 1600, 1080, Blend("#8fc2ae", "#12394a"))
    for k in range(6):
        x = 120 + k * 290
        c.polygon([(x, 0), (x + 110, 0), (x - 120, 1080), (x - 420, 1080)], "#e7f0cf", 0.1)
    for k in range(7):
        c.ellipse(k * 250 + 40, 22 + (k % 2) * 12, 150, 9, m.PAPER, 0.5)
    ground(c, [(-40, 930), (300, 960), (700, 930), (1100, 985), (1640, 930)], shade("#5f6a4f", 0.4))
    for k in range(26):
        c.ellipse(
            c.random.uniform(0, 1600), c.random.uniform(985, 1060), 52, 22, shade(("#7d7f6d", "#94907a")[k % 2], 0.35)
        )
    for x, side in ((90, 1), (220, 1), (1400, -1), (1520, -1), (1290, 1)):
        for k in range(3):
            foot, tall = x + k * 26, c.random.uniform(300, 520)
            weed = [(foot + side * 34 * math.sin(t * 1.1 + k), 1010 - tall * t / 6) for t in range(7)]
            c.line(spline(weed, 8), 15, ("#2f6b4a", "#3f7d52", "#27593f")[k])
    for y, x0, size, tone, phase in (
        (250, 880, 560, "#3f5a4a", 0.4),
        (430, 240, 760, "#2d4436", 2.2),
        (640, 640, 820, "#4a5a38", 1.0),
        (830, 150, 640, "#26392f", 3.0),
    ):
        body = [(x0 + size * t / 24, y + 52 * math.sin(phase + t * 0.42)) for t in range(25)]
        for k, (px, py) in enumerate(spline(body, 6)):
            share = k / 144
            c.disc(px, py, 4 + 27 * min(1.0, share * 2.2) * (1 - max(0.0, share - 0.9) * 5), tone)
        c.line([(px, py + 11) for px, py in spline(body[7:22], 6)], 9, "#d3c58c")
        c.disc(body[-1][0] - 12, body[-1][1] - 8, 6, m.STRAW)
    for _ in range(46):
        c.disc(c.random.uniform(100, 1500), c.random.uniform(120, 950), c.random.uniform(3, 8), "#e7f0e0", 0.45)


def _weir(c: Canvas) -> None:
    """Draw Eddle weir with its mill and the eel pass."""
    c.begin(DAY, 500)
    cloud(c, 1180, 150, 420)
    hills(c, 430, 44, 0)
    hills(c, 480, 30, 1)
    for k in range(9):
        m.tree(c, 560 + k * 130, 540 + (k % 3) * 8, 170 + (k % 4) * 26, ("#6d9557", "#8aa85c", "#557d4d")[k % 3])
    ground(c, [(-40, 520), (400, 540), (900, 545), (1640, 530)], "#86a25c")
    c.box(120, 340, 330, 230, shade("#b9785a"))
    c.polygon([(96, 346), (285, 210), (474, 346)], "#5d4a48")
    for k in range(6):
        m.window(c, 152 + (k % 3) * 100, 370 + (k // 3) * 92, 50, 62)
    c.box(0, 560, 1600, 190, Blend("#9cc4b8", "#3f8791"))
    ripples(c, 575, 690, "#e3efe2", 60)
    for k in range(12):
        a = math.pi * k / 6
        c.line([(490, 600), (490 + 130 * math.cos(a), 600 + 130 * math.sin(a))], 12, "#4a352a")
    for r in (130, 84):
        ring = [(490 + r * math.cos(math.pi * t / 18), 600 + r * math.sin(math.pi * t / 18)) for t in range(37)]
        c.line(ring, 13, "#5d4433")
    c.polygon([(0, 690), (1600, 690), (1600, 890), (0, 890)], Blend("#dcebe2", "#8ab6b6"))
    for k in range(90):
        x = k * 18 + c.random.uniform(-6, 6)
        c.line(
            [(x, 694 + c.random.uniform(0, 40)), (x + c.random.uniform(-8, 8), 880)],
            c.random.uniform(2, 6),
            ("#ffffff", "#5f98a0", "#c5dfda")[k % 3],
            0.7,
        )
    c.box(0, 684, 1600, 14, "#5c8f93")
    c.box(0, 886, 1600, 200, Blend("#5f98a0", "#235c6c"))
    for k in range(60):
        c.ellipse(
            k * 27, 890 + c.random.uniform(-10, 14), c.random.uniform(18, 44), c.random.uniform(8, 17), "#f6faf2", 0.9
        )
    c.polygon([(1120, 660), (1230, 660), (1190, 940), (1060, 940)], shade("#a5825a", 0.3))
    for k in range(9):
        c.line([(1118 - k * 6, 682 + k * 30), (1224 - k * 4, 682 + k * 30)], 7, "#5d4433")
    m.reeds(c, -10, 1080, 380, 250, "#4d6a37")
    m.reeds(c, 1290, 1080, 330, 280, "#4d6a37")
    ripples(c, 930, 1060, "#d9ece2", 50)


def _wind_farm(c: Canvas) -> None:
    """Draw turbines above Highfold."""
    c.begin(DAY, 700)
    cloud(c, 350, 170, 420)
    cloud(c, 1200, 240, 520)
    hills(c, 600, 60, 0, 1.6)
    far = hills(c, 680, 70, 1, 1.4)
    for k, (x, h) in enumerate(((180, 330), (430, 430), (760, 520), (1090, 400), (1400, 480))):
        y = min(far, key=lambda p: abs(p[0] - x))[1] + 10
        c.polygon([(x - h * 0.02, y), (x - h * 0.008, y - h), (x + h * 0.008, y - h), (x + h * 0.02, y)], m.PAPER)
        for blade in range(3):
            a = math.radians(37 * k + 120 * blade)
            u, v = math.cos(a), math.sin(a)
            tip = (x + h * 0.46 * u, y - h + h * 0.46 * v)
            root = [
                (x - h * 0.022 * v, y - h + h * 0.022 * u),
                (x + h * 0.09 * u - h * 0.03 * v, y - h + h * 0.09 * v + h * 0.03 * u),
            ]
            c.polygon([*root, tip, (x + h * 0.012 * v, y - h - h * 0.012 * u)], "#ffffff")
        c.disc(x, y - h, h * 0.026, m.MIST)
    ground(c, [(-40, 830), (300, 780), (800, 800), (1250, 730), (1640, 760)], Blend("#8fae62", "#5f8048"))
    c.box(1180, 680, 190, 80, shade(m.PAPER))
    c.polygon([(1164, 684), (1200, 620), (1350, 620), (1386, 684)], "#6f5a55")
    for x in (1205, 1265, 1325):
        m.window(c, x, 704, 26, 34)
    m.tree(c, 1130, 770, 150, "#557d4d")
    m.tree(c, 1430, 765, 180, "#6d9557")
    ground(c, [(-40, 930), (400, 900), (900, 930), (1640, 880)], Blend("#a3b866", "#6f8a48"))
    for k in range(18):
        c.line([(k * 96, 948 - k % 2), (k * 96, 880)], 7, m.WOOD)
    for y in (898, 922):
        c.line([(0, y), (1600, y - 4)], 4, m.WOOD)
    for x, y, s in ((240, 1010, 1.0), (420, 1040, 1.15), (760, 1000, 0.95), (980, 1040, 1.1), (1340, 1010, 1.05)):
        for leg in (-26, -10, 14, 28):
            c.box(x + leg * s, y - 8 * s, 7 * s, 34 * s, m.INK)
        for dx in (-26, 0, 26):
            c.disc(x + dx * s, y - 26 * s - (6 if dx == 0 else 0), 28 * s, "#f7f0de")
        c.ellipse(x + 56 * s, y - 40 * s, 17 * s, 13 * s, m.INK)


def _fog(c: Canvas) -> None:
    """Draw Haddle over the landsea."""
    c.begin(FOG, 660)
    m.sun(c, 1080, 300, 84)
    hills(c, 560, 26, 0)
    with c.far(0.55):
        m.terrace(c, 120, 900, 610, (60, 120), 0, 80)
        m.church(c, 520, 610, 330)
    c.mist(420, 300, "#f0eee2", 0.85)
    sea(c, 640, 1080, 70)
    c.polygon(
        spline(
            [
                (1640, 700),
                (1160, 700),
                (900, 740),
                (1130, 790),
                (820, 850),
                (300, 900),
                (0, 960),
                (0, 1080),
                (1640, 1080),
            ]
        ),
        Blend("#b7b5a5", "#8a897c"),
    )
    c.polygon(
        spline([(1640, 800), (1380, 820), (1180, 870), (900, 930), (700, 1080), (960, 1080), (1200, 960), (1640, 880)]),
        "#c3ccc6",
    )
    with c.far(0.35):
        m.trawler(c, 480, 800, 330, "#27485c")
    c.mist(640, 240, "#eceadd", 0.8)
    for k in range(7):
        x, tall = 760 + k * k * 18, 70 + k * 26
        with c.far(0.5 - k * 0.07):
            c.line([(x, 770 + k * 38), (x + 4, 770 + k * 38 - tall)], 8 + 2.4 * k, "#4a4038")
    m.gull(c, 1418, 770, 60, "#6f7a7c")
    c.mist(860, 160, "#eceadd", 0.5)


def _heat(c: Canvas) -> None:
    """Draw the landsea cracked under a high sun."""
    c.begin(DAWN, 620)
    c.raw(0, 0, 1600, 622, Blend("#e8743f", "#f9dc98"))
    for r, alpha in ((330, 0.16), (250, 0.2), (185, 0.3)):
        c.disc(690, 300, r, "#fff3cf", alpha)
    c.disc(690, 300, 130, "#fff3cf")
    hills(c, 600, 20, 0)
    with c.far(0.3, "#f3bf7a"):
        m.terrace(c, -30, 560, 630, (50, 100), 0, 70)
        m.church(c, 320, 630, 240)
    for k in range(6):
        wave = [(x, 560 + k * 20 + 6 * math.sin(x / 60 + k)) for x in range(-20, 1640, 20)]
        c.line(wave, 5, m.BEAM, 0.4)
    c.box(0, 630, 1600, 460, Blend("#e0b273", "#a5673a"))
    c.box(0, 634, 1600, 26, "#7fb0a8", 0.8)
    for row in range(9):
        y, step = 670 + row * row * 4.6, 40 + row * 18
        for k in range(int(1700 / step)):
            x = k * step + (row % 2) * step / 2 - 40 + c.random.uniform(-8, 8)
            deep = 8 + row * 9
            crack = [(x, y), (x + step * 0.25, y + deep * 0.4), (x + step * 0.1, y + deep)]
            c.line(crack, 1.5 + row * 0.5, "#7a4526", 0.8)
            c.line(
                [(x + step * 0.25, y + deep * 0.4), (x + step, y + c.random.uniform(-4, 4))],
                1.5 + row * 0.5,
                "#7a4526",
                0.8,
            )
    m.trawler(c, 420, 800, 330, "#2f6f7a")
    c.ellipse(420, 810, 180, 10, "#7a4526", 0.6)
    c.round(1180, 120, 240, 860, 30, m.PAPER)
    c.round(1262, 170, 76, 640, 38, "#d9cdb4")
    c.round(1278, 250, 44, 600, 20, m.RUST)
    c.disc(1300, 860, 74, m.RUST)
    c.disc(1278, 836, 18, "#f0a58a")
    for k in range(13):
        c.box(1352, 210 + k * 46, 46 if k % 3 == 0 else 28, 6, m.INK)


def _bees(c: Canvas) -> None:
    """Draw the hives of Eddle Road School."""
    c.begin(DAY, 620)
    cloud(c, 300, 150, 400)
    m.sun(c, 1330, 170, 70)
    c.box(760, 330, 700, 310, shade("#b9785a"))
    c.polygon([(720, 336), (820, 230), (1400, 230), (1500, 336)], "#5d6a70")
    for k in range(12):
        m.window(c, 800 + (k % 6) * 110, 366 + (k // 6) * 130, 60, 88)
    for x, h in ((100, 380), (330, 300), (620, 330), (1540, 340)):
        m.tree(c, x, 650, h, "#6d9557")
    c.box(0, 630, 1600, 460, Blend("#9dbb5f", "#5f8a45"))
    for k in range(110):
        near = c.random.random()
        u, v, r = c.random.uniform(0, 1600), 660 + 400 * near, 5 + 9 * near
        c.line([(u, v), (u, v + r * 3)], 3, "#4d7a3a")
        c.disc(u, v, r, (m.AMBER, m.RUST, m.PAPER, "#b58ac0")[k % 4])
        c.disc(u, v, r * 0.4, m.INK if k % 4 == 0 else m.STRAW)
    for x, y, s, tone in ((380, 930, 1.25, m.PAPER), (760, 900, 1.1, "#8fb9b5"), (1100, 940, 1.25, "#e8b04a")):
        for side in (-90, 74):
            c.box(x + side * s, y - 20 * s, 16 * s, 60 * s, m.WOOD)
        for k in range(3):
            c.box(
                x - (112 - k * 4) * s,
                y - (100 + k * 84) * s,
                (224 - k * 8) * s,
                82 * s,
                shade(mix(tone, m.INK, 0.05 * k), 0.2),
            )
            c.box(x - 30 * s, y - (66 + k * 84) * s, 60 * s, 14 * s, mix(tone, m.INK, 0.3))
        c.polygon(
            [
                (x - 130 * s, y - 266 * s),
                (x - 96 * s, y - 312 * s),
                (x + 96 * s, y - 312 * s),
                (x + 130 * s, y - 266 * s),
            ],
            "#7f8a90",
        )
        c.box(x - 60 * s, y - 34 * s, 120 * s, 16 * s, m.INK)
    m.person(c, 1370, 1010, 330, m.PAPER, m.STRAW)
    m.person(c, 1490, 1015, 250, m.PAPER, m.STRAW)
    for _ in range(22):
        u, v, w = c.random.uniform(120, 1300), c.random.uniform(420, 860), c.random.uniform(0.7, 1.6)
        c.ellipse(u - 4 * w, v - 11 * w, 7 * w, 11 * w, "#ffffff", 0.75)
        c.ellipse(u + 9 * w, v - 11 * w, 7 * w, 11 * w, "#ffffff", 0.75)
        c.ellipse(u, v, 18 * w, 11 * w, "#f0b429")
        for dx in (-6, 4):
            c.box(u + dx * w, v - 10 * w, 5 * w, 20 * w, m.INK)
        c.disc(u + 17 * w, v, 7 * w, m.INK)


def _signal_box(c: Canvas) -> None:
    """Draw the signal box by the bridge, where Harriet Gale worked the levers."""
    c.begin(DUSK, 760)
    m.sun(c, 320, 560, 84)
    hills(c, 690, 36, 0)
    with c.far(0.15):
        m.swing_bridge(c, 700, -300, 560, "#5a3040", 790)
    hills(c, 760, 12, 2)
    c.box(0, 800, 1600, 290, shade("#6d5f5c", 0.45))
    for k in range(28):
        c.polygon([(k * 64 - 40, 905), (k * 64 - 4, 905), (k * 66 - 60, 990), (k * 66 - 104, 990)], "#4a3a34")
    for y in (915, 970):
        c.box(0, y, 1600, 9, "#c9c0b4")
    c.box(770, 560, 500, 270, shade("#a4553f", 0.3))
    for row in range(9):
        c.box(770, 588 + row * 28, 500, 3, "#7a3d33")
    for k in range(3):
        m.window(c, 830 + k * 150, 640, 70, 100)
    c.box(740, 330, 560, 236, shade(m.PAPER, 0.12))
    c.box(758, 366, 524, 142, m.LIT)
    m.person(c, 960, 560, 180, m.PLUM, skin="#c98e6a")
    for k in range(9):
        c.line([(1060 + k * 22, 510), (1064 + k * 22, 436)], 6, m.INK)
        c.disc(1064 + k * 22, 434, 7, (m.RUST, m.SEA, m.PAPER)[k % 3])
    c.box(740, 508, 560, 60, shade(m.PAPER, 0.12))
    for k in range(8):
        c.box(756 + k * 75, 362, 8, 148, "#efe4cb")
    c.polygon([(706, 336), (790, 236), (1250, 236), (1334, 336)], shade("#4d5a62", 0.3))
    c.box(1130, 180, 40, 80, m.BRICK)
    c.polygon([(720, 826), (780, 560), (720, 560), (620, 826)], "#5a4034", 0.9)
    c.glow(1020, 440, 430, "#ffcf7a", 0.35)
    c.line([(1500, 900), (1500, 230)], 15, m.PAPER)
    c.polygon([(1500, 262), (1350, 330), (1362, 366), (1500, 302)], m.RUST)
    c.box(1492, 246, 36, 50, m.INK)
    m.lamp(c, 480, 880, 260, lit=True)


def _cannery(c: Canvas) -> None:
    """Draw Larkin's Cannery, let to the last room."""
    c.begin(DUSK, 700)
    m.sun(c, 250, 560, 80)
    hills(c, 640, 24, 0)
    for x, h in ((1050, 560), (1210, 500)):
        c.polygon([(x - 40, 700), (x - 26, 700 - h), (x + 26, 700 - h), (x + 40, 700)], shade("#a4553f", 0.3))
        c.box(x - 32, 700 - h, 64, 18, m.PAPER)
        c.box(x - 33, 760 - h, 66, 12, m.PAPER)
    for k in range(5):
        x = 300 + k * 180
        c.polygon([(x, 470), (x, 370), (x + 180, 470)], shade("#4d5a62", 0.2))
        c.polygon([(x + 5, 466), (x + 5, 385), (x + 56, 412), (x + 56, 466)], m.LIT)
    c.box(300, 466, 1020, 236, shade("#b0604a", 0.3))
    c.box(300, 466, 1020, 12, m.PAPER)
    c.box(420, 486, 620, 50, m.PAPER)
    for k in range(9):
        c.box(450 + k * 64, 500, 40, 22, m.BRICK)
    for k in range(11):
        m.window(c, 326 + k * 91, 552, 60, 84, m.LIT if k % 4 != 2 else m.GLASS)
    c.box(700, 616, 110, 86, m.PINE)
    m.terrace(c, 1330, 1660, 702, (110, 170), 0.4, 84)
    m.terrace(c, -40, 170, 702, (70, 110), 0.4, 74)
    c.box(-10, 696, 1620, 40, shade("#6d5f5c", 0.3))
    m.crowd(c, 360, 1240, 716, 62, 1.4)
    c.reflect(736, 350, "#4a2f52", 0.42, 7)
    glitter(c, 250, 745, 1060, 90)
    m.trawler(c, 1290, 890, 340, "#24506b", -1)
    m.sailboat(c, 470, 950, 230, m.RUST, m.PAPER)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "eels": _eels,
    "weir": _weir,
    "wind-farm": _wind_farm,
    "fog": _fog,
    "heat": _heat,
    "bees": _bees,
    "signal-box": _signal_box,
    "cannery": _cannery,
}
