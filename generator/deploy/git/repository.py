"""The local bare repository, without hooks, from which a deploy pushes.

It is a cache of the last commit of one branch and its trees. Files that other people committed are left out, if the
remote supports partial clones. If the branch has moved, or something is damaged, the repository is created again.
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

NAME = "newsprint-target"  # of the remote
HEAD = "refs/newsprint/head"  # the branch's last commit, with all objects that a deploy needs
_FETCHED = "refs/newsprint/fetched"
PATIENCE = 2 * 3600.0  # seconds; a dead connection is noticed much sooner
_SHA256 = 64  # digits of an id

# These override every configuration file. No hook runs, no program that a repository chooses, no background process;
# no preference of the user changes what is pushed.
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
    """The local repository is damaged. It can be created again."""


class Repository:
    """The local repository in `folder` for the remote at `address`, which messages call `where`."""

    def __init__(
        self, folder: Path, address: str, where: str, ssh_config: str = "", waits: Sequence[float] = WAITS
    ) -> None:
        """Name it; nothing is created or requested yet."""
        self.folder = folder
        self.address = address
        self.where = where
        self.is_whole = False  # whether to fetch the files of others as well
        self._ssh_config = ssh_config
        self.waits = waits
        self._known: dict[str, str] = {}
        self._environment: dict[str, str | None] = {
            **dict.fromkeys(THEIRS),
            **_setting(f"remote.{NAME}.url", address),  # stored in no file: the user may be a token
            "GIT_DIR": str(folder),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
        }

    def prepare(self) -> None:
        """Create it, unless it exists and is for this address."""
        self._read_settings()
        if self._known.get("newsprint.address") == digest_of(self.address) and self._is_sound():
            for lock in ("index.lock", "shallow.lock", "config.lock", f"{HEAD}.lock", "packed-refs.lock", "HEAD.lock"):
                (self.folder / lock).unlink(missing_ok=True)  # left by a killed deploy
        else:
            self.recreate()

    def recreate(self, form: str = "sha1") -> None:
        """Create it again; `form` is the object format (sha1 or sha256)."""
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
        self.local("config", "newsprint.address", digest_of(self.address))  # it may contain a token
        self._read_settings()

    def local(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run git on the local repository, and return its output. Raises DamagedRepositoryError."""
        ran = run(["git", *_SETTINGS, *arguments], stdin=stdin, env=self._environment, seconds=PATIENCE)
        if ran.code:
            raise DamagedRepositoryError(
                f"git failed in {self.folder}: {main_line(ran.messages)}", "Look for room on the disk."
            )
        return ran.out

    def remote(self, *arguments: str) -> Completed:
        """Run git on the remote, with retries. Raises StoreError if the reason of a failure is known."""

        def attempt() -> Completed:
            # In a local folder git creates the files itself, and a web server has to read them.
            umask = readable_umask()
            ran = run(["git", *_SETTINGS, *arguments], env=self._environment, seconds=PATIENCE, umask=umask)
            error = known_error(ran.messages, self.where) if ran.code and not _answered(ran) else None
            if error is not None:
                raise error
            return ran

        return with_retries(attempt, self.waits)

    def fetch_head(self, branch: str, needed: str) -> str:
        """Fetch the last commit of a branch and return its id, or an empty string if there is no such branch.

        Files that are left out are missing, except the one that is `needed`.
        """
        ran = self.remote("ls-remote", "--quiet", "--", NAME, f"refs/heads/{branch}")
        if ran.code:
            raise StoreError(f"the repository cannot be read: {self.where}: {main_line(ran.messages)}")
        lines = ran.out.decode("utf-8", "replace").splitlines()
        there = next((line.split("\t")[0] for line in lines if line.endswith(f"\trefs/heads/{branch}")), "")
        if not there or self._recorded_head() == there:
            return there
        # Everything is fetched again, since the local copy cannot be trusted: a damaged partial clone makes git fetch
        # recursively for ever.
        self.recreate("sha256" if len(there) == _SHA256 else "sha1")
        return self._fetch(branch, needed)

    def record_head(self, commit: str) -> None:
        """Record the last commit of the remote. Its ancestors are not needed any more."""
        self.local("update-ref", HEAD, commit)
        self.end_history_at(commit)

    def end_history_at(self, commit: str) -> None:
        """Make a commit the end of the local history (a shallow clone), so that git still offers it in negotiations."""
        try:
            (self.folder / "shallow").write_text(f"{commit}\n", "ascii")
        except OSError as error:
            raise DamagedRepositoryError(
                f"{self.folder}: {error.strerror}", "Mend the permissions, or make room."
            ) from None

    def add_files(self, files: Sequence[str]) -> list[str]:
        """Add files as blobs, byte for byte, and return their ids."""
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

    def add_blob(self, data: bytes) -> str:
        """Add these bytes as a blob, and return its id."""
        return self.local("hash-object", "-w", "--no-filters", "--stdin", stdin=data).decode().strip()

    def commit(self, tree: str, parent: str, message: str) -> str:
        """Create a commit and return its id. The author is the user, or Newsprint if git has no user name."""
        names = {"user.name": "newsprint", "user.email": "newsprint@localhost"}
        if os.environ.get("EMAIL"):
            del names["user.email"]
        ours = [item for key, name in names.items() if not self._known.get(key) for item in ("-c", f"{key}={name}")]
        parents = ["-p", parent] if parent else []
        return self.local(*ours, "commit-tree", *parents, "-m", message, tree).decode().strip()

    def tidy(self) -> None:
        """Pack loose objects. A partial clone cannot be packed: it is dropped."""
        try:
            self.local("-c", "gc.auto=6700", "-c", "gc.autoDetach=false", "gc", "--auto", "--quiet")
        except StoreError:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _is_sound(self) -> bool:
        return run(["git", *_SETTINGS, "rev-parse", "--git-dir"], env=self._environment).code == 0

    def _recorded_head(self) -> str:
        """Return the last known commit of the branch."""
        ran = run(["git", *_SETTINGS, "rev-parse", "--verify", "--quiet", f"{HEAD}^{{commit}}"], env=self._environment)
        return ran.out.decode().strip() if ran.code == 0 else ""

    def _fetch(self, branch: str, needed: str) -> str:
        """Fetch the last commit of a branch. Raises DamagedRepositoryError for an error of the local repository."""
        sparing = [] if self.is_whole else ["--filter=blob:none"]
        plain = ["--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
        ran = self.remote("fetch", *plain, *sparing, "--", NAME, f"+refs/heads/{branch}:{_FETCHED}")
        if ran.code:
            raise DamagedRepositoryError(f"the branch cannot be fetched: {self.where}: {main_line(ran.messages)}")
        commit = self.local("rev-parse", "--verify", _FETCHED).decode().strip()
        if found := self.local("ls-tree", "--full-tree", commit, "--", needed).decode():
            ran = self.remote("cat-file", "blob", found.split()[2])  # this fetches it, if it was left out
            if ran.code:
                raise DamagedRepositoryError(
                    f"a file of the branch cannot be fetched: {self.where}: {main_line(ran.messages)}"
                )
        for key in (f"remote.{NAME}.promisor", f"remote.{NAME}.partialCloneFilter", "extensions.partialClone"):
            # From now on no missing object is fetched: a deploy needs none.
            run(["git", *_SETTINGS, "config", "--unset-all", key], env=self._environment)
        self.local("update-ref", HEAD, commit)
        return commit

    def _read_settings(self) -> None:
        """Read the settings that matter here. A damaged repository has none."""
        ran = run(["git", "config", "--null", "--get-regexp", _ASKED], env=self._environment)
        pairs = [pair.partition("\n") for pair in ran.out.decode("utf-8", "replace").split("\0") if pair]
        self._known = {name: value for name, _, value in pairs}
        program = os.environ.get("GIT_SSH_COMMAND") or self._known.get("core.sshcommand")
        program = program or shlex.quote(os.environ.get("GIT_SSH") or "ssh")
        # ssh uses the first value of an option, so the user's own options win.
        alive = ["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4"]
        self._environment["GIT_SSH_COMMAND"] = f"{program} {shlex.join([*ssh_options(self._ssh_config), *alive])}"


def _setting(name: str, value: str) -> dict[str, str]:
    """Return the environment variables for a git setting, in addition to those that are set already."""
    told = os.environ.get("GIT_CONFIG_COUNT", "")
    number = int(told) if told.isdecimal() else 0
    return {
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": name,
        f"GIT_CONFIG_VALUE_{number}": value,
    }


def _answered(ran: Completed) -> bool:
    """Tell whether the remote has answered a push."""
    return any(line.startswith(b"!\t") for line in ran.out.splitlines())


def _quoted(file: str) -> bytes:
    """Quote a path for git's lists, where it may contain any byte."""
    escaped = (rb"\%03o" % byte if byte < 0x20 or byte in b'"\\' else bytes([byte]) for byte in os.fsencode(file))  # noqa: PLR2004 (control characters)
    return b'"' + b"".join(escaped) + b'"'
