"""Plan the files that are copied unchanged, and the style sheets, which are minified."""

from collections.abc import Iterable, Iterator

from generator.model.library import Asset, Library
from generator.model.output import Copy, Output, Style


def keys(library: Library) -> Iterable[str]:
    """Name the paths of all files."""
    return library.assets


def outputs(library: Library, path: str) -> Iterator[Output]:
    """Copy a file to its place. Its source is named in full: those of `static/` lie outside the content folder.

    The default theme's step back where a source has the same path.
    """
    asset = library.assets.get(path)
    if asset:
        yield Output(asset.path, _recipe(asset), source="" if asset.is_themes else asset.source, lasts=bool(asset.key))


def _recipe(asset: Asset) -> Copy | Style:
    if asset.links is None:
        return Copy(asset.source, asset.digest)
    return Style(asset.source, asset.links, asset.digest, asset.content)
