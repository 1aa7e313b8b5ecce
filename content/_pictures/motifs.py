# ruff: noqa: INP001, PLR0913 - a folder of scripts; a motif has a place, a size and its colours
"""What recurs in the Eddermark: hills, water, weather, houses, boats and people.

`x, y` is the middle of a motif's foot, unless its docstring says otherwise.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from canvas import Blend, Canvas, Paint, Point, mix, spline

if TYPE_CHECKING:
    from collections.abc import Sequence

INK, NIGHT, DEEP, SEA, TEAL, MIST = "#1b2733", "#131c33", "#1f4058", "#356f84", "#74a9a5", "#cfdcd6"
PAPER, SAND, STRAW, AMBER, RUST, BRICK = "#f5ecd7", "#e7d3ab", "#f0cf86", "#e9a23b", "#c9573a", "#94392f"
MOSS, PINE, LEAF, ROSE, PLUM, SNOW, STONE = "#71804b", "#2b4a42", "#9dab63", "#e0a189", "#46384f", "#eef0ec", "#9a958a"
LIT = "#ffd27a"


# land and water


def hills(c: Canvas, y: float, rise: float, paint: Paint, waves: float = 2.0) -> list[Point]:
    """Draw a range of hills around height `y`, down to the lower edge; return its crest."""
    width, height = c.size
    phase, other = c.random.uniform(0, 6), c.random.uniform(0, 6)
    crest = []
    for x in range(-20, width + 40, 20):
        t = x / width * math.pi * waves
        crest.append((float(x), y - rise * (0.62 * math.sin(t + phase) + 0.38 * math.sin(2.3 * t + other))))
    c.polygon([(-20, height + 20), *crest, (width + 20, height + 20)], paint)
    return crest


def ground(c: Canvas, points: Sequence[Point], paint: Paint) -> None:
    """Fill from a smooth line through `points` down to the lower edge."""
    curve = spline(points)
    c.polygon([(curve[0][0], c.size[1] + 20), *curve, (curve[-1][0], c.size[1] + 20)], paint)


def ripples(c: Canvas, top: float, bottom: float, colour: str, count: int, alpha: float = 0.5, reach: float = 60) -> None:
    """Scatter flat dashes over water, short far away and long near by."""
    for _ in range(count):
        near = c.random.random()
        y = top + (bottom - top) * near**1.3
        length = reach * (0.25 + near) * c.random.uniform(0.5, 1.4)
        x = c.random.uniform(-60, c.size[0])
        c.ellipse(x, y, length, 1.2 + 2.2 * near, colour, alpha)


def glitter(c: Canvas, x: float, top: float, bottom: float, colour: str, spread: float = 90) -> None:
    """Lay the broken path of a light on water."""
    y = top
    while y < bottom:
        near = (y - top) / (bottom - top)
        for _ in range(2):
            place = x + c.random.gauss(0, spread * (0.15 + near * 0.6))
            c.ellipse(place, y, c.random.uniform(12, 40) * (0.4 + near), 1.5 + 2.5 * near, colour, 0.75)
        y += 7 + 12 * near


def reeds(c: Canvas, x: float, y: float, width: float, height: float, colour: str) -> None:
    """Draw a stand of reeds."""
    for _ in range(int(width / 7)):
        foot = x + c.random.uniform(0, width)
        tall, lean = height * c.random.uniform(0.5, 1), c.random.uniform(-0.25, 0.25)
        c.line(spline([(foot, y), (foot + tall * lean * 0.4, y - tall * 0.6), (foot + tall * lean, y - tall)], 4), 2.6, colour)
        if c.random.random() < 0.3:  # noqa: PLR2004
            c.ellipse(foot + tall * lean, y - tall, 4, 14, mix(colour, "#000000", 0.3))


# weather


def cloud(c: Canvas, x: float, y: float, width: float, paint: Paint, alpha: float = 1.0) -> None:
    """Draw a cloud with a flat foot."""
    high = width * 0.16
    lumps = [(-0.34, 0.5, 0.16), (-0.14, 0.9, 0.2), (0.1, 1.15, 0.22), (0.32, 0.55, 0.17)]
    points: list[Point] = [(x - width / 2, y)]
    for place, up, size in lumps:
        middle, top = x + place * width, y - high * up
        for turn in range(150, 29, -10):
            angle = math.radians(turn)
            points.append((middle + size * width * math.cos(angle) * 0.8, top - size * width * 0.42 * math.sin(angle) + high * 0.3))
    points.append((x + width / 2, y))
    c.polygon(points, paint, alpha)


def storm_clouds(c: Canvas, bottom: float, colours: Sequence[str]) -> None:
    """Hang heavy rolls of cloud from the upper edge, the last colour lowest in front."""
    width = c.size[0]
    for layer, colour in enumerate(colours):
        foot = bottom * (0.5 + 0.5 * (len(colours) - layer) / len(colours))
        points: list[Point] = [(-40, -40)]
        x = -80.0
        while x < width + 120:
            r = c.random.uniform(70, 170)
            dip = foot + c.random.uniform(-50, 30)
            points += [(x + r - r * math.cos(math.radians(a)), dip - 30 + r * 0.45 * math.sin(math.radians(a))) for a in range(0, 181, 12)]
            x += 2 * r
        points.append((width + 200, -40))
        c.polygon(points, Blend(mix(colour, "#000000", 0.12), mix(colour, "#ffffff", 0.10), 0.4))


def rain(c: Canvas, colour: str, count: int = 420, alpha: float = 0.35, slant: float = 0.35, long: float = 46) -> None:
    """Draw slanting rain over the whole picture."""
    for _ in range(count):
        x, y, n = c.random.uniform(-100, c.size[0] + 200), c.random.uniform(-60, c.size[1]), c.random.uniform(0.5, 1.2)
        c.line([(x, y), (x - slant * long * n, y + long * n)], 1.6, colour, alpha)


def snowfall(c: Canvas, count: int = 500) -> None:
    """Draw falling snow."""
    for _ in range(count):
        c.disc(c.random.uniform(0, c.size[0]), c.random.uniform(0, c.size[1]), c.random.choice([1.5, 2, 2.6, 3.6]), "#ffffff", 0.85)


def stars(c: Canvas, bottom: float, count: int = 260) -> None:
    """Scatter stars from the upper edge down to `bottom`."""
    for _ in range(count):
        size = c.random.choice([0.9, 1.1, 1.3, 1.8, 2.5])
        c.disc(c.random.uniform(0, c.size[0]), c.random.uniform(0, bottom), size, "#fff6dc", c.random.uniform(0.4, 1))


def sun(c: Canvas, x: float, y: float, radius: float, colour: str, halo: str) -> None:
    """Draw sun or moon with its halo."""
    c.glow(x, y, radius * 5, halo, 0.55)
    c.disc(x, y, radius, colour)


# plants


def tree(c: Canvas, x: float, y: float, h: float, paint: Paint, trunk: str = "#4a3b31") -> None:
    """Draw a round broadleaf tree."""
    c.polygon([(x - h * 0.035, y), (x - h * 0.02, y - h * 0.5), (x + h * 0.02, y - h * 0.5), (x + h * 0.035, y)], trunk)
    for dx, dy, r in ((-0.16, 0.52, 0.19), (0.17, 0.5, 0.18), (0, 0.72, 0.26)):
        c.disc(x + dx * h, y - dy * h, r * h, paint)


def pine(c: Canvas, x: float, y: float, h: float, colour: str) -> None:
    """Draw a pine of three tiers."""
    c.box(x - h * 0.03, y - h * 0.15, h * 0.06, h * 0.15, "#3b2f2a")
    for low, high, w in ((0.1, 0.5, 0.26), (0.3, 0.75, 0.21), (0.55, 1.0, 0.15)):
        c.polygon([(x - w * h, y - low * h), (x, y - high * h), (x + w * h, y - low * h)], colour)


def bare_tree(c: Canvas, x: float, y: float, h: float, colour: str, lean: float = -90, depth: int = 6) -> list[Point]:
    """Draw a leafless tree; return the ends of its twigs."""
    angle = math.radians(lean)
    long = h * 0.3
    tip = (x + long * math.cos(angle), y + long * math.sin(angle))
    c.line([(x, y), tip], max(1.6, h * 0.028), colour)
    if depth == 0:
        return [tip]
    ends: list[Point] = []
    for turn in (-26, 4, 28) if depth % 2 else (-20, 22):
        ends += bare_tree(c, *tip, h * c.random.uniform(0.66, 0.8), colour, lean + turn + c.random.uniform(-6, 6), depth - 1)
    return ends


# buildings


def window(c: Canvas, x: float, y: float, w: float, h: float, colour: str) -> None:
    """Draw a window with glazing bars; (x, y) is its upper left corner."""
    c.box(x, y, w, h, colour)
    bar = mix(colour, "#000000", 0.35)
    c.box(x + w / 2 - 1, y, 2, h, bar)
    c.box(x, y + h * 0.45, w, 2, bar)


def house(
    c: Canvas, x: float, y: float, w: float, h: float, wall: str, roof: str, glass: str, lit: float = 0.0, gable: str = "point"
) -> None:
    """Draw a town house seen from the gable (`point`, `step` or `eaves`); `lit` is the share of lit windows."""
    peak = w * (0.55 if gable == "point" else 0.5)
    left, right, top = x - w / 2, x + w / 2, y - h
    shaded = Blend(wall, mix(wall, "#000000", 0.2), 0.3)
    c.box(x + w * 0.16, top - peak * 0.95, w * 0.12, peak * 0.6, mix(wall, "#000000", 0.35))
    if gable == "point":
        c.polygon([(left - 6, top + 4), (x, top - peak), (right + 6, top + 4)], roof)
        c.polygon([(left + 5, top + 5), (x, top - peak + 12), (right - 5, top + 5)], mix(wall, "#ffffff", 0.06))
    elif gable == "step":
        for k in range(4):
            c.box(left + k * w / 8, top - (k + 1) * peak / 4, w - k * w / 4, peak / 4 + 2, mix(wall, "#ffffff", 0.05))
    else:
        c.polygon([(left - 6, top + 4), (left + w * 0.1, top - peak * 0.7), (right - w * 0.1, top - peak * 0.7), (right + 6, top + 4)], roof)
    c.box(left, top, w, h, shaded)
    columns, rows = max(2, int(w / 38)), max(1, int(h / 58))
    for row in range(rows):
        for column in range(columns):
            pane = LIT if c.random.random() < lit else glass
            wx = left + w * (column + 0.5) / columns - w * 0.16 / columns * 2
            wy = top + h * (row + 0.22) / rows
            if row == rows - 1 and column == columns // 2:
                c.box(wx, wy, w * 0.62 / columns, y - wy, mix(roof, "#000000", 0.3))
            else:
                window(c, wx, wy, w * 0.62 / columns, h * 0.52 / rows, pane)


def terrace(
    c: Canvas, x0: float, x1: float, y: float, tall: tuple[float, float], walls: Sequence[str], roofs: Sequence[str],
    glass: str, lit: float = 0.0, wide: tuple[float, float] = (84, 128),
) -> None:
    """Draw a row of different houses from `x0` to `x1` standing on `y`."""
    x = x0
    last = ""
    while x < x1:
        w = c.random.uniform(*wide)
        wall = c.random.choice([shade for shade in walls if shade != last] or list(walls))
        gable = c.random.choice(["point", "point", "step", "eaves"])
        house(c, x + w / 2, y, w, c.random.uniform(*tall), wall, c.random.choice(list(roofs)), glass, lit, gable)
        x, last = x + w, wall


def church(c: Canvas, x: float, y: float, h: float, wall: str, roof: str, glass: str) -> None:
    """Draw a village church: tower with spire to the left, nave to the right."""
    w = h * 0.24
    c.box(x + w / 2, y - h * 0.3, h * 0.55, h * 0.3, Blend(wall, mix(wall, "#000000", 0.22)))
    c.polygon([(x + w / 2, y - h * 0.3), (x + w / 2, y - h * 0.46), (x + h * 0.6, y - h * 0.46), (x + h * 0.69, y - h * 0.3)], roof)
    for k in range(3):
        wx = x + w / 2 + h * (0.09 + 0.17 * k)
        c.box(wx, y - h * 0.22, h * 0.06, h * 0.15, glass)
        c.disc(wx + h * 0.03, y - h * 0.22, h * 0.03, glass)
    c.box(x - w / 2, y - h * 0.62, w, h * 0.62, Blend(mix(wall, "#ffffff", 0.1), mix(wall, "#000000", 0.15)))
    c.polygon([(x - w * 0.58, y - h * 0.62), (x, y - h), (x + w * 0.58, y - h * 0.62)], roof)
    c.box(x - w * 0.16, y - h * 0.54, w * 0.32, h * 0.13, glass)
    c.disc(x, y - h * 0.54, w * 0.16, glass)


def clock(c: Canvas, x: float, y: float, r: float, face: str, ink: str, hour: float, minute: float) -> None:
    """Draw a clock face around (x, y)."""
    c.disc(x, y, r * 1.14, ink)
    c.disc(x, y, r, face)
    for k in range(12):
        a = math.radians(30 * k)
        c.line([(x + r * 0.8 * math.sin(a), y - r * 0.8 * math.cos(a)), (x + r * 0.92 * math.sin(a), y - r * 0.92 * math.cos(a))], r * 0.05, ink)
    for turn, reach, thick in ((30 * (hour + minute / 60), 0.5, 0.1), (6 * minute, 0.76, 0.07)):
        a = math.radians(turn)
        c.line([(x, y), (x + r * reach * math.sin(a), y - r * reach * math.cos(a))], r * thick, ink)
    c.disc(x, y, r * 0.09, ink)


def town_hall(c: Canvas, x: float, y: float, h: float, wall: str, roof: str, glass: str, face: str, lit: float = 0.0) -> None:
    """Draw the town hall of 1889: two wings, arcade, clock tower with a lantern."""
    w = h * 0.92
    trim = mix(wall, "#ffffff", 0.35)
    c.polygon([(x - w / 2 - 12, y - h * 0.4), (x - w * 0.43, y - h * 0.53), (x + w * 0.43, y - h * 0.53), (x + w / 2 + 12, y - h * 0.4)], roof)
    c.box(x - w / 2, y - h * 0.4, w, h * 0.4, Blend(wall, mix(wall, "#000000", 0.18)))
    c.box(x - w / 2 - 6, y - h * 0.4, w + 12, h * 0.014, trim)
    c.box(x - w / 2, y - h * 0.19, w, h * 0.01, trim)
    for k in range(10):
        wx = x - w * 0.455 + k * w * 0.101
        if abs(wx - x) < w * 0.12:
            continue
        window(c, wx - w * 0.025, y - h * 0.35, w * 0.05, h * 0.12, LIT if c.random.random() < lit else glass)
        c.box(wx - w * 0.03, y - h * 0.13, w * 0.06, h * 0.13, mix(glass, "#000000", 0.3))
        c.disc(wx, y - h * 0.13, w * 0.03, mix(glass, "#000000", 0.3))
    t = h * 0.2
    c.box(x - t / 2, y - h * 0.78, t, h * 0.78, Blend(mix(wall, "#ffffff", 0.1), mix(wall, "#000000", 0.1)))
    for level in (0.78, 0.52):
        c.box(x - t * 0.56, y - h * level, t * 1.12, h * 0.014, trim)
    c.polygon([(x - t * 0.54, y - h * 0.78), (x - t * 0.2, y - h * 0.87), (x + t * 0.2, y - h * 0.87), (x + t * 0.54, y - h * 0.78)], roof)
    c.box(x - t * 0.16, y - h * 0.92, t * 0.32, h * 0.06, mix(wall, "#ffffff", 0.2))
    c.polygon([(x - t * 0.24, y - h * 0.92), (x, y - h * 1.02), (x + t * 0.24, y - h * 0.92)], roof)
    c.line([(x, y - h * 1.01), (x, y - h * 1.06)], 3, mix(roof, "#000000", 0.3))
    clock(c, x, y - h * 0.65, t * 0.36, face, INK, 10, 12)
    for dx in (-0.2, 0.2):
        c.box(x + dx * t - t * 0.07, y - h * 0.48, t * 0.14, h * 0.13, LIT if lit else glass)
    c.box(x - t * 0.2, y - h * 0.17, t * 0.4, h * 0.17, mix(roof, "#000000", 0.35))
    c.disc(x, y - h * 0.17, t * 0.2, mix(roof, "#000000", 0.35))


def lighthouse(c: Canvas, x: float, y: float, h: float, white: str, red: str, lamp: str) -> None:
    """Draw the Candle: a tapering tower with three red bands."""
    low, high = h * 0.115, h * 0.075
    for k in range(7):
        a, b = k / 7, (k + 1) / 7
        wa, wb = low + (high - low) * a, low + (high - low) * b
        ya, yb = y - h * 0.78 * a, y - h * 0.78 * b
        tone = red if k % 2 else white
        c.polygon([(x - wa, ya), (x + wa, ya), (x + wb, yb), (x - wb, yb)], tone)
        c.polygon([(x + wa * 0.35, ya), (x + wa, ya), (x + wb, yb), (x + wb * 0.35, yb)], mix(tone, INK, 0.25))
    for share in (0.22, 0.48):
        c.box(x - h * 0.014, y - h * share - h * 0.03, h * 0.028, h * 0.045, INK)
    top = y - h * 0.78
    c.box(x - high * 1.35, top - h * 0.02, high * 2.7, h * 0.022, INK)
    c.box(x - high * 0.75, top - h * 0.11, high * 1.5, h * 0.09, lamp)
    for k in range(4):
        c.box(x - high * 0.75 + k * high * 0.5 - 2, top - h * 0.11, 4, h * 0.09, INK)
    c.polygon([(x - high, top - h * 0.108), (x, top - h * 0.2), (x + high, top - h * 0.108)], INK)
    c.disc(x, top - h * 0.2, h * 0.013, INK)


def windmill(c: Canvas, x: float, y: float, h: float, body: str, sail: str, turn: float) -> None:
    """Draw a tower mill with its sails at `turn` degrees."""
    c.polygon([(x - h * 0.2, y), (x - h * 0.11, y - h * 0.6), (x + h * 0.11, y - h * 0.6), (x + h * 0.2, y)], Blend(body, mix(body, "#000000", 0.25)))
    c.ellipse(x, y - h * 0.61, h * 0.13, h * 0.09, mix(body, "#000000", 0.4))
    hub = (x, y - h * 0.63)
    for k in range(4):
        a = math.radians(turn + 90 * k)
        dx, dy = math.cos(a), math.sin(a)
        end = (hub[0] + dx * h * 0.55, hub[1] + dy * h * 0.55)
        c.line([hub, end], h * 0.018, INK)
        s, wide = 0.14 * h, 0.09 * h
        near = (hub[0] + dx * s, hub[1] + dy * s)
        c.polygon([near, end, (end[0] - dy * wide, end[1] + dx * wide), (near[0] - dy * wide, near[1] + dx * wide)], sail, 0.92)
    c.box(x - h * 0.03, y - h * 0.13, h * 0.06, h * 0.13, INK)


# harbour


def crane(c: Canvas, x: float, y: float, h: float, colour: str, reach: float = 0.75, load: str = "") -> None:
    """Draw a quay crane on a portal; `reach` is the jib's span in heights, negative to the left."""
    dark = mix(colour, "#000000", 0.35)
    for foot in (-0.13, 0.13):
        c.line([(x + foot * h, y), (x + foot * h * 0.45, y - h * 0.36)], h * 0.028, dark)
    c.line([(x - h * 0.1, y - h * 0.12), (x + h * 0.1, y - h * 0.12)], h * 0.018, dark)
    c.box(x - h * 0.11, y - h * 0.39, h * 0.22, h * 0.045, dark)
    side = 1 if reach > 0 else -1
    c.box(x - h * 0.09, y - h * 0.53, h * 0.18, h * 0.14, colour)
    c.box(x - h * 0.02 + side * h * 0.045, y - h * 0.515, h * 0.045, h * 0.06, MIST)
    mast, tip = (x - side * h * 0.04, y - h * 0.8), (x + reach * h, y - h)
    root = (x + side * h * 0.07, y - h * 0.47)
    c.line([(x - side * h * 0.08, y - h * 0.52), mast, (x + side * h * 0.03, y - h * 0.52)], h * 0.02, dark)
    c.line([root, tip], h * 0.026, colour)
    c.line([(root[0] - side * h * 0.02, root[1] - h * 0.05), tip], h * 0.011, colour)
    c.line([mast, tip], 2.5, dark)
    c.line([mast, (x - side * h * 0.17, y - h * 0.5)], h * 0.014, dark)
    c.line([(x, y - h * 0.49), (x - side * h * 0.17, y - h * 0.49)], h * 0.02, dark)
    c.box(x - side * h * 0.17 - h * 0.045, y - h * 0.53, h * 0.09, h * 0.08, dark)
    c.line([tip, (tip[0], y - h * 0.5)], 2.2, dark)
    if load:
        c.box(tip[0] - h * 0.09, y - h * 0.46, h * 0.18, h * 0.08, load)
        c.line([(tip[0] - h * 0.08, y - h * 0.46), (tip[0], y - h * 0.52), (tip[0] + h * 0.08, y - h * 0.46)], 2.2, dark)


