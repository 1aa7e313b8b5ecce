"""A snapshot of the planned site at one moment: all outputs, and all problems."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from generator.engine.lazy_markdown import LazyMarkdown
from generator.engine.options import BuildOptions, map_with_progress
from generator.engine.problems import finalize
from generator.engine.project import refuse_dangerous
from generator.library.load import ReadResult, read_library
from generator.model.cache_records import SourceCache, TemplateRecord
from generator.model.delta import Delta
from generator.model.digest import digest_of
from generator.model.library import Library
from generator.model.output import Output
from generator.model.problem import InputError, Problem
from generator.model.settings import Project, Settings
from generator.plan import Plan, empty_plan, plan
from generator.read.config.settings import read_settings
from generator.read.files.snapshot import take_snapshot
from generator.render.templates import Templates

T = TypeVar("T")
R = TypeVar("R")
TemplateRecords = Mapping[str, TemplateRecord]


class SiteSnapshot(Struct, frozen=True):
    """A plan of the whole site, with its inputs.

    ``other_problems`` is what is wrong besides the templates. ``next_change`` is when it will be another without
    anybody's doing: a held story's date comes, or a story expires. ``reading`` is missing where the settings make no
    sense. ``delta`` tells how it differs from the snapshot before, if it was advanced from that.
    """

    settings: Settings
    templates: Templates
    to_html: LazyMarkdown
    library: Library
    plan: Plan
    sources: SourceCache
    other_problems: Sequence[Problem]
    next_change: datetime | None = None
    reading: ReadResult | None = None
    delta: Delta | None = None

    @property
    def outputs(self) -> Mapping[str, Output]:
        """The outputs by path."""
        return self.plan.outputs

    @property
    def problems(self) -> list[Problem]:
        """All problems."""
        return finalize([*self.templates.problems, *self.other_problems], strict=False)

    @property
    def failed(self) -> bool:
        """Whether a build would publish nothing."""
        return any(problem.severity == "error" for problem in self.problems)


def load_snapshot(
    project: Project, known: SourceCache, theme: TemplateRecords, now: datetime, jobs: int = 1
) -> SiteSnapshot:
    """Read what changed since it was `known` (of templates: `theme`), and plan the site as it is to be at `now`.

    Raises InputError where the settings or the folders make no sense. `jobs` above one forks: only before there are
    threads.
    """
    refuse_dangerous(project)
    settings = read_settings(project)
    templates = Templates(project, theme)
    to_html = LazyMarkdown(settings)

    def share(stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        return map_with_progress(stage, work, items, name, options=BuildOptions(jobs=jobs))

    snapshot = take_snapshot(project, settings)
    reading = read_library(snapshot, known, now, layouts=templates.layouts, to_html=to_html, spread=share)
    planned = plan(reading.library, project)
    return SiteSnapshot(
        settings=reading.library.settings,  # which know the logo's file
        templates=templates,
        to_html=to_html,
        library=reading.library,
        plan=planned,
        sources=reading.known,
        other_problems=[*reading.problems, *planned.problems],
        next_change=reading.next_change,
        reading=reading,
    )


def reload_snapshot(snapshot: SiteSnapshot, project: Project, now: datetime) -> SiteSnapshot:
    """Read what has changed since this snapshot, and plan the site again."""
    return load_snapshot(project, snapshot.sources, snapshot.templates.records, now)


def first_snapshot(
    project: Project, known: SourceCache, theme: TemplateRecords, now: datetime, jobs: int
) -> SiteSnapshot:
    """Load the first snapshot; with invalid settings, an empty one with the problem."""
    try:
        return load_snapshot(project, known, theme, now, jobs)
    except InputError as fault:
        return _empty(project, known, theme, fault.problem)


def _empty(project: Project, known: SourceCache, theme: TemplateRecords, problem: Problem) -> SiteSnapshot:
    settings = Settings(digest=digest_of("empty"))
    templates = Templates(project, theme)
    to_html = LazyMarkdown(settings)
    library = Library(
        settings=settings,
        stories={},
        teasers=[],
        pages={},
        assets={},
        data={},
        terms={},
        images={},
        image_files={},
        layouts=templates.layouts,
        image_path=lambda image: image.path,
        author_data={},
    )
    return SiteSnapshot(settings, templates, to_html, library, empty_plan(project), known, [problem])
