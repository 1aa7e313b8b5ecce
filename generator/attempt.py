"""What one attempt at a build works with, from the first look at the sources to the report."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from generator.cache import Cache
from generator.model.contents import changed
from generator.model.digest import Digest, digest_of
from generator.model.known import DeadLink, Gist
from generator.model.problem import Problem, judge
from generator.model.prose import Prose
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.options import Options, jobs, spread_out
from generator.read.survey import Survey
from generator.render.templates import Templates
from generator.rendered import Rendered
from generator.stopwatch import Stopwatch
from generator.workers import meanwhile
from generator.write.folder import Folder

if TYPE_CHECKING:
    from generator.read.library import Reading

MANY = 2000  # files for which work on what is known of them pays a process of its own
T = TypeVar("T")
R = TypeVar("R")


class Attempt(Struct):
    """What one attempt at a build works with; ``ending`` is when it ends, well or not."""

    project: Project
    options: Options
    clock: Stopwatch
    cache: Cache
    folder: Folder
    rendered: Rendered
    settings: Settings
    templates: Templates
    prose: Prose
    ending: ExitStack

    def read(self, survey: Survey, now: datetime) -> "Reading":
        """Read what changed; what was read is kept while the build goes on."""
        from generator.read.library import read_library  # what has not changed is not read

        was = self.cache.known
        reading = read_library(survey, was, now, layouts=self.templates.layouts, prose=self.prose, spread=self.spread)
        if reading.changed:
            raise changed(reading.changed[0])
        if not any(problem.severity == "error" for problem in reading.problems):
            self.cache.remember_gist(reading.gist)
        size = len(reading.known.records) if reading.known != was else 0
        self.ending.callback(self.meanwhile(partial(self.cache.remember_read, reading.known), size))
        return reading

    def site(self, gist: Gist) -> Digest:
        """Return the digest of all that the site is made of, and of the folders that messages name."""
        folders = [self.project.show(folder) for folder in (self.project.content, *self.project.templates)]
        return digest_of(gist.library, self.templates.digest_of_all, folders)

    def tell(self, dead: Sequence[DeadLink]) -> list[Problem]:
        """Say which links of texts lead nowhere."""
        if not dead:
            return []
        from generator.read.deadlinks import tell  # a good site has none to tell

        return tell(dead, self.project, self.settings.baseurl)

    def spread(self, stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        """Spread work over the processors."""
        return spread_out(stage, work, items, name, options=self.options)

    def meanwhile(self, work: Callable[[], R], size: int) -> Callable[[], R]:
        """Begin work of some size in a process of its own, if it is much; return what waits for its result."""
        return meanwhile(work, jobs(self.options) if size > MANY else 1)

    def report(self, gist: Gist, planned: Sequence[Problem], *, unchanged: int = 0, outputs: int = 0) -> Report:
        """Report what a site is made of, and what is wrong with it."""
        problems = [*self.templates.problems, *gist.problems, *planned]
        return Report(
            posts=gist.posts,
            outputs=outputs or unchanged,
            unchanged=unchanged,
            held=list(gist.held),
            unwritten=list(gist.unwritten),
            early=list(gist.early),
            next_publish=gist.next_publish,
            problems=judge(problems, strict=self.options.strict),
            seconds=self.clock.seconds,
        )
