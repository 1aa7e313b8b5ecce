"""The interface of every target: list, upload, delete, and keep the manifest."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import msgspec

from generator.model.deployment import Manifest, RemoteState, Upload
from generator.model.settings import Project

# The manifest's name at a target, beside the site's files.
MANIFEST = ".newsprint-deploy.json"
DAMAGED = "Put back a sound one, or remove it and deploy with --force."


class StoreError(Exception):
    """A target cannot be reached, or refuses something; retries are over.

    ``hint`` says how to fix it. Neither may contain a secret.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Say in one line what happened."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConflictError(Exception):
    """Somebody else has changed the target since it was listed: list it again."""


def encoded(manifest: Manifest) -> bytes:
    """Encode a manifest: in a fixed order, a file a line, so that successive manifests differ in few lines."""
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
    """Decode a manifest from a target. It is not trusted: paths that lead out of the site are dropped.

    Raises StoreError if it is damaged, since then the site's own files are unknown.
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
    """Tell whether a path is below the site, and is not the manifest."""
    if path == MANIFEST or "\0" in path or (os.sep != "/" and os.sep in path):
        return False
    return not {"", ".", ".."} & set(path.split("/"))


def path_of(name: str, path: str, project: Project) -> str:
    """Return the absolute path of the setting `name`, relative to the project's root or a home folder (`~`).

    Raises StoreError for an unknown home folder.
    """
    try:
        return str(project.root / Path(path).expanduser())
    except RuntimeError:
        raise StoreError(f"{name}: nobody on this machine has the folder {path}", "Write the whole path.") from None


class Store(Protocol):
    """A target, open for one deploy. Every method may raise StoreError.

    ``where`` is its name in messages. Files become visible one by one, each as a whole. If ``whole`` is true, all
    changes become visible at once, in `finish`.
    """

    where: str
    whole: bool

    def __enter__(self) -> Self:
        """Prepare; nothing changes at the target."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close connections and remove temporary files.

        After an error, what `finish` has not published stays invisible.
        """

    def look(self, paths: Collection[str]) -> RemoteState:
        """Return the manifest, and the files at `paths` and at the paths of the manifest. It may be called again."""

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
        """Return the pairs that are one file there. The paths of a pair differ only in case or Unicode form."""

    def write_manifest(self, manifest: Manifest) -> None:
        """Replace the manifest. Raises ConflictError if the target can tell that it is not the one last seen."""

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Upload files, in any order or at the same time; yield the path and mark of each that has arrived."""

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Delete files; yield the path of each that is gone. A missing file is no error."""

    def finish(self) -> None:
        """Make all changes visible. Raises ConflictError like `write_manifest`."""
