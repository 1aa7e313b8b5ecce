"""I06 and I10 by measure: a chart comes out in the colours that its profile means, within ΔE 2."""

import io
import itertools
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from generator.images.resize import resize
from generator.model.digest import Digest
from generator.model.output import Resize

Colour = tuple[float, float, float]
PATCH = 24  # pixels
SRGB = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))  # to XYZ under D50
P3 = ((0.51512, 0.29198, 0.15710), (0.24120, 0.69225, 0.06657), (-0.00105, 0.04189, 0.78407))
ADOBE = ((0.60974, 0.20528, 0.14919), (0.31111, 0.62567, 0.06322), (0.01947, 0.06087, 0.74457))
D50 = (0.96422, 1.0, 0.82521)
CHART = [
    *((115, 82, 68), (194, 150, 130), (98, 122, 157), (87, 108, 67), (133, 128, 177), (103, 189, 170)),
    *((214, 126, 44), (80, 91, 166), (193, 90, 99), (94, 60, 108), (157, 188, 64), (224, 163, 46)),
    *((56, 61, 150), (70, 148, 73), (175, 54, 60), (231, 199, 31), (187, 86, 149), (8, 133, 161)),
    *((243, 243, 242), (200, 200, 200), (160, 160, 160), (122, 122, 121), (85, 85, 85), (52, 52, 52)),
]
GRID = 5  # steps of each ink in the profile's table


def linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def curved(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def inverse(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    adjugate = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    return [[value / whole for value in row] for row in adjugate]


def lab(colour: Iterable[float]) -> Colour:
    """Return an sRGB colour of 0 to 255 in Lab."""
    xyz = times(SRGB, [linear(value / 255) for value in colour])
    x, y, z = (
        (value / white) ** (1 / 3) if value / white > 0.008856 else 7.787 * value / white + 16 / 116
        for value, white in zip(xyz, D50, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: Colour, other: Colour) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


def profile_of(primaries: Sequence[Sequence[float]]) -> bytes:
    """Return sRGB's profile with other primaries."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for column, tag in enumerate((b"rXYZ", b"gXYZ", b"bXYZ")):
        (offset,) = struct.unpack_from(">I", data, data.index(tag) + 4)
        struct.pack_into(">3i", data, offset + 8, *[round(row[column] * 65536) for row in primaries])
    return bytes(data)


def chart(mode: str, colours: Sequence[Sequence[float]]) -> Image.Image:
    """Paint a row of patches."""
    image = Image.new(mode, (len(colours) * PATCH, PATCH))
    for number, colour in enumerate(colours):
        image.paste(tuple(map(round, colour)), (number * PATCH, 0, (number + 1) * PATCH, PATCH))
    return image


def published(folder: Path, image: Image.Image, kind: str, mime: str, **options: Any) -> list[Colour]:
    """Return the colours of the patches, as a browser without colour management shows them."""
    image.save(folder / "x", kind, **options)
    recipe = Resize(str(folder / "x"), *image.size, 95, ("a.md", 1, 1), Digest("d"), None, mime, image.size)
    with Image.open(io.BytesIO(resize(recipe))) as small:
        assert "icc_profile" not in small.info
        shown = small.convert("RGB")
    found = []
    for left in range(0, shown.width, PATCH):
        middle = shown.crop((left + 8, 8, left + PATCH - 8, PATCH - 8)).resize((1, 1), Image.Resampling.BOX)
        found.append(lab(middle.getpixel((0, 0))))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("primaries", [SRGB, P3, ADOBE], ids=["srgb", "p3", "adobe"])
@pytest.mark.parametrize(
    ("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("PNG", "image/avif"), ("JPEG", "image/webp")]
)
def test_i10_wide_colours_are_kept(tmp_path: Path, primaries: Sequence[Sequence[float]], kind: str, mime: str) -> None:
    back = inverse(primaries)
    stored = [
        [255 * curved(value) for value in times(back, times(SRGB, [linear(part / 255) for part in colour]))]
        for colour in CHART
    ]
    options: dict[str, Any] = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    seen = published(tmp_path, chart("RGB", stored), kind, mime, icc_profile=profile_of(primaries), **options)
    assert max(difference(one, lab(other)) for one, other in zip(seen, CHART, strict=True)) <= 2


def test_i10_the_chart_would_fail_if_the_profile_were_passed_over(tmp_path: Path) -> None:
    back = inverse(P3)
    stored = [
        [255 * curved(value) for value in times(back, times(SRGB, [linear(part / 255) for part in colour]))]
        for colour in CHART
    ]
    seen = published(tmp_path, chart("RGB", stored), "PNG", "image/png")
    assert max(difference(one, lab(other)) for one, other in zip(seen, CHART, strict=True)) > 5


def printed(inks: Sequence[float]) -> Colour:
    """Return the sRGB colour of four inks of 0 to 1 on our made-up paper: none of them is pure."""
    c, m, y, k = inks
    red = (1 - 0.85 * c) * (1 - 0.1 * m) * (1 - 0.9 * k)
    green = (1 - 0.3 * c) * (1 - 0.8 * m) * (1 - 0.05 * y) * (1 - 0.9 * k)
    blue = (1 - 0.1 * c) * (1 - 0.2 * m) * (1 - 0.75 * y) * (1 - 0.9 * k)
    return 255 * red, 255 * green, 255 * blue


def ink_profile() -> bytes:
    """Return an ICC profile of those inks: a table of Lab values for every mixture."""
    steps = [step / (GRID - 1) for step in range(GRID)]
    table = bytearray()
    for inks in itertools.product(steps, repeat=4):
        light, red, yellow = lab(printed(inks))
        table += bytes((round(light * 2.55), round(red) + 128, round(yellow) + 128))
    straight = bytes(range(256))
    unity = [65536 if place % 4 == 0 else 0 for place in range(9)]
    lut = b"mft1" + bytes(4) + bytes((4, 3, GRID, 0)) + struct.pack(">9i", *unity) + straight * 4 + table + straight * 3
    white = b"XYZ " + bytes(4) + struct.pack(">3i", *[round(value * 65536) for value in D50])
    said = b"desc" + bytes(4) + struct.pack(">I", 5) + b"inks\0" + bytes(78)
    body, tags = b"", b""
    for name, content in ((b"A2B0", lut), (b"wtpt", white), (b"desc", said), (b"cprt", b"text" + bytes(4) + b"none\0")):
        tags += name + struct.pack(">II", 128 + 4 + 4 * 12 + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    illuminant = struct.pack(">3i", *[round(value * 65536) for value in D50])
    head = bytes(4) + struct.pack(">I", 0x02400000) + b"prtrCMYKLab " + struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head += b"acsp" + bytes(28) + illuminant + bytes(48)
    whole = struct.pack(">I", 128 + 4 + len(tags) + len(body)) + head + struct.pack(">I", 4) + tags + body
    assert len(head) == 124
    return whole


def test_i06_a_cmyk_chart_is_shown_as_its_profile_says(tmp_path: Path) -> None:
    steps = (0.0, 0.5, 1.0)
    inks = [mixture for mixture in itertools.product(steps, steps, steps, (0.0, 0.5)) if sum(mixture) < 3]
    stored = chart("CMYK", [[255 * ink for ink in mixture] for mixture in inks])
    seen = published(tmp_path, stored, "JPEG", "image/png", icc_profile=ink_profile(), quality=100, subsampling=0)
    wanted = [lab(printed(mixture)) for mixture in inks]
    assert max(difference(one, other) for one, other in zip(seen, wanted, strict=True)) <= 2
    without = published(tmp_path, stored, "JPEG", "image/png", quality=100, subsampling=0)
    assert max(difference(one, other) for one, other in zip(without, wanted, strict=True)) > 5
