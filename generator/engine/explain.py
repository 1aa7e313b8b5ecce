"""Explain an output, or a source: what makes it, what it looks at, and why the next build would make it again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from msgspec import Struct

from generator.engine.lazy_markdown import LazyMarkdown
from generator.engine.options import BuildOptions, map_with_progress
from generator.engine.reasons import GONE, Reasons
from generator.engine.shown import sources_in
from generator.engine.stale import OF_TEMPLATES, Views, modified_outside
from generator.engine.store import BuildCache
from generator.formats.urls import composed, output_path
from generator.library.load import ReadResult, read_library
from generator.library.views import look
from generator.model.explanation import ExplainedOutput, Explanation, ShownIn
from generator.model.output import Copy, Fill, MakeIcon, Output, Resize, SocialCard, Style
from generator.model.post import Post
from generator.model.problem import InputError, Problem
from generator.model.settings import Project, Settings
from generator.plan import Plan, plan
from generator.read.config.settings import read_settings
from generator.read.files.snapshot import take_snapshot
from generator.render.templates import Templates

T = TypeVar("T")
R = TypeVar("R")
UNQUOTED = "/!$&'()*+,;=:@"  # in the path of a URL (RFC 3986)
RECIPES: Mapping[type[object], str] = {
    Fill: "template", Copy: "copy", Style: "style sheet", Resize: "image", MakeIcon: "icon", SocialCard: "social card"
}  # fmt: skip


class _Compared(Struct, frozen=True):
    """The site as a build would find it now, and what the last build left."""

    project: Project
    settings: Settings
    reading: ReadResult
    planned: Plan
    cache: BuildCache
    views: Views
    reasons: Reasons
    problems: Sequence[Problem]


def explain(project: Project, asked: str, now: datetime, options: BuildOptions = BuildOptions()) -> Explanation:  # noqa: B008 (frozen)
    """Explain what is asked for: a URL, the path of an output, or a source. Nothing is rendered or written.

    Raises InputError if there is no such thing, or if the settings make no sense.
    """
    site = _load(project, now, options)
    source = ""
    paths = [path for path in _paths(site, asked) if path in site.planned.outputs or path in site.cache.outputs][:1]
    if not paths:
        source = _source(site, asked)
        paths = [path for path, output in site.planned.outputs.items() if source and output.source == source]
    shown_in = tuple(_shown_in(site, source)) if source else ()
    if not paths and not shown_in:
        raise InputError(_nothing(site, asked, source))
    outputs = tuple(_explained(site, path) for path in sorted(paths))
    errors = tuple(problem for problem in site.problems if problem.severity == "error")
    return Explanation(asked, source, outputs, tuple(one for one in shown_in if one.path not in paths), errors)


def url_of(output: Output, settings: Settings) -> str:
    """Return where readers find an output: a whole URL if the site has one, else its path."""
    page = output.recipe.shows.get("page") if isinstance(output.recipe, Fill) else None
    story = page.teaser if isinstance(page, Post) else page
    url = getattr(story, "url", "") or "/" + quote(output.path, safe=UNQUOTED)
    return f"{settings.url}{settings.baseurl}{url}"


def _load(project: Project, now: datetime, options: BuildOptions) -> _Compared:
    def spread(stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        return map_with_progress(stage, work, items, name, options=options)

    settings = read_settings(project)
    cache = BuildCache(project.cache, project.show(project.output), reader=True)
    known, made, seen = cache.sources, cache.outputs, cache.seen
    cache.close()  # reading may fork
    templates = Templates(project, cache.templates)
    snapshot = take_snapshot(project, settings)
    reading = read_library(
        snapshot, known, now, layouts=templates.layouts, to_html=LazyMarkdown(settings), spread=spread
    )
    planned = plan(reading.library, project)
    views = Views(reading.library, templates)
    reasons = Reasons(
        made,
        seen,
        views=views,
        records=known.records,
        touched=frozenset(modified_outside(made, project.output)),
        folder=str(project.output),
    )
    problems = [*templates.problems, *reading.problems, *planned.problems]
    return _Compared(project, reading.library.settings, reading, planned, cache, views, reasons, problems)


def _paths(site: _Compared, asked: str) -> Iterator[str]:
    """Yield the outputs that may be meant: as it is written, below the output folder, or at a URL."""
    yield asked
    yield _below(asked, site.project.output)
    address = asked.removeprefix(site.settings.url) if site.settings.url else asked
    if address.startswith("/"):
        below = address.removeprefix(site.settings.baseurl).partition("#")[0].partition("?")[0] or "/"
        for url in (below, f"{below}/"):
            try:
                yield output_path(url)
                yield output_path(url, ".html")
            except ValueError:
                return


def _source(site: _Compared, asked: str) -> str:
    """Return the source that is meant, by its name below the content folder; or another file, as it is shown."""
    known = site.reading.known.records
    names = [composed(asked.removeprefix("./")), composed(_below(asked, site.project.content))]
    found = next((name for name in names if name in known), "")
    return found or (asked if _view(site, asked) else "")


def _view(site: _Compared, asked: str) -> str:
    """Return the view that a template, a static file or a data file is to those that look at it."""
    project = site.project
    folders = [("template", folder) for folder in project.templates]
    folders += [("asset", folder) for folder in project.static]
    folders.append(("data", project.content / site.settings.data_dir))
    for kind, folder in folders:
        name = composed(_below(asked, folder))
        view = f"{kind}:{name.partition('/')[0].rpartition('.')[0] if kind == 'data' else name}"
        if name and view in site.cache.seen.names:
            return view
    return ""


def _below(asked: str, folder: Path) -> str:
    """Return a path relative to a folder that it lies in; "" for another."""
    for base in (Path.cwd(), folder.parent, folder.parent.parent):
        path = base / asked
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return ""


def _nothing(site: _Compared, asked: str, source: str) -> Problem:
    if source:
        held = next((one for one in site.reading.summary.held if one.source.endswith(source)), None)
        said = f"this is held until {held.until.isoformat()}" if held else "no output shows this"
        return Problem(asked, said, hint="It may be a draft, unpublished, or without text; a build reports that.")
    near = get_close_matches(asked.strip("/"), [*site.planned.outputs, *site.reading.known.records], 3)
    hint = f"Is {' or '.join(near)} meant?" if near else "Write a URL, a path below the output folder, or a source."
    return Problem(asked, "the site has no such output or source", hint=hint)


def _explained(site: _Compared, path: str) -> ExplainedOutput:
    output, old = site.planned.outputs.get(path), site.cache.outputs.get(path)
    views = site.cache.seen.views(old.views) if old and old.views < len(site.cache.seen.sets) else ()
    if output is None:
        return ExplainedOutput(path, "", "", views=views, reasons=(GONE,))
    template = output.recipe.template if isinstance(output.recipe, Fill) else ""
    return ExplainedOutput(
        path,
        url_of(output, site.settings),
        RECIPES[type(output.recipe)],
        template=template,
        source=output.source or getattr(output.recipe, "source", ""),
        views=views,
        reasons=site.reasons.of(output),
    )


def _shown_in(site: _Compared, source: str) -> Iterator[ShownIn]:
    """Yield the outputs that show a source, and as what: in a list, through a view, or as a template."""
    showing = {view for view in site.cache.seen.names if source in _sources_of(site, view)}
    own = _view(site, source)
    for path, output in site.planned.outputs.items():
        if isinstance(output.recipe, Fill):
            for name, value in output.recipe.shows.items():
                if source in sources_in(value):
                    yield ShownIn(path, name)
                    break
        old = site.cache.outputs.get(path)
        if old and old.views < len(site.cache.seen.sets):
            looked = site.cache.seen.views(old.views)
            yield from (ShownIn(path, view) for view in looked if view in showing or view == own)


def _sources_of(site: _Compared, view: str) -> frozenset[str]:
    """Name the stories that a view shows."""
    if view.startswith((*OF_TEMPLATES, "setting:")):
        return frozenset()
    try:
        return frozenset(sources_in(look(site.views.library, view)))
    except (AttributeError, KeyError, ValueError):
        return frozenset()
