"""The pipeline: read, plan, render, write; each redoes only what changed."""

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from generator.cache import Cache, Views, compare, fingerprint, locked
from generator.model.known import Known, Made
from generator.model.library import Library
from generator.model.output import Copy, Fill, Output, Resize
from generator.model.picture import PictureError
from generator.model.post import Page, Post
from generator.model.problem import FaultError, Problem
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.plan import Plan, plan
from generator.read.bodies import read_body
from generator.read.library import Reading, read_library
from generator.read.posts import is_markdown
from generator.read.settings import read_settings
from generator.read.slugs import term_slug
from generator.render.templates import Templates
from generator.workers import WorkerDiedError, spread
from generator.write.folder import Folder

T = TypeVar("T")
R = TypeVar("R")
Prose = Callable[[str], str]


class Progress(Protocol):
    """Hears how far a stage of long work is."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note that `done` of `total` items of a stage are done."""


class Options(Struct, frozen=True):
    """How to build. ``jobs`` is the number of processes, 0 for one a processor."""

    clean: bool = False
    strict: bool = False
    jobs: int = 0
    progress: Progress = lambda stage, done, total: None


def build(project: Project, now: datetime, options: Options = Options()) -> Report:  # noqa: B008 (frozen)
    """Bring the output folder up to date, redoing only what changed.

    What is wrong with the input is in the report; then nothing was published, and the folder is as it was.
    """
    clock = _Clock()
    collecting = gc.isenabled()
    gc.disable()  # a build makes many objects and drops few: the collector would walk them for nothing
    try:
        refuse_dangerous(project)
        with locked(project.cache, project.show(project.cache)):
            return _build(project, now, options, clock)
    except FaultError as fault:
        return Report(problems=[fault.problem], seconds=clock.seconds)
    finally:
        if collecting:
            gc.enable()


def _build(project: Project, now: datetime, options: Options, clock: "_Clock") -> Report:
    with clock.stage("start"):
        cache = Cache(project.cache, project.show(project.output), fresh=options.clean)
        settings = read_settings(project)
        templates = Templates(project, cache.known.templates)
        prose = _late_prose(settings)
    with clock.stage("read"):
        many = partial(_spread, options=options)
        reading = read_library(project, settings, cache.known, now, layouts=templates.layouts, prose=prose, spread=many)
        cache.remember_read(Known(reading.key, reading.records, reading.pictures, templates.records))
    with clock.stage("plan"):
        planned = plan(reading.library, project)
        problems = judge([*templates.problems, *reading.problems, *planned.problems], strict=options.strict)
        report = _report(reading, planned, problems, clock)
        if report.failed:
            return report
        names = {output.recipe.template for output in planned.outputs.values() if isinstance(output.recipe, Fill)}
        digests = {name: templates.digest(name) if name else "" for name in names}
        prints = {path: fingerprint(output, digests) for path, output in planned.outputs.items()}
        views = Views(reading.library)
        stale = compare(planned.outputs, cache.made, prints, views, project.output)
    with clock.stage("render"), Folder(project.output, project.show(project.output)) as folder:
        press = _Press(project, templates, reading.library, prose, folder)
        results = press.run(stale, options) if stale else []
        faults = judge([result for result in results if isinstance(result, Problem)], strict=options.strict)
        if faults:
            return msgspec.structs.replace(report, problems=[*problems, *faults])
        proofs = [result for result in results if isinstance(result, _Proof)]
        with clock.stage("write"):
            staged = [(number, proof.path) for number, proof in enumerate(proofs) if proof.is_new]
            removed = folder.publish(staged, planned.outputs)
            made = {path: cache.made[path] for path in planned.outputs.keys() - {proof.path for proof in proofs}}
            for proof in proofs:
                made[proof.path] = Made(prints[proof.path], proof.size, proof.views, views.digest(proof.views))
            cache.remember_made(made)
    written = sorted(path for _, path in staged)
    return msgspec.structs.replace(
        report, written=written, removed=removed, unchanged=len(planned.outputs) - len(written), seconds=clock.seconds
    )


def _report(reading: Reading, planned: Plan, problems: list[Problem], clock: "_Clock") -> Report:
    return Report(
        posts=len(reading.library.posts),
        outputs=len(planned.outputs),
        held=list(reading.held),
        next_publish=reading.held[0].until if reading.held else None,
        problems=problems,
        seconds=clock.seconds,
    )


