"""The site's icons, for browsers and phones."""

from msgspec import Struct

from generator.model.digest import Digest
from generator.model.image import Box

ICO_SIZES = (16, 32, 48)


class IconSource(Struct, frozen=True):
    """The image that icons are generated from, the digest of its file, and the square that they show."""

    source: str
    box: Box
    content: Digest


class SiteIcon(Struct, frozen=True):
    """One icon: its path below the site, and its size in pixels (0 for SVG: any size).

    ``role`` is "svg"; "ico" (several sizes in one file, of which ``size`` is the largest); "touch" and "maskable",
    without transparency, which phones crop; or "app". ``digest`` covers the recipe of a generated icon; the name of a
    file in `static/` changes with its content.
    """

    role: str
    path: str
    size: int
    mime: str
    digest: Digest | None = None
