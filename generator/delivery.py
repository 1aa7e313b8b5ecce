"""Deploy: build, then bring each target up to date with what was built."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from generator.build import Options, building
from generator.cache import Cache
from generator.deploy import open_store
from generator.deploy.deliver import Done, Order, deliver
from generator.deploy.inventory import take_inventory
from generator.deploy.store import StoreError
from generator.model.delivery import Delivered, Delivery, Deployed
from generator.model.problem import FaultError, Problem
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.model.target import Announce, Target
from generator.read.settings import read_settings

FORCE = "If that is what you want, deploy with --force."
NAMED = 3  # sources that a message names


class Voice(Protocol):
    """Hears of a deploy while it is at work."""

    def built(self, report: Report) -> None:
        """Hear that the site is built."""

    def planned(self, delivery: Delivery) -> None:
        """Hear what is to change at a target."""

    def delivered(self, done: Delivered) -> None:
        """Hear what came of a target."""

    def step(self, text: str) -> None:
        """Hear what is being done besides."""


class Silence:
    """Hears, and says nothing."""

    def built(self, report: Report) -> None:
        """Say nothing."""

    def planned(self, delivery: Delivery) -> None:
        """Say nothing."""

    def delivered(self, done: Delivered) -> None:
        """Say nothing."""

    def step(self, text: str) -> None:
        """Say nothing."""


class Wishes(Struct, frozen=True):
    """How to deploy. ``targets`` are names of `deploy:` in the settings; none means the only one there is.

    ``force`` does what would be refused; ``dry_run`` changes nothing but `_site/`.
    """

    targets: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    build: Options = Options()
    voice: Voice = Silence()


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
        wishes.voice.built(report)
        if report.early and not wishes.force:
            return Deployed(report, problems=[_early(report.early)])
        try:
            made = Cache(project.cache, project.show(project.output)).made
            site = take_inventory(project.output, made, project.cache / "delivered")
        except StoreError as error:
            return Deployed(report, problems=[Problem(project.show(project.output), error.message, hint=error.hint)])
        order = Order(
            site,
            project.output,
            clock,
            wishes.build.progress,
            force=wishes.force,
            dry_run=wishes.dry_run,
            planned=wishes.voice.planned,
        )
        return _deliver_all(_Desk(project, settings, order, wishes.voice), targets, report)


class _Desk(Struct, frozen=True):
    """What all targets of one deploy have in common."""

    project: Project
    settings: Settings
    order: Order
    voice: Voice


def _deliver_all(desk: _Desk, targets: Sequence[Target], report: Report) -> Deployed:
    delivered: list[Delivered] = []
    problems: list[Problem] = []
    for target in targets:
        start = time.perf_counter()
        try:
            with open_store(target, desk.project) as store:
                done = deliver(store, desk.order)
        except StoreError as error:
            problems.append(_problem(desk.settings, target, error.message, error.hint))
            break
        delivered.append(_told(target, store.where, done, round(time.perf_counter() - start, 4)))
        desk.voice.delivered(delivered[-1])
        if done.refusal and not done.dry_run:
            problems.append(_problem(desk.settings, target, done.refusal, FORCE))
            break
        if not done.dry_run and not report.early:
            problems += _announced(desk, target, done)
    return Deployed(report, delivered, problems)


def _told(target: Target, where: str, done: Done, seconds: float) -> Delivered:
    """Put what was done into the words of a report."""
    delivery = done.delivery
    return Delivered(
        target=target.name,
        where=where,
        dry_run=done.dry_run,
        refusal=done.refusal,
        new=sorted(delivery.new),
        changed=sorted(delivery.changed),
        gone=delivery.gone,
        expired=delivery.expired,
        same=delivery.same,
        sent=done.sent,
        bytes=delivery.bytes,
        sizes={path: item.size for path, item in {**delivery.new, **delivery.changed}.items()},
        seconds=seconds,
    )


def _announced(desk: _Desk, target: Target, done: Done) -> list[Problem]:
    """Tell whoever wants to hear of it what is news at a target; return warnings."""
    if desk.settings.announce == Announce() or not target.kind.announce or not done.delivery.counts:
        return []
    from generator.deploy.announce import announce, changes_of  # noqa: PLC0415 (only few tell anybody)

    return announce(
        desk.settings, target.name, changes_of(done.delivery, done.before), desk.order.clock(), desk.voice.step
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
