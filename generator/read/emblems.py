"""Look at the two pictures that `theme:` in `_config.yml` names: the logo and the icon."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from generator.model.contents import ChangedError, contents
from generator.model.digest import digest_of
from generator.model.emblem import Emblem, Original, drawn, made_of, middle
from generator.model.library import Asset
from generator.model.picture import Picture, PictureError
from generator.model.problem import Problem
from generator.model.settings import Face, Project, Settings
from generator.read.face import KEY, LOGOS
from generator.read.guard import decode
from generator.read.illustrate import site_path
from generator.read.pictures import is_raster, probe
from generator.read.places import place_of

ENOUGH = 512  # pixels: the largest icon that phones ask for
DRAWING = "image/svg+xml"
HEAD = 4096  # bytes: a drawing says its size at its beginning

_SVG = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_SIDE = r"""\s{}\s*=\s*["']\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*["']"""
_VIEW = re.compile(r"""\sviewBox\s*=\s*["']\s*\S+[\s,]+\S+[\s,]+([0-9.]+)[\s,]+([0-9.]+)\s*["']""")


class Emblems:
    """What the two pictures turned out to be; ``pictures`` is to be remembered, by `theme:` and their path."""

    def __init__(self, project: Project, settings: Settings, files: Mapping[str, Asset]) -> None:
        """Look for them among the published files, by path."""
        self.project = project
        self.settings = settings
        self.files = files
        self.pictures: dict[str, Picture] = {}
        self.problems: list[Problem] = []
        self.changed: list[str] = []  # as of the illustrator

    def dressed(self, known: Mapping[str, Picture]) -> Settings:
        """Return the settings with each logo's place and size. Their digest covers all, since every page shows them."""
        face = self.settings.face
        told: dict[str, Any] = {}
        for key in LOGOS:
            path: str = getattr(face, key)
            if path and "://" not in path:
                told |= self.shown(key, path, known)
        if not told:
            return self.settings
        digest = digest_of(self.settings.digest, sorted(told.items()))
        return msgspec.structs.replace(self.settings, face=msgspec.structs.replace(face, **told), digest=digest)

    def shown(self, key: str, path: str, known: Mapping[str, Picture]) -> dict[str, Any]:
        """Return where a logo is published and how large it is, as fields of the face; empty if it is not there."""
        found = self.look(key, path, known)
        place, (width, height) = "", (0, 0)
        if found is not None:
            place, (width, height) = f"/{quote(found[0].path)}", _size(self.settings.face, found[1])
        return {key: place, f"{key}_width": width, f"{key}_height": height}

    def icons(
        self, published: Mapping[str, str], known: Mapping[str, Picture]
    ) -> tuple[tuple[Emblem, ...], Original | None]:
        """Return the site's icons, and the picture that they are made of, if they are not drawn."""
        face = self.settings.face
        found = self.look("icon", face.icon, known) if face.icon else None
        if found is None:
            return drawn(published), None
        asset, picture = found
        if picture.mime == DRAWING:
            return (Emblem("svg", asset.path, 0, DRAWING),), None
        side = min(picture.width, picture.height)
        if side < ENOUGH:
            self.warn("icon", f"{face.icon} is only {side} pixels high or wide", f"Phones ask for {ENOUGH}.")
        return made_of(picture, face.paper), Original(asset.source, middle(picture), asset.digest)

    def look(self, key: str, path: str, known: Mapping[str, Picture]) -> tuple[Asset, Picture] | None:
        """Return a picture's file and what is known of it, looking at the file if that changed."""
        asset = self.files.get(site_path(path, self.settings.baseurl))
        if asset is None:
            self.warn(key, f'there is no picture "{path}"', "Put it into the content folder under that path.")
            return None
        name = f"{KEY}:{asset.name}"
        picture = known.get(name)
        if picture is None or picture.digest != asset.digest:
            try:
                picture = probe(Path(asset.source), asset.digest) if is_raster(asset.path) else _drawing(asset)
            except PictureError as error:
                self.warn(key, f"{path}: {error.message}", error.hint)
                return None
            except ChangedError:
                self.changed.append(asset.name)
                return None
        self.pictures[name] = picture
        return asset, picture

    def warn(self, key: str, message: str, hint: str) -> None:
        """Say what is wrong with a picture, at the line that names it."""
        file = self.settings.file
        text = decode((self.project.content / "_config.yml").read_bytes(), file)
        place = place_of(text, (KEY, key))
        self.problems.append(Problem(file, f"{KEY}: {key}: {message}", *place, hint, "warning"))


def _size(face: Face, picture: Picture) -> tuple[int, int]:
    """Return the size at which the logo is shown: what the settings say, the other side in proportion."""
    width, height = face.logo_width, face.logo_height
    if width and height:
        return width, height
    if not (picture.width and picture.height):
        return width, height
    if height:
        return max(1, round(picture.width * height / picture.height)), height
    width = width or picture.width
    return width, max(1, round(picture.height * width / picture.width))


def _drawing(asset: Asset) -> Picture:
    """Return what a drawing says of its size: 0 where it does not say."""
    try:
        data = contents(asset.source, asset.digest)
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        raise PictureError(message, "Mend its permissions.") from None
    head = _SVG.search(data[:HEAD].decode("utf-8", "replace"))
    tag = head[0] if head else ""
    sides = [found for name in ("width", "height") if (found := re.search(_SIDE.format(name), tag))]
    view = _VIEW.search(tag)
    told = [side[1] for side in sides] if len(sides) == 2 else list(view.groups()) if view else ["0", "0"]  # noqa: PLR2004
    try:
        width, height = (math.ceil(float(side)) for side in told)
    except ValueError:
        width = height = 0
    return Picture(width, height, DRAWING, len(data), asset.digest)
