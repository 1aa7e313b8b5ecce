"""The output folder: outputs are staged, then put in place by renames.

Each file is put in place by a rename, so a reader sees the old one or the new one, never a part.
Which files are ours is written down in the folder itself, in `.newsprint`: these, and no others, are
ever removed, also when the cache is lost.
"""

import os
import shutil
import time
from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from generator.formats.urls import folded
from generator.model.digest import Digest, digest_file, digest_of
from generator.model.problem import InputError, Problem
from generator.model.source_bytes import changed_error

MANIFEST = ".newsprint"
STAGING = ".newsprint-staging"
WHAT = "The files that Newsprint made here: it removes these when they are no longer wanted, and no others."
PIECE = 2048  # files
OLD = 24 * 3600  # seconds after which a staging folder is nobody's any more
MODE = 0o644
READABLE, OPEN = 0o444, 0o555  # by everybody: a web server is somebody else
MAX_NAME = 255  # bytes of a file's name
PARTLY = "Every page is whole, but some may be new and others old."


class OutputManifest(Struct, frozen=True):
    """The file `.newsprint` in the output folder: which of the files there are ours, and whose they are.

    ``site`` is the title of the site; ``place`` tells it from all others by where its project lies from here. Both are
    empty where nobody has built yet.
    """

    files: list[str] = []
    site: str = ""
    place: str = ""


class PartlyWrittenError(InputError):
    """The disk failed while files were put in place: some are there, others not yet."""


class StagedFile(Struct, frozen=True):
    """The file that an output will be: its bytes, its mtime in nanoseconds, and whether it is not there yet."""

    size: int
    mtime: int
    is_new: bool


def staged(info: os.stat_result, *, is_new: bool) -> StagedFile:
    """Describe a file; a rename will change neither its size nor its mtime."""
    return StagedFile(info.st_size, info.st_mtime_ns, is_new)


