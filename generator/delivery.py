"""Deploy: build, then bring each target up to date with what was built."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from msgspec import Struct

from generator.build import Built, Options, building
from generator.deploy import open_store
from generator.deploy.deliver import Done, Order, UnfinishedError, deliver
from generator.deploy.inventory import take_inventory
from generator.deploy.store import StoreError
from generator.deploy.veil import veil_of
from generator.model.confidential import GROUPS, credentials_of, nearest
from generator.model.delivery import Delivered, Delivery, Deployed, Item, News
from generator.model.problem import FaultError, Problem
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.model.target import Announce, Target
from generator.read.settings import read_settings

NEWS = ("new", "changed", "gone")
FORCE = "If that is what you want, deploy with --force."
NAMED = 3  # sources that a message names


class Voice(Protocol):
    """Hears of a deploy while it is at work. ``unheard`` tells that something could not be passed on."""

    unheard: bool

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

    unheard = False

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
    quiet: bool = False


def deploy(project: Project, clock: Callable[[], datetime], wishes: Wishes) -> Deployed:
    """Build the site and send it to its targets, one after the other; the first that fails is the last.

    Nobody else can change the output folder meanwhile. Then others are told. What is wrong is in the result.
    """
    try:
        settings = read_settings(project)
        targets = _chosen(settings, wishes.targets)
    except FaultError as fault:
        return Deployed(Report(problems=[fault.problem]))
    doubts = list(_unaddressed(settings, is_strict=wishes.build.strict))
    if any(doubt.severity == "error" for doubt in doubts):
        return Deployed(Report(problems=doubts))
    desk = _Desk(project, settings, clock, wishes, veil_of(credentials=credentials_of(project.content)))
    with building(project, clock(), msgspec.structs.replace(wishes.build, listed=True)) as built:
        deployed, news = _deployed(desk, targets, built)
    # Whoever is told may be slow: others can build meanwhile.
    problems = [problem for target, heard in news for problem in _announced(desk, target, heard)]
    return msgspec.structs.replace(deployed, problems=[*deployed.problems, *doubts, *problems])


def _unaddressed(settings: Settings, *, is_strict: bool) -> Iterator[Problem]:
    """Warn of a site that does not know its own address, once it is to be read by others."""
    if not settings.url:
        message = "the site has no url: its feeds, its sitemap and what it tells search engines hold no whole addresses"
        hint = "Write url: https://example.com, with the address that readers will see."
        yield Problem(settings.file, message, hint=hint, severity="error" if is_strict else "warning")


class _Desk(Struct, frozen=True):
    """What all targets of one deploy have in common; ``veil`` keeps credentials out of what is said."""

    project: Project
    settings: Settings
    clock: Callable[[], datetime]
    wishes: Wishes
    veil: Callable[[str], str]

    def problem(self, target: Target, fault: StoreError) -> Problem:
        """Return what went wrong at a target."""
        line, column = target.place
        message, hint = self.veil(f"{target.name}: {fault.message}"), self.veil(fault.hint)
        return Problem(self.settings.file, message, line, column, hint)

    def order(self, site: Mapping[str, Item]) -> Order:
        """Return what is to be done at each target."""
        settings, wishes = self.settings, self.wishes
        address = f"{settings.url.partition('://')[2]}{settings.baseurl}" if settings.url else settings.title
        return Order(
            site,
            self.project.output,
            self.clock,
            wishes.build.progress,
            force=wishes.force,
            dry_run=wishes.dry_run,
            planned=wishes.voice.planned,
            address=address,
        )


def _deployed(desk: _Desk, targets: Sequence[Target], built: Built) -> tuple[Deployed, list[tuple[Target, News]]]:
    """Deliver what was built, and return what is news at which target."""
    report = built.report
    if report.failed:
        return Deployed(report), []
    desk.wishes.voice.built(report)
    if report.early and not desk.wishes.force:
        return Deployed(report, problems=[_early(report.early)]), []
    try:
        site = take_inventory(desk.project.output, built.made, desk.project.cache / "delivered")
    except StoreError as error:
        place = desk.project.show(desk.project.output)
        return Deployed(report, problems=[Problem(place, error.message, hint=error.hint)]), []
    return _deliver_all(desk, targets, report, desk.order(site))


def _deliver_all(
    desk: _Desk, targets: Sequence[Target], report: Report, order: Order
) -> tuple[Deployed, list[tuple[Target, News]]]:
    delivered: list[Delivered] = []
    news: list[tuple[Target, News]] = []
    for target in targets:
        start, where = time.perf_counter(), ""
        fault: StoreError | None = None
        try:
            quiet, force = desk.wishes.quiet, desk.wishes.force
            with open_store(target, desk.project, quiet=quiet, force=force, veil=desk.veil) as store:
                where = desk.veil(store.where)
                done = deliver(store, order)
        except UnfinishedError as error:
            done, fault = error.done, error
        except StoreError as error:
            return Deployed(report, delivered, [desk.problem(target, error)]), news
        delivered.append(_told(target, where, done, round(time.perf_counter() - start, 4), complete=fault is None))
        if done.refusal and not done.dry_run:
            fault = StoreError(done.refusal, FORCE)
        desk.wishes.voice.delivered(delivered[-1])
        if fault is not None:
            return Deployed(report, delivered, [desk.problem(target, fault)]), news
        if done.news and not report.early:
            news.append((target, done.news))
    return Deployed(report, delivered), news


def _told(target: Target, where: str, done: Done, seconds: float, *, complete: bool) -> Delivered:
    """Put what was done into the words of a report."""
    delivery = done.delivery
    return Delivered(
        target=target.name,
        where=where,
        dry_run=done.dry_run,
        refusal=done.refusal,
        complete=complete and not done.refusal and not done.dry_run,
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


def _announced(desk: _Desk, target: Target, news: News) -> list[Problem]:
    """Tell whoever wants to hear of it what is news at a target; return warnings."""
    settings = desk.settings
    if settings.announce == Announce() or not target.kind.announce:
        return []
    from generator.deploy.announce import Changes, announce  # only few tell anybody

    groups = {kind: {path: role for path, (one, role) in news.items() if one == kind} for kind in NEWS}
    problems = announce(settings, target.name, Changes(**groups), desk.clock(), desk.wishes.voice.step)
    return [msgspec.structs.replace(one, message=desk.veil(one.message), hint=desk.veil(one.hint)) for one in problems]


def _chosen(settings: Settings, names: Sequence[str]) -> list[Target]:
    """Return the targets that are meant. Raises FaultError where that is not clear."""
    if settings.misaimed is not None:
        raise FaultError(settings.misaimed)
    known = {target.name: target for target in settings.targets}
    line, column = settings.places.get("deploy", (0, 0))
    if not known:
        hint = "Write deploy: {live: {to: directory, path: /srv/www}}; docs/deploy.md has an example of each kind."
        meant = next((key for key in settings.values if key not in GROUPS and nearest(key, GROUPS[:1])), "")
        message = "there is no deploy: here that says where the site goes"
        line, column = settings.places.get(meant, (0, 0))
        message += "; may this key be meant for it?" if meant else ""
        raise FaultError(Problem(settings.file, message, line, column, hint))
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
