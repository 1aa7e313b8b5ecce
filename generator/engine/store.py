"""The build cache in `.newsprint/`, safe to lose: a damaged file counts as absent.

There are four files in `.newsprint/`, each replaced as a whole. Each part of a file has a digest of its content before
it: with one flipped bit it counts as absent. (A database is no alternative: every build reads nearly all of it, which
takes a third of the time from one file, and SQLite would not notice the flipped bit.)
"""

import os
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from generator.engine.seal import code_digest
from generator.engine.state.database import Database
from generator.model.cache_records import (
    BuildSummary,
    OutputState,
    ReadSummary,
    SeenViews,
    SourceCache,
    TemplateRecord,
)
from generator.model.digest import digest_of
from generator.write.partial_files import partial_path

SEAL, LENGTH = 32, 8  # bytes
T = TypeVar("T")


class BuildCache:
    """The folder `.newsprint/`. ``sources`` are the records of sources, ``outputs`` those of the output folder.

    ``seen`` are the views that the outputs accessed.

    An unchanged site needs neither: ``summary`` and ``finished`` are their summaries.
    """

    def __init__(self, folder: Path, output: str, *, fresh: bool = False) -> None:
        """Load the cache for the output folder `output`; `fresh` starts with an empty one."""
        self.folder = folder
        self.fresh = fresh
        self.seal = code_digest()
        self.database = Database(folder, self.seal)
        if fresh:
            self.database.clear()
        self.summary_file = folder / "gist"
        self.sources_file = folder / "read"
        self.templates_file = folder / "theme"
        self.outputs_file = folder / f"made-{digest_of(output)[:8]}"
        self.summary = self._load(self.summary_file, ReadSummary)
        self.templates = self._load(self.templates_file, dict[str, TemplateRecord]) or {}
        self.finished = self._load(self.outputs_file, BuildSummary) or BuildSummary()

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
        if summary != self.summary:
            self._save(self.summary_file, summary)

    def save_sources(self, known: SourceCache) -> None:
        """Save the records of sources."""
        if known != self.sources:
            self._save(self.sources_file, known)

    def save_templates(self, records: Mapping[str, TemplateRecord]) -> None:
        """Save the records of templates."""
        if records != self.templates:
            self._save(self.templates_file, records)

    def save_outputs(self, finished: BuildSummary, made: Mapping[str, OutputState], seen: SeenViews) -> None:
        """Save the state of the outputs."""
        if finished != self.finished or made != self.outputs or seen != self.seen:
            self.finished, self.outputs, self.seen = finished, made, seen
            self._save(self.outputs_file, finished, made, seen)

    @cached_property
    def sources(self) -> SourceCache:
        """The records of sources."""
        return self._load(self.sources_file, SourceCache) or SourceCache()

    @cached_property
    def outputs(self) -> Mapping[str, OutputState]:
        """The state of every output, by path."""
        return self._load(self.outputs_file, dict[str, OutputState], 1) or {}

    @cached_property
    def seen(self) -> SeenViews:
        """The views that the outputs accessed."""
        return self._load(self.outputs_file, SeenViews, 2) or SeenViews()

    def _load(self, path: Path, kind: type[T], number: int = 0) -> T | None:
        """Return one part of a file."""
        if self.fresh:
            return None
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                for _ in range(number):
                    file.seek(int.from_bytes(file.read(SEAL + LENGTH)[SEAL:]), os.SEEK_CUR)
                head = file.read(SEAL + LENGTH)
                raw = file.read(min(int.from_bytes(head[SEAL:]), size))
            if head[:SEAL] != self._digest(raw):
                return None
            return msgspec.json.decode(raw, type=kind)
        except (OSError, OverflowError, msgspec.DecodeError):
            return None

    def _save(self, path: Path, *values: object) -> None:
        """Replace a file as a whole. If the cache cannot be written, the build goes on."""
        part = partial_path(path)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                for raw in map(msgspec.json.encode, values):
                    file.write(self._digest(raw))
                    file.write(len(raw).to_bytes(LENGTH))
                    file.write(raw)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)

    def _digest(self, raw: bytes) -> bytes:
        digest = sha256(self.seal)  # processors have instructions for SHA-256: half the time of BLAKE2
        digest.update(raw)
        return digest.digest()
