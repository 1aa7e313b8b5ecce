"""Deploy the finished site: upload only what changed, in a safe order; one module or folder for each kind of target."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from generator.deploy.store import Store
from generator.model.settings import Project
from generator.model.target import Command, Target


def open_store(
    target: Target,
    project: Project,
    on_line: Callable[[str], None],
    *,
    force: bool = False,
    redact: Callable[[str], str] = str,
) -> Store:
    """Return the store of a target, not yet entered. Raises StoreError.

    An external program gets all three options: `on_line` receives each line that it prints, after `redact`, and with
    `force` it runs even if nothing has changed.
    """
    module = import_module(f"generator.deploy.{target.kind.module}")
    options = {"on_line": on_line, "force": force, "redact": redact} if isinstance(target.kind, Command) else {}
    return cast("Store", module.open_store(target.kind, project, target.name, **options))