class Folder:
    """Collects the new bytes of outputs, then puts them all in place."""

    def __init__(self, path: Path, shown: str, *, alone: bool = True) -> None:
        """Open the output folder, which need not exist; `shown` is its name in reports.

        `alone` tells that a lock keeps others away; where it does not, their staging folders are left to them.
        """
        self.path = os.fspath(path)
        self.shown = shown
        self.alone = alone
        self.stagings = os.path.join(self.path, STAGING)
        self.staging = os.path.join(self.stagings, f"{os.getpid()}-{os.urandom(4).hex()}")
        self.begun = False  # whether what is published has been touched

    def __enter__(self) -> Self:
        """Remove what a killed build left."""
        self.sweep()
        return self

    def prepare(self) -> None:
        """Make a staging folder, unless there is one."""
        try:
            make_folders(self.path)
            os.makedirs(self.staging, exist_ok=True)
        except OSError as error:
            raise self.fault(error) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave no temporary files."""
        self.sweep()

    def sweep(self) -> None:
        """Remove the staging folder, ours or that of a killed build."""
        if not os.path.lexists(self.stagings):
            return
        if self.alone:
            shutil.rmtree(self.stagings, ignore_errors=True)
            return
        with suppress(OSError):
            for entry in list(os.scandir(self.stagings)):
                if entry.path == self.staging or entry.stat().st_mtime < time.time() - OLD:
                    shutil.rmtree(entry.path, ignore_errors=True)
            os.rmdir(self.stagings)

    def fault(self, error: OSError) -> InputError:
        """Say why the folder could not be written, and in which state that left it."""
        kind, state = (PartlyWrittenError, PARTLY) if self.begun else (InputError, "Nothing was published.")
        hint = f"{state} Make room, or mend the permissions, and build again."
        return kind(Problem(self.shown, f"the site cannot be written: {error.strerror or error}", hint=hint))

    def stage(self, number: int, path: str, data: bytes) -> StagedFile:
        """Keep the bytes of output `number` for `path`, unless just these bytes lie there already."""
        if in_place := self.holding(path, data):
            return in_place
        try:
            part = os.open(os.path.join(self.staging, str(number)), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
            try:
                left = memoryview(data)
                while left:
                    left = left[os.write(part, left) :]
                info = os.fstat(part)
                if info.st_mode & READABLE != READABLE:
                    os.chmod(part, MODE)
                return staged(info, is_new=True)
            finally:
                os.close(part)
        except OSError as error:
            raise self.fault(error) from None

    def stage_copy(self, number: int, path: str, source: str, digest: Digest) -> StagedFile:
        """Keep a copy of a file for `path`, unless the same bytes lie there already.

        Raises ChangedError where the bytes that were copied are not those of `digest`.
        """
        part, target = os.path.join(self.staging, str(number)), os.path.join(self.path, path)
        try:
            if lying := self.holding_copy(target, source, digest):
                return lying
            shutil.copyfile(source, part)
            if digest_file(part) != digest:
                raise changed_error(source)
            info = os.stat(part)
            if info.st_mode & READABLE != READABLE:
                os.chmod(part, MODE)
            return staged(info, is_new=True)
        except OSError as error:
            if not os.path.lexists(source):
                raise changed_error(source) from None
            raise self.fault(error) from None

    def holding_copy(self, target: str, source: str, digest: Digest) -> StagedFile | None:
        """Return the file at `target` if it is a copy of these bytes."""
        try:
            info = os.stat(target)
            if info.st_size != os.stat(source).st_size or digest_file(target) != digest:
                return None
            if info.st_mode & READABLE != READABLE:
                os.chmod(target, MODE)
        except OSError:
            return None
        return staged(info, is_new=False)

    def where(self, number: int, path: str, file: StagedFile) -> str:
        """Return where the bytes of output `number` lie now: staged, or at `path` already."""
        return os.path.join(self.staging, str(number)) if file.is_new else os.path.join(self.path, path)

    def holding(self, path: str, data: bytes) -> StagedFile | None:
        """Return the file at `path` if it has exactly these bytes."""
        try:
            with open(os.path.join(self.path, path), "rb") as file:
                info = os.fstat(file.fileno())
                if info.st_size != len(data) or file.read() != data:
                    return None
                if info.st_mode & READABLE != READABLE:
                    os.chmod(file.fileno(), MODE)
                return staged(info, is_new=False)
        except OSError:
            return None

    def publish(
        self, parts: Sequence[tuple[int, str]], outputs: Iterable[str], made: Iterable[str], owner: OutputManifest
    ) -> list[str]:
        """Put every staged file in place, then remove what is no longer an output; return what was removed.

        The list of our files grows before the files come and shrinks after they went, so that a build
        killed in between loses track of none. `made` is what the cache knows to be ours, should the list be lost;
        `owner` is whose the folder is from now on.
        """
        lying, after = self.manifest(), set(outputs)
        listed = ours(lying)
        before = listed | set(made)
        gone = sorted(before - after)
        self.check_way([path for _, path in parts if path not in listed], frozenset(gone))
        try:
            if not after <= listed:
                self.write_manifest(before | after, owner)
            self.clear_way(parts, gone)
            for folder in {path.rpartition("/")[0] for _, path in parts}:  # all, before a page changes
                make_folders(os.path.join(self.path, folder))
            self.begun = self.begun or bool(parts)
            for number, path in parts:
                os.replace(os.path.join(self.staging, str(number)), os.path.join(self.path, path))
            removed = [path for path in self.really_gone(gone, after) if self.remove(path)]
            if listed != after or (lying.site, lying.place) != (owner.site, owner.place):
                self.write_manifest(after, owner)
        except OSError as error:
            raise self.fault(error) from None
        return removed

    def really_gone(self, gone: Sequence[str], after: set[str]) -> list[str]:
        """Leave out what is another spelling of a file that stays: some file systems do not tell these apart.

        It is they who know: on others both names are files of their own, and the old one goes.
        """
        kept = {folded(path): path for path in after} if gone else {}
        return [path for path in gone if not self.is_same(path, kept.get(folded(path)))]

    def is_same(self, path: str, other: str | None) -> bool:
        """Tell whether two names are one file."""
        try:
            return other is not None and os.path.samefile(os.path.join(self.path, path), os.path.join(self.path, other))
        except OSError:
            return False

    def check_way(self, paths: Iterable[str], gone: frozenset[str]) -> None:
        """Refuse, before anything is touched, what no rename could put in place; what is `gone` is in nobody's way."""
        hint = "Nothing was published. Move it away, or give the page another permalink."
        known = {""}
        for path in paths:
            target = os.path.join(self.path, path)
            if os.path.isdir(target) and not self.will_vanish(path, gone):
                raise InputError(
                    Problem(f"{self.shown}/{path}", "there is a folder where this page belongs", hint=hint)
                )
            if any(len(name.encode()) > MAX_NAME for name in path.split("/")):
                raise InputError(Problem(f"{self.shown}/{path}", f"a name of more than {MAX_NAME} bytes", hint=hint))
            parent = path.rpartition("/")[0]
            while parent not in known:
                known.add(parent)
                there = os.path.join(self.path, parent)
                if os.path.lexists(there) and not os.path.isdir(there) and parent not in gone:
                    message = f"there is a file where the folder of {path} belongs"
                    raise InputError(Problem(f"{self.shown}/{parent}", message, hint=hint))
                parent = parent.rpartition("/")[0]

    def will_vanish(self, path: str, gone: frozenset[str]) -> bool:
        """Tell whether a folder holds nothing but files of ours that go."""
        for folder, folders, files in os.walk(os.path.join(self.path, path)):
            below = os.path.relpath(folder, self.path).replace(os.sep, "/")
            if not (folders or files) or any(f"{below}/{name}" not in gone for name in files):
                return False
        return True

    def clear_way(self, parts: Iterable[tuple[int, str]], gone: Sequence[str]) -> None:
        """Where a file of ours turns into a folder, or a folder into a file, the old goes first.

        That holds of spellings, too, which some file systems take for one name.
        """
        if not gone:
            return
        old = {folded(path): path for path in gone}
        folders = {fold[:place] for fold in old for place, letter in enumerate(fold) if letter == "/"}
        for _, path in parts:
            fold = folded(path)
            if fold in folders:
                for inner, spelled in old.items():
                    if inner.startswith(fold + "/"):
                        self.remove(spelled)
            parent = fold.rpartition("/")[0]
            while parent:
                if parent in old:
                    self.remove(old[parent])
                parent = parent.rpartition("/")[0]

    def remove(self, path: str) -> bool:
        """Remove a file of ours, and the folders that it leaves empty."""
        target = os.path.join(self.path, path)
        self.begun = True
        try:
            os.unlink(target)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        folder = os.path.dirname(target)
        while len(folder) > len(self.path):
            try:
                os.rmdir(folder)
            except OSError:
                break
            folder = os.path.dirname(folder)
        return True

    def manifest(self) -> OutputManifest:
        """Return what is written down in the folder."""
        try:
            return msgspec.json.decode(Path(self.path, MANIFEST).read_bytes(), type=OutputManifest)
        except (OSError, msgspec.DecodeError):
            return OutputManifest()

    def state(self, paths: Sequence[str]) -> str | None:
        """Return the digest of what lies at some paths now; nothing if one of them is missing."""
        base = os.path.join(self.path, "")
        stamps = array("q")
        try:
            for path in paths:
                info = os.stat(base + path)
                stamps.append(info.st_size)
                stamps.append(info.st_mtime_ns)
        except (OSError, ValueError):
            return None
        return state(paths, stamps)

    def write_manifest(self, paths: set[str], owner: OutputManifest) -> None:
        """Write down which files are ours, and whose they are."""
        part = Path(self.staging, MANIFEST)
        told = {"what": WHAT, "site": owner.site, "place": owner.place}
        head = b"".join(b'"%s": %s,\n' % (key.encode(), msgspec.json.encode(value)) for key, value in told.items())
        lines = b",\n".join(map(msgspec.json.encode, sorted(paths)))
        part.write_bytes(b"{" + head + b'"files": [\n' + lines + b"\n]}\n")
        part.chmod(MODE)
        part.replace(Path(self.path, MANIFEST))


