"""Say why outputs are stale."""

import os
from collections.abc import Collection, Iterator, Mapping

from generator.engine.shown import Records, shown_changes
from generator.engine.stale import Views, fingerprint
from generator.engine.view_names import describe
from generator.model.cache_records import OutputState, SeenViews
from generator.model.output import Fill, Output
from generator.model.reason import Reason

NEW = Reason("new", "it is new")
GONE = Reason("gone", "nothing asks for it any more: it is removed")
FIRST = ("template", "words", "setting")  # views that are named before others


class Reasons:
    """Why outputs are made again: compares what is planned with what the last build has made."""

    def __init__(  # noqa: PLR0913 (the last build, and what is to be compared with it)
        self,
        made: Mapping[str, OutputState],
        seen: SeenViews,
        *,
        views: Views,
        records: Records,
        touched: Collection[str],
        folder: str,
    ) -> None:
        """Compare with the outputs that were `made`, the views that were `seen`, and the sources as they were then.

        `touched` names the outputs whose file in `folder` is not the one that was left there.
        """
        self.made = made
        self.seen = seen
        self.records = records
        self.touched = touched
        self.folder = folder
        self._changed = views.changed(seen)
        self._by_set: dict[int, tuple[Reason, ...]] = {}

    def of(self, output: Output) -> tuple[Reason, ...]:
        """Return all reasons why an output is stale; none where it is up to date."""
        old = self.made.get(output.path)
        if old is None:
            return (NEW,)
        return (*self._of_file(output.path), *self._of_recipe(output, old), *self._of_views(old.views))

    def _of_file(self, path: str) -> Iterator[Reason]:
        if path in self.touched:
            is_there = os.path.lexists(f"{self.folder}/{path}")
            yield Reason("file", f"its file in the output folder {'was changed' if is_there else 'is missing'}")

    def _of_recipe(self, output: Output, old: OutputState) -> Iterator[Reason]:
        if old.fingerprint == fingerprint(output):
            return
        template = output.recipe.template if isinstance(output.recipe, Fill) else ""
        before = old.fingerprint.partition(" ")[2]
        if before != template:
            yield Reason("template", f"it is made with another template: {template or 'none'}", f"template:{template}")
        if old.fingerprint.partition(" ")[0] != fingerprint(output).partition(" ")[0]:
            yield from shown_changes(output, old.shown, self.records)

    def _of_views(self, number: int) -> tuple[Reason, ...]:
        found = self._by_set.get(number)
        if found is None:
            found = self._by_set[number] = tuple(self._changes(number))
        return found

    def _changes(self, number: int) -> Iterator[Reason]:
        if number >= len(self.seen.sets):
            yield Reason("view", "what it looked at is not known")
            return
        names = [self.seen.names[place] for place in self.seen.sets[number] if place in self._changed]
        for view in sorted(names, key=lambda view: (not view.startswith(FIRST), view)):
            yield Reason("view", f"{describe(view)} changed", view)
