"""Build, and deploy, whenever a file changes and whenever a held story is due."""

import gc
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from generator.engine.build import build
from generator.engine.deploy import DeployOptions, deploy
from generator.engine.options import BuildOptions
from generator.model.deployment import DeployResult
from generator.model.digest import Digest
from generator.model.report import Report
from generator.model.settings import Project
from generator.watch.file_changes import FileChanges

LONGEST = 60.0  # seconds after which the clock is looked at again: the machine may have slept, or its clock been set
FIRST_RETRY, LAST_RETRY = 5.0, 300.0  # seconds until a failed deploy is tried again, doubled each time


class WatchReporter(Protocol):
    """Prints what happened."""

    def changed(self, paths: int, first: str) -> None:
        """Print how many files changed, and the name of the first."""

    def built(self, report: Report) -> None:
        """Print the result of a build."""

    def deployed(self, result: DeployResult) -> None:
        """Print the result of a deploy."""

    def retrying(self, seconds: float) -> None:
        """Print that a failed deploy is tried again after some seconds."""

    def say(self, line: str) -> None:
        """Print one line."""


class WatchOptions(Struct, frozen=True):
    """What to do at a change: build, and deploy to ``targets`` if ``deploys``; no names mean the only target."""

    build: BuildOptions = BuildOptions()
    deploys: bool = False
    targets: tuple[str, ...] = ()
    force: bool = False
    on_line: Callable[[str], None] = lambda _: None


class _Deployed:
    """Which state of the site the targets have; a deploy asks it whether there is anything to send."""

    def __init__(self) -> None:
        self.sent: Digest | None = None
        self.latest: Digest | None = None

    def __call__(self, files: Digest) -> bool:
        """Take note of the state that is to be deployed, and tell whether it is the one that was sent last."""
        self.latest = files
        return files == self.sent


class Round(Struct, frozen=True):
    """What one round came to: when the site changes by itself, and whether a deploy has to be tried again."""

    changes_at: datetime | None
    must_retry: bool = False


def watch(project: Project, clock: Callable[[], datetime], options: WatchOptions, reporter: WatchReporter) -> None:
    """Build now, and again after each change, until the process is interrupted.

    A site that is wrong is reported, and built again after the next change. A deploy that failed is tried again after
    the next change, or after a while. Raises what ends the process: `KeyboardInterrupt`, or what a signal handler does.
    """
    changes = FileChanges(project, reporter.say)
    try:
        deployed, delay = _Deployed(), FIRST_RETRY
        while True:
            done = _round(project, clock, options, reporter, deployed)
            gc.collect()  # a build switches the collector off
            if done.must_retry:
                reporter.retrying(delay)
            paths = _wait(changes, clock, done, delay)
            if paths:
                reporter.changed(len(paths), project.show(min(paths)))
            delay = min(LAST_RETRY, delay * 2) if done.must_retry and not paths else FIRST_RETRY
    finally:
        changes.close()


def _round(
    project: Project,
    clock: Callable[[], datetime],
    options: WatchOptions,
    reporter: WatchReporter,
    deployed: _Deployed,
) -> Round:
    """Build once, and deploy unless the targets have that already."""
    if not options.deploys:
        report = build(project, clock(), options.build)
        reporter.built(report)
        return Round(report.changes_at)
    sending = DeployOptions(
        options.targets, options.force, is_deployed=deployed, build=options.build, on_line=options.on_line
    )
    result = deploy(project, clock, sending)
    reporter.deployed(result)
    if not result.failed:
        deployed.sent = deployed.latest
    return Round(result.build.changes_at, must_retry=result.failed and not result.build.failed)


def _wait(changes: FileChanges, clock: Callable[[], datetime], done: Round, delay: float) -> set[Path] | None:
    """Wait for changed paths; None if it is time to build (or, after `delay` seconds, to deploy) without any."""
    retry_at = clock() + timedelta(seconds=delay) if done.must_retry else None
    while True:
        moments = [moment for moment in (done.changes_at, retry_at) if moment is not None]
        left = (min(moments) - clock()).total_seconds() if moments else LONGEST
        if left <= 0:
            return None
        if paths := changes.wait(min(left, LONGEST)):
            return paths
