"""Decide which outputs are stale: the fingerprint, a view, or the file on disk changed."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from generator.library.views import look
from generator.model.cache_records import OutputState
from generator.model.digest import Digest, digest_of
from generator.model.library import Library
from generator.model.output import Fill, Output


def modified_outside(made: Mapping[str, OutputState], folder: Path) -> list[str]:
    """Name the outputs that do not lie where they were put, as they were put there."""
    base = os.fspath(folder) + os.sep
    found = []
    for path, output in made.items():
        try:
            info = os.stat(base + path)
        except OSError:
            found.append(path)
            continue
        if info.st_size != output.size or info.st_mtime_ns != output.mtime:
            found.append(path)
    return found


def compare(
    outputs: Mapping[str, Output],
    made: Mapping[str, OutputState],
    fingerprints: Mapping[str, Digest],
    views: "Views",
    touched: Collection[str],
) -> list[Output]:
    """Return the stale outputs: what they show or looked at has changed, or their file is `touched`."""
    stale = []
    for path, output in outputs.items():
        old = made.get(path)
        if (
            old is None
            or old.fingerprint != fingerprints[path]
            or (old.views and views.digest(old.views) != old.views_digest)
            or path in touched
        ):
            stale.append(output)
    return stale


def fingerprint(output: Output, templates: Mapping[str, Digest]) -> Digest:
    """Return the digest of what an output shows and of what shows it; `templates` maps a template to its digest.

    A template's digest covers the settings too: any page may show any of them.
    """
    recipe = output.recipe
    return Digest(recipe.digest + templates[recipe.template]) if type(recipe) is Fill else recipe.digest


class Views:
    """Digests of views of the library, each worked out once."""

    def __init__(self, library: Library) -> None:
        """Look at `library`."""
        self.library = library
        self._one: dict[str, Digest] = {}
        self._many: dict[tuple[str, ...], Digest] = {}

    def digest(self, views: tuple[str, ...]) -> Digest | None:
        """Return the digest of what some views show now; None for no views."""
        if not views:
            return None
        found = self._many.get(views)
        if found is None:
            found = self._many[views] = digest_of([self._digest(view) for view in views])
        return found

    def _digest(self, view: str) -> Digest:
        found = self._one.get(view)
        if found is None:
            try:
                shown = look(self.library, view)
            except (KeyError, ValueError):  # a damaged cache, or a view of another version
                shown = None
            found = self._one[view] = digest_of(shown)
        return found
