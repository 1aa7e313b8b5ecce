"""The pipeline: read, plan, render, write; each redoes only what changed."""

import functools
import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct

from generator.attempt import Attempt
from generator.cache import Cache, touched
from generator.lateprose import LateProse
from generator.lock import locked, locked_folder
from generator.model.contents import ChangedError
from generator.model.known import Gist, Made
from generator.model.problem import FaultError, Problem
from generator.model.report import Report
from generator.model.settings import Project
from generator.options import Options, jobs
from generator.parts import sweep
from generator.project import refuse_dangerous
from generator.read.settings import read_settings
from generator.read.survey import take_survey
from generator.render.templates import Templates
from generator.rendered import Rendered
from generator.stopwatch import Stopwatch
from generator.workers import head_start
from generator.write.folder import Folder, Manifest, PartlyWrittenError, make_folders, pieces, place_of

__all__ = ["Built", "Options", "build", "building"]

TRIES = 3  # attempts of one build, if sources go on changing


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
            look = head_start(folder.state, parts, jobs(options) if len(parts) > 1 else 1)
            cache = Cache(project.cache, project.show(project.output), fresh=options.clean)
            settings = read_settings(project)
            templates = Templates(project, cache.templates)
            cache.remember_templates(templates.records)
            prose = LateProse(settings)
            attempt = Attempt(project, options, clock, cache, folder, rendered, settings, templates, prose, ending)
        options.progress("read", 0, 0)
        with clock.stage("read"):
            survey = take_survey(project, settings)
            read = functools.cache(partial(attempt.read, survey, now))
            gist = cache.recall(survey.digest, now) or read().gist
        is_as_it_was = look() == cache.finished.files and cache.finished.files != []
        if not lying.place or (options.listed and len(cache.made) != cache.finished.count):
            is_as_it_was = False  # it does not say whose it is, or what was kept of it is damaged
        if is_as_it_was and attempt.site(gist) == cache.finished.site:
            report = _as_it_was(attempt, gist)
        else:
            with clock.stage("read"):
                reading = read()
            # The empty name is that of the list of our files: a killed build may have listed there, and put down, what
            # its sources, taken back since, no longer ask for.
            dirty = () if is_as_it_was else ("", *touched(cache.made, project.output))
            from generator.publish import publish  # an unchanged site needs neither plan nor press

            report = publish(attempt, reading, frozenset(dirty), _place(project))
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


def _as_it_was(attempt: Attempt, gist: Gist) -> Report:
    """Tell of a site that is finished already."""
    finished = attempt.cache.finished
    with attempt.clock.stage("plan"):
        problems = [*finished.problems, *attempt.tell(finished.dead)]
        return attempt.report(gist, problems, unchanged=finished.count)
