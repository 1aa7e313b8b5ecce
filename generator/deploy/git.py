"""A branch of a repository, as GitHub, GitLab and Codeberg Pages show it: one commit for each deploy.

The commit is made of what the branch holds and what we change of it, so whatever else lies there stays: `CNAME`, a
README, whole folders. Nothing is seen before it is pushed, and then all of it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from generator.deploy.gitrepository import NAME, DamagedError, Repository
from generator.deploy.gitsaid import telling
from generator.deploy.store import MANIFEST, MovedError, StoreError, manifest_of
from generator.model.delivery import Manifest, Parcel, Seen, There
from generator.model.settings import Project
from generator.model.target import Git

# Without this file some hosts run Jekyll over the site, which leaves out names that begin with an underscore.
NO_JEKYLL = ".nojekyll"
FILE = "100644"  # the mode of a plain file
UNKNOWN = -1  # the size of what is not ours: it would have to be fetched
_REMOTE = re.compile(r"[^/]*:.*")  # host:path, as git tells it from a path of this machine


class Entry(Struct, frozen=True):
    """A file of a commit, or a link or a submodule: its mode and the id of its content."""

    mode: str
    id: str

    @property
    def mark(self) -> str:
        """What tells a file of ours from any other: its id, where it is a plain file."""
        return self.id if self.mode == FILE else f"{self.mode} {self.id}"


def open_store(kind: Git, project: Project, name: str) -> "GitStore":
    """Return the branch as a store; a relative path begins at the project's root."""
    ssh_config = str(project.root / Path(kind.ssh_config).expanduser()) if kind.ssh_config else ""
    address = kind.repository
    if "://" not in address and not _REMOTE.fullmatch(address):
        address = str(project.root / Path(address).expanduser())
    where = f"{shown(kind.repository)} ({kind.branch})"
    return GitStore(Repository(project.cache / "deploy" / name, address, where, ssh_config), kind.branch, kind.history)


