"""Parse git's listing of a branch."""

import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from generator.model.deployment import Manifest, RemoteFile

# Without this file some hosts run Jekyll over the site, which leaves out names that begin with an underscore.
NO_JEKYLL = ".nojekyll"
FILE = "100644"  # the mode of a plain file
UNKNOWN = -1  # the size of what is not ours: it would have to be fetched
# What a branch for a site may begin with, made by hand or by a host.
_USUAL = re.compile(r"CNAME|\.nojekyll|(?:README|LICEN[CS]E)[^/]*", re.IGNORECASE)
_NAMED = 4


class TreeEntry(Struct, frozen=True):
    """A file of a commit, or a link or a submodule: its mode and the id of its content."""

    mode: str
    id: str

    @property
    def mark(self) -> str:
        """What tells a file of ours from any other: its id, where it is a plain file."""
        return self.id if self.mode == FILE else f"{self.mode} {self.id}"


def entries(listed: bytes) -> dict[str, TreeEntry]:
    """Read what `git ls-tree -r -z` lists, by path."""
    found = {}
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        about, _, path = line.partition("\t")
        if path:
            mode, _, digest = about.split(" ")
            found[path] = TreeEntry(mode, digest)
    return found


def seen(paths: Collection[str], manifest: Manifest | None, there: Mapping[str, TreeEntry]) -> dict[str, RemoteFile]:
    """Return what lies at the site's paths and at the manifest's.

    Git tells ids, no sizes: what we left has the size that we noted. Where a file of ours would be in the way of
    others (a folder is to be where one of them is, or one of them lies below it), it counts as one that is there.
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
        found.pop(NO_JEKYLL, None)  # nobody's: the site may have one of its own
    return found


def folders_of(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in."""
    yield from (path[:place] for place, letter in enumerate(path) if letter == "/")


def foreign_files(there: Mapping[str, TreeEntry]) -> str:
    """Say which files a branch holds where we have not been before; nothing if it is as good as new."""
    found = [path for path in there if not _USUAL.fullmatch(path)]
    names = list(dict.fromkeys(path.partition("/")[0] for path in found))
    more = ["…"] if len(names) > _NAMED else []
    listed = ", ".join([*map(_legible, names[:_NAMED]), *more])
    return f"{len(found):,} {'file' if len(found) == 1 else 'files'} that no deploy brought ({listed})" if found else ""


def _legible(name: str) -> str:
    """Return a name that somebody else gave, fit to be shown."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)
