"""The build pipeline: read, plan, render, write; each step redoes only what changed."""

import functools
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct

from generator.engine.attempt import Attempt
from generator.engine.gc_pause import gc_paused
from generator.engine.lazy_markdown import LazyMarkdown
from generator.engine.lock import locked, locked_folder
from generator.engine.options import BuildOptions, jobs
from generator.engine.project import refuse_dangerous
from generator.engine.rendered import RenderedOutputs
from generator.engine.stale import modified_outside
from generator.engine.stopwatch import Stopwatch
from generator.engine.store import BuildCache
from generator.engine.workers import shared_scan
from generator.model.cache_records import OutputState, ReadSummary
from generator.model.digest import Digest, digest_of
from generator.model.problem import InputError, Problem
from generator.model.report import Report
from generator.model.settings import Project
from generator.model.source_bytes import ChangedError
from generator.read.config.settings import read_settings
from generator.read.files.snapshot import take_snapshot
from generator.render.templates import Templates
from generator.write.folder import Folder, PartlyWrittenError
from generator.write.manifest import OutputManifest, place_of, read_manifest, was_moved
from generator.write.partial_files import sweep
from generator.write.permissions import make_folders
from generator.write.stat_digest import batches, digest_on_disk

__all__ = ["BuildOptions", "BuildResult", "build", "build_locked"]

NO_FILES = digest_of(())
TRIES = 3  # attempts of one build, if sources change meanwhile


def build(project: Project, now: datetime, options: BuildOptions = BuildOptions()) -> Report:  # noqa: B008 (frozen)
    """Update the output folder, incrementally.

    Errors of the input are in the report; then nothing was published, and the folder is unchanged.
    """
    with build_locked(project, now, options) as built:
        return built.report


class BuildResult(Struct, frozen=True):
    """A finished build: its report and, on request, the state of each file of the site.

    ``files`` is the digest of the paths, sizes and times of all these files.
    """

    report: Report
    outputs: Mapping[str, OutputState] = {}
    files: Digest = NO_FILES


@contextmanager
def build_locked(project: Project, now: datetime, options: BuildOptions) -> Iterator[BuildResult]:
    """Build, and keep the output folder locked until the block ends."""
    clock = Stopwatch()
    with ExitStack() as stack:
        try:
            refuse_dangerous(project)
            folder = stack.enter_context(_alone(project, options))
            with gc_paused():
                built = _build(project, now, options, clock, folder)
        except InputError as fault:
            partly = isinstance(fault, PartlyWrittenError)
            built = BuildResult(Report(problems=[fault.problem], seconds=clock.seconds, partly=partly))
        yield built


@contextmanager
def _alone(project: Project, options: BuildOptions) -> Iterator[Folder]:
    """Lock the project, and the output folder, which several projects may share."""
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
        if made:  # a failed build leaves no empty folder
            stack.callback(_remove_empty, project.output)
        yield Folder(project.output, shown, alone=alone)


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _build(project: Project, now: datetime, options: BuildOptions, clock: Stopwatch, folder: Folder) -> BuildResult:
    """Build; if a source changes meanwhile, repeat the affected part, several times if necessary."""
    rendered = RenderedOutputs()
    left = TRIES
    with folder:
        while True:
            left -= 1
            try:
                return _attempt(project, now, options, clock, folder, rendered)
            except ChangedError:
                if not left:
                    raise


def _attempt(  # noqa: PLR0913, PLR0917 (the state of a build)
    project: Project, now: datetime, options: BuildOptions, clock: Stopwatch, folder: Folder, rendered: RenderedOutputs
) -> BuildResult:
    """Build from the current sources. Raises ChangedError if one changes before everything is rendered."""
    with ExitStack() as ending:
        with clock.stage("start"):
            lying = read_manifest(folder.path)
            _refuse_others(lying, project, options)
            parts = batches(lying.files)
            look = shared_scan(partial(digest_on_disk, folder.path), parts, jobs(options) if len(parts) > 1 else 1)
            cache = BuildCache(project.cache, project.show(project.output), fresh=options.clean)
            ending.callback(cache.commit)
            settings = read_settings(project)
            templates = Templates(project, cache.templates)
            cache.save_templates(templates.records)
            to_html = LazyMarkdown(settings, timers=options.timers)
            attempt = Attempt(project, options, clock, cache, folder, rendered, settings, templates, to_html, ending)
        options.progress("read", 0, 0)
        with clock.stage("read"):
            snapshot = take_snapshot(project, settings)
            read = functools.cache(partial(attempt.read, snapshot, now))
            summary = cache.load_if_current(snapshot.digest, now) or read().summary
        is_unchanged = look() == cache.finished.files and cache.finished.files != []
        if not lying.place or (options.listed and len(cache.outputs) != cache.finished.count):
            is_unchanged = False  # the manifest has no owner, or the cache is damaged
        if is_unchanged and attempt.site_digest(summary) == cache.finished.site:
            report = _unchanged(attempt, summary)
        else:
            with clock.stage("read"):
                reading = read()
            # The empty name stands for the manifest: a killed build may have listed and written files of sources whose
            # edit has been undone since.
            dirty = () if is_unchanged else ("", *modified_outside(cache.outputs, project.output))
            from generator.engine.publish import publish  # an unchanged site needs no plan and no renderer

            report = publish(attempt, reading, frozenset(dirty), _place(project))
        outputs = cache.outputs if options.listed and not report.failed else {}
        return BuildResult(report, outputs, digest_of(cache.finished.files))


def _refuse_others(lying: OutputManifest, project: Project, options: BuildOptions) -> None:
    """Refuse the output folder of another site, whose files would be removed. Raises InputError."""
    if lying.place in ("", _place(project)) or options.take_over or was_moved(lying, project.root, project.output):
        return
    whose = f', "{lying.site}"' if lying.site else ""
    hint = (
        "Name another folder with --output. If this site is to replace it, or was moved, build once with --take-over."
    )
    raise InputError(
        Problem(project.show(project.output), f"this is the output folder of another site{whose}", hint=hint)
    )


def _place(project: Project) -> str:
    return place_of(project.root, project.output)


def _unchanged(attempt: Attempt, summary: ReadSummary) -> Report:
    """Return the report of an unchanged site."""
    finished = attempt.cache.finished
    with attempt.clock.stage("plan"):
        report = attempt.report(summary, finished.problems, outputs=finished.count)
        if report.failed:  # an error of a source that nothing shows; then nobody looks for dead links
            return report
        problems = [*finished.problems, *attempt.tell(finished.dead)]
        return attempt.report(summary, problems, unchanged=finished.count)
