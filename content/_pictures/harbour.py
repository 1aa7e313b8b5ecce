"""The flood wall, the swing bridge, and boats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import motifs as m
from canvas import (
    DAWN,
    DAY,
    DUSK,
    FOG,
    NIGHT,
    STORM,
    Blend,
    Canvas,
    cloud,
    glitter,
    ground,
    hills,
    mix,
    rain,
    ripples,
    sea,
    shade,
    spline,
    storm_clouds,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _storm_street(c: Canvas) -> None:
    """Draw Low Street under water after Storm Orla."""
    c.begin(STORM, 600)
    storm_clouds(c, 300)
    m.church(c, 1180, 620, 520)
    m.terrace(c, -20, 1640, 600, (180, 250), 0.22, 148)
    for x, lit in ((210, False), (800, True), (1390, False)):
        m.lamp(c, x, 606, 290, lit=lit)
    c.reflect(600, 480, "#43596a", 0.42, 7)
    ripples(c, 620, 1060, "#d5dfda", 190)
    glitter(c, 800, 640, 1000, 60)
    c.polygon([*spline([(1180, 742), (1225, 690), (1330, 684), (1400, 742)]), (1460, 762), (1140, 762)], "#8c3a33")
    c.polygon(spline([(1206, 738), (1240, 702), (1322, 698), (1368, 738)]), "#8fa0a8")
    c.ellipse(1300, 764, 190, 7, "#d9dcd5", 0.7)
    m.person(c, 505, 842, 190, m.RUST, m.AMBER)
    m.person(c, 640, 842, 170, m.AMBER, m.AMBER)
    c.polygon([*spline([(360, 798), (560, 822), (800, 786)]), (735, 872), (420, 872)], shade(m.BRICK, 0.4))
    c.line([(690, 770), (820, 905)], 8, m.STRAW)
    c.ellipse(580, 876, 260, 8, "#dfe6e0", 0.6)
    rain(c, 420, 0.7)


def _flood_panels(c: Canvas) -> None:
    """Draw a crane lowers the first panel of the wall."""
    c.begin(DAWN, 620)
    m.sun(c, 740, 440, 76)
    hills(c, 590, 30, 0)
    with c.far(0.3):
        m.terrace(c, -30, 520, 640, (90, 160), 0, 90)
        m.church(c, 330, 640, 260)
    sea(c, 635, 860)
    glitter(c, 1120, 645, 840, 120)
    c.box(0, 850, 1600, 230, shade("#b3a68f", 0.35))
    for k in range(9):
        x = 60 + k * 185
        c.box(x - 11, 660, 22, 220, "#4b565c")
        if k < 5:
            c.box(x + 11, 690, 163, 176, shade("#6f98a0", 0.3))
            for row in range(3):
                c.box(x + 11, 740 + row * 44, 163, 5, "#3f5c66")
    c.polygon([(996, 500), (1159, 512), (1159, 690), (996, 678)], shade("#6f98a0", 0.3))
    for row in range(3):
        c.line([(996, 548 + row * 44), (1159, 560 + row * 44)], 5, "#3f5c66")
    c.line([(1010, 502), (1077, 420), (1146, 510)], 4, m.INK)
    c.line([(1077, 420), (1077, 150)], 4, m.INK)
    c.line([(1440, 800), (1077, 140)], 24, m.AMBER)
    c.line([(1440, 800), (1077, 140)], 6, mix(m.AMBER, m.INK, 0.4))
    c.round(1270, 830, 310, 90, 12, shade(m.AMBER))
    c.round(1450, 730, 130, 120, 14, shade(m.RUST))
    c.box(1500, 750, 64, 50, m.MIST)
    for x in (1310, 1380, 1490, 1550):
        c.disc(x, 930, 36, m.INK)
        c.disc(x, 930, 14, m.STONE)
    for x, tone in ((770, m.AMBER), (1000, m.RUST), (560, m.AMBER)):
        m.person(c, x, 960, 190, tone, m.AMBER if tone == m.RUST else m.PAPER)
    m.gull(c, 420, 240, 60, m.PAPER)


def _spring_tide(c: Canvas) -> None:
    """Draw the wall in section: the river high on one side, Low Street dry on the other."""
    c.begin(DUSK, 640)
    m.sun(c, 430, 420, 88)
    hills(c, 580, 26, 0)
    hills(c, 612, 14, 1)
    m.sailboat(c, 240, 640, 150, m.INK, m.PAPER)
    m.trawler(c, 560, 636, 250, "#24506b")
    sea(c, 620)
    glitter(c, 430, 630, 1040, 130)
    c.polygon([(900, 1080), (900, 830), (1640, 830), (1640, 1080)], shade("#8f7a6a", 0.4))
    c.box(900, 830, 740, 14, "#c9b596")
    m.terrace(c, 1040, 1660, 832, (270, 350), 0.5, 150)
    c.polygon([(790, 1080), (806, 560), (892, 560), (908, 1080)], shade("#d8cfba", 0.4))
    c.box(794, 544, 110, 24, "#efe6cd")
    for k in range(5):
        c.line([(802 - k * 2, 655 + k * 88), (896 + k * 2, 655 + k * 88)], 3, m.STONE)
    m.person(c, 849, 546, 110, m.AMBER, m.AMBER)
    m.lamp(c, 985, 838, 320, lit=True)
    for x, tone in ((1120, m.RUST), (1180, m.PAPER), (1450, m.SEA)):
        m.person(c, x, 850, 128, tone)
    for k in range(7):
        c.ellipse(700 + 14 * k, 622 + 5 * (k % 2), 60, 5, m.PAPER, 0.6)


def _bridge_open(c: Canvas) -> None:
    """Draw the bridge stuck open, end on, with queues on both banks."""
    c.begin(STORM, 640)
    storm_clouds(c, 260)
    hills(c, 590, 34, 0)
    with c.far(0.35):
        m.terrace(c, -20, 1640, 640, (60, 120), 0.2, 74)
    sea(c, 640)
    for side in (-1, 1):
        c.polygon(
            [(800 + side * x, y) for x, y in ((330, 610), (900, 600), (900, 860), (330, 740))], shade("#7f7a70", 0.4)
        )
        c.polygon([(800 + side * x, y) for x, y in ((322, 596), (900, 580), (900, 640), (322, 622))], "#5f6468")
        for k in range(5):
            c.round(800 + side * (430 + k * 88) - 36, 560 - k * 3, 72, 34, 12, m.COATS[(k + side) % 6])
            c.round(800 + side * (430 + k * 88) - 20, 542 - k * 3, 42, 26, 10, m.MIST)
            c.disc(800 + side * (430 + k * 88 - 36), 578 - k * 3, 5, m.BEAM)
        c.line([(800 + side * 345, 600), (800 + side * 345, 470)], 8, m.PAPER)
        c.line([(800 + side * 345, 520), (800 + side * 520, 505)], 12, m.RUST)
        c.disc(800 + side * 345, 462, 16, "#e8503f")
        c.glow(800 + side * 345, 462, 90, "#ff6a55", 0.6)
    c.reflect(742, 300, "#3c5562", 0.5, 8)
    c.polygon([(680, 930), (700, 640), (900, 640), (920, 930)], shade("#b9a98a", 0.4))
    c.ellipse(800, 930, 120, 26, "#7f7766")
    c.ellipse(800, 640, 128, 22, "#cdbf9f")
    # The span seen from its end: a portal growing towards us, its far end behind it.
    for reach, foot, top, thick in ((70, 610, 380, 8), (92, 628, 330, 10), (122, 655, 270, 14), (165, 690, 190, 20)):
        tone = mix("#b8472f", "#a5b0a0", 0.35 - thick / 60)
        c.line([(800 - reach, foot), (800 - reach, top + 40), (800 - reach * 0.7, top)], thick, tone)
        c.line([(800 + reach, foot), (800 + reach, top + 40), (800 + reach * 0.7, top)], thick, tone)
        c.line([(800 - reach * 0.7, top), (800 + reach * 0.7, top)], thick, tone)
    for side in (-1, 1):
        c.line([(800 + side * 70, 420), (800 + side * 165, 230)], 9, "#8f3a2b")
        c.line([(800 + side * 70, 600), (800 + side * 165, 690)], 9, "#8f3a2b")
        c.line([(800 + side * 70, 600), (800 + side * 165, 240)], 6, "#8f3a2b")
    c.polygon([(730, 606), (870, 606), (975, 690), (625, 690)], "#5f6468")
    c.box(618, 690, 364, 30, shade("#8f3a2b", 0.3))
    ripples(c, 760, 1060, "#dfe6dd", 70)
    rain(c, 240, 0.5)


def _bridge_closed(c: Canvas) -> None:
    """Draw barriers across the road to a bridge in the haddle."""
    c.begin(FOG, 640)
    m.sun(c, 1230, 400, 60)
    hills(c, 560, 34, 0)
    with c.far(0.35):
        m.terrace(c, -30, 380, 650, (70, 130), 0.1, 84)
        sea(c, 650, 1080, 60)
        m.swing_bridge(c, 560, 180, 1480, "#b8472f", 650)
        c.reflect(652, 260, "#b4c3c1", 0.5, 4)
    c.mist(430, 320, "#e4e5da", 0.75)
    ground(c, [(-40, 940), (300, 905), (800, 925), (1250, 905), (1640, 935)], shade("#8f8d83", 0.2))
    with c.lit():
        for x in (300, 800, 1300):
            for post in (-190, 176):
                c.box(x + post, 800, 16, 200, "#4b5258")
            for row, y in enumerate((810, 900)):
                c.box(x - 215, y, 430, 52, m.PAPER)
                for k in range(6):
                    left = x - 215 + k * 72 + row * 20
                    c.polygon(
                        [(left, y), (left + 34, y), (left + 10, y + 52), (left - 24 if k else left, y + 52)], m.RUST
                    )
            c.disc(x, 782, 22, "#d8483b")
            c.glow(x, 782, 130, "#ff7a5a", 0.6)
    c.mist(760, 380, "#e4e5da", 0.4)


def _bridge_dawn(c: Canvas) -> None:
    """Draw the bridge on the morning it reopened."""
    c.begin(DAWN, 640)
    m.sun(c, 800, 470, 92)
    cloud(c, 300, 190, 380, "#fbe3c8")
    cloud(c, 1290, 150, 440, "#fbe3c8")
    hills(c, 560, 44, 0)
    hills(c, 606, 26, 1)
    m.terrace(c, 1170, 1660, 655, (90, 160), 0.25, 88)
    m.terrace(c, -40, 340, 655, (80, 150), 0.25, 88)
    c.raw(0, 655, 1600, 430, c.palette.sea[0])
    m.swing_bridge(c, 560, 130, 1470, "#b8472f", 655)
    m.bunting(c, (160, 518), (770, 330), 26, 18)
    m.bunting(c, (830, 330), (1440, 518), 26, 18)
    m.crowd(c, 170, 700, 553, 44, 0.8)
    m.crowd(c, 900, 1430, 553, 44, 0.8)
    c.reflect(657, 420, "#9db3a4", 0.6, 7)
    glitter(c, 800, 680, 1060, 150)
    ripples(c, 680, 1060, "#fdf0d2", 60)
    m.sailboat(c, 300, 850, 260, m.RUST, m.PAPER)
    m.sailboat(c, 1330, 810, 200, m.DEEP, m.STRAW, -0.04)
    m.gull(c, 540, 240, 60)
    m.gull(c, 640, 290, 42)


def _ferry_dock(c: Canvas) -> None:
    """Draw the Marigold out of the water, propped on the slip."""
    c.begin(FOG, 660)
    hills(c, 610, 40, 0)
    with c.far(0.4):
        m.terrace(c, -30, 420, 690, (80, 150), 0.1, 90)
    sea(c, 680, 800, 40)
    c.polygon([(0, 830), (1600, 760), (1600, 1080), (0, 1080)], shade("#a19a8b", 0.35))
    for k in range(6):
        c.line([(0, 880 + k * 40), (1600, 815 + k * 48)], 3, "#7d776b", 0.6)
    for k in range(8):
        c.box(330 + k * 130, 760, 54, 130, shade("#6d5a48", 0.4))
    c.polygon([(330, 690), (1290, 690), (1210, 830), (410, 830)], shade("#a8432f", 0.4))
    m.ferry(c, 810, 720, 1120)
    for side in (-1, 1):
        for dx in (224, 403):
            c.line([(810 + side * dx, 700), (810 + side * (dx + 90), 900)], 14, m.WOOD)
    for x in (250, 1370):
        for k in range(2):
            c.line([(x + k * 90, 900), (x + k * 90, 470)], 7, "#5b5a58")
        for k in range(5):
            c.box(x - 10, 500 + k * 86, 110, 8, "#b08a55")
    m.person(c, 560, 960, 180, m.AMBER, m.PAPER)
    m.person(c, 640, 965, 175, m.DEEP)
    m.person(c, 1150, 950, 180, m.RUST, m.AMBER)
    c.mist(560, 240, "#e9e8dc", 0.45)


def _ferry_orrin(c: Canvas) -> None:
    """Draw the ferry off Orrin in the early sun."""
    c.begin(DAWN, 630)
    m.sun(c, 1180, 470, 76)
    cloud(c, 900, 170, 420, "#fbe3c8")
    slope = [(-40, 560), (120, 470), (300, 400), (470, 455), (620, 520), (780, 600), (900, 650)]
    ground(c, slope, Blend("#7f8a80", "#b3a98d"))
    ground(c, [(-40, 610), (160, 545), (330, 560), (520, 610), (700, 650)], Blend("#5f7a5f", "#8f9873"))
    for k, x in enumerate((190, 250, 330, 395)):
        m.house(c, x, 622 - (k % 2) * 14, 50, 36, "#f1e4c8", "#9a4a38")
    m.church(c, 90, 590, 110)
    sea(c, 632)
    glitter(c, 1180, 640, 1060, 150)
    m.ferry(c, 760, 830, 860)
    c.ellipse(760, 842, 410, 9, m.PAPER, 0.9)
    for k in range(7):
        c.ellipse(280 - k * 46, 850 + k * 7, 90 - k * 6, 6, m.PAPER, 0.6)
    for x, y, s in ((1180, 330, 54), (1280, 290, 70), (1370, 350, 46), (560, 300, 50)):
        m.gull(c, x, y, s, "#7b5d52")


def _lighthouse(c: Canvas) -> None:
    """Draw the lamp of Gannet Point on its first electric night."""
    c.begin(NIGHT, 765)
    m.stars(c, 620, 220)
    m.sun(c, 300, 190, 44)
    for corners, alpha in (
        (((1096, 336), (-40, 60), (-40, 330), (1096, 352)), 0.2),
        (((1096, 340), (-40, 130), (-40, 270), (1096, 348)), 0.25),
        (((1150, 338), (1640, 280), (1640, 410), (1150, 350)), 0.25),
    ):
        c.polygon(corners, m.BEAM, alpha)
    hills(c, 752, 18, 1)
    for k in range(34):
        c.disc(60 + k * 26 + c.random.uniform(-10, 10), 762 - c.random.uniform(0, 22), 3, m.LIT)
    sea(c, 772)
    glitter(c, 1123, 790, 1060, 90)
    ground(
        c,
        [(760, 1080), (840, 960), (960, 860), (1010, 812), (1120, 792), (1300, 800), (1480, 850), (1640, 890)],
        shade("#4b4f58", 0.5),
    )
    c.box(1215, 740, 150, 70, shade("#e6dcc6"))
    c.polygon([(1200, 744), (1230, 700), (1350, 700), (1380, 744)], m.BRICK)
    m.window(c, 1240, 758, 30, 28, m.LIT)
    m.window(c, 1310, 758, 30, 28, m.LIT)
    m.lighthouse(c, 1123, 800, 590)
    c.glow(1123, 343, 240, "#fff0bf", 0.75)
    m.trawler(c, 420, 920, 260, "#2f5068")
    c.disc(398, 788, 5, m.BEAM)
    c.glow(398, 788, 60, "#ffd27a", 0.9)


def _court_boat(c: Canvas) -> None:
    """Draw a boat held at the Customs House steps, with the harbour launch beside it."""
    c.begin(STORM, 620)
    storm_clouds(c, 200)
    m.terrace(c, -30, 480, 640, (130, 200), 0.25, 100)
    m.terrace(c, 1180, 1640, 640, (130, 200), 0.25, 100)
    c.box(500, 300, 660, 342, shade("#cbb68f", 0.25))
    c.polygon([(470, 306), (830, 170), (1190, 306)], "#d9c8a4")
    c.disc(830, 252, 34, m.INK)
    c.line([(798, 244), (862, 244)], 5, m.AMBER)
    c.line([(830, 226), (830, 276)], 5, m.AMBER)
    for side in (-1, 1):
        c.polygon([(830 + side * 30 - 12, 262), (830 + side * 30 + 12, 262), (830 + side * 30, 272)], m.AMBER)
    for k in range(14):
        m.window(c, 536 + (k % 7) * 88, 346 + (k // 7) * 130, 52, 82, m.LIT if k in (3, 8) else m.GLASS)
    c.box(-10, 636, 1620, 80, shade("#6f6a62", 0.4))
    c.reflect(716, 360, "#3b505a", 0.5, 8)
    m.lamp(c, 250, 642, 260, lit=True)
    m.lamp(c, 1400, 642, 260, lit=True)
    m.person(c, 1010, 650, 130, m.DEEP, m.INK)
    m.person(c, 1070, 650, 126, m.AMBER, m.AMBER)
    m.trawler(c, 600, 880, 720, m.BRICK)
    c.line([(880, 730), (980, 690), (1010, 650)], 4, m.STRAW)
    c.polygon([(1080, 860), (1500, 840), (1450, 910), (1110, 910)], shade("#2f5472", 0.3))
    c.polygon([(1200, 858), (1222, 790), (1340, 790), (1376, 852)], shade(m.PAPER, 0.15))
    c.polygon([(1216, 836), (1230, 802), (1328, 802), (1346, 834)], m.GLASS)
    c.box(1270, 766, 22, 24, "#4fa3e0")
    c.glow(1281, 776, 150, "#6fc0ff", 0.6)
    ripples(c, 800, 1060, "#dfe6dd", 110)
    rain(c, 160)


def _regatta(c: Canvas) -> None:
    """Draw the regatta that was off, then on."""
    c.begin(DAY, 560)
    for x, y, w in ((260, 170, 360), (1180, 130, 460), (760, 260, 260)):
        cloud(c, x, y, w)
    hills(c, 520, 44, 0)
    hills(c, 556, 26, 1)
    with c.far(0.2):
        m.lighthouse(c, 1440, 560, 260)
        m.terrace(c, 60, 640, 580, (50, 90), 0, 60)
    sea(c, 575, 1080, 170)
    fleet = sorted((c.random.uniform(620, 760), 90 + k * 158 + c.random.uniform(-30, 30)) for k in range(10))
    for k, (v, u) in enumerate(fleet):
        m.sailboat(c, u, v, 110 + (v - 600) * 0.9, m.COATS[k % 6], (m.PAPER, m.STRAW, "#e8a98a", m.MIST)[k % 4])
    for x, y, s, hull, sail in (
        (330, 990, 480, m.BRICK, m.PAPER),
        (1220, 960, 430, m.DEEP, m.STRAW),
        (800, 860, 300, m.PINE, "#e07a52"),
    ):
        m.sailboat(c, x, y, s, hull, sail)
        c.ellipse(x, y + 8, s * 0.4, 8, m.PAPER, 0.8)
        for k in range(2):
            m.person(c, x - s * 0.16 + k * s * 0.3, y - s * 0.02, s * 0.24, m.AMBER if k else m.RUST)
        c.polygon(
            [
                (x - s * 0.36, y - s * 0.1),
                (x + s * 0.46, y - s * 0.1),
                (x + s * 0.3, y + s * 0.015),
                (x - s * 0.28, y + s * 0.015),
            ],
            hull,
        )
    for x in (560, 1530):
        c.disc(x, 930, 34, m.RUST)
        c.polygon([(x - 34, 930), (x, 840), (x + 34, 930)], m.RUST)
        c.box(x - 26, 900, 52, 12, m.PAPER)
    m.bunting(c, (-20, 60), (820, 50), 60, 20)
    m.bunting(c, (820, 50), (1620, 70), 60, 20)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "storm-street": _storm_street,
    "flood-panels": _flood_panels,
    "spring-tide": _spring_tide,
    "bridge-open": _bridge_open,
    "bridge-closed": _bridge_closed,
    "bridge-dawn": _bridge_dawn,
    "ferry-dock": _ferry_dock,
    "ferry-orrin": _ferry_orrin,
    "lighthouse": _lighthouse,
    "court-boat": _court_boat,
    "regatta": _regatta,
}
