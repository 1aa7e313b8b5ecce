"""The pipeline: read, plan, render, write; each redoes only what changed."""

import functools
import gc
import os
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from generator.cache import Cache, Views, compare, fingerprint, touched
from generator.lock import locked, locked_folder
from generator.model.contents import ChangedError, changed
from generator.model.digest import Digest, digest_of
from generator.model.known import Finished, Gist, Made
from generator.model.output import Fill, Output
from generator.model.problem import FaultError, Problem, judge, once
from generator.model.prose import Prose
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.parts import sweep
from generator.plan import Plan, plan
from generator.plan.redirects import TEMPLATE as REDIRECT
from generator.press import Batch, Changed, LateProse, Press, Proof, Result
from generator.project import refuse_dangerous
from generator.read.library import Reading, read_library
from generator.read.moves import moved
from generator.read.settings import read_settings
from generator.read.survey import Survey, take_survey
from generator.render.templates import Templates
from generator.rendered import Rendered
from generator.stopwatch import Stopwatch
from generator.workers import FEW, WorkerDiedError, head_start, meanwhile, spread
from generator.write.folder import Folder, Manifest, PartlyWrittenError, make_folders, pieces, place_of, state

TRIES = 3  # attempts of one build, if sources go on changing
MANY = 2000  # outputs for which it pays to look at their files in a process of its own
T = TypeVar("T")
R = TypeVar("R")


class Progress(Protocol):
    """Hears how far a stage of long work is."""

    def __call__(self, stage: str, done: int, total: int, share: float | None = None) -> None:
        """Take note that `done` of `total` items of a stage are done, which are this share of its work."""


def silent(stage: str, done: int, total: int, share: float | None = None) -> None:
    """Say nothing of the progress."""


class Options(Struct, frozen=True):
    """How to build. ``jobs`` is the number of processes, 0 for one a processor.

    ``take_over`` builds into the output folder of another site, and removes that site's files. ``progress`` hears how
    far the work is, ``waiting`` that another build has to end first, and ``has_read`` that all is read, and nothing
    rendered yet. ``listed`` asks for a list of all files that the site has.
    """

    clean: bool = False
    strict: bool = False
    jobs: int = 0
    take_over: bool = False
    progress: Progress = silent
    waiting: Callable[[], None] = lambda: None
    has_read: Callable[[], None] = lambda: None
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
    clock = Stopwatch()
    with ExitStack() as stack:
        try:
            refuse_dangerous(project)
            folder = stack.enter_context(_alone(project, options))
            with _uncollected():
                built = _build(project, now, options, clock, folder)
        except FaultError as fault:
            partly = isinstance(fault, PartlyWrittenError)
            built = Built(Report(problems=[fault.problem], seconds=clock.seconds, partly=partly))
        yield built


