"""Colours as `#rrggbb`, and their contrast ratio (WCAG 2.2)."""

import re
from colorsys import hls_to_rgb, rgb_to_hls

READABLE = 4.5  # the minimum contrast of normal text
STEPS = 200  # steps of lightness, from a colour to black or white

_COLOR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def normal(text: str) -> str | None:
    """Return a colour as `#rrggbb`, or None if `text` is neither that nor `#rgb`."""
    if not _COLOR.fullmatch(text):
        return None
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))  # noqa: PLR2004 (rrggbb)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours: from 1, none, to 21, black on white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(color: str, background: str) -> str:
    """Return the colour, or the colour of the same hue and the nearest lightness that is readable on `background`."""
    hue, lightness, saturation = rgb_to_hls(*_parts(color))
    end = 0.0 if contrast("#000000", background) > contrast("#ffffff", background) else 1.0
    for step in range(STEPS + 1):
        parts = hls_to_rgb(hue, lightness + (end - lightness) * step / STEPS, saturation)
        found = "#" + "".join(f"{round(part * 255):02x}" for part in parts)
        if contrast(found, background) >= READABLE:
            return color if step == 0 else found
    return "#000000" if end == 0 else "#ffffff"


def _parts(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _luminance(color: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (sRGB's own)
        for part in _parts(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
