"""The site's icons that we make, the places where browsers look for icons unasked, and `manifest.webmanifest`."""

from collections.abc import Iterator

from generator.model.digest import digest_of
from generator.model.emblem import Emblem, Original
from generator.model.library import Library
from generator.model.output import Copy, Icon, Output, fill
from generator.model.settings import Settings
from generator.plan.special import Special

# Asked for at these places even by what never read a page.
UNASKED = {"ico": "favicon.ico", "touch": "apple-touch-icon.png"}
MANIFEST = "manifest.webmanifest"


def outputs(library: Library) -> Iterator[Output]:
    """Plan the icons that are made of the site's own picture, the two at the site's root, and the manifest."""
    for emblem, recipe in _icons(library):
        if isinstance(recipe, Icon):
            yield Output(emblem.path, recipe, lasts=True)
        if emblem.role in UNASKED:
            yield Output(UNASKED[emblem.role], recipe)
    yield Output(MANIFEST, fill(MANIFEST, page=Special("manifest", "", f"/{MANIFEST}")))


def _icons(library: Library) -> Iterator[tuple[Emblem, Icon | Copy]]:
    lying = {asset.path: Copy(asset.source, asset.digest) for asset in library.assets if asset.key}
    for emblem in library.icons:
        if library.icon_file is not None:
            yield emblem, _made(emblem, library.icon_file, library.settings)
        elif emblem.path in lying:
            yield emblem, lying[emblem.path]


def _made(emblem: Emblem, picture: Original, settings: Settings) -> Icon:
    return Icon(
        source=picture.source,
        box=picture.box,
        role=emblem.role,
        size=emblem.size,
        ground=settings.face.paper,
        place=(settings.file, *settings.places.get("theme", (0, 0))),
        digest=digest_of(emblem),
        content=picture.content,
    )
