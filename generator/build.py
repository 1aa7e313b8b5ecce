"""The pipeline: read, plan, render, write; each redoes only what changed."""

import gc
import os
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from generator.cache import Cache, Views, compare, fingerprint, locked, touched
from generator.model.digest import digest_of
from generator.model.known import Finished, Known, Made
from generator.model.output import Fill, Output
from generator.model.problem import WHILE, FaultError, Problem
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.plan import Plan, plan
from generator.press import Batch, Press, Proof, Prose, late_prose
from generator.read.library import Reading, read_library
from generator.read.settings import read_settings
from generator.render.templates import Templates
from generator.workers import FEW, WorkerDiedError, meanwhile, spread
from generator.write.folder import Folder, state

MANY = 2000  # outputs for which it pays to look at their files in a process of its own
T = TypeVar("T")
R = TypeVar("R")


class Progress(Protocol):
    """Hears how far a stage of long work is."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note that `done` of `total` items of a stage are done."""


def silent(stage: str, done: int, total: int) -> None:
    """Say nothing of the progress."""


class Options(Struct, frozen=True):
    """How to build. ``jobs`` is the number of processes, 0 for one a processor.

    ``progress`` hears how far the work is, ``waiting`` that another build has to end first. ``listed`` asks for a list
    of all files that the site has.
    """

    clean: bool = False
    strict: bool = False
    jobs: int = 0
    progress: Progress = silent
    waiting: Callable[[], None] = lambda: None
    listed: bool = False


def build(project: Project, now: datetime, options: Options = Options()) -> Report:  # noqa: B008 (frozen)
    """Bring the output folder up to date, redoing only what changed.

    What is wrong with the input is in the report; then nothing was published, and the folder is as it was.
    """
    with building(project, now, options) as built:
        return built.report


class Built(Struct, frozen=True):
    """A build that has just ended: what it did and, if that was asked, each file of the site as it was left."""

    report: Report
    made: Mapping[str, Made] = {}


