"""Read single stories and pages again, instead of the whole site."""

import os
import stat
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from generator.formats.filenames import original_of
from generator.library.apply import apply
from generator.library.load import ReadResult, is_plain, is_read, read_record, resolved
from generator.library.visibility import Visible, in_order, visible
from generator.model.cache_records import SourceRecord
from generator.model.delta import Change, Delta
from generator.model.library import Library
from generator.model.post import Page, Post
from generator.model.problem import Problem
from generator.read.files.beside_posts import is_image
from generator.read.files.discover import Source
from generator.read.files.file_stat import stat_signature
from generator.read.story.posts import MAX_SIZE, page_without_missing_image, without_missing_image


def reread(reading: ReadResult, paths: Iterable[Path], now: datetime) -> tuple[ReadResult, Delta] | None:
    """Return what there is at `now`, with the stories and pages at `paths` as they are, and what that changes.

    None where more than these has to be read: for another kind of file, or where something is wrong with one.
    """
    began = time.time_ns()
    content = reading.survey.project.content
    names = [path.relative_to(content).as_posix() if path.is_relative_to(content) else "" for path in paths]
    faults = dict(reading.faults)
    records = dict(reading.known.records)
    for name in names:
        faults.pop(name, None)
        if not _is_alone(reading, name):
            return None
        if not os.path.lexists(content / name):
            if records.pop(name, None) is None:  # it was there a moment ago
                return None
            continue
        record = _read(reading, name, began)
        if record is None:
            return None
        records[name] = resolved(record, reading.images, reading.context, faults)
    names += [name for name, moment in reading.due.items() if moment <= now and name not in names]
    return _as_shown(reading, records, names, faults, now)


def _is_alone(reading: ReadResult, name: str) -> bool:
    """Tell whether a file is, or may become, a story or page of which nothing else was said, and no other name."""
    survey, record = reading.survey, reading.known.records.get(name)
    is_new_or_gone = record is None or not os.path.lexists(survey.project.content / name)
    if is_new_or_gone and survey.has_copies:
        return False
    if name in survey.linked or any(problem.file == reading.context.shown(name) for problem in survey.problems):
        return False
    if record is not None:
        return record.post is not None or record.page is not None
    if original_of(name):
        return False
    # One that is new may be in the way of another, or lie in a folder that is left out.
    folder = name.rpartition("/")[0] + "/"
    return name.isascii() and any(other.startswith(folder) for other in reading.known.records)


def _read(reading: ReadResult, name: str, began: int) -> SourceRecord | None:
    """Read a story or page, and look at its images; None if it is none, or not fit to publish."""
    survey, old = reading.survey, reading.known.records.get(name)
    path = survey.project.content / name
    try:
        info = os.lstat(path)
    except OSError:
        return None
    place = survey.rules.place_of(name, is_folder=False)
    if isinstance(place, str) or not stat.S_ISREG(info.st_mode) or info.st_nlink > 1 or info.st_size > MAX_SIZE:
        return None
    source = Source(name, os.fspath(path), place[0], stat_signature(info), place[1])
    faults: list[Problem] = []
    if is_image(source) or not (source.kind == "file" or is_read(source, survey.project, survey.settings, faults)):
        return None
    record = read_record(source, old, reading.context, began)
    is_other = old is not None and (old.post is None) != (record.post is None)
    if faults or record.problem or is_plain(record) or is_other:
        return None
    for image in reading.images.pending([record]):
        reading.images.add(image, reading.images.probe(image))
    return None if reading.images.changed else record


def _as_shown(
    reading: ReadResult,
    records: dict[str, SourceRecord],
    names: Collection[str],
    faults: Mapping[str, Sequence[Problem]],
    now: datetime,
) -> tuple[ReadResult, Delta]:
    project, settings, context = reading.survey.project, reading.survey.settings, reading.context
    read = [records[name] for name in names if name in records]
    seen = visible(read, project, settings, now, context.shown)
    shown = _by_source(seen)
    library = _with_images(reading)
    delta = apply(library, [Change(name, library.shown(name), shown.get(name)) for name in names], now)
    files = {context.shown(name) for name in names}
    return (
        msgspec.structs.replace(
            reading,
            now=now,
            library=delta.after,
            known=msgspec.structs.replace(
                reading.known, records=records, images={**reading.known.images, **reading.images.images}
            ),
            held=in_order([*(one for one in reading.held if one.source not in files), *seen.held]),
            unwritten=[*(one for one in reading.unwritten if one not in files), *seen.unwritten],
            due={**{name: moment for name, moment in reading.due.items() if name not in names}, **seen.due},
            faults=faults,
            is_settled=False,
        ),
        delta,
    )


def _by_source(seen: Visible) -> dict[str, Post | Page]:
    return {
        **{post.teaser.source: without_missing_image(post) for post in seen.posts},
        **{post.teaser.source: post for post in seen.retracted},
        **{page.source: page_without_missing_image(page) for page in seen.pages},
    }


def _with_images(reading: ReadResult) -> Library:
    """Return the library with the files of images that nobody has shown before."""
    library, images = reading.library, reading.images
    if library.image_files.keys() == images.images.keys():
        return library
    files = {path: images.files[path].source for path in images.images}
    return msgspec.structs.replace(library, image_files=files)