def refuse_dangerous(project: Project) -> None:
    """Refuse an output folder that is, or holds, what the site is made of."""
    output = Path(os.path.realpath(project.output))
    for source in (project.content, project.root, project.templates[0], project.static[0], project.cache):
        real = Path(os.path.realpath(source))
        if output == real or output in real.parents or (source == project.content and real in output.parents and real != project.root):
            message = f"the output folder {project.output} is, holds or lies in {project.show(source)}, which the site is made of"
            raise FaultError(Problem(project.show(project.output), message, hint="Name another folder with --output."))


def judge(problems: Sequence[Problem], *, strict: bool) -> list[Problem]:
    """Say each problem once, in the order of place; with `strict`, every warning is an error."""
    unique = sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.column, problem.message))
    if strict:
        return [msgspec.structs.replace(problem, severity="error") for problem in unique]
    return unique


def _late_prose(settings: Settings) -> Prose:
    """Make the Markdown converter when the first text needs it: most builds need few, some need none."""
    converter: list[Prose] = []

    def prose(text: str) -> str:
        if not converter:
            from generator.read.prose import make_prose  # noqa: PLC0415 (see above)

            try:
                converter.append(make_prose(settings.markdown, settings.markdown_extensions, settings.markdown_extension_configs))
            except ValueError as error:
                raise FaultError(Problem(settings.file, str(error))) from None
        return converter[0](text)

    return prose


def _spread(stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str], *, options: Options) -> list[R]:
    """Spread work over the processors and let the progress bar know."""
    total = len(items)
    try:
        return spread(work, items, options.jobs or os.cpu_count() or 1, name, lambda done: options.progress(stage, done, total))
    except WorkerDiedError as error:
        hint = "This often means that memory ran out: build again with --jobs 1."
        raise FaultError(Problem(error.item, f"the process that worked on this was ended by signal {error.signal}", hint=hint)) from None


class _Proof(Struct, frozen=True):
    """A rendered output: its size in bytes, whether it differs from what lies in place, the views it looked at."""

    path: str
    size: int
    is_new: bool
    views: tuple[str, ...]


class _Press:
    """Renders outputs into the staging folder."""

    def __init__(self, project: Project, templates: Templates, library: Library, prose: Prose, folder: Folder) -> None:
        self.project = project
        self.templates = templates
        self.library = library
        self.prose = prose
        self.folder = folder

    def run(self, stale: Sequence[Output], options: Options) -> list[_Proof | Problem]:
        """Render each output; what goes wrong with one is its problem."""
        if any(isinstance(output.recipe, Fill) for output in stale):
            from generator.render.theme import Theme  # noqa: PLC0415 (an unchanged site needs no Jinja)

            self.theme = Theme(self.project, self.templates, self.library, self.body, self.prose, term_slug)
        numbered = list(enumerate(stale))
        return _spread("render", self.proof, numbered, lambda item: item[1].path, options=options)

    def proof(self, item: tuple[int, Output]) -> "_Proof | Problem":
        """Render one output and stage it."""
        number, output = item
        recipe, views = output.recipe, ()
        try:
            if isinstance(recipe, Copy):
                is_new = self.folder.stage_copy(number, output.path, recipe.source)
                return _Proof(output.path, os.stat(recipe.source).st_size, is_new, ())
            if isinstance(recipe, Resize):
                data = self.resized(recipe)
            else:
                data, views = self.theme.fill(output, recipe)
            return _Proof(output.path, len(data), self.folder.stage(number, output.path, data), views)
        except FaultError as fault:
            return fault.problem

    def resized(self, recipe: Resize) -> bytes:
        """Resize a picture; a broken one is a fault of the line that asks for it."""
        from generator.render.pictures import resize  # noqa: PLC0415 (Pillow is needed only for new pictures)

        try:
            return resize(recipe)
        except PictureError as error:
            file, line, column = recipe.place
            name = self.project.show(Path(recipe.source))
            raise FaultError(Problem(file, f"image: {name}: {error.message}", line, column, error.hint)) from None

    def body(self, story: Post | Page) -> str:
        """Return a story's HTML."""
        from generator.read.prose import ProseError  # noqa: PLC0415 (only where Markdown is)

        source = story.teaser.source if isinstance(story, Post) else story.source
        path = self.project.content / source
        try:
            text = read_body(path, story.body_line, self.project.show(path))
            return self.prose(text) if is_markdown(source) else text
        except ProseError as error:
            raise FaultError(Problem(self.project.show(path), str(error), story.body_line)) from None
        except OSError as error:
            raise FaultError(Problem(self.project.show(path), f"this file cannot be read: {error.strerror}")) from None


class _Clock:
    """Seconds by stage; a stage within a stage counts for itself only."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.inner = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        outer, self.inner = self.inner, 0.0
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            self.seconds[name] = round(spent - self.inner, 4)
            self.inner = outer + spent


