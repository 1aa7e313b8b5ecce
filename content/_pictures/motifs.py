"""What recurs around Saltmere: hills, water, weather, houses, boats and people.

`x, y` is the middle of a motif's foot, unless its docstring says otherwise.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from canvas import Canvas, Point, mix, shade, spline

if TYPE_CHECKING:
    from collections.abc import Sequence

INK, DEEP, SEA, MIST, PAPER = "#1b2733", "#1f4058", "#356f84", "#cfdcd6", "#f5ecd7"
AMBER, RUST, BRICK, PINE, PLUM, STRAW = "#e9a23b", "#c9573a", "#94392f", "#2b4a42", "#46384f", "#f0cf86"
LIT, BEAM, GLASS, STONE, WOOD = "#ffd27a", "#fff3cf", "#41535f", "#8f8c84", "#7d5a3e"
WALLS = ("#d9b48a", "#c98d63", "#e6d2ad", "#a9745a", "#8fa39b", "#d7a05f", "#b9c2b0")
ROOFS = ("#8c3f32", "#6f3a33", "#a14b37", "#4a4a52")
COATS = (DEEP, RUST, AMBER, PLUM, PINE, BRICK, "#d9cdb4")
SKINS = ("#b98562", "#d8a888", "#8a5a40", "#e3b99a")


# sky and plants


def stars(c: Canvas, bottom: float, count: int = 180) -> None:
    """Scatter stars from the upper edge down to `bottom`."""
    for _ in range(count):
        size = c.random.choice([0.9, 1.1, 1.3, 1.8, 2.5])
        c.disc(c.random.uniform(0, 1600), c.random.uniform(0, bottom), size, BEAM, c.random.uniform(0.4, 0.95))


def sun(c: Canvas, x: float, y: float, radius: float) -> None:
    """Draw sun or moon with its halo, in the light of the palette."""
    c.glow(x, y, radius * 5, c.palette.light, 0.5)
    with c.lit():
        c.disc(x, y, radius, c.palette.light)


def reeds(c: Canvas, x: float, y: float, width: float, height: float, colour: str) -> None:
    """Draw a stand of reeds; `x` is its left end."""
    for _ in range(int(width / 7)):
        foot = x + c.random.uniform(0, width)
        tall, lean = height * c.random.uniform(0.5, 1), c.random.uniform(-0.25, 0.25)
        stem = [(foot, y), (foot + tall * lean * 0.4, y - tall * 0.6), (foot + tall * lean, y - tall)]
        c.line(spline(stem, 4), 3, colour)
        if c.random.random() < 0.3:
            c.ellipse(foot + tall * lean, y - tall, 4, 14, mix(colour, "#2a1d14", 0.5))


def tree(c: Canvas, x: float, y: float, h: float, colour: str) -> None:
    """Draw a round broadleaf tree."""
    c.polygon([(x - h * 0.035, y), (x - h * 0.02, y - h * 0.5), (x + h * 0.02, y - h * 0.5), (x + h * 0.035, y)], WOOD)
    for dx, dy, r, dark in ((-0.16, 0.52, 0.19, 0.1), (0.17, 0.5, 0.18, 0.14), (0, 0.72, 0.26, 0)):
        c.disc(x + dx * h, y - dy * h, r * h, shade(mix(colour, INK, dark), 0.14))


# buildings


def window(c: Canvas, x: float, y: float, w: float, h: float, colour: str = GLASS) -> None:
    """Draw a window with glazing bars; (x, y) is its upper left corner."""
    c.box(x, y, w, h, colour)
    bar = mix(colour, "#0d1018", 0.35)
    c.box(x + w / 2 - 1, y, 2, h, bar)
    c.box(x, y + h * 0.45, w, 2, bar)


def house(c: Canvas, x: float, y: float, w: float, h: float, wall: str, roof: str, lit: float = 0.0) -> None:
    """Draw a town house, gable or eaves to the street; `lit` is the share of lit windows."""
    left, right, top, peak = x - w / 2, x + w / 2, y - h, w * 0.5
    c.box(x + w * 0.16, top - peak * 0.95, w * 0.12, peak * 0.6, mix(wall, INK, 0.4))
    if c.random.random() < 0.6:
        c.polygon([(left - 6, top + 4), (x, top - peak), (right + 6, top + 4)], roof)
        c.polygon([(left + 5, top + 5), (x, top - peak + 12), (right - 5, top + 5)], mix(wall, "#ffffff", 0.06))
    else:
        ridge = top - peak * 0.7
        c.polygon([(left - 6, top + 4), (left + w * 0.1, ridge), (right - w * 0.1, ridge), (right + 6, top + 4)], roof)
    c.box(left, top, w, h, shade(wall))
    columns, rows = max(2, int(w / 38)), max(1, int(h / 58))
    for row in range(rows):
        for column in range(columns):
            wide, wy = w * 0.62 / columns, top + h * (row + 0.22) / rows
            wx = left + w * (column + 0.19) / columns
            if row == rows - 1 and column == columns // 2:
                c.box(wx, wy, wide, y - wy, mix(roof, INK, 0.35))
            else:
                window(c, wx, wy, wide, h * 0.52 / rows, LIT if c.random.random() < lit else GLASS)


def terrace(
    c: Canvas, x0: float, x1: float, y: float, tall: tuple[float, float], lit: float = 0.0, wide: float = 100
) -> None:
    """Draw a row of different houses from `x0` to `x1` standing on `y`, each about `wide`."""
    x, last = x0, ""
    while x < x1:
        w = c.random.uniform(wide * 0.8, wide * 1.25)
        wall = c.random.choice([tone for tone in WALLS if tone != last])
        house(c, x + w / 2, y, w, c.random.uniform(*tall), wall, c.random.choice(ROOFS), lit)
        x, last = x + w, wall


def church(c: Canvas, x: float, y: float, h: float, wall: str = "#a9a18f") -> None:
    """Draw St Bride's: a square tower with battlements and a short spire, the nave to its right."""
    w = h * 0.24
    c.box(x + w / 2, y - h * 0.3, h * 0.55, h * 0.3, shade(wall))
    nave = [
        (x + w / 2, y - h * 0.3),
        (x + w / 2, y - h * 0.46),
        (x + h * 0.6, y - h * 0.46),
        (x + h * 0.69, y - h * 0.3),
    ]
    c.polygon(nave, "#5d5a60")
    for k in range(3):
        wx = x + w / 2 + h * (0.09 + 0.17 * k)
        c.box(wx, y - h * 0.22, h * 0.06, h * 0.15, GLASS)
        c.disc(wx + h * 0.03, y - h * 0.22, h * 0.03, GLASS)
    c.polygon([(x - w * 0.34, y - h * 0.72), (x, y - h), (x + w * 0.34, y - h * 0.72)], "#5d5a60")
    c.box(x - w / 2, y - h * 0.72, w, h * 0.72, shade(mix(wall, "#ffffff", 0.1)))
    for k in range(4):
        c.box(x - w * 0.54 + k * w * 0.303, y - h * 0.76, w * 0.17, h * 0.05, mix(wall, "#ffffff", 0.1))
    c.box(x - w * 0.14, y - h * 0.64, w * 0.28, h * 0.15, GLASS)
    c.disc(x, y - h * 0.64, w * 0.14, GLASS)