def trawler(c: Canvas, x: float, y: float, s: float, hull: str, house_: str, side: int = 1) -> None:
    """Draw a fishing boat of length `s` heading right (`side` 1) or left (-1); `y` is the water line."""

    def at(u: float, v: float) -> Point:
        return (x + side * u * s, y - v * s)

    c.line([at(-0.12, 0.1), at(-0.12, 0.52)], s * 0.014, INK)
    c.line([at(-0.12, 0.5), at(-0.46, 0.15)], 2, INK)
    c.line([at(-0.12, 0.5), at(0.48, 0.2)], 2, INK)
    c.line([at(-0.12, 0.2), at(-0.38, 0.42)], s * 0.012, INK)
    c.polygon([at(0.02, 0.1), at(0.02, 0.33), at(0.26, 0.33), at(0.29, 0.1)], Blend(house_, mix(house_, "#000000", 0.15)))
    c.polygon([at(-0.01, 0.32), at(-0.01, 0.355), at(0.3, 0.355), at(0.28, 0.32)], hull)
    for u in (0.05, 0.12, 0.19):
        c.polygon([at(u, 0.23), at(u, 0.29), at(u + 0.05, 0.29), at(u + 0.05, 0.23)], INK)
    c.polygon([*spline([at(-0.5, 0.13), at(-0.1, 0.09), at(0.25, 0.12), at(0.55, 0.24)]), at(0.43, -0.02), at(-0.46, -0.02)], Blend(hull, mix(hull, "#000000", 0.3)))
    c.line(spline([at(-0.5, 0.12), at(-0.1, 0.08), at(0.25, 0.11), at(0.545, 0.225)]), s * 0.016, PAPER)


