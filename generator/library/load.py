"""Load the library from all sources; only files that changed since the last build are read."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import Struct

from generator.formats.urls import composed
from generator.library.index import build_index
from generator.library.terms import spelling_problems
from generator.library.visibility import next_changes, shown_early, visible
from generator.model.cache_records import ReadSummary, SourceCache, SourceRecord, StatSignature
from generator.model.digest import digest_bytes, digest_of, digest_opened
from generator.model.library import Asset, Library
from generator.model.problem import InputError, MarkdownError, Problem
from generator.model.report import Held
from generator.model.settings import Project, Settings
from generator.model.to_html import KeptBodies, ToHtml
from generator.read.files.beside_posts import below_site, is_image, is_no_story
from generator.read.files.data import FORMATS, DataFile, data_tree, parse_data
from generator.read.files.discover import Source
from generator.read.files.exports import export_warning, look_for_export
from generator.read.files.file_stat import NEVER, stable_signature, still
from generator.read.files.rules import matching
from generator.read.files.snapshot import SourceSnapshot
from generator.read.media.branding import Branding
from generator.read.media.image_resolver import ImageResolver
from generator.read.media.static import read_static
from generator.read.story.pages import is_page, looked_at
from generator.read.story.posts import (
    FILE_NAME,
    MAX_SIZE,
    ReadContext,
    page_without_missing_image,
    read_page,
    read_post,
    without_missing_image,
)

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Does `work` on each item, possibly in several processes, and returns the results in order."""

    def __call__(self, stage: str, work: Callable[[T], R], items: Sequence[T], name: Callable[[T], str]) -> list[R]:
        """Do the work; the stage and the items' names are for the progress bar and messages about killed workers."""


