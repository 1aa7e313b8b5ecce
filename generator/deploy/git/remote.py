"""Parse the address of a git remote: HTTPS, ssh, or a local folder."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.deploy.store import StoreError, path_of
from generator.deploy.subprocesses import run
from generator.model.settings import Project
from generator.model.target import Git

PUBLIC_USER = "git"  # the user name of all ssh logins at git hosts
_REMOTE = re.compile(r"[^/]*:.*")  # host:path; git distinguishes it from a local path like this

# Variables that a hook, an alias or a shell may have set for another repository (`git rev-parse --local-env-vars`).
# Settings (GIT_CONFIG_*) stay, since they may have the credentials of a workflow.
THEIRS = (
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DEFAULT_HASH", "GIT_DIR"),
    *("GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_INDEX_VERSION", "GIT_INTERNAL_SUPER_PREFIX"),
    *("GIT_NAMESPACE", "GIT_NO_LAZY_FETCH", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"),
    *("GIT_QUARANTINE_PATH", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE"),
)


def address_of(kind: Git, project: Project) -> str:
    """Return the address for git; a relative path begins at the project's root.

    Raises StoreError if it is the repository that the site itself is in.
    """
    address = kind.repository
    folder = unquote(address.removeprefix("file://")) if address.startswith("file://") else address
    if "://" not in address and not _REMOTE.fullmatch(address):
        address = folder = path_of("repository", address, project)
    if Path(folder).is_absolute() and _is_own(folder, project):
        raise StoreError(
            f"{shown(kind.repository)} belongs to the repository that the site itself is in, which is left alone",
            "Write the address that it is pushed to: git remote -v shows it.",
        )
    return address


def shown(address: str) -> str:
    """Return an address for messages: without the user and the query, since either may be a token."""
    if "://" in address:
        parts = urlsplit(address)
        login, at, host = parts.netloc.rpartition("@")
        host = login + at + host if login == PUBLIC_USER else host
        return parts._replace(netloc=host, query="", fragment="").geturl()
    login, at, place = address.partition("@")
    return address if not _REMOTE.fullmatch(address) or not at or login == PUBLIC_USER or "/" in login else place


def _is_own(folder: str, project: Project) -> bool:
    """Tell whether a folder belongs to the repository that the site is in, if any."""
    own = _repository_of(project.root)
    return bool(own) and own == _repository_of(folder)


def _repository_of(folder: str | Path) -> bytes:
    """Return the common git directory of the repository that a folder belongs to, or nothing."""
    asked = ["git", "-C", str(folder), "rev-parse", "--path-format=absolute", "--git-common-dir"]
    ran = run(asked, env=dict.fromkeys(THEIRS))
    return b"" if ran.code else ran.out
