"""Deploy to a folder of another machine with rsync (3.1 or newer on both sides) over ssh.

Only rsync runs there, so an account that is restricted to it (`rrsync`) is enough. Each file is sent under a temporary
name, then renamed. Files of others are never deleted: each file to delete is named.
"""

import os
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from generator.deploy.retry import WAITS, with_retries
from generator.deploy.rsync.errors import RemoteFolder, is_only_missing, known_error, misses_folder
from generator.deploy.rsync.lists import literal, mark_of, names, parents, rows
from generator.deploy.same_names import aliases_of
from generator.deploy.store import MANIFEST, ConflictError, StoreError, encoded, manifest_of, path_of
from generator.deploy.subprocesses import PATIENCE, Completed, run, ssh_options
from generator.model.deployment import Manifest, RemoteFile, RemoteState, Upload
from generator.model.settings import Project
from generator.model.target import Rsync

STALL = 120  # seconds without any data
MAX_SECONDS = 6 * 3600.0  # seconds for one batch: a stalled one ends long before
SHORT_TIMEOUT = 10.0  # seconds, after an error or an interrupt
# The options for uploads. Without implied folders rsync neither changes existing ones, nor replaces a symbolic link to
# a folder. Times are the marks. The files are known to differ, although size and time may be equal. (`--delay-updates`
# would rename all files together, but a broken connection would leave its folders behind, and the order of the waves
# already ensures what readers see.)
SENDING = ("--times", "--omit-dir-times", "--perms", "--chmod=D755,F644", "--no-implied-dirs", "--ignore-times")
LISTING = ("--list-only", "--no-human-readable", "--links", "--ignore-missing-args", "--no-implied-dirs")

AT_ONCE = 500  # files to delete: each is a rule, and rsync compares every rule with every file of the same folders

_VERSION = re.compile(rb"rsync +version v?(\d+)\.(\d+)")
OLDEST = (3, 1)
_PLAIN = re.compile(r"[A-Za-z0-9_./+@%,=:~-]+")
_PATTERN = re.compile(r"[*?\[\\]")


def open_store(kind: Rsync, project: Project, name: str) -> "RsyncStore":  # noqa: ARG001 (as every target's)
    """Return the remote folder as a store. Raises StoreError for a path that rsync would change."""
    if kind.path.startswith(":"):
        raise StoreError("path: this names a module of an rsync server, which is not encrypted", "Name a folder.")
    if _PATTERN.search(kind.path):
        raise StoreError(f"path: rsync would take {kind.path} for a pattern", "Name a folder without * ? [ and \\.")
    config = Path(path_of("ssh_config", kind.ssh_config, project)) if kind.ssh_config else None
    if config is not None and not config.is_file():
        raise StoreError(f"ssh_config: there is no file {kind.ssh_config}", "Name a file of ssh's settings.")
    return RsyncStore(kind, project.output, str(config or ""))


