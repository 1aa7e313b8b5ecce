"""Plan a site without building it: describe each output, or render a single one."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from generator.api.site_plan import PlannedOutput
from generator.engine.explain import url_of
from generator.engine.problems import finalize, without_url
from generator.engine.render import Renderer
from generator.engine.store import BuildCache
from generator.model.output import Copy, Fill, MakeIcon, Output, Resize, Style
from generator.model.problem import Problem
from generator.model.settings import Project
from generator.serve.snapshot import SiteSnapshot, load_snapshot


class PlannedSite(Struct, frozen=True):
    """A site as it was planned at one moment; ``seal`` is that of its cache."""

    project: Project
    snapshot: SiteSnapshot
    seal: bytes

    @property
    def problems(self) -> list[Problem]:
        """What a build would report before it renders anything."""
        return finalize([*self.snapshot.problems, *without_url(self.snapshot.settings)], strict=False)

    def describe(self) -> Iterator[PlannedOutput]:
        """Yield what the public API says of each output, ordered by path."""
        for path in sorted(self.snapshot.outputs):
            output = self.snapshot.outputs[path]
            template = output.recipe.template if isinstance(output.recipe, Fill) else ""
            url = url_of(output, self.snapshot.settings)
            yield PlannedOutput(path, url, output.role, self._source(output), template)

    def render(self, output: Output) -> bytes:
        """Render one output from the very files that were planned. Raises InputError, as a build reports it."""
        snapshot = self.snapshot
        records = snapshot.sources.records
        renderer = Renderer(self.project, snapshot.templates, snapshot.library, snapshot.to_html, records=records)
        if isinstance(output.recipe, Fill):
            renderer.preload(self.seal)
        return renderer.render(output)[0]

    def _source(self, output: Output) -> str:
        """Return the file that an output is made for or of, as messages name it."""
        recipe = output.recipe
        if output.source:
            return self.project.show(self.project.content / output.source)
        if isinstance(recipe, Copy | Style | Resize | MakeIcon):
            return self.project.show(Path(recipe.source))
        return ""


def plan_site(project: Project, now: datetime) -> PlannedSite:
    """Read what changed since the last build, and plan the site. Raises InputError if that cannot be done."""
    cache = BuildCache(project.cache, project.show(project.output), reader=True)
    known, theme = cache.sources, cache.templates
    cache.close()
    return PlannedSite(project, load_snapshot(project, known, theme, now), cache.seal)