class ReadResult(Struct, frozen=True, dict=True):
    """The result of reading: the library at the time ``now``, and the records for the cache.

    ``context`` is the context of the reading, ``images`` the resolver of images. ``held`` are the held stories,
    ``unwritten`` those without text; ``due`` is when a held story is published, or a visible one unpublished, by
    source. ``faults`` are the problems of single sources, ``other_problems`` all others. ``changed`` are files that
    changed while they were read: their results cannot be used. ``is_settled`` is true if each file was the one in the
    snapshot.
    """

    survey: SourceSnapshot
    now: datetime
    library: Library
    context: ReadContext
    images: ImageResolver
    known: SourceCache
    held: Sequence[Held]
    unwritten: Sequence[str]
    due: Mapping[str, datetime]
    faults: Mapping[str, Sequence[Problem]]
    other_problems: Sequence[Problem]
    changed: Sequence[str] = ()
    is_settled: bool = True

    @property
    def next_change(self) -> datetime | None:
        """The time when a held story comes out, or one that is shown comes down."""
        return min(self.due.values(), default=None)

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong."""
        spelling = spelling_problems(self.library.terms, self.context.shown)
        return [*self.other_problems, *chain.from_iterable(self.faults.values()), *spelling]

    @cached_property
    def summary(self) -> ReadSummary:
        """The summary for the cache, which is not used if a file may change again without a new stat signature."""
        library = self.library
        moments = [*([self.next_change] if self.next_change else ()), *next_changes(library, self.now)]
        return ReadSummary(
            sources=self.survey.digest if self.is_settled and self.survey.is_stable else None,
            since=self.now,
            until=min(moments, default=None),
            library=library.digest,
            posts=len(library.stories),
            held=self.held,
            unwritten=self.unwritten,
            early=sorted(map(self.context.shown, shown_early(library.posts, library.pages.values(), self.now))),
            next_publish=self.next_change,
            problems=self.problems,
        )


def read_library(  # noqa: PLR0913 (all that the reading depends on)
    snapshot: SourceSnapshot,
    known: SourceCache,
    now: datetime,
    *,
    layouts: frozenset[str],
    to_html: ToHtml,
    spread: Spread,
    bodies: KeptBodies | None = None,
) -> ReadResult:
    """Read the changed sources, take the rest from the cache, and index what is visible at `now`.

    Pass ``bodies`` if the pages of all read stories will be rendered, too.
    """
    project, settings, problems = snapshot.project, snapshot.settings, list(snapshot.problems)
    moved: list[str] = []
    authors, data = _read_data(snapshot, problems, moved)
    context = _context(snapshot, authors, to_html, bodies)
    key = digest_of(
        settings.digest,
        project.show(project.content),
        {name: member.digest for name, member in data.items() if name == "authors"},
    )
    sources = [one for one in snapshot.content if one.kind == "file" or is_read(one, project, settings, problems)]
    old = known.records
    if known.key != key:  # the result depends on more than the files
        old = {name: record for name, record in old.items() if is_plain(record)}
    records = _read_records(sources, context, old, snapshot.began, spread)
    static, static_records, wrong = read_static(snapshot, known)
    assets = _assets(sources, records, context, problems)
    files = {**{f"static/{asset.key}": asset for asset in static}, **assets}
    resolver = _probe_images(ImageResolver(settings, files, known.images), records, spread)
    branding = Branding(project, settings, files)
    dressed = branding.with_logo(known.images)
    icons, icon_file = branding.icons({asset.key: asset.path for asset in static}, known.images)
    font_problems = list(resolver.problems)
    faults: dict[str, Sequence[Problem]] = {}
    records = [resolved(record, resolver, context, faults) for record in records]
    seen = visible(records, project, settings, now, context.shown)
    library = build_index(
        dressed,
        posts=list(map(without_missing_image, seen.posts)),
        pages=list(map(page_without_missing_image, seen.pages)),
        retracted=sorted(seen.retracted, key=lambda post: post.teaser.source),
        assets=_published(static, assets.values(), problems),
        data=data,
        authors=authors,
        images=resolver,
        layouts=layouts,
        now=now,
    )
    library = msgspec.structs.replace(library, icons=icons, icon_file=icon_file)
    problems += [*wrong, *_exports(records, context), *settings.warnings, *branding.problems]
    kept = {record.name: record for record in (*records, *static_records)}
    known = SourceCache(key, kept, {**resolver.images, **branding.images})
    return ReadResult(
        snapshot,
        now,
        library,
        context,
        resolver,
        known,
        seen.held,
        seen.unwritten,
        seen.due,
        faults,
        problems + font_problems,
        tuple(resolver.changed + branding.changed),
        is_settled=not moved and all(record.stamp != NEVER for record in kept.values()),
    )


def resolved(
    record: SourceRecord, images: ImageResolver, context: ReadContext, faults: dict[str, Sequence[Problem]]
) -> SourceRecord:
    """Return a record with its images resolved, and note what is wrong with it, whether it was read now or before."""
    known = len(images.problems)
    record = images.resolve_record(record, context.shown)
    story = record.post or record.page
    found = [record.problem] if record.problem else []
    found += [*(story.problems if story else ()), *images.problems[known:]]
    if found:
        faults[record.name] = found
    return record


def _context(
    snapshot: SourceSnapshot, authors: Mapping[str, Any], to_html: ToHtml, bodies: KeptBodies | None
) -> ReadContext:
    project = snapshot.project
    place = project.show(project.content / "x")[:-1]  # a Path for each of 20,000 images would be felt
    return ReadContext(snapshot.settings, authors, lambda name: place + name, to_html, bodies)


def _assets(
    sources: Iterable[Source], records: Iterable[SourceRecord], context: ReadContext, problems: list[Problem]
) -> dict[str, Asset]:
    """Return the copied files, by published path; two files for one path are an error."""
    assets: dict[str, Asset] = {}
    for source, record in zip(sources, records, strict=True):
        if is_plain(record) and record.digest is not None:
            path = _below_site(source)
            asset = Asset(path, source.path, context.shown(record.name), record.digest)
            first = assets.setdefault(path, asset)
            if first is not asset and composed(first.name) != composed(
                asset.name
            ):  # otherwise the snapshot has reported it
                hint = "Give one of them another name."
                problems.append(Problem(first.name, f"this is published as {path}, and so is {asset.name}", hint=hint))
    return assets


def _published(static: Iterable[Asset], content: Iterable[Asset], problems: list[Problem]) -> list[Asset]:
    """Return all copied files; the site's take precedence over the default theme's, and two of the site's clash."""
    found = {asset.path: asset for asset in static}
    for asset in content:
        first = found.get(asset.path)
        if first is None or first.is_themes:
            found[asset.path] = asset
        else:
            message = f"this makes {asset.path}, and so does {first.name}"
            problems.append(Problem(asset.name, message, hint="Give one of them another name, slug or permalink."))
    return list(found.values())


def _probe_images(resolver: ImageResolver, records: Iterable[SourceRecord], spread: Spread) -> ImageResolver:
    """Probe every new image, in several processes."""
    resolver.check_font()
    wanted = resolver.pending(records)
    names = {path: resolver.files[path].name for path in wanted}
    for path, seen in zip(wanted, spread("read", resolver.probe, wanted, names.__getitem__), strict=True):
        resolver.add(path, seen)
    return resolver


def _below_site(source: Source) -> str:
    """Return the published path of a copied file: a collection's folder loses its underscore."""
    if is_image(source):
        return below_site(source.name)
    name = source.name.removeprefix("_") if source.kind == "document" else source.name
    return composed(name)


