"""The site's icons, as browsers and phones show them."""

from msgspec import Struct

from generator.model.digest import Digest
from generator.model.image import Box

ICO_SIZES = (16, 32, 48)


class IconSource(Struct, frozen=True):
    """The image that icons are made of, the digest of its file, and the square of it that they show."""

    source: str
    box: Box
    content: Digest


class SiteIcon(Struct, frozen=True):
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