@contextmanager
def _alone(project: Project, options: Options) -> Iterator[Folder]:
    """Keep other builds away from this project, and from the output folder, which may be that of several."""
    shown = project.show(project.output)
    made = not project.output.exists()
    with ExitStack() as stack:
        began = stack.enter_context(locked(project.cache, project.show(project.cache), options.waiting))
        sweep(project.cache, began)
        try:
            make = partial(make_folders, os.fspath(project.output))
            alone = stack.enter_context(locked_folder(project.output, make, options.waiting))
        except OSError as error:
            raise Folder(project.output, shown).fault(error) from None
        if made:  # a build that fails leaves no empty folder
            stack.callback(_remove_empty, project.output)
        yield Folder(project.output, shown, alone=alone)


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


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
    """What one build works with; ``ending`` is when it ends, well or not."""

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

    def read(self, survey: Survey, now: datetime) -> Reading:
        """Read what changed; what was read is kept while the build goes on."""
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

    def spread(self, stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        """Spread work over the processors."""
        return spread_out(stage, work, items, name, options=self.options)

    def render(self, press: Press, stale: Sequence[Output]) -> list[Result]:
        """Render and stage what is stale, and return what came of it, in the same order."""
        if press.has_pictures(stale, new=True):
            from generator.render import icons, pictures  # noqa: F401, PLC0415 (Pillow is needed only for new pictures)
        first = self.rendered.next
        batches = press.batches(stale, first)
        few = 1 if press.has_pictures(stale) else FEW
        work = partial(press.proofs, self.folder)
        done = spread_out("render", work, batches, _first, options=self.options, few=few, cost=press.cost)
        numbers = [number for batch in batches for number, _ in batch]
        found = dict(zip(numbers, [one for ones in done for one in ones], strict=True))
        return [found[number] for number in range(first, first + len(stale))]

    def meanwhile(self, work: Callable[[], R], size: int) -> Callable[[], R]:
        """Begin work of some size in a process of its own, if it is much; return what waits for its result."""
        return meanwhile(work, _jobs(self.options) if size > MANY else 1)


def _build(project: Project, now: datetime, options: Options, clock: Stopwatch, folder: Folder) -> Built:
    """Build; where a source changes meanwhile, once more what that concerns, and again if need be."""
    rendered = Rendered()
    left = TRIES
    with folder:
        while True:
            left -= 1
            try:
                return _attempt(project, now, options, clock, folder, rendered)
            except ChangedError:
                if not left:
                    raise


def _attempt(  # noqa: PLR0913, PLR0917 (all that a build works with)
    project: Project, now: datetime, options: Options, clock: Stopwatch, folder: Folder, rendered: Rendered
) -> Built:
    """Build from the sources as they are now. Raises ChangedError where they are others before all is rendered."""
    with ExitStack() as ending:
        with clock.stage("start"):
            lying = folder.manifest()
            _refuse_others(lying, project, options)
            parts = pieces(lying.files)
            look = head_start(folder.state, parts, _jobs(options) if len(parts) > 1 else 1)
            cache = Cache(project.cache, project.show(project.output), fresh=options.clean)
            settings = read_settings(project)
            templates = Templates(project, cache.templates)
            cache.remember_templates(templates.records)
            prose = LateProse(settings)
            shop = _Shop(project, options, clock, cache, folder, rendered, settings, templates, prose, ending)
        options.progress("read", 0, 0)
        with clock.stage("read"):
            survey = take_survey(project, settings)
            read = functools.cache(partial(shop.read, survey, now))
            gist = cache.recall(survey.digest, now) or read().gist
        is_as_it_was = look() == cache.finished.files and cache.finished.files != []
        if not lying.place or (options.listed and len(cache.made) != cache.finished.count):
            is_as_it_was = False  # it does not say whose it is, or what was kept of it is damaged
        if is_as_it_was and shop.site(gist) == cache.finished.site:
            report = _as_it_was(shop, gist)
        else:
            with clock.stage("read"):
                reading = read()
            # The empty name is that of the list of our files: a killed build may have listed there, and put down, what
            # its sources, taken back since, no longer ask for.
            dirty = () if is_as_it_was else ("", *touched(cache.made, project.output))
            report = _publish(shop, reading, frozenset(dirty))
        return Built(report, cache.made if options.listed and not report.failed else {})


def _refuse_others(lying: Manifest, project: Project, options: Options) -> None:
    """Refuse an output folder that is another site's: its files would be swept. Raises FaultError."""
    if lying.place in ("", _place(project)) or options.take_over:
        return
    whose = f', "{lying.site}"' if lying.site else ""
    hint = (
        "Name another folder with --output. If this site is to replace it, or was moved, build once with --take-over."
    )
    raise FaultError(
        Problem(project.show(project.output), f"this is the output folder of another site{whose}", hint=hint)
    )


def _place(project: Project) -> str:
    return place_of(project.root, project.output)


def _as_it_was(shop: _Shop, gist: Gist) -> Report:
    """Tell of a site that is finished already."""
    finished = shop.cache.finished
    with shop.clock.stage("plan"):
        return _report(shop, gist, finished.problems, unchanged=finished.count)


def _publish(shop: _Shop, reading: Reading, dirty: frozenset[str]) -> Report:
    """Plan the site, render what is stale and put it in place; `dirty` names the outputs that were touched since."""
    project, cache, templates, folder, rendered = shop.project, shop.cache, shop.templates, shop.folder, shop.rendered
    shop.options.progress("plan", 0, 0)
    with shop.clock.stage("plan"):
        planned = plan(reading.library, project)
        report = _report(shop, reading.gist, planned.problems, outputs=len(planned.outputs))
        if report.failed:
            return report
        prints = _fingerprints(planned, reading.library.settings, templates)
        views = Views(reading.library)
        stale = compare(planned.outputs, cache.made, prints, views, dirty)
    shop.options.has_read()
    with shop.clock.stage("render"):
        folder.prepare()
        press = Press(project, templates, reading.library, shop.prose, reading.known.records)
        missing = rendered.missing(stale, prints, views)
        if any(isinstance(output.recipe, Fill) for output in missing):
            press.warm_up(digest_of(reading.library.settings.digest, cache.seal))
        results = shop.render(press, missing)
        rendered.take(results, prints, views)
        for result in results:
            if isinstance(result, Changed):
                raise ChangedError(result.problem)
        faults = judge(once([result for result in results if isinstance(result, Problem)]), strict=shop.options.strict)
        if faults:
            return msgspec.structs.replace(report, problems=[*report.problems, *faults])
        done = [rendered.kept[output.path] for output in stale]
        proofs = [one.proof for one in done]
        shop.options.progress("write", 0, 0)
        with shop.clock.stage("write"):
            staged = [(one.number, one.proof.path) for one in done if one.proof.file.is_new]
            owner = Manifest(site=reading.library.settings.title, place=_place(project))
            removed = folder.publish(staged, planned.outputs, cache.made, owner)
            kept = planned.outputs.keys() - {proof.path for proof in proofs}
            moves = moved(cache.made, planned.outputs, cache.known, reading.known)
            made = {path: cache.made[path] for path in kept}
            made.update((proof.path, _made(proof, planned.outputs[proof.path], prints, views)) for proof in proofs)
            cache.remember_made(Finished(shop.site(reading.gist), planned.problems, _states(made), len(made)), made)
            press.album.prune(planned.outputs.values())
    written = sorted(path for _, path in staged)
    unchanged = len(planned.outputs) - len(written)
    return msgspec.structs.replace(report, written=written, removed=removed, unchanged=unchanged, moved=moves)


def _fingerprints(planned: Plan, settings: Settings, templates: Templates) -> dict[str, Digest]:
    """Return the fingerprint of each output; settings count wherever a template is filled, since it may show any."""
    names = {output.recipe.template for output in planned.outputs.values() if isinstance(output.recipe, Fill)}
    digests = {name: digest_of(settings.digest, templates.digest(name) if name else None) for name in names}
    return {path: fingerprint(output, digests) for path, output in planned.outputs.items()}


def _made(proof: Proof, output: Output, prints: Mapping[str, Digest], views: Views) -> Made:
    file = proof.file
    return Made(
        prints[proof.path], file.size, file.mtime, proof.views, views.digest(proof.views), output.role, _home(output)
    )


def _home(output: Output) -> str:
    """Return the source of a story or page that is at home at an output; a redirect leads away from there."""
    is_home = isinstance(output.recipe, Fill) and output.recipe.template != REDIRECT and output.role == "story"
    return output.source if is_home else ""


def _states(made: Mapping[str, Made]) -> list[str]:
    """Return the digests of what lies in the output folder now."""
    return [
        state(paths, array("q", [stamp for path in paths for stamp in (made[path].size, made[path].mtime)]))
        for paths in pieces(made)
    ]


def _report(shop: _Shop, gist: Gist, planned: Sequence[Problem], *, unchanged: int = 0, outputs: int = 0) -> Report:
    problems = [*shop.templates.problems, *gist.problems, *planned]
    return Report(
        posts=gist.posts,
        outputs=outputs or unchanged,
        unchanged=unchanged,
        held=list(gist.held),
        unwritten=list(gist.unwritten),
        early=list(gist.early),
        next_publish=gist.next_publish,
        problems=judge(problems, strict=shop.options.strict),
        seconds=shop.clock.seconds,
    )


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
    cost: Callable[[T], int] = lambda _: 1,
) -> list[R]:
    """Spread work over the processors and let the progress bar know."""
    total = len(items)

    def tick(done: int, share: float) -> None:
        options.progress(stage, done, total, share)

    try:
        return spread(work, items, _jobs(options), name, tick, few=few, cost=cost)
    except WorkerDiedError as error:
        hint = "This often means that memory ran out: build again with --jobs 1."
        raise FaultError(
            Problem(error.item, f"the process that worked on this was ended by signal {error.signal}", hint=hint)
        ) from None