def sailboat(c: Canvas, x: float, y: float, s: float, hull: str, sail: str, lean: float = 0.06) -> None:
    """Draw a small sailing boat, `s` high."""
    top = (x + lean * s, y - s)
    c.polygon([*spline([top, (x + s * 0.3, y - s * 0.45), (x + s * 0.4, y - s * 0.16)]), (x + s * 0.04, y - s * 0.14)], sail)
    c.polygon([(top[0] - s * 0.02, top[1] + s * 0.05), (x - s * 0.3, y - s * 0.14), (x + s * 0.01, y - s * 0.14)], mix(sail, "#000000", 0.1))
    c.line([(x + s * 0.02, y - s * 0.08), top], s * 0.014, INK)
    c.polygon([(x - s * 0.36, y - s * 0.1), (x + s * 0.46, y - s * 0.1), (x + s * 0.3, y + s * 0.015), (x - s * 0.28, y + s * 0.015)], hull)


def ferry(c: Canvas, x: float, y: float, s: float, hull: str, deck: str, glass: str) -> None:
    """Draw a double-ended ferry of length `s`; `y` is the water line."""
    c.box(x - s * 0.05, y - s * 0.4, s * 0.1, s * 0.12, hull)
    c.box(x - s * 0.05, y - s * 0.36, s * 0.1, s * 0.03, AMBER)
    c.line([(x + s * 0.12, y - s * 0.28), (x + s * 0.12, y - s * 0.42)], 4, INK)
    c.box(x - s * 0.2, y - s * 0.3, s * 0.4, s * 0.07, deck)
    c.polygon([(x - s * 0.36, y - s * 0.15), (x - s * 0.33, y - s * 0.24), (x + s * 0.33, y - s * 0.24), (x + s * 0.36, y - s * 0.15)], Blend(deck, mix(deck, "#000000", 0.12)))
    for k in range(12):
        c.round(x - s * 0.3 + k * s * 0.051, y - s * 0.215, s * 0.034, s * 0.035, 4, glass)
    for k in range(5):
        c.round(x - s * 0.17 + k * s * 0.072, y - s * 0.285, s * 0.05, s * 0.032, 4, glass)
    c.polygon([(x - s * 0.5, y - s * 0.16), (x + s * 0.5, y - s * 0.16), (x + s * 0.43, y + s * 0.012), (x - s * 0.43, y + s * 0.012)], Blend(hull, mix(hull, "#000000", 0.3)))
    c.polygon([(x - s * 0.483, y - s * 0.115), (x + s * 0.483, y - s * 0.115), (x + s * 0.475, y - s * 0.095), (x - s * 0.475, y - s * 0.095)], PAPER)


