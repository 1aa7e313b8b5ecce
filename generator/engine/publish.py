"""The second half of the pipeline, run only if something changed: plan, render what is stale, write.

It is imported only then, with all modules for planning and rendering.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from generator.engine.attempt import Attempt
from generator.engine.dead_links import dead_links
from generator.engine.moved_stories import moved
from generator.engine.options import map_with_progress
from generator.engine.problems import deduplicate, finalize
from generator.engine.reasons import Reasons
from generator.engine.render import HTML, Batch, Renderer
from generator.engine.rendered import Changed, KeptOutput, Rendered, RenderResult
from generator.engine.shown import shown_digests
from generator.engine.stale import Views, compare, fingerprint, seen_views
from generator.engine.workers import MIN_ITEMS
from generator.library.load import ReadResult
from generator.model.cache_records import BuildSummary, DeadLink, OutputState
from generator.model.digest import Digest
from generator.model.output import Fill, Output
from generator.model.post import Page, Post
from generator.model.problem import Problem
from generator.model.reason import Reason
from generator.model.report import Report
from generator.model.source_bytes import ChangedError
from generator.plan import Plan, plan
from generator.plan.redirects import TEMPLATE as REDIRECT
from generator.write.folder import Folder
from generator.write.manifest import OutputManifest
from generator.write.stat_digest import batches, digest_of_stats


def publish(attempt: Attempt, reading: ReadResult, dirty: frozenset[str], place: str) -> Report:
    """Plan the site, render and publish the stale outputs; `dirty` are the outputs that were modified outside.

    `place` identifies the site (`place_of`).
    """
    project, cache, templates, folder = attempt.project, attempt.cache, attempt.templates, attempt.folder
    rendered = attempt.rendered
    attempt.options.progress("plan", 0, 0)
    with attempt.clock.stage("plan"):
        planned = plan(reading.library, project)
        report = attempt.report(reading.summary, planned.problems, outputs=len(planned.outputs))
        if report.failed:
            return report
        views = Views(reading.library, templates)
        stale = compare(planned.outputs, cache.outputs, cache.seen, views, dirty)
        prints = {output.path: fingerprint(output) for output in stale}
        reasons = _reasons(attempt, stale, views, dirty)
    attempt.options.has_read()
    with attempt.clock.stage("render"):
        folder.prepare()
        library, records = reading.library, reading.known.records
        renderer = Renderer(project, templates, library, attempt.to_html, records=records, bodies=attempt.bodies())
        missing = rendered.missing(stale, prints, views)
        if any(isinstance(output.recipe, Fill) for output in missing):
            renderer.preload(cache.seal)
        results = _render(attempt, renderer, missing)
        rendered.take(results, prints, views)
        for result in results:
            if isinstance(result, Changed):
                raise ChangedError(result.problem)
        wrong = deduplicate([result for result in results if isinstance(result, Problem)])
        faults = finalize(wrong, strict=attempt.options.strict)
        if faults:
            return msgspec.structs.replace(report, problems=[*report.problems, *faults])
        done = [rendered.kept[output.path] for output in stale]
        staged_outputs = [one.proof for one in done]
        kept = {
            path: cache.outputs[path]
            for path in planned.outputs.keys() - {staged_output.path for staged_output in staged_outputs}
        }
        dead = _dead(
            planned, kept, staged_outputs, partial(_html, planned, folder, {one.proof.path: one for one in done})
        )
        problems = finalize([*report.problems, *attempt.tell(dead)], strict=attempt.options.strict)
        report = msgspec.structs.replace(report, problems=problems)
        if report.failed:
            return report
        attempt.options.progress("write", 0, 0)
        with attempt.clock.stage("write"):
            staged = [(one.number, one.proof.path) for one in done if one.proof.file.is_new]
            owner = OutputManifest(site=reading.library.settings.title, place=place)
            removed = folder.publish(staged, planned.outputs, cache.outputs, owner)
            moves = moved(cache.outputs, planned.outputs, cache.sources, reading.known)
            looked = {staged_output.path: staged_output.views for staged_output in staged_outputs}
            seen, numbers = seen_views(kept, cache.seen, looked, views)
            new = {
                staged_output.path: _made(staged_output, planned.outputs[staged_output.path], prints, numbers)
                for staged_output in staged_outputs
            }
            made = {**kept, **new}
            finished = BuildSummary(
                attempt.site_digest(reading.summary), planned.problems, _states(made), len(made), dead
            )
            cache.save_outputs(finished, made, seen)
            renderer.image_cache.prune(planned.outputs.values())
    written = sorted(path for _, path in staged)
    unchanged = len(planned.outputs) - len(written)
    return msgspec.structs.replace(
        report, written=written, removed=removed, unchanged=unchanged, moved=moves, reasons=reasons
    )


def _reasons(
    attempt: Attempt, stale: Sequence[Output], views: Views, dirty: frozenset[str]
) -> dict[str, tuple[Reason, ...]]:
    """Say why each output is stale, if that was asked."""
    if not attempt.options.reasons:
        return {}
    cache, folder = attempt.cache, attempt.folder.path
    reasons = Reasons(
        cache.outputs, cache.seen, views=views, records=cache.sources.records, touched=dirty, folder=folder
    )
    return {output.path: reasons.of(output) for output in stale}


def _render(attempt: Attempt, renderer: Renderer, stale: Sequence[Output]) -> list[RenderResult]:
    """Render and stage the stale outputs, and return the results in the same order."""
    if renderer.has_images(stale, new=True):
        from generator.images import icons, resize  # noqa: F401 (Pillow is needed only for new images)
    first = attempt.rendered.next
    batches = renderer.batches(stale, first)
    few = 1 if renderer.has_images(stale) else MIN_ITEMS
    work = partial(renderer.render_batch, attempt.folder)
    attempt.cache.database.ready()
    done = map_with_progress("render", work, batches, _first, options=attempt.options, few=few, cost=renderer.cost)
    numbers = [number for batch in batches for number, _ in batch]
    found = dict(zip(numbers, [one for ones in done for one in ones], strict=True))
    return [found[number] for number in range(first, first + len(stale))]


def _first(batch: Batch) -> str:
    return batch[0][1].path


def _dead(
    planned: Plan,
    kept: Mapping[str, OutputState],
    staged_outputs: Sequence[Rendered],
    html_of: Callable[[str], str | None],
) -> list[DeadLink]:
    """Find the links to URLs that are not planned, on unchanged and on new pages."""
    linking = [(path, one.links) for path, one in kept.items() if one.links]
    linking += [(staged_output.path, staged_output.links) for staged_output in staged_outputs if staged_output.links]
    return dead_links([(planned.outputs[path].source, links) for path, links in linking], planned.outputs, html_of)


def _html(planned: Plan, folder: Folder, staged: Mapping[str, KeptOutput], path: str) -> str | None:
    """Return the HTML of an output, rendered now or before; None if it is not a page, or a redirect."""
    one, recipe = staged.get(path), planned.outputs[path].recipe
    if not path.endswith(HTML) or (isinstance(recipe, Fill) and recipe.template == REDIRECT):
        return None
    try:
        file = folder.where(one.number, path, one.proof.file) if one else f"{folder.path}/{path}"
        return Path(file).read_text("utf-8", "replace")
    except OSError:
        return None


def _made(
    staged_output: Rendered, output: Output, prints: Mapping[str, Digest], numbers: Mapping[str, int]
) -> OutputState:
    file = staged_output.file
    return OutputState(
        prints[staged_output.path],
        file.size,
        file.mtime,
        numbers[staged_output.path],
        output.role,
        _home(output),
        staged_output.links,
        _address(output),
        shown_digests(output),
    )


def _home(output: Output) -> str:
    """Return the source of an output that is the page of a story or page; "" for a redirect."""
    is_home = isinstance(output.recipe, Fill) and output.recipe.template != REDIRECT and output.role == "story"
    return output.source if is_home else ""


def _address(output: Output) -> str:
    """Return the URL of a page with an unusual extension, as in its sitemap and canonical link."""
    page = output.recipe.shows["page"] if _home(output) and isinstance(output.recipe, Fill) else None
    url = page.teaser.url if isinstance(page, Post) else page.url if isinstance(page, Page) else ""
    return "" if url.endswith(("/", *HTML)) else url


def _states(made: Mapping[str, OutputState]) -> list[str]:
    """Return the digests of the files in the output folder."""
    return [
        digest_of_stats(paths, array("q", [stamp for path in paths for stamp in (made[path].size, made[path].mtime)]))
        for paths in batches(made)
    ]
