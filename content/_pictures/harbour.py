# ruff: noqa: INP001 - a folder of scripts, not a package
"""Scenes on the water: the bridge, the Mole, ferries, cranes and surges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import motifs as m
from canvas import Blend, Canvas, mix, spline

if TYPE_CHECKING:
    from collections.abc import Callable

OLD_WALLS = ("#d9b48a", "#c98d63", "#e6d2ad", "#a9745a", "#8fa39b", "#d7a05f")
OLD_ROOFS = ("#8c3f32", "#6f3a33", "#a14b37", "#4a4a52")
NIGHT_WALLS = ("#2b3552", "#34405f", "#262f49", "#3b3f58", "#2f3a50")
NIGHT_ROOFS = ("#1b2238", "#222a42", "#1a2034")


def bridge_frost(c: Canvas) -> None:
    """A closed bridge on a winter morning."""
    c.sky("#b9cdd8", "#e6e2d6", "#f3d9bd", until=0.62)
    m.sun(c, 1230, 470, 46, "#fbe9c8", "#ffe2b0")
    m.hills(c, 540, 40, Blend("#a9bcc4", "#c6d0d0"), 2.4)
    m.hills(c, 590, 24, Blend("#8499a4", "#b0bfc2"), 3.1)
    m.terrace(c, -30, 420, 650, (70, 130), ("#8d9aa4", "#a3a9ab", "#7d8c99"), ("#5f6f7d", "#e4e9ea"), "#5d6f7e", 0.06, (70, 100))
    c.mist(560, 100, "#e9e6dc", 0.7)
    c.box(0, 650, 1600, 420, "#9db4bd")
    m.swing_bridge(c, 560, 150, 1450, "#3c5566", "#7f8688", 650)
    c.reflect(652, 300, "#a9bdc4", 0.5, 4)
    c.box(0, 940, 1600, 140, "#8fa9b4")
    m.ripples(c, 670, 960, "#e5ecea", 160, 0.45, 50)
    m.ground(c, [(-40, 960), (300, 925), (800, 950), (1250, 925), (1640, 955)], Blend("#f2f1ea", "#c9d3d6"))
    for x in (330, 800, 1270):
        c.box(x - 165, 905, 14, 100, "#4b5258")
        c.box(x + 151, 905, 14, 100, "#4b5258")
        for k in range(8):
            c.box(x - 170 + k * 42.5, 885, 42.5, 46, m.RUST if k % 2 else m.PAPER)
        c.box(x - 170, 884, 340, 7, "#ffffff")
    c.disc(800, 866, 20, "#d8483b")
    c.glow(800, 866, 110, "#ff7a5a", 0.55)
    m.snowfall(c, 120)


def bridge_open(c: Canvas) -> None:
    """The bridge in June, with flags and boats."""
    c.sky("#4f9bb0", "#9fcac4", "#f2e3b8", until=0.6)
    for x, y, w in ((300, 170, 330), (1240, 130, 420), (820, 260, 240)):
        m.cloud(c, x, y, w, "#fbf5e4", 0.92)
    m.hills(c, 540, 46, Blend("#7fa98f", "#a9c3a0"), 2)
    m.hills(c, 590, 30, Blend("#5f8d6d", "#86a97b"), 3)
    m.terrace(c, 1130, 1640, 655, (90, 170), OLD_WALLS, OLD_ROOFS, "#4c5a66", 0, (78, 112))
    m.terrace(c, -20, 330, 655, (80, 150), OLD_WALLS, OLD_ROOFS, "#4c5a66", 0, (78, 112))
    c.box(0, 655, 1600, 420, m.SEA)
    m.swing_bridge(c, 560, 130, 1470, "#b8472f", "#b9a98a", 655)
    m.bunting(c, (160, 518), (780, 375), 26, (m.AMBER, m.PAPER, m.DEEP), 18)
    m.bunting(c, (820, 375), (1440, 518), 26, (m.AMBER, m.PAPER, m.DEEP), 18)
    m.crowd(c, 170, 700, 553, 44, (m.DEEP, m.RUST, m.AMBER, m.PLUM, m.PINE, m.PAPER), 0.5)
    m.crowd(c, 900, 1430, 553, 44, (m.DEEP, m.RUST, m.AMBER, m.PLUM, m.PINE, m.PAPER), 0.5)
    c.reflect(657, 410, "#2f7288", 0.5, 7)
    m.ripples(c, 680, 1060, "#d9ece2", 170, 0.4, 70)
    m.sailboat(c, 330, 830, 250, m.RUST, m.PAPER)
    m.sailboat(c, 1330, 800, 190, m.DEEP, m.STRAW, -0.04)
    m.trawler(c, 800, 1036, 430, "#24506b", m.PAPER)
    m.gull(c, 540, 260, 60, m.PAPER)
    m.gull(c, 640, 310, 42, m.PAPER)


def storm_mole(c: Canvas) -> None:
    """A wave over the Mole and the Candle."""
    c.sky("#1d2a39", "#3d5260", "#8a9a94", until=0.75)
    m.storm_clouds(c, 380, ("#4c5d68", "#3b4a57", "#2c3945"))
    c.box(0, 640, 1600, 430, Blend("#4f7078", "#24414f"))
    m.ripples(c, 650, 760, "#a8beb8", 120, 0.5, 60)
    m.lighthouse(c, 1120, 700, 520, "#ede6d3", "#b5432f", "#ffe7a3")
    c.glow(1120, 280, 300, "#ffe9a8", 0.5)
    c.polygon([(0, 720), (980, 690), (1260, 690), (1290, 780), (0, 850)], Blend("#6c7270", "#3c464a"))
    for k in range(13):
        c.line([(k * 98, 716 - k * 2), (k * 98, 845 - k * 5)], 3, "#343f44", 0.7)
    # the breaking wave: plumes thrown up along the wall, then spray
    for k in range(90):
        share = (k % 30) / 29
        foot, lean = 330 + 640 * share, (share - 0.45) * 420 + c.random.uniform(-60, 60)
        tall = (430 - 300 * abs(share - 0.45) * 1.6) * c.random.uniform(0.55, 1.1)
        wide = c.random.uniform(26, 54)
        tip = (foot + lean, 770 - tall)
        left = spline([(foot - wide, 850), (foot - wide * 0.7 + lean * 0.2, 770 - tall * 0.5), tip], 8)
        right = spline([tip, (foot + wide * 0.9 + lean * 0.3, 770 - tall * 0.45), (foot + wide, 850)], 8)
        tone = ("#8fa9a8", "#c2d1cb", "#eef2ea")[k // 30]
        c.polygon([*left, *right], tone, (0.55, 0.6, 0.75)[k // 30])
    for _ in range(520):
        a = c.random.uniform(0.15, math.pi - 0.15)
        r = abs(c.random.gauss(0.75, 0.35)) * 430
        c.disc(640 + r * 1.05 * math.cos(a), 760 - r * math.sin(a), c.random.uniform(1.5, 6), "#eef2ea", 0.85)
    for layer, (y, tone) in enumerate(((815, "#2f5562"), (905, "#264755"), (1000, "#1c3746"))):
        points = [(-60.0, y + 30.0)]
        for k in range(12):
            points += [(k * 160 - 60 + layer * 50, y - 40.0), (k * 160 + 30 + layer * 50, y + 34.0)]
        curve = spline(points, 10)
        c.polygon([(-60, 1100), *curve, (1760, 1100)], Blend(mix(tone, "#ffffff", 0.14), tone))
        c.line(curve, 3, "#cfdcd6", 0.4)
    m.rain(c, "#dfe7e2", 420, 0.28, 0.8, 60)


def saltings_flood(c: Canvas) -> None:
    """A street under water at first light."""
    c.sky("#6f7f93", "#c3a79f", "#eec9a0", until=0.56)
    m.hills(c, 520, 26, "#8f8f99", 2)
    m.terrace(c, -20, 1640, 600, (180, 240), ("#7a6f78", "#8b7a78", "#6b6875", "#9a8480"), ("#4b4450", "#5a4b50"), "#3d4352", 0.16, (130, 170))
    for x in (210, 800, 1390):
        m.lamp(c, x, 606, 290, "#2c2f3b", "#ffd98f" if x == 800 else "")
    c.reflect(600, 470, "#6c7685", 0.38, 6)
    m.ripples(c, 620, 1060, "#e8cdb0", 190, 0.4, 80)
    m.glitter(c, 800, 640, 1000, "#ffdf9f", 60)
    # a car's roof and a boat with two people
    c.polygon([*spline([(1180, 742), (1225, 690), (1330, 684), (1400, 742)]), (1460, 760), (1140, 762)], "#27394d")
    c.polygon([*spline([(1206, 738), (1240, 702), (1322, 698), (1368, 738)])], "#8fa0a8")
    c.ellipse(1300, 764, 190, 7, "#d9c3ad", 0.7)
    m.person(c, 505, 842, 190, "#c8652f", hat=m.INK)
    m.person(c, 640, 842, 170, "#d9b23e")
    c.polygon([*spline([(360, 798), (560, 822), (800, 786)]), (735, 872), (420, 872)], Blend("#5c3a2e", "#35221d"))
    c.line([(380, 806), (560, 828), (780, 796)], 6, "#a5734f")
    c.line([(690, 770), (820, 905)], 8, "#7d5a3e")
    c.ellipse(580, 876, 260, 8, "#f0d9bd", 0.6)


def candle_night(c: Canvas) -> None:
    """The lighthouse and its beam."""
    c.sky("#0f1730", "#1e2e55", "#3b4f7a", until=0.72, grain=0.5)
    m.stars(c, 600, 240)
    beam = [(1096, 336), (-40, 120), (-40, 330), (1096, 350)]
    c.polygon(beam, "#fff0bf", 0.22)
    c.polygon([(1096, 338), (-40, 165), (-40, 285), (1096, 348)], "#fff0bf", 0.25)
    c.polygon([(1150, 338), (1640, 280), (1640, 400), (1150, 348)], "#fff0bf", 0.2)
    m.hills(c, 750, 18, "#141d38", 2)
    for k in range(34):
        c.disc(60 + k * 26 + c.random.uniform(-10, 10), 752 - c.random.uniform(0, 26), 3, m.LIT)
    c.box(0, 765, 1600, 310, Blend("#23345c", "#0f1830"))
    c.reflect(766, 300, "#14203f", 0.5, 6)
    m.glitter(c, 1123, 790, 1060, "#ffe6a6", 80)
    m.lighthouse(c, 1123, 790, 580, "#d9d4cb", "#8f3b3a", "#fff2c4")
    c.glow(1123, 343, 240, "#fff0bf", 0.75)
    c.polygon([(820, 812), (1010, 778), (1260, 778), (1640, 830), (1640, 880), (800, 880)], Blend("#2a2f45", "#12182c"))
    m.trawler(c, 420, 900, 260, "#1b2742", "#8792a3", 1)
    c.glow(398, 770, 60, "#ffd27a", 0.9)
    c.disc(398, 770, 5, "#fff2cf")


def shipyard(c: Canvas) -> None:
    """A ferry's hull on the slip."""
    c.sky("#e8b27d", "#f3d6a2", "#f6e9c8", until=0.7)
    m.sun(c, 280, 420, 80, "#fff3d2", "#fff0c0")
    m.hills(c, 640, 30, Blend("#c9a07f", "#dcbf98"), 2)
    for x, h, reach in ((240, 430, 0.6), (1440, 560, -0.75)):
        m.crane(c, x, 800, h, "#6c4a4f", reach)
    c.box(0, 790, 1600, 300, Blend("#8c6f5e", "#54423f"))
    for k in range(9):
        c.line([(360 + k * 115, 800), (360 + k * 115, 420)], 5, "#5b4748")
    for k in range(4):
        c.line([(340, 480 + k * 95), (1300, 480 + k * 95)], 5, "#5b4748")
    hull = [*spline([(330, 450), (800, 478), (1310, 430)]), (1190, 760), (450, 760)]
    c.polygon(hull, Blend("#2f7f86", "#1c4f5e"))
    c.polygon([*spline([(352, 495), (800, 522), (1293, 476)]), (1284, 500), (800, 546), (362, 519)], m.PAPER)
    c.polygon([(395, 640), (1237, 640), (1190, 760), (450, 760)], Blend("#b04a32", "#843526"))
    for x in range(450, 1240, 110):
        c.line([(x, 470), (x + (800 - x) * 0.1, 755)], 2, "#174250", 0.6)
    c.polygon([(560, 474), (590, 380), (1010, 380), (1040, 470)], Blend("#f1e6cc", "#d6c6a4"))
    for k in range(9):
        c.round(606 + k * 44, 404, 30, 30, 4, "#3d5560")
    c.box(690, 320, 220, 62, "#e6d8b9")
    for k in range(5):
        c.box(702 + k * 41, 334, 30, 24, "#3d5560")
    for k in range(12):
        c.polygon([(440 + k * 65, 760), (470 + k * 65, 760), (480 + k * 65, 812), (430 + k * 65, 812)], "#4a3834")
    for x, y in ((520, 640), (985, 560)):
        for _ in range(46):
            a, r = c.random.uniform(0.1, math.pi), abs(c.random.gauss(0, 34))
            c.line([(x, y), (x + r * math.cos(a), y + r * 1.5 * math.sin(a))], 1.5, "#fff1b8", 0.9)
        c.glow(x, y, 90, "#fff6d0", 0.9)
    m.crowd(c, 90, 420, 960, 130, ("#c9572f", "#35404e", "#d9a33b"), 0.9)
    m.crowd(c, 1130, 1500, 960, 130, ("#c9572f", "#35404e", "#d9a33b"), 1.0)


