"""Read the logo and the icon that `theme:` in `_config.yml` names."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from generator.images.icon_set import center_square, generated_icons, static_icons
from generator.images.probe import is_raster, probe
from generator.model.digest import digest_of
from generator.model.icon import IconSource, SiteIcon
from generator.model.image import ImageError, ImageInfo
from generator.model.library import Asset
from generator.model.problem import Problem
from generator.model.settings import Project, Settings, ThemeOptions
from generator.model.source_bytes import ChangedError, verified_bytes
from generator.read.config.theme import KEY, LOGOS
from generator.read.media.image_resolver import site_path
from generator.read.yaml.load import decode
from generator.read.yaml.positions import position_of

ENOUGH = 512  # pixels: the largest icon that phones request
DRAWING = "image/svg+xml"
HEAD = 4096  # bytes: an SVG has its size at the start

_SVG = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_SIDE = r"""\s{}\s*=\s*["']\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*["']"""
_VIEW = re.compile(r"""\sviewBox\s*=\s*["']\s*\S+[\s,]+\S+[\s,]+([0-9.]+)[\s,]+([0-9.]+)\s*["']""")


class Branding:
    """The logo and icon images; ``images`` goes into the cache, by `theme:` and path."""

    def __init__(self, project: Project, settings: Settings, files: Mapping[str, Asset]) -> None:
        """Look them up in the published files, by path."""
        self.project = project
        self.settings = settings
        self.files = files
        self.images: dict[str, ImageInfo] = {}
        self.problems: list[Problem] = []
        self.changed: list[str] = []  # like that of `ImageResolver`

    def with_logo(self, known: Mapping[str, ImageInfo]) -> Settings:
        """Return the settings with each logo's path and size.

        Their digest covers both, since every page shows a logo.
        """
        theme = self.settings.theme
        told: dict[str, Any] = {}
        for key in LOGOS:
            path: str = getattr(theme, key)
            if path and "://" not in path:
                told |= self.shown(key, path, known)
        if not told:
            return self.settings
        digest = digest_of(self.settings.digest, sorted(told.items()))
        return msgspec.structs.replace(self.settings, theme=msgspec.structs.replace(theme, **told), digest=digest)

    def shown(self, key: str, path: str, known: Mapping[str, ImageInfo]) -> dict[str, Any]:
        """Return the path and size of a logo, as fields of `ThemeOptions`; empty if it does not exist."""
        found = self.probe(key, path, known)
        place, (width, height) = "", (0, 0)
        if found is not None:
            place, (width, height) = f"/{quote(found[0].path)}", _size(self.settings.theme, found[1])
        return {key: place, f"{key}_width": width, f"{key}_height": height}

    def icons(
        self, published: Mapping[str, str], known: Mapping[str, ImageInfo]
    ) -> tuple[tuple[SiteIcon, ...], IconSource | None]:
        """Return the site's icons, and the image that they are generated from, if any."""
        theme = self.settings.theme
        found = self.probe("icon", theme.icon, known) if theme.icon else None
        if found is None:
            return static_icons(published), None
        asset, info = found
        if info.mime == DRAWING:
            return (SiteIcon("svg", asset.path, 0, DRAWING),), None
        side = min(info.width, info.height)
        if side < ENOUGH:
            self.warn("icon", f"{theme.icon} is only {side} pixels high or wide", f"Phones ask for {ENOUGH}.")
        return generated_icons(info, theme.paper), IconSource(asset.source, center_square(info), asset.digest)

    def probe(self, key: str, path: str, known: Mapping[str, ImageInfo]) -> tuple[Asset, ImageInfo] | None:
        """Return an image's file and properties, and probe it if it has changed."""
        asset = self.files.get(site_path(path, self.settings.baseurl))
        if asset is None:
            self.warn(key, f'there is no picture "{path}"', "Put it into the content folder under that path.")
            return None
        name = f"{KEY}:{asset.name}"
        info = known.get(name)
        if info is None or info.digest != asset.digest:
            try:
                info = probe(Path(asset.source), asset.digest) if is_raster(asset.path) else _drawing(asset)
            except ImageError as error:
                self.warn(key, f"{path}: {error.message}", error.hint)
                return None
            except ChangedError:
                self.changed.append(asset.name)
                return None
        self.images[name] = info
        return asset, info

    def warn(self, key: str, message: str, hint: str) -> None:
        """Warn about an image, at the line that names it."""
        file = self.settings.file
        text = decode((self.project.content / "_config.yml").read_bytes(), file)
        place = position_of(text, (KEY, key))
        self.problems.append(Problem(file, f"{KEY}: {key}: {message}", *place, hint, "warning"))


def _size(theme: ThemeOptions, info: ImageInfo) -> tuple[int, int]:
    """Return the display size of the logo: the size in the settings, with the other side in proportion."""
    width, height = theme.logo_width, theme.logo_height
    if width and height:
        return width, height
    if not (info.width and info.height):
        return width, height
    if height:
        return max(1, round(info.width * height / info.height)), height
    width = width or info.width
    return width, max(1, round(info.height * width / info.width))


def _drawing(asset: Asset) -> ImageInfo:
    """Return the properties of an SVG: its size, 0 if it has none."""
    try:
        data = verified_bytes(asset.source, asset.digest)
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        raise ImageError(message, "Mend its permissions.") from None
    head = _SVG.search(data[:HEAD].decode("utf-8", "replace"))
    tag = head[0] if head else ""
    sides = [found for name in ("width", "height") if (found := re.search(_SIDE.format(name), tag))]
    view = _VIEW.search(tag)
    told = [side[1] for side in sides] if len(sides) == 2 else list(view.groups()) if view else ["0", "0"]  # noqa: PLR2004
    try:
        width, height = (math.ceil(float(side)) for side in told)
    except ValueError:
        width = height = 0
    return ImageInfo(width, height, DRAWING, len(data), asset.digest)
