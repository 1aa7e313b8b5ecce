"""Deploy to a folder of another machine with rsync (3.1 or newer on both sides) over ssh.

Only rsync is run there, so an account that is restricted to it (`rrsync`) will do. Each file is sent under another name
and put in place by a rename. Files that are not ours are never deleted: whatever is to go is named, one by one.
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

STALL = 120  # seconds in which nothing at all arrives
LONGEST = 6 * 3600.0  # seconds for one load: a stalled one ends long before
HASTE = 10.0  # seconds, where somebody wants to leave
# What a file is sent with. Without implied folders rsync neither changes those that are there, nor puts a folder where
# a symbolic link leads to one. Times are marks. What is sent is known to differ, though size and time may be the same.
# (`--delay-updates` would put files in place together, but a cut connection would leave its folders behind, and the
# order in which they are sent says already what readers may see.)
SENDING = ("--times", "--omit-dir-times", "--perms", "--chmod=D755,F644", "--no-implied-dirs", "--ignore-times")
LISTING = ("--list-only", "--no-human-readable", "--links", "--ignore-missing-args", "--no-implied-dirs")

AT_ONCE = 500  # files to remove: each is a rule, and every rule is held against every file of the same folders

_VERSION = re.compile(rb"rsync +version v?(\d+)\.(\d+)")
OLDEST = (3, 1)
_PLAIN = re.compile(r"[A-Za-z0-9_./+@%,=:~-]+")
_PATTERN = re.compile(r"[*?\[\\]")


def open_store(kind: Rsync, project: Project, name: str) -> "RsyncStore":  # noqa: ARG001 (as every target's)
    """Return the other machine's folder as a store. Raises StoreError for a path that rsync would change."""
    if kind.path.startswith(":"):
        raise StoreError("path: this names a module of an rsync server, which is not encrypted", "Name a folder.")
    if _PATTERN.search(kind.path):
        raise StoreError(f"path: rsync would take {kind.path} for a pattern", "Name a folder without * ? [ and \\.")
    config = Path(path_of("ssh_config", kind.ssh_config, project)) if kind.ssh_config else None
    if config is not None and not config.is_file():
        raise StoreError(f"ssh_config: there is no file {kind.ssh_config}", "Name a file of ssh's settings.")
    return RsyncStore(kind, project.output, str(config or ""))


