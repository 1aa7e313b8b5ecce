"""What the last build knew: sources read, fingerprints written. Lost or damaged, it costs time and nothing else.

Four files in `.newsprint/`, each replaced as a whole, each part of them behind a digest of its content: one
flipped bit, and it counts as absent. (A database was weighed: every build reads nearly all of it anyway, in
one piece this takes a third of the time, and SQLite would not notice the flipped bit.)
"""

import os
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from generator.makers import makers
from generator.model.digest import Digest, digest_of
from generator.model.known import Finished, Gist, Known, Made, TemplateRecord
from generator.model.library import Library, look
from generator.model.output import Fill, Output
from generator.parts import part_of

SEAL, LENGTH = 32, 8  # bytes
T = TypeVar("T")


class Cache:
    """The folder `.newsprint/`. ``known`` is what was read, ``made`` what lies in the output folder.

    An unchanged site asks for neither: ``gist`` and ``finished`` say in short what they come to.
    """

    def __init__(self, folder: Path, output: str, *, fresh: bool = False) -> None:
        """Load what is there; `output` names the output folder, `fresh` forgets everything."""
        self.folder = folder
        self.fresh = fresh
        self.seal = makers()
        self.gist_file = folder / "gist"
        self.known_file = folder / "read"
        self.templates_file = folder / "theme"
        self.made_file = folder / f"made-{digest_of(output)[:8]}"
        self.gist = self._load(self.gist_file, Gist)
        self.templates = self._load(self.templates_file, dict[str, TemplateRecord]) or {}
        self.finished = self._load(self.made_file, Finished) or Finished()

    def recall(self, sources: str, now: datetime) -> Gist | None:
        """Return what the sources came to, if they have this digest and it is still so at `now`."""
        gist = self.gist
        if gist is None or gist.sources != sources or now < gist.since or (gist.until and now >= gist.until):
            return None
        return gist

    def remember_gist(self, gist: Gist) -> None:
        """Keep what the sources came to."""
        if gist != self.gist:
            self._save(self.gist_file, gist)

    def remember_read(self, known: Known) -> None:
        """Keep what was read."""
        if known != self.known:
            self._save(self.known_file, known)

    def remember_templates(self, records: Mapping[str, TemplateRecord]) -> None:
        """Keep what is known of each template file."""
        if records != self.templates:
            self._save(self.templates_file, records)

    def remember_made(self, finished: Finished, made: Mapping[str, Made]) -> None:
        """Keep what was written."""
        if finished != self.finished or made != self.made:
            self.finished, self.made = finished, made
            self._save(self.made_file, finished, made)

    @cached_property
    def known(self) -> Known:
        """Everything that was read."""
        return self._load(self.known_file, Known) or Known()

    @cached_property
    def made(self) -> Mapping[str, Made]:
        """Every output as it was made, by path."""
        return self._load(self.made_file, dict[str, Made], 1) or {}

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
        """Replace a file as a whole; a cache that cannot be written is no fault of the build."""
        part = part_of(path)
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
        digest = sha256(self.seal)  # processors do this one in hardware: half the time of BLAKE2
        digest.update(raw)
        return digest.digest()


def touched(made: Mapping[str, Made], folder: Path) -> list[str]:
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
    made: Mapping[str, Made],
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
            or (old.views and views.digest(old.views) != old.seen)
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
