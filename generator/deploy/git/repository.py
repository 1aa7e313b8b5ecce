"""The local bare repository, without hooks, from which a deploy pushes.

It is a cache: it knows the last commit of one branch, with its trees and, where the other side can leave them out,
without the files that we did not send. Where the branch has moved, or something is damaged, it is made anew.
"""

import os
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from generator.deploy.git.errors import known_error, main_line
from generator.deploy.git.remote import THEIRS
from generator.deploy.retry import WAITS, with_retries
from generator.deploy.store import StoreError
from generator.deploy.subprocesses import Completed, readable_umask, run, ssh_options
from generator.model.digest import digest_of

NAME = "newsprint-target"  # the other repository's, in ours
HEAD = "refs/newsprint/head"  # the branch's last commit, of which everything is here that we need
_FETCHED = "refs/newsprint/fetched"
PATIENCE = 2 * 3600.0  # seconds; a line that is dead is noticed much sooner
_SHA256 = 64  # digits of an id

# These win over every file of settings. No hook runs, no program of a repository's choice, no helper in the
# background; nothing that the owner prefers for his own work changes what is sent.
_SETTINGS = [
    item
    for setting in (
        f"core.hooksPath={os.devnull}",
        "core.fsmonitor=false",
        "core.splitIndex=false",
        "core.ignoreCase=false",
        "gc.auto=0",
        "maintenance.auto=false",
        "push.followTags=false",
        "push.negotiate=false",
        "push.gpgSign=false",
        "push.recurseSubmodules=no",
        "fetch.recurseSubmodules=no",
        "submodule.recurse=false",
        "protocol.version=2",
        "protocol.ext.allow=never",
        "i18n.commitEncoding=UTF-8",
        "http.lowSpeedLimit=1",
        "http.lowSpeedTime=120",
    )
    for item in ("-c", setting)
]
_ASKED = r"^(user\.(name|email)|core\.sshcommand|newsprint\.address)$"


class DamagedRepositoryError(StoreError):
    """Our own repository does not do what it should: made anew, it might."""


