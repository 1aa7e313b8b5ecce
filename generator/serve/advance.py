"""Advance the preview's snapshot by what was saved: only what a change touches is read and planned again."""

import os
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from generator.library.reread import reread
from generator.model.cache_records import SourceRecord
from generator.model.settings import Project
from generator.plan import advance
from generator.read.files.file_stat import NEVER
from generator.render.templates import Templates
from generator.serve.snapshot import SiteSnapshot, reload_snapshot

MOST = 100  # files; where there are more, the system may have named only some
BESIDES = (".yml", ".yaml", ".json", ".csv", ".tsv")  # settings and data have no records
COMPARED = ("teasers", "stories", "pages", "retracted", "terms", "guids", "image_sources", "recent")  # of a library
AUDIT = "NEWSPRINT_AUDIT"  # an environment variable: where it is set, each advance is compared with a whole reading


def advanced(snapshot: SiteSnapshot, project: Project, paths: Collection[Path], now: datetime) -> SiteSnapshot | None:
    """Return the snapshot with what lies at `paths` as it is at `now`, or None where the whole site has to be read.

    That is for anything but stories, pages and templates, and wherever something is wrong.
    """
    left = [path for path in paths if not _came_and_went(path, snapshot, project)]
    if snapshot.failed or snapshot.reading is None or len(left) > MOST:
        return None
    if left and all(any(path.is_relative_to(folder) for folder in project.templates) for path in left):
        return _retemplated(snapshot, project)
    found = reread(snapshot.reading, left, now)
    if found is None:
        return None
    reading, delta = found
    plan = advance(snapshot.plan, delta)
    new = msgspec.structs.replace(
        snapshot,
        library=reading.library,
        plan=plan,
        sources=reading.known,
        other_problems=[*reading.problems, *plan.problems],
        next_change=reading.next_change,
        reading=reading,
        delta=delta,
    )
    if os.environ.get(AUDIT):
        _audit(new, reload_snapshot(snapshot, project, now))
    return new


def _came_and_went(path: Path, snapshot: SiteSnapshot, project: Project) -> bool:
    """Tell whether a file is one of those that editors write beside what they save: it is gone, and meant nothing."""
    if os.path.lexists(path) or not path.is_relative_to(project.content) or path.suffix in BESIDES:
        return False
    name = path.relative_to(project.content).as_posix()
    known = snapshot.sources.records
    return not (
        name in known
        or any(one.startswith(f"{name}/") for one in known)
        or any(problem.file == project.show(path) for problem in snapshot.other_problems)
    )


def _retemplated(snapshot: SiteSnapshot, project: Project) -> SiteSnapshot | None:
    """Look at the templates again; the plan names them, and stays as long as they have the same names."""
    templates = Templates(project, snapshot.templates.records)
    if templates.layouts != snapshot.library.layouts:
        return None
    return msgspec.structs.replace(snapshot, templates=templates)


def _audit(new: SiteSnapshot, fresh: SiteSnapshot) -> None:
    """Raise AssertionError where an advanced snapshot differs from one of a whole reading."""
    if found := [*differences(new, fresh)]:
        raise AssertionError(found)


def differences(one: SiteSnapshot, other: SiteSnapshot) -> Iterator[str]:
    """Name what differs between two snapshots of one site."""
    yield from (path for path in _keys(one.outputs, other.outputs) if one.outputs.get(path) != other.outputs.get(path))
    old, new = one.sources.records, other.sources.records
    yield from (f"record {name}" for name in _keys(old, new) if _read_as(old.get(name)) != _read_as(new.get(name)))
    for name in COMPARED:
        if getattr(one.library, name) != getattr(other.library, name):
            yield name
    if one.problems != other.problems or one.next_change != other.next_change:
        yield "problems, or when the site changes next"


def _keys(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return sorted(one.keys() | other.keys())


def _read_as(record: SourceRecord | None) -> SourceRecord | None:
    """Return a record without the stamp of its file, which is not trusted right after a change."""
    return record and msgspec.structs.replace(record, stamp=NEVER)