class RsyncStore:
    """The files of a folder there. A mark is a file's mtime in UTC, in seconds, as rsync lists it."""

    whole = False

    def __init__(self, kind: Rsync, output: Path, config: str = "", waits: Sequence[float] = WAITS) -> None:
        """Name the folder, which need not exist yet, and the finished site. `waits` lie between tries."""
        port = ["-p", str(kind.port)] if kind.port else []
        path = kind.path.removeprefix("~/") if kind.path != "~" else "."  # an account's own folder is where it begins
        by_hand = shlex.join(["ssh", *(["-F", kind.ssh_config] if kind.ssh_config else []), *port, kind.host])
        self.where = f"{kind.host}:{kind.path}"
        self._place = RemoteFolder(kind.host, kind.path, by_hand)
        self._folder = f"{kind.host}:{(path or '.').rstrip('/')}/"
        self._shell = " ".join(map(_quoted, ["ssh", *ssh_options(config), *port]))
        # Before 3.2.4 rsync left names to the shell there; one that a shell might change goes over beside the command
        # line. Not any name: restricted accounts do not allow that.
        self._literally = [] if _PLAIN.fullmatch(path) else ["--protect-args"]
        self._output = output
        self._waits = waits
        self._seen: bytes | None = None
        self._folders: set[str] = set()  # those that are there
        self._is_there = False  # the folder itself
        self._is_broken = False  # by a fault or an interrupt: whoever goes on wants to leave
        self._trusting: list[str] = []
        self._temporary: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        """Make a folder for temporary files here. Raises StoreError if there is no rsync, or an old one."""
        known = run(["rsync", "--help"]).out
        version = _VERSION.search(known)
        if version is None or (int(version[1]), int(version[2])) < OLDEST:
            message = "the rsync of this machine is too old, or another program of that name"
            raise StoreError(message, "Install rsync 3.1 or newer (macOS: brew install rsync).")
        # For lists only, which write nothing: newer ones hold each name listed against every name asked for.
        self._trusting = ["--trust-sender"] if b"--trust-sender" in known else []
        self._temporary = TemporaryDirectory(prefix="newsprint-")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove it. There are no connections to close: each rsync has its own."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def look(self, paths: Collection[str]) -> RemoteState:
        """Fetch the manifest, then list the files that may be ours, and no others."""
        self._is_broken = False
        self._seen = self._fetch()
        manifest = manifest_of(self._seen) if self._seen is not None else None
        known = [*manifest.files, *manifest.old, *manifest.pending] if manifest else []
        self._folders.clear()
        seen = self._list({*paths, *known})
        # A folder where the site has no file is no file that we once sent there.
        return RemoteState(
            manifest, {path: one for path, one in seen.items() if path in paths or path not in self._folders}
        )

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Ask which paths are one file there, by the lists of the folders that they lie in."""
        return aliases_of(pairs, self._names)

    def _names(self, folder: str) -> dict[str, bool]:
        """List a folder, and which names in it are links."""
        options = [*LISTING, *self._trusting, "--files-from=-", "--from0"]
        listed = names([f"{folder}/" if folder else ""])  # with a slash at its end: what is in it, too
        ran = self._rsync(options, self._folder, f"{self._fresh('empty')}/", stdin=listed)
        return {path.rpartition("/")[2]: kind == "l" for kind, path, _ in rows(ran.out)}

    def write_manifest(self, manifest: Manifest) -> None:
        """Replace the manifest, if it is still the one last seen: it is fetched right before, and no lock is held.

        After a fault or an interrupt that is tried once, and not for long.
        """
        if self._fetch() != self._seen:
            raise ConflictError
        if not self._is_there:
            # Not with the files: the folder would get whatever rights the account gives to new ones.
            self._rsync(["--dirs", "--perms", "--chmod=D755"], f"{self._fresh('empty')}/", self._folder)
            self._is_there = True
        data = encoded(manifest)
        folder = self._fresh("manifest")
        (folder / MANIFEST).write_bytes(data)
        self._push([MANIFEST], folder)
        self._seen = data

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Send all with one rsync, and what lies in the same place there is sent as its difference."""
        marks = {upload.path: mark_of(upload.file) for upload in uploads}
        folders = parents(marks) - self._folders
        self._push([*folders, *marks], self._output)
        self._folders |= folders
        yield from marks.items()

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Remove files, and the folders that they leave empty, by rules: these may go, anything else is protected.

        (`--delete-missing-args` would be shorter, but a release of rsync that is in use fails on it.)
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
        rules = self._fresh("rules") / "rules"
        rules.write_bytes(b"".join(os.fsencode(rule) + b"\0" for rule in [*risks, "P *"]))
        options = ["--recursive", "--delete", "--from0", f"--filter=merge {rules}"]
        self._rsync(options, f"{self._fresh('empty')}/", self._folder)

    def _fetch(self) -> bytes | None:
        """Return the manifest there; notice whether there is a folder at all."""
        folder = self._fresh("fetched")
        options = ["--files-from=-", "--from0", "--ignore-missing-args", "--no-implied-dirs"]
        ran = self._rsync(options, self._folder, f"{folder}/", stdin=names([MANIFEST]), may_miss=True)
        self._is_there = not misses_folder(ran)
        try:
            return (folder / MANIFEST).read_bytes()
        except FileNotFoundError:
            return None

    def _list(self, paths: Collection[str]) -> dict[str, RemoteFile]:
        """Return what lies at `paths`; remember which of their folders are there."""
        if not self._is_there or not paths:
            return {}
        options = [*LISTING, *self._trusting, "--files-from=-", "--from0"]
        asked = names([*parents(paths), *paths])
        ran = self._rsync(options, self._folder, f"{self._fresh('empty')}/", stdin=asked, may_miss=True)
        found = list(rows(ran.out))
        self._folders |= {path for kind, path, _ in found if kind in "dl"}
        # A symbolic link to a folder is not listed beside what lies behind it.
        self._folders |= parents(path for _, path, _ in found)
        wanted = set(paths)
        return {path: seen for _, path, seen in found if path in wanted}

    def _push(self, paths: Iterable[str], folder: Path) -> None:
        options = [*SENDING, "--compress", "--files-from=-", "--from0"]
        self._rsync(options, f"{folder}/", self._folder, stdin=names(paths), seconds=LONGEST)

    def _rsync(  # noqa: PLR0913 (what one run is made of)
        self,
        options: Sequence[str],
        source: str,
        target: str,
        *,
        stdin: bytes = b"",
        seconds: float = PATIENCE,
        may_miss: bool = False,
    ) -> Completed:
        """Run rsync, again where that may heal. With `may_miss` it is no fault that something is not there."""
        common = [f"--timeout={STALL}", f"--rsh={self._shell}", *self._literally]

        def attempt() -> Completed:
            arguments = ["rsync", *options, *common, "--", source, target]
            ran = run(arguments, stdin=stdin, env={"TZ": "UTC"}, seconds=HASTE if self._is_broken else seconds)
            if ran.code and not (may_miss and is_only_missing(ran)):
                raise known_error(ran, self._place)
            return ran

        try:
            return with_retries(attempt, () if self._is_broken else self._waits)
        except BaseException:
            self._is_broken = True
            raise

    def _fresh(self, name: str) -> Path:
        """Return an empty temporary folder of that name."""
        assert self._temporary is not None, "the store is not entered"  # noqa: S101 (a mistake of ours)
        folder = Path(self._temporary.name, name)
        folder.mkdir(exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        return folder


def _quoted(word: str) -> str:
    """Quote a word of the remote shell's command, which rsync itself takes apart (its man page, `--rsh`)."""
    return '"' + word.replace('"', '""') + '"'
