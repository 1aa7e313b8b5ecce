"""Sync a target: list, compare, upload in a safe order, then delete."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import msgspec
from msgspec import Struct

from generator.deploy.compare import PAGES, SyncState, compare, finished, in_the_way, news, unfinished, waves
from generator.deploy.lease import is_live, new_lease
from generator.deploy.same_names import alike
from generator.deploy.store import ConflictError, Store, StoreError
from generator.model.deployment import FORMAT, ChangeSet, LocalFile, Manifest, RemoteState, SentFile, SyncPlan, Upload
from generator.model.output import FRONT

TRIES = 3
LONG, SHORT = 30.0, 5.0  # seconds that a last word may take, after a fault and after an interruption
RENEWAL = timedelta(minutes=1)
MAX_FILES, MAX_BYTES = 500, 16_000_000  # of a load: a slow line takes two minutes, and then the claim is renewed
MAX_GONE = 0.1  # of what is no asset
SHOWN = 5  # paths that a message names


class SyncRequest(Struct, frozen=True):
    """What to deliver: the files of the `site` that lie in `folder`, whose ``address`` is known, and how.

    ``clock`` tells the time, ``progress`` hears how many of how many files are done, ``planned`` what is to be done.
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
    """What has to change, how many files went over, and why nothing was done (or would not be), if it was refused.

    ``changes`` is what others may want to hear of.
    """

    plan: SyncPlan
    sent: int = 0
    refusal: str = ""
    dry_run: bool = False
    changes: ChangeSet = {}


class PartialDeployError(StoreError):
    """A deploy that began, and broke off; ``result`` is how far it came."""

    def __init__(self, message: str, hint: str, done: SyncResult) -> None:
        """Say what happened, and how far the deploy came."""
        super().__init__(message, hint)
        self.result = done


def sync(store: Store, request: SyncRequest) -> SyncResult:
    """Make an open store hold the site. Raises StoreError; no page is then seen that refers to a missing file."""
    for _ in range(TRIES):
        with suppress(ConflictError):
            return _sync(store, request)
    message = f"somebody else changed {store.where} each time that we looked"
    raise StoreError(message, "Wait until they are done, and deploy again.")


def _sync(store: Store, request: SyncRequest) -> SyncResult:
    remote = store.look(request.site.keys())
    if pairs := alike(request.site, remote):
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
        and finished(state, request.site, request.clock()) == remote.manifest
    ):
        return SyncResult(plan)
    _Sync(store, request, state).go()
    return SyncResult(plan, len(state.sent), changes=news(state))


def _refusals(remote: RemoteState, plan: SyncPlan, request: SyncRequest) -> Iterator[str]:
    """Yield each reason why this should not be done without being asked for twice."""
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
    if len(plan.gone) > MAX_GONE * pages:
        yield f"{_files(plan.gone)} of {pages:,} would be removed there, more than a tenth of the site"


def _files(paths: Sequence[str]) -> str:
    named = ", ".join(paths[:SHOWN]) + (", …" if len(paths) > SHOWN else "")
    return f"{len(paths):,} {'file' if len(paths) == 1 else 'files'} ({named})"


class _Sync:
    """One deploy that changes something."""

    def __init__(self, store: Store, request: SyncRequest, state: SyncState) -> None:
        self.store = store
        self.request = request
        self.state = state
        self.total = len(state.plan.new) + len(state.plan.changed)
        self.renewed = request.clock()

    def go(self) -> None:
        plan, store = self.state.plan, self.store
        self.claim()
        try:
            self.remove(in_the_way(plan))
            for wave in waves(plan):
                for load in self.loads(wave):
                    self.send(load)
            # Pages go before what they show.
            pages = [path for path in plan.gone if path.endswith(PAGES)]
            self.remove(pages)
            self.remove([path for path in (*plan.gone, *plan.expired) if path not in pages])
            store.write_manifest(finished(self.state, self.request.site, self.request.clock()))
            store.finish()
        except StoreError as error:
            self.let_go(LONG)
            done = SyncResult(plan, len(self.state.sent))
            raise PartialDeployError(error.message, self.hint_with_state(error.hint), done) from None
        except BaseException:
            self.let_go(SHORT)
            raise

    def claim(self) -> None:
        """Tell others that we are at work, and keep what has arrived."""
        self.renewed = self.request.clock()
        self.store.write_manifest(unfinished(self.state, new_lease(self.renewed)))

    def renew(self) -> None:
        """Do so again where it is time."""
        if self.request.clock() - self.renewed > RENEWAL and not self.store.whole:
            self.claim()

    def let_go(self, seconds: float) -> None:
        """Keep what has arrived, so that the next deploy can go on; should that fail, too, it will look for itself.

        A network that is gone is not waited for: that is done in a thread, which ends with the program.
        """
        if self.store.whole:
            return
        keeping = Thread(target=self.keep_what_arrived, daemon=True)
        keeping.start()
        keeping.join(seconds)

    def keep_what_arrived(self) -> None:
        with suppress(BaseException):  # what went wrong first is on its way already
            self.store.write_manifest(unfinished(self.state, None))

    def hint_with_state(self, hint: str) -> str:
        """Say what readers see now, and how to go on."""
        if self.store.whole:
            return f"{hint} Deploy again.".strip()
        done = f"{len(self.state.sent):,} of {self.total:,} files have arrived."
        if FRONT in self.state.remote.seen:
            done += " No page refers to what is not there."
        return f"{hint} {done} Deploy again to go on.".strip()

    def send(self, load: Sequence[Upload]) -> None:
        for path, mark in self.store.send(load):
            item = self.request.site[path]
            self.state.sent[path] = SentFile(item.digest, item.size, item.role, mark)
            self.request.progress("send", len(self.state.sent), self.total)
            self.renew()

    def remove(self, paths: Sequence[str]) -> None:
        for done, path in enumerate(self.store.remove(paths) if paths else (), 1):
            self.state.removed.add(path)
            self.request.progress("remove", done, len(paths))
            self.renew()

    def loads(self, wave: Sequence[str]) -> Iterator[list[Upload]]:
        """Part a wave into what is sent at once."""
        load: list[Upload] = []
        size = 0
        for path in wave:
            item = self.request.site[path]
            if load and (len(load) == MAX_FILES or size + item.size > MAX_BYTES):
                yield load
                load, size = [], 0
            load.append(Upload(path, self.lying(path, item), item))
            size += item.size
        if load:
            yield load

    def lying(self, path: str, item: LocalFile) -> str:
        """Return where a file lies. Raises StoreError if it is not the file that was listed."""
        file = os.path.join(self.request.folder, path)
        try:
            info = os.stat(file)
        except OSError:
            info = None
        if info is None or (info.st_size, info.st_mtime_ns) != (item.size, item.mtime):
            raise StoreError(f"{path} was changed while the site was being deployed")
        return file