def rowing_boat(c: Canvas, x: float, y: float, s: float, hull: str, shirts: str, crew: int) -> None:
    """Draw a coastal rowing boat of length `s` with its crew and oars; `y` is the water line."""
    for k in range(crew):
        seat = x - s * 0.3 + s * 0.56 * k / max(1, crew - 1)
        c.line([(seat - s * 0.012, y - s * 0.04), (seat + s * 0.02, y - s * 0.115)], s * 0.035, shirts)
        c.disc(seat + s * 0.026, y - s * 0.145, s * 0.018, "#c98e6a")
        c.line([(seat + s * 0.02, y - s * 0.095), (seat - s * 0.035, y - s * 0.065)], s * 0.012, shirts)
        c.line([(seat - s * 0.04, y - s * 0.068), (seat - s * 0.12, y + s * 0.035)], s * 0.007, "#6d4c33")
        c.ellipse(seat - s * 0.122, y + s * 0.036, s * 0.022, s * 0.007, PAPER)
    c.polygon([*spline([(x - s * 0.5, y - s * 0.08), (x, y - s * 0.035), (x + s * 0.5, y - s * 0.09)]), (x + s * 0.4, y + s * 0.012), (x - s * 0.42, y + s * 0.012)], Blend(hull, mix(hull, "#000000", 0.25)))


