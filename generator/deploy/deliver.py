"""Bring a target up to date: look, compare, send in the safe order, and only then take away."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import msgspec
from msgspec import Struct

from generator.deploy.alike import alike
from generator.deploy.claims import claim_of, is_live
from generator.deploy.compare import PAGES, Work, compare, finished, in_the_way, news, unfinished, waves
from generator.deploy.store import MovedError, Store, StoreError
from generator.model.delivery import FORMAT, Delivery, Item, Manifest, News, Parcel, Sent, There
from generator.model.output import FRONT

TRIES = 3
LONG, SHORT = 30.0, 5.0  # seconds that a last word may take, after a fault and after an interruption
RENEWAL = timedelta(minutes=1)
MOST_FILES, MOST_BYTES = 500, 16_000_000  # of a load: a slow line takes two minutes, and then the claim is renewed
MOST_GONE = 0.1  # of what is no asset
SHOWN = 5  # paths that a message names


class Order(Struct, frozen=True):
    """What to deliver: the files of the `site` that lie in `folder`, whose ``address`` is known, and how.

    ``clock`` tells the time, ``progress`` hears how many of how many files are done, ``planned`` what is to be done.
    """

    site: Mapping[str, Item]
    folder: Path
    clock: Callable[[], datetime]
    progress: Callable[[str, int, int], None]
    force: bool = False
    dry_run: bool = False
    planned: Callable[[Delivery], None] = lambda _: None
    address: str = ""


class Done(Struct, frozen=True):
    """What has to change, how many files went over, and why nothing was done (or would not be), if it was refused.

    ``news`` is what others may want to hear of.
    """

    delivery: Delivery
    sent: int = 0
    refusal: str = ""
    dry_run: bool = False
    news: News = {}


class UnfinishedError(StoreError):
    """A deploy that began, and broke off; ``done`` is how far it came."""

    def __init__(self, message: str, hint: str, done: Done) -> None:
        """Say what happened, and how far the deploy came."""
        super().__init__(message, hint)
        self.done = done


def deliver(store: Store, order: Order) -> Done:
    """Make an open store hold the site. Raises StoreError; no page is then seen that refers to a missing file."""
    for _ in range(TRIES):
        with suppress(MovedError):
            return _deliver(store, order)
    message = f"somebody else changed {store.where} each time that we looked"
    raise StoreError(message, "Wait until they are done, and deploy again.")


def _deliver(store: Store, order: Order) -> Done:
    there = store.look(order.site.keys())
    if pairs := alike(order.site, there):
        there = msgspec.structs.replace(there, aliases=store.aliases(pairs))
    if there.manifest is not None and there.manifest.format > FORMAT:
        raise StoreError("a newer Newsprint has deployed here", "Install that one, or a newer one.")
    delivery = compare(order.site, there, order.clock())
    order.planned(delivery)
    refusal = "" if order.force else "; ".join(_refusals(there, delivery, order))
    if refusal or order.dry_run:
        return Done(delivery, 0, refusal, order.dry_run)
    work = Work(there, delivery, order.address, {}, set())
    if delivery.is_empty and there.manifest is not None and finished(work, order.site, order.clock()) == there.manifest:
        return Done(delivery)
    _Run(store, order, work).go()
    return Done(delivery, len(work.sent), news=news(work))


def _refusals(there: There, delivery: Delivery, order: Order) -> Iterator[str]:
    """Yield each reason why this should not be done without being asked for twice."""
    manifest = there.manifest or Manifest()
    claim = manifest.claim
    if claim is not None and is_live(claim, order.clock()):
        who = " ".join(claim.who.split()[:2])
        yield f"another deploy is at work there ({who}); were it dead, that ends at {claim.until:%H:%M:%S} UTC"
    if there.warning:
        yield there.warning
    if manifest.site and order.address and manifest.site != order.address:
        yield f"another site lives there: {manifest.site}, and this is {order.address}"
    if delivery.clashes:
        yield f"{_files(delivery.clashes)} there would be replaced, and not by a deploy of this site they came there"
    pages = sum(sent.role != "asset" for sent in manifest.files.values())
    if len(delivery.gone) > MOST_GONE * pages:
        yield f"{_files(delivery.gone)} of {pages:,} would be removed there, more than a tenth of the site"


def _files(paths: Sequence[str]) -> str:
    named = ", ".join(paths[:SHOWN]) + (", …" if len(paths) > SHOWN else "")
    return f"{len(paths):,} {'file' if len(paths) == 1 else 'files'} ({named})"


class _Run:
    """One deploy that changes something."""

    def __init__(self, store: Store, order: Order, work: Work) -> None:
        self.store = store
        self.order = order
        self.work = work
        self.total = len(work.delivery.new) + len(work.delivery.changed)
        self.renewed = order.clock()

    def go(self) -> None:
        delivery, store = self.work.delivery, self.store
        self.claim()
        try:
            self.remove(in_the_way(delivery))
            for wave in waves(delivery):
                for load in self.loads(wave):
                    self.send(load)
            # Pages go before what they show.
            pages = [path for path in delivery.gone if path.endswith(PAGES)]
            self.remove(pages)
            self.remove([path for path in (*delivery.gone, *delivery.expired) if path not in pages])
            store.keep(finished(self.work, self.order.site, self.order.clock()))
            store.finish()
        except StoreError as error:
            self.let_go(LONG)
            done = Done(delivery, len(self.work.sent))
            raise UnfinishedError(error.message, self.state(error.hint), done) from None
        except BaseException:
            self.let_go(SHORT)
            raise

    def claim(self) -> None:
        """Tell others that we are at work, and keep what has arrived."""
        self.renewed = self.order.clock()
        self.store.keep(unfinished(self.work, claim_of(self.renewed)))

    def renew(self) -> None:
        """Do so again where it is time."""
        if self.order.clock() - self.renewed > RENEWAL and not self.store.whole:
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
            self.store.keep(unfinished(self.work, None))

    def state(self, hint: str) -> str:
        """Say what readers see now, and how to go on."""
        if self.store.whole:
            return f"{hint} Deploy again.".strip()
        done = f"{len(self.work.sent):,} of {self.total:,} files have arrived."
        if FRONT in self.work.there.seen:
            done += " No page refers to what is not there."
        return f"{hint} {done} Deploy again to go on.".strip()

    def send(self, load: Sequence[Parcel]) -> None:
        for path, mark in self.store.send(load):
            item = self.order.site[path]
            self.work.sent[path] = Sent(item.digest, item.size, item.role, mark)
            self.order.progress("send", len(self.work.sent), self.total)
            self.renew()

    def remove(self, paths: Sequence[str]) -> None:
        for done, path in enumerate(self.store.remove(paths) if paths else (), 1):
            self.work.removed.add(path)
            self.order.progress("remove", done, len(paths))
            self.renew()

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
