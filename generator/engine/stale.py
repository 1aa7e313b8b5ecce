"""Decide which outputs are stale: the fingerprint, a view, or the file on disk changed."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from generator.library.views import look, touched
from generator.model.cache_records import OutputState, SeenViews
from generator.model.delta import Delta
from generator.model.digest import Digest, digest_of
from generator.model.library import Library
from generator.model.output import Fill, Output
from generator.render.templates import Templates

OF_TEMPLATES = ("template:", "words:")  # views of the theme; all others are of the library


def modified_outside(made: Mapping[str, OutputState], folder: Path) -> list[str]:
    """Return the outputs that are missing or have changed since they were written."""
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
    seen: SeenViews,
    views: "Views",
    touched: Collection[str],
) -> list[Output]:
    """Return the stale outputs: their fingerprint or views have changed, or their file is `touched`.

    `made` are the outputs of the last build, `seen` the views that they accessed.
    """
    changed = views.changed(seen)
    current = {number for number, members in enumerate(seen.sets) if changed.isdisjoint(members)}
    stale = []
    for path, output in outputs.items():
        old = made.get(path)
        if old is None or old.views not in current or old.fingerprint != fingerprint(output) or path in touched:
            stale.append(output)
    return stale


def fingerprint(output: Output) -> Digest:
    """Return the digest of all that an output shows, and of its template's name; everything else is in its views."""
    recipe = output.recipe
    return Digest(f"{recipe.digest} {recipe.template}") if type(recipe) is Fill else recipe.digest


class Views:
    """Digests of views, each computed once."""

    def __init__(self, library: Library, templates: Templates) -> None:
        """Use the views of `library` and `templates`."""
        self.library = library
        self.templates = templates
        self._one: dict[str, Digest] = {}
        self._many: dict[tuple[str, ...], Digest] = {}

    def after(self, delta: Delta) -> "Views":
        """Return the views after a delta; the digests of those that it does not touch are kept."""
        new = Views(delta.after, self.templates)
        new._one = {view: digest for view, digest in self._one.copy().items() if not touched(delta, view)}
        return new

    def digest(self, views: tuple[str, ...]) -> Digest | None:
        """Return the digest of the current results of some views; None for no views."""
        if not views:
            return None
        found = self._many.get(views)
        if found is None:
            found = self._many[views] = digest_of([self.of(view) for view in views])
        return found

    def of(self, view: str) -> Digest:
        """Return the digest of the current result of one view."""
        found = self._one.get(view)
        if found is None:
            try:
                shown = self.templates.look(view) if view.startswith(OF_TEMPLATES) else look(self.library, view)
            except (AttributeError, KeyError, ValueError):  # a damaged cache, or a view of another version
                shown = None
            found = self._one[view] = digest_of(shown)
        return found

    def changed(self, seen: SeenViews) -> set[int]:
        """Return the indexes of the views, of those that were accessed, whose results have changed."""
        pairs = zip(seen.names, seen.digests, strict=True)
        return {place for place, (view, digest) in enumerate(pairs) if self.of(view) != digest}


def seen_views(
    kept: Mapping[str, OutputState], seen: SeenViews, new: Mapping[str, tuple[str, ...]], views: Views
) -> tuple[SeenViews, dict[str, int]]:
    """Return the views of all outputs, and the number of the set of each `new` one.

    Outputs that are `kept` keep their numbers among the sets that were `seen`; unused numbers are reused.
    """
    used = {output.views for output in kept.values()}
    sets = [seen.views(number) if number in used else None for number in range(len(seen.sets))]
    sets[0] = ()
    numbers = {members: number for number, members in enumerate(sets) if members is not None}
    free = [number for number, members in enumerate(sets) if members is None]
    for members in dict.fromkeys(new.values()):
        if members not in numbers:
            if not free:
                free.append(len(sets))
                sets.append(None)
            number = numbers[members] = free.pop()
            sets[number] = members
    names = sorted({view for members in numbers for view in members})
    places = {view: place for place, view in enumerate(names)}
    coded = tuple(tuple([places[view] for view in members or ()]) for members in sets)
    table = SeenViews(tuple(names), tuple(map(views.of, names)), coded)
    return table, {path: numbers[members] for path, members in new.items()}