def ferry_morning(c: Canvas) -> None:
    """The electric ferry off Great Skarn."""
    c.sky("#f0b98d", "#f6d9ae", "#f9ecd0", until=0.6)
    m.sun(c, 1180, 470, 70, "#fff6da", "#fff0c4")
    m.ground(c, [(-40, 560), (120, 470), (300, 400), (470, 455), (620, 520), (780, 600), (900, 640)], Blend("#8a8f86", "#b3a98d"))
    m.ground(c, [(-40, 610), (160, 545), (330, 560), (520, 610), (700, 640)], Blend("#6d8069", "#8f9873"))
    for k, x in enumerate((210, 262, 330, 395)):
        m.house(c, x, 615 - (k % 2) * 12, 46, 36, "#e9dcc0", "#9a4a38", "#4c5a66")
    c.box(0, 630, 1600, 440, Blend("#e8c9a0", "#3f8791", 0.5))
    c.reflect(632, 120, "#d9bd98", 0.35, 5)
    c.box(0, 745, 1600, 335, Blend("#c2b493", "#2d6c7c", 0.55))
    m.glitter(c, 1180, 640, 1060, "#fff3cf", 150)
    m.ripples(c, 650, 1060, "#f3e3c2", 150, 0.4, 80)
    m.ferry(c, 760, 820, 820, "#1f5f70", "#f6eedb", "#34525f")
    c.ellipse(760, 832, 400, 9, "#f6efdc", 0.85)
    for k in range(7):
        c.ellipse(300 - k * 46, 840 + k * 7, 90 - k * 6, 6, "#f6efdc", 0.6)
    for x, y, s in ((1180, 330, 54), (1280, 290, 70), (1370, 350, 46), (560, 300, 50)):
        m.gull(c, x, y, s, "#7b5d52")


