"""The manifest `.newsprint` in the output folder: which of its files are the site's own, and which site that is.

A build removes files that the manifest lists, and no others. It lies beside them, so a lost cache loses no file.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.model.digest import digest_of
from generator.write.permissions import MODE

MANIFEST = ".newsprint"
PROJECT = (".newsprint", "content", "_config.yml", "_posts")  # one of these is in a project's folder
WHAT = "The files that Newsprint made here: it removes these when they are no longer wanted, and no others."


class OutputManifest(Struct, frozen=True):
    """The content of `.newsprint`.

    ``site`` is the title of the site. ``place`` is the digest of its project's path, seen from the output folder
    (`place_of`). Both are empty in a folder that has no manifest.
    """

    files: list[str] = []
    site: str = ""
    place: str = ""


def read_manifest(folder: str) -> OutputManifest:
    """Read the manifest of an output folder; a missing or damaged one is empty."""
    try:
        return msgspec.json.decode(Path(folder, MANIFEST).read_bytes(), type=OutputManifest)
    except (OSError, msgspec.DecodeError):
        return OutputManifest()


def write_manifest(part: Path, folder: str, paths: Iterable[str], owner: OutputManifest) -> None:
    """Replace the manifest as a whole: write the file `part`, and rename it. `owner` has the site and its place."""
    fields = {"what": WHAT, "site": owner.site, "place": owner.place}
    head = b"".join(b'"%s": %s,\n' % (key.encode(), msgspec.json.encode(value)) for key, value in fields.items())
    lines = b",\n".join(map(msgspec.json.encode, sorted(paths)))  # a path a line
    part.write_bytes(b"{" + head + b'"files": [\n' + lines + b"\n]}\n")
    part.chmod(MODE)
    part.replace(Path(folder, MANIFEST))


def own_files(manifest: OutputManifest) -> set[str]:
    """Return the paths that a manifest lists, without those that lead out of the folder: it may be damaged."""
    return {path for path in manifest.files if not path.startswith("/") and ".." not in path.split("/")}


def place_of(root: Path, output: Path) -> str:
    """Identify a project by the path that leads to it from its output folder: both may be moved together.

    It is a digest, because it is published: nobody can read the names of folders in it.
    """
    try:
        return digest_of(os.path.relpath(os.path.realpath(root), os.path.realpath(output)))
    except ValueError:  # on another drive
        return digest_of(os.path.realpath(root))


def was_moved(manifest: OutputManifest, root: Path, output: Path) -> bool:
    """Tell whether the project's own output folder was moved away, and a link put in its place.

    Then the path from the link to the project is the recorded one, and where that path leads from the folder itself
    nobody has a project.
    """
    if not output.is_symlink():
        return False
    way = os.path.relpath(root, output)
    there = Path(os.path.realpath(output), way)
    return manifest.place == digest_of(way) and not any((there / name).exists() for name in PROJECT)
