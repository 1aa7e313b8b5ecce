"""Bring a target up to date: look, compare, send in the safe order, and only then take away."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from generator.deploy.compare import compare, finished, in_the_way, unfinished, waves
from generator.deploy.store import MovedError, Store, StoreError
from generator.model.delivery import FORMAT, Claim, Delivery, Item, Manifest, Parcel, Sent, There

TRIES = 3
LEASE = timedelta(minutes=5)  # for which a claim is believed if nothing more is heard
RENEWAL = timedelta(minutes=1)
MOST_FILES, MOST_BYTES = 500, 64_000_000  # of a load
MOST_GONE = 0.1  # of what is no asset
SHOWN = 5  # paths that a message names


class Order(Struct, frozen=True):
    """What to deliver: the files of the `site` that lie in `folder`, and how.

    ``clock`` tells the time, ``progress`` hears how many of how many files are done, ``planned`` what is to be done.
    """

    site: Mapping[str, Item]
    folder: Path
    clock: Callable[[], datetime]
    progress: Callable[[str, int, int], None]
    force: bool = False
    dry_run: bool = False
    planned: Callable[[Delivery], None] = lambda _: None


class Done(Struct, frozen=True):
    """What has to change, how many files went over, and why nothing was done (or would not be), if it was refused.

    ``before`` are the files of the site that the target had.
    """

    delivery: Delivery
    before: Mapping[str, Sent]
    sent: int = 0
    refusal: str = ""
    dry_run: bool = False


def deliver(store: Store, order: Order) -> Done:
    """Make an open store hold the site. Raises StoreError; what readers see is then a whole site all the same."""
    for _ in range(TRIES):
        with suppress(MovedError):
            return _deliver(store, order)
    message = f"somebody else changed {store.where} each time that we looked"
    raise StoreError(message, "Wait until they are done, and deploy again.")


def _deliver(store: Store, order: Order) -> Done:
    there = store.look(order.site.keys())
    if there.manifest is not None and there.manifest.format > FORMAT:
        raise StoreError("a newer Newsprint has deployed here", "Upgrade: pip install --upgrade newsprint")
    delivery = compare(order.site, there, order.clock())
    order.planned(delivery)
    before = there.manifest.files if there.manifest else {}
    refusal = _refusal(there, delivery, order)
    if refusal or order.dry_run:
        return Done(delivery, before, 0, refusal, order.dry_run)
    manifest = there.manifest
    if delivery.is_empty and manifest is not None and not manifest.pending and manifest.claim is None:
        return Done(delivery, before)
    run = _Run(store, order, there, delivery)
    run.go()
    return Done(delivery, before, len(run.sent))


def _refusal(there: There, delivery: Delivery, order: Order) -> str:
    """Say why this should not be done without being asked for twice; nothing if it may."""
    manifest = there.manifest or Manifest()
    claim = manifest.claim
    if order.force:
        return ""
    if claim is not None and is_live(claim, order.clock()):
        return f"another deploy is at work there ({claim.who}); were it dead, that ends at {claim.until:%H:%M:%S} UTC"
    if delivery.clashes:
        return f"{_files(delivery.clashes)} there would be replaced, and not by a deploy of this site they came there"
    pages = sum(sent.role != "asset" for sent in manifest.files.values())
    if len(delivery.gone) > MOST_GONE * pages:
        return f"{_files(delivery.gone)} of {pages:,} would be removed there, more than a tenth of the site"
    return ""


def _files(paths: Sequence[str]) -> str:
    named = ", ".join(paths[:SHOWN]) + (", …" if len(paths) > SHOWN else "")
    return f"{len(paths):,} {'file' if len(paths) == 1 else 'files'} ({named})"


def claim_of(now: datetime) -> Claim:
    """Return our claim to a target."""
    return Claim(f"{socket.gethostname()} {os.getpid()}", now + LEASE)


def is_live(claim: Claim, now: datetime) -> bool:
    """Tell whether somebody else may still be at work; of this machine's processes it is known."""
    host, _, number = claim.who.rpartition(" ")
    if claim.until <= now:
        return False
    if host != socket.gethostname() or not number.isdecimal():
        return True
    return int(number) != os.getpid() and _is_running(int(number))


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


class _Run:
    """One deploy that changes something."""

    def __init__(self, store: Store, order: Order, there: There, delivery: Delivery) -> None:
        self.store = store
        self.order = order
        self.there = there
        self.delivery = delivery
        self.sent: dict[str, Sent] = {}
        self.total = len(delivery.new) + len(delivery.changed)
        self.renewed = order.clock()

    def go(self) -> None:
        delivery, store = self.delivery, self.store
        self.claim()
        try:
            self.remove(in_the_way(delivery))
            for wave in waves(delivery):
                for load in self.loads(wave):
                    self.send(load)
            self.remove([*delivery.gone, *delivery.expired])
            store.keep(finished(self.there, delivery, self.sent, self.order.site, self.order.clock()))
            store.finish()
        except StoreError as error:
            self.let_go()
            raise StoreError(error.message, self.state(error.hint)) from None
        except BaseException:
            self.let_go()
            raise

    def claim(self) -> None:
        """Tell others that we are at work, and keep what has arrived."""
        self.renewed = self.order.clock()
        self.store.keep(unfinished(self.there, self.delivery, self.sent, claim_of(self.renewed)))

    def let_go(self) -> None:
        """Keep what has arrived, so that the next deploy can go on; should that fail, too, it will look for itself."""
        with suppress(StoreError, MovedError):
            self.store.keep(unfinished(self.there, self.delivery, self.sent, None))

    def state(self, hint: str) -> str:
        """Say what readers see now, and how to go on."""
        if self.store.whole:
            return f"{hint} Readers see the site as it was. Deploy again.".strip()
        done = f"{len(self.sent):,} of {self.total:,} files have arrived; readers see a whole site."
        return f"{hint} {done} Deploy again to go on.".strip()

    def send(self, load: Sequence[Parcel]) -> None:
        for path, mark in self.store.send(load):
            item = self.order.site[path]
            self.sent[path] = Sent(item.digest, item.size, item.role, mark)
            self.order.progress("send", len(self.sent), self.total)
        if self.order.clock() - self.renewed > RENEWAL and not self.store.whole:
            self.claim()

    def remove(self, paths: Sequence[str]) -> None:
        for done, _ in enumerate(self.store.remove(paths) if paths else (), 1):
            self.order.progress("remove", done, len(paths))

    def loads(self, wave: Sequence[str]) -> Iterator[list[Parcel]]:
        """Part a wave into what is sent at once."""
        load: list[Parcel] = []
        size = 0
        for path in wave:
            item = self.order.site[path]
            if load and (len(load) == MOST_FILES or size + item.size > MOST_BYTES):
                yield load
                load, size = [], 0
            load.append(Parcel(path, self.lying(path, item), item))
            size += item.size
        if load:
            yield load

    def lying(self, path: str, item: Item) -> str:
        """Return where a file lies. Raises StoreError if it is not the file that was listed."""
        file = os.path.join(self.order.folder, path)
        try:
            info = os.stat(file)
        except OSError:
            info = None
        if info is None or (info.st_size, info.st_mtime_ns) != (item.size, item.mtime):
            raise StoreError(f"{path} was changed while the site was being deployed")
        return file
