"""The structs of a deploy: local files, remote files, and the changes between them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from generator.model.output import Role
from generator.model.problem import Problem
from generator.model.report import Report

FORMAT = 1  # of manifests
AwareDatetime = Annotated[datetime, Meta(tz=True)]
# What became of files that others may want to hear of, by path: "new", "changed" or "gone", and the file's role.
ChangeSet = dict[str, tuple[Literal["new", "changed", "gone"], Role]]


class LocalFile(Struct, frozen=True):
    """One file of the finished site: the digest of its bytes, its size in bytes, and its role there.

    ``mtime`` (nanoseconds) tells whether it was changed since it was read.
    """

    digest: str
    size: int
    role: Role
    mtime: int = 0


class SentFile(Struct, frozen=True, array_like=True):
    """A file as a deploy left it at the target.

    ``mark`` is what the target itself says of the file's content or age (an ETag, a blob's id, a time): a file whose
    size and mark are still these is as we left it. It is empty where a target has no such thing.
    """

    digest: str
    size: int
    role: Role
    mark: str = ""


class RetiredFile(Struct, frozen=True, array_like=True):
    """An asset that the site no longer uses: pages that a reader or a cache still has may ask for it."""

    sent: SentFile
    number: int
    since: AwareDatetime


class Lease(Struct, frozen=True):
    """Who is at work at a target, and until when that is to be believed if nothing more is heard."""

    who: str
    until: AwareDatetime


class Manifest(Struct, frozen=True):
    """What we know of a target; it is kept there. ``number`` counts the deploys that changed something.

    ``site`` is the address of the site that lives there. ``files`` are the site's, ``old`` those on their way out.
    ``pending`` names files that a deploy began to send or to remove: whether they are there is not known, but whatever
    is there is ours. ``untold`` is what a deploy did that broke off before it could tell anybody.
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
    """A file that lies at a target now, by the target's own account."""

    size: int
    mark: str = ""


class RemoteState(Struct, frozen=True):
    """A target as it was found. ``manifest`` is None where we have not been before.

    ``seen`` has at least those files of the site and of the manifest that are there. ``aliases`` are those of ours
    that are one file with a file of the site, since the target does not tell case or Unicode forms apart. ``warning``
    is a reason of the target's own why a deploy there should be asked for twice.
    """

    manifest: Manifest | None
    seen: Mapping[str, RemoteFile]
    warning: str = ""
    aliases: Mapping[str, str] = {}


class Upload(Struct, frozen=True):
    """A file to send: where it belongs below the site, and where it lies on this machine."""

    path: str
    file: str
    item: LocalFile


class SyncPlan(Struct, frozen=True):
    """What has to change at a target. Paths are below the site; each is named once.

    ``gone`` are files that the site no longer has, ``expired`` old assets whose time is over; ``leaving`` become old
    assets now. ``clashes`` are paths where something lies that is not ours. ``same`` counts what stays.
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
        """Whether this is a deploy that changes the site, for which old assets wait."""
        return bool(self.new or self.changed or self.gone or self.leaving)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to change."""
        return not (self.counts or self.expired)

    @property
    def bytes(self) -> int:
        """The size of all that is to be sent."""
        return sum(item.size for item in (*self.new.values(), *self.changed.values()))


class TargetResult(Struct, frozen=True):
    """What came of one target, for the terminal and for programs.

    Paths are relative to the site; ``sizes`` is the size in bytes of each that was to be sent, ``bytes`` that of all,
    and ``sent`` counts those that went over. ``refusal`` is why nothing was done, or would be after a dry run;
    ``complete`` tells that nothing is left to do.
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
    """The result of a deploy: of the build, of each target that was reached, and what went wrong."""

    build: Report
    targets: list[TargetResult] = []
    problems: list[Problem] = []

    @property
    def failed(self) -> bool:
        """Whether not everything was delivered."""
        return self.build.failed or any(problem.severity == "error" for problem in self.problems)
