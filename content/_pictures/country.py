# ruff: noqa: INP001 - a folder of scripts, not a package
"""Scenes upriver, under water, on Great Skarn and at the Marine Station."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import motifs as m
from canvas import Blend, Canvas, mix, spline

if TYPE_CHECKING:
    from collections.abc import Callable


def oyster_bed(c: Canvas) -> None:
    """Under the keel of a survey boat."""
    c.sky("#bfe0d6", "#4f9aa3", "#1f5468", "#123a4e", until=1)
    for k in range(7):
        x = 120 + k * 230
        c.polygon([(x, -20), (x + 90, -20), (x + 330, 1067), (x + 60, 1067)], "#d9f0e2", 0.07)
    c.polygon(spline([(430, -40), (520, 70), (800, 120), (1090, 60), (1170, -40)]), "#16303f")
    c.line([(800, 110), (800, 170)], 14, "#16303f")
    c.line([(950, 90), (1010, 620)], 3, "#e7d3ab", 0.8)
    c.box(950, 620, 124, 90, "#c9a24a")
    c.box(964, 634, 96, 62, "#17394b")
    c.disc(1012, 664, 24, "#bfe0d6")
    m.ground(c, [(-40, 800), (260, 770), (620, 815), (1000, 790), (1320, 820), (1640, 780)], Blend("#6d8f7c", "#2c4f50"))
    for _ in range(150):
        x, tall = c.random.uniform(-10, 1610), c.random.uniform(90, 260)
        if 520 < x < 1240:  # noqa: PLR2004 - the bed itself is bare
            continue
        y = c.random.uniform(810, 1040)
        sway = c.random.uniform(-40, 60)
        c.line(spline([(x, y), (x + sway * 0.3, y - tall * 0.5), (x + sway, y - tall)], 6), 5, c.random.choice(["#4f8a5c", "#3a7053", "#78a562"]), 0.9)
    for _ in range(75):
        x, y, s = c.random.gauss(860, 200), c.random.uniform(850, 1030), c.random.uniform(34, 64)
        _oyster(c, x, y, s)
    for x, y, s in ((330, 420, 70), (430, 480, 54), (270, 520, 60), (1340, 360, 64), (1430, 430, 52)):
        c.ellipse(x, y, s * 0.6, s * 0.2, "#d9e6d8")
        c.polygon([(x - s * 0.5, y), (x - s * 0.85, y - s * 0.2), (x - s * 0.85, y + s * 0.2)], "#d9e6d8")
        c.disc(x + s * 0.4, y - s * 0.05, 3, m.INK)
    for _ in range(40):
        c.disc(c.random.gauss(1012, 60), c.random.uniform(140, 620), c.random.uniform(2, 7), "#e9f5ec", 0.45)


def _oyster(c: Canvas, x: float, y: float, s: float) -> None:
    turn = c.random.uniform(-0.5, 0.5)
    for k, tone in enumerate(("#3f4f55", "#7f8a86", "#a9aa9c", "#d6cfbb")):
        r = s * (1 - k * 0.22)
        shape = [(x + r * math.cos(a) * (1 + 0.08 * math.sin(5 * a + turn * 9)), y - k * 2 + r * 0.55 * math.sin(a + turn * 0.3)) for a in (math.pi * t / 14 for t in range(28))]
        c.polygon(shape, tone)


def microscope(c: Canvas) -> None:
    """A bench at the Marine Station."""
    c.sky("#d5e0cf", "#eae3c6", until=1)
    c.box(980, 110, 500, 520, "#7d8f86")
    c.box(1000, 130, 460, 480, Blend("#8fc0c4", "#dfe8d3"))
    c.polygon([(1000, 455), (1460, 455), (1460, 610), (1000, 610)], Blend("#3f8791", "#2b6a78"))
    c.ellipse(1380, 460, 60, 12, "#6d7f78")
    m.lighthouse(c, 1380, 457, 190, "#f5ecd7", "#c9573a", m.LIT)
    m.sailboat(c, 1120, 530, 110, m.DEEP, m.PAPER)
    c.box(1222, 130, 14, 480, "#7d8f86")
    c.box(960, 625, 540, 22, "#93a399")
    for y in (180, 360):
        c.box(90, y + 120, 380, 16, "#8a6a4c")
        for k in range(5):
            x, tall = 106 + k * 74, 60 + (k * 37 + y) % 50
            tone = ("#9fc0a8", "#d9b05a", "#7fa3b5", "#c98b6a")[(k + y // 180) % 4]
            c.round(x, y + 120 - tall, 52, tall, 8, "#eef1e6")
            c.box(x + 4, y + 120 - tall * 0.55, 44, tall * 0.5, tone)
            c.box(x + 10, y + 108 - tall, 32, 14, "#4a5a5c")
    c.box(0, 800, 1600, 280, Blend("#3f5f63", "#22393f"))
    c.box(0, 794, 1600, 14, "#6d8f8f")
    # the instrument
    c.ellipse(720, 905, 320, 28, "#16262b", 0.5)
    c.round(520, 850, 400, 56, 26, Blend("#24343d", "#131f26"))
    c.polygon(spline([(840, 860), (930, 740), (930, 560), (850, 420), (760, 380)]) + spline([(720, 440), (800, 480), (850, 580), (850, 720), (770, 860)]), Blend("#2f434d", "#1b2a32"))
    c.box(540, 700, 300, 28, "#1b2a32")
    c.box(590, 690, 150, 10, "#bfe0d6")
    c.round(620, 760, 90, 92, 10, "#3a4f58")
    c.glow(665, 745, 90, "#fff3c4", 0.7)

    def tilt(u: float, v: float) -> tuple[float, float]:
        return (665 + u + v * 0.32, 690 - v)

    c.polygon([tilt(-26, 20), tilt(26, 20), tilt(34, 110), tilt(-34, 110)], "#d9a33b")
    c.polygon([tilt(-44, 108), tilt(44, 108), tilt(44, 160), tilt(-44, 160)], "#24343d")
    c.polygon([tilt(-36, 158), tilt(36, 158), tilt(36, 400), tilt(-36, 400)], Blend("#efe6d0", "#b9ad90"))
    c.polygon([tilt(-48, 396), tilt(48, 396), tilt(40, 470), tilt(-40, 470)], "#24343d")
    c.disc(885, 640, 42, "#d9a33b")
    c.disc(885, 640, 28, "#a8781f")
    # what it shows
    c.disc(330, 690, 190, "#24343d")
    c.disc(330, 690, 174, Blend("#e6f0dd", "#a9cfc2", 0.2))
    for _ in range(30):
        a, r = c.random.uniform(0, 6.28), 150 * c.random.random() ** 0.5
        x, y = 330 + r * math.cos(a), 690 + r * math.sin(a)
        c.ellipse(x, y, 17, 14, "#5d8f86", 0.85)
        c.ellipse(x - 2, y - 2, 10, 8, "#dff0d6", 0.9)
        c.disc(x + 3, y + 2, 3, "#24343d")
    c.line([(500, 760), (590, 697)], 3, "#24343d")
    for k in range(3):
        c.ellipse(1180 + k * 130, 865, 56, 16, "#bcd3cd")
        c.ellipse(1180 + k * 130, 861, 48, 11, ("#8fb58a", "#d9b05a", "#7fa3b5")[k])


def low_river(c: Canvas) -> None:
    """The Edder in July."""
    c.sky("#e8b04f", "#f3cf7d", "#f9e8b8", until=0.5)
    m.sun(c, 1190, 210, 84, "#fff6d8", "#fff0b8")
    m.hills(c, 430, 60, Blend("#c79a5a", "#dcb872"), 1.8)
    m.hills(c, 490, 34, Blend("#b08a4a", "#caa75f"), 2.7)
    m.church(c, 360, 512, 150, "#d8c096", "#8a4a35", "#5a4636")
    for x in (250, 470, 530, 590):
        m.house(c, x, 515, 58, 40, "#e3cb9c", "#a5573d", "#5a4636")
    m.ground(c, [(-40, 520), (400, 512), (900, 530), (1640, 505)], Blend("#d9b45f", "#a8803f"))
    for k in range(13):
        x = -300 + k * 170
        c.polygon([(x + (800 - x) * 0.55, 530), (x + 60 + (800 - x) * 0.55, 530), (x + 150, 1080), (x - 60, 1080)], "#c59c4b", 0.35)
    bed = spline([(1010, 520), (900, 570), (1130, 640), (780, 740), (1120, 880), (820, 1090)], 12)
    wide = spline([(1060, 520), (1010, 570), (1290, 640), (1050, 740), (1560, 880), (1500, 1090)], 12)
    c.polygon([*bed, *reversed(wide)], Blend("#d8c6a0", "#bfa67a"))
    thin = spline([(1032, 520), (960, 570), (1230, 640), (900, 740), (1330, 880), (1080, 1090)], 12)
    slim = spline([(1044, 520), (990, 570), (1262, 640), (965, 740), (1430, 880), (1270, 1090)], 12)
    c.polygon([*thin, *reversed(slim)], Blend("#6fa3a0", "#3a7886"))
    for _ in range(90):
        t = c.random.random()
        k = int(t * (len(bed) - 1))
        share = c.random.choice([c.random.uniform(0.05, 0.3), c.random.uniform(0.75, 0.95)])
        x = bed[k][0] + (wide[k][0] - bed[k][0]) * share
        c.ellipse(x, bed[k][1], 4 + 14 * t, 2 + 6 * t, c.random.choice(["#a5906d", "#8f7c5e", "#c9b78f"]))
    for k in range(9):
        x, y = 60 + k * 78, 600 + (k % 3) * 4
        h = 120 + (k * 29) % 50
        c.ellipse(x, y - h * 0.55, h * 0.13, h * 0.48, Blend("#7d8a45", "#56622f"))
        c.box(x - 4, y - h * 0.12, 8, h * 0.12, "#4a3b31")
    for x, y, s in ((150, 860, 1.0), (340, 920, 1.2), (560, 850, 0.95)):
        c.ellipse(x, y, 62 * s, 34 * s, "#f3e6c9")
        c.ellipse(x - 14 * s, y - 5 * s, 24 * s, 18 * s, "#7d5238")
        c.ellipse(x + 62 * s, y - 26 * s, 22 * s, 16 * s, "#7d5238")
        for dx in (-40, -24, 26, 42):
            c.box(x + dx * s, y + 18 * s, 9 * s, 40 * s, "#5a4030")
    m.heron(c, 1010, 1030, 210, "#6d7f8a")


def dike(c: Canvas) -> None:
    """The sea dike at Fehnort."""
    c.sky("#5f9fb8", "#b5d3d0", "#f1e6c4", until=0.7)
    for x, y, w in ((330, 180, 420), (900, 110, 300), (1340, 250, 420)):
        m.cloud(c, x, y, w, "#fbf5e6", 0.93)
    c.box(0, 560, 450, 120, Blend("#7fb0b4", "#4f8f9c"))
    for k in range(14):
        c.ellipse(20 + k * 25, 572 + (k * 29) % 60, 22, 2, "#e9f0e4", 0.7)
    m.sailboat(c, 190, 600, 90, m.RUST, m.PAPER)
    m.hills(c, 640, 8, Blend("#a5b56d", "#8aa055"), 3)
    m.terrace(c, 1000, 1580, 665, (56, 80), ("#a5503a", "#b3624a", "#8f4434"), ("#5a4a42", "#8c3f32"), "#f1e6c4", 0, (90, 130))
    m.church(c, 940, 668, 190, "#a5503a", "#4a5a5f", "#f1e6c4")
    m.windmill(c, 1310, 690, 360, "#8f5a3f", "#f1e6c4", 28)
    for x in (700, 760, 1540):
        m.tree(c, x, 676, 110, Blend("#7d9a52", "#5c7a3c"))
    c.polygon([(-20, 760), *spline([(-20, 700), (330, 560), (470, 548), (640, 650), (900, 720), (1640, 780)]), (1640, 1100), (-20, 1100)], Blend("#93a94f", "#5f7f38"))
    c.polygon(spline([(360, 558), (480, 552), (640, 655), (560, 800), (380, 1080), (140, 1080), (420, 780), (500, 650), (430, 575)]), "#d9c594")
    for x, y, s in ((760, 810, 1.0), (900, 860, 1.25), (1080, 830, 1.05), (1240, 920, 1.45), (1430, 860, 1.15), (820, 960, 1.5), (1060, 1000, 1.6)):
        for dx in (-26, -12, 14, 27):
            c.box(x + dx * s, y + 12 * s, 6 * s, 26 * s, "#3a332e")
        for dx, dy, r in ((-24, 0, 22), (0, -8, 26), (24, -1, 22), (0, 8, 24)):
            c.disc(x + dx * s, y + dy * s, r * s, "#f6efdc")
        c.ellipse(x + 46 * s, y - 12 * s, 15 * s, 11 * s, "#3a332e")
    m.person(c, 330, 900, 190, m.DEEP, hat=m.INK)
    c.line([(372, 900), (366, 730)], 6, "#6d4c33")
    m.bunting(c, (690, 560), (1240, 470), 50, (m.RUST, m.PAPER, "#2f6f7a"), 13)
    c.line([(690, 700), (690, 550)], 7, "#6d4c33")
    m.gull(c, 520, 330, 60, m.PAPER)


def two_villages(c: Canvas) -> None:
    """Upper Garrow looks down on Nether Garrow."""
    c.sky("#d98a55", "#efb878", "#f8e2b4", until=0.65)
    m.sun(c, 800, 420, 74, "#fff0c4", "#fff0c0")
    m.hills(c, 470, 60, Blend("#b98a6a", "#d3a57a"), 1.6)
    m.ground(c, [(-40, 470), (200, 420), (430, 450), (640, 600), (800, 720), (900, 760)], Blend("#7d7f4a", "#5f6538"))
    m.church(c, 220, 432, 300, "#d9c193", "#7d3f33", "#3a2f33")
    for x, y, w in ((90, 452, 74), (440, 470, 78), (520, 515, 70), (600, 570, 66), (30, 470, 60)):
        m.house(c, x, y, w, 52, "#e3cfa6", "#a5573d", "#4a3d3f", 0.3)
    m.ground(c, [(420, 1100), (560, 960), (700, 830), (860, 740), (1060, 655), (1300, 610), (1640, 600)], Blend("#8f8a4f", "#66683a"))
    m.church(c, 1250, 632, 270, "#c9b894", "#4a5a66", "#3a2f33")
    for x, y, w in ((1090, 668, 72), (1470, 625, 78), (1555, 625, 74), (1010, 700, 64)):
        m.house(c, x, y, w, 52, "#dcc7a2", "#6d4f4a", "#4a3d3f", 0.3)
    c.polygon([*spline([(880, 745), (820, 800), (900, 880), (720, 980), (760, 1090)]), (1180, 1090), *reversed(spline([(905, 745), (880, 800), (1010, 880), (960, 980), (1180, 1090)]))], Blend("#e7b98a", "#5f8f92"))
    m.ground(c, [(-40, 800), (300, 860), (560, 960), (720, 1090)], Blend("#5f6538", "#3f4a2f"))
    m.ground(c, [(1150, 1090), (1300, 960), (1640, 880)], Blend("#66683a", "#454d30"))
    for x, y, h in ((60, 850, 150), (170, 890, 190), (330, 930, 170), (1430, 960, 190), (1540, 930, 160)):
        m.pine(c, x, y, h, "#33443a")
    for x, y, s in ((700, 250, 50), (760, 215, 66), (860, 262, 44)):
        m.gull(c, x, y, s, "#7d5a48")


def bell(c: Canvas) -> None:
    """The Garrow bell on its way."""
    c.sky("#7faab0", "#cdd9bf", "#f3e3b5", until=0.75)
    m.cloud(c, 300, 190, 380, "#fbf4e2", 0.9)
    m.cloud(c, 1330, 230, 340, "#fbf4e2", 0.9)
    m.hills(c, 560, 60, Blend("#9db27f", "#bcc58a"), 1.7)
    m.hills(c, 640, 40, Blend("#7d9a5c", "#98ab66"), 2.4)
    m.church(c, 200, 660, 200, "#d9c193", "#7d3f33", "#3a2f33")
    m.church(c, 1400, 650, 200, "#c9b894", "#4a5a66", "#3a2f33")
    c.box(0, 800, 1600, 280, Blend("#8a9a4f", "#5f7038"))
    c.polygon([(0, 900), (1600, 880), (1600, 980), (0, 1010)], Blend("#d3bd8b", "#a8905f"))
    m.crowd(c, 60, 420, 880, 150, (m.RUST, m.BRICK, m.AMBER), 0.62)
    m.crowd(c, 1180, 1560, 870, 150, (m.DEEP, m.SEA, m.PINE), 0.62)
    # cart
    c.box(470, 800, 660, 40, Blend("#8a5a34", "#5f3d26"))
    for x in (570, 1030):
        c.disc(x, 890, 84, "#5f3d26")
        c.disc(x, 890, 66, "#c9b07c")
        for k in range(5):
            a = math.pi * k / 5
            c.line([(x - 66 * math.cos(a), 890 - 66 * math.sin(a)), (x + 66 * math.cos(a), 890 + 66 * math.sin(a))], 9, "#5f3d26")
        c.disc(x, 890, 17, "#3a2619")
    for x in (500, 1100):
        c.line([(x, 806), (x + (800 - x) * 0.22, 250)], 22, "#6d4729")
    c.line([(540, 262), (1060, 262)], 26, "#6d4729")
    c.line([(800, 262), (800, 330)], 26, "#3a332e")
    left = spline([(730, 335), (690, 400), (672, 520), (640, 650), (560, 752)])
    right = [(1600 - x, y) for x, y in reversed(left)]
    c.polygon([*left, *right], Blend("#c9a24a", "#7a5a22", 0.4))
    c.polygon([*spline([(735, 345), (705, 420), (690, 540), (664, 650), (610, 745)]), *reversed(spline([(770, 345), (748, 420), (738, 540), (722, 650), (690, 745)]))], "#f3dc94", 0.45)
    c.ellipse(800, 752, 242, 34, "#5f4519")
    c.ellipse(800, 748, 242, 26, "#b48a37")
    for y, wide in ((440, 122), (470, 126), (660, 180)):
        c.box(800 - wide, y, 2 * wide, 7, "#7a5a22", 0.7)
    c.disc(800, 790, 34, "#3a332e")
    m.bunting(c, (60, 420), (540, 262), 60, (m.RUST, m.PAPER), 11)
    m.bunting(c, (1060, 262), (1540, 420), 60, (m.DEEP, m.PAPER), 11)


def boundary_stone(c: Canvas) -> None:
    """A stone at night, with a spade."""
    c.sky("#141c36", "#26365a", "#4f6380", until=0.65, grain=0.5)
    m.stars(c, 480, 170)
    m.sun(c, 330, 220, 58, "#f6ecd0", "#c9d0cf")
    m.hills(c, 560, 60, "#22314f", 1.8)
    m.hills(c, 640, 34, "#1b2842", 2.5)
    m.church(c, 1230, 640, 190, "#2c3a58", "#18233c", m.LIT)
    m.ground(c, [(-40, 740), (500, 700), (1000, 720), (1640, 690)], Blend("#3f5148", "#1c2a2c"))
    for k in range(15):
        x = 1640 - k * 116
        c.line([(x, 712 + k * 3), (x, 640 + k * 2)], 9, "#141c2a")
    c.line([(0, 690), (1640, 652)], 3, "#141c2a")
    c.line([(0, 716), (1640, 676)], 3, "#141c2a")
    c.ellipse(760, 985, 300, 44, "#0f1720", 0.7)
    c.polygon(spline([(600, 990), (610, 700), (650, 590), (740, 545), (830, 560), (900, 640), (915, 990)]), Blend("#aeb0a4", "#5f6668"))
    c.polygon(spline([(840, 990), (862, 760), (850, 600), (900, 640), (915, 990), (840, 990)]), "#454d54", 0.7)
    for dx in (-75, 55):
        c.line([(745 + dx, 690), (745 + dx, 830)], 9, "#4a5052")
    for points in (((690, 715), (650, 690)), ((690, 715), (690, 830)), ((800, 690), (830, 690)), ((800, 760), (825, 760))):
        c.line(points, 8, "#4a5052")
    c.polygon(spline([(420, 1030), (520, 950), (610, 975), (700, 1040), (420, 1040)]), "#2b221c")
    c.line([(1010, 985), (1120, 610)], 15, "#8a6238")
    c.line([(1085, 600), (1158, 622)], 15, "#8a6238")
    c.polygon([(968, 960), (1046, 984), (1010, 1060), (952, 1040)], "#7f8c96")
    for _ in range(160):
        x, y = c.random.uniform(0, 1600), c.random.uniform(770, 1060)
        if 590 < x < 930 and y < 1000:  # noqa: PLR2004 - not on the stone
            continue
        c.line([(x, y), (x + c.random.uniform(-8, 8), y - c.random.uniform(14, 34))], 2.4, "#62786a", 0.7)


def stars_skarn(c: Canvas) -> None:
    """The Milky Way over Great Skarn."""
    c.sky("#0b1026", "#16224a", "#30457a", "#6d7f9c", until=0.8, grain=0.5)
    for _ in range(60):
        t = c.random.random()
        c.glow(260 + 1150 * t, 640 - 760 * t + c.random.gauss(0, 40), c.random.uniform(70, 170), "#b9b4d9", 0.06)
    m.stars(c, 720, 420)
    for _ in range(700):
        t = c.random.random()
        c.disc(240 + 1180 * t + c.random.gauss(0, 30), 650 - 780 * t + c.random.gauss(0, 62), c.random.uniform(0.7, 1.8), "#fff6e4", c.random.uniform(0.3, 0.9))
    c.line([(300, 210), (480, 150)], 3, "#fff6e4", 0.8)
    m.hills(c, 800, 14, "#1f2d52", 1.2)
    c.box(0, 812, 1600, 270, Blend("#22345f", "#0e1634"))
    m.ground(c, [(-40, 960), (300, 880), (620, 800), (900, 720), (1150, 690), (1400, 740), (1640, 760)], Blend("#141c36", "#090d1e"))
    for x, y in ((1290, 726), (1370, 746)):
        m.house(c, x, y, 64, 40, "#1d2746", "#10182f", "#0d1428", 0.0)
    c.box(1281, 700, 14, 14, m.LIT)
    c.glow(1288, 706, 70, "#ffd27a", 0.7)
    m.person(c, 770, 778, 120, "#0d1428", "#2a3350")
    m.person(c, 850, 752, 100, "#0d1428", "#2a3350")
    c.line([(905, 735), (940, 668), (975, 722)], 5, "#090d1e")
    c.line([(915, 690), (985, 618)], 22, "#090d1e")
    c.line([(940, 670), (942, 728)], 5, "#090d1e")
    for x in (1480, 1540, 1590):
        m.bare_tree(c, x, 765, 90, "#090d1e", -100, 4)


def tide_gauge(c: Canvas) -> None:
    """The pupils' gauge on Coal Quay."""
    c.sky("#8fb9c0", "#d3dfcb", "#f2e6c2", until=0.62)
    m.cloud(c, 380, 180, 380, "#fbf4e2", 0.9)
    m.hills(c, 560, 28, Blend("#8fab94", "#b0bf9a"), 2)
    m.crane(c, 300, 640, 380, "#7d5a4c", 0.55)
    m.crane(c, 90, 640, 330, "#7d5a4c", 0.5)
    c.box(-10, 630, 480, 30, "#8a8374")
    c.box(0, 655, 1600, 420, Blend("#5f9aa3", "#225a6c", 0.5))
    c.reflect(657, 410, "#4f8f9c", 0.62, 6)
    c.mist(657, 410, "#1f5468", 0.75)
    m.ripples(c, 690, 1060, "#d9ebe2", 130, 0.45, 70)
    c.polygon([(900, 470), (1640, 450), (1640, 520), (900, 525)], Blend("#b9a585", "#8f7c60"))
    for x in (940, 1180, 1420, 1580):
        c.box(x, 520, 46, 470, Blend("#7d6a52", "#41392f"))
        c.ellipse(x + 23, 992, 46, 9, "#d9ebe2", 0.7)
        c.box(x, 820, 46, 170, "#3f5a3c", 0.6)
    c.box(780, 330, 66, 670, Blend("#f7efdc", "#d3c6a6"))
    for k in range(32):
        c.box(780, 340 + k * 20, 40 if k % 5 == 0 else 22, 6, m.INK if k % 10 else m.RUST)
    c.ellipse(813, 1000, 60, 10, "#d9ebe2", 0.8)
    c.line([(846, 470), (905, 490)], 12, "#6d6a64")
    c.line([(846, 400), (1010, 458)], 9, "#6d6a64")
    c.round(960, 300, 170, 130, 12, Blend("#f1f1e6", "#c9cdbf"))
    c.round(978, 318, 134, 56, 6, "#24424c")
    c.line(spline([(990, 356), (1015, 336), (1040, 354), (1065, 332), (1098, 350)], 8), 4, "#9fe0b4")
    c.disc(995, 402, 9, "#d8483b")
    c.disc(1025, 402, 9, "#9fc06a")
    c.line([(1045, 300), (1045, 220)], 6, m.INK)
    for r in (24, 44, 64):
        arc = [(1045 + r * math.cos(math.radians(a)), 220 + r * math.sin(math.radians(a))) for a in range(-140, -39, 10)]
        c.line(arc, 4, m.RUST)
    c.box(1038, 430, 14, 40, "#6d6a64")
    for x, tone, h in ((1230, m.RUST, 170), (1330, m.DEEP, 160), (1430, m.AMBER, 175)):
        m.person(c, x, 466, h, tone, "#b98562" if tone != m.DEEP else "#8a5a40")
    m.gull(c, 560, 300, 60, m.PAPER)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "oyster-bed": oyster_bed,
    "microscope": microscope,
    "low-river": low_river,
    "dike": dike,
    "two-villages": two_villages,
    "bell": bell,
    "boundary-stone": boundary_stone,
    "stars-skarn": stars_skarn,
    "tide-gauge": tide_gauge,
}
