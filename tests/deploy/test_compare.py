"""What has to change at a target, by rule: whatever lies there, and whatever the site is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.deploy.compare import (
    KEPT,
    KEPT_DEPLOYS,
    SyncState,
    blocking_files,
    change_set,
    compare,
    final_manifest,
    manifest_in_progress,
    waves,
)
from generator.deploy.same_names import aliases_of, respelled_pairs
from generator.deploy.store import encoded, manifest_of
from generator.model.deployment import (
    Lease,
    LocalFile,
    Manifest,
    RemoteFile,
    RemoteState,
    RetiredFile,
    SentFile,
    SyncPlan,
)
from generator.model.output import Role

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PATHS = ("a.css", "b.jpg", "c/index.html", "d/index.html", "index.html", "feed.xml", "CNAME")
ROLES: dict[str, Role] = {"a.css": "asset", "b.jpg": "asset", "c/index.html": "story", "d/index.html": "list"}
ROLES |= {"index.html": "list", "feed.xml": "feed", "CNAME": "file"}


def item(path: str, digest: str) -> LocalFile:
    return LocalFile(digest, len(digest), ROLES.get(path, "file"))


def sent(path: str, digest: str, mark: str = "") -> SentFile:
    return SentFile(digest, len(digest), ROLES.get(path, "file"), mark or f"mark of {digest}")


def seen(digest: str) -> RemoteFile:
    return RemoteFile(len(digest), f"mark of {digest}")


digests = st.sampled_from(["one", "two", "drei"])
some = st.dictionaries(st.sampled_from(PATHS), digests)
ages = st.tuples(st.integers(0, 6), st.integers(0, 50))


@st.composite
def places(draw: st.DrawFn) -> RemoteState:
    """Make a target as deploys, killed deploys and strangers may have left it."""
    lying = draw(some)
    if draw(st.integers(0, 4)) == 0:
        return RemoteState(None, {path: seen(digest) for path, digest in lying.items()})
    files = {path: sent(path, digest) for path, digest in draw(some).items()}
    old = {
        path: RetiredFile(sent(path, digest), number, NOW - timedelta(hours=hours))
        for (path, digest), (number, hours) in zip(draw(some).items(), draw(st.lists(ages, min_size=7)), strict=False)
        if path not in files
    }
    pending = draw(st.lists(st.sampled_from(PATHS), unique=True))
    manifest = Manifest(number=6, files=files, old=old, pending=pending)
    return RemoteState(manifest, {path: seen(digest) for path, digest in lying.items()})


sites = some.map(lambda found: {path: item(path, digest) for path, digest in found.items()})


def carried_out(there: RemoteState, delivery: SyncPlan, site: Mapping[str, LocalFile]) -> dict[str, str]:
    """Return what lies at a target after a delivery, by digest."""
    lying = {path: one.mark.removeprefix("mark of ") for path, one in there.seen.items()}
    lying |= {path: site[path].digest for wave in waves(delivery) for path in wave}
    return {path: digest for path, digest in lying.items() if path not in {*delivery.gone, *delivery.expired}}


@given(sites, places())
def test_afterwards_the_site_is_there_and_so_is_all_that_is_not_ours(
    site: dict[str, LocalFile], there: RemoteState
) -> None:
    delivery = compare(site, there, NOW)
    after = carried_out(there, delivery, site)
    for path, one in site.items():
        assert after[path] == one.digest
    manifest = there.manifest or Manifest()
    ours = {*manifest.files, *manifest.old, *manifest.pending}
    for path, lying in there.seen.items():
        if path not in ours and path not in delivery.clashes:
            assert after[path] == lying.mark.removeprefix("mark of ")
    assert set(delivery.clashes) <= set(delivery.changed)
    assert not set(delivery.clashes) & ours


@given(sites, places())
def test_a_second_deploy_has_nothing_to_do(site: dict[str, LocalFile], there: RemoteState) -> None:
    delivery = compare(site, there, NOW)
    arrived = {path: sent(path, site[path].digest) for wave in waves(delivery) for path in wave}
    manifest = final_manifest(SyncState(there, delivery, "", arrived, set()), site, NOW)
    again = RemoteState(manifest, {path: seen(digest) for path, digest in carried_out(there, delivery, site).items()})
    assert compare(site, again, NOW).is_empty
    assert not manifest.pending
    assert manifest.claim is None


@given(sites, places(), st.data())
def test_y04_wherever_it_is_cut_off_the_next_deploy_ends_the_same(
    site: dict[str, LocalFile], there: RemoteState, data: st.DataObject
) -> None:
    delivery = compare(site, there, NOW)
    order = [path for wave in waves(delivery) for path in wave]
    number = data.draw(st.integers(0, len(order)))
    known = data.draw(st.integers(0, number))  # what the manifest was told of before the cut
    lying = dict(there.seen) | {path: seen(site[path].digest) for path in order[:number]}
    arrived = {path: sent(path, site[path].digest) for path in order[:known]}
    cut = RemoteState(manifest_in_progress(SyncState(there, delivery, "", arrived, set()), None), lying)
    rest = compare(site, cut, NOW)
    assert rest.clashes == []
    assert not set(arrived) & ({*rest.new, *rest.changed} - {*delivery.gone})
    after, planned = carried_out(cut, rest, site), carried_out(there, delivery, site)
    expired = {*delivery.expired, *rest.expired}  # what is left to do may not count as a deploy: they stay for longer
    assert {path: after[path] for path in after.keys() - expired} == {
        path: planned[path] for path in planned.keys() - expired
    }


@given(sites, places())
def test_the_order_is_that_in_which_pages_refer_to_one_another(site: dict[str, LocalFile], there: RemoteState) -> None:
    delivery = compare(site, there, NOW)
    found = [path for wave in waves(delivery) for path in wave]
    assert sorted(found) == sorted({**delivery.new, **delivery.changed})

    def stage(path: str) -> tuple[int, int]:
        role, is_new = site[path].role, path in delivery.new
        if role in ("asset", "file"):
            return 0, ("asset", "file").index(role) + (role == "file" and not is_new)
        if path == "index.html":
            return 3, 0
        return (1 if is_new else 4 if role == "feed" else 2), ("story", "list", "feed").index(role)

    assert [stage(path) for path in found] == sorted(stage(path) for path in found)


def test_an_asset_stays_for_some_deploys_and_a_day() -> None:
    there = RemoteState(Manifest(number=1, files={"a.css": sent("a.css", "one")}), {"a.css": seen("one")})
    delivery = compare({}, there, NOW)
    assert (delivery.leaving, delivery.gone) == (["a.css"], [])
    manifest = final_manifest(SyncState(there, delivery, "", {}, set()), {}, NOW)
    for deploys, time, expired in (
        (KEPT_DEPLOYS - 1, KEPT, False),
        (KEPT_DEPLOYS, KEPT / 2, False),
        (KEPT_DEPLOYS, KEPT, True),
    ):
        later = Manifest(number=manifest.number + deploys, old=manifest.old)
        found = compare({}, RemoteState(later, {"a.css": seen("one")}), NOW + time)
        assert found.expired == (["a.css"] if expired else [])
        assert found.gone == []


def test_an_asset_that_comes_back_is_not_sent_again() -> None:
    old = {"a.css": RetiredFile(sent("a.css", "one"), 2, NOW - KEPT)}
    there = RemoteState(Manifest(number=2, old=old), {"a.css": seen("one")})
    site = {"a.css": item("a.css", "one")}
    delivery = compare(site, there, NOW)
    assert delivery.is_empty
    manifest = final_manifest(SyncState(there, delivery, "", {}, set()), site, NOW)
    assert set(manifest.files) == {"a.css"}
    assert not manifest.old


def test_what_somebody_changed_at_the_target_is_sent_again() -> None:
    manifest = Manifest(files={"index.html": sent("index.html", "one")})
    site = {"index.html": item("index.html", "one")}
    there = RemoteState(manifest, {"index.html": RemoteFile(3, "another mark")})
    delivery = compare(site, there, NOW)
    assert set(delivery.changed) == {"index.html"}
    assert delivery.clashes == []
    assert compare(site, RemoteState(manifest, {"index.html": RemoteFile(3)}), NOW).is_empty  # a place without marks


def test_a_file_that_becomes_a_folder_goes_first_and_the_other_way_round() -> None:
    files = {path: SentFile("one", 3, "story") for path in ("a", "b/c/index.html", "d")}
    there = RemoteState(Manifest(files=files), {path: RemoteFile(3) for path in files})
    site = {path: LocalFile("two", 3, "story") for path in ("a/index.html", "b/c")}
    delivery = compare(site, there, NOW)
    assert delivery.gone == ["b/c/index.html", "a", "d"]  # pages before what they show
    assert blocking_files(delivery) == ["b/c/index.html", "a"]


def test_p19_where_case_does_not_tell_files_apart_nothing_is_lost() -> None:
    manifest = Manifest(files={"Tags/index.html": SentFile("one", 3, "list")})
    seen = {"Tags/index.html": RemoteFile(3), "tags/index.html": RemoteFile(3)}
    site = {"tags/index.html": LocalFile("one", 3, "list")}
    there = RemoteState(manifest, seen, aliases={"Tags/index.html": "tags/index.html"})
    assert respelled_pairs(site, there) == [("Tags/index.html", "tags/index.html")]
    delivery = compare(site, there, NOW)
    assert (set(delivery.changed), delivery.gone, delivery.clashes) == ({"tags/index.html"}, [], [])


def test_p19_where_case_tells_files_apart_the_old_one_goes() -> None:
    there = RemoteState(
        Manifest(files={"Tags/index.html": SentFile("one", 3, "list")}), {"Tags/index.html": RemoteFile(3)}
    )
    site = {"tags/index.html": LocalFile("one", 3, "list")}
    assert respelled_pairs(site, there) == []  # what is not there cannot be the same file
    delivery = compare(site, there, NOW)
    assert (set(delivery.new), delivery.gone) == ({"tags/index.html"}, ["Tags/index.html"])


@pytest.mark.parametrize(
    ("names", "is_one"),
    [
        ({"About": False}, True),
        ({"about": False}, True),
        ({}, True),
        ({"About": False, "about": True}, True),
        ({"About": False, "about": False}, False),
    ],
)
def test_p19_two_names_in_a_folder_are_two_files(names: dict[str, bool], is_one: bool) -> None:
    pair = ("a/About/x.html", "a/about/x.html")
    asked: list[str] = []

    def listed(folder: str) -> dict[str, bool]:
        asked.append(folder)
        return names

    assert bool(aliases_of([pair, ("a/About/y.html", "a/about/y.html")], listed)) == is_one
    assert asked == ["a"]


@given(sites, places())
def test_a_manifest_is_read_as_it_was_written_and_written_in_one_order(
    site: dict[str, LocalFile], there: RemoteState
) -> None:
    delivery = compare(site, there, NOW)
    work = SyncState(there, delivery, "test.example", {}, set(delivery.gone))
    manifest = manifest_in_progress(work, Lease("host 1 a b", NOW))
    assert manifest_of(encoded(manifest)) == manifest
    shuffled = msgspec.structs.replace(
        manifest, files=dict(reversed(manifest.files.items())), pending=manifest.pending[::-1]
    )
    assert encoded(shuffled) == encoded(manifest)


def test_one_file_is_one_line_of_a_manifest() -> None:
    files = {path: sent(path, "one") for path in PATHS}
    lines = encoded(Manifest(files=files)).splitlines()
    others = encoded(Manifest(files={**files, "index.html": sent("index.html", "two")})).splitlines()
    assert sum(one != other for one, other in zip(lines, others, strict=True)) == 1


def test_what_a_broken_deploy_did_is_news_for_the_next() -> None:
    site = {path: item(path, "one") for path in PATHS}
    files = {"c/index.html": sent("c/index.html", "two"), "gone/index.html": SentFile("two", 3, "story")}
    there = RemoteState(Manifest(files=files), {path: RemoteFile(3, one.mark) for path, one in files.items()})
    arrived = {path: sent(path, "one") for path in ("a.css", "c/index.html", "d/index.html")}
    broken = SyncState(there, compare(site, there, NOW), "", arrived, {"gone/index.html"})
    told = {"c/index.html": ("changed", "story"), "d/index.html": ("new", "list"), "gone/index.html": ("gone", "story")}
    assert change_set(broken) == told
    later = RemoteState(manifest_in_progress(broken, None), {path: seen("one") for path in arrived})
    rest = {path: sent(path, "one") for path in PATHS if path not in arrived}
    work = SyncState(later, compare(site, later, NOW), "", rest, set())
    assert change_set(work) == told | {
        "index.html": ("new", "list"),
        "feed.xml": ("new", "feed"),
        "CNAME": ("new", "file"),
    }
    assert final_manifest(work, site, NOW).untold == {}