def gull(c: Canvas, x: float, y: float, s: float, colour: str) -> None:
    """Draw a gull in flight; (x, y) is its body."""
    for side in (-1, 1):
        c.line(spline([(x, y), (x + side * s * 0.28, y - s * 0.22), (x + side * s * 0.6, y - s * 0.02)], 6), s * 0.07, colour)


# street


def person(c: Canvas, x: float, y: float, h: float, coat: str, skin: str = "#b98562", hat: str = "") -> None:
    """Draw someone standing, in a coat."""
    c.line([(x - h * 0.06, y), (x - h * 0.05, y - h * 0.4)], h * 0.075, INK)
    c.line([(x + h * 0.06, y), (x + h * 0.05, y - h * 0.4)], h * 0.075, INK)
    c.polygon([(x - h * 0.15, y - h * 0.3), (x - h * 0.12, y - h * 0.74), (x, y - h * 0.83), (x + h * 0.12, y - h * 0.74), (x + h * 0.15, y - h * 0.3)], coat)
    c.disc(x, y - h * 0.9, h * 0.085, skin)
    if hat:
        c.polygon([(x - h * 0.09, y - h * 0.92), (x - h * 0.06, y - h * 1.02), (x + h * 0.06, y - h * 1.02), (x + h * 0.09, y - h * 0.92)], hat)


