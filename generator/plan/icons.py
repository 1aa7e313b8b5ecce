"""Plan the generated site icons, the ones that browsers request by default, and `manifest.webmanifest`."""

from collections.abc import Iterator

from generator.model.digest import digest_of
from generator.model.icon import IconSource, SiteIcon
from generator.model.library import Library
from generator.model.output import Copy, MakeIcon, Output, fill
from generator.model.settings import Settings
from generator.plan.generated_page import GeneratedPage

# Browsers request these paths even without reading a page.
DEFAULT_PATHS = {"ico": "favicon.ico", "touch": "apple-touch-icon.png"}
MANIFEST = "manifest.webmanifest"


def outputs(library: Library, _: str) -> Iterator[Output]:
    """Plan the icons that are made of the site's own picture, the two at the site's root, and the manifest."""
    for icon, recipe in _icons(library):
        if isinstance(recipe, MakeIcon):
            yield Output(icon.path, recipe, lasts=True)
        if icon.role in DEFAULT_PATHS:
            yield Output(DEFAULT_PATHS[icon.role], recipe)
    yield Output(MANIFEST, fill(MANIFEST, page=GeneratedPage("manifest", "", f"/{MANIFEST}")))


def _icons(library: Library) -> Iterator[tuple[SiteIcon, MakeIcon | Copy]]:
    for icon in library.icons:
        if library.icon_file is not None:
            yield icon, _made(icon, library.icon_file, library.settings)
        elif (asset := library.assets.get(icon.path)) and asset.key:
            yield icon, Copy(asset.source, asset.digest)


def _made(icon: SiteIcon, image: IconSource, settings: Settings) -> MakeIcon:
    return MakeIcon(
        source=image.source,
        box=image.box,
        role=icon.role,
        size=icon.size,
        ground=settings.theme.paper,
        position=(settings.file, *settings.positions.get("theme", (0, 0))),
        digest=digest_of(icon),
        content=image.content,
    )
