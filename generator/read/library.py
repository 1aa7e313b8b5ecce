"""The whole pass from files to the library; only what changed since the last build is read."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import Struct

from generator.model.digest import digest_bytes, digest_of, digest_opened
from generator.model.known import Gist, Known, Record, Stamp
from generator.model.library import Asset, Library
from generator.model.problem import FaultError, Problem, ProseError
from generator.model.prose import Prose
from generator.model.settings import Project, Settings
from generator.model.urls import composed
from generator.read import exports
from generator.read.beside import below_site, is_no_story, is_picture
from generator.read.data import FORMATS, DataFile, data_tree, parse_data
from generator.read.discover import Source
from generator.read.emblems import Emblems
from generator.read.exports import export_of, is_candidate
from generator.read.illustrate import Illustrator
from generator.read.pages import is_page, looked_at
from generator.read.posts import FILE_NAME, MAX_SIZE, Desk, pictured, pictured_page, read_page, read_post
from generator.read.rules import matching
from generator.read.shelve import shelve
from generator.read.stamps import NEVER, settled, still
from generator.read.static import read_static
from generator.read.survey import Survey
from generator.read.visible import Visible, early, turns, visible

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Does `work` on each item, perhaps on several processors, and returns the results in order."""

    def __call__(self, stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        """Name the stage and the items, for the progress bar and for the report of a killed worker."""


class Reading(Struct, frozen=True, dict=True):
    """What reading found: the library to show at the moment ``now``, and what to remember.

    ``desk`` is what stories were read with, ``visible`` is what of them is shown. ``changes`` is when a held one comes
    out, or one that is shown comes down. ``changed`` names files that changed while they were read: what came of them
    is of no use. ``is_settled`` tells that each file was the one whose stamp the survey has.
    """

    survey: Survey
    now: datetime
    library: Library
    desk: Desk
    known: Known
    visible: Visible
    changes: datetime | None
    problems: Sequence[Problem]
    changed: Sequence[str] = ()
    is_settled: bool = True

    @cached_property
    def gist(self) -> Gist:
        """What it comes to; it is never recalled if a file may change again without its stamp telling."""
        library = self.library
        moments = [*([self.changes] if self.changes else ()), *turns(library, self.now)]
        return Gist(
            sources=self.survey.digest if self.is_settled and self.survey.is_settled else None,
            since=self.now,
            until=min(moments, default=None),
            library=library.digest,
            posts=len(library.posts),
            held=self.visible.held,
            unwritten=self.visible.unwritten,
            early=sorted(map(self.desk.shown, early(library.posts, library.pages, self.now))),
            next_publish=self.changes,
            problems=self.problems,
        )


def read_library(  # noqa: PLR0913 (all that a reading depends on)
    survey: Survey,
    known: Known,
    now: datetime,
    *,
    layouts: frozenset[str],
    prose: Prose,
    spread: Spread,
) -> Reading:
    """Read what changed, recall the rest, and arrange what is visible at `now`."""
    project, settings, problems = survey.project, survey.settings, list(survey.problems)
    moved: list[str] = []
    authors, data = _read_data(survey, problems, moved)
    desk = _desk(survey, authors, prose)
    key = digest_of(
        settings.digest,
        project.show(project.content),
        {name: member.digest for name, member in data.items() if name == "authors"},
    )
    sources = [one for one in survey.content if one.kind == "file" or _is_read(one, project, settings, problems)]
    old = known.records
    if known.key != key:  # what stories mean depends on more than their files
        old = {name: record for name, record in old.items() if _is_plain(record)}
    records = _read_records(sources, desk, old, survey.began, spread)
    static, static_records, wrong = read_static(survey, known)
    assets = _assets(sources, records, desk, problems)
    files = {**{f"static/{asset.key}": asset for asset in static}, **assets}
    illustrator = _look_at_pictures(Illustrator(settings, files, known.pictures), records, spread)
    emblems = Emblems(project, settings, files)
    dressed = emblems.dressed(known.pictures)
    icons, icon_file = emblems.icons({asset.key: asset.path for asset in static}, known.pictures)
    records = illustrator.illustrate(records, desk.shown)
    seen = visible(records, project, settings, now, desk.shown)
    library, spelling = shelve(
        dressed,
        posts=list(map(pictured, seen.posts)),
        pages=list(map(pictured_page, seen.pages)),
        retracted=sorted(seen.retracted, key=lambda post: post.teaser.source),
        assets=[*static, *assets.values()],
        data=data,
        authors=authors,
        pictures=illustrator,
        layouts=layouts,
        shown=desk.shown,
        now=now,
    )
    library = msgspec.structs.replace(library, icons=icons, icon_file=icon_file)
    problems += [*wrong, *_problems(records), *_exports(records, desk), *illustrator.problems]
    problems += [*settings.warnings, *emblems.problems, *spelling]
    changes = [post.expires for post in (*seen.posts, *seen.retracted) if post.expires]
    changes += [waiting.until for waiting in seen.held]
    kept = {record.name: record for record in (*records, *static_records)}
    known = Known(key, kept, {**illustrator.pictures, **emblems.pictures})
    changed = tuple(illustrator.changed + emblems.changed)
    is_settled = not moved and all(record.stamp != NEVER for record in kept.values())
    return Reading(
        survey, now, library, desk, known, seen, min(changes, default=None), problems, changed, is_settled=is_settled
    )


def _desk(survey: Survey, authors: Mapping[str, Any], prose: Prose) -> Desk:
    project = survey.project
    place = project.show(project.content / "x")[:-1]  # a Path for each of 20,000 pictures would be felt
    return Desk(survey.settings, authors, lambda name: place + name, prose)


def _assets(
    sources: Iterable[Source], records: Iterable[Record], desk: Desk, problems: list[Problem]
) -> dict[str, Asset]:
    """Return the files that are published as they are, by where below the site: two at one place are an error."""
    assets: dict[str, Asset] = {}
    for source, record in zip(sources, records, strict=True):
        if _is_plain(record) and record.digest is not None:
            path = _below_site(source)
            asset = Asset(path, source.path, desk.shown(record.name), record.digest)
            first = assets.setdefault(path, asset)
            if first is not asset and composed(first.name) != composed(asset.name):  # else the survey said so
                hint = "Give one of them another name."
                problems.append(Problem(first.name, f"this is published as {path}, and so is {asset.name}", hint=hint))
    return assets


def _look_at_pictures(illustrator: Illustrator, records: Iterable[Record], spread: Spread) -> Illustrator:
    """Let the illustrator see every picture that is new, on all processors."""
    illustrator.check_font()
    wanted = illustrator.unknown(records)
    names = {path: illustrator.files[path].name for path in wanted}
    for path, seen in zip(wanted, spread("read", illustrator.look, wanted, names.__getitem__), strict=True):
        illustrator.learn(path, seen)
    return illustrator


def _below_site(source: Source) -> str:
    """Return where below the site a file is published as it is: a collection's folder loses its underscore."""
    if is_picture(source):
        return below_site(source.name)
    name = source.name.removeprefix("_") if source.kind == "document" else source.name
    return composed(name)


def _is_read(source: Source, project: Project, settings: Settings, problems: list[Problem]) -> bool:
    """Leave out drafts that nobody asked for, collections without output, and misnamed posts (with a warning)."""
    if source.kind == "data":
        return False
    if source.kind == "draft":
        return project.drafts or settings.show_drafts
    if source.kind == "document":
        return any(entry.output for entry in settings.collections if entry.label == source.label)
    if is_no_story(source):
        hint = "Put it into a folder of files, such as assets/: from there it is published, and stories can link to it."
        message = "this lies among the stories and is neither a story nor a picture: it is not published"
        problems.append(Problem(project.show(project.content / source.name), message, hint=hint, severity="warning"))
        return False
    if source.kind == "post" and not is_picture(source) and not FILE_NAME.match(os.path.basename(source.name)):
        hint = "Name it YYYY-MM-DD-a-few-words.md, or move it out of _posts."
        message = "this is not a post: its name has no date"
        problems.append(Problem(project.show(project.content / source.name), message, hint=hint, severity="warning"))
        return False
    return True


def _read_data(survey: Survey, problems: list[Problem], moved: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the authors' table and the tree of data files; `moved` hears of those that are others than were seen."""
    project, settings = survey.project, survey.settings
    files = []
    for source in survey.content:
        if source.kind == "data" and source.name.lower().endswith(FORMATS):
            shown = project.show(Path(source.path))
            try:
                with open(source.path, "rb") as file:
                    moved += [shown] if still(file, source.stamp, source.stamp) is NEVER else []
                    raw = file.read()
                value = parse_data(raw, shown)
            except OSError as error:
                hint = "Mend its permissions, or move it away."
                problems.append(Problem(shown, f"this file cannot be read: {error.strerror}", hint=hint))
                continue
            except FaultError as fault:
                problems.append(fault.problem)
                continue
            below = composed(source.name).removeprefix(composed(settings.data_dir.strip("/")) + "/")
            files.append((below, DataFile(shown, digest_of(below, digest_bytes(raw)), value)))
    tree = data_tree(files, problems)
    told = tree["authors"].value if "authors" in tree else {}
    table = dict(settings.authors)
    if isinstance(told, dict):
        table.update({str(name): value for name, value in told.items()})
    elif told is not None and "authors" in tree and isinstance(tree["authors"], DataFile):
        hint = "Write ada: {name: Ada Byron}, one author a line."
        message = "this should be keys, each with what is said of that author"
        problems.append(Problem(tree["authors"].shown, message, 1, 1, hint, "warning"))
    return table, tree


def _is_plain(record: Record) -> bool:
    """Tell whether a file is published as it is."""
    return record.post is None and record.page is None and record.problem is None


def _read_records(
    sources: Sequence[Source], desk: Desk, old: Mapping[str, Record], began: int, spread: Spread
) -> list[Record]:
    """Recall the sources that did not change; read the others, on all processors when they are many."""
    found: dict[str, Record] = {}
    changed = []
    for source in sources:
        record = old.get(source.name)
        if record is not None and record.stamp == source.stamp:
            found[source.name] = record
        else:
            changed.append((source, record))

    def read(item: tuple[Source, Record | None]) -> Record:
        return _read_record(item[0], item[1], desk, began)

    for record in spread("read", read, changed, lambda item: desk.shown(item[0].name)):
        found[record.name] = record
    return [found[source.name] for source in sources]


def _read_record(source: Source, record: Record | None, desk: Desk, began: int) -> Record:
    """Read one source; a fault becomes the record's problem."""
    file = desk.shown(source.name)
    stamp = settled(source.stamp, began)
    try:
        with open(source.path, "rb") as opened:
            stamp = still(opened, source.stamp, stamp)
            head = opened.read(looked_at(source.path))
            if is_picture(source) or (source.kind not in ("post", "draft") and not is_page(source.path, head, file)):
                return _read_file(source, opened, head, stamp)
            if source.stamp[0] > MAX_SIZE:
                raise _too_long(source, file)
            return _read_story(source, head + opened.read(), stamp, record, desk)
    except FaultError as fault:
        return Record(source.name, stamp, None, problem=fault.problem)
    except ProseError as error:
        return Record(source.name, stamp, None, problem=Problem(file, str(error)))
    except OSError as error:
        hint = "Mend its permissions, or move it away."
        problem = Problem(file, f"this file cannot be read: {error.strerror}", hint=hint)
        return Record(source.name, NEVER, None, problem=problem)


def _read_file(source: Source, opened: BufferedReader, head: bytes, stamp: Stamp) -> Record:
    """Read a file that is published as it is: it is digested, and few are looked into."""
    export = ""
    if is_candidate(source.name):
        head += opened.read(max(0, exports.LOOKED_AT - len(head)))
        export = export_of(source.name, head)
    return Record(source.name, stamp, digest_opened(opened, head), export=export)


def _too_long(source: Source, file: str) -> FaultError:
    size = f"{source.stamp[0] / 1e6:.0f} MB is too long for one page"
    hint = f"The limit is {MAX_SIZE / 1e6:.0f} MB: split it, or attach it as a file."
    return FaultError(Problem(file, size, hint=hint))


def _read_story(source: Source, raw: bytes, stamp: Stamp, record: Record | None, desk: Desk) -> Record:
    """Read a post or a page, or recall it when its bytes are as they were."""
    digest = digest_bytes(raw)
    was_read = record is not None and not _is_plain(record) and record.digest == digest
    if record is not None and was_read and source.kind != "draft":
        return Record(source.name, stamp, digest, record.post, record.page, record.problem)
    if source.kind in ("post", "draft"):
        return Record(source.name, stamp, digest, post=read_post(source, raw, desk))
    return Record(source.name, stamp, digest, page=read_page(source, raw, desk))


def _exports(records: Iterable[Record], desk: Desk) -> Iterable[Problem]:
    """Warn of exports and databases that everybody can fetch, unless their owner names them."""
    wanted = matching(desk.settings.include)
    hint = "Move it out of the site. If everybody may have it, name it under include: in _config.yml."
    for record in records:
        if record.export and not wanted(os.path.basename(record.name), composed(record.name)):
            message = f"this looks like {record.export}, and everybody can fetch it: it is published as it is"
            yield Problem(desk.shown(record.name), message, hint=hint, severity="warning")


def _problems(records: Iterable[Record]) -> Iterable[Problem]:
    """Repeat what is wrong with each source, whether it was read now or before."""
    for record in records:
        if record.problem:
            yield record.problem
        if record.post and record.post.problems:
            yield from record.post.problems
        if record.page and record.page.problems:
            yield from record.page.problems