def clock(c: Canvas, x: float, y: float, r: float, hour: float, minute: float) -> None:
    """Draw a clock face around (x, y)."""
    c.disc(x, y, r * 1.14, INK)
    c.disc(x, y, r, PAPER)
    for k in range(12):
        s, o = math.sin(k * math.pi / 6), math.cos(k * math.pi / 6)
        c.line([(x + r * 0.78 * s, y - r * 0.78 * o), (x + r * 0.92 * s, y - r * 0.92 * o)], r * 0.06, INK)
    for turn, reach, thick in ((30 * (hour + minute / 60), 0.5, 0.1), (6 * minute, 0.76, 0.07)):
        a = math.radians(turn)
        c.line([(x, y), (x + r * reach * math.sin(a), y - r * reach * math.cos(a))], r * thick, INK)


def lighthouse(c: Canvas, x: float, y: float, h: float) -> None:
    """Draw the light of Gannet Point: a tapering tower with three red bands."""
    low, high = h * 0.105, h * 0.07
    for k in range(7):
        wa, wb = low + (high - low) * k / 7, low + (high - low) * (k + 1) / 7
        ya, yb = y - h * 0.78 * k / 7, y - h * 0.78 * (k + 1) / 7
        tone = "#b5432f" if k % 2 else "#f1e9d6"
        c.polygon([(x - wa, ya), (x + wa, ya), (x + wb, yb), (x - wb, yb)], tone)
        c.polygon([(x + wa * 0.35, ya), (x + wa, ya), (x + wb, yb), (x + wb * 0.35, yb)], mix(tone, INK, 0.25))
    for share in (0.22, 0.48):
        c.box(x - h * 0.014, y - h * share - h * 0.03, h * 0.028, h * 0.045, INK)
    top = y - h * 0.78
    c.box(x - high * 1.35, top - h * 0.02, high * 2.7, h * 0.022, INK)
    c.box(x - high * 0.75, top - h * 0.11, high * 1.5, h * 0.09, BEAM)
    for k in range(4):
        c.box(x - high * 0.75 + k * high * 0.5 - 2, top - h * 0.11, 4, h * 0.09, INK)
    c.polygon([(x - high, top - h * 0.108), (x, top - h * 0.2), (x + high, top - h * 0.108)], INK)


