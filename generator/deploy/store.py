"""The interface of every target: list, upload, delete, and keep the manifest."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import msgspec

from generator.model.deployment import Manifest, RemoteState, Upload
from generator.model.settings import Project

# Where a target keeps what we know of it: below the site, beside its files.
MANIFEST = ".newsprint-deploy.json"
DAMAGED = "Put back a sound one, or remove it and deploy with --force."


class StoreError(Exception):
    """A target could not be reached, or refused; tries that could heal it are over.

    ``hint`` says how to mend it. Neither may hold a secret.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Say what happened, in a line."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConflictError(Exception):
    """Somebody else changed the target since we looked: look again."""


def encoded(manifest: Manifest) -> bytes:
    """Return a manifest as it is kept: always in one order, a file a line, so that two of them differ in few lines."""
    groups: dict[str, Mapping[str, object]] = {"files": manifest.files, "old": manifest.old, "untold": manifest.untold}
    rest = msgspec.structs.replace(manifest, files={}, old={}, untold={}, pending=sorted(manifest.pending))
    head = msgspec.to_builtins(rest)
    parts = [f"{_text(key)}:{_text(value)}" for key, value in head.items() if key not in groups]
    parts += [f"{_text(name)}:{_lines(group)}" for name, group in groups.items()]
    return ("{" + ",\n".join(parts) + "}\n").encode()


def _lines(group: Mapping[str, object]) -> str:
    return "{\n" + ",\n".join(f"{_text(path)}:{_text(value)}" for path, value in sorted(group.items())) + "}"


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def manifest_of(data: bytes) -> Manifest:
    """Read a manifest that came from a target; it is not trusted to name files below the site only.

    Raises StoreError if it is damaged: without it nobody knows which files are ours.
    """
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        message = f"{MANIFEST} there, which tells what is ours, cannot be read: {error}"
        raise StoreError(message, DAMAGED) from None
    return msgspec.structs.replace(
        found,
        files={path: sent for path, sent in found.files.items() if is_below(path)},
        old={path: old for path, old in found.old.items() if is_below(path)},
        pending=[path for path in found.pending if is_below(path)],
        untold={path: news for path, news in found.untold.items() if is_below(path)},
    )


def is_below(path: str) -> bool:
    """Tell whether a path is that of a file below the site, and not of our own manifest."""
    if path == MANIFEST or "\0" in path or (os.sep != "/" and os.sep in path):
        return False
    return not {"", ".", ".."} & set(path.split("/"))


def path_of(name: str, path: str, project: Project) -> str:
    """Return a path of the setting `name` as a whole: it begins at the project's root, or at somebody's home (`~`).

    Raises StoreError for a home that nobody knows.
    """
    try:
        return str(project.root / Path(path).expanduser())
    except RuntimeError:
        raise StoreError(f"{name}: nobody on this machine has the folder {path}", "Write the whole path.") from None


class Store(Protocol):
    """A place that a site is sent to, open for one deploy. Every method may raise StoreError.

    ``where`` names the place in reports. What is sent becomes visible file by file, each as a whole; a store whose
    changes become visible all at once (``whole``) does that in `finish`.
    """

    where: str
    whole: bool

    def __enter__(self) -> Self:
        """Get ready; the place is not touched."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of connections and temporary files; with an error, whatever `finish` has not shown stays unseen."""

    def look(self, paths: Collection[str]) -> RemoteState:
        """Return the manifest, and what lies at `paths` and at the manifest's. It may be called again."""

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
        """Return which of some pairs of paths, that differ in case or Unicode form only, are one file there."""

    def write_manifest(self, manifest: Manifest) -> None:
        """Replace the manifest. Raises ConflictError where the place can tell that it is not the one last seen."""

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Send files, in any order or at the same time; yield the path and mark of each that has arrived."""

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Remove files; yield the path of each that is not there any more. One that was not there is no fault."""

    def finish(self) -> None:
        """Make everything visible that is not yet. Raises ConflictError as `keep` does."""