def cranes_sunset(c: Canvas) -> None:
    """The Coal Quay at the end of a shift."""
    c.sky("#5a3a57", "#c4574a", "#f0a350", "#f7d79a", until=0.68)
    m.sun(c, 372, 600, 92, "#fff0bd", "#ffd98c")
    m.hills(c, 690, 14, "#9a5350", 2)
    c.box(0, 715, 1600, 360, "#b0603f")
    for x, h, reach, load in ((1450, 560, -0.72, m.AMBER), (1230, 470, -0.6, ""), (160, 520, 0.62, "#2d5f6d")):
        m.crane(c, x, 725, h, "#3a2a3d", reach, load)
    hull = [(440, 610), (990, 610), (1050, 584), (1005, 740), (470, 740)]
    c.polygon(hull, Blend("#2c2336", "#5a2c33"))
    for k, tone in enumerate(("#c9573a", "#2f6b78", "#e0a03e", "#74435a", "#4d6a57", "#c98b4a")):
        c.box(490 + k * 72, 560, 68, 50, tone)
        if k % 5 != 2:  # noqa: PLR2004
            c.box(490 + k * 72, 512, 68, 48, mix(tone, "#2c2336", 0.3))
    c.polygon([(455, 612), (455, 470), (475, 470), (485, 612)], "#efd9b3")
    c.box(438, 455, 60, 22, "#2c2336")
    c.reflect(738, 330, "#7a3f3c", 0.4, 7)
    m.glitter(c, 372, 745, 1060, "#ffe2a0", 120)
    c.box(1120, 705, 520, 40, Blend("#2b2031", "#1b1522"))
    c.box(-20, 705, 330, 40, Blend("#2b2031", "#1b1522"))
    for x in range(1130, 1600, 70):
        c.box(x, 745, 14, 60, "#1b1522")
    for x in range(0, 310, 70):
        c.box(x, 745, 14, 60, "#1b1522")
    m.gull(c, 800, 330, 50, "#3a2a3d")
    m.gull(c, 880, 290, 64, "#3a2a3d")