@contextmanager
def building(project: Project, now: datetime, options: Options) -> Iterator[Built]:
    """Build, and let nobody else change the output folder until the block ends."""
    clock = _Clock()
    with ExitStack() as stack:
        try:
            refuse_dangerous(project)
            stack.enter_context(locked(project.cache, project.show(project.cache), options.waiting))
            with _uncollected():
                built = _build(project, now, options, clock)
        except FaultError as fault:
            built = Built(Report(problems=[fault.problem], seconds=clock.seconds))
        yield built


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of garbage away: a build makes many objects and drops few, it would walk them for nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Shop(Struct):
    """What one build works with."""

    project: Project
    options: Options
    clock: "_Clock"
    cache: Cache
    settings: Settings
    templates: Templates
    prose: Prose

    def spread(self, stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        """Spread work over the processors."""
        return spread_out(stage, work, items, name, options=self.options)

    def render(self, press: Press, folder: Folder, stale: Sequence[Output]) -> list[Proof | Problem]:
        """Render what is stale into `folder`, and return what came of it, in the same order."""
        if press.has_pictures(stale, new=True):
            from generator.render import icons, pictures  # noqa: F401, PLC0415 (Pillow is needed only for new pictures)
        batches = press.batches(stale)
        few = 1 if press.has_pictures(stale) else FEW
        done = spread_out("render", partial(press.proofs, folder), batches, _first, options=self.options, few=few)
        numbers = [number for batch in batches for number, _ in batch]
        found = dict(zip(numbers, [one for ones in done for one in ones], strict=True))
        return [found[number] for number in range(len(stale))]

    def meanwhile(self, work: Callable[[], R], size: int) -> Callable[[], R]:
        """Begin work of some size in a process of its own, if it is much; return what waits for its result."""
        return meanwhile(work, _jobs(self.options) if size > MANY else 1)


def _build(project: Project, now: datetime, options: Options, clock: "_Clock") -> Built:
    with clock.stage("start"):
        lying = Folder(project.output, project.show(project.output))
        look = meanwhile(lying.state, _jobs(options) if lying.is_large() else 1)
        cache = Cache(project.cache, project.show(project.output), fresh=options.clean)
        settings = read_settings(project)
        templates = Templates(project, cache.known.templates)
        shop = _Shop(project, options, clock, cache, settings, templates, late_prose(settings))
    with clock.stage("read"):
        reading = read_library(
            project, settings, cache.known, now, layouts=templates.layouts, prose=shop.prose, spread=shop.spread
        )
        known = Known(reading.key, reading.records, reading.pictures, templates.records)
        save = shop.meanwhile(partial(cache.remember_read, known), len(known.records) if known != cache.known else 0)
    try:
        is_as_it_was = look() == cache.finished.files
        if options.listed and len(cache.made) != cache.finished.count:
            is_as_it_was = False  # what was kept of it is damaged
        # The empty name is that of the list of our files: a killed build may have listed there, and put down, what its
        # sources, taken back since, no longer ask for.
        dirty = () if is_as_it_was else ("", *touched(cache.made, project.output))
        report = _publish(shop, reading, frozenset(dirty))
        return Built(report, cache.made if options.listed and not report.failed else {})
    finally:
        save()


def _publish(shop: _Shop, reading: Reading, dirty: frozenset[str]) -> Report:
    """Plan the site, render what is stale and put it in place; `dirty` names the outputs that were touched since."""
    project, cache, templates = shop.project, shop.cache, shop.templates
    with shop.clock.stage("plan"):
        site = digest_of(reading.library.digest, templates.digest_of_all)
        if site == cache.finished.site and not dirty:
            problems = judge([*reading.problems, *cache.finished.problems], strict=shop.options.strict)
            Folder(project.output, project.show(project.output)).sweep()
            return _report(reading, problems, shop.clock, unchanged=cache.finished.count)
        planned = plan(reading.library, project)
        problems = judge([*templates.problems, *reading.problems, *planned.problems], strict=shop.options.strict)
        report = _report(reading, problems, shop.clock, unchanged=0, outputs=len(planned.outputs))
        if report.failed:
            return report
        prints = _fingerprints(planned, reading.library.settings, templates)
        views = Views(reading.library)
        stale = compare(planned.outputs, cache.made, prints, views, dirty)
    with shop.clock.stage("render"), Folder(project.output, project.show(project.output)) as folder:
        press = Press(project, templates, reading.library, shop.prose)
        if any(isinstance(output.recipe, Fill) for output in stale):
            press.warm_up(digest_of(reading.library.settings.digest, cache.seal))
        results = shop.render(press, folder, stale)
        faults = judge(_once([result for result in results if isinstance(result, Problem)]), strict=shop.options.strict)
        if faults:
            return msgspec.structs.replace(report, problems=[*problems, *faults])
        proofs = [result for result in results if isinstance(result, Proof)]
        with shop.clock.stage("write"):
            staged = [(number, proof.path) for number, proof in enumerate(proofs) if proof.file.is_new]
            removed = folder.publish(staged, planned.outputs, cache.made)
            kept = planned.outputs.keys() - {proof.path for proof in proofs}
            made = {path: cache.made[path] for path in kept}
            made.update((proof.path, _made(proof, planned.outputs[proof.path], prints, views)) for proof in proofs)
            finished = Finished(site, [*templates.problems, *planned.problems], _state(made), len(made))
            cache.remember_made(finished, made)
            press.album.prune(planned.outputs.values())
    written = sorted(path for _, path in staged)
    unchanged = len(planned.outputs) - len(written)
    return msgspec.structs.replace(report, written=written, removed=removed, unchanged=unchanged)


def _fingerprints(planned: Plan, settings: Settings, templates: Templates) -> dict[str, str]:
    """Return the fingerprint of each output; settings count wherever a template is filled, since it may show any."""
    names = {output.recipe.template for output in planned.outputs.values() if isinstance(output.recipe, Fill)}
    digests = {name: digest_of(settings.digest, templates.digest(name) if name else "") for name in names}
    return {path: fingerprint(output, digests) for path, output in planned.outputs.items()}


def _made(proof: Proof, output: Output, prints: Mapping[str, str], views: Views) -> Made:
    file = proof.file
    return Made(prints[proof.path], file.size, file.mtime, proof.views, views.digest(proof.views), output.role)


def _state(made: Mapping[str, Made]) -> str:
    """Return the digest of what lies in the output folder now."""
    paths = sorted(made)
    return state(paths, array("q", [stamp for path in paths for stamp in (made[path].size, made[path].mtime)]))


def _report(
    reading: Reading, problems: list[Problem], clock: "_Clock", *, unchanged: int, outputs: int | None = None
) -> Report:
    return Report(
        posts=len(reading.library.posts),
        outputs=unchanged if outputs is None else outputs,
        unchanged=unchanged,
        held=list(reading.held),
        early=list(reading.early),
        next_publish=reading.next_publish,
        problems=problems,
        seconds=clock.seconds,
    )


def refuse_dangerous(project: Project) -> None:
    """Refuse an output folder that is, holds or lies in what the site is made of, and files that should be folders."""
    for folder in (project.templates[0], project.static[0]):
        if folder.exists() and not folder.is_dir():
            message = "this should be a folder, and is a file"
            raise FaultError(Problem(project.show(folder), message, hint="Move the file away."))
    output = Path(os.path.realpath(project.output))
    for source in (project.content, project.root, project.templates[0], project.static[0], project.cache):
        real = Path(os.path.realpath(source))
        lies_inside = source not in (project.root, project.content) and real in output.parents
        if source == project.content and real in output.parents:
            # A Jekyll site is its own content: `_site` lies inside it, but never among the sources.
            first = output.relative_to(real).parts[0]
            lies_inside = source != project.root or (first[0] in "._" and not first.startswith("_site"))
        if output == real or output in real.parents or lies_inside:
            message = f"the output folder is, holds or lies in {source}, which the site is made of"
            raise FaultError(Problem(project.show(project.output), message, hint="Name another folder with --output."))


def _once(faults: Sequence[Problem]) -> list[Problem]:
    """Say once what is wrong with a template, and of how many more pages it is the fault."""
    groups: dict[tuple[str, int, str], list[Problem]] = {}
    for fault in sorted(set(faults), key=lambda fault: fault.message):
        groups.setdefault((fault.file, fault.line, fault.message.partition(WHILE)[0]), []).append(fault)
    return [_and_more(*group) for group in groups.values()]


def _and_more(first: Problem, *others: Problem) -> Problem:
    if not others:
        return first
    more = "1 more page" if len(others) == 1 else f"{len(others):,} more pages"
    return msgspec.structs.replace(first, message=f"{first.message}, and {more}")


def judge(problems: Sequence[Problem], *, strict: bool) -> list[Problem]:
    """Say each problem once, in the order of place; with `strict`, every warning is an error."""
    unique = sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.column, problem.message))
    if strict:
        return [msgspec.structs.replace(problem, severity="error") for problem in unique]
    return unique


def _jobs(options: Options) -> int:
    return options.jobs or os.cpu_count() or 1


def _first(batch: Batch) -> str:
    return batch[0][1].path


def spread_out(  # noqa: PLR0913 (what, by whom, and who hears of it)
    stage: str,
    work: Callable[[T], R],
    items: Sequence[T],
    name: Callable[[T], str],
    *,
    options: Options,
    few: int = FEW,
) -> list[R]:
    """Spread work over the processors and let the progress bar know."""
    total = len(items)
    try:
        return spread(work, items, _jobs(options), name, lambda done: options.progress(stage, done, total), few=few)
    except WorkerDiedError as error:
        hint = "This often means that memory ran out: build again with --jobs 1."
        raise FaultError(
            Problem(error.item, f"the process that worked on this was ended by signal {error.signal}", hint=hint)
        ) from None


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
