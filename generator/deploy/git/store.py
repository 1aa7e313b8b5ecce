"""Deploy to a branch, as GitHub, GitLab and Codeberg Pages serve it: one commit for each deploy.

The commit changes only the site's own files. Everything else on the branch stays: `CNAME`, a README, whole folders.
The push makes all changes visible at once.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

from generator.deploy.git.errors import main_line, remote_message
from generator.deploy.git.listing import FILE, NO_JEKYLL, TreeEntry, entries, foreign_files, seen
from generator.deploy.git.remote import address_of, shown
from generator.deploy.git.repository import NAME, DamagedRepositoryError, Repository
from generator.deploy.store import MANIFEST, ConflictError, StoreError, encoded, manifest_of, path_of
from generator.model.deployment import Manifest, RemoteState, Upload
from generator.model.settings import Project
from generator.model.target import Git


def open_store(kind: Git, project: Project, name: str) -> "GitStore":
    """Return the branch as a store; a relative path begins at the project's root."""
    address = address_of(kind, project)
    ssh_config = path_of("ssh_config", kind.ssh_config, project) if kind.ssh_config else ""
    where = f"{shown(kind.repository)} ({kind.branch})"
    return GitStore(Repository(project.cache / "deploy" / name, address, where, ssh_config), kind.branch, kind.history)


