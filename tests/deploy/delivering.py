"""Deploy a small site by the command, and see what it says."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from forking import command
from smallsite import CONFIG, Site, tree

from generator.deploy.store import MANIFEST

ROOT = Path(__file__).parents[2]


class CommandResult(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The report, of a deploy with --json."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def target(self) -> dict[str, Any]:
        """What came of the only target, of a deploy with --json."""
        (found,) = self.report["targets"]
        return dict(found)


def aim(site: Site, **targets: object) -> None:
    """Write `deploy:` into the settings; each keyword is a target's name."""
    lines = "".join(f"  {name}: {json.dumps(kind)}\n" for name, kind in targets.items())
    site.write("content/_config.yml", f"{CONFIG}deploy:\n{lines}")


def deploy(site: Site, *arguments: str, env: dict[str, str] | None = None) -> CommandResult:
    """Run the command in a process of its own, with `env` besides what is set anyway."""
    done = command("deploy", *arguments, "-C", site.root, environment=env)
    assert "Traceback" not in done.stderr, done.stderr
    return CommandResult(done.returncode, done.stdout, done.stderr)


def published(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder that a deploy filled, without its manifest."""
    return {path: data for path, data in tree(folder).items() if path != MANIFEST}


def finished(site: Site) -> dict[str, bytes]:
    """Return what a deploy should put to its target: the files of the site that are ours."""
    return {path: data for path, data in site.tree().items() if path != ".newsprint"}
