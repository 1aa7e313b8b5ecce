"""Sync a target: list, compare, upload in a safe order, then delete."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import msgspec
from msgspec import Struct

from generator.deploy.compare import (
    PAGES,
    SyncState,
    blocking_files,
    change_set,
    compare,
    final_manifest,
    manifest_in_progress,
    waves,
)
from generator.deploy.lease import is_live, new_lease
from generator.deploy.same_names import respelled_pairs
from generator.deploy.store import ConflictError, Store, StoreError
from generator.model.deployment import FORMAT, ChangeSet, LocalFile, Manifest, RemoteState, SentFile, SyncPlan, Upload
from generator.model.output import FRONT

TRIES = 3
ERROR_TIMEOUT, INTERRUPT_TIMEOUT = 30.0, 5.0  # seconds for the last manifest, after an error and after an interrupt
RENEWAL = timedelta(minutes=1)
MAX_FILES, MAX_BYTES = 500, 16_000_000  # of a batch: a slow connection takes two minutes; then the lease is renewed
MAX_DELETED = 0.1  # part of a site's files, without assets
MAX_SHOWN = 5  # paths in a message


class SyncRequest(Struct, frozen=True):
    """What to deploy, and how: the files of ``site`` in ``folder``; ``address`` is the site's URL.

    ``progress`` is called with the step, the files done and all files; ``planned`` with the plan before it is executed.
    """

    site: Mapping[str, LocalFile]
    folder: Path
    clock: Callable[[], datetime]
    progress: Callable[[str, int, int], None]
    force: bool = False
    dry_run: bool = False
    planned: Callable[[SyncPlan], None] = lambda _: None
    address: str = ""


class SyncResult(Struct, frozen=True):
    """The plan, the number of uploaded files, and the reason if the deploy was (or would be) refused.

    ``changes`` are the changes to announce.
    """

    plan: SyncPlan
    sent: int = 0
    refusal: str = ""
    dry_run: bool = False
    changes: ChangeSet = {}


class PartialDeployError(StoreError):
    """A deploy that started and did not finish; ``result`` says how far it came."""

    def __init__(self, message: str, hint: str, done: SyncResult) -> None:
        """Say what happened, and how far the deploy came."""
        super().__init__(message, hint)
        self.result = done


def sync(store: Store, request: SyncRequest) -> SyncResult:
    """Make an open store equal to the site. If it raises StoreError, no visible page refers to a missing file."""
    for _ in range(TRIES):
        with suppress(ConflictError):
            return _sync(store, request)
    message = f"somebody else changed {store.where} each time that we looked"
    raise StoreError(message, "Wait until they are done, and deploy again.")


def _sync(store: Store, request: SyncRequest) -> SyncResult:
    remote = store.look(request.site.keys())
    if pairs := respelled_pairs(request.site, remote):
        remote = msgspec.structs.replace(remote, aliases=store.aliases(pairs))
    if remote.manifest is not None and remote.manifest.format > FORMAT:
        raise StoreError("a newer Newsprint has deployed here", "Install that one, or a newer one.")
    plan = compare(request.site, remote, request.clock())
    request.planned(plan)
    refusal = "" if request.force else "; ".join(_refusals(remote, plan, request))
    if refusal or request.dry_run:
        return SyncResult(plan, 0, refusal, request.dry_run)
    state = SyncState(remote, plan, request.address, {}, set())
    if (
        plan.is_empty
        and remote.manifest is not None
        and final_manifest(state, request.site, request.clock()) == remote.manifest
    ):
        return SyncResult(plan)
    _Sync(store, request, state).run()
    return SyncResult(plan, len(state.sent), changes=change_set(state))


def _refusals(remote: RemoteState, plan: SyncPlan, request: SyncRequest) -> Iterator[str]:
    """Yield each reason why this deploy needs `--force`."""
    manifest = remote.manifest or Manifest()
    lease = manifest.claim
    if lease is not None and is_live(lease, request.clock()):
        who = " ".join(lease.who.split()[:2])
        yield f"another deploy is at work there ({who}); were it dead, that ends at {lease.until:%H:%M:%S} UTC"
    if remote.warning:
        yield remote.warning
    if manifest.site and request.address and manifest.site != request.address:
        yield f"another site lives there: {manifest.site}, and this is {request.address}"
    if plan.clashes:
        yield f"{_files(plan.clashes)} there would be replaced, and not by a deploy of this site they came there"
    pages = sum(sent.role != "asset" for sent in manifest.files.values())
    if len(plan.gone) > MAX_DELETED * pages:
        yield f"{_files(plan.gone)} of {pages:,} would be removed there, more than a tenth of the site"


def _files(paths: Sequence[str]) -> str:
    named = ", ".join(paths[:MAX_SHOWN]) + (", …" if len(paths) > MAX_SHOWN else "")
    return f"{len(paths):,} {'file' if len(paths) == 1 else 'files'} ({named})"


class _Sync:
    """One deploy that has changes to make."""

    def __init__(self, store: Store, request: SyncRequest, state: SyncState) -> None:
        self.store = store
        self.request = request
        self.state = state
        self.total = len(state.plan.new) + len(state.plan.changed)
        self.renewed = request.clock()

    def run(self) -> None:
        plan, store = self.state.plan, self.store
        self.claim()
        try:
            self.remove(blocking_files(plan))
            for wave in waves(plan):
                for batch in self.batches(wave):
                    self.send(batch)
            # Pages go before what they show.
            pages = [path for path in plan.gone if path.endswith(PAGES)]
            self.remove(pages)
            self.remove([path for path in (*plan.gone, *plan.expired) if path not in pages])
            store.write_manifest(final_manifest(self.state, self.request.site, self.request.clock()))
            store.finish()
        except StoreError as error:
            self.release(ERROR_TIMEOUT)
            done = SyncResult(plan, len(self.state.sent))
            raise PartialDeployError(error.message, self.hint_with_state(error.hint), done) from None
        except BaseException:
            self.release(INTERRUPT_TIMEOUT)
            raise

    def claim(self) -> None:
        """Write the manifest with a new lease and all that has arrived."""
        self.renewed = self.request.clock()
        self.store.write_manifest(manifest_in_progress(self.state, new_lease(self.renewed)))

    def renew(self) -> None:
        """Renew the lease when it is time."""
        if self.request.clock() - self.renewed > RENEWAL and not self.store.whole:
            self.claim()

    def release(self, seconds: float) -> None:
        """Record what has arrived, so that the next deploy can continue. If that fails, it compares the files itself.

        It runs in a thread with a time limit, since the network may be down.
        """
        if self.store.whole:
            return
        keeping = Thread(target=self.keep_what_arrived, daemon=True)
        keeping.start()
        keeping.join(seconds)

    def keep_what_arrived(self) -> None:
        with suppress(BaseException):  # the first error is being raised already
            self.store.write_manifest(manifest_in_progress(self.state, None))

    def hint_with_state(self, hint: str) -> str:
        """Add to a hint what readers see now, and how to continue."""
        if self.store.whole:
            return f"{hint} Deploy again.".strip()
        done = f"{len(self.state.sent):,} of {self.total:,} files have arrived."
        if FRONT in self.state.remote.seen:
            done += " No page refers to what is not there."
        return f"{hint} {done} Deploy again to go on.".strip()

    def send(self, batch: Sequence[Upload]) -> None:
        for path, mark in self.store.send(batch):
            item = self.request.site[path]
            self.state.sent[path] = SentFile(item.digest, item.size, item.role, mark)
            self.request.progress("send", len(self.state.sent), self.total)
            self.renew()

    def remove(self, paths: Sequence[str]) -> None:
        for done, path in enumerate(self.store.remove(paths) if paths else (), 1):
            self.state.removed.add(path)
            self.request.progress("remove", done, len(paths))
            self.renew()

    def batches(self, wave: Sequence[str]) -> Iterator[list[Upload]]:
        """Split a wave into batches."""
        batch: list[Upload] = []
        size = 0
        for path in wave:
            item = self.request.site[path]
            if batch and (len(batch) == MAX_FILES or size + item.size > MAX_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(Upload(path, self.unchanged_file(path, item), item))
            size += item.size
        if batch:
            yield batch

    def unchanged_file(self, path: str, item: LocalFile) -> str:
        """Return the path of a file. Raises StoreError if it has changed since it was listed."""
        file = os.path.join(self.request.folder, path)
        try:
            info = os.stat(file)
        except OSError:
            info = None
        if info is None or (info.st_size, info.st_mtime_ns) != (item.size, item.mtime):
            raise StoreError(f"{path} was changed while the site was being deployed")
        return file
