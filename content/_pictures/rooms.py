"""Rooms, tables and what lies on them; and the Samovar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import motifs as m
from canvas import DAWN, DAY, DUSK, Blend, Canvas, Point, mix, shade, spline

if TYPE_CHECKING:
    from collections.abc import Callable


def _gear(c: Canvas, x: float, y: float, r: float, teeth: int, tone: str, turn: float = 0.0) -> None:
    rim = []
    for k in range(teeth * 4):
        a = turn + 2 * math.pi * k / (teeth * 4)
        reach = r * (1.0 if k % 4 in (1, 2) else 0.87)
        rim.append((x + reach * math.cos(a), y + reach * math.sin(a)))
    c.polygon([(px + 8, py + 14) for px, py in rim], "#0f1822", 0.5)
    c.polygon(rim, shade(tone, 0.45))
    c.disc(x, y, r * 0.7, mix(tone, m.INK, 0.62))
    for k in range(6):
        a = turn + math.pi * k / 3
        c.line([(x, y), (x + r * 0.74 * math.cos(a), y + r * 0.74 * math.sin(a))], r * 0.13, mix(tone, m.INK, 0.15))
    c.disc(x, y, r * 0.24, mix(tone, "#ffffff", 0.1))
    c.disc(x, y, r * 0.1, m.INK)
    for k in range(6):
        a = turn + math.pi * (k + 0.5) / 3
        c.disc(x + r * 0.17 * math.cos(a), y + r * 0.17 * math.sin(a), r * 0.022, m.INK)


def _bridge_gear(c: Canvas) -> None:
    """Draw the main gear of 1898 and the crack in it."""
    c.begin(DAY)
    c.box(0, 0, 1600, 1080, Blend("#22303b", "#3a3533"))
    c.glow(1180, 250, 900, "#d9a35a", 0.55)
    for k in range(9):
        c.box(0, 60 + k * 125, 1600, 6, "#151d26", 0.5)
        for j in range(9):
            c.disc(60 + j * 190 + (k % 2) * 95, 63 + k * 125, 6, "#151d26", 0.6)
    _gear(c, 1295, 835, 300, 18, "#8a9498", 0.1)
    _gear(c, 620, 520, 500, 32, "#b98a4e", 0.02)
    _gear(c, 1290, 215, 210, 14, "#a5593f", 0.2)
    crack = [(1104, 500), (1060, 512), (1042, 488), (1004, 508), (986, 490), (950, 506), (930, 498), (880, 512)]
    c.line(crack, 13, "#0b0f14")
    c.line([(1042, 488), (1022, 462), (1028, 440)], 7, "#0b0f14")
    for k in range(40):
        a = 2 * math.pi * k / 40
        if k % 2:
            arc = [(1000 + 150 * math.cos(a + t), 498 + 150 * math.sin(a + t)) for t in (0, 0.08, 0.16)]
            c.line(arc, 9, m.STRAW)
    c.box(0, 1010, 1600, 70, shade("#2a323a", 0.4))


def _count(c: Canvas) -> None:
    """Draw a ballot box and the hands that queue for it."""
    c.begin(DAWN)
    c.raw(0, 0, 1600, 1080, Blend("#f3d79a", "#f7ecd0"))
    for k in range(18):
        a, b = k * 0.349, k * 0.349 + 0.175
        c.polygon(
            [
                (800, 520),
                (800 + 1700 * math.cos(a), 520 + 1700 * math.sin(a)),
                (800 + 1700 * math.cos(b), 520 + 1700 * math.sin(b)),
            ],
            "#eec071",
            0.4,
        )
    c.box(0, 860, 1600, 220, shade("#8a6a4c", 0.35))
    c.ellipse(800, 905, 380, 26, "#3b2c22", 0.5)
    for x, rows in ((180, 7), (370, 4), (1230, 5), (1420, 9)):
        for k in range(rows):
            c.box(x - 74 + c.random.uniform(-5, 5), 930 - k * 15, 148, 13, m.PAPER if k % 2 else "#e3d8bd")
    c.polygon([(500, 460), (1100, 460), (1070, 900), (530, 900)], shade(m.DEEP, 0.35))
    c.polygon([(520, 372), (1080, 372), (1120, 412), (480, 412)], "#4a7593")
    c.box(480, 410, 640, 60, "#2f5472")
    c.box(680, 384, 240, 14, m.INK)
    c.disc(800, 690, 100, m.AMBER)
    c.disc(800, 690, 86, m.DEEP)
    c.line([(756, 690), (790, 728), (852, 650)], 22, m.PAPER)
    for dx, dy, turn in ((0, 0, -4), (-410, 130, -16), (410, 110, 14)):
        u, v = math.cos(math.radians(turn)), math.sin(math.radians(turn))

        def at(a: float, b: float, x: float = 800 + dx, y: float = 250 + dy, u: float = u, v: float = v) -> Point:
            return (x + a * u - b * v, y + a * v + b * u)

        c.polygon([at(-95, -140), at(95, -140), at(95, 140), at(-95, 140)], "#fdf8ea")
        for row in range(4):
            b = -95 + row * 58
            c.line([at(-62, b), at(-32, b), at(-32, b + 30), at(-62, b + 30), at(-62, b)], 5, m.INK)
            c.line([at(-10, b + 15), at(58 - 20 * (row % 2), b + 15)], 7, "#9a9382")
        tick = -95 + 58 * ((turn + 40) % 4)
        c.line([at(-60, tick + 2), at(-34, tick + 28)], 7, m.RUST)
        c.line([at(-34, tick + 2), at(-60, tick + 28)], 7, m.RUST)
    for x, side, sleeve, skin in ((60, 1, m.RUST, "#d8a888"), (1540, -1, m.PINE, "#8a5a40")):
        c.line([(x - side * 140, 760), (x + side * 150, 590)], 130, sleeve)
        c.line([(x + side * 150, 590), (x + side * 270, 520)], 72, skin)
        for k in range(3):
            c.line([(x + side * 255, 505 + k * 18), (x + side * (330 - k * 12), 468 + k * 24)], 24, skin)


def _glass(c: Canvas, x: float, y: float, h: float) -> None:
    c.ellipse(x, y, h * 0.55, h * 0.1, m.PAPER)
    shape = [
        (x + side * u * h, y - v * h) for side in (-1, 1) for u, v in ((0.24, 0.05), (0.18, 0.5), (0.28, 1.0))[::side]
    ]
    c.polygon(shape, "#f7eedc", 0.55)
    tea = [
        (x + side * u * h, y - v * h) for side in (-1, 1) for u, v in ((0.21, 0.07), (0.155, 0.5), (0.22, 0.8))[::side]
    ]
    c.polygon(tea, shade("#c9622a", 0.25))
    c.ellipse(x, y - h * 0.8, h * 0.22, h * 0.05, "#e08a45")
    c.ellipse(x - h * 0.12, y - h * 0.6, h * 0.025, h * 0.2, "#ffffff", 0.5)


def _samovar(c: Canvas, x: float, y: float, h: float) -> None:
    brass, dark = "#d9a441", "#8f6224"
    c.box(x - h * 0.2, y - h * 0.06, h * 0.4, h * 0.06, shade(dark))
    c.polygon(
        [
            (x - h * 0.13, y - h * 0.05),
            (x - h * 0.08, y - h * 0.2),
            (x + h * 0.08, y - h * 0.2),
            (x + h * 0.13, y - h * 0.05),
        ],
        shade(brass, 0.4),
    )
    for side in (-1, 1):
        loop = [(x + side * u * h, y - v * h) for u, v in ((0.22, 0.56), (0.36, 0.58), (0.35, 0.44), (0.22, 0.42))]
        c.line(spline(loop), h * 0.03, dark)
    side_ = ((0.1, 0.18), (0.19, 0.3), (0.245, 0.5), (0.2, 0.66), (0.13, 0.7))
    right = spline([(x + u * h, y - v * h) for u, v in side_])
    left = [(2 * x - px, py) for px, py in reversed(right)]
    c.polygon([*right, *left], shade(brass, 0.4))
    c.polygon(
        [(x - (px - x) * 0.45, py) for px, py in right] + [(x - (px - x) * 0.75, py) for px, py in reversed(right)],
        "#f6dc97",
        0.8,
    )
    for v in (0.3, 0.6):
        c.ellipse(x, y - v * h, h * (0.2 + 0.05 * (0.6 - v)), h * 0.012, dark)
    c.ellipse(x, y - h * 0.7, h * 0.15, h * 0.03, dark)
    c.box(x - h * 0.06, y - h * 0.78, h * 0.12, h * 0.08, shade(brass, 0.3))
    c.ellipse(x, y - h * 0.83, h * 0.11, h * 0.07, shade(m.PAPER, 0.15))
    c.line(
        spline([(x + h * 0.09, y - h * 0.83), (x + h * 0.15, y - h * 0.84), (x + h * 0.18, y - h * 0.89)]),
        h * 0.026,
        m.PAPER,
    )
    for k in range(5):
        c.disc(x + (k - 2) * h * 0.035, y - h * 0.83, h * 0.012, m.RUST)
    c.disc(x, y - h * 0.905, h * 0.022, m.RUST)
    c.line([(x, y - h * 0.28), (x, y - h * 0.225)], h * 0.04, dark)
    c.line([(x - h * 0.04, y - h * 0.3), (x + h * 0.04, y - h * 0.3)], h * 0.025, m.INK)
    for k in range(3):
        rise = [
            (x + (k - 1) * h * 0.07 + math.sin(t * 1.1 + k) * h * 0.035, y - h * (0.93 + t * 0.05)) for t in range(6)
        ]
        for t, (px, py) in enumerate(spline(rise, 5)):
            c.disc(px, py, h * (0.01 + t * 0.0012), "#ffffff", 0.12)


def _tiles(c: Canvas, top: str, bottom: str, until: float) -> None:
    c.raw(0, 0, 1600, until, Blend(top, bottom))
    for k in range(14):
        for row in range(int(until / 120) + 1):
            x, y = k * 120 + 40, row * 120 + 50
            c.polygon([(x, y - 52), (x + 52, y), (x, y + 52), (x - 52, y)], "#f3ead2", 0.12)
            for turn in range(4):
                a = turn * math.pi / 2
                c.ellipse(x + 22 * math.cos(a), y + 22 * math.sin(a), 13, 13, "#f0cf86", 0.16)


def _tea_house(c: Canvas) -> None:
    """Draw the Samovar's front at dusk."""
    c.begin(DUSK, 820)
    m.terrace(c, -40, 330, 840, (420, 500), 0.3, 170)
    m.terrace(c, 1270, 1660, 840, (420, 500), 0.3, 170)
    c.box(330, 250, 940, 590, shade("#2f6f6a", 0.25))
    c.polygon([(300, 256), (400, 130), (1200, 130), (1300, 256)], shade("#6f3a33", 0.2))
    for k in range(4):
        m.window(c, 410 + k * 216, 296, 130, 124, m.LIT if k != 1 else m.GLASS)
    c.box(350, 452, 900, 66, m.PAPER)
    for k in range(10):
        c.round(500 + k * 62, 470, 40, 30, 8, m.BRICK)
    c.box(380, 560, 520, 240, m.LIT)
    c.box(980, 560, 190, 280, mix("#2f6f6a", m.INK, 0.5))
    c.box(1004, 584, 142, 170, m.LIT)
    _samovar(c, 540, 800, 230)
    for x in (680, 745, 810):
        _glass(c, x, 796, 62)
    for x in (380, 636, 892):
        c.box(x, 556, 12, 250, m.PAPER)
    m.awning(c, 640, 520, 560, 60, m.RUST)
    c.glow(640, 680, 420, "#ffcf7a", 0.4)
    c.box(0, 838, 1600, 250, shade("#8f7a6a", 0.35))
    c.polygon([(380, 842), (900, 842), (1010, 1080), (270, 1080)], m.LIT, 0.2)
    m.lamp(c, 230, 930, 420, lit=True)
    m.person(c, 1080, 925, 220, m.PLUM)
    m.person(c, 1190, 935, 212, m.AMBER)
    m.person(c, 420, 965, 230, m.DEEP)
    for side in (-1, 1):
        c.line([(720 + side * 60, 1010), (720 + side * 20, 900)], 8, m.INK)
    c.ellipse(720, 900, 110, 16, m.PAPER)
    _glass(c, 690, 898, 56)
    _glass(c, 750, 898, 56)


