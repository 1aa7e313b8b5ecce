"""The targets in `deploy:` of `_config.yml`: one struct for each kind, by the value of `to`.

``module`` is where the store of a kind is, below `generator.deploy`. It is imported only for a deploy to such a target.

An invalid value is a ValueError with a message for the user. There are no credentials here: they come from the
environment, from profiles, agents and helpers.
"""

import re
from typing import ClassVar, get_args
from urllib.parse import urlsplit

from msgspec import Struct

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.+-]*@)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.%]+\])")
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+/-]*")
# Tokens of services, which git also accepts as a user name.
_TOKEN = re.compile(r"gh[a-z]_|github_pat_|gl(?:pat|dt|rt|ptt|soat)-|[A-Za-z0-9_-]{32}")
_SCHEMES = ("https", "http", "ssh", "git", "file")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
MAX_PORT = 65535


class Directory(Struct, frozen=True, tag="directory", tag_field="to", forbid_unknown_fields=True):
    """A local folder, such as one that nginx serves. A relative ``path`` begins at the project's root."""

    module: ClassVar[str] = "directory"
    path: str
    announce: bool = True

    def __post_init__(self) -> None:
        """Refuse an invalid path."""
        _plain("path", self.path)


class Git(Struct, frozen=True, tag="git", tag_field="to", forbid_unknown_fields=True):
    """A branch of a repository. Without ``history`` the branch has one commit only, the last."""

    module: ClassVar[str] = "git.store"
    repository: str
    branch: str = "gh-pages"
    history: bool = True
    ssh_config: str = ""
    announce: bool = True

    def __post_init__(self) -> None:
        """Refuse a value that git would treat as an option or a program, and credentials."""
        _plain("repository", self.repository)
        _plain("branch", self.branch)
        _plain("ssh_config", self.ssh_config, empty=True)
        parts = urlsplit(self.repository)
        is_url = "://" in self.repository
        has_host = parts.scheme == "file" or (parts.hostname and not parts.hostname.startswith("-"))
        if is_url and (parts.scheme not in _SCHEMES or not has_host):
            message = "repository: this is no address of the kinds https, http, ssh, git and file"
            raise ValueError(message)
        login = parts.username or "" if is_url else self.repository.rpartition("@")[0]
        if (is_url and parts.password is not None) or _TOKEN.match(login):
            message = "repository: a password does not belong here: leave it to git's credential helpers"
            raise ValueError(message)
        if is_url and (parts.query or parts.fragment):
            message = "repository: a query does not belong here: leave tokens to git's credential helpers"
            raise ValueError(message)
        if not is_url and "::" in self.repository.partition("/")[0]:
            message = "repository: this would run a program"
            raise ValueError(message)
        if not _BRANCH.fullmatch(self.branch) or ".." in self.branch or self.branch.endswith(("/", ".", ".lock")):
            message = "branch: this is not the name of a branch"
            raise ValueError(message)


class S3(Struct, frozen=True, tag="s3", tag_field="to", forbid_unknown_fields=True):
    """A bucket of S3, or of a compatible store (``endpoint``), below ``prefix``.

    ``max_age`` is the number of seconds that caches may keep pages and feeds; files with a digest in the name are
    cached for ever. ``gzip`` stores text files compressed.
    """

    module: ClassVar[str] = "s3.store"
    bucket: str
    endpoint: str = ""
    region: str = ""
    prefix: str = ""
    profile: str = ""
    max_age: int = 60
    gzip: bool = False
    announce: bool = True

    def __post_init__(self) -> None:
        """Refuse an invalid bucket, endpoint or prefix."""
        for name in ("bucket", "endpoint", "region", "prefix", "profile"):
            _plain(name, getattr(self, name), empty=name != "bucket")
        if not _BUCKET.fullmatch(self.bucket):
            message = "bucket: this is not the name of a bucket"
            raise ValueError(message)
        parts = urlsplit(self.endpoint)
        if self.endpoint and (parts.scheme not in ("http", "https") or not parts.hostname):
            message = "endpoint: write an address such as https://s3.example.com"
            raise ValueError(message)
        if parts.password is not None or parts.username is not None or parts.query or parts.fragment:
            message = "endpoint: a credential does not belong here: put it into the environment or a profile"
            raise ValueError(message)
        if self.prefix.startswith("/") or ".." in self.prefix.split("/"):
            message = "prefix: write a folder of the bucket, such as news"
            raise ValueError(message)
        if self.max_age < 0:
            message = "max_age: this should be a number of seconds from 0"
            raise ValueError(message)


class Rsync(Struct, frozen=True, tag="rsync", tag_field="to", forbid_unknown_fields=True):
    """A folder of a remote machine, with rsync over ssh; ``host`` is `name` or `user@name`."""

    module: ClassVar[str] = "rsync.store"
    host: str
    path: str
    port: int = 0
    ssh_config: str = ""
    announce: bool = True

    def __post_init__(self) -> None:
        """Refuse a value that ssh or rsync would treat as an option or a command."""
        _plain("host", self.host)
        _plain("path", self.path)
        _plain("ssh_config", self.ssh_config, empty=True)
        if not _HOST.fullmatch(self.host):
            message = "host: this is not a host: write name or user@name"
            raise ValueError(message)
        if not 0 <= self.port <= MAX_PORT:
            message = "port: this should be a number from 1 to 65535"
            raise ValueError(message)


class Command(Struct, frozen=True, tag="command", tag_field="to", forbid_unknown_fields=True):
    """A program, such as a host's own tool, that deploys the finished site. ``run`` is its name and arguments.

    `{site}` in an argument is replaced by the folder of the finished site; there is no shell.
    """

    module: ClassVar[str] = "command"
    run: str | list[str]
    announce: bool = True

    def __post_init__(self) -> None:
        """Refuse an invalid command."""
        if not self.run or not (self.run if isinstance(self.run, str) else self.run[0]).strip():
            message = "run: write the program and its arguments"
            raise ValueError(message)
        if "=" in (self.run.split()[0] if isinstance(self.run, str) else self.run[0]):
            message = "run: a variable cannot be set here: set it in the environment of the deploy"
            raise ValueError(message)


Kind = Directory | Git | S3 | Rsync | Command
NAMES = tuple(str(kind.__struct_config__.tag) for kind in get_args(Kind))
"""The values of `to`."""


class Target(Struct, frozen=True):
    """One entry of `deploy:`. ``position`` is its line and column, for messages."""

    name: str
    kind: Kind
    position: tuple[int, int] = (0, 0)


class Announce(Struct, frozen=True):
    """`announce:`: the receivers of notifications after a deploy.

    ``websub`` is a hub's URL, ``indexnow`` the site's key, and ``webhook`` a URL or `$NAME`, an environment variable
    that contains it.
    """

    websub: str = ""
    indexnow: str = ""
    indexnow_endpoint: str = "https://api.indexnow.org/indexnow"
    webhook: str = ""


def _plain(name: str, value: str, *, empty: bool = False) -> None:
    """Refuse a value that a program would treat as an option, or that has several lines."""
    if not value.strip() and not empty:
        message = f"{name}: this is empty"
        raise ValueError(message)
    if value.startswith("-") or _CONTROL.search(value):
        message = f"{name}: this begins with a dash, or has a line break or another control character in it"
        raise ValueError(message)