class GitStore:
    """A branch. Changes are collected until `finish` commits them. A mark is a blob's id."""

    whole = True

    def __init__(self, repository: Repository, branch: str, history: bool) -> None:  # noqa: FBT001 (the setting's own name)
        """Name the branch; nothing is requested yet."""
        self.where = repository.where
        self.repository = repository
        self.branch = branch
        self.history = history
        self._head = ""
        self._entries: dict[str, TreeEntry] = {}
        self._manifest: Manifest | None = None
        self._files: dict[str, str] = {}
        self._ids: dict[str, str] = {}  # by path; empty for removed files

    def __enter__(self) -> Self:
        """Prepare the local repository, without a request to the remote."""
        self.repository.prepare()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to release: what is not pushed is not visible."""

    def look(self, paths: Collection[str]) -> RemoteState:
        """Fetch the branch's last commit, and list it."""
        self._files, self._ids, self._manifest = {}, {}, None
        try:
            manifest = self._get()
        except DamagedRepositoryError:
            self._recreate_whole()
            manifest = self._get()
        warning = "" if manifest is not None else self._warning()
        return RemoteState(manifest, seen(paths, manifest, self._entries), warning)

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:  # noqa: ARG002 (as every store's)
        """Return none: git distinguishes all names."""
        return {}

    def write_manifest(self, manifest: Manifest) -> None:
        """Add the manifest to the next commit."""
        self._manifest = manifest

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Add the files to the next commit. Raises ConflictError if the branch turns out to have moved."""
        files = [upload.file for upload in uploads]
        try:
            ids = self.repository.add_files(files)
        except DamagedRepositoryError:
            self._recreate_with_changes()
            ids = self.repository.add_files(files)
        for upload, mark in zip(uploads, ids, strict=True):
            self._files[upload.path] = upload.file
            self._ids[upload.path] = mark
            yield upload.path, mark

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Remove the files in the next commit."""
        for path in paths:
            self._files.pop(path, None)
            self._ids[path] = ""
            yield path

    def finish(self) -> None:
        """Commit and push. Raises ConflictError if the branch has moved."""
        try:
            self._publish()
        except DamagedRepositoryError:
            self._recreate_with_changes()
            self._publish()

    def _warning(self) -> str:
        """Describe what a first deploy would do to a branch that is in use."""
        found = foreign_files(self._entries)
        then = "the site would come on top" if self.history else "its history would go"
        return found and f"the branch {self.branch} holds {found}; {then}"

    def _recreate_whole(self) -> None:
        """Create the local repository again, with all files: a partial clone may be the problem."""
        self.repository.recreate()
        self.repository.is_whole = True

    def _recreate_with_changes(self) -> None:
        """Create the local repository again in the middle of a deploy, and add the files that were added before."""
        self._recreate_whole()
        if self.repository.fetch_head(self.branch, MANIFEST) != self._head:
            raise ConflictError
        self._ids |= zip(self._files, self.repository.add_files(list(self._files.values())), strict=True)

    def _get(self) -> Manifest | None:
        self._head, self._entries = self.repository.fetch_head(self.branch, MANIFEST), {}
        if not self._head:
            return None
        listed = self.repository.local("ls-tree", "-r", "-z", "--full-tree", self._head)
        self._entries = entries(listed)
        found = self._entries.get(MANIFEST)
        if found is None:
            return None
        return manifest_of(self.repository.read(found.id))

    def _publish(self) -> None:
        """Commit, unless nothing changed, and push."""
        changes = dict(self._ids)
        if self._manifest is not None:
            changes[MANIFEST] = self.repository.add_blob(encoded(self._manifest))
        if not changes.get(NO_JEKYLL, NO_JEKYLL in self._entries):
            changes[NO_JEKYLL] = self.repository.add_blob(b"")
        tree = self._tree(changes)
        if self._head:
            if tree == self.repository.local("rev-parse", f"{self._head}^{{tree}}").decode().strip():
                return
            self.repository.end_history_at(self._head)
        commit = self.repository.commit(tree, self._head if self.history else "", self._message())
        self._push(commit)
        self.repository.record_head(commit)
        self.repository.tidy()
        self._head = commit

    def _tree(self, changes: Mapping[str, str]) -> str:
        """Return the id of the branch's tree with changes. Removals come first: a folder may replace a file."""
        local = self.repository.local
        for name in ("index", "index.lock"):
            (self.repository.folder / name).unlink(missing_ok=True)
        local("read-tree", self._head or "--empty")
        nothing = "0" * max(map(len, changes.values()), default=0)
        lines = [f"0 {nothing}\t{path}\0" for path, mark in changes.items() if not mark]
        lines += [f"{FILE} {mark}\t{path}\0" for path, mark in changes.items() if mark]
        text = "".join(lines).encode("utf-8", "surrogateescape")
        local("update-index", "-z", "--replace", "--index-info", stdin=text)
        return local("write-tree", "--missing-ok").decode().strip()  # the branch's own objects may be missing here

    def _message(self) -> str:
        """Return the commit message: one line."""
        ours = {path: mark for path, mark in self._ids.items() if path != NO_JEKYLL}
        new = sum(1 for path, mark in ours.items() if mark and path not in self._entries)
        changed = sum(1 for path, mark in ours.items() if mark and path in self._entries)
        gone = sum(1 for path, mark in ours.items() if not mark and path in self._entries)
        parts = [f"{count:,} {word}" for count, word in ((new, "new"), (changed, "changed"), (gone, "gone")) if count]
        return f"site: {', '.join(parts) or 'nothing new'}"

    def _push(self, commit: str) -> None:
        """Push a commit, on condition that the branch has not moved.

        Git treats that as a forced push, but with history it is always a fast-forward: the parent is the branch's last
        commit.
        """
        ref = f"refs/heads/{self.branch}"
        lease = f"--force-with-lease={ref}:{self._head}"
        ran = self.repository.remote("push", "--porcelain", "--no-verify", lease, "--", NAME, f"{commit}:{ref}")
        if not ran.code:
            return
        answer = next((line for line in ran.out.decode("utf-8", "replace").splitlines() if line[:2] == "!\t"), "")
        if re.search(r"\[rejected\]|cannot lock ref|failed to update ref|fetch first|stale info", answer):
            raise ConflictError
        if not answer or "unpacker error" in answer:
            raise DamagedRepositoryError(f"the commit cannot be pushed: {self.where}: {main_line(ran.messages)}")
        reason = answer.rpartition("\t")[2].removeprefix("[remote rejected] ")
        raise StoreError(f"the other side refuses the commit {reason}: {self.where}", remote_message(ran.messages))
