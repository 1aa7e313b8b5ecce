"""The files that are published as they are."""

from collections.abc import Iterator

from generator.model.library import Library
from generator.model.output import Copy, Output


def outputs(library: Library) -> Iterator[Output]:
    """Copy every asset to its place. Its source is named in full: those of `static/` lie outside the content folder."""
    for asset in library.assets:
        yield Output(asset.path, Copy(asset.source, asset.digest), source=asset.source)
