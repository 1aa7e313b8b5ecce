"""The site's icons: what browsers and phones show for it."""

from collections.abc import Mapping

from msgspec import Struct

from generator.model.digest import Digest, digest_of
from generator.model.picture import Box, Picture

# The default theme's, by what they are called in `static/`. A site's own file of that name goes before them.
DRAWN = (
    ("svg", "icons/favicon.svg", 0, "image/svg+xml"),
    ("ico", "icons/favicon.ico", 48, "image/x-icon"),
    ("touch", "icons/apple-touch-icon.png", 180, "image/png"),
    ("app", "icons/icon-192.png", 192, "image/png"),
    ("app", "icons/icon-512.png", 512, "image/png"),
    ("maskable", "icons/maskable-512.png", 512, "image/png"),
)
ICO_SIZES = (16, 32, 48)


class Original(Struct, frozen=True):
    """The picture that icons are made of, the digest of its file, and the square of it that they show."""

    source: str
    box: Box
    content: Digest


class Emblem(Struct, frozen=True):
    """One icon: where below the site it is published, and how large it is in pixels (0 for a drawing: any size).

    ``role`` is "svg"; "ico" (several sizes in one file, of which ``size`` is the largest); "touch" and "maskable",
    without transparency, which phones cut to shape; or "app". ``digest`` covers how it is made, where we
    make it; one that lies there has a name that changes with its content.
    """

    role: str
    path: str
    size: int
    mime: str
    digest: Digest | None = None


def drawn(published: Mapping[str, str]) -> tuple[Emblem, ...]:
    """Return the icons that lie in `static/`; `published` maps their keys to their places."""
    return tuple(Emblem(role, published[key], size, mime) for role, key, size, mime in DRAWN if key in published)


def middle(picture: Picture) -> Box:
    """Return the largest square of a picture."""
    side = min(picture.width, picture.height)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return left, top, left + side, top + side


def made_of(picture: Picture, paper: str) -> tuple[Emblem, ...]:
    """Return the icons that are made of a site's own picture; it is never enlarged. `paper` is laid below some."""
    side = min(picture.width, picture.height)
    found = []
    for role, key, size, mime in DRAWN[1:]:
        if size <= side or (role == "ico" and side >= ICO_SIZES[0]):
            fitting = max(one for one in ICO_SIZES if one <= side) if role == "ico" else size
            digest = digest_of(picture.digest, role, fitting, paper)
            stem, dot, ending = key.rpartition(".")
            found.append(Emblem(role, f"static/{stem}.{digest[:8]}{dot}{ending}", fitting, mime, digest))
    return tuple(found)
