"""An output is one file of the finished site, with all that the file will show and the recipe to make it."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from generator.model.digest import Digest, digest_of_shows


class Fill(Struct, frozen=True):
    """Render a template. ``shows`` are all of its variables besides the site; an empty name means no template."""

    template: str
    shows: Mapping[str, object]
    digest: Digest


class Resize(Struct, frozen=True):
    """Resize an image, or the part ``box`` of it, to `width` pixels.

    ``box`` is (left, top, right, bottom) in the upright image; ``position`` is the line that refers to it. The format
    is ``mime``, or that of the file. It is made from the whole image at the size ``base_size``, so that all renditions
    of an image share the work. ``content`` is the digest of the file, if known.
    """

    source: str
    width: int
    height: int
    quality: int
    position: tuple[str, int, int]
    digest: Digest
    box: tuple[int, int, int, int] | None = None
    mime: str = ""
    base_size: tuple[int, int] | None = None
    content: Digest | None = None


class Copy(Struct, frozen=True):
    """Copy a file."""

    source: str
    digest: Digest


class Style(Struct, frozen=True):
    """Minify a style sheet; ``links`` are its replaced links.

    ``digest`` covers all files that it refers to, ``content`` is that of the file alone.
    """

    source: str
    links: tuple[tuple[str, str], ...]
    digest: Digest
    content: Digest | None = None


class MakeIcon(Struct, frozen=True):
    """Generate an icon, `size` pixels wide, from the square ``box`` of an image. ``role`` is that of `SiteIcon`.

    ``ground`` is the background of icons without transparency; ``position`` is the line that refers to the image.
    """

    source: str
    box: tuple[int, int, int, int]
    role: str
    size: int
    ground: str
    position: tuple[str, int, int]
    digest: Digest
    content: Digest | None = None


class SocialCard(Struct, frozen=True):
    """Draw a headline above the site's ``name``, in its colours (`#rrggbb`).

    ``source`` is the font's file, or empty, and ``font`` the digest of its content; ``position`` is the line that names
    it.
    """

    source: str
    font: Digest | None
    title: str
    name: str
    paper: str
    ink: str
    accent: str
    position: tuple[str, int, int]
    digest: Digest


Recipe = Fill | Resize | Copy | Style | MakeIcon | SocialCard


# The role of a file: an asset, whose name changes with its content; a file that keeps its name; the page of a source; a
# generated list of pages; a feed or sitemap for machines.
Role = Literal["asset", "file", "story", "list", "feed"]
FRONT = "index.html"
SHOWN = (".css", ".js", ".mjs", ".svg")  # rendered sources that pages refer to


class Output(Struct, frozen=True):
    """One file of the finished site: its path below `_site/`, its recipe, and its source.

    ``source`` is the file for messages; it is empty for generated pages, which give way to a source with the same path.
    ``line`` is the line that sets the path, if any. An output that ``yields`` gives way to generated pages, too. An
    output that ``lasts`` has a name that changes with its content.
    """

    path: str
    recipe: Recipe
    source: str = ""
    line: int = 0
    yields: bool = False
    lasts: bool = False

    @property
    def role(self) -> Role:
        """The role of the file; the front page is a list, even if it has a source."""
        if self.lasts:
            return "asset"
        if self.path.endswith((".html", ".htm")):
            is_ours = isinstance(self.recipe, Fill) and not self.source
            return "list" if is_ours or self.path == FRONT else "story"
        if not isinstance(self.recipe, Fill):
            return "file"
        return "file" if self.source and self.path.endswith(SHOWN) else "feed"


def fill(template: str, **shows: object) -> Fill:
    """Create a `Fill` whose digest covers all of its variables."""
    return Fill(template, shows, digest_of_shows(shows))