def _tea_house_shares(c: Canvas) -> None:
    """Draw a share in the Samovar: the certificate, and the tea that goes with it."""
    c.begin(DAWN)
    c.raw(0, 0, 1600, 1080, Blend("#2f6f6a", "#1f4d50"))
    for k in range(12):
        for row in range(9):
            c.disc(k * 140 + (row % 2) * 70, row * 125 + 30, 20, "#f0cf86", 0.12)
    for turn, tone in ((-0.12, "#e7d3ab"), (0.09, "#efe0bd"), (-0.015, "#fbf3de")):
        u, v = math.cos(turn), math.sin(turn)

        def at(a: float, b: float, u: float = u, v: float = v) -> Point:
            return (800 + a * u - b * v, 500 + a * v + b * u)

        c.polygon(
            [at(-470 + 10, -320 + 16), at(470 + 10, -320 + 16), at(470 + 10, 336), at(-460, 336)], "#10302f", 0.25
        )
        c.polygon([at(-470, -320), at(470, -320), at(470, 320), at(-470, 320)], tone)
        for inset in (26, 40):
            x, y = 470 - inset, 320 - inset
            c.line([at(-x, -y), at(x, -y), at(x, y), at(-x, y), at(-x, -y)], 5 if inset == 26 else 2, m.BRICK)
    for k in range(40):
        c.disc(360 + (k % 20) * 46, 205 if k < 20 else 789, 8, m.AMBER)
    _samovar(c, 800, 540, 270)
    for y, w, tone in ((580, 560, m.INK), (630, 440, "#8f7a5c"), (668, 500, "#8f7a5c"), (706, 380, "#8f7a5c")):
        c.round(800 - w / 2, y, w, 24 if tone == m.INK else 10, 5, tone)
    for k in range(16):
        a = math.pi * k / 8
        c.polygon(
            [
                (1120, 680),
                (1120 + 82 * math.cos(a), 680 + 82 * math.sin(a)),
                (1120 + 82 * math.cos(a + 0.24), 680 + 82 * math.sin(a + 0.24)),
            ],
            m.RUST,
        )
    c.disc(1120, 680, 64, m.RUST)
    c.disc(1120, 680, 48, mix(m.RUST, m.INK, 0.15))
    for x, y, h in ((170, 930, 270), (1440, 940, 280), (1270, 1010, 230)):
        _glass(c, x, y, h)
    c.line([(330, 1010), (620, 900)], 18, m.INK)
    c.polygon([(620, 890), (680, 872), (632, 912)], m.AMBER)


