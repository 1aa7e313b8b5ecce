"""Deploy the finished site: upload only what changed, in a safe order; one module or folder for each kind of target."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from generator.deploy.store import Store
from generator.model.settings import Project
from generator.model.target import S3, Command, Directory, Git, Kind, Rsync, Target

# Loaded only for who deploys there.
STORES: dict[type[Kind], str] = {
    Directory: "directory",
    Git: "git.store",
    S3: "s3.store",
    Rsync: "rsync.store",
    Command: "command",
}


def open_store(
    target: Target, project: Project, *, quiet: bool = False, force: bool = False, veil: Callable[[str], str] = str
) -> Store:
    """Return the store that a target names, not yet entered. Raises StoreError.

    A program that delivers is told all three: it prints, which is veiled, and it may have to run though nothing has
    changed.
    """
    room = import_module(f"generator.deploy.{STORES[type(target.kind)]}")
    manner = {"quiet": quiet, "force": force, "veil": veil} if isinstance(target.kind, Command) else {}
    return cast("Store", room.open_store(target.kind, project, target.name, **manner))
