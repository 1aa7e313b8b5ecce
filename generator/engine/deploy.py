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
MAX_NAMED = 3  # sources in a message


class DeployReporter(Protocol):
    """Receives the progress of a deploy. ``failed_to_write`` is true if something could not be printed."""

    failed_to_write: bool

    def built(self, report: Report) -> None:
        """Handle that the site has been built."""

    def planned(self, delivery: SyncPlan) -> None:
        """Handle that the changes of a target have been planned."""

    def delivered(self, done: TargetResult) -> None:
        """Handle that a target has been deployed, or has failed."""

    def step(self, text: str) -> None:
        """Another step begins, such as a notification."""


class NullReporter:
    """Ignores the progress."""

    failed_to_write = False

    def built(self, report: Report) -> None:
        """Do nothing."""

    def planned(self, delivery: SyncPlan) -> None:
        """Do nothing."""

    def delivered(self, done: TargetResult) -> None:
        """Do nothing."""

    def step(self, text: str) -> None:
        """Do nothing."""


class DeployOptions(Struct, frozen=True):
    """The options of a deploy. ``targets`` are names below `deploy:` in the settings; none means the only one.

    ``force`` does what is otherwise refused; ``dry_run`` changes only `_site/`. ``is_deployed`` gets the digest of the
    finished site's files, and tells whether the targets have them already: then there is no connection to any.
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
    """Build the site and sync it to its targets, one after the other; an error ends the deploy.

    The output folder is locked until the uploads are complete. Notifications follow. Problems are in the result.
    """
    try:
        settings = read_settings(project)
        targets = _chosen(settings, options.targets)
    except InputError as fault:
        return DeployResult(Report(problems=[fault.problem]))
    context = _DeployContext(project, settings, clock, options, redactor(credentials=credentials_of(project.content)))
    with build_locked(project, clock(), msgspec.structs.replace(options.build, listed=True)) as built:
        deployed, changes = _deployed(context, targets, built)
    # Notifications may be slow: other builds can run meanwhile.
    addresses = {path: one.url for path, one in built.outputs.items() if one.url} if changes else {}
    problems = []
    for target, heard in changes:
        problems += _notified(context, target, heard, addresses)
        forget_unannounced(project.cache, target.name)
    return msgspec.structs.replace(deployed, problems=[*deployed.problems, *problems])


class _DeployContext(Struct, frozen=True):
    """The data that all targets of a deploy share; ``redact`` removes credentials from messages."""

    project: Project
    settings: Settings
    clock: Callable[[], datetime]
    options: DeployOptions
    redact: Callable[[str], str]

    def problem(self, target: Target, fault: StoreError) -> Problem:
        """Return an error of a target as a problem."""
        line, column = target.position
        message, hint = self.redact(f"{target.name}: {fault.message}"), self.redact(fault.hint)
        return Problem(self.settings.file, message, line, column, hint)

    def request(self, site: Mapping[str, LocalFile]) -> SyncRequest:
        """Return the request for each target."""
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
    """Sync the site to its targets, and return the changes to announce for each."""
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
    """Return the result for a target."""
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
    """Return the changes to announce for a target, including those of an interrupted deploy."""
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
    """Send the notifications of a target's changes; return warnings."""
    settings = context.settings
    from generator.deploy.notify import ChangedPaths, notify  # few sites send notifications

    groups = {kind: {path: role for path, (one, role) in changes.items() if one == kind} for kind in NEWS}
    changed = ChangedPaths(**groups, addresses=addresses)
    problems = notify(settings, target.name, changed, context.clock(), context.options.reporter.step)
    return [
        msgspec.structs.replace(one, message=context.redact(one.message), hint=context.redact(one.hint))
        for one in problems
    ]


def _chosen(settings: Settings, names: Sequence[str]) -> list[Target]:
    """Return the targets with these names, or the only one. Raises InputError for unknown or ambiguous names."""
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
    """Return the error for stories that readers should not see yet."""
    more = f", and {len(sources) - MAX_NAMED:,} more" if len(sources) > MAX_NAMED else ""
    message = f"the site shows drafts or stories that are held back: {', '.join(sources[:MAX_NAMED])}{more}"
    hint = "Leave out --drafts, --future and --unpublished (or the like in _config.yml), or deploy with --force."
    return Problem(sources[0], message, hint=hint)
