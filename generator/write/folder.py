"""The finished site's folder. A build is staged beside it and put in place when all of it is there.

Each file is put in place by a rename, so a reader sees the old one or the new one, never a part.
Which files are ours is written down in the folder itself, in `.newsprint`: these, and no others, are
ever removed, also when the cache is lost.
"""

import os
import shutil
from array import array
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from generator.model.problem import FaultError, Problem
from generator.model.urls import folded

MANIFEST = ".newsprint"
STAGING = ".newsprint-staging"
WHAT = "The files that Newsprint made here: it removes these when they are no longer wanted, and no others."
PIECE = 2048  # files
MODE = 0o644
LONGEST = 255  # bytes of a file's name


class Manifest(Struct, frozen=True):
    """The file `.newsprint` in the output folder: which of the files there are ours."""

    files: list[str]


class Staged(Struct, frozen=True):
    """The file that an output will be: its bytes, its mtime in nanoseconds, and whether it is not there yet."""

    size: int
    mtime: int
    is_new: bool


def staged(info: os.stat_result, *, is_new: bool) -> Staged:
    """Describe a file; a rename will change neither its size nor its mtime."""
    return Staged(info.st_size, info.st_mtime_ns, is_new)


class Folder:
    """Collects the new bytes of outputs, then puts them all in place."""

    def __init__(self, path: Path, shown: str) -> None:
        """Open the output folder, which need not exist; `shown` is its name in reports."""
        self.path = os.fspath(path)
        self.shown = shown
        self.staging = os.path.join(self.path, STAGING)

    def __enter__(self) -> Self:
        """Make an empty staging folder; what a killed build left there goes."""
        try:
            self.sweep()
            os.makedirs(self.staging, exist_ok=True)
        except OSError as error:
            raise self.fault(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave no temporary files."""
        self.sweep()

    def sweep(self) -> None:
        """Remove the staging folder, ours or that of a killed build."""
        if os.path.lexists(self.staging):
            shutil.rmtree(self.staging, ignore_errors=True)

    def fault(self, error: OSError, state: str = "Nothing was published.") -> FaultError:
        """Say why the folder could not be written, and in which state that left it."""
        hint = f"{state} Make room, or mend the permissions, and build again."
        return FaultError(Problem(self.shown, f"the site cannot be written: {error.strerror or error}", hint=hint))

    def stage(self, number: int, path: str, data: bytes) -> Staged:
        """Keep the bytes of output `number` for `path`, unless just these bytes lie there already."""
        if in_place := self.holding(path, data):
            return in_place
        try:
            part = os.open(os.path.join(self.staging, str(number)), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
            try:
                left = memoryview(data)
                while left:
                    left = left[os.write(part, left) :]
                return staged(os.fstat(part), is_new=True)
            finally:
                os.close(part)
        except OSError as error:
            raise self.fault(error) from None

    def stage_copy(self, number: int, path: str, source: str) -> Staged:
        """Keep a copy of a file for `path`, unless the same bytes lie there already."""
        part, target = os.path.join(self.staging, str(number)), os.path.join(self.path, path)
        try:
            if same_bytes(source, target):
                return staged(os.stat(target), is_new=False)
            shutil.copyfile(source, part)
            return staged(os.stat(part), is_new=True)
        except OSError as error:
            raise self.fault(error) from None

    def holding(self, path: str, data: bytes) -> Staged | None:
        """Return the file at `path` if it has exactly these bytes."""
        try:
            with open(os.path.join(self.path, path), "rb") as file:
                info = os.fstat(file.fileno())
                return staged(info, is_new=False) if info.st_size == len(data) and file.read() == data else None
        except OSError:
            return None

    def publish(self, parts: Sequence[tuple[int, str]], outputs: Iterable[str], made: Iterable[str]) -> list[str]:
        """Put every staged file in place, then remove what is no longer an output; return what was removed.

        The list of our files grows before the files come and shrinks after they went, so that a build
        killed in between loses track of none. `made` is what the cache knows to be ours, should the list be lost.
        """
        listed, after = self.ours(), set(outputs)
        before = listed | set(made)
        gone = sorted(before - after)
        try:
            self.clear_way(parts, gone)
            self.check_way([path for _, path in parts if path not in listed])
            if not after <= listed:
                self.write_manifest(before | after)
            for folder in {path.rpartition("/")[0] for _, path in parts}:  # all, before a page changes
                os.makedirs(os.path.join(self.path, folder), exist_ok=True)
            for number, path in parts:
                os.replace(os.path.join(self.staging, str(number)), os.path.join(self.path, path))
            # Where case does not tell files apart, what is gone by one spelling is there by another.
            kept = {folded(path) for path in after} if gone else set()
            removed = [path for path in gone if folded(path) not in kept and self.remove(path)]
            if listed != after:
                self.write_manifest(after)
        except OSError as error:
            raise self.fault(error, "Every page is whole, but some may be new and others old.") from None
        return removed

    def check_way(self, paths: Iterable[str]) -> None:
        """Refuse, before anything is put in place, what no rename could put there."""
        hint = "Nothing was published. Move it away, or give the page another permalink."
        for path in paths:
            target = os.path.join(self.path, path)
            if os.path.isdir(target):
                raise FaultError(
                    Problem(f"{self.shown}/{path}", "there is a folder where this page belongs", hint=hint)
                )
            if any(len(name.encode()) > LONGEST for name in path.split("/")):
                raise FaultError(Problem(f"{self.shown}/{path}", f"a name of more than {LONGEST} bytes", hint=hint))

    def clear_way(self, parts: Iterable[tuple[int, str]], gone: Sequence[str]) -> None:
        """Where a file of ours turns into a folder, or a folder into a file, the old goes first."""
        if not gone:
            return
        old = set(gone)
        folders = {path[:place] for path in gone for place, letter in enumerate(path) if letter == "/"}
        for _, path in parts:
            if path in folders:
                for inner in gone:
                    if inner.startswith(path + "/"):
                        self.remove(inner)
            parent = path.rpartition("/")[0]
            while parent:
                if parent in old:
                    self.remove(parent)
                parent = parent.rpartition("/")[0]

    def remove(self, path: str) -> bool:
        """Remove a file of ours, and the folders that it leaves empty."""
        target = os.path.join(self.path, path)
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

    def ours(self) -> set[str]:
        """Name the files that builds made here; a damaged line names none outside the folder."""
        return {path for path in self.listed() if not path.startswith("/") and ".." not in path.split("/")}

    def listed(self) -> list[str]:
        """Return the lines of the list of our files."""
        try:
            return msgspec.json.decode(Path(self.path, MANIFEST).read_bytes(), type=Manifest).files
        except (OSError, msgspec.DecodeError):
            return []

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

    def write_manifest(self, paths: set[str]) -> None:
        """Write down which files are ours."""
        part = Path(self.staging, MANIFEST)
        lines = b",\n".join(map(msgspec.json.encode, sorted(paths)))
        part.write_bytes(b'{"what": ' + msgspec.json.encode(WHAT) + b',\n"files": [\n' + lines + b"\n]}\n")
        part.replace(Path(self.path, MANIFEST))


def pieces(paths: Iterable[str]) -> list[list[str]]:
    """Return the paths in order, in pieces of which two processes can share the work."""
    ordered = sorted(paths)
    return [ordered[start : start + PIECE] for start in range(0, len(ordered), PIECE)]


def state(paths: Sequence[str], stamps: "array[int]") -> str:
    """Return the digest of the paths of files, in order, and of the size and time of each."""
    digest = sha256(msgspec.json.encode(paths))  # processors do this one in hardware
    digest.update(stamps)
    return digest.hexdigest()


def same_bytes(one: str, other: str) -> bool:
    """Compare two files piece by piece."""
    try:
        if os.stat(one).st_size != os.stat(other).st_size:
            return False
        with open(one, "rb") as first, open(other, "rb") as second:
            while piece := first.read(1 << 20):
                if piece != second.read(1 << 20):
                    return False
    except OSError:
        return False
    return True