def crowd(c: Canvas, x0: float, x1: float, y: float, h: float, coats: Sequence[str], gap: float = 0.42) -> None:
    """Draw people side by side, with uneven gaps."""
    x = x0
    while x < x1:
        size = h * c.random.uniform(0.86, 1.08)
        skin = c.random.choice(["#b98562", "#d8a888", "#8a5a40", "#e3b99a"])
        person(c, x, y + c.random.uniform(-6, 6), size, c.random.choice(list(coats)), skin, c.random.choice(["", "", INK, RUST, DEEP]))
        x += h * gap * c.random.uniform(0.8, 1.9)


def lamp(c: Canvas, x: float, y: float, h: float, colour: str, light: str = "") -> None:
    """Draw a street lamp; give `light` a colour when it burns."""
    c.line([(x, y), (x, y - h * 0.86)], h * 0.025, colour)
    c.box(x - h * 0.04, y - h * 0.03, h * 0.08, h * 0.03, colour)
    c.polygon([(x - h * 0.035, y - h * 0.86), (x - h * 0.055, y - h * 0.96), (x + h * 0.055, y - h * 0.96), (x + h * 0.035, y - h * 0.86)], light or MIST)
    c.polygon([(x - h * 0.07, y - h * 0.955), (x, y - h * 1.02), (x + h * 0.07, y - h * 0.955)], colour)
    if light:
        c.glow(x, y - h * 0.91, h * 0.42, light, 0.55)