def shown(address: str) -> str:
    """Return an address as it may be shown: who logs in to a web server might be a token."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return address
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


class GitStore:
    """A branch. Changes gather here until `finish` makes a commit of them. A mark is a blob's id."""

    whole = True

    def __init__(self, repository: Repository, branch: str, history: bool) -> None:  # noqa: FBT001 (the setting's own name)
        """Name the branch; nothing is asked yet."""
        self.where = repository.where
        self.repository = repository
        self.branch = branch
        self.history = history
        self._head = ""
        self._entries: dict[str, Entry] = {}
        self._manifest: Manifest | None = None
        self._files: dict[str, str] = {}
        self._ids: dict[str, str] = {}  # by path; empty for what goes

    def __enter__(self) -> Self:
        """Make our own repository; the other one is not asked."""
        self.repository.prepare()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to let go of: what is not pushed is not seen."""

    def look(self, paths: Collection[str]) -> There:
        """Get the branch's last commit, and list it."""
        self._files, self._ids, self._manifest = {}, {}, None
        try:
            manifest = self._get()
        except DamagedError:
            self._start_anew()
            manifest = self._get()
        return There(manifest, seen(paths, manifest, self._entries))

    def keep(self, manifest: Manifest) -> None:
        """Put the manifest into the commit to come."""
        self._manifest = manifest

    def send(self, parcels: Sequence[Parcel]) -> Iterator[tuple[str, str]]:
        """Take the files in. Raises MovedError where it turns out by the way."""
        files = [parcel.file for parcel in parcels]
        try:
            ids = self.repository.write(files)
        except DamagedError:
            self._mend()
            ids = self.repository.write(files)
        for parcel, mark in zip(parcels, ids, strict=True):
            self._files[parcel.path] = parcel.file
            self._ids[parcel.path] = mark
            yield parcel.path, mark

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Leave the files out of the commit to come."""
        for path in paths:
            self._files.pop(path, None)
            self._ids[path] = ""
            yield path

    def finish(self) -> None:
        """Commit and push. Raises MovedError if the branch is not what it was."""
        try:
            self._publish()
        except DamagedError:
            self._mend()
            self._publish()

    def _start_anew(self) -> None:
        """Give up what we have of the repository, and get all of the branch: it may be that leaving out went wrong."""
        self.repository.renew()
        self.repository.is_whole = True

    def _mend(self) -> None:
        """Start anew in the middle of a deploy, with all that was taken in so far."""
        self._start_anew()
        if self.repository.head(self.branch, MANIFEST) != self._head:
            raise MovedError
        self._ids |= zip(self._files, self.repository.write(list(self._files.values())), strict=True)

    def _get(self) -> Manifest | None:
        self._head, self._entries = self.repository.head(self.branch, MANIFEST), {}
        if not self._head:
            return None
        listed = self.repository.local("ls-tree", "-r", "-z", "--full-tree", self._head)
        self._entries = entries(listed)
        found = self._entries.get(MANIFEST)
        if found is None:
            return None
        return manifest_of(self.repository.read(found.id))

    def _publish(self) -> None:
        """Make the commit, unless nothing changes, and push it."""
        changes = dict(self._ids)
        if self._manifest is not None:
            changes[MANIFEST] = self.repository.take(msgspec.json.encode(self._manifest) + b"\n")
        if not changes.get(NO_JEKYLL, NO_JEKYLL in self._entries):
            changes[NO_JEKYLL] = self.repository.take(b"")
        tree = self._tree(changes)
        if self._head:
            if tree == self.repository.local("rev-parse", f"{self._head}^{{tree}}").decode().strip():
                return
            self.repository.end_at(self._head)
        commit = self.repository.commit(tree, self._head if self.history else "", self._message())
        self._push(commit)
        self.repository.keep(commit)
        self.repository.tidy()
        self._head = commit

    def _tree(self, changes: Mapping[str, str]) -> str:
        """Return the id of the branch's tree with changes. What goes is first: a folder may be where a file was."""
        local = self.repository.local
        for name in ("index", "index.lock"):
            (self.repository.folder / name).unlink(missing_ok=True)
        local("read-tree", self._head or "--empty")
        nothing = "0" * max(map(len, changes.values()), default=0)
        lines = [f"0 {nothing}\t{path}\0" for path, mark in changes.items() if not mark]
        lines += [f"{FILE} {mark}\t{path}\0" for path, mark in changes.items() if mark]
        text = "".join(lines).encode("utf-8", "surrogateescape")
        local("update-index", "-z", "--replace", "--index-info", stdin=text)
        return local("write-tree", "--missing-ok").decode().strip()  # what the branch has need not be here

    def _message(self) -> str:
        """Say in a line what the commit does."""
        ours = {path: mark for path, mark in self._ids.items() if path != NO_JEKYLL}
        new = sum(1 for path, mark in ours.items() if mark and path not in self._entries)
        changed = sum(1 for path, mark in ours.items() if mark and path in self._entries)
        gone = sum(1 for path, mark in ours.items() if not mark and path in self._entries)
        parts = [f"{count:,} {word}" for count, word in ((new, "new"), (changed, "changed"), (gone, "gone")) if count]
        return f"site: {', '.join(parts) or 'nothing new'}"

    def _push(self, commit: str) -> None:
        """Push a commit, on condition that the branch is what it was.

        Such a push counts as forced, but with history it always goes forward: the commit stands on that very one.
        """
        ref = f"refs/heads/{self.branch}"
        lease = f"--force-with-lease={ref}:{self._head}"
        ran = self.repository.far("push", "--porcelain", "--no-verify", lease, "--", NAME, f"{commit}:{ref}")
        if not ran.code:
            return
        answer = next((line for line in ran.out.decode("utf-8", "replace").splitlines() if line[:2] == "!\t"), "")
        if re.search(r"\[rejected\]|cannot lock ref|failed to update ref|fetch first|stale info", answer):
            raise MovedError
        if not answer or "unpacker error" in answer:
            raise DamagedError(f"the commit cannot be pushed: {self.where}: {telling(ran.said)}")
        reason = answer.rpartition("\t")[2].removeprefix("[remote rejected] ")
        told = [line.removeprefix("remote:").strip() for line in ran.said.splitlines() if line.startswith("remote:")]
        raise StoreError(f"the other side refuses the commit {reason}: {self.where}", next(filter(None, told), ""))


def entries(listed: bytes) -> dict[str, Entry]:
    """Read what `git ls-tree -r -z` lists, by path."""
    found = {}
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        about, _, path = line.partition("\t")
        if path:
            mode, _, digest = about.split(" ")
            found[path] = Entry(mode, digest)
    return found


def seen(paths: Collection[str], manifest: Manifest | None, there: Mapping[str, Entry]) -> dict[str, Seen]:
    """Return what lies at the site's paths and at the manifest's.

    Git tells ids, no sizes: what we left has the size that we noted. Where a file of ours would be in the way of
    others (a folder is to be where one of them is, or one of them lies below it), it counts as one that is there.
    """
    known = {} if manifest is None else {**{path: old.sent for path, old in manifest.old.items()}, **manifest.files}
    ours = known.keys() | (manifest.pending if manifest else ())
    found = {}
    for path in {*paths, *ours} & there.keys():
        entry, sent = there[path], known.get(path)
        found[path] = Seen(sent.size if sent and sent.mark == entry.mark else UNKNOWN, entry.mark)
    others = there.keys() - ours
    folders = {folder for path in others for folder in folders_of(path)}
    for path in set(paths) - found.keys():
        if path in folders or not others.isdisjoint(folders_of(path)):
            found[path] = Seen(UNKNOWN)
    if NO_JEKYLL not in ours:
        found.pop(NO_JEKYLL, None)  # nobody's: the site may have one of its own
    return found


def folders_of(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in."""
    yield from (path[:place] for place, letter in enumerate(path) if letter == "/")
