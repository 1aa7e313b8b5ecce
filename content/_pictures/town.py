"""The streets of Saltmere and the Ropewalk Ground."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import motifs as m
from canvas import DAWN, DAY, FOG, NIGHT, STORM, Blend, Canvas, Palette, cloud, mix, rain, shade, spline, storm_clouds

if TYPE_CHECKING:
    from collections.abc import Callable

GRASS, GULLS, BRACK = "#6f9a4e", "#f7f4ea", "#c2452f"


def _low_street_dry(c: Canvas) -> None:
    """Draw Low Street in its first dry autumn."""
    c.begin(DAY, 700)
    cloud(c, 300, 190, 380)
    cloud(c, 1250, 140, 460)
    with c.far(0.25):
        m.church(c, 760, 700, 560)
    for k, tone in enumerate((m.SEA, m.RUST, m.PINE, m.AMBER)):
        m.shop(c, 200 + k * 400, 800, 380, 500 + (k % 2) * 50, tone, "#8fb3b5" if k % 2 else m.STRAW)
        m.awning(c, 200 + k * 400, 568 - (k % 2) * 28, 340, 50, tone)
    c.box(0, 798, 1600, 290, shade("#d9c8a4", 0.25))
    c.box(0, 798, 1600, 22, "#b7a582")
    for row in range(6):
        for k in range(22):
            c.ellipse(k * 80 + (row % 2) * 40, 848 + row * 42, 30 + row, 7 + row, "#bda985", 0.8)
    for x, y, tone, h in (
        (330, 900, m.PLUM, 190),
        (400, 905, m.AMBER, 170),
        (850, 890, m.BRICK, 180),
        (1390, 900, m.DEEP, 190),
    ):
        m.person(c, x, y, h, tone)
    for x in (980, 1120):
        c.disc(x, 955, 56, m.INK)
        c.disc(x, 955, 48, "#cdbb95")
    c.line([(980, 955), (1030, 872), (1098, 872), (1056, 955), (980, 955)], 7, m.RUST)
    c.line([(1120, 955), (1092, 845), (1120, 838)], 7, m.RUST)
    c.line([(1030, 872), (1022, 850), (1002, 850)], 8, m.INK)
    m.bunting(c, (-20, 250), (820, 240), 70, 16)
    m.bunting(c, (820, 240), (1620, 260), 70, 16)


def _square(c: Canvas, tone: str) -> None:
    c.box(0, 850, 1600, 230, shade(tone, 0.2))
    for k in range(10):
        c.line([(800 + (k - 4.5) * 190, 852), (800 + (k - 4.5) * 480, 1080)], 2, mix(tone, m.INK, 0.3), 0.5)
    for y in (885, 935, 1005):
        c.line([(0, y), (1600, y)], 2, mix(tone, m.INK, 0.3), 0.5)


def _corn_hall(c: Canvas) -> None:
    """Draw the Corn Hall on a council morning."""
    c.begin(DAY, 850)
    cloud(c, 270, 190, 360)
    cloud(c, 1330, 230, 380)
    m.terrace(c, -30, 360, 850, (230, 320), 0, 120)
    m.terrace(c, 1240, 1660, 850, (230, 320), 0, 120)
    m.columns_hall(c, 800, 860, 600)
    _square(c, "#d9c8a4")
    for x in (230, 1370):
        m.lamp(c, x, 930, 300)
        for k in range(2):
            c.line([(x, 700 + k * 60), (x + 50, 700 + k * 60)], 4, m.INK)
    m.crowd(c, 420, 1200, 950, 125, 1.1)
    for x, y in ((690, 1020), (740, 1040), (850, 1026), (900, 1044)):
        c.ellipse(x, y, 17, 9, "#5f6a73")
        c.disc(x + 16, y - 9, 6, "#4b565f")


def _corn_hall_night(c: Canvas) -> None:
    """Draw Light in every window: the vote for the leader."""
    c.begin(NIGHT, 850)
    m.stars(c, 620)
    m.sun(c, 1340, 190, 62)
    m.terrace(c, -30, 360, 850, (230, 320), 0.2, 120)
    m.terrace(c, 1240, 1660, 850, (230, 320), 0.2, 120)
    m.columns_hall(c, 800, 860, 600, 1)
    c.glow(800, 700, 520, "#ffcf7a", 0.4)
    _square(c, "#b5a78f")
    c.polygon([(730, 862), (870, 862), (1090, 1080), (510, 1080)], m.LIT, 0.16)
    for x in (230, 1370):
        m.lamp(c, x, 930, 300, lit=True)
    for x, y, h in ((640, 940, 130), (690, 946, 124), (960, 990, 160), (1120, 950, 130)):
        c.polygon(
            [(x - 20, y), (x + 20, y), (x + (x - 800) * 0.4 + 30, y + 90), (x + (x - 800) * 0.4 - 20, y + 90)],
            m.INK,
            0.4,
        )
        m.person(c, x, y, h, c.random.choice(m.COATS))


def _tracks(c: Canvas, y: float) -> None:
    c.box(0, y - 122, 1600, 400, shade("#a8937c", 0.3))
    c.box(0, y - 122, 1600, 26, "#c9b596")
    for dy in (-12, 8, 92, 116):
        c.box(0, y + dy, 1600, 5, "#4a4344")
    c.line([(0, y - 492), (1600, y - 492)], 3, m.INK)
    for x in (60, 860, 1560):
        c.line([(x, y - 110), (x, y - 516)], 9, m.INK)
        c.line([(x, y - 492), (x + 60, y - 492)], 6, m.INK)


def _tram_centenary(c: Canvas) -> None:
    """Draw the Line at a hundred."""
    c.begin(DAY, 800)
    cloud(c, 900, 120, 380)
    with c.far(0.35):
        m.terrace(c, -40, 1660, 800, (330, 440), 0, 190)
    _tracks(c, 917)
    for k in range(2):
        m.bunting(c, (60 + k * 800, 425), (860 + k * 800, 425), 60, 18)
    m.tram(c, 790, 918, 1180, "#f2e6c9", m.RUST)
    c.ellipse(790, 925, 590, 8, m.INK, 0.35)
    for k in range(12):
        c.disc(230 + k * 102, 668, 13, (m.AMBER, m.RUST, m.SEA)[k % 3])
    c.disc(790, 742, 66, m.AMBER)
    c.disc(790, 742, 54, m.PAPER)
    c.line([(752, 722), (762, 714), (762, 770)], 9, m.BRICK)
    for x in (794, 828):
        ring = [(x + 13 * math.sin(t / 4), 742 - 27 * math.cos(t / 4)) for t in range(26)]
        c.line(ring, 9, m.BRICK)
    m.crowd(c, 20, 1600, 1060, 190, 0.66)


def _tram_late(c: Canvas) -> None:
    """Draw waiting at a stop of the Line in the rain."""
    c.begin(NIGHT, 800)
    with c.far(0.3, "#1a2448"):
        m.terrace(c, -40, 1660, 800, (300, 430), 0.16, 170)
    _tracks(c, 917)
    c.glow(1330, 860, 300, "#fff3cf", 0.5)
    for x, y, w, h in ((1230, 640, 260, 262), (1246, 664, 228, 120)):
        c.round(x, y, w, h, 34, shade(m.RUST) if h > 200 else m.BEAM)
    for x in (1268, 1452):
        c.disc(x, 846, 18, m.BEAM)
        c.glow(x, 846, 150, "#fff3cf", 0.8)
    c.box(0, 940, 1600, 150, shade("#8f8a84", 0.3))
    c.box(0, 940, 1600, 14, m.STRAW)
    for x in (520, 1240):
        c.box(x, 560, 14, 400, m.INK)
    c.polygon([(470, 560), (500, 520), (1270, 520), (1300, 560)], shade(m.RUST))
    c.box(534, 600, 706, 250, m.BEAM, 0.14)
    c.box(560, 850, 300, 20, m.WOOD)
    c.line([(320, 960), (320, 440)], 14, m.INK)
    m.clock(c, 320, 400, 92, 8, 47)
    c.glow(320, 400, 200, "#fff3cf", 0.35)
    c.box(900, 590, 260, 92, m.INK)
    for row in range(2):
        for k in range(12 - row * 4):
            c.box(916 + k * 19, 606 + row * 36, 13, 18, m.LIT)
    with c.lit(0.4):
        for x, h, tone in ((620, 250, m.AMBER), (720, 230, m.RUST), (980, 255, m.SEA), (1090, 225, m.PAPER)):
            m.person(c, x, 990, h, tone)
        m.person(c, 480, 1000, 245, m.BRICK)
        c.line([(510, 830), (510, 720)], 6, m.INK)
        dome = [
            (510 + 120 * math.cos(math.radians(t)), 740 - 80 * math.sin(math.radians(t))) for t in range(0, 181, 12)
        ]
        c.polygon(dome, m.AMBER)
    m.lamp(c, 130, 960, 480, lit=True)
    rain(c, 380)


def _quay_shops(c: Canvas) -> None:
    """Draw Thornby Quay in the months without a bridge: half of the shops shut."""
    c.begin(DAWN, 760)
    cloud(c, 420, 150, 380, "#fbe3c8")
    for k, (tone, pane) in enumerate(
        ((m.PINE, m.LIT), (m.STONE, "#a9a294"), (m.BRICK, m.LIT), (m.STONE, "#a9a294"), (m.SEA, m.GLASS))
    ):
        x = 160 + k * 320
        m.shop(c, x, 780, 306, 470 + (k % 3) * 34, tone, pane)
        if pane == "#a9a294":
            for side in (-0.44, 0.12):
                for j in range(3):
                    c.line([(x + side * 306, 600 + j * 50), (x + (side + 0.32) * 306, 592 + j * 56)], 22, m.WOOD)
            c.box(x - 40, 600, 80, 50, m.PAPER)
            c.line([(x - 26, 625), (x + 26, 625)], 8, m.RUST)
        else:
            m.awning(c, x, 560, 290, 40, tone)
    c.box(0, 778, 1600, 130, shade("#cdb994", 0.2))
    c.box(0, 900, 1600, 34, "#9a8a70")
    c.raw(0, 934, 1600, 150, Blend("#7fa6a0", "#3a727d"))
    for _ in range(46):
        c.ellipse(c.random.uniform(0, 1600), c.random.uniform(950, 1060), c.random.uniform(20, 60), 2.5, "#f6e3bd", 0.5)
    for x in range(90, 1600, 240):
        c.box(x - 12, 864, 24, 46, m.INK)
        c.ellipse(x, 864, 18, 8, m.INK)
    for x, tone in ((350, m.PLUM), (890, m.AMBER), (1420, m.DEEP)):
        m.person(c, x, 866, 170, tone)
    m.gull(c, 1100, 220, 60, "#7b5d52")


def _market(c: Canvas) -> None:
    """Draw Thursday market before the Corn Hall."""
    c.begin(DAY, 720)
    cloud(c, 1250, 150, 380)
    m.terrace(c, -30, 480, 720, (260, 350), 0, 130)
    m.terrace(c, 1130, 1640, 720, (260, 350), 0, 130)
    m.columns_hall(c, 800, 730, 430)
    for x in (-20, 820):
        m.bunting(c, (x, 190), (x + 820, 200), 90, 16)
    c.box(0, 718, 1600, 362, shade("#dccba6", 0.2))
    m.crowd(c, 60, 1560, 800, 130, 0.7)
    wares = (
        ("#d9622f", "#e9a23b", "#7c9a3f"),
        ("#c9ced0", "#9fb4bb", "#7f98a1"),
        ("#7fa046", "#a53a35", "#dfc34d"),
        ("#c98b4a", "#e0b272", "#a5673a"),
    )
    for k, tone in enumerate((m.RUST, m.SEA, "#6d7f3c", "#b98124")):
        m.stall(c, 220 + k * 387, 970, 340, tone, wares[k])
    for x, tone in ((415, m.PLUM), (800, m.PINE), (1190, m.BRICK)):
        m.person(c, x, 1030, 210, tone)
    for x in (60, 1560):
        for k in range(3):
            c.box(x - 60, 1000 - 30 * k, 120, 26, mix("#9a744c", "#6d5136", k / 3))


def _player(c: Canvas, x: float, y: float, h: float, shirt: str, stride: float = 0.1, arm: float = 0.0) -> None:
    socks = m.DEEP if shirt == GULLS else m.INK
    skin = c.random.choice(m.SKINS)
    for side in (-1, 1):
        foot = (x + side * stride * h, y - (0.12 * h if side * stride > 0.16 * abs(side) and stride > 0.16 else 0))
        c.line(
            [(x + side * h * 0.05, y - h * 0.42), (x + side * (stride * 0.7 + 0.03) * h, y - h * 0.24)], h * 0.085, skin
        )
        c.line([(x + side * (stride * 0.7 + 0.03) * h, y - h * 0.24), foot], h * 0.075, socks)
        c.line([(x + side * h * 0.11, y - h * 0.74), (x + side * h * 0.22, y - h * (0.5 + 0.5 * arm))], h * 0.06, skin)
    c.polygon([(x + u * h, y - v * h) for u, v in ((-0.13, 0.34), (-0.1, 0.5), (0.1, 0.5), (0.13, 0.34))], socks)
    shape = ((-0.11, 0.46), (-0.17, 0.78), (0, 0.83), (0.17, 0.78), (0.11, 0.46))
    c.polygon([(x + u * h, y - v * h) for u, v in shape], shirt)
    c.box(x - h * 0.03, y - h * 0.72, h * 0.06, h * 0.14, socks)
    c.disc(x, y - h * 0.905, h * 0.085, skin)
    c.ellipse(x, y - h * 0.945, h * 0.085, h * 0.05, c.random.choice((m.INK, "#5a3a2c", "#a5713c")))


def _stand(c: Canvas, x0: float, x1: float, y: float, h: float, full: float) -> None:
    c.box(x0, y - h, x1 - x0, h, Blend("#2a323b", "#464c54"))
    for row in range(11):
        ry = y - h * 0.9 + row * h * 0.08
        c.box(x0, ry + h * 0.03, x1 - x0, h * 0.05, mix("#39424d", "#6a727b", row / 10))
        for k in range(int((x1 - x0) / 31)):
            if c.random.random() < full:
                x = x0 + 16 + k * 31 + (row % 2) * 12
                c.round(x - 12, ry, 24, 26, 7, c.random.choice((m.DEEP, GULLS, m.SEA, m.PAPER, m.AMBER, m.PLUM)))
                c.disc(x, ry - 6, 9, c.random.choice(m.SKINS))
    for k in range(7):
        c.box(x0 + (x1 - x0) * k / 6 - 4, y - h * 1.05, 8, h * 1.05, m.INK)
    roof = ((x0 - 26, 0.96), (x0 - 10, 1.16), (x1 + 10, 1.16), (x1 + 26, 0.96))
    c.polygon([(x, y - h * v) for x, v in roof], shade(m.DEEP, 0.2))
    c.box(x0, y - 26, x1 - x0, 26, m.PAPER)
    for k in range(int((x1 - x0) / 120)):
        c.box(x0 + 10 + k * 120, y - 20, 96, 14, (m.RUST, m.DEEP, m.AMBER)[k % 3])


def _pylon(c: Canvas, x: float, y: float, h: float, lit: float) -> None:
    for side in (-1, 1):
        c.line([(x + side * h * 0.05, y), (x + side * h * 0.012, y - h * 0.86)], 5, m.INK)
        for k in range(6):
            a, b = h * (0.05 - 0.0063 * k), h * (0.05 - 0.0063 * (k + 1))
            c.line([(x - side * a, y - h * 0.143 * k), (x + side * b, y - h * 0.143 * (k + 1))], 2.4, m.INK)
    c.box(x - h * 0.11, y - h, h * 0.22, h * 0.15, m.INK)
    for k in range(12):
        c.disc(
            x + (k % 4 - 1.5) * h * 0.053, y - h * (0.965 - 0.042 * (k // 4)), h * 0.018, m.BEAM if lit else "#8b979d"
        )
    if lit:
        c.glow(x, y - h * 0.92, h * 0.6, "#fff3cf", lit)


def _pitch(c: Canvas, palette: Palette, full: float, lit: float) -> None:
    c.begin(palette, 600)
    if palette is NIGHT:
        m.stars(c, 400)
    if palette is STORM:
        storm_clouds(c, 220)
    if palette is DAY:
        cloud(c, 330, 150, 420)
        cloud(c, 1300, 120, 360)
    for x in (90, 1510):
        _pylon(c, x, 600, 520, lit)
    with c.far({FOG: 0.5, DAY: 0.3}.get(palette, 0)):
        _stand(c, 190, 1410, 600, 290, full)
        c.box(0, 574, 190, 30, m.STONE)
        c.box(1410, 574, 190, 30, m.STONE)
    with c.lit(0.3 if palette is NIGHT else 1):
        _grass(c)


def _grass(c: Canvas) -> None:
    for k in range(7):
        y = 600 + k * k * 11
        c.box(0, y, 1600, (2 * k + 1) * 11 + 2, (GRASS, mix(GRASS, m.INK, 0.1))[k % 2])
    c.line([(0, 640), (1600, 640)], 4, GULLS, 0.8)
    c.line([(470, 640), (380, 760), (1220, 760), (1130, 640)], 4, GULLS, 0.8)
    c.line([(0, 1010), (1600, 1010)], 7, GULLS, 0.8)
    c.box(620, 500, 360, 138, GULLS, 0.3)
    c.line([(618, 646), (618, 496), (982, 496), (982, 646)], 9, GULLS)


def _ball(c: Canvas, x: float, y: float, r: float) -> None:
    c.disc(x, y, r, GULLS)
    c.disc(x + r * 0.1, y - r * 0.1, r * 0.34, m.INK)
    for k in range(5):
        c.disc(x + r * 0.78 * math.cos(k * 1.257), y + r * 0.78 * math.sin(k * 1.257), r * 0.15, m.INK)


def _rovers_rain(c: Canvas) -> None:
    """Draw Missed on goal difference: the Gulls in the rain."""
    _pitch(c, STORM, 0.25, 0.5)
    for x, y, h in ((250, 780, 190), (1340, 770, 180), (800, 700, 140), (1080, 860, 230)):
        _player(c, x, y, h, GULLS, 0.07)
    _player(c, 520, 1000, 380, GULLS, 0.08)
    _player(c, 700, 990, 350, GULLS, 0.08)
    for x, y, w in ((300, 905, 190), (1240, 950, 240), (880, 820, 120)):
        c.ellipse(x, y, w, w * 0.1, "#b9c9c6", 0.6)
    _ball(c, 1230, 1000, 34)
    rain(c, 520, 0.5)


def _rovers_up(c: Canvas) -> None:
    """Draw the Gulls go up."""
    _pitch(c, DAY, 0.55, 0)
    for k, x in enumerate((250, 390, 1210, 1350)):
        _player(c, x, 850 + (k % 2) * 30, 270, GULLS, 0.1, 1)
    for k, x in enumerate((530, 680, 920, 1070)):
        _player(c, x, 960 + (k % 2) * 24, 330, GULLS, 0.1, 1)
    _player(c, 800, 990, 390, GULLS, 0.1, 1)
    for side in (-1, 1):
        c.line(spline([(800 + side * 66, 500), (800 + side * 108, 470), (800 + side * 62, 430)]), 12, m.AMBER)
    c.polygon(
        [(732, 420), (868, 420), (836, 516), (812, 546), (812, 586), (788, 586), (788, 546), (764, 516)],
        shade("#f3c14e", 0.15),
    )
    c.box(752, 584, 96, 24, m.INK)
    for _ in range(150):
        u, v, lean = c.random.uniform(0, 1600), c.random.uniform(0, 900), c.random.uniform(-9, 9)
        tone = c.random.choice((m.RUST, m.AMBER, m.PAPER, m.DEEP, m.SEA))
        c.polygon([(u, v), (u + 12, v + lean), (u + 12 + lean, v + 14), (u + lean, v + 14)], tone)


def _haddle_pitch(c: Canvas) -> None:
    """Draw the cup tie that nobody saw the end of."""
    _pitch(c, FOG, 0.5, 0.8)
    c.mist(240, 560, "#e6e8de", 0.95)
    for share, x, y, h, shirt in (
        (0.62, 560, 700, 150, BRACK),
        (0.6, 1040, 690, 140, GULLS),
        (0.4, 300, 830, 220, GULLS),
        (0.35, 1290, 850, 230, BRACK),
    ):
        with c.far(share):
            _player(c, x, y, h, shirt, 0.12)
    c.mist(560, 420, "#e6e8de", 0.7)
    _player(c, 760, 1010, 380, GULLS, 0.13, 0.3)
    _ball(c, 900, 1000, 34)
    c.mist(880, 320, "#e6e8de", 0.5)


def _rovers_night(c: Canvas) -> None:
    """Draw Three one against Brackwater, under the lights."""
    _pitch(c, NIGHT, 0.9, 0.9)
    for x in (90, 1510):
        c.glow(x, 120, 700, "#dfe8f5", 0.3)
    c.glow(800, 820, 700, "#e9f2c9", 0.35)
    with c.lit(0.15):
        _player(c, 800, 690, 150, "#e9a23b", 0.12, 0.9)
        for x, y, h, shirt in ((1060, 790, 220, BRACK), (330, 850, 260, BRACK), (1330, 880, 270, GULLS)):
            _player(c, x, y, h, shirt, 0.13)
        _player(c, 600, 1020, 400, GULLS, 0.2, 0.4)
        for k in range(9):
            c.disc(720 + k * 21, 900 - k * 34, 30 - k * 1.6, m.PAPER, 0.05 + 0.02 * k)
        _ball(c, 916, 582, 17)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "low-street-dry": _low_street_dry,
    "corn-hall": _corn_hall,
    "corn-hall-night": _corn_hall_night,
    "tram-centenary": _tram_centenary,
    "tram-late": _tram_late,
    "quay-shops": _quay_shops,
    "market": _market,
    "rovers-rain": _rovers_rain,
    "rovers-up": _rovers_up,
    "haddle-pitch": _haddle_pitch,
    "rovers-night": _rovers_night,
}
