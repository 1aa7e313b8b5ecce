"""The public API: open a site, then build, plan, render, preview or deploy it. The command is its first user."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.engine.options import BuildOptions, Progress, silent
from generator.engine.project import find_project
from generator.model.problem import InputError, Problem
from generator.model.report import Report
from generator.model.settings import Project

if TYPE_CHECKING:
    from generator.api.planned import PlannedSite
    from generator.api.site_plan import SitePlan
    from generator.engine.deploy import DeployReporter
    from generator.model.deployment import DeployResult
    from generator.model.explanation import Explanation
    from generator.serve.reporter import PreviewReporter
    from generator.serve.server import PreviewServer


def _nothing(*_: object) -> None:
    """Do nothing."""


def _moment(now: datetime | None) -> datetime:
    """Return the time that a site is built for: the current one by default."""
    if now is None:
        return datetime.now(UTC)
    if now.tzinfo is None:
        message = "now needs a time zone: datetime(2026, 7, 13, tzinfo=UTC)"
        raise ValueError(message)
    return now


class Site(Struct, frozen=True):
    """A site in a folder. ``project`` says where its parts are, and which hidden stories are shown.

    It holds no open files and no state: every call looks at the sources as they are then.
    """

    project: Project

    @classmethod
    def open(  # noqa: PLR0913 (the folders of a site, and what of it is shown)
        cls,
        root: str | Path,
        *,
        content: str | Path | None = None,
        templates: str | Path | None = None,
        static: str | Path | None = None,
        output: str | Path | None = None,
        drafts: bool = False,
        future: bool = False,
        unpublished: bool = False,
    ) -> "Site":
        """Find the site at `root`; the other folders are relative to it. Raises InputError if there is none."""
        return cls(
            find_project(
                root,
                content=content,
                templates=templates,
                static=static,
                output=output,
                drafts=drafts,
                future=future,
                unpublished=unpublished,
            )
        )

    @property
    def root(self) -> Path:
        """The project's root, an absolute path."""
        return self.project.root

    @property
    def output(self) -> Path:
        """The output folder, an absolute path."""
        return self.project.output

    def build(  # noqa: PLR0913 (how to build)
        self,
        *,
        now: datetime | None = None,
        clean: bool = False,
        strict: bool = False,
        jobs: int = 1,
        take_over: bool = False,
        reasons: bool = False,
        progress: Progress = silent,
        waiting: Callable[[], None] = _nothing,
        timers: bool = False,
    ) -> Report:
        """Bring the output folder up to date. What is wrong with the sources is in the report.

        With `reasons` the report says why each output was made again.
        """
        from generator.engine.build import build

        options = BuildOptions(
            clean=clean,
            strict=strict,
            jobs=jobs,
            take_over=take_over,
            progress=progress,
            waiting=waiting,
            reasons=reasons,
            timers=timers,
        )
        return build(self.project, _moment(now), options)

    def explain(self, path: str, *, now: datetime | None = None) -> "Explanation":
        """Say what makes an output, what it looks at, and why the next build would make it again.

        `path` is a URL, a path below the output folder, or a source; of a source, all outputs that show it are named.
        Nothing is rendered or written. Raises InputError if the site has no such output or source.
        """
        from generator.engine.explain import explain

        return explain(self.project, path, _moment(now))

    def plan(self, *, now: datetime | None = None) -> "SitePlan":
        """Return all files that the finished site would have. Nothing is rendered or written."""
        from generator.api.site_plan import SitePlan

        try:
            planned = self._planned(now)
        except InputError as error:
            return SitePlan(problems=(error.problem,))
        return SitePlan(tuple(planned.describe()), tuple(planned.problems))

    def render(self, path: str, *, now: datetime | None = None) -> bytes:
        """Return the bytes of one output as a build would write them; the output folder is left as it is.

        Raises InputError if the site has no such file, or if a build would publish nothing.
        """
        planned = self._planned(now)
        for problem in planned.problems:
            if problem.severity == "error":
                raise InputError(problem)
        output = planned.snapshot.outputs.get(path)
        if output is None:
            hint = "Write the path below the output folder, such as 2026/07/flood/index.html. Site.plan() lists all."
            raise InputError(Problem(path, "the site has no such file", hint=hint))
        return planned.render(output)

    def serve(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        now: datetime | None = None,
        jobs: int = 1,
        reporter: "PreviewReporter | None" = None,
    ) -> "PreviewServer":
        """Return a preview of the site, which serves while it is entered as a context manager.

        It takes the first free port from `port` on, or with 0 any free one; starting raises InputError if there is
        none. With `now`, the site is shown as it is at that time.
        """
        from generator.serve.preview import Clock
        from generator.serve.reporter import NullPreviewReporter
        from generator.serve.server import PreviewServer, ServeOptions

        return PreviewServer(
            self.project, ServeOptions(host, port, Clock(now and _moment(now)), jobs), reporter or NullPreviewReporter()
        )

    def deploy(  # noqa: PLR0913 (how to build, and how to send)
        self,
        *targets: str,
        force: bool = False,
        dry_run: bool = False,
        strict: bool = False,
        jobs: int = 1,
        take_over: bool = False,
        progress: Progress = silent,
        waiting: Callable[[], None] = _nothing,
        timers: bool = False,
        reporter: "DeployReporter | None" = None,
        on_line: Callable[[str], None] = _nothing,
    ) -> "DeployResult":
        """Build the site and send it to the named targets, or to the only one. What went wrong is in the result."""
        from generator.engine.deploy import DeployOptions, NullReporter, deploy

        options = DeployOptions(
            targets,
            force,
            dry_run,
            build=BuildOptions(
                strict=strict, jobs=jobs, take_over=take_over, progress=progress, waiting=waiting, timers=timers
            ),
            reporter=reporter or NullReporter(),
            on_line=on_line,
        )
        return deploy(self.project, partial(datetime.now, UTC), options)

    def _planned(self, now: datetime | None) -> "PlannedSite":
        from generator.api.planned import plan_site

        return plan_site(self.project, _moment(now))