def flood_gate(c: Canvas) -> None:
    """The planned gate across Sallow Creek."""
    c.sky("#8fb3bd", "#cfdcd0", "#efe6c9", until=0.6)
    for x, y, w in ((420, 200, 380), (1250, 240, 440)):
        m.cloud(c, x, y, w, "#f7f2e2", 0.9)
    m.hills(c, 600, 22, Blend("#9fb39a", "#bdc6a3"), 2)
    m.terrace(c, 40, 420, 640, (66, 110), OLD_WALLS, OLD_ROOFS, "#4c5a66", 0, (64, 90))
    c.box(0, 640, 1600, 440, m.SEA)
    c.polygon([(540, 640), (1060, 640), (1120, 1100), (470, 1100)], Blend("#86a9a6", "#2f6678", 0.4))
    m.ripples(c, 670, 1060, "#dbe8de", 130, 0.45, 40)
    m.ground(c, [(-40, 630), (200, 632), (430, 636), (520, 700), (500, 1080)], Blend("#8c9a5c", "#66733f"))
    c.polygon([(1640, 620), (1180, 632), (1080, 690), (1110, 1100), (1640, 1100)], Blend("#8c9a5c", "#66733f"))
    for x in (520, 1080):
        c.polygon([(x - 62, 860), (x - 50, 300), (x + 50, 300), (x + 62, 860)], Blend("#d8cfba", "#9a927f"))
        c.box(x - 66, 286, 132, 24, "#6c6a63")
        m.window(c, x - 16, 350, 32, 46, m.DEEP)
        c.line([(x - 54, 470), (x + 54, 470)], 3, "#8f8776")
        c.line([(x - 58, 640), (x + 58, 640)], 3, "#8f8776")
    c.box(560, 300, 480, 40, Blend("#516a72", "#3a4f57"))
    c.box(576, 410, 448, 210, Blend("#c8553d", "#96392c"))
    for k in range(5):
        c.box(576 + k * 111 - 4, 410, 8, 210, "#7d3026")
    for y in (478, 548):
        c.box(576, y, 448, 7, "#7d3026")
    for x in (640, 960):
        c.line([(x, 340), (x, 410)], 7, m.INK)
    c.polygon([(576, 620), (1024, 620), (1040, 650), (560, 650)], m.INK, 0.25)
    m.reeds(c, 180, 1080, 330, 210, "#5b6a37")
    m.reeds(c, 1130, 1080, 420, 230, "#5b6a37")
    m.gull(c, 300, 380, 56, m.PAPER)