def ours(manifest: OutputManifest) -> set[str]:
    """Name the files that builds made in a folder; a damaged line names none outside it."""
    return {path for path in manifest.files if not path.startswith("/") and ".." not in path.split("/")}


def place_of(root: Path, output: Path) -> str:
    """Tell a site from all others by where its project lies from the output folder: both may move together.

    It is a digest: what is published says nothing of the folders of a machine.
    """
    try:
        return digest_of(os.path.relpath(os.path.realpath(root), os.path.realpath(output)))
    except ValueError:  # on another drive
        return digest_of(os.path.realpath(root))


def make_folders(path: str) -> None:
    """Make a folder, and those above it that are missing, such as others can look into whatever the umask."""
    missing = []
    while not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path)
    for folder in reversed(missing):
        try:
            os.mkdir(folder)
        except FileExistsError:  # a file, or somebody was faster
            if not os.path.isdir(folder):
                raise
        mode = os.stat(folder).st_mode
        if mode & OPEN != OPEN:
            os.chmod(folder, mode | OPEN)


def pieces(paths: Iterable[str]) -> list[list[str]]:
    """Return the paths in order, in pieces of which two processes can share the work."""
    ordered = sorted(paths)
    return [ordered[start : start + PIECE] for start in range(0, len(ordered), PIECE)]


def state(paths: Sequence[str], stamps: "array[int]") -> str:
    """Return the digest of the paths of files, in order, and of the size and time of each."""
    digest = sha256(msgspec.json.encode(paths))  # processors do this one in hardware
    digest.update(stamps)
    return digest.hexdigest()
