"""The icons of a site: files of `static/`, or generated from the site's icon image."""

from collections.abc import Mapping

from generator.model.digest import digest_of
from generator.model.icon import ICO_SIZES, SiteIcon
from generator.model.image import Box, ImageInfo

# The icons in `static/` and their file names. A file of the site takes precedence over the default theme's.
ICON_FILES = (
    ("svg", "icons/favicon.svg", 0, "image/svg+xml"),
    ("ico", "icons/favicon.ico", 48, "image/x-icon"),
    ("touch", "icons/apple-touch-icon.png", 180, "image/png"),
    ("app", "icons/icon-192.png", 192, "image/png"),
    ("app", "icons/icon-512.png", 512, "image/png"),
    ("maskable", "icons/maskable-512.png", 512, "image/png"),
)


def static_icons(published: Mapping[str, str]) -> tuple[SiteIcon, ...]:
    """Return the icons in `static/`; `published` maps their keys to their published paths."""
    return tuple(SiteIcon(role, published[key], size, mime) for role, key, size, mime in ICON_FILES if key in published)


def center_square(info: ImageInfo) -> Box:
    """Return the largest centred square of an image."""
    side = min(info.width, info.height)
    left, top = (info.width - side) // 2, (info.height - side) // 2
    return left, top, left + side, top + side


def generated_icons(info: ImageInfo, paper: str) -> tuple[SiteIcon, ...]:
    """Return the icons that are generated from the site's image, which is never enlarged.

    `paper` is the background of those without transparency.
    """
    side = min(info.width, info.height)
    found = []
    for role, key, size, mime in ICON_FILES[1:]:
        if size <= side or (role == "ico" and side >= ICO_SIZES[0]):
            fitting = max(one for one in ICO_SIZES if one <= side) if role == "ico" else size
            digest = digest_of(info.digest, role, fitting, paper)
            stem, dot, ending = key.rpartition(".")
            found.append(SiteIcon(role, f"static/{stem}.{digest[:8]}{dot}{ending}", fitting, mime, digest))
    return tuple(found)