def storm_signals(c: Canvas) -> None:
    """The signal mast on the Mole."""
    c.sky("#e2a06a", "#efc489", "#f3deb2", until=0.8)
    m.storm_clouds(c, 260, ("#a6705e", "#7f5656"))
    c.box(0, 760, 1600, 310, Blend("#c58f67", "#5b4f57", 0.5))
    m.ripples(c, 770, 1000, "#f6dfb4", 140, 0.5, 70)
    c.polygon([(0, 930), (1600, 890), (1600, 1080), (0, 1080)], Blend("#4f454c", "#2c2a35"))
    c.line([(800, 930), (800, 130)], 18, "#2c2a35")
    c.line([(520, 300), (1080, 300)], 12, "#2c2a35")
    for x in (560, 1040):
        c.line([(x, 300), (800, 160)], 3, "#2c2a35")
        c.line([(x, 300), (x - (x - 800) * 0.05, 905)], 2, "#2c2a35")
    for x in (230, 1370):
        c.line([(800, 190), (x, 925)], 3, "#2c2a35")
    c.polygon([(560, 380), (500, 480), (620, 480)], m.INK)
    c.polygon([(560, 600), (500, 500), (620, 500)], m.INK)
    c.disc(1040, 400, 56, m.INK)
    c.disc(1040, 540, 56, m.INK)
    for k, (field, spot) in enumerate((("#b8402e", "#1b2733"), ("#b8402e", "#1b2733"))):
        y = 330 + k * 130
        flag = [*spline([(808, y), (870, y + 14), (920, y - 4), (948, y + 6)])]
        c.polygon([*flag, (948, y + 96), *reversed([(px, py + 92) for px, py in flag])], field)
        c.box(866, y + 30, 46, 38, spot)
    m.person(c, 420, 925, 170, "#d9a33b", hat="#d9a33b")
    m.person(c, 1180, 915, 165, "#35566b", hat=m.INK)
    m.rain(c, "#fbeccb", 120, 0.25, 0.9, 50)
    m.gull(c, 330, 420, 60, "#5b4a50")
    m.gull(c, 1280, 560, 46, "#5b4a50")


