"""Deploy to a local folder, such as one that nginx serves; each file is put in place by a rename."""

import os
import shutil
import stat
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from generator.deploy.same_names import aliases_of
from generator.deploy.store import MANIFEST, ConflictError, StoreError, encoded, manifest_of, path_of
from generator.model.deployment import Manifest, RemoteFile, RemoteState, Upload
from generator.model.settings import Project
from generator.model.target import Directory

STAGING = ".newsprint-staging"
MODE = 0o644
READABLE = 0o755


def open_store(kind: Directory, project: Project, name: str) -> "DirectoryStore":  # noqa: ARG001 (as every target's)
    """Return the folder as a store. Raises StoreError for a folder that contains the site's sources."""
    path = Path(os.path.abspath(path_of("path", kind.path, project)))
    real = Path(os.path.realpath(path))
    sources = (project.content, project.output, project.cache, project.templates[0], project.static[0])
    for source in map(Path, map(os.path.realpath, sources)):
        is_jekylls = source == Path(os.path.realpath(project.root))  # a Jekyll site is its own content
        if real == source or real in source.parents or (source in real.parents and not is_jekylls):
            message = f"{kind.path} is, holds or lies in {source.name}/, which the site is made of"
            raise StoreError(message, "Name another folder.")
    return DirectoryStore(path)


class DirectoryStore:
    """The files of a folder. A mark is a file's mtime in nanoseconds."""

    whole = False

    def __init__(self, path: Path) -> None:
        """Name the folder, which need not exist."""
        self.path = path
        self.where = str(path)
        self.base = os.fspath(path) + os.sep
        self.staging = path / STAGING
        self.seen: bytes | None = None
        self.lock: int | None = None

    def __enter__(self) -> Self:
        """Change nothing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove temporary files, and release the lock."""
        if self.lock is not None:
            shutil.rmtree(self.staging, ignore_errors=True)
            os.close(self.lock)
            self.lock = None

    def look(self, paths: Collection[str]) -> RemoteState:
        """Read the manifest and list each file that may be the site's own."""
        try:
            self.seen = _bytes(self.path / MANIFEST)
        except OSError as error:
            raise self.error(MANIFEST, error) from None
        manifest = manifest_of(self.seen) if self.seen is not None else None
        known = [*manifest.files, *manifest.old, *manifest.pending] if manifest else []
        ours = {*paths, *known}
        return RemoteState(manifest, {path: seen for path in ours if (seen := self.file_at(path, ours))})

    def file_at(self, path: str, ours: Collection[str]) -> RemoteFile | None:
        """Return the file at a path. A folder counts as one, unless it has only files of the site."""
        try:
            info = os.lstat(self.base + path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self.error(path, error) from None
        if stat.S_ISDIR(info.st_mode) and self.files_inside(path) <= set(ours):
            return None
        return RemoteFile(info.st_size, str(info.st_mtime_ns))

    def files_inside(self, path: str) -> set[str]:
        """Return the paths of all files in a folder."""
        found = (os.path.join(here, name) for here, _, names in os.walk(self.base + path) for name in names)
        return {os.path.relpath(file, self.base).replace(os.sep, "/") for file in found}

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Ask the file system which pairs of paths are one file."""
        return aliases_of(pairs, self.names)

    def names(self, folder: str) -> dict[str, bool]:
        """List the names in a folder, and whether each is a symbolic link."""
        try:
            with os.scandir(self.base + folder) as entries:
                return {entry.name: entry.is_symlink() for entry in entries}
        except OSError as error:
            raise self.error(folder, error) from None

    def write_manifest(self, manifest: Manifest) -> None:
        """Replace the manifest. The first time, lock the folder."""
        try:
            make_readable(self.path)
            self.acquire_lock()
            if _bytes(self.path / MANIFEST) != self.seen:
                raise ConflictError
            self.staging.mkdir(exist_ok=True)
            data = encoded(manifest)
            part = self.staging / MANIFEST
            part.write_bytes(data)
            part.chmod(MODE)
            part.replace(self.path / MANIFEST)
        except OSError as error:
            raise self.error(MANIFEST, error) from None
        self.seen = data

    def acquire_lock(self) -> None:
        """Lock the folder; the lock ends with the process. Raises StoreError if another deploy holds it."""
        if self.lock is not None or sys.platform == "win32":
            return
        import fcntl  # not available on Windows

        self.lock = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self.lock)
            self.lock = None
            raise StoreError(f"another deploy is at work in {self.where}", "Wait until it has ended.") from None
        except OSError:  # some network drives have no locks; the lease in the manifest remains
            return
        shutil.rmtree(self.staging, ignore_errors=True)

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Copy each file under a temporary name, then rename it."""
        part = os.fspath(self.staging / "part")
        for upload in uploads:
            target = self.base + upload.path
            try:
                shutil.copyfile(upload.file, part)
                os.chmod(part, MODE)
                make_readable(Path(target).parent)
                os.replace(part, target)
                yield upload.path, str(os.lstat(target).st_mtime_ns)
            except OSError as error:
                if error.filename == upload.file:
                    raise StoreError(f"{upload.file} cannot be read: {error.strerror}", "Build again.") from None
                raise self.error(upload.path, error) from None

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Remove files, and the folders that they leave empty."""
        for path in paths:
            try:
                os.unlink(self.base + path)
            except (FileNotFoundError, NotADirectoryError):
                pass
            except OSError as error:
                if not os.path.isdir(self.base + path):  # otherwise a folder has replaced it
                    raise self.error(path, error) from None
            folder = os.path.dirname(self.base + path)
            while len(folder) > len(self.base):
                try:
                    os.rmdir(folder)
                except OSError:
                    break
                folder = os.path.dirname(folder)
            yield path

    def finish(self) -> None:
        """Everything is visible already."""

    def error(self, path: str, error: OSError) -> StoreError:
        """Return an OSError as a StoreError."""
        is_folder = isinstance(error, IsADirectoryError)
        hint = "Move that folder away." if is_folder else "Mend the permissions, or make room."
        return StoreError(f"{self.base}{path}: {error.strerror or error}", hint)


def make_readable(folder: Path) -> None:
    """Make a folder and its missing parents, readable by everybody whatever the umask."""
    if folder.is_dir():
        return
    make_readable(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) | READABLE)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
