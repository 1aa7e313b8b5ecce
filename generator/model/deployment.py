"""The structs of a deploy: local files, remote files, and the changes between them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from generator.model.output import Role
from generator.model.problem import Problem
from generator.model.report import Report

FORMAT = 1  # the version of manifests
AwareDatetime = Annotated[datetime, Meta(tz=True)]
# The changed files to announce, by path: "new", "changed" or "gone", and the file's role.
ChangeSet = dict[str, tuple[Literal["new", "changed", "gone"], Role]]


class LocalFile(Struct, frozen=True):
    """One file of the finished site: the digest of its bytes, its size in bytes, and its role.

    ``mtime`` (nanoseconds) tells whether it was changed since it was read.
    """

    digest: str
    size: int
    role: Role
    mtime: int = 0


class SentFile(Struct, frozen=True, array_like=True):
    """A file that a deploy has uploaded.

    ``mark`` is the target's own identifier of the content or age (an ETag, a blob's id, a time). A file with this size
    and mark is unchanged since then. It is empty if the target has no such thing.
    """

    digest: str
    size: int
    role: Role
    mark: str = ""


class RetiredFile(Struct, frozen=True, array_like=True):
    """An asset that the site no longer uses, but cached pages may still refer to."""

    sent: SentFile
    number: int
    since: AwareDatetime


class Lease(Struct, frozen=True):
    """The process that deploys to a target, and until when the lease is valid unless it is renewed."""

    who: str
    until: AwareDatetime


class Manifest(Struct, frozen=True):
    """The list of a site's own files at a target, stored there. ``number`` counts the deploys that changed something.

    ``site`` is the site's URL. ``files`` are the current files, ``old`` the retired ones. ``pending`` are files that a
    deploy was about to upload or delete: it is unknown whether they exist, but if they do, they are the site's own.
    ``untold`` are the changes of an interrupted deploy that were not announced.
    """

    format: int = FORMAT
    number: int = 0
    site: str = ""
    files: dict[str, SentFile] = {}
    old: dict[str, RetiredFile] = {}
    pending: list[str] = []
    untold: ChangeSet = {}
    claim: Lease | None = None


class RemoteFile(Struct, frozen=True):
    """A file at a target, as the target lists it."""

    size: int
    mark: str = ""


class RemoteState(Struct, frozen=True):
    """The state of a target. ``manifest`` is None before the first deploy.

    ``seen`` has at least the existing files of the site and of the manifest. ``aliases`` are old files that are one
    file with a file of the site, on targets that ignore case or Unicode forms. ``warning`` is a reason of the target
    why a deploy needs `--force`.
    """

    manifest: Manifest | None
    seen: Mapping[str, RemoteFile]
    warning: str = ""
    aliases: Mapping[str, str] = {}


class Upload(Struct, frozen=True):
    """A file to upload: its path below the site, and its local path."""

    path: str
    file: str
    item: LocalFile


class SyncPlan(Struct, frozen=True):
    """The changes of a deploy to a target. Each path, below the site, occurs once.

    ``gone`` are files that the site no longer has, ``expired`` retired assets to delete, ``leaving`` assets to retire.
    ``clashes`` are paths with files of others. ``same`` counts unchanged files.
    """

    new: dict[str, LocalFile] = {}
    changed: dict[str, LocalFile] = {}
    gone: list[str] = []
    expired: list[str] = []
    leaving: list[str] = []
    clashes: list[str] = []
    same: int = 0

    @property
    def counts(self) -> bool:
        """Whether this deploy changes the site, and so counts for the retention of retired assets."""
        return bool(self.new or self.changed or self.gone or self.leaving)

    @property
    def is_empty(self) -> bool:
        """Whether there are no changes."""
        return not (self.counts or self.expired)

    @property
    def bytes(self) -> int:
        """The size of all uploads."""
        return sum(item.size for item in (*self.new.values(), *self.changed.values()))


class TargetResult(Struct, frozen=True):
    """The result for one target, for the terminal and for programs.

    Paths are relative to the site; ``sizes`` are the sizes in bytes of the planned uploads, ``bytes`` is their sum, and
    ``sent`` counts the finished ones. ``refusal`` is the reason why the deploy was (or would be) refused; ``complete``
    means that nothing is left to do.
    """

    target: str
    where: str
    dry_run: bool = False
    refusal: str = ""
    complete: bool = True
    new: list[str] = []
    changed: list[str] = []
    gone: list[str] = []
    expired: list[str] = []
    same: int = 0
    sent: int = 0
    bytes: int = 0
    sizes: dict[str, int] = {}
    seconds: float = 0.0


class DeployResult(Struct, frozen=True):
    """The result of a deploy: the build, each target that was reached, and the problems."""

    build: Report
    targets: list[TargetResult] = []
    problems: list[Problem] = []

    @property
    def failed(self) -> bool:
        """Whether something was not deployed."""
        return self.build.failed or any(problem.severity == "error" for problem in self.problems)
