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

# Obsolete assets stay for as many deploys, and at least as long: cached pages still refer to them.
KEPT_DEPLOYS = 3
KEPT = timedelta(days=1)
PAGES = (".html", ".htm")
# Visitors may see these first, so they are uploaded after all pages that they link to.
FIRST_SEEN = (FRONT, "404.html")


class SyncState(Struct):
    """A deploy in progress: the state of the target at the start, the changes, and what is done.

    ``address`` is the site's URL. ``sent`` are the uploaded files with their marks; ``removed`` are the deleted ones.
    """

    remote: RemoteState
    plan: SyncPlan
    address: str
    sent: dict[str, SentFile]
    removed: set[str]

    @property
    def before(self) -> Manifest:
        """The manifest that the target had at the start."""
        return self.remote.manifest or Manifest()


def compare(site: Mapping[str, LocalFile], remote: RemoteState, now: datetime) -> SyncPlan:
    """Return the changes that make the target equal to `site`."""
    manifest = remote.manifest or Manifest()
    ours = manifest.files.keys() | manifest.old.keys() | set(manifest.pending)
    ours_by_another_name = set(remote.aliases.values())
    found = SyncPlan()
    same = 0
    for path, item in site.items():
        seen = remote.seen.get(path)
        if seen is None:
            found.new[path] = item
        elif is_unchanged(item, _sent(manifest, path), seen):
            same += 1
        else:
            found.changed[path] = item
            if path not in ours and path not in ours_by_another_name:
                found.clashes.append(path)
    # Pages are deleted before the files that they refer to.
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


def is_unchanged(item: LocalFile, sent: SentFile | None, seen: RemoteFile) -> bool:
    """Tell whether the file at the target is the one that was sent, and equal to this one."""
    if sent is None or sent.digest != item.digest or seen.size != sent.size:
        return False
    return not sent.mark or not seen.mark or sent.mark == seen.mark


def _sent(manifest: Manifest, path: str) -> SentFile | None:
    if path in manifest.pending:
        return None
    old = manifest.old.get(path)
    return manifest.files.get(path) or (old.sent if old else None)


def waves(plan: SyncPlan) -> Iterator[list[str]]:
    """Yield the files to upload, wave by wave. A wave may become visible only when the one before has arrived.

    First the assets, then files that keep their names, since they may refer to new assets. Then new pages and feeds, to
    which nothing links yet. Then changed stories, which may link to new pages; then lists and the front page, which
    link to stories; then feeds, which send readers to them.
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


def blocking_files(plan: SyncPlan) -> list[str]:
    """Return the files to delete first: a folder is to replace them, or they are in a folder that a file replaces."""
    leaving = [*plan.gone, *plan.expired]
    if not leaving:
        return []
    sent = {*plan.new, *plan.changed}
    folders = set().union(*map(_parents, sent))
    return [path for path in leaving if path in folders or _parents(path) & sent]


def _parents(path: str) -> set[str]:
    """Return the folders that a path is in."""
    return {path[:place] for place, letter in enumerate(path) if letter == "/"}


def manifest_in_progress(state: SyncState, lease: Lease | None) -> Manifest:
    """Return the manifest of a deploy in progress, or interrupted: all files that it touches count as the site's own.

    The next deploy need not upload again what has arrived.
    """
    before, plan = state.before, state.plan
    touched = {*plan.new, *plan.changed, *plan.gone, *plan.expired, *before.pending}
    # Pages may refer to these soon. If the next deploy has no use for them, they are obsolete assets.
    assets = {path: SentFile(one.digest, one.size, one.role) for path, one in plan.new.items() if one.role == "asset"}
    return Manifest(
        site=state.address,
        number=before.number,
        files={**before.files, **assets, **state.sent},
        old={path: one for path, one in before.old.items() if path not in state.sent},
        pending=sorted(touched - state.sent.keys()),
        untold=change_set(state),
        claim=lease,
    )


def final_manifest(state: SyncState, files: Iterable[str], now: datetime) -> Manifest:
    """Return the manifest of a complete deploy of the site with these `files`."""
    before, plan = state.before, state.plan
    number = before.number + plan.counts
    after = {path: found for path in files if (found := state.sent.get(path) or _sent(before, path))}
    goes = {*plan.expired, *after}
    old = {path: one for path, one in before.old.items() if path in state.remote.seen and path not in goes}
    old |= {path: RetiredFile(before.files[path], number, now) for path in plan.leaving}
    return Manifest(site=state.address, number=number, files=after, old=old)


def change_set(state: SyncState) -> ChangeSet:
    """Return the changes to announce: those of this deploy, and those that an interrupted one could not announce."""
    found: ChangeSet = {}
    for path, sent in state.sent.items():
        if sent.role != "asset":
            found[path] = ("new" if path in state.plan.new else "changed", sent.role)
    for path in state.removed:
        sent_before = state.before.files.get(path)
        if sent_before is not None and sent_before.role != "asset":
            found[path] = ("gone", sent_before.role)
    return merged_changes(state.before.untold, found)


def merged_changes(earlier: ChangeSet, later: ChangeSet) -> ChangeSet:
    """Return the changes of two deploys as those of one: what was new, and then changed, is new."""
    new = {path for path, (kind, _) in earlier.items() if kind == "new"}
    found = {path: ("new" if kind == "changed" and path in new else kind, role) for path, (kind, role) in later.items()}
    return {**earlier, **found}
