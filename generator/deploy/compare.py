"""Compare a target with the finished site: what to upload and delete, and in which order."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from generator.model.deployment import (
    ChangeSet,
    Lease,
    LocalFile,
    Manifest,
    RemoteFile,
    RemoteState,
    RetiredFile,
    SentFile,
    SyncPlan,
)
from generator.model.output import FRONT

# Assets that went out of use stay for as many deploys, and as long: a page in somebody's cache asks for them.
KEPT_DEPLOYS = 3
KEPT = timedelta(days=1)
PAGES = (".html", ".htm")
# Shown to who knows no other page of ours, so these wait for all that they lead to.
FIRST_SEEN = (FRONT, "404.html")


class SyncState(Struct):
    """A deploy at work: how the target was found, what has to change there, and how far that is.

    ``address`` is the site's. ``sent`` has arrived, with its mark; ``removed`` is gone.
    """

    remote: RemoteState
    plan: SyncPlan
    address: str
    sent: dict[str, SentFile]
    removed: set[str]

    @property
    def before(self) -> Manifest:
        """What was known of the target."""
        return self.remote.manifest or Manifest()


def compare(site: Mapping[str, LocalFile], remote: RemoteState, now: datetime) -> SyncPlan:
    """Say how the target has to change to become `site`."""
    manifest = remote.manifest or Manifest()
    ours = manifest.files.keys() | manifest.old.keys() | set(manifest.pending)
    ours_by_another_name = set(remote.aliases.values())
    found = SyncPlan()
    same = 0
    for path, item in site.items():
        seen = remote.seen.get(path)
        if seen is None:
            found.new[path] = item
        elif is_as_sent(item, _sent(manifest, path), seen):
            same += 1
        else:
            found.changed[path] = item
            if path not in ours and path not in ours_by_another_name:
                found.clashes.append(path)
    # Pages go before what they show.
    for path in sorted(remote.seen.keys() & ours - site.keys(), key=lambda path: (not path.endswith(PAGES), path)):
        if path not in remote.aliases and path not in manifest.old:
            sent = manifest.files.get(path)
            (found.leaving if sent is not None and sent.role == "asset" else found.gone).append(path)
    number = manifest.number + found.counts
    for path, old in sorted(manifest.old.items()):
        is_over = number - old.number >= KEPT_DEPLOYS and now - old.since >= KEPT
        if is_over and path in remote.seen and path not in remote.aliases and path not in site:
            found.expired.append(path)
    return msgspec.structs.replace(found, same=same)


def is_as_sent(item: LocalFile, sent: SentFile | None, seen: RemoteFile) -> bool:
    """Tell whether what lies at the target is this very file."""
    if sent is None or sent.digest != item.digest or seen.size != sent.size:
        return False
    return not sent.mark or not seen.mark or sent.mark == seen.mark


def _sent(manifest: Manifest, path: str) -> SentFile | None:
    if path in manifest.pending:
        return None
    old = manifest.old.get(path)
    return manifest.files.get(path) or (old.sent if old else None)


def waves(plan: SyncPlan) -> Iterator[list[str]]:
    """Yield what is to be sent, one wave after the other: each may be seen only when the one before it has arrived.

    First all that pages show; what keeps its name may itself refer to what is new. Then pages and feeds that are new:
    nobody is led to them yet. Then stories, which may refer to these; then lists and the front page, which refer to
    stories; then feeds, which send machines there.
    """
    new, changed = plan.new, plan.changed
    everything = {**new, **changed}
    steps = (
        [path for path, item in everything.items() if item.role == "asset"],
        [path for path, item in new.items() if item.role == "file"],
        [path for path, item in changed.items() if item.role == "file"],
        [path for path, item in new.items() if item.role == "story"],
        [path for path, item in new.items() if item.role == "list" and path not in FIRST_SEEN],
        [path for path, item in new.items() if item.role == "feed"],
        [path for path, item in changed.items() if item.role == "story"],
        [path for path, item in changed.items() if item.role == "list" and path not in FIRST_SEEN],
        [path for path in FIRST_SEEN if path in everything],
        [path for path, item in changed.items() if item.role == "feed"],
    )
    yield from filter(None, steps)


def in_the_way(plan: SyncPlan) -> list[str]:
    """Name the files that have to go first: a folder is to be where they are, or they lie in what is to be a file."""
    leaving = [*plan.gone, *plan.expired]
    if not leaving:
        return []
    sent = {*plan.new, *plan.changed}
    folders = set().union(*map(_parents, sent))
    return [path for path in leaving if path in folders or _parents(path) & sent]


def _parents(path: str) -> set[str]:
    """Return the folders that a path lies in."""
    return {path[:place] for place, letter in enumerate(path) if letter == "/"}


def unfinished(state: SyncState, lease: Lease | None) -> Manifest:
    """Return the manifest for while a deploy is at work, or has stopped: what it is to touch is ours.

    What has arrived already the next deploy need not send again.
    """
    before, plan = state.before, state.plan
    touched = {*plan.new, *plan.changed, *plan.gone, *plan.expired, *before.pending}
    # Pages may ask for these soon, whatever becomes of this deploy: should the next one not want them, they are old.
    assets = {path: SentFile(one.digest, one.size, one.role) for path, one in plan.new.items() if one.role == "asset"}
    return Manifest(
        site=state.address,
        number=before.number,
        files={**before.files, **assets, **state.sent},
        old={path: one for path, one in before.old.items() if path not in state.sent},
        pending=sorted(touched - state.sent.keys()),
        untold=news(state),
        claim=lease,
    )


def finished(state: SyncState, files: Iterable[str], now: datetime) -> Manifest:
    """Return the manifest for when everything has arrived, and the site has these `files`."""
    before, plan = state.before, state.plan
    number = before.number + plan.counts
    after = {path: found for path in files if (found := state.sent.get(path) or _sent(before, path))}
    goes = {*plan.expired, *after}
    old = {path: one for path, one in before.old.items() if path in state.remote.seen and path not in goes}
    old |= {path: RetiredFile(before.files[path], number, now) for path in plan.leaving}
    return Manifest(site=state.address, number=number, files=after, old=old)


def news(state: SyncState) -> ChangeSet:
    """Return what others may want to hear of: what was done now, and what an earlier deploy could not tell any more."""
    found: ChangeSet = dict(state.before.untold)
    for path, sent in state.sent.items():
        if sent.role != "asset":
            is_new = path in state.plan.new or (path in found and found[path][0] == "new")
            found[path] = ("new" if is_new else "changed", sent.role)
    for path in state.removed:
        sent_before = state.before.files.get(path)
        if sent_before is not None and sent_before.role != "asset":
            found[path] = ("gone", sent_before.role)
    return found