def low_tide_moon(c: Canvas) -> None:
    """Boats aground under a full moon."""
    c.sky("#16223f", "#2f4a6b", "#7d94a0", until=0.55, grain=0.5)
    m.stars(c, 360, 130)
    m.sun(c, 1130, 260, 78, "#fbf0d0", "#dfe3cf")
    m.hills(c, 560, 24, "#2a3d55", 2)
    for k in range(22):
        c.disc(90 + k * 31 + c.random.uniform(-9, 9), 566 - c.random.uniform(0, 18), 2.6, m.LIT)
    c.box(0, 585, 1600, 490, Blend("#5d6d74", "#2d3138", 0.6))
    c.polygon(spline([(1640, 640), (1200, 650), (960, 690), (1130, 760), (900, 830), (420, 880), (200, 1080), (900, 1080), (1180, 930), (1420, 830), (1300, 760), (1640, 720)]), Blend("#a8b4b0", "#56707f", 0.4))
    m.glitter(c, 1130, 650, 900, "#fff1cc", 90)
    for _ in range(90):
        x, y = c.random.uniform(0, 1600), c.random.uniform(610, 1060)
        c.ellipse(x, y, c.random.uniform(14, 60), 2, "#1f242c", 0.35)
    m.trawler(c, 430, 770, 470, "#27485c", "#c9bfa6")
    c.line([(300, 770), (260, 800)], 9, "#1b1f27")
    c.ellipse(430, 783, 240, 12, "#171b22", 0.6)
    m.trawler(c, 1330, 690, 210, "#6f3435", "#c9bfa6", -1)
    c.ellipse(1330, 697, 110, 6, "#171b22", 0.6)
    c.line([(660, 770), (760, 870)], 3, "#1b1f27")
    c.line([(745, 880), (760, 858), (782, 884)], 6, "#1b1f27")
    m.heron(c, 1010, 900, 150, "#56646e")


def gale_harbour(c: Canvas) -> None:
    """The fishing fleet doubled up before a gale."""
    c.sky("#26333f", "#4d6068", "#a7a58c", "#d9c18c", until=0.62)
    m.storm_clouds(c, 400, ("#5a6970", "#435059", "#313d48"))
    m.terrace(c, -30, 1640, 640, (110, 200), ("#7d6a5c", "#8d7a64", "#6a6a6c", "#9a836a", "#5f6b70"), ("#3f3839", "#53403b"), "#313a42", 0.22, (84, 120))
    c.box(-10, 636, 1620, 40, Blend("#55524e", "#3c3b3c"))
    c.reflect(676, 395, "#3b4b52", 0.5, 9)
    for _ in range(240):
        x, y = c.random.uniform(0, 1600), c.random.uniform(690, 1060)
        c.line(spline([(x, y), (x + 22, y - 7), (x + 48, y)], 5), 2.4, "#c9d0c0", 0.5)
    for x, s, tone, side in ((300, 330, "#2b5064", 1), (700, 360, "#7d3530", 1), (1120, 340, "#3d5a47", -1), (1450, 300, "#2b3f5c", -1)):
        m.trawler(c, x, 760 + (x % 3) * 8, s, tone, "#d9cfb6", side)
    for x, s, tone, side in ((90, 400, "#54424f", 1), (520, 430, "#b0772f", 1), (980, 440, "#27424f", 1), (1400, 400, "#8a3c31", -1)):
        m.trawler(c, x, 930 + (x % 4) * 6, s, tone, "#d9cfb6", side)
    m.rain(c, "#e5e6d6", 460, 0.3, 0.9, 60)