def _samovar_scene(c: Canvas) -> None:
    """Draw the old samovar, ninety-five years in one corner."""
    c.begin(DAWN)
    _tiles(c, "#1f5a63", "#3f8587", 760)
    c.glow(800, 420, 720, "#ffcf7a", 0.5)
    c.raw(0, 740, 1600, 350, Blend("#a8693c", "#5d3826"))
    c.raw(0, 734, 1600, 12, "#d9a468")
    c.ellipse(800, 930, 420, 62, "#3b2418", 0.4)
    c.ellipse(800, 915, 400, 58, shade("#e3c98f", 0.2))
    c.ellipse(800, 908, 350, 46, "#c9a45f")
    _samovar(c, 800, 925, 800)
    for x, y, h in ((230, 900, 190), (420, 990, 210), (1200, 1000, 215), (1390, 900, 190)):
        _glass(c, x, y, h)
    for k in range(6):
        c.round(1030 + (k % 3) * 44, 944 - (k // 3) * 36, 40, 34, 5, ("#ffffff", "#efe6d2")[k % 2])
    c.polygon(spline([(560, 1000), (600, 960), (650, 990), (600, 1020), (560, 1000)]), "#f2d24a")
    for x in (200, 1400):
        c.line([(x, 0), (x, 120)], 4, m.INK)
        c.polygon([(x - 70, 220), (x - 36, 120), (x + 36, 120), (x + 70, 220)], m.BRICK)
        c.ellipse(x, 220, 70, 14, m.BEAM)
        c.glow(x, 240, 260, "#ffd27a", 0.55)


def _flood_plans(c: Canvas) -> None:
    """Draw the plans of the wall on the engineer's table."""
    c.begin(DAY)
    c.raw(0, 0, 1600, 1080, Blend("#b07c4c", "#7a4f30"))
    for y in range(60, 1080, 130):
        c.line(spline([(0, y), (500, y + 10), (1000, y - 8), (1600, y + 6)]), 3, "#8a5a36", 0.6)
    c.polygon([(190, 190), (1320, 130), (1400, 900), (230, 940)], "#3a2416", 0.35)
    c.polygon([(180, 170), (1310, 112), (1385, 880), (215, 920)], shade("#2f6a8c", 0.2))
    for k in range(15):
        c.line([(180 + k * 81, 168 - k * 4), (215 + k * 84, 918 - k * 3)], 1.5, "#9cc6d8", 0.35)
    for k in range(10):
        c.line([(182 + k * 4, 200 + k * 76), (1314 + k * 7, 142 + k * 77)], 1.5, "#9cc6d8", 0.35)
    white = "#e9f3f2"
    c.line(spline([(250, 560), (420, 545), (560, 560), (700, 548)], 10), 5, white)
    c.line(spline([(250, 590), (420, 576), (560, 592), (700, 578)], 10), 3, white, 0.7)
    c.line([(240, 740), (520, 790), (720, 790), (720, 410), (790, 410), (800, 690), (1330, 680)], 6, white)
    c.line([(690, 790), (690, 850), (840, 850), (840, 690)], 5, white)
    for k in range(4):
        c.line(
            [
                (900 + k * 110, 680),
                (900 + k * 110, 540 - (k % 2) * 30),
                (945 + k * 110, 490 - (k % 2) * 30),
                (990 + k * 110, 540 - (k % 2) * 30),
                (990 + k * 110, 678),
            ],
            5,
            white,
        )
    c.line([(640, 410), (640, 790)], 3, m.AMBER)
    for y in (410, 790):
        c.line([(622, y), (658, y)], 5, m.AMBER)
    c.round(1090, 760, 230, 90, 4, mix("#2f6a8c", white, 0.25))
    for k in range(3):
        c.line([(1110, 782 + k * 22), (1290 - k * 40, 780 + k * 22)], 5, white)
    for k in range(5):
        c.line([(300 + k * 60, 260 - k * 3), (340 + k * 60, 258 - k * 3)], 8, white)
    c.polygon([(1180, 985), (1560, 560), (1590, 590), (1210, 1015)], m.AMBER)
    c.polygon([(1180, 985), (1210, 1015), (1150, 1044)], m.PAPER)
    c.polygon([(1162, 1022), (1172, 1032), (1150, 1044)], m.INK)
    c.polygon([(60, 1000), (900, 960), (904, 1026), (64, 1066)], shade("#e7d3ab", 0.12))
    for k in range(28):
        c.line([(84 + k * 29, 999 - k * 1.4), (84 + k * 29, (1030 if k % 5 == 0 else 1016) - k * 1.4)], 3, m.INK)
    c.disc(1450, 260, 122, "#3a2416", 0.35)
    c.disc(1440, 245, 118, m.PAPER)
    c.disc(1440, 245, 96, shade("#5a3422", 0.3))
    c.line(spline([(1545, 200), (1600, 190), (1600, 280), (1550, 290)]), 24, m.PAPER)


def _library(c: Canvas) -> None:
    """Draw the library at closing time."""
    c.begin(DUSK)
    c.raw(0, 0, 1600, 1080, Blend("#5a3d33", "#3a2a2a"))
    c.box(640, 120, 320, 470, "#8a5f42")
    c.raw(664, 144, 272, 422, Blend("#33407a", "#e98f5c"))
    with c.far(0.1):
        m.church(c, 770, 566, 250)
    c.box(794, 144, 12, 422, "#8a5f42")
    c.box(664, 330, 272, 12, "#8a5f42")
    with c.lit():
        for x0 in (30, 1000):
            c.box(x0, 60, 570, 760, "#4a3024")
            for shelf in range(5):
                y = 205 + shelf * 150
                c.box(x0 + 18, y - 130, 534, 134, "#2c1d18")
                x = x0 + 24.0
                while x < x0 + 520:
                    w, tall = c.random.uniform(16, 36), c.random.uniform(84, 122)
                    tone = mix(
                        c.random.choice(("#c9573a", "#356f84", "#e9a23b", "#71804b", "#e7d3ab", "#94392f", "#46384f")),
                        "#3a2420",
                        0.25,
                    )
                    c.box(x, y - tall, w - 2, tall, tone)
                    c.box(x, y - tall * 0.8, w - 2, 6, mix(tone, "#f0cf86", 0.6))
                    x += w
                c.box(x0, y, 570, 18, "#6d4834")
        m.clock(c, 800, 76, 48, 4, 58)
        c.raw(0, 810, 1600, 280, Blend("#7a5238", "#4a3022"))
        c.polygon([(420, 880), (1180, 880), (1330, 1000), (270, 1000)], shade("#a87448", 0.2))
        c.box(270, 1000, 1060, 40, "#6d4630")
        for x, turn in ((640, -1), (940, 1)):
            for side in (-1, 1):
                c.polygon(
                    [*spline([(x, 936), (x + side * 60, 912), (x + side * 130, 928)]), (x + side * 150, 972), (x, 980)],
                    shade(m.PAPER, 0.1),
                )
            c.line([(x, 934), (x, 980)], 3, "#a8946a")
            c.line([(x + turn * 40, 946), (x + turn * 110, 950)], 3, "#a8946a")
        c.line([(790, 930), (790, 800)], 9, m.INK)
        c.ellipse(790, 932, 46, 12, m.INK)
        c.polygon([(720, 806), (756, 748), (824, 748), (860, 806)], m.PINE)
        c.glow(790, 830, 420, "#ffd27a", 0.5)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "bridge-gear": _bridge_gear,
    "count": _count,
    "tea-house": _tea_house,
    "tea-house-shares": _tea_house_shares,
    "samovar": _samovar_scene,
    "flood-plans": _flood_plans,
    "library": _library,
}