def columns_hall(c: Canvas, x: float, y: float, h: float, lit: float = 0.0) -> None:
    """Draw the Corn Hall: steps, six columns under a pediment with a wheatsheaf, and a small clock turret."""
    w, stone = h * 1.5, "#e2d3b2"
    c.box(x - w * 0.62, y - h * 0.62, w * 1.24, h * 0.62, shade("#c7a57c"))
    c.box(x - w * 0.63, y - h * 0.65, w * 1.26, h * 0.04, stone)
    for k in range(2):
        for side in (-0.53, 0.53):
            window(c, x + side * w - w * 0.04, y - h * (0.53 - 0.28 * k), w * 0.08, h * 0.17, LIT if lit else GLASS)
    c.box(x - h * 0.12, y - h * 1.12, h * 0.24, h * 0.3, shade(stone))
    c.polygon([(x - h * 0.15, y - h * 1.12), (x, y - h * 1.28), (x + h * 0.15, y - h * 1.12)], "#5f7a72")
    clock(c, x, y - h * 1.02, h * 0.075, 9, 20)
    c.box(x - w * 0.42, y - h * 0.62, w * 0.84, h * 0.62, mix("#c7a57c", INK, 0.35))
    for k in range(5):
        wx, tall = x + (k - 2) * w * 0.158, h * (0.44 if k == 2 else 0.3)
        c.box(wx - w * 0.042, y - h * 0.08 - tall, w * 0.084, tall, LIT if lit else GLASS)
        if k == 2:
            c.box(wx - w * 0.042, y - h * 0.4, w * 0.084, h * 0.4, mix(WOOD, INK, 0.3))
    for k in range(6):
        px = x + (k - 2.5) * w * 0.158
        c.box(px - w * 0.024, y - h * 0.6, w * 0.048, h * 0.56, shade(stone, 0.12))
        c.box(px + w * 0.008, y - h * 0.6, w * 0.016, h * 0.56, mix(stone, INK, 0.22))
        for dy in (0.62, 0.06):
            c.box(px - w * 0.034, y - h * dy, w * 0.068, h * 0.035, stone)
    c.box(x - w * 0.46, y - h * 0.7, w * 0.92, h * 0.085, stone)
    c.polygon([(x - w * 0.49, y - h * 0.69), (x, y - h * 0.96), (x + w * 0.49, y - h * 0.69)], stone)
    c.polygon([(x - w * 0.38, y - h * 0.715), (x, y - h * 0.92), (x + w * 0.38, y - h * 0.715)], mix(stone, INK, 0.16))
    for k in range(7):
        tip = (x + (k - 3) * h * 0.028, y - h * (0.86 - 0.008 * abs(k - 3)))
        c.line([(x - (k - 3) * h * 0.008, y - h * 0.735), (x, y - h * 0.77), tip], 5, AMBER)
        c.ellipse(*tip, h * 0.011, h * 0.024, AMBER)
    for k in range(4):
        c.box(
            x - w * (0.45 + 0.03 * k),
            y - h * 0.06 + k * h * 0.03,
            w * (0.9 + 0.06 * k),
            h * 0.032,
            mix(stone, INK, 0.06 * k),
        )


# harbour


