"""Plan the files that are copied unchanged, and the style sheets, which are minified."""

from collections.abc import Iterator

from generator.model.library import Asset, Library
from generator.model.output import Copy, Output, Style


def outputs(library: Library) -> Iterator[Output]:
    """Copy every asset to its place. Its source is named in full: those of `static/` lie outside the content folder.

    The default theme's step back where a source has the same path.
    """
    for asset in library.assets:
        yield Output(asset.path, _recipe(asset), source="" if asset.is_themes else asset.source, lasts=bool(asset.key))


def _recipe(asset: Asset) -> Copy | Style:
    if asset.links is None:
        return Copy(asset.source, asset.digest)
    return Style(asset.source, asset.links, asset.digest, asset.content)