class Repository:
    """Our repository in `folder`, for the one at `address`, which errors call `where`."""

    def __init__(
        self, folder: Path, address: str, where: str, ssh_config: str = "", waits: Sequence[float] = WAITS
    ) -> None:
        """Name it; nothing is made or asked yet."""
        self.folder = folder
        self.address = address
        self.where = where
        self.is_whole = False  # whether files that we did not send are to be fetched as well
        self._ssh_config = ssh_config
        self.waits = waits
        self._known: dict[str, str] = {}
        self._environment: dict[str, str | None] = {
            **dict.fromkeys(THEIRS),
            **_setting(f"remote.{NAME}.url", address),  # kept in no file: who logs in there might be a token
            "GIT_DIR": str(folder),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
        }

    def prepare(self) -> None:
        """Make it, unless it is there and for this address."""
        self._ask()
        if self._known.get("newsprint.address") == digest_of(self.address) and self._is_sound():
            for lock in ("index.lock", "shallow.lock", "config.lock", f"{HEAD}.lock", "packed-refs.lock", "HEAD.lock"):
                (self.folder / lock).unlink(missing_ok=True)  # left by a deploy that was killed
        else:
            self.renew()

    def renew(self, form: str = "sha1") -> None:
        """Make it anew; `form` is what ids are digests of."""
        try:
            if self.folder.is_dir() and not self.folder.is_symlink():
                shutil.rmtree(self.folder, ignore_errors=True)
            else:
                self.folder.unlink(missing_ok=True)
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.folder}: {error.strerror}", "Mend the permissions, or make room.") from None
        form = f"--object-format={form}"
        self.local("init", "--quiet", "--bare", "--template=", "--initial-branch=none", form, str(self.folder))
        self.local("config", "newsprint.address", digest_of(self.address))  # it may hold a token
        self._ask()

    def local(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run git on what is here, and return what it printed. Raises DamagedRepositoryError."""
        ran = run(["git", *_SETTINGS, *arguments], stdin=stdin, env=self._environment, seconds=PATIENCE)
        if ran.code:
            raise DamagedRepositoryError(
                f"git failed in {self.folder}: {main_line(ran.said)}", "Look for room on the disk."
            )
        return ran.out

    def far(self, *arguments: str) -> Completed:
        """Run git on the other repository, again if the line breaks. Raises StoreError where the reason is known."""

        def attempt() -> Completed:
            # In a folder of this machine git makes files in our name, which a web server has to read.
            umask = readable_umask()
            ran = run(["git", *_SETTINGS, *arguments], env=self._environment, seconds=PATIENCE, umask=umask)
            error = known_error(ran.said, self.where) if ran.code and not _answered(ran) else None
            if error is not None:
                raise error
            return ran

        return with_retries(attempt, self.waits)

    def head(self, branch: str, needed: str) -> str:
        """Return the id of a branch's last commit over there, and have it here; empty if there is no such branch.

        Of its files those that are left out are missing, but for the one that is `needed`.
        """
        ran = self.far("ls-remote", "--quiet", "--", NAME, f"refs/heads/{branch}")
        if ran.code:
            raise StoreError(f"the repository cannot be read: {self.where}: {main_line(ran.said)}")
        lines = ran.out.decode("utf-8", "replace").splitlines()
        there = next((line.split("\t")[0] for line in lines if line.endswith(f"\trefs/heads/{branch}")), "")
        if not there or self._has() == there:
            return there
        # Everything is asked for anew. To go on from what is here would mean to trust it: a repository that has not all
        # of its files, and is damaged besides, makes git fetch, within fetching, for ever.
        self.renew("sha256" if len(there) == _SHA256 else "sha1")
        return self._fetch(branch, needed)

    def keep(self, commit: str) -> None:
        """Note what is the last commit over there now. What it stands on is of no interest any more."""
        self.local("update-ref", HEAD, commit)
        self.end_at(commit)

    def end_at(self, commit: str) -> None:
        """Let history end at a commit. It is then also what others compare with, even where it has no successor."""
        try:
            (self.folder / "shallow").write_text(f"{commit}\n", "ascii")
        except OSError as error:
            raise DamagedRepositoryError(
                f"{self.folder}: {error.strerror}", "Mend the permissions, or make room."
            ) from None

    def write(self, files: Sequence[str]) -> list[str]:
        """Take files in as they are, byte for byte, and return their ids."""
        if not files:
            return []
        names = b"".join(_quoted(file) + b"\n" for file in files)
        ids = self.local("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=names).decode().split()
        if len(ids) != len(files):
            raise DamagedRepositoryError(f"git took in {len(ids):,} of {len(files):,} files")
        return ids

    def read(self, digest: str) -> bytes:
        """Return the bytes of a file."""
        return self.local("cat-file", "blob", digest)

    def take(self, data: bytes) -> str:
        """Take in a file of these bytes, and return its id."""
        return self.local("hash-object", "-w", "--no-filters", "--stdin", stdin=data).decode().strip()

    def commit(self, tree: str, parent: str, message: str) -> str:
        """Make a commit in the user's name, or in ours where git does not know that, and return its id."""
        names = {"user.name": "newsprint", "user.email": "newsprint@localhost"}
        if os.environ.get("EMAIL"):
            del names["user.email"]
        ours = [item for key, name in names.items() if not self._known.get(key) for item in ("-c", f"{key}={name}")]
        parents = ["-p", parent] if parent else []
        return self.local(*ours, "commit-tree", *parents, "-m", message, tree).decode().strip()

    def tidy(self) -> None:
        """Pack what has piled up, or drop it: what has not all of its files cannot be packed."""
        try:
            self.local("-c", "gc.auto=6700", "-c", "gc.autoDetach=false", "gc", "--auto", "--quiet")
        except StoreError:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _is_sound(self) -> bool:
        return run(["git", *_SETTINGS, "rev-parse", "--git-dir"], env=self._environment).code == 0

    def _has(self) -> str:
        """Return the branch's last commit as far as it is known here."""
        ran = run(["git", *_SETTINGS, "rev-parse", "--verify", "--quiet", f"{HEAD}^{{commit}}"], env=self._environment)
        return ran.out.decode().strip() if ran.code == 0 else ""

    def _fetch(self, branch: str, needed: str) -> str:
        """Get the last commit of a branch. Raises DamagedRepositoryError where the reason is not over there."""
        sparing = [] if self.is_whole else ["--filter=blob:none"]
        plain = ["--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
        ran = self.far("fetch", *plain, *sparing, "--", NAME, f"+refs/heads/{branch}:{_FETCHED}")
        if ran.code:
            raise DamagedRepositoryError(f"the branch cannot be fetched: {self.where}: {main_line(ran.said)}")
        commit = self.local("rev-parse", "--verify", _FETCHED).decode().strip()
        if found := self.local("ls-tree", "--full-tree", commit, "--", needed).decode():
            ran = self.far("cat-file", "blob", found.split()[2])  # which fetches it, if it was left out
            if ran.code:
                raise DamagedRepositoryError(
                    f"a file of the branch cannot be fetched: {self.where}: {main_line(ran.said)}"
                )
        for key in (f"remote.{NAME}.promisor", f"remote.{NAME}.partialCloneFilter", "extensions.partialClone"):
            # From now on nothing is fetched that is missing: nothing that we do needs it.
            run(["git", *_SETTINGS, "config", "--unset-all", key], env=self._environment)
        self.local("update-ref", HEAD, commit)
        return commit

    def _ask(self) -> None:
        """Ask git for the settings that matter here. A damaged repository knows none."""
        ran = run(["git", "config", "--null", "--get-regexp", _ASKED], env=self._environment)
        pairs = [pair.partition("\n") for pair in ran.out.decode("utf-8", "replace").split("\0") if pair]
        self._known = {name: value for name, _, value in pairs}
        program = os.environ.get("GIT_SSH_COMMAND") or self._known.get("core.sshcommand")
        program = program or shlex.quote(os.environ.get("GIT_SSH") or "ssh")
        # ssh goes by what it is told first, so the owner's own options win.
        alive = ["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4"]
        self._environment["GIT_SSH_COMMAND"] = f"{program} {shlex.join([*ssh_options(self._ssh_config), *alive])}"


def _setting(name: str, value: str) -> dict[str, str]:
    """Return the variables that tell git of a setting, besides those that it is told of in this way already."""
    told = os.environ.get("GIT_CONFIG_COUNT", "")
    number = int(told) if told.isdecimal() else 0
    return {
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": name,
        f"GIT_CONFIG_VALUE_{number}": value,
    }


def _answered(ran: Completed) -> bool:
    """Tell whether the other side has said what it thinks of a push."""
    return any(line.startswith(b"!\t") for line in ran.out.splitlines())


def _quoted(file: str) -> bytes:
    """Return a file's path as git reads it in a list: in quotes it may hold anything."""
    escaped = (rb"\%03o" % byte if byte < 0x20 or byte in b'"\\' else bytes([byte]) for byte in os.fsencode(file))  # noqa: PLR2004 (below it are control characters)
    return b'"' + b"".join(escaped) + b'"'