class RsyncStore:
    """The files of a remote folder. A mark is a file's mtime in UTC, in seconds, as rsync lists it."""

    whole = False

    def __init__(self, kind: Rsync, output: Path, config: str = "", waits: Sequence[float] = WAITS) -> None:
        """Name the remote folder, which need not exist, and the finished site. `waits` are the delays of retries."""
        port = ["-p", str(kind.port)] if kind.port else []
        path = kind.path.removeprefix("~/") if kind.path != "~" else "."  # rsync starts in the account's home folder
        by_hand = shlex.join(["ssh", *(["-F", kind.ssh_config] if kind.ssh_config else []), *port, kind.host])
        self.where = f"{kind.host}:{kind.path}"
        self._place = RemoteFolder(kind.host, kind.path, by_hand)
        self._folder = f"{kind.host}:{(path or '.').rstrip('/')}/"
        self._shell = " ".join(map(_quoted, ["ssh", *ssh_options(config), *port]))
        # Before 3.2.4 rsync passed names to the remote shell. A name that a shell would change is sent outside the
        # command line; no other name, since restricted accounts do not allow that.
        self._literally = [] if _PLAIN.fullmatch(path) else ["--protect-args"]
        self._output = output
        self._waits = waits
        self._seen: bytes | None = None
        self._folders: set[str] = set()  # the existing ones
        self._is_there = False  # whether the folder itself exists
        self._is_broken = False  # by an error or an interrupt: what follows must be quick
        self._trusting: list[str] = []
        self._temporary: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        """Make a local temporary folder. Raises StoreError if rsync is missing or too old."""
        known = run(["rsync", "--help"]).out
        version = _VERSION.search(known)
        if version is None or (int(version[1]), int(version[2])) < OLDEST:
            message = "the rsync of this machine is too old, or another program of that name"
            raise StoreError(message, "Install rsync 3.1 or newer (macOS: brew install rsync).")
        # Only for lists, which write nothing: newer versions compare each listed name with every requested one.
        self._trusting = ["--trust-sender"] if b"--trust-sender" in known else []
        self._temporary = TemporaryDirectory(prefix="newsprint-")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the temporary folder. Each rsync has its own connection."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def look(self, paths: Collection[str]) -> RemoteState:
        """Fetch the manifest, then list the files that may be the site's own."""
        self._is_broken = False
        self._seen = self._fetch()
        manifest = manifest_of(self._seen) if self._seen is not None else None
        known = [*manifest.files, *manifest.old, *manifest.pending] if manifest else []
        self._folders.clear()
        seen = self._list({*paths, *known})
        # A folder, where the site has no file, is not a file that was sent before.
        return RemoteState(
            manifest, {path: one for path, one in seen.items() if path in paths or path not in self._folders}
        )

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Find the paths that are one file there, from listings of their folders."""
        return aliases_of(pairs, self._names)

    def _names(self, folder: str) -> dict[str, bool]:
        """List a folder, and which names in it are links."""
        options = [*LISTING, *self._trusting, "--files-from=-", "--from0"]
        listed = names([f"{folder}/" if folder else ""])  # a trailing slash also lists what is in it
        ran = self._rsync(options, self._folder, f"{self._empty_folder('empty')}/", stdin=listed)
        return {path.rpartition("/")[2]: kind == "l" for kind, path, _ in rows(ran.out)}

    def write_manifest(self, manifest: Manifest) -> None:
        """Replace the manifest, if it is still the one last seen. It is fetched just before; there is no lock.

        After an error or an interrupt there is one attempt with a short timeout.
        """
        if self._fetch() != self._seen:
            raise ConflictError
        if not self._is_there:
            # Not together with the files: the folder would get the account's default permissions.
            self._rsync(["--dirs", "--perms", "--chmod=D755"], f"{self._empty_folder('empty')}/", self._folder)
            self._is_there = True
        data = encoded(manifest)
        folder = self._empty_folder("manifest")
        (folder / MANIFEST).write_bytes(data)
        self._push([MANIFEST], folder)
        self._seen = data

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Send all files with one rsync, which sends only the differences of existing files."""
        marks = {upload.path: mark_of(upload.file) for upload in uploads}
        folders = parents(marks) - self._folders
        self._push([*folders, *marks], self._output)
        self._folders |= folders
        yield from marks.items()

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Delete files, and the folders that they leave empty, by rules: everything else is protected.

        (`--delete-missing-args` would be shorter, but a version of rsync that is in use fails on it.)
        """
        ordered = sorted(paths)  # neighbours together
        left: set[str] = set()
        for start in range(0, len(ordered), AT_ONCE):
            some = ordered[start : start + AT_ONCE]
            self._remove(some)
            self._folders -= parents(some)
            left |= {path for path in self._list(some) if path not in self._folders}
            yield from (path for path in some if path not in left)
        if left:
            message = f"{min(left)} could not be removed from {self.where}" + (", and others" if len(left) > 1 else "")
            raise StoreError(message, "It may lie behind a symbolic link: remove it there by hand.")

    def finish(self) -> None:
        """Everything is visible already."""

    def _remove(self, paths: Sequence[str]) -> None:
        risks = [f"R /{literal(path)}" for path in paths] + [f"R /{literal(path)}/" for path in parents(paths)]
        rules = self._empty_folder("rules") / "rules"
        rules.write_bytes(b"".join(os.fsencode(rule) + b"\0" for rule in [*risks, "P *"]))
        options = ["--recursive", "--delete", "--from0", f"--filter=merge {rules}"]
        self._rsync(options, f"{self._empty_folder('empty')}/", self._folder)

    def _fetch(self) -> bytes | None:
        """Return the manifest, and record whether the folder exists."""
        folder = self._empty_folder("fetched")
        options = ["--files-from=-", "--from0", "--ignore-missing-args", "--no-implied-dirs"]
        ran = self._rsync(options, self._folder, f"{folder}/", stdin=names([MANIFEST]), may_miss=True)
        self._is_there = not misses_folder(ran)
        try:
            return (folder / MANIFEST).read_bytes()
        except FileNotFoundError:
            return None

    def _list(self, paths: Collection[str]) -> dict[str, RemoteFile]:
        """Return the files at `paths`, and record which of their folders exist."""
        if not self._is_there or not paths:
            return {}
        options = [*LISTING, *self._trusting, "--files-from=-", "--from0"]
        asked = names([*parents(paths), *paths])
        ran = self._rsync(options, self._folder, f"{self._empty_folder('empty')}/", stdin=asked, may_miss=True)
        found = list(rows(ran.out))
        self._folders |= {path for kind, path, _ in found if kind in "dl"}
        # A symbolic link to a folder is listed without the files in that folder.
        self._folders |= parents(path for _, path, _ in found)
        wanted = set(paths)
        return {path: seen for _, path, seen in found if path in wanted}

    def _push(self, paths: Iterable[str], folder: Path) -> None:
        options = [*SENDING, "--compress", "--files-from=-", "--from0"]
        self._rsync(options, f"{folder}/", self._folder, stdin=names(paths), seconds=MAX_SECONDS)

    def _rsync(  # noqa: PLR0913 (the parts of one command)
        self,
        options: Sequence[str],
        source: str,
        target: str,
        *,
        stdin: bytes = b"",
        seconds: float = PATIENCE,
        may_miss: bool = False,
    ) -> Completed:
        """Run rsync, with retries. With `may_miss`, missing files are no error."""
        common = [f"--timeout={STALL}", f"--rsh={self._shell}", *self._literally]

        def attempt() -> Completed:
            arguments = ["rsync", *options, *common, "--", source, target]
            ran = run(arguments, stdin=stdin, env={"TZ": "UTC"}, seconds=SHORT_TIMEOUT if self._is_broken else seconds)
            if ran.code and not (may_miss and is_only_missing(ran)):
                raise known_error(ran, self._place)
            return ran

        try:
            return with_retries(attempt, () if self._is_broken else self._waits)
        except BaseException:
            self._is_broken = True
            raise

    def _empty_folder(self, name: str) -> Path:
        """Return an empty temporary folder of that name."""
        assert self._temporary is not None, "the store is not entered"  # noqa: S101 (an internal error)
        folder = Path(self._temporary.name, name)
        folder.mkdir(exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        return folder


def _quoted(word: str) -> str:
    """Quote a word of the `--rsh` command, which rsync itself splits (see its man page)."""
    return '"' + word.replace('"', '""') + '"'
