"""Deploy: build, then bring each target up to date with what was built."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from generator.build import Options, building
from generator.cache import Cache
from generator.deploy import open_store
from generator.deploy.deliver import Order, deliver
from generator.deploy.inventory import take_inventory
from generator.deploy.store import StoreError
from generator.model.delivery import Delivered, Deployed, Item
from generator.model.problem import FaultError, Problem
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.model.target import Target
from generator.read.settings import read_settings

FORCE = "If that is what you want, deploy with --force."
NAMED = 3  # sources that a message names


class Wishes(Struct, frozen=True):
    """How to deploy. ``targets`` are names of `deploy:` in the settings; none means the only one there is.

    ``force`` does what would be refused; ``dry_run`` changes nothing but `_site/`.
    """

    targets: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    build: Options = Options()


def deploy(project: Project, clock: Callable[[], datetime], wishes: Wishes) -> Deployed:
    """Build the site and send it to its targets, one after the other; the first that fails is the last.

    Nobody else can change the output folder meanwhile. What is wrong is in the result.
    """
    try:
        settings = read_settings(project)
        targets = _chosen(settings, wishes.targets)
    except FaultError as fault:
        return Deployed(Report(problems=[fault.problem]))
    with building(project, clock(), wishes.build) as report:
        if report.failed:
            return Deployed(report)
        if report.early and not wishes.force:
            return Deployed(report, problems=[_early(report.early)])
        try:
            made = Cache(project.cache, project.show(project.output)).made
            site = take_inventory(project.output, made, project.cache / "delivered")
        except StoreError as error:
            return Deployed(report, problems=[Problem(project.show(project.output), error.message, hint=error.hint)])
        return _deliver_all(_Desk(project, settings, site, clock, wishes), targets, report)


class _Desk(Struct, frozen=True):
    """What all targets of one deploy have in common."""

    project: Project
    settings: Settings
    site: Mapping[str, Item]
    clock: Callable[[], datetime]
    wishes: Wishes


def _deliver_all(desk: _Desk, targets: Sequence[Target], report: Report) -> Deployed:
    delivered: list[Delivered] = []
    for target in targets:
        try:
            done = _delivered(desk, target)
        except StoreError as error:
            return Deployed(report, delivered, [_problem(desk.settings, target, error.message, error.hint)])
        delivered.append(done)
        if done.refusal and not done.dry_run:
            return Deployed(report, delivered, [_problem(desk.settings, target, done.refusal, FORCE)])
    return Deployed(report, delivered)


def _delivered(desk: _Desk, target: Target) -> Delivered:
    start = time.perf_counter()
    wishes = desk.wishes
    order = Order(
        desk.site,
        desk.project.output,
        desk.clock,
        force=wishes.force,
        dry_run=wishes.dry_run,
        progress=wishes.build.progress,
    )
    with open_store(target, desk.project) as store:
        done = deliver(store, order)
        where = store.where
    delivery = done.delivery
    return Delivered(
        target=target.name,
        where=where,
        dry_run=wishes.dry_run,
        refusal=done.refusal,
        new=sorted(delivery.new),
        changed=sorted(delivery.changed),
        gone=delivery.gone,
        expired=delivery.expired,
        same=delivery.same,
        sent=done.sent,
        bytes=delivery.bytes,
        sizes={path: item.size for path, item in {**delivery.new, **delivery.changed}.items()},
        seconds=round(time.perf_counter() - start, 4),
    )


def _chosen(settings: Settings, names: Sequence[str]) -> list[Target]:
    """Return the targets that are meant. Raises FaultError where that is not clear."""
    known = {target.name: target for target in settings.targets}
    line, column = settings.places.get("deploy", (0, 0))
    if not known:
        hint = "Write deploy: {live: {to: directory, path: /srv/www}}; docs/deploy.md has an example of each kind."
        raise FaultError(Problem(settings.file, "there is no deploy: here that says where the site goes", hint=hint))
    listed = ", ".join(known)
    if unknown := [name for name in names if name not in known]:
        raise FaultError(
            Problem(settings.file, f'deploy: there is no target "{unknown[0]}"', line, column, f"There are: {listed}.")
        )
    if not names and len(known) > 1:
        hint = f"Name it: newsprint deploy {next(iter(known))}"
        raise FaultError(Problem(settings.file, f"deploy: there are several targets: {listed}", line, column, hint))
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())


def _early(sources: Sequence[str]) -> Problem:
    """Refuse to send what readers should not see yet."""
    more = f", and {len(sources) - NAMED:,} more" if len(sources) > NAMED else ""
    message = f"the site shows drafts or stories that are held back: {', '.join(sources[:NAMED])}{more}"
    hint = "Leave out --drafts, --future and --unpublished (or the like in _config.yml), or deploy with --force."
    return Problem(sources[0], message, hint=hint)


def _problem(settings: Settings, target: Target, message: str, hint: str) -> Problem:
    line, column = target.place
    return Problem(settings.file, f"{target.name}: {message}", line, column, hint)
