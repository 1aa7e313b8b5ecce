# ruff: noqa: INP001 - a folder of scripts, not a package
"""The paper and the inks: filled shapes with gradients, glows, reflections and grain.

Coordinates are those of the finished picture (1600 x 1067 unless told otherwise). Everything is drawn
`SCALE` times larger and reduced at the end, which smooths the edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SCALE = 3
WIDTH, HEIGHT = 1600, 1067

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Blend:
    """A vertical gradient over the box of a shape; `grain` (0 to 1) makes it speckled like a litho print."""

    top: str
    bottom: str
    grain: float = 0.35


Paint = str | Blend


def mix(first: str, second: str, share: float) -> str:
    """Return the colour that lies `share` (0 to 1) of the way from `first` to `second`."""
    pairs = zip(ImageColor.getrgb(first)[:3], ImageColor.getrgb(second)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def spline(points: Sequence[Point], steps: int = 14) -> list[Point]:
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
        self.random = Random(seed)  # noqa: S311 - chance for pictures, not for secrets
        self.image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), "#ffffff")
        tile = Image.frombytes("L", (509, 509), self.random.randbytes(509 * 509))
        self._noise = tile.filter(ImageFilter.GaussianBlur(0.7))

    # shapes

    def polygon(self, points: Iterable[Point], paint: Paint, alpha: float = 1.0) -> None:
        """Fill a polygon."""
        corners = [(x * SCALE, y * SCALE) for x, y in points]
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

    def round(self, x: float, y: float, width: float, height: float, radius: float, paint: Paint) -> None:  # noqa: PLR0913
        """Fill a rectangle with round corners."""
        box = self._clip(x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        area = (x * SCALE - box[0], y * SCALE - box[1], (x + width) * SCALE - box[0], (y + height) * SCALE - box[1])
        ImageDraw.Draw(mask).rounded_rectangle(area, radius * SCALE, fill=255)
        self._pour(mask, box, (y * SCALE, (y + height) * SCALE), paint, 1)

    def ellipse(self, x: float, y: float, rx: float, ry: float, paint: Paint, alpha: float = 1.0) -> None:  # noqa: PLR0913
        """Fill an ellipse around (x, y)."""
        count = 24 + int(max(rx, ry) / 3)
        turns = [2 * math.pi * k / count for k in range(count)]
        self.polygon([(x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns], paint, alpha)

    def disc(self, x: float, y: float, radius: float, paint: Paint, alpha: float = 1.0) -> None:
        """Fill a circle around (x, y)."""
        self.ellipse(x, y, radius, radius, paint, alpha)

    def line(self, points: Sequence[Point], width: float, colour: str, alpha: float = 1.0) -> None:
        """Draw a line with round ends."""
        for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
            length = math.hypot(x2 - x1, y2 - y1) or 1
            dx, dy = (y1 - y2) / length * width / 2, (x2 - x1) / length * width / 2
            corners = [(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)]
            self.polygon(corners, colour, alpha)
        if width > 3 and alpha == 1:  # noqa: PLR2004 - thin lines need no joints
            for x, y in points:
                self.disc(x, y, width / 2, colour)

    def text(self, x: float, y: float, words: str, height: float, colour: str, anchor: str = "mm") -> None:  # noqa: PLR0913
        """Write `words`, with the face that comes with Pillow; `anchor` is Pillow's."""
        face = ImageFont.load_default(height * SCALE)
        ImageDraw.Draw(self.image).text((x * SCALE, y * SCALE), words, colour, face, anchor)

    # light and air

    def sky(self, *stops: str, until: float = 1.0, grain: float = 0.35) -> None:
        """Fill the picture from the top to `until` (a share of its height) with bands blending into each other."""
        width, height = self.size
        step = height * until / (len(stops) - 1)
        self.box(0, height * until - 2, width, height, stops[-1])
        for index, (top, bottom) in enumerate(zip(stops, stops[1:], strict=False)):
            self.box(0, index * step - 1, width, step + 2, Blend(top, bottom, grain))

    def glow(self, x: float, y: float, radius: float, colour: str, alpha: float = 0.6) -> None:
        """Lay a soft round light over what is there."""
        box = self._clip((x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE)
        if box is None:
            return
        side = round(2 * radius * SCALE)
        # Pillow's gradient reaches 255 in the corners, so 180 at the rim of the circle.
        fall = [round(max(0.0, 1 - v / 178) ** 1.7 * 255 * alpha) for v in range(256)]
        light = Image.radial_gradient("L").resize((side, side), Image.Resampling.BILINEAR).point(fall)
        left, top = round((x - radius) * SCALE), round((y - radius) * SCALE)
        self.image.paste(colour, box, light.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top)))

    def mist(self, y: float, height: float, colour: str, alpha: float = 0.7) -> None:
        """Lay a band of mist, densest at its lower edge `y + height`."""
        box = self._clip(0, y * SCALE, self.size[0] * SCALE, (y + height) * SCALE)
        if box is None:
            return
        veil = Image.linear_gradient("L").resize((box[2] - box[0], box[3] - box[1]))
        veil = veil.point([round(v * alpha) for v in range(256)])
        self.image.paste(colour, box, veil)

    def reflect(self, y: float, depth: float, tint: str, share: float = 0.45, sway: float = 5.0) -> None:
        """Turn the `depth` below `y` into water that mirrors what is above it, tinted and rippled."""
        line, reach, width = round(y * SCALE), round(depth * SCALE), self.size[0] * SCALE
        above = self.image.crop((0, line - reach, width, line)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        water = Image.blend(above, Image.new("RGB", above.size, tint), share)
        strip, row, phase = 3 * SCALE, 0, self.random.uniform(0, 6)
        while row < reach:
            part = water.crop((0, row, width, min(row + strip, reach)))
            near = row / reach
            shift = round(math.sin(phase + row / (14 + 26 * near)) * sway * SCALE * (0.3 + near))
            self.image.paste(ImageChops.offset(part, shift, 0), (0, line + row))
            row += strip

    def finish(self, path: Path, limit: int = 112_000) -> None:
        """Reduce, put the paper's grain over everything, and save as a JPEG of at most `limit` bytes."""
        small = self.image.reduce(SCALE)
        paper = self._tile(small.size, 0.05)
        lifted = ImageChops.add(small, Image.new("RGB", small.size, "#060504"))
        small = ImageChops.multiply(lifted, Image.merge("RGB", (paper, paper, paper)))
        for quality in (84, 81, 78, 75, 72, 68, 64, 60, 56):
            small.save(path, quality=quality, optimize=True, progressive=True, subsampling=2)
            if path.stat().st_size <= limit:
                break

    # below the surface

    def _clip(self, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int] | None:
        box = (
            max(0, math.floor(left)),
            max(0, math.floor(top)),
            min(self.image.width, math.ceil(right) + 1),
            min(self.image.height, math.ceil(bottom) + 1),
        )
        return box if box[0] < box[2] and box[1] < box[3] else None

    def _tile(self, size: tuple[int, int], strength: float) -> Image.Image:
        """Return light paper: white, darkened here and there by at most `strength`."""
        tile = self._noise.point([round(255 - (255 - v) * strength) for v in range(256)])
        return _repeat(tile, size)

    def _pour(
        self,
        mask: Image.Image,
        box: tuple[int, int, int, int],
        span: tuple[float, float],
        paint: Paint,
        alpha: float,
    ) -> None:
        if alpha < 1:
            mask = mask.point([round(v * alpha) for v in range(256)])
        if isinstance(paint, str):
            self.image.paste(paint, box, mask)
            return
        height = max(1, round(span[1] - span[0]))
        start = round(box[1] - span[0])
        ramp = Image.linear_gradient("L").resize((1, height), Image.Resampling.BILINEAR)
        ramp = ramp.crop((0, start, 1, start + mask.height)).resize(mask.size)
        if paint.grain:
            spread = paint.grain
            noise = self._noise.point([round(128 + (v - 128) * spread) for v in range(256)])
            ramp = ImageChops.add(ramp, _repeat(noise, mask.size), 1, -128)
        tones = Image.composite(
            Image.new("RGB", mask.size, paint.bottom), Image.new("RGB", mask.size, paint.top), ramp
        )
        self.image.paste(tones, box, mask)


def _repeat(tile: Image.Image, size: tuple[int, int]) -> Image.Image:
    whole = Image.new(tile.mode, size)
    for left in range(0, size[0], tile.width):
        for top in range(0, size[1], tile.height):
            whole.paste(tile, (left, top))
    return whole
