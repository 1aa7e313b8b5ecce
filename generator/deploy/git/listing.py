"""Parse git's listing of a branch."""

import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from generator.model.deployment import Manifest, RemoteFile

# Without this file some hosts run Jekyll on the site, which omits names that begin with an underscore.
NO_JEKYLL = ".nojekyll"
FILE = "100644"  # the mode of a plain file
UNKNOWN = -1  # the size of files that are not the site's: git would have to fetch them
# Files that a new branch for a site may have, made by hand or by a host.
_USUAL = re.compile(r"CNAME|\.nojekyll|(?:README|LICEN[CS]E)[^/]*", re.IGNORECASE)
_NAMED = 4


class TreeEntry(Struct, frozen=True):
    """A file, link or submodule of a commit: its mode and the id of its content."""

    mode: str
    id: str

    @property
    def mark(self) -> str:
        """The mark of a plain file is its id; other entries have none."""
        return self.id if self.mode == FILE else f"{self.mode} {self.id}"


def entries(listed: bytes) -> dict[str, TreeEntry]:
    """Parse the output of `git ls-tree -r -z`, by path."""
    found = {}
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        about, _, path = line.partition("\t")
        if path:
            mode, _, digest = about.split(" ")
            found[path] = TreeEntry(mode, digest)
    return found


def seen(paths: Collection[str], manifest: Manifest | None, there: Mapping[str, TreeEntry]) -> dict[str, RemoteFile]:
    """Return the files at the paths of the site and of the manifest.

    Git lists ids, but no sizes: files of ours have the size in the manifest. If a file of the site collides with files
    of others (one is a folder of the other), it counts as existing.
    """
    known = {} if manifest is None else {**{path: old.sent for path, old in manifest.old.items()}, **manifest.files}
    ours = known.keys() | (manifest.pending if manifest else ())
    found = {}
    for path in {*paths, *ours} & there.keys():
        entry, sent = there[path], known.get(path)
        found[path] = RemoteFile(sent.size if sent and sent.mark == entry.mark else UNKNOWN, entry.mark)
    others = there.keys() - ours
    folders = {folder for path in others for folder in folders_of(path)}
    for path in set(paths) - found.keys():
        if path in folders or not others.isdisjoint(folders_of(path)):
            found[path] = RemoteFile(UNKNOWN)
    if NO_JEKYLL not in ours:
        found.pop(NO_JEKYLL, None)  # not listed: the site may have one of its own
    return found


def folders_of(path: str) -> Iterator[str]:
    """Yield the folders that a path is in."""
    yield from (path[:place] for place, letter in enumerate(path) if letter == "/")


def foreign_files(there: Mapping[str, TreeEntry]) -> str:
    """Describe the files of a branch that has no manifest; empty if it is as good as new."""
    found = [path for path in there if not _USUAL.fullmatch(path)]
    names = list(dict.fromkeys(path.partition("/")[0] for path in found))
    more = ["…"] if len(names) > _NAMED else []
    listed = ", ".join([*map(_legible, names[:_NAMED]), *more])
    return f"{len(found):,} {'file' if len(found) == 1 else 'files'} that no deploy brought ({listed})" if found else ""


def _legible(name: str) -> str:
    """Return a file name of others in printable form."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)
