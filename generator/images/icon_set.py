"""The icons of a site: files of `static/`, or generated from the site's icon image."""

from collections.abc import Mapping

from generator.model.digest import digest_of
from generator.model.icon import ICO_SIZES, SiteIcon
from generator.model.image import Box, ImageInfo

# The default theme's, by what they are called in `static/`. A site's own file of that name goes before them.
ICON_FILES = (
    ("svg", "icons/favicon.svg", 0, "image/svg+xml"),
    ("ico", "icons/favicon.ico", 48, "image/x-icon"),
    ("touch", "icons/apple-touch-icon.png", 180, "image/png"),
    ("app", "icons/icon-192.png", 192, "image/png"),
    ("app", "icons/icon-512.png", 512, "image/png"),
    ("maskable", "icons/maskable-512.png", 512, "image/png"),
)


def static_icons(published: Mapping[str, str]) -> tuple[SiteIcon, ...]:
    """Return the icons that lie in `static/`; `published` maps their keys to their places."""
    return tuple(SiteIcon(role, published[key], size, mime) for role, key, size, mime in ICON_FILES if key in published)


def center_square(info: ImageInfo) -> Box:
    """Return the largest square of a picture."""
    side = min(info.width, info.height)
    left, top = (info.width - side) // 2, (info.height - side) // 2
    return left, top, left + side, top + side


def generated_icons(info: ImageInfo, paper: str) -> tuple[SiteIcon, ...]:
    """Return the icons that are made of a site's own picture; it is never enlarged. `paper` is laid below some."""
    side = min(info.width, info.height)
    found = []
    for role, key, size, mime in ICON_FILES[1:]:
        if size <= side or (role == "ico" and side >= ICO_SIZES[0]):
            fitting = max(one for one in ICO_SIZES if one <= side) if role == "ico" else size
            digest = digest_of(info.digest, role, fitting, paper)
            stem, dot, ending = key.rpartition(".")
            found.append(SiteIcon(role, f"static/{stem}.{digest[:8]}{dot}{ending}", fitting, mime, digest))
    return tuple(found)
