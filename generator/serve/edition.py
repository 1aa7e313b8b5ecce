"""The site as it stands at one moment: everything that a browser may ask for, and what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from generator.lateprose import LateProse
from generator.model.digest import digest_of
from generator.model.known import Known, TemplateRecord
from generator.model.library import Library
from generator.model.output import Output
from generator.model.problem import FaultError, Problem, judge
from generator.model.settings import Project, Settings
from generator.options import Options, spread_out
from generator.plan import plan
from generator.project import refuse_dangerous
from generator.read.library import read_library
from generator.read.posts import Desk
from generator.read.settings import read_settings
from generator.read.survey import take_survey
from generator.render.templates import Templates

T = TypeVar("T")
R = TypeVar("R")
Theme = Mapping[str, TemplateRecord]


class Edition(Struct, frozen=True):
    """A plan of the whole site, with what it was made of.

    ``troubles`` is what is wrong besides the templates. ``changes`` is when it will be another without
    anybody's doing: a held story's date comes, or a story expires. ``holders`` names the outputs that show
    a story, by its source; it is filled when it is first needed.
    """

    settings: Settings
    templates: Templates
    prose: LateProse
    desk: Desk
    library: Library
    outputs: Mapping[str, Output]
    known: Known
    troubles: Sequence[Problem]
    changes: datetime | None = None
    holders: dict[str, list[str]] = {}

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong."""
        return judge([*self.templates.problems, *self.troubles], strict=False)

    @property
    def failed(self) -> bool:
        """Whether a build of this would publish nothing."""
        return any(problem.severity == "error" for problem in self.problems)


def open_edition(project: Project, known: Known, theme: Theme, now: datetime, jobs: int = 1) -> Edition:
    """Read what changed since it was `known` (of templates: `theme`), and plan the site as it is to be at `now`.

    Raises FaultError where the settings or the folders make no sense. `jobs` above one forks: only before there are
    threads.
    """
    refuse_dangerous(project)
    settings = read_settings(project)
    templates = Templates(project, theme)
    prose = LateProse(settings)

    def share(stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        return spread_out(stage, work, items, name, options=Options(jobs=jobs))

    survey = take_survey(project, settings)
    reading = read_library(survey, known, now, layouts=templates.layouts, prose=prose, spread=share)
    planned = plan(reading.library, project)
    return Edition(
        settings=reading.library.settings,  # which know the logo's file
        templates=templates,
        prose=prose,
        desk=reading.desk,
        library=reading.library,
        outputs=planned.outputs,
        known=reading.known,
        troubles=[*reading.problems, *planned.problems],
        changes=reading.changes,
    )


def reopened(edition: Edition, project: Project, now: datetime) -> Edition:
    """Read what changed since this edition, and plan the next one."""
    return open_edition(project, edition.known, edition.templates.records, now)


def first_edition(project: Project, known: Known, theme: Theme, now: datetime, jobs: int) -> Edition:
    """Open the first edition; where the settings make no sense, an empty one which says so."""
    try:
        return open_edition(project, known, theme, now, jobs)
    except FaultError as fault:
        return _empty(project, known, theme, fault.problem)


def _empty(project: Project, known: Known, theme: Theme, problem: Problem) -> Edition:
    settings = Settings(digest=digest_of("empty"))
    templates = Templates(project, theme)
    prose = LateProse(settings)
    library = Library(
        settings=settings,
        posts=[],
        teasers=[],
        pages=[],
        assets=[],
        data={},
        terms={},
        pictures={},
        picture_files={},
        layouts=templates.layouts,
        picture_of=lambda image: image.path,
        author_data={},
    )
    desk = Desk(settings, {}, lambda name: project.show(project.content / name), prose)
    return Edition(settings, templates, prose, desk, library, {}, known, [problem])
