"""The output folder: new files are staged, then renamed into place, and obsolete files are removed.

Each file is put in place by a rename, so a reader sees the old one or the new one, never a part.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from generator.model.digest import Digest
from generator.model.problem import InputError, Problem
from generator.write.manifest import MANIFEST, OutputManifest, own_files, read_manifest, write_manifest
from generator.write.obstacles import check_obstacles, to_remove_first, without_respelled
from generator.write.permissions import make_folders
from generator.write.staging import StagedFile, Staging

PARTLY = "Every page is whole, but some may be new and others old."


class PartlyWrittenError(InputError):
    """The disk failed while files were put in place: some are published, others not."""


class Folder:
    """Stages the new bytes of outputs, then publishes all of them."""

    def __init__(self, path: Path, shown: str, *, alone: bool = True) -> None:
        """Open the output folder, which need not exist; `shown` is its name in messages.

        `alone` says that a lock keeps other builds away; otherwise their staging folders are left alone.
        """
        self.path = os.fspath(path)
        self.shown = shown
        self.staging = Staging(self.path, exclusive=alone)
        self.begun = False  # whether any published file has been touched

    def __enter__(self) -> Self:
        """Remove what killed builds left."""
        self.staging.sweep()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave no temporary files."""
        self.staging.sweep()

    def fault(self, error: OSError) -> InputError:
        """Say why the folder could not be written, and in which state it is."""
        kind, state = (PartlyWrittenError, PARTLY) if self.begun else (InputError, "Nothing was published.")
        hint = f"{state} Make room, or mend the permissions, and build again."
        return kind(Problem(self.shown, f"the site cannot be written: {error.strerror or error}", hint=hint))

    def prepare(self) -> None:
        """Make the staging folder, unless it exists."""
        try:
            self.staging.prepare()
        except OSError as error:
            raise self.fault(error) from None

    def stage(self, number: int, path: str, data: bytes) -> StagedFile:
        """Stage the bytes of output `number`, unless the file at `path` has the same bytes."""
        try:
            return self.staging.stage(number, path, data)
        except OSError as error:
            raise self.fault(error) from None

    def stage_copy(self, number: int, path: str, source: str, digest: Digest) -> StagedFile:
        """Stage a copy of a source file, unless the file at `path` has the same bytes.

        Raises ChangedError if the copied bytes do not have this digest.
        """
        try:
            return self.staging.stage_copy(number, path, source, digest)
        except OSError as error:
            raise self.fault(error) from None

    def where(self, number: int, path: str, file: StagedFile) -> str:
        """Return where the bytes of output `number` are now: staged, or published at `path` already."""
        return self.staging.where(number, path, file)

    def publish(
        self, staged: Sequence[tuple[int, str]], outputs: Iterable[str], cached: Iterable[str], owner: OutputManifest
    ) -> list[str]:
        """Put all staged files in place, then remove those that are no longer outputs, and return what was removed.

        The manifest grows before files come, and shrinks after files went, so a killed build loses track of none.
        `cached` are the files that the cache knows as the site's own, should the manifest be lost. `owner` is the
        site that the folder belongs to from now on.
        """
        manifest, after = read_manifest(self.path), set(outputs)
        listed = own_files(manifest)
        before = listed | set(cached)
        obsolete = sorted(before - after)
        new = [path for _, path in staged]
        check_obstacles(self.path, self.shown, [path for path in new if path not in listed], frozenset(obsolete))
        try:
            if not after <= listed:
                self._write_manifest(before | after, owner)
            for path in to_remove_first(new, obsolete):
                self._remove(path)
            for folder in {path.rpartition("/")[0] for path in new}:  # all, before a page changes
                make_folders(os.path.join(self.path, folder))
            self.begun = self.begun or bool(staged)
            for number, path in staged:
                os.replace(self.staging.file(number), os.path.join(self.path, path))
            removed = [path for path in without_respelled(self.path, obsolete, after) if self._remove(path)]
            if listed != after or (manifest.site, manifest.place) != (owner.site, owner.place):
                self._write_manifest(after, owner)
        except OSError as error:
            raise self.fault(error) from None
        return removed

    def _write_manifest(self, paths: Iterable[str], owner: OutputManifest) -> None:
        write_manifest(Path(self.staging.path, MANIFEST), self.path, paths, owner)

    def _remove(self, path: str) -> bool:
        """Remove a file, and the folders that it leaves empty; tell whether there was one."""
        target = os.path.join(self.path, path)
        self.begun = True
        try:
            os.unlink(target)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        folder = os.path.dirname(target)
        with suppress(OSError):
            while len(folder) > len(self.path):
                os.rmdir(folder)
                folder = os.path.dirname(folder)
        return True
