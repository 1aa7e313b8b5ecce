"""The state of one attempt at a build, from the first look at the sources to the report."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from generator.engine.lazy_markdown import LazyMarkdown
from generator.engine.options import BuildOptions, map_with_progress
from generator.engine.problems import finalize, without_url
from generator.engine.rendered import RenderedOutputs
from generator.engine.stopwatch import Stopwatch
from generator.engine.store import BuildCache
from generator.model.cache_records import DeadLink, ReadSummary
from generator.model.digest import Digest, digest_of
from generator.model.problem import Problem
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.model.source_bytes import changed_error
from generator.read.files.snapshot import SourceSnapshot
from generator.render.templates import Templates
from generator.write.folder import Folder

if TYPE_CHECKING:
    from generator.engine.state.bodies import KeptHtml
    from generator.library.load import ReadResult

T = TypeVar("T")
R = TypeVar("R")


class Attempt(Struct):
    """The state of one attempt at a build; ``ending`` has the callbacks for its end."""

    project: Project
    options: BuildOptions
    clock: Stopwatch
    cache: BuildCache
    folder: Folder
    rendered: RenderedOutputs
    settings: Settings
    templates: Templates
    to_html: LazyMarkdown
    ending: ExitStack

    def read(self, snapshot: SourceSnapshot, now: datetime) -> "ReadResult":
        """Read the changed sources."""
        from generator.library.load import read_library  # not needed for an unchanged site

        reading = read_library(
            snapshot,
            self.cache.sources,
            now,
            layouts=self.templates.layouts,
            to_html=self.to_html,
            spread=self.spread,
            bodies=self.bodies(),
        )
        if reading.changed:
            raise changed_error(reading.changed[0])
        if not any(problem.severity == "error" for problem in reading.problems):
            self.cache.save_summary(reading.summary)
        self.cache.save_sources(reading.known)
        self.ending.callback(self._prune, reading)
        return reading

    def bodies(self) -> "KeptHtml | None":
        """Return the cache of texts' HTML; None if the HTML may depend on more than the text."""
        from generator.engine.state.bodies import KeptHtml, are_self_contained  # not needed for an unchanged site

        is_lasting = are_self_contained(self.settings.markdown_extensions)
        return KeptHtml(self.cache.database, self.settings, self.to_html) if is_lasting else None

    def _prune(self, reading: "ReadResult") -> None:
        if bodies := self.bodies():
            bodies.prune(story for record in reading.known.records.values() if (story := record.post or record.page))

    def site_digest(self, summary: ReadSummary) -> Digest:
        """Return the digest of all inputs of the site, and of the folders that messages name."""
        folders = [self.project.show(folder) for folder in (self.project.content, *self.project.templates)]
        return digest_of(summary.library, self.templates.digest_of_all, folders)

    def tell(self, dead: Sequence[DeadLink]) -> list[Problem]:
        """Return warnings about dead links."""
        if not dead:
            return []
        from generator.engine.dead_links import tell  # few sites have dead links

        return tell(dead, self.project, self.settings.baseurl)

    def spread(self, stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        """Spread work over processes."""
        self.cache.database.ready()
        return map_with_progress(stage, work, items, name, options=self.options)

    def report(
        self, summary: ReadSummary, planned: Sequence[Problem], *, unchanged: int = 0, outputs: int = 0
    ) -> Report:
        """Return the report of a site: its numbers and its problems."""
        problems = [*self.templates.problems, *summary.problems, *planned, *without_url(self.settings)]
        return Report(
            posts=summary.posts,
            outputs=outputs or unchanged,
            unchanged=unchanged,
            held=list(summary.held),
            unwritten=list(summary.unwritten),
            early=list(summary.early),
            next_publish=summary.next_publish,
            changes_at=summary.until,
            problems=finalize(problems, strict=self.options.strict),
            seconds=self.clock.seconds,
        )