def trawler(c: Canvas, x: float, y: float, s: float, hull: str, side: int = 1) -> None:
    """Draw a fishing boat of length `s` heading right (`side` 1) or left (-1); `y` is the water line."""

    def at(u: float, v: float) -> Point:
        return (x + side * u * s, y - v * s)

    c.line([at(-0.12, 0.1), at(-0.12, 0.52)], s * 0.014, INK)
    for u, v in ((-0.46, 0.15), (0.48, 0.2)):
        c.line([at(-0.12, 0.5), at(u, v)], 2, INK)
    c.line([at(-0.12, 0.2), at(-0.38, 0.42)], s * 0.012, INK)
    c.polygon([at(0.02, 0.1), at(0.02, 0.33), at(0.26, 0.33), at(0.29, 0.1)], shade(PAPER, 0.15))
    c.polygon([at(-0.01, 0.32), at(-0.01, 0.355), at(0.3, 0.355), at(0.28, 0.32)], hull)
    for u in (0.05, 0.12, 0.19):
        c.polygon([at(u, 0.23), at(u, 0.29), at(u + 0.05, 0.29), at(u + 0.05, 0.23)], INK)
    rail = spline([at(-0.5, 0.13), at(-0.1, 0.09), at(0.25, 0.12), at(0.55, 0.24)])
    c.polygon([*rail, at(0.43, -0.02), at(-0.46, -0.02)], shade(hull, 0.4))
    c.line([(px, py + s * 0.01) for px, py in rail], s * 0.016, PAPER)


def sailboat(c: Canvas, x: float, y: float, s: float, hull: str, sail: str, lean: float = 0.06) -> None:
    """Draw a small sailing boat, `s` high; `y` is the water line."""
    top = (x + lean * s, y - s)
    c.polygon(
        [*spline([top, (x + s * 0.3, y - s * 0.45), (x + s * 0.4, y - s * 0.16)]), (x + s * 0.04, y - s * 0.14)], sail
    )
    jib = [(top[0] - s * 0.02, top[1] + s * 0.05), (x - s * 0.3, y - s * 0.14), (x + s * 0.01, y - s * 0.14)]
    c.polygon(jib, mix(sail, INK, 0.14))
    c.line([(x + s * 0.02, y - s * 0.08), top], s * 0.014, INK)
    deck, keel = y - s * 0.1, y + s * 0.015
    c.polygon([(x - s * 0.36, deck), (x + s * 0.46, deck), (x + s * 0.3, keel), (x - s * 0.28, keel)], hull)


def ferry(c: Canvas, x: float, y: float, s: float, glass: str = GLASS) -> None:
    """Draw the *Marigold*, a double-ended ferry of length `s`; `y` is the water line."""
    deck, hull = "#f6eedb", "#1f5f70"
    c.box(x - s * 0.05, y - s * 0.4, s * 0.1, s * 0.12, AMBER)
    c.box(x - s * 0.05, y - s * 0.4, s * 0.1, s * 0.025, INK)
    c.line([(x + s * 0.12, y - s * 0.28), (x + s * 0.12, y - s * 0.42)], 4, INK)
    c.box(x - s * 0.2, y - s * 0.3, s * 0.4, s * 0.07, deck)
    top, foot = y - s * 0.24, y - s * 0.15
    c.polygon([(x - s * 0.36, foot), (x - s * 0.33, top), (x + s * 0.33, top), (x + s * 0.36, foot)], shade(deck, 0.12))
    for k in range(12):
        c.round(x - s * 0.3 + k * s * 0.051, y - s * 0.215, s * 0.034, s * 0.035, 4, glass)
    for k in range(5):
        c.round(x - s * 0.17 + k * s * 0.072, y - s * 0.285, s * 0.05, s * 0.032, 4, glass)
    for rise, low, wide, narrow, tone in ((0.16, -0.012, 0.5, 0.43, hull), (0.115, 0.095, 0.483, 0.475, AMBER)):
        corners = [(-wide, -rise), (wide, -rise), (narrow, -low), (-narrow, -low)]
        c.polygon([(x + u * s, y + v * s) for u, v in corners], shade(tone, 0.3 if tone == hull else 0))


def gull(c: Canvas, x: float, y: float, s: float, colour: str = PAPER) -> None:
    """Draw a gull in flight; (x, y) is its body."""
    for side in (-1, 1):
        wing = [(x, y), (x + side * s * 0.28, y - s * 0.22), (x + side * s * 0.6, y - s * 0.02)]
        c.line(spline(wing, 6), s * 0.07, colour)