def tram(c: Canvas, x: float, y: float, s: float, body: str, trim: str, glass: str) -> None:
    """Draw a two-car tram of length `s`, side on."""
    h = s * 0.23
    c.line([(x - s * 0.12, y - h * 1.05), (x - s * 0.04, y - h * 1.3), (x - s * 0.12, y - h * 1.52)], 4, INK)
    c.line([(x - s * 0.17, y - h * 1.53), (x - s * 0.07, y - h * 1.53)], 4, INK)
    for left in (-0.5, 0.01):
        c.round(x + left * s, y - h * 1.05, s * 0.49, h * 0.98, h * 0.16, Blend(body, mix(body, "#000000", 0.15)))
        c.round(x + left * s + s * 0.012, y - h * 0.93, s * 0.466, h * 0.42, h * 0.08, glass)
        for k in range(1, 5):
            c.box(x + left * s + s * 0.098 * k - 2, y - h * 0.93, 5, h * 0.42, body)
        c.box(x + left * s, y - h * 0.32, s * 0.49, h * 0.09, trim)
        for door in (0.13, 0.33):
            c.box(x + (left + door) * s, y - h * 0.9, s * 0.05, h * 0.76, mix(glass, INK, 0.25))
            c.box(x + (left + door + 0.0235) * s, y - h * 0.9, 3, h * 0.76, body)
        for wheel in (0.1, 0.19, 0.31, 0.4):
            c.disc(x + (left + wheel) * s, y - h * 0.06, h * 0.085, INK)
    c.box(x - s * 0.012, y - h * 0.95, s * 0.024, h * 0.85, INK)


def stall(c: Canvas, x: float, y: float, w: float, stripe: str, wares: Sequence[str]) -> None:
    """Draw a market stall with a striped awning."""
    h = w * 0.75
    for side in (-0.44, 0.44):
        c.box(x + side * w - 4, y - h, 8, h, "#5a4636")
    c.box(x - w * 0.48, y - h * 0.4, w * 0.96, h * 0.4, Blend("#8a6a4c", "#5f4835"))
    for k in range(9):
        c.disc(x - w * 0.4 + k * w * 0.1, y - h * 0.42, w * 0.048, wares[k % len(wares)])
        c.disc(x - w * 0.36 + k * w * 0.09, y - h * 0.48, w * 0.04, wares[(k + 1) % len(wares)])
    c.box(x - w * 0.48, y - h * 0.4, w * 0.96, h * 0.07, "#6d5440")
    for k in range(8):
        tone = stripe if k % 2 else PAPER
        top, low = (x - w * 0.42 + k * w * 0.105, x - w * 0.54 + k * w * 0.135), y - h * 0.84
        c.polygon([(top[0], y - h * 1.12), (top[0] + w * 0.105, y - h * 1.12), (top[1] + w * 0.135, low), (top[1], low)], tone)
        c.ellipse(top[1] + w * 0.0675, low, w * 0.0675, h * 0.05, tone)


def lantern(c: Canvas, x: float, y: float, s: float, colour: str) -> None:
    """Draw a paper lantern hanging from (x, y)."""
    c.glow(x, y + s * 0.7, s * 2.4, colour, 0.5)
    c.line([(x, y), (x, y + s * 0.3)], 2, INK)
    c.ellipse(x, y + s * 0.75, s * 0.42, s * 0.5, Blend(mix(colour, "#ffffff", 0.45), colour, 0.2))
    for top in (0.24, 1.18):
        c.box(x - s * 0.2, y + s * top, s * 0.4, s * 0.09, INK)


