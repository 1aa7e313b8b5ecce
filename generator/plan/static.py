"""The files that are published as they are."""

from collections.abc import Iterator

from generator.model.library import Library
from generator.model.output import Copy, Output


def outputs(library: Library) -> Iterator[Output]:
    """Copy every asset, of the content folder and of `static/`, to its place."""
    for asset in library.assets:
        yield Output(asset.path, Copy(asset.source, asset.digest), source=asset.name)