def swing_bridge(c: Canvas, y: float, x0: float, x1: float, colour: str, water: float) -> None:
    """Draw the Swing Bridge: a hog-backed truss turning on a round pier; `y` is the deck, `water` the river."""
    middle, half, dark = (x0 + x1) / 2, (x1 - x0) / 2, mix(colour, INK, 0.35)
    wide, s = half * 0.14, half / 650
    foot = [(-wide * 1.15, water + 10), (-wide, y + 26 * s), (wide, y + 26 * s), (wide * 1.15, water + 10)]
    c.polygon([(middle + dx, py) for dx, py in foot], shade("#b9a98a", 0.35))
    c.box(middle - wide * 1.25, y + 18 * s, wide * 2.5, 20 * s, "#c9bb9c")
    joints = []
    for k in range(17):
        x = x0 + (x1 - x0) * k / 16
        joints.append((x, y - s * (34 + 150 * (1 - abs(x - middle) / half) ** 1.35)))
    for (xa, ya), (xb, yb) in pairwise(joints):
        c.line([(xa, ya), (xa, y)], 8 * s, colour)
        c.line([(xa, y), (xb, yb)] if xa < middle else [(xa, ya), (xb, y)], 5 * s, dark)
    c.line([joints[-1], (x1, y)], 8 * s, colour)
    c.line(joints, 13 * s, colour)
    c.box(x0 - 8, y - 4 * s, x1 - x0 + 16, 24 * s, dark)
    c.box(x0 - 8, y - 8 * s, x1 - x0 + 16, 7 * s, mix(colour, "#ffffff", 0.2))
    c.box(middle - 36 * s, y - 250 * s, 72 * s, 70 * s, PAPER)
    c.polygon([(middle - 46 * s, y - 250 * s), (middle, y - 292 * s), (middle + 46 * s, y - 250 * s)], BRICK)
    window(c, middle - 20 * s, y - 238 * s, 40 * s, 32 * s, LIT if c.palette.share > 0.35 else DEEP)


# street


def person(c: Canvas, x: float, y: float, h: float, coat: str, hat: str = "", skin: str = "") -> None:
    """Draw someone standing, in a coat."""
    for side in (-1, 1):
        c.line([(x + side * h * 0.06, y - h * 0.03), (x + side * h * 0.05, y - h * 0.4)], h * 0.075, INK)
    shape = ((-0.15, 0.3), (-0.12, 0.74), (0, 0.83), (0.12, 0.74), (0.15, 0.3))
    c.polygon([(x + u * h, y - v * h) for u, v in shape], coat)
    c.disc(x, y - h * 0.9, h * 0.085, skin or c.random.choice(SKINS))
    cap = [math.radians(turn) for turn in range(0, 181, 20)]
    c.polygon(
        [(x + 0.096 * h * math.cos(a), y - h * (0.905 + 0.1 * math.sin(a))) for a in cap],
        hat or c.random.choice((INK, "#5a3a2c", "#8a6a4c")),
    )


def crowd(c: Canvas, x0: float, x1: float, y: float, h: float, gap: float = 0.42) -> None:
    """Draw people side by side, with uneven gaps."""
    x = x0
    while x < x1:
        person(c, x, y + c.random.uniform(-6, 6), h * c.random.uniform(0.86, 1.08), c.random.choice(COATS))
        x += h * gap * c.random.uniform(0.8, 1.9)


def lamp(c: Canvas, x: float, y: float, h: float, *, lit: bool = False) -> None:
    """Draw a street lamp."""
    c.line([(x, y), (x, y - h * 0.86)], h * 0.025, INK)
    c.box(x - h * 0.04, y - h * 0.03, h * 0.08, h * 0.03, INK)
    glass = ((-0.035, 0.86), (-0.055, 0.96), (0.055, 0.96), (0.035, 0.86))
    c.polygon([(x + u * h, y - v * h) for u, v in glass], BEAM if lit else MIST)
    c.polygon([(x - h * 0.07, y - h * 0.955), (x, y - h * 1.02), (x + h * 0.07, y - h * 0.955)], INK)
    if lit:
        c.glow(x, y - h * 0.91, h * 0.42, LIT, 0.55)


