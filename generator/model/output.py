"""An output is one file of the finished site, with all that the file will show and the recipe to make it."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from generator.model.digest import Digest, digest_of_shows


class Fill(Struct, frozen=True):
    """Fill a template. ``shows`` is all that it will see besides the site; an empty name means no template."""

    template: str
    shows: Mapping[str, object]
    digest: Digest


class Resize(Struct, frozen=True):
    """Make an image `width` pixels wide, of the part ``box`` of it if there is one.

    ``box`` is (left, top, right, bottom) of the image as seen; ``place`` is the line that asks for it. It is
    written as ``mime``, or in the format it came in. It is made of the whole image at the size ``base_size``,
    so that all sizes of one image share the work. ``content`` is the digest of the file, if that is known.
    """

    source: str
    width: int
    height: int
    quality: int
    place: tuple[str, int, int]
    digest: Digest
    box: tuple[int, int, int, int] | None = None
    mime: str = ""
    base_size: tuple[int, int] | None = None
    content: Digest | None = None


class Copy(Struct, frozen=True):
    """Publish a file as it is."""

    source: str
    digest: Digest


class Style(Struct, frozen=True):
    """Publish a style sheet, minified; ``links`` tells what some of its links become.

    ``digest`` covers all that it leads to, ``content`` is that of the file alone.
    """

    source: str
    links: tuple[tuple[str, str], ...]
    digest: Digest
    content: Digest | None = None


class MakeIcon(Struct, frozen=True):
    """Make an icon `size` pixels wide of the square ``box`` of an image. ``role`` is that of `SiteIcon`.

    ``ground`` is the colour laid below those that may not be transparent; ``place`` is the line that asks for it.
    """

    source: str
    box: tuple[int, int, int, int]
    role: str
    size: int
    ground: str
    place: tuple[str, int, int]
    digest: Digest
    content: Digest | None = None


class SocialCard(Struct, frozen=True):
    """Draw a headline above the paper's ``name``, in its colours (`#rrggbb`).

    ``source`` is the font's file, or empty, and ``font`` the digest of its content; ``place`` is the line that asks
    for it.
    """

    source: str
    font: Digest | None
    title: str
    name: str
    paper: str
    ink: str
    accent: str
    place: tuple[str, int, int]
    digest: Digest


Recipe = Fill | Resize | Copy | Style | MakeIcon | SocialCard


# What a file is to readers: an asset, whose name changes with its content; a file that keeps its name; a page that a
# source asks for; a list of them that we make; what machines fetch.
Role = Literal["asset", "file", "story", "list", "feed"]
FRONT = "index.html"
SHOWN = (".css", ".js", ".mjs", ".svg")  # what a source may fill for pages to show; all else tells of pages


class Output(Struct, frozen=True):
    """One file of the finished site: where below `_site/`, how it is made, and which source asks for it.

    ``source`` is what a message names; it is empty for pages that we make of our own accord, which
    step back where a source claims the same path. ``line`` is where the source says so, if it does. One that
    ``yields`` steps back for pages of ours as well. One that ``lasts`` has a name that changes with its content.
    """

    path: str
    recipe: Recipe
    source: str = ""
    line: int = 0
    yields: bool = False
    lasts: bool = False

    @property
    def role(self) -> Role:
        """What the file is to readers; the front page is a list, whoever asks for it."""
        if self.lasts:
            return "asset"
        if self.path.endswith((".html", ".htm")):
            is_ours = isinstance(self.recipe, Fill) and not self.source
            return "list" if is_ours or self.path == FRONT else "story"
        if not isinstance(self.recipe, Fill):
            return "file"
        return "file" if self.source and self.path.endswith(SHOWN) else "feed"


def fill(template: str, **shows: object) -> Fill:
    """Make a `Fill` whose digest covers everything it shows."""
    return Fill(template, shows, digest_of_shows(shows))
