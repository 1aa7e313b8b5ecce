"""The staging folder: new files wait in it, inside the output folder, until all of them are complete."""

import os
import shutil
import time
from contextlib import suppress

from msgspec import Struct

from generator.model.digest import Digest, digest_file
from generator.model.source_bytes import changed_error
from generator.write.permissions import MODE, make_folders, make_readable

STAGING = ".newsprint-staging"
MAX_AGE = 24 * 3600  # seconds, after which the staging folder of another build counts as abandoned


class StagedFile(Struct, frozen=True):
    """The file that an output will be: its size, its mtime in nanoseconds, and whether it still has to be published.

    A rename changes neither its size nor its mtime.
    """

    size: int
    mtime: int
    is_new: bool


class Staging:
    """The staging folder of one build. Its methods raise OSError."""

    def __init__(self, output: str, *, exclusive: bool) -> None:
        """Name a staging folder in the folder `output`.

        `exclusive` says that a lock keeps other builds away; otherwise their staging folders are left alone.
        """
        self.output = output
        self.exclusive = exclusive
        self.parent = os.path.join(output, STAGING)
        self.path = os.path.join(self.parent, f"{os.getpid()}-{os.urandom(4).hex()}")

    def prepare(self) -> None:
        """Make the folder, unless it exists."""
        make_folders(self.output)
        os.makedirs(self.path, exist_ok=True)

    def sweep(self) -> None:
        """Remove the folder, and those of killed builds."""
        if not os.path.lexists(self.parent):
            return
        if self.exclusive:
            shutil.rmtree(self.parent, ignore_errors=True)
            return
        with suppress(OSError):
            for entry in list(os.scandir(self.parent)):
                if entry.path == self.path or entry.stat().st_mtime < time.time() - MAX_AGE:
                    shutil.rmtree(entry.path, ignore_errors=True)
            os.rmdir(self.parent)

    def file(self, number: int) -> str:
        """Return where the bytes of output `number` are staged."""
        return os.path.join(self.path, str(number))

    def where(self, number: int, path: str, file: StagedFile) -> str:
        """Return where the bytes of output `number` are now: staged, or published at `path` already."""
        return self.file(number) if file.is_new else os.path.join(self.output, path)

    def stage(self, number: int, path: str, data: bytes) -> StagedFile:
        """Stage the bytes of output `number`, unless the file at `path` has the same bytes."""
        if published := self._published(path, data):
            return published
        part = os.open(self.file(number), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(part, left) :]
            info = os.fstat(part)
            make_readable(part, info)
            return _staged(info, is_new=True)
        finally:
            os.close(part)

    def stage_copy(self, number: int, path: str, source: str, digest: Digest) -> StagedFile:
        """Stage a copy of a source file, unless the file at `path` has the same bytes.

        Raises ChangedError if the copied bytes do not have this digest, or the source has gone.
        """
        part = self.file(number)
        try:
            if published := self._published_copy(os.path.join(self.output, path), source, digest):
                return published
            shutil.copyfile(source, part)
            if digest_file(part) != digest:
                raise changed_error(source)
            info = os.stat(part)
            make_readable(part, info)
            return _staged(info, is_new=True)
        except OSError:
            if not os.path.lexists(source):
                raise changed_error(source) from None
            raise

    def _published(self, path: str, data: bytes) -> StagedFile | None:
        """Describe the file at `path`, if it has exactly these bytes."""
        try:
            with open(os.path.join(self.output, path), "rb") as file:
                info = os.fstat(file.fileno())
                if info.st_size != len(data) or file.read() != data:
                    return None
                make_readable(file.fileno(), info)
                return _staged(info, is_new=False)
        except OSError:
            return None

    @staticmethod
    def _published_copy(target: str, source: str, digest: Digest) -> StagedFile | None:
        """Describe the file at `target`, if it is a copy of the source with this digest."""
        try:
            info = os.stat(target)
            if info.st_size != os.stat(source).st_size or digest_file(target) != digest:
                return None
            make_readable(target, info)
        except OSError:
            return None
        return _staged(info, is_new=False)


def _staged(info: os.stat_result, *, is_new: bool) -> StagedFile:
    return StagedFile(info.st_size, info.st_mtime_ns, is_new)