def creek_night(c: Canvas) -> None:
    """Sallow Creek at the top of the surge."""
    c.sky("#171a2e", "#2b3553", "#55647c", until=0.55, grain=0.5)
    m.storm_clouds(c, 210, ("#2a3048", "#20263c"))
    m.sun(c, 420, 330, 52, "#f3e8c8", "#aeb6be")
    m.terrace(c, 560, 1640, 600, (100, 170), NIGHT_WALLS, NIGHT_ROOFS, "#1a2138", 0.38, (90, 124))
    c.box(0, 590, 1600, 480, "#2d3d5a")
    c.polygon([(500, 640), (560, 580), (1640, 580), (1640, 640)], Blend("#3a4356", "#252d40"))
    c.reflect(640, 430, "#22304c", 0.42, 8)
    m.glitter(c, 420, 600, 1060, "#f3e6c0", 100)
    for k in range(15):
        x = 520 + k * 76
        c.round(x - 44, 612 + (k % 2) * 3, 86, 30, 12, Blend("#a39272", "#776a54"))
        c.round(x - 12, 590, 80, 28, 12, Blend("#b3a17e", "#857658"))
    m.crowd(c, 640, 1180, 600, 120, ("#d9a33b", "#c8652f", "#33415a"), 1.2)
    m.lamp(c, 1260, 596, 300, "#151a2a", "#ffd98f")
    m.reeds(c, -10, 1080, 420, 260, "#121726")
    m.rain(c, "#cfd8e0", 300, 0.22, 0.7, 52)


def surge_curve(c: Canvas) -> None:
    """The gauge at the Mole, 23 to 24 November 2024, as a chart."""
    c.sky("#f5ecd7", "#f0e3c4", until=1)
    left, right, top, low = 170, 1520, 170, 920

    def at(hour: float, level: float) -> tuple[float, float]:
        return (left + (right - left) * (hour - 12) / 24, low - (low - top) * (level + 2) / 7)

    for level in range(-2, 6):
        c.line([at(12, level), at(36, level)], 2, "#cdb98c")
        c.text(left - 22, at(12, level)[1], f"{level} m", 32, m.INK, "rm")
    for hour in range(12, 37, 4):
        c.text(at(hour, -2)[0], low + 40, f"{hour % 24:02}:00", 32, m.INK)
    c.line([at(12, 3.8), at(36, 3.8)], 6, m.RUST)
    c.text(*at(12.2, 4.1), "Saltings bank, 3.80 m", 34, m.RUST, "lm")
    hours = [12 + k / 4 for k in range(97)]
    tide = [(h, 0.12 + 1.92 * math.cos((h - 27.8) / 12.42 * 2 * math.pi)) for h in hours]
    surge = [(h, t + 0.35 + 1.92 * math.exp(-(((h - 27.5) / 4.4) ** 2))) for h, t in tide]
    c.line([at(h, v) for h, v in tide], 5, "#74a9a5")
    curve = [at(h, v) for h, v in surge]
    c.polygon([*curve, *reversed([at(h, t) for h, t in tide])], "#356f84", 0.18)
    c.line(curve, 9, m.DEEP)
    high = min(curve, key=lambda point: point[1])
    c.disc(*high, 15, m.RUST)
    c.text(high[0] + 30, high[1] - 22, "4.31 m at 03:40", 38, m.INK, "lm")
    c.text(*at(31.3, 2.55), "measured", 34, m.DEEP, "lm")
    c.text(*at(20.4, 1.15), "tide table", 34, "#4f8f8a", "lm")
    c.text(left - 90, 84, "Long Mole gauge, metres above datum", 44, m.INK, "lm")


SCENES: dict[str, Callable[[Canvas], None]] = {
    "bridge-frost": bridge_frost,
    "bridge-open": bridge_open,
    "storm-mole": storm_mole,
    "saltings-flood": saltings_flood,
    "candle-night": candle_night,
    "shipyard": shipyard,
    "ferry-morning": ferry_morning,
    "cranes-sunset": cranes_sunset,
    "flood-gate": flood_gate,
    "storm-signals": storm_signals,
    "low-tide-moon": low_tide_moon,
    "gale-harbour": gale_harbour,
    "creek-night": creek_night,
    "surge-curve": surge_curve,
}
