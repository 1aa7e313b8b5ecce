"""The files that are published as they are."""

from collections.abc import Iterator

from generator.model.library import Library
from generator.model.output import Copy, Output


def outputs(library: Library) -> Iterator[Output]:
    """Copy every asset to its place. Its source is named in full: those of `static/` lie outside the content folder.

    The default theme's step back where a source has the same path.
    """
    for asset in library.assets:
        yield Output(asset.path, Copy(asset.source, asset.digest), source="" if asset.is_themes else asset.source)
