"""The build cache: what was read and what was written, in `.newsprint/state.db`, safe to lose.

It is read where it is needed, and what changed is written in one transaction, when all files are in place.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from generator.engine.seal import code_digest
from generator.engine.state.database import Database, Statement
from generator.engine.state.rows import Rows
from generator.model.cache_records import (
    BuildSummary,
    OutputState,
    ReadSummary,
    SeenViews,
    SourceCache,
    SourceRecord,
    TemplateRecord,
)
from generator.model.digest import digest_of
from generator.model.image import ImageInfo

SUMMARY, TEMPLATES, KEY = b"summary", b"templates", b"key"
FORMER = ("read", "gist", "theme", "made-*")  # files of earlier versions
T = TypeVar("T")


class BuildCache:
    """The folder `.newsprint/`. ``sources`` are the records of sources, ``outputs`` those of the output folder.

    ``seen`` are the views that the outputs accessed. An unchanged site needs none of these: ``summary`` and
    ``finished`` are their summaries. What is saved is written by `commit`.
    """

    def __init__(self, folder: Path, output: str, *, fresh: bool = False, reader: bool = False) -> None:
        """Load the cache for the output folder `output`; `fresh` starts with an empty one.

        A `reader` does not hold the project's lock, and writes nothing.
        """
        self.folder = folder
        self.seal = code_digest()
        self.database = Database(folder, self.seal, mends=not reader)
        if fresh:
            self.database.clear()
        self._output = digest_of(output)[:8].encode()
        self._made = b"made:" + self._output
        self._removals = self.database.removals
        self._values: dict[bytes, object] = {}  # of `meta`, as they will be
        self._changed: set[bytes] = set()
        self._sources: SourceCache | None = None  # as they will be
        self._is_published = False
        self.summary = self._load(SUMMARY, ReadSummary)
        self.templates = self._load(TEMPLATES, dict[str, TemplateRecord]) or {}
        self.finished = self._load(self._made, BuildSummary) or BuildSummary()

    def load_if_current(self, sources: str, now: datetime) -> ReadSummary | None:
        """Return the summary of the last reading, if the sources have this digest and it is still valid at `now`."""
        summary = self.summary
        if (
            summary is None
            or summary.sources != sources
            or now < summary.since
            or (summary.until and now >= summary.until)
        ):
            return None
        return summary

    def save_summary(self, summary: ReadSummary) -> None:
        """Save the summary of the reading."""
        self._save(SUMMARY, summary)

    def save_sources(self, known: SourceCache) -> None:
        """Save the records of sources."""
        self._sources = known
        self._save(KEY, known.key)

    def save_templates(self, records: Mapping[str, TemplateRecord]) -> None:
        """Save the records of templates."""
        self._save(TEMPLATES, records)

    def save_outputs(self, finished: BuildSummary, made: Mapping[str, OutputState], seen: SeenViews) -> None:
        """Save the state of the outputs."""
        self.finished, self.outputs, self.seen, self._is_published = finished, made, seen, True
        self._save(self._made, finished)

    def commit(self) -> None:
        """Write what was saved, and close the file; if that fails, the cache stays as it was."""
        is_other = self.database.removals != self._removals  # what was read lay in a file that is gone
        changed = self._values.keys() if is_other else self._changed
        statements: list[Statement] = [
            self.database.setting(name, msgspec.json.encode(self._values[name])) for name in sorted(changed)
        ]
        if self._sources is not None:
            statements += self._source_rows.changes(self._sources.records, everything=is_other)
            statements += self._image_rows.changes(self._sources.images, everything=is_other)
        if self._is_published:
            seen = msgspec.json.encode(self.seen)
            statements += self._output_rows.changes(self.outputs, seen, everything=is_other)
        if statements and self.database.write(*statements) and not self.summary:
            self._remove_former()
        self.close()

    def close(self) -> None:
        """Close the file until it is needed again, as it must be before this process forks."""
        self.database.close()

    @cached_property
    def sources(self) -> SourceCache:
        """The records of sources."""
        key = self._load(KEY, str)
        records, images = self._source_rows, self._image_rows
        if key is None or not (records.is_whole and images.is_whole):
            return SourceCache()
        return SourceCache(key, dict(records.values), dict(images.values))

    @cached_property
    def outputs(self) -> Mapping[str, OutputState]:
        """The state of every output, by path."""
        return self._output_rows.values if self._output_rows.extra else {}

    @cached_property
    def seen(self) -> SeenViews:
        """The views that the outputs accessed."""
        extra = self._output_rows.extra
        return msgspec.json.decode(extra, type=SeenViews) if extra else SeenViews()

    @cached_property
    def _source_rows(self) -> Rows[SourceRecord]:
        return Rows(self.database, "source", SourceRecord)

    @cached_property
    def _image_rows(self) -> Rows[ImageInfo]:
        return Rows(self.database, "picture", ImageInfo)

    @cached_property
    def _output_rows(self) -> Rows[OutputState]:
        return Rows(self.database, "output", OutputState, self._output)

    def _load(self, name: bytes, kind: type[T]) -> T | None:
        """Return a value of `meta`."""
        raw = self.database.value(name)
        with suppress(msgspec.DecodeError):
            if raw is not None:
                value = self._values[name] = msgspec.json.decode(raw, type=kind)
                return value
        return None

    def _save(self, name: bytes, value: object) -> None:
        if value != self._values.get(name):
            self._values[name] = value
            self._changed.add(name)

    def _remove_former(self) -> None:
        """Remove the files that an earlier version kept its cache in."""
        for name in FORMER:
            for path in self.folder.glob(name):
                with suppress(OSError):
                    path.unlink()