def tram(c: Canvas, x: float, y: float, s: float, body: str, trim: str, glass: str = GLASS) -> None:
    """Draw a two-car tram of length `s`, side on."""
    h = s * 0.23
    c.line([(x - s * 0.12, y - h * 1.05), (x - s * 0.04, y - h * 1.3), (x - s * 0.12, y - h * 1.52)], 4, INK)
    c.line([(x - s * 0.17, y - h * 1.53), (x - s * 0.07, y - h * 1.53)], 4, INK)
    for left in (x - 0.5 * s, x + 0.01 * s):
        c.round(left, y - h * 1.05, s * 0.49, h * 0.98, h * 0.16, shade(body, 0.15))
        c.round(left + s * 0.012, y - h * 0.93, s * 0.466, h * 0.42, h * 0.08, glass)
        for k in range(1, 5):
            c.box(left + s * 0.098 * k - 2, y - h * 0.93, 5, h * 0.42, body)
        c.box(left, y - h * 0.32, s * 0.49, h * 0.09, trim)
        for door in (0.13, 0.33):
            c.box(left + door * s, y - h * 0.9, s * 0.05, h * 0.76, mix(glass, INK, 0.35))
            c.box(left + (door + 0.0235) * s, y - h * 0.9, 3, h * 0.76, body)
        for wheel in (0.1, 0.19, 0.31, 0.4):
            c.disc(left + wheel * s, y - h * 0.06, h * 0.085, INK)
    c.box(x - s * 0.012, y - h * 0.95, s * 0.024, h * 0.85, INK)


def awning(c: Canvas, x: float, y: float, w: float, h: float, stripe: str) -> None:
    """Draw a striped awning; (x, y) is the middle of its upper edge."""
    for k in range(8):
        tone, top, low = stripe if k % 2 else PAPER, x + w * (k / 8 - 0.5) * 0.84, x + w * 1.08 * (k / 8 - 0.5)
        c.polygon([(top, y), (top + w * 0.105, y), (low + w * 0.135, y + h), (low, y + h)], tone)
        c.ellipse(low + w * 0.0675, y + h, w * 0.0675, h * 0.16, mix(tone, INK, 0.06))


def stall(c: Canvas, x: float, y: float, w: float, stripe: str, wares: Sequence[str]) -> None:
    """Draw a market stall with a striped awning."""
    h = w * 0.75
    for side in (-0.44, 0.44):
        c.box(x + side * w - 4, y - h, 8, h, WOOD)
    for k in range(9):
        c.disc(x - w * 0.36 + k * w * 0.09, y - h * 0.48, w * 0.04, wares[(k + 1) % len(wares)])
        c.disc(x - w * 0.4 + k * w * 0.1, y - h * 0.42, w * 0.048, wares[k % len(wares)])
    c.box(x - w * 0.48, y - h * 0.4, w * 0.96, h * 0.4, shade("#8a6a4c", 0.3))
    awning(c, x, y - h * 1.12, w, h * 0.28, stripe)


def shop(c: Canvas, x: float, y: float, w: float, h: float, tone: str, pane: str = GLASS) -> None:
    """Draw a shop front of two windows and a door under a fascia, beneath an upper floor."""
    c.box(x - w / 2, y - h, w, h, shade(c.random.choice(WALLS), 0.12))
    c.box(x - w / 2 - 4, y - h - 14, w + 8, 18, mix(tone, INK, 0.4))
    for k in (-1, 0, 1):
        c.box(x + k * w * 0.29 - w * 0.085, y - h * 0.92, w * 0.17, h * 0.27, PAPER)
        window(c, x + k * w * 0.29 - w * 0.07, y - h * 0.905, w * 0.14, h * 0.24)
    c.box(x - w * 0.48, y - h * 0.56, w * 0.96, h * 0.56, tone)
    c.box(x - w * 0.46, y - h * 0.545, w * 0.92, h * 0.09, mix(tone, PAPER, 0.85))
    for k in range(7):
        c.box(x - w * 0.27 + k * w * 0.08, y - h * 0.52, w * 0.05, h * 0.04, mix(tone, INK, 0.2))
    for side in (-0.44, 0.12):
        c.box(x + side * w, y - h * 0.42, w * 0.32, h * 0.3, pane)
        c.box(x + side * w, y - h * 0.42, w * 0.32, h * 0.012, mix(tone, INK, 0.4))
    c.box(x - w * 0.085, y - h * 0.42, w * 0.17, h * 0.42, mix(tone, INK, 0.45))
    c.box(x - w * 0.06, y - h * 0.39, w * 0.12, h * 0.2, pane)


def bunting(c: Canvas, start: Point, end: Point, sag: float, count: int = 14) -> None:
    """Hang a line of pennants between two points."""
    curve = spline([start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag), end], 30)
    c.line(curve, 2, INK)
    for k in range(count):
        x, y = curve[int((k + 0.5) / count * (len(curve) - 1))]
        c.polygon([(x - 13, y), (x + 13, y), (x, y + 32)], (RUST, AMBER, DEEP, PAPER)[k % 4])
