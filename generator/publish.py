"""The second half of the pipeline, where anything changed: plan, render what is stale, write.

It is imported only then, with all that plans and renders.
"""

from array import array
from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from generator.attempt import Attempt
from generator.cache import Views, compare, fingerprint
from generator.model.contents import ChangedError
from generator.model.digest import Digest, digest_of
from generator.model.known import DeadLink, Finished, Made
from generator.model.output import Fill, Output
from generator.model.problem import Problem, judge, once
from generator.model.report import Report
from generator.model.settings import Settings
from generator.options import spread_out
from generator.plan import Plan, plan
from generator.plan.redirects import TEMPLATE as REDIRECT
from generator.press import Batch, Press
from generator.read.deadlinks import dead_links
from generator.read.library import Reading
from generator.read.moves import moved
from generator.render.templates import Templates
from generator.rendered import Changed, Proof, Result
from generator.workers import FEW
from generator.write.folder import Manifest, pieces, state


def publish(attempt: Attempt, reading: Reading, dirty: frozenset[str], place: str) -> Report:
    """Plan the site, render what is stale and put it in place; `dirty` names the outputs that were touched since.

    `place` tells the site from all others, as `place_of` has it.
    """
    project, cache, templates, folder = attempt.project, attempt.cache, attempt.templates, attempt.folder
    rendered = attempt.rendered
    attempt.options.progress("plan", 0, 0)
    with attempt.clock.stage("plan"):
        planned = plan(reading.library, project)
        report = attempt.report(reading.gist, planned.problems, outputs=len(planned.outputs))
        if report.failed:
            return report
        prints = _fingerprints(planned, reading.library.settings, templates)
        views = Views(reading.library)
        stale = compare(planned.outputs, cache.made, prints, views, dirty)
    attempt.options.has_read()
    with attempt.clock.stage("render"):
        folder.prepare()
        press = Press(project, templates, reading.library, attempt.prose, reading.known.records)
        missing = rendered.missing(stale, prints, views)
        if any(isinstance(output.recipe, Fill) for output in missing):
            press.warm_up(digest_of(reading.library.settings.digest, cache.seal))
        results = _render(attempt, press, missing)
        rendered.take(results, prints, views)
        for result in results:
            if isinstance(result, Changed):
                raise ChangedError(result.problem)
        wrong = once([result for result in results if isinstance(result, Problem)])
        faults = judge(wrong, strict=attempt.options.strict)
        if faults:
            return msgspec.structs.replace(report, problems=[*report.problems, *faults])
        done = [rendered.kept[output.path] for output in stale]
        proofs = [one.proof for one in done]
        kept = {path: cache.made[path] for path in planned.outputs.keys() - {proof.path for proof in proofs}}
        dead = _dead(planned, kept, proofs)
        problems = judge([*report.problems, *attempt.tell(dead)], strict=attempt.options.strict)
        report = msgspec.structs.replace(report, problems=problems)
        if report.failed:
            return report
        attempt.options.progress("write", 0, 0)
        with attempt.clock.stage("write"):
            staged = [(one.number, one.proof.path) for one in done if one.proof.file.is_new]
            owner = Manifest(site=reading.library.settings.title, place=place)
            removed = folder.publish(staged, planned.outputs, cache.made, owner)
            moves = moved(cache.made, planned.outputs, cache.known, reading.known)
            new = {proof.path: _made(proof, planned.outputs[proof.path], prints, views) for proof in proofs}
            made = {**kept, **new}
            finished = Finished(attempt.site(reading.gist), planned.problems, _states(made), len(made), dead)
            cache.remember_made(finished, made)
            press.album.prune(planned.outputs.values())
    written = sorted(path for _, path in staged)
    unchanged = len(planned.outputs) - len(written)
    return msgspec.structs.replace(report, written=written, removed=removed, unchanged=unchanged, moved=moves)


def _render(attempt: Attempt, press: Press, stale: Sequence[Output]) -> list[Result]:
    """Render and stage what is stale, and return what came of it, in the same order."""
    if press.has_pictures(stale, new=True):
        from generator.render import icons, pictures  # noqa: F401 (Pillow is needed only for new pictures)
    first = attempt.rendered.next
    batches = press.batches(stale, first)
    few = 1 if press.has_pictures(stale) else FEW
    work = partial(press.proofs, attempt.folder)
    done = spread_out("render", work, batches, _first, options=attempt.options, few=few, cost=press.cost)
    numbers = [number for batch in batches for number, _ in batch]
    found = dict(zip(numbers, [one for ones in done for one in ones], strict=True))
    return [found[number] for number in range(first, first + len(stale))]


def _first(batch: Batch) -> str:
    return batch[0][1].path


def _fingerprints(planned: Plan, settings: Settings, templates: Templates) -> dict[str, Digest]:
    """Return the fingerprint of each output; settings count wherever a template is filled, since it may show any."""
    names = {output.recipe.template for output in planned.outputs.values() if isinstance(output.recipe, Fill)}
    digests = {name: digest_of(settings.digest, templates.digest(name) if name else None) for name in names}
    return {path: fingerprint(output, digests) for path, output in planned.outputs.items()}


def _dead(planned: Plan, kept: Mapping[str, Made], proofs: Sequence[Proof]) -> list[DeadLink]:
    """Find the links that lead to nothing that is planned, on pages that stay as they are and on new ones."""
    linking = [(path, one.links) for path, one in kept.items() if one.links]
    linking += [(proof.path, proof.links) for proof in proofs if proof.links]
    return dead_links([(planned.outputs[path].source, links) for path, links in linking], planned.outputs)


def _made(proof: Proof, output: Output, prints: Mapping[str, Digest], views: Views) -> Made:
    file = proof.file
    return Made(
        prints[proof.path],
        file.size,
        file.mtime,
        proof.views,
        views.digest(proof.views),
        output.role,
        _home(output),
        proof.links,
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