def is_read(source: Source, project: Project, settings: Settings, problems: list[Problem]) -> bool:
    """Tell whether a source is read: not drafts without --drafts, collections without output, and misnamed posts."""
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
    if source.kind == "post" and not is_image(source) and not FILE_NAME.match(os.path.basename(source.name)):
        hint = "Name it YYYY-MM-DD-a-few-words.md, or move it out of _posts."
        message = "this is not a post: its name has no date"
        problems.append(Problem(project.show(project.content / source.name), message, hint=hint, severity="warning"))
        return False
    return True


def _read_data(
    snapshot: SourceSnapshot, problems: list[Problem], moved: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the table of authors and the tree of data files; files that changed meanwhile are added to `moved`."""
    project, settings = snapshot.project, snapshot.settings
    files = []
    for source in snapshot.content:
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
            except InputError as fault:
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


def is_plain(record: SourceRecord) -> bool:
    """Tell whether a file is copied unchanged."""
    return record.post is None and record.page is None and record.problem is None


def _read_records(
    sources: Sequence[Source], context: ReadContext, old: Mapping[str, SourceRecord], began: int, spread: Spread
) -> list[SourceRecord]:
    """Take unchanged sources from the cache, and read the others, in several processes if there are many."""
    found: dict[str, SourceRecord] = {}
    changed = []
    for source in sources:
        record = old.get(source.name)
        if record is not None and record.stamp == source.stamp:
            found[source.name] = record
        else:
            changed.append((source, record))

    def read(item: tuple[Source, SourceRecord | None]) -> SourceRecord:
        return read_record(item[0], item[1], context, began)

    for record in spread("read", read, changed, lambda item: context.shown(item[0].name)):
        found[record.name] = record
    return [found[source.name] for source in sources]


def read_record(source: Source, record: SourceRecord | None, context: ReadContext, began: int) -> SourceRecord:
    """Read one source; an error becomes the record's problem."""
    file = context.shown(source.name)
    stamp = stable_signature(source.stamp, began)
    try:
        with open(source.path, "rb") as opened:
            stamp = still(opened, source.stamp, stamp)
            head = opened.read(looked_at(source.path))
            if is_image(source) or (source.kind not in ("post", "draft") and not is_page(source.path, head, file)):
                return _read_file(source, opened, head, stamp)
            if source.stamp[0] > MAX_SIZE:
                raise _too_long(source, file)
            return _read_story(source, head + opened.read(), stamp, record, context)
    except InputError as fault:
        return SourceRecord(source.name, stamp, None, problem=fault.problem)
    except MarkdownError as error:
        return SourceRecord(source.name, stamp, None, problem=Problem(file, str(error)))
    except OSError as error:
        hint = "Mend its permissions, or move it away."
        problem = Problem(file, f"this file cannot be read: {error.strerror}", hint=hint)
        return SourceRecord(source.name, NEVER, None, problem=problem)


def _read_file(source: Source, opened: BufferedReader, head: bytes, stamp: StatSignature) -> SourceRecord:
    """Read a copied file: compute its digest, and check whether it is an export."""
    head, export = look_for_export(source.name, opened, head)
    return SourceRecord(source.name, stamp, digest_opened(opened, head), export=export)


def _too_long(source: Source, file: str) -> InputError:
    size = f"{source.stamp[0] / 1e6:.0f} MB is too long for one page"
    hint = f"The limit is {MAX_SIZE / 1e6:.0f} MB: split it, or attach it as a file."
    return InputError(Problem(file, size, hint=hint))


def _read_story(
    source: Source, raw: bytes, stamp: StatSignature, record: SourceRecord | None, context: ReadContext
) -> SourceRecord:
    """Read a post or a page, or take it from the cache if its bytes are unchanged."""
    digest = digest_bytes(raw)
    was_read = record is not None and not is_plain(record) and record.digest == digest
    if record is not None and was_read and source.kind != "draft":
        return SourceRecord(source.name, stamp, digest, record.post, record.page, record.problem)
    if source.kind in ("post", "draft"):
        return SourceRecord(source.name, stamp, digest, post=read_post(source, raw, context))
    return SourceRecord(source.name, stamp, digest, page=read_page(source, raw, context))


def _exports(records: Iterable[SourceRecord], context: ReadContext) -> Iterable[Problem]:
    """Warn of exports and databases that would be published, unless `include` names them."""
    wanted = matching(context.settings.include)
    for record in records:
        if record.export and not wanted(os.path.basename(record.name), composed(record.name)):
            yield export_warning(context.shown(record.name), record.export)
