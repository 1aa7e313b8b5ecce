"""The paper and the inks: flat shapes, gradients, glows, reflections, mist and grain.

Coordinates are those of the finished picture (1600 x 1067 unless told otherwise). Everything is drawn
`SCALE` times larger and reduced at the end, which smooths the edges. Every colour is mixed with the cast
of the picture's palette, so a house is painted once and looks right by day, in fog and at night.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

SCALE = 2
WIDTH, HEIGHT = 1600, 1067

Point = tuple[float, float]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Blend:
    """A vertical gradient over the box of a shape."""

    top: str
    bottom: str


Paint = str | Blend


@dataclass(frozen=True, slots=True)
class Palette:
    """The light of a picture: sky from top to horizon, sea likewise, three hills, and the cast on all colours."""

    sky: tuple[str, ...]
    sea: tuple[str, str]
    hills: tuple[str, str, str]
    light: str
    cast: str = "#000000"
    share: float = 0.0


DAWN = Palette(
    ("#dd8f7d", "#f3bf92", "#f9dfae", "#fdf1d0"),
    ("#f2cfa0", "#41818c"),
    ("#d0a28c", "#a38b80", "#6b7568"),
    "#fff6da",
    "#f0b890",
    0.16,
)
DAY = Palette(("#3f90aa", "#8cc3c2", "#f4e6bb"), ("#7fb5b2", "#22607a"), ("#a5c3a2", "#7fa77e", "#587f58"), "#fff4cf")
DUSK = Palette(
    ("#332a58", "#8f4467", "#e07a52", "#f7c87a"),
    ("#e39560", "#3d2b52"),
    ("#a3566a", "#74405f", "#4a2e4e"),
    "#ffe2a0",
    "#43264a",
    0.4,
)
NIGHT = Palette(
    ("#0b1230", "#1a2a54", "#40548a"),
    ("#33487a", "#0d1630"),
    ("#2c3d68", "#202e54", "#141f3e"),
    "#f6ecc8",
    "#121b3e",
    0.6,
)
STORM = Palette(
    ("#1c2937", "#3d5563", "#a5b0a0"),
    ("#6d8c8c", "#203d4a"),
    ("#7b8d8a", "#5a6f72", "#3d5058"),
    "#f3ecd0",
    "#30424e",
    0.36,
)
FOG = Palette(
    ("#b3c2c1", "#d3d9d0", "#ece8d8"),
    ("#cfd6cf", "#8fa5a6"),
    ("#c9d0c9", "#b3bfba", "#94a5a4"),
    "#fbf5e2",
    "#cfd6cf",
    0.4,
)

GLOWING = {"#ffd27a", "#fff3cf"}


@lru_cache(maxsize=8192)
def mix(first: str, second: str, share: float) -> str:
    """Return the colour that lies `share` (0 to 1) of the way from `first` to `second`."""
    pairs = zip(ImageColor.getrgb(first)[:3], ImageColor.getrgb(second)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def shade(colour: str, share: float = 0.2) -> Blend:
    """Return a gradient from `colour` to a darker one."""
    return Blend(colour, mix(colour, "#10141f", share))


def spline(points: Sequence[Point], steps: int = 12) -> list[Point]:
    """Return a smooth curve through `points` (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append((_catmull(a[0], b[0], c[0], d[0], t), _catmull(a[1], b[1], c[1], d[1], t)))
    return [*curve, points[-1]]


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


class Canvas:
    """One picture in the making."""

    def __init__(self, seed: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        """Start an empty picture whose chance is ruled by `seed`."""
        self.size = size
        self.random = Random(seed)
        self.image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), "#f5ecd7")
        self.palette = DAY
        self.veil = ("#000000", 0.0)

    # light

    def begin(self, palette: Palette, horizon: float = 640) -> None:
        """Choose the palette and fill the sky down to `horizon`."""
        self.palette = palette
        step = horizon / (len(palette.sky) - 1)
        for index, (top, bottom) in enumerate(zip(palette.sky, palette.sky[1:], strict=False)):
            self.raw(0, index * step, self.size[0], step + 2, Blend(top, bottom))
        self.raw(0, horizon, self.size[0], self.size[1] - horizon, palette.sky[-1])

    @contextmanager
    def far(self, share: float, colour: str = "") -> Iterator[None]:
        """Draw what follows as if seen through air: mixed with the colour of the horizon by `share`."""
        before, self.veil = self.veil, (colour or self.palette.sky[-1], share)
        yield
        self.veil = before

    @contextmanager
    def lit(self, share: float = 0.0) -> Iterator[None]:
        """Draw what follows as if lamps were on it: with only `share` of the palette's cast."""
        before, self.palette = self.palette, replace(self.palette, share=self.palette.share * share)
        yield
        self.palette = before

    def tone(self, colour: str) -> str:
        """Return `colour` as it looks in the light of the picture."""
        if colour in GLOWING:
            return mix(colour, *self.veil) if self.veil[1] else colour
        if self.palette.share:
            colour = mix(colour, self.palette.cast, self.palette.share)
        return mix(colour, *self.veil) if self.veil[1] else colour

    # shapes

    def polygon(self, points: Iterable[Point], paint: Paint, alpha: float = 1.0) -> None:
        """Fill a polygon."""
        corners = [(x * SCALE, y * SCALE) for x, y in points]
        if isinstance(paint, str):
            paint = self.tone(paint)
            if alpha == 1:
                ImageDraw.Draw(self.image).polygon(corners, fill=paint)
                return
        else:
            paint = Blend(self.tone(paint.top), self.tone(paint.bottom))
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        box = self._clip(min(xs), min(ys), max(xs), max(ys))
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in corners], fill=255)
        self._pour(mask, box, (min(ys), max(ys)), paint, alpha)

    def box(self, x: float, y: float, width: float, height: float, paint: Paint, alpha: float = 1.0) -> None:
        """Fill a rectangle whose upper left corner is (x, y)."""
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], paint, alpha)

    def raw(self, x: float, y: float, width: float, height: float, paint: Paint, alpha: float = 1.0) -> None:
        """Fill a rectangle with colours that the palette leaves alone."""
        with self.lit():
            self.box(x, y, width, height, paint, alpha)

    def round(self, x: float, y: float, width: float, height: float, radius: float, paint: Paint) -> None:
        """Fill a rectangle with round corners."""
        corners = ((width - radius, radius, -90), (width - radius, height - radius, 0), (radius, height - radius, 90))
        points = [
            (
                x + cx + radius * math.cos(math.radians(start + turn)),
                y + cy + radius * math.sin(math.radians(start + turn)),
            )
            for cx, cy, start in (*corners, (radius, radius, 180))
            for turn in range(0, 91, 15)
        ]
        self.polygon(points, paint)

    def ellipse(self, x: float, y: float, rx: float, ry: float, paint: Paint, alpha: float = 1.0) -> None:
        """Fill an ellipse around (x, y)."""
        count = 20 + int(max(rx, ry) / 3)
        turns = [2 * math.pi * k / count for k in range(count)]
        self.polygon([(x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns], paint, alpha)

    def disc(self, x: float, y: float, radius: float, paint: Paint, alpha: float = 1.0) -> None:
        """Fill a circle around (x, y)."""
        self.ellipse(x, y, radius, radius, paint, alpha)

    def line(self, points: Sequence[Point], width: float, colour: str, alpha: float = 1.0) -> None:
        """Draw a line; wide ones get round ends."""
        xs, ys = [x * SCALE for x, _ in points], [y * SCALE for _, y in points]
        reach = width * SCALE
        box = self._clip(min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        pen, path = ImageDraw.Draw(mask), [(x - box[0], y - box[1]) for x, y in zip(xs, ys, strict=True)]
        pen.line(path, fill=255, width=max(1, round(reach)), joint="curve")
        if width > 3:
            for x, y in (path[0], path[-1]):
                pen.ellipse((x - reach / 2, y - reach / 2, x + reach / 2, y + reach / 2), fill=255)
        self._pour(mask, box, (0, 1), self.tone(colour), alpha)

    # light and air

    def glow(self, x: float, y: float, radius: float, colour: str, alpha: float = 0.6) -> None:
        """Lay a soft round light over what is there."""
        box = self._clip((x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE)
        if box is None:
            return
        side = round(2 * radius * SCALE) + 4
        # Pillow's gradient reaches 255 in the corners, so 180 at the rim of the circle.
        fall = [round(max(0.0, 1 - v / 176) ** 1.7 * 255 * alpha) for v in range(256)]
        light = Image.radial_gradient("L").resize((side, side), Image.Resampling.BILINEAR).point(fall)
        left, top = math.floor((x - radius) * SCALE) - 1, math.floor((y - radius) * SCALE) - 1
        self.image.paste(colour, box, light.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top)))

    def mist(self, y: float, height: float, colour: str, alpha: float = 0.7) -> None:
        """Lay a band of mist around the middle of `y` to `y + height`, fading to both sides."""
        for top, flip in ((y, 0), (y + height / 2, 1)):
            box = self._clip(0, top * SCALE, self.size[0] * SCALE, (top + height / 2) * SCALE - 1)
            if box is None:
                continue
            veil = Image.linear_gradient("L").resize((box[2] - box[0], box[3] - box[1]))
            veil = veil.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if flip else veil
            self.image.paste(colour, box, veil.point([round((v / 255) ** 1.4 * 255 * alpha) for v in range(256)]))

    def reflect(self, y: float, depth: float, tint: str, share: float = 0.45, sway: float = 5.0) -> None:
        """Turn the `depth` below `y` into water that mirrors what is above it, tinted and rippled."""
        line, reach, width = round(y * SCALE), round(depth * SCALE), self.size[0] * SCALE
        above = self.image.crop((0, line - reach, width, line)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        water = Image.blend(above, Image.new("RGB", above.size, tint), share)
        strip, row, phase = 4 * SCALE, 0, self.random.uniform(0, 6)
        while row < reach:
            part = water.crop((0, row, width, min(row + strip, reach)))
            near = row / reach
            shift = round(math.sin(phase + row / (14 + 26 * near)) * sway * SCALE * (0.3 + near))
            self.image.paste(ImageChops.offset(part, shift, 0), (0, line + row))
            row += strip

    def finish(self, path: Path, limit: int = 130_000) -> None:
        """Reduce, put the paper's grain over everything, and save as a progressive JPEG of at most `limit` bytes."""
        small = self.image.resize(self.size, Image.Resampling.LANCZOS)
        speck = Image.frombytes("L", self.size, self.random.randbytes(self.size[0] * self.size[1]))
        grain = speck.filter(ImageFilter.GaussianBlur(1.1)).point([round(255 - (255 - v) * 0.085) for v in range(256)])
        lifted = ImageChops.add(small, Image.new("RGB", self.size, "#0e0d0b"))
        small = ImageChops.multiply(lifted, Image.merge("RGB", (grain, grain, grain)))
        for quality in (82, 79, 76, 73, 70, 67, 64):
            small.save(path, quality=quality, optimize=True, progressive=True, subsampling=2)
            if path.stat().st_size <= limit:
                break

    # below the surface

    def _clip(self, left: float, top: float, right: float, bottom: float) -> Box | None:
        box = (
            max(0, math.floor(left)),
            max(0, math.floor(top)),
            min(self.image.width, math.ceil(right) + 1),
            min(self.image.height, math.ceil(bottom) + 1),
        )
        return box if box[0] < box[2] and box[1] < box[3] else None

    def _pour(self, mask: Image.Image, box: Box, span: tuple[float, float], paint: Paint, alpha: float) -> None:
        if alpha < 1:
            mask = mask.point([round(v * alpha) for v in range(256)])
        if isinstance(paint, str):
            self.image.paste(paint, box, mask)
            return
        height = max(1, round(span[1] - span[0]))
        start = round(box[1] - span[0])
        ramp = Image.linear_gradient("L").resize((1, height), Image.Resampling.BILINEAR)
        ramp = ramp.crop((0, start, 1, start + mask.height))
        tones = Image.composite(
            Image.new("RGB", ramp.size, paint.bottom), Image.new("RGB", ramp.size, paint.top), ramp
        ).resize(mask.size)
        self.image.paste(tones, box, mask)


# land, water and air


def hills(c: Canvas, y: float, rise: float, depth: int, waves: float = 2.0) -> list[Point]:
    """Draw a range of hills around height `y`, down to the lower edge, `depth` 0 (far) to 2; return its crest."""
    phase, other = c.random.uniform(0, 6), c.random.uniform(0, 6)
    crest = []
    for x in range(-20, 1640, 20):
        t = x / 1600 * math.pi * waves
        crest.append((float(x), y - rise * (0.62 * math.sin(t + phase) + 0.38 * math.sin(2.3 * t + other))))
    with c.lit():
        c.polygon([(-20, 1087), *crest, (1640, 1087)], c.palette.hills[depth])
    return crest


def ground(c: Canvas, points: Sequence[Point], paint: Paint) -> None:
    """Fill from a smooth line through `points` down to the lower edge."""
    curve = spline(points)
    c.polygon([(curve[0][0], 1087), *curve, (curve[-1][0], 1087)], paint)


def sea(c: Canvas, y: float, bottom: float = 1080, count: int = 120) -> None:
    """Fill with water from `y` to `bottom`, with wave lines, in the palette's colours."""
    c.raw(0, y, 1600, bottom - y, shade(c.palette.sea[0], 0))
    near = c.palette.sea[1]
    for k in range(24):
        c.raw(0, y + (bottom - y) * k / 24, 1600, (bottom - y) / 24 + 2, mix(c.palette.sea[0], near, k / 23))
    ripples(c, y + 6, bottom, mix(c.palette.sea[0], "#ffffff", 0.35), count)


def ripples(c: Canvas, top: float, bottom: float, colour: str, count: int = 120) -> None:
    """Scatter flat dashes over water, short far away and long near by."""
    for _ in range(count):
        near = c.random.random()
        length = 60 * (0.25 + near) * c.random.uniform(0.5, 1.4)
        c.ellipse(c.random.uniform(-60, 1660), top + (bottom - top) * near**1.3, length, 1.2 + 2 * near, colour, 0.4)


def glitter(c: Canvas, x: float, top: float, bottom: float, spread: float = 90) -> None:
    """Lay the broken path of a light on water."""
    y = top
    while y < bottom:
        near = (y - top) / (bottom - top)
        for _ in range(2):
            place = x + c.random.gauss(0, spread * (0.15 + near * 0.6))
            c.ellipse(place, y, c.random.uniform(12, 40) * (0.4 + near), 1.5 + 2.5 * near, "#fff3cf", 0.7)
        y += 7 + 12 * near


def cloud(c: Canvas, x: float, y: float, width: float, colour: str = "#fbf5e4") -> None:
    """Draw a cloud with a flat foot."""
    high = width * 0.16
    points: list[Point] = [(x - width / 2, y)]
    for place, up, size in ((-0.34, 0.5, 0.16), (-0.14, 0.9, 0.2), (0.1, 1.15, 0.22), (0.32, 0.55, 0.17)):
        middle, top = x + place * width, y - high * up + high * 0.3
        for turn in range(150, 29, -10):
            a = math.radians(turn)
            points.append((middle + size * width * math.cos(a) * 0.8, top - size * width * 0.42 * math.sin(a)))
    c.polygon([*points, (x + width / 2, y)], colour, 0.92)


def storm_clouds(c: Canvas, bottom: float, colours: Sequence[str] = ("#7d8c92", "#65757e", "#4c5c68")) -> None:
    """Hang heavy rolls of cloud from the upper edge, the last colour highest in front."""
    for layer, colour in enumerate(colours):
        foot = bottom * (0.5 + 0.5 * (len(colours) - layer) / len(colours))
        points: list[Point] = [(-40, -40)]
        x = -80.0
        while x < 1720:
            r = c.random.uniform(70, 170)
            dip = foot + c.random.uniform(-50, 30) - 30
            turns = [math.radians(a) for a in range(0, 181, 12)]
            points += [(x + r - r * math.cos(a), dip + r * 0.45 * math.sin(a)) for a in turns]
            x += 2 * r
        c.polygon([*points, (1800, -40)], shade(colour, 0.05))


def rain(c: Canvas, count: int = 320, slant: float = 0.35) -> None:
    """Draw slanting rain over the whole picture."""
    for _ in range(count):
        x, y, n = c.random.uniform(-100, 1800), c.random.uniform(-60, 1067), c.random.uniform(24, 56)
        c.line([(x, y), (x - slant * n, y + n)], 1.6, "#e9efec", 0.3)
