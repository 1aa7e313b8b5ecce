"""Deploy: build, then sync each target with the finished site."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from msgspec import Struct

from generator.deploy import open_store
from generator.deploy.compare import merged_changes
from generator.deploy.local_files import hash_output
from generator.deploy.redact import redactor
from generator.deploy.store import StoreError
from generator.deploy.sync import PartialDeployError, SyncRequest, SyncResult, sync
from generator.engine.build import BuildResult, build_locked
from generator.engine.options import BuildOptions
from generator.engine.unannounced import forget_unannounced, keep_unannounced, read_unannounced
from generator.model.confidential import GROUPS, credentials_of, nearest
from generator.model.deployment import ChangeSet, DeployResult, LocalFile, SyncPlan, TargetResult
from generator.model.digest import Digest
from generator.model.problem import InputError, Problem
from generator.model.report import Report
from generator.model.settings import Project, Settings
from generator.model.target import Announce, Target
from generator.read.config.settings import read_settings

NEWS = ("new", "changed", "gone")
FORCE = "If that is what you want, deploy with --force."
MAX_NAMED = 3  # sources that a message names


class DeployReporter(Protocol):
    """Hears of a deploy while it is at work. ``failed_to_write`` tells that something could not be passed on."""

    failed_to_write: bool

    def built(self, report: Report) -> None:
        """Hear that the site is built."""

    def planned(self, delivery: SyncPlan) -> None:
        """Hear what is to change at a target."""

    def delivered(self, done: TargetResult) -> None:
        """Hear what came of a target."""

    def step(self, text: str) -> None:
        """Hear what is being done besides."""


class NullReporter:
    """Hears, and says nothing."""

    failed_to_write = False

    def built(self, report: Report) -> None:
        """Say nothing."""

    def planned(self, delivery: SyncPlan) -> None:
        """Say nothing."""

    def delivered(self, done: TargetResult) -> None:
        """Say nothing."""

    def step(self, text: str) -> None:
        """Say nothing."""


class DeployOptions(Struct, frozen=True):
    """How to deploy. ``targets`` are names of `deploy:` in the settings; none means the only one there is.

    ``force`` does what would be refused; ``dry_run`` changes nothing but `_site/`. ``is_deployed`` is given the digest
    of the finished site's files, and tells whether the targets have these already: then none is connected to.
    ``on_line`` receives each line that a target's own program prints.
    """

    targets: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    is_deployed: Callable[[Digest], bool] = lambda _: False
    build: BuildOptions = BuildOptions()
    reporter: DeployReporter = NullReporter()
    on_line: Callable[[str], None] = lambda _: None


def deploy(project: Project, clock: Callable[[], datetime], options: DeployOptions) -> DeployResult:
    """Build the site and send it to its targets, one after the other; the first that fails is the last.

    Nobody else can change the output folder meanwhile. Then others are told. What is wrong is in the result.
    """
    try:
        settings = read_settings(project)
        targets = _chosen(settings, options.targets)
    except InputError as fault:
        return DeployResult(Report(problems=[fault.problem]))
    context = _DeployContext(project, settings, clock, options, redactor(credentials=credentials_of(project.content)))
    with build_locked(project, clock(), msgspec.structs.replace(options.build, listed=True)) as built:
        deployed, changes = _deployed(context, targets, built)
    # Whoever is told may be slow: others can build meanwhile.
    addresses = {path: one.url for path, one in built.outputs.items() if one.url} if changes else {}
    problems = []
    for target, heard in changes:
        problems += _notified(context, target, heard, addresses)
        forget_unannounced(project.cache, target.name)
    return msgspec.structs.replace(deployed, problems=[*deployed.problems, *problems])


class _DeployContext(Struct, frozen=True):
    """What all targets of one deploy have in common; ``redact`` keeps credentials out of what is said."""

    project: Project
    settings: Settings
    clock: Callable[[], datetime]
    options: DeployOptions
    redact: Callable[[str], str]

    def problem(self, target: Target, fault: StoreError) -> Problem:
        """Return what went wrong at a target."""
        line, column = target.position
        message, hint = self.redact(f"{target.name}: {fault.message}"), self.redact(fault.hint)
        return Problem(self.settings.file, message, line, column, hint)

    def request(self, site: Mapping[str, LocalFile]) -> SyncRequest:
        """Return what is to be done at each target."""
        settings, options = self.settings, self.options
        address = f"{settings.url.partition('://')[2]}{settings.baseurl}" if settings.url else settings.title
        return SyncRequest(
            site,
            self.project.output,
            self.clock,
            options.build.progress,
            force=options.force,
            dry_run=options.dry_run,
            planned=options.reporter.planned,
            address=address,
        )


def _deployed(
    context: _DeployContext, targets: Sequence[Target], built: BuildResult
) -> tuple[DeployResult, list[tuple[Target, ChangeSet]]]:
    """Deliver what was built, and return what is news at which target."""
    report = built.report
    if report.failed:
        return DeployResult(report), []
    context.options.reporter.built(report)
    if context.options.is_deployed(built.files):
        return DeployResult(report), []
    if report.early and not context.options.force:
        return DeployResult(report, problems=[_early_problem(report.early)]), []
    try:
        site = hash_output(context.project.output, built.outputs, context.project.cache / "delivered")
    except StoreError as error:
        place = context.project.show(context.project.output)
        return DeployResult(report, problems=[Problem(place, error.message, hint=error.hint)]), []
    return _deliver_all(context, targets, report, context.request(site))


def _deliver_all(
    context: _DeployContext, targets: Sequence[Target], report: Report, request: SyncRequest
) -> tuple[DeployResult, list[tuple[Target, ChangeSet]]]:
    results: list[TargetResult] = []
    changes: list[tuple[Target, ChangeSet]] = []
    for target in targets:
        start, where = time.perf_counter(), ""
        fault: StoreError | None = None
        try:
            options = context.options
            with open_store(
                target, context.project, options.on_line, force=options.force, redact=context.redact
            ) as store:
                where = context.redact(store.where)
                done = sync(store, request)
        except PartialDeployError as error:
            done, fault = error.result, error
        except StoreError as error:
            return DeployResult(report, results, [context.problem(target, error)]), changes
        results.append(
            _target_result(target, where, done, round(time.perf_counter() - start, 4), complete=fault is None)
        )
        if done.refusal and not done.dry_run:
            fault = StoreError(done.refusal, FORCE)
        context.options.reporter.delivered(results[-1])
        if fault is not None:
            return DeployResult(report, results, [context.problem(target, fault)]), changes
        if results[-1].complete and not report.early and (news := _news(context, target, done.changes)):
            changes.append((target, news))
    return DeployResult(report, results), changes


def _target_result(target: Target, where: str, done: SyncResult, seconds: float, *, complete: bool) -> TargetResult:
    """Put what was done into the words of a report."""
    delivery = done.plan
    return TargetResult(
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


def _news(context: _DeployContext, target: Target, changes: ChangeSet) -> ChangeSet:
    """Return what is to be announced of a target: also what an earlier deploy was interrupted in announcing."""
    if context.settings.announce == Announce() or not target.kind.announce:
        return {}
    cache = context.project.cache
    news = merged_changes(read_unannounced(cache, target.name), changes)
    if news:
        keep_unannounced(cache, target.name, news)
    return news


def _notified(
    context: _DeployContext, target: Target, changes: ChangeSet, addresses: Mapping[str, str]
) -> list[Problem]:
    """Tell whoever wants to hear of it what is news at a target; return warnings."""
    settings = context.settings
    from generator.deploy.notify import ChangedPaths, notify  # only few tell anybody

    groups = {kind: {path: role for path, (one, role) in changes.items() if one == kind} for kind in NEWS}
    changed = ChangedPaths(**groups, addresses=addresses)
    problems = notify(settings, target.name, changed, context.clock(), context.options.reporter.step)
    return [
        msgspec.structs.replace(one, message=context.redact(one.message), hint=context.redact(one.hint))
        for one in problems
    ]


def _chosen(settings: Settings, names: Sequence[str]) -> list[Target]:
    """Return the targets that are meant. Raises InputError where that is not clear."""
    if settings.deploy_error is not None:
        raise InputError(settings.deploy_error)
    known = {target.name: target for target in settings.targets}
    line, column = settings.positions.get("deploy", (0, 0))
    if not known:
        hint = "Write deploy: {live: {to: directory, path: /srv/www}}; docs/deploy.md has an example of each kind."
        meant = next((key for key in settings.values if key not in GROUPS and nearest(key, GROUPS[:1])), "")
        message = "there is no deploy: here that says where the site goes"
        line, column = settings.positions.get(meant, (0, 0))
        message += "; may this key be meant for it?" if meant else ""
        raise InputError(Problem(settings.file, message, line, column, hint))
    listed = ", ".join(known)
    if unknown := [name for name in names if name not in known]:
        raise InputError(
            Problem(settings.file, f'deploy: there is no target "{unknown[0]}"', line, column, f"There are: {listed}.")
        )
    if not names and len(known) > 1:
        hint = f"Name it: newsprint deploy {next(iter(known))}"
        raise InputError(Problem(settings.file, f"deploy: there are several targets: {listed}", line, column, hint))
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())


def _early_problem(sources: Sequence[str]) -> Problem:
    """Refuse to send what readers should not see yet."""
    more = f", and {len(sources) - MAX_NAMED:,} more" if len(sources) > MAX_NAMED else ""
    message = f"the site shows drafts or stories that are held back: {', '.join(sources[:MAX_NAMED])}{more}"
    hint = "Leave out --drafts, --future and --unpublished (or the like in _config.yml), or deploy with --force."
    return Problem(sources[0], message, hint=hint)