def bunting(c: Canvas, start: Point, end: Point, sag: float, colours: Sequence[str], count: int = 14) -> None:
    """Hang a line of pennants between two points."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag)
    curve = spline([start, middle, end], 30)
    c.line(curve, 2, INK)
    for k in range(count):
        x, y = curve[int((k + 0.5) / count * (len(curve) - 1))]
        c.polygon([(x - 13, y), (x + 13, y), (x, y + 32)], colours[k % len(colours)])


def swing_bridge(c: Canvas, y: float, x0: float, x1: float, colour: str, pier: str, water: float) -> None:
    """Draw the Ropery Bridge: a hog-backed truss turning on a round pier; `y` is the deck, `water` the river."""
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2
    dark = mix(colour, "#000000", 0.3)
    c.polygon([(middle - 95, water + 10), (middle - 80, y + 26), (middle + 80, y + 26), (middle + 95, water + 10)], Blend(pier, mix(pier, "#000000", 0.3)))
    c.box(middle - 104, y + 20, 208, 20, mix(pier, "#ffffff", 0.15))
    count = 16
    joints = []
    for k in range(count + 1):
        x = x0 + (x1 - x0) * k / count
        joints.append((x, y - 34 - 150 * (1 - abs(x - middle) / half) ** 1.35))
    for (xa, ya), (xb, yb) in zip(joints, joints[1:], strict=False):
        c.line([(xa, ya), (xa, y)], 8, colour)
        c.line([(xa, y), (xb, yb)] if xa < middle else [(xa, ya), (xb, y)], 5, dark)
    c.line([joints[-1], (x1, y)], 8, colour)
    c.line(joints, 13, colour)
    c.box(x0 - 8, y - 4, x1 - x0 + 16, 24, dark)
    c.box(x0 - 8, y - 8, x1 - x0 + 16, 7, mix(colour, "#ffffff", 0.2))
    c.box(middle - 36, y - 250, 72, 60, PAPER)
    c.polygon([(middle - 46, y - 250), (middle, y - 292), (middle + 46, y - 250)], BRICK)
    window(c, middle - 20, y - 238, 40, 32, DEEP)


def stand(c: Canvas, x0: float, x1: float, y: float, h: float, roof: str, seats: Sequence[str], full: float) -> None:
    """Draw a covered football stand from `x0` to `x1`; `full` is the share of seats taken."""
    c.box(x0, y - h, x1 - x0, h, Blend("#20272f", "#3a4048"))
    rows = 11
    for row in range(rows):
        ry = y - h * 0.06 - row * h * 0.068
        c.box(x0, ry, x1 - x0, h * 0.05, mix("#59606a", "#30363f", row / rows))
        x = x0 + c.random.uniform(4, 16)
        while x < x1 - 8:
            if c.random.random() < full:
                c.disc(x, ry - h * 0.02, h * 0.021, c.random.choice(["#d8a888", "#b98562", "#e3b99a", "#8a5a40"]))
                c.round(x - h * 0.026, ry - h * 0.002, h * 0.052, h * 0.045, 3, c.random.choice(list(seats)))
            x += h * 0.064
    for k in range(7):
        px = x0 + (x1 - x0) * k / 6
        c.box(px - 4, y - h * 1.05, 8, h * 1.05, "#2a3038")
    c.polygon([(x0 - 26, y - h * 0.94), (x0 - 10, y - h * 1.16), (x1 + 10, y - h * 1.16), (x1 + 26, y - h * 0.94)], Blend(roof, mix(roof, "#000000", 0.25)))


def floodlight(c: Canvas, x: float, y: float, h: float, lit: bool, colour: str = INK) -> None:  # noqa: FBT001
    """Draw a floodlight pylon."""
    c.line([(x - h * 0.05, y), (x - h * 0.012, y - h * 0.86)], 5, colour)
    c.line([(x + h * 0.05, y), (x + h * 0.012, y - h * 0.86)], 5, colour)
    for k in range(7):
        a, b = k / 7, (k + 1) / 7
        wa, wb = h * (0.05 - 0.038 * a), h * (0.05 - 0.038 * b)
        c.line([(x - wa, y - h * 0.86 * a), (x + wb, y - h * 0.86 * b)], 2.4, colour)
        c.line([(x + wa, y - h * 0.86 * a), (x - wb, y - h * 0.86 * b)], 2.4, colour)
    c.box(x - h * 0.11, y - h, h * 0.22, h * 0.15, colour)
    for row in range(3):
        for column in range(4):
            c.disc(x - h * 0.079 + column * h * 0.053, y - h * 0.965 + row * h * 0.042, h * 0.018, "#fff3cf" if lit else "#8b979d")
    if lit:
        c.glow(x, y - h * 0.92, h * 0.5, "#fff3cf", 0.6)


def heron(c: Canvas, x: float, y: float, h: float, colour: str, side: int = 1) -> None:
    """Draw a standing heron facing right (1) or left (-1)."""

    def at(u: float, v: float) -> Point:
        return (x + side * u * h, y - v * h)

    c.line([at(-0.02, 0), at(-0.02, 0.36)], h * 0.014, INK)
    c.line([at(0.05, 0), at(0.04, 0.36)], h * 0.014, INK)
    c.polygon(spline([at(0.12, 0.56), at(0, 0.6), at(-0.2, 0.42), at(-0.3, 0.3), at(-0.1, 0.34), at(0.08, 0.38), at(0.12, 0.56)]), Blend(mix(colour, "#ffffff", 0.2), colour))
    c.line(spline([at(0.08, 0.5), at(0.18, 0.66), at(0.05, 0.78), at(0.12, 0.92)]), h * 0.045, mix(colour, "#ffffff", 0.35))
    c.ellipse(*at(0.14, 0.93), h * 0.055, h * 0.035, mix(colour, "#ffffff", 0.45))
    c.polygon([at(0.17, 0.955), at(0.38, 0.92), at(0.17, 0.91)], AMBER)
    c.line([at(0.16, 0.95), at(-0.02, 0.97)], h * 0.014, INK)
