"""Update the preview's snapshot after an edit of a story or template, without a new plan of the site.

This holds only where nothing that places a story has changed: not its address, its date, its terms, its picture.
Then every list and every output is as it was, with the new story where the old one stood.
"""

import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.model.cache_records import SourceRecord
from generator.model.digest import digest_bytes
from generator.model.library import Library
from generator.model.output import Fill, Output, fill
from generator.model.paginator import Paginator
from generator.model.post import Post, Teaser
from generator.model.problem import InputError, MarkdownError
from generator.model.settings import Project
from generator.plan import KINDS
from generator.read.files.discover import Source
from generator.read.files.file_stat import stable_signature, stat_signature
from generator.read.story.posts import MAX_SIZE, read_post, with_images, without_missing_image
from generator.render.templates import Templates
from generator.render.values import TemplateValue
from generator.serve.snapshot import SiteSnapshot

# What may differ between the old story and the new one. All else places it somewhere, or is shown elsewhere.
FREE_IN_TEASER = frozenset(("title", "excerpt", "description", "subtitle", "image", "digest"))
FREE_IN_POST = frozenset(
    ("teaser", "words", "body_line", "text_digest", "body_digest", "digest", "image_position", "figures")
)
MOST = 100  # files; where there are more, the system may have named only some
BESIDES = (".yml", ".yaml", ".json", ".csv", ".tsv")  # settings and data have no records
OF_AN_IMAGE = ("path", "alt", "caption", "credit", "focus")  # what the front matter says of it

Swaps = Mapping[int, TemplateValue]  # by the identity of an old post or teaser, the new one


def amended(snapshot: SiteSnapshot, project: Project, paths: Collection[Path]) -> SiteSnapshot | None:
    """Return the edition with what lies at `paths` as it is now, or None where only a new edition will do."""
    paths = [path for path in paths if not _came_and_went(path, snapshot, project)] if paths else ()
    if snapshot.failed or not 0 < len(paths) <= MOST:
        return None
    if all(any(path.is_relative_to(folder) for folder in project.templates) for path in paths):
        return _retemplated(snapshot, project)
    return _retold(snapshot, project, paths)


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


def _retold(snapshot: SiteSnapshot, project: Project, paths: Collection[Path]) -> SiteSnapshot | None:
    """Read the stories at `paths` again."""
    records = dict(snapshot.sources.records)
    swaps: dict[int, TemplateValue] = {}
    stale: set[str] = set()
    for path in paths:
        name = path.relative_to(project.content).as_posix() if path.is_relative_to(project.content) else ""
        old = records.get(name)
        new = _read(path, old, snapshot) if old and old.post and not _has_twin(old, path, snapshot) else None
        if old is None or old.post is None or new is None or new.post is None or not _stays(old.post, new.post):
            return None
        if snapshot.settings.images.cards and old.post.teaser.title != new.post.teaser.title:
            return None  # its card has another name
        records[name] = new
        swaps[id(old.post)], swaps[id(old.post.teaser)] = new.post, new.post.teaser
        stale.update(holders(snapshot).get(name, ()))
    library = _with(snapshot.library, swaps)
    outputs = {**snapshot.outputs, **{path: _output(snapshot.outputs[path], swaps) for path in stale}}
    if not swaps.keys().isdisjoint(map(id, snapshot.library.recent)):  # the sitemap of news has words of its own
        planned = {output.path: output for output in KINDS["news"].outputs(library, "") if isinstance(output, Output)}
        outputs.update((path, planned[path]) for path in planned if path in outputs and not outputs[path].source)
    return msgspec.structs.replace(
        snapshot,
        library=library,
        outputs=outputs,
        sources=msgspec.structs.replace(snapshot.sources, records=records),
    )


def _has_twin(record: SourceRecord, path: Path, snapshot: SiteSnapshot) -> bool:
    """Tell whether another source is the same file, by a link."""
    try:
        inode = path.stat().st_ino
    except OSError:
        return True
    return any(
        other.name != record.name
        # A stamp that was taken right after a change has no inode: then the text tells.
        and (other.stamp[3] == inode if other.stamp[3] else other.digest == record.digest)
        for other in snapshot.sources.records.values()
    )


def holders(snapshot: SiteSnapshot) -> Mapping[str, Sequence[str]]:
    """Name the outputs that show each story, by the story's source."""
    if not snapshot.holders:
        for path, output in snapshot.outputs.items():
            if isinstance(output.recipe, Fill):
                for value in output.recipe.shows.values():
                    for source in _stories(value):
                        snapshot.holders.setdefault(source, []).append(path)
    return snapshot.holders


def _read(path: Path, old: SourceRecord, snapshot: SiteSnapshot) -> SourceRecord | None:
    """Read one story again; None if it is not there, or not fit to publish: a new edition says what is wrong."""
    started = time.time_ns()
    try:
        info = os.lstat(path)
        stamp = stat_signature(info)
        if not path.is_file() or path.is_symlink() or info.st_size > MAX_SIZE:
            return None
        raw = path.read_bytes()
        post = read_post(Source(old.name, os.fspath(path), "post", stamp), raw, snapshot.context)
    except (InputError, MarkdownError, OSError):
        return None
    illustrated = _illustrated(old.post, post) if old.post else None
    return (
        SourceRecord(old.name, stable_signature(stamp, started), digest_bytes(raw), post=illustrated)
        if illustrated
        else None
    )


def _illustrated(old: Post, new: Post) -> Post | None:
    """Give the new story the pictures of the old one, which were looked at; None where it names others."""
    pairs = [(old.teaser.image, new.teaser.image)]
    pairs += [(one.image, other.image) for one, other in zip(old.figures, new.figures, strict=False)]
    names = [[figure.src for figure in story.figures] for story in (old, new)]
    if names[0] != names[1] or any((was is None) != (now is None) for was, now in pairs):
        return None
    if any(getattr(was, part) != getattr(now, part) for was, now in pairs if was for part in OF_AN_IMAGE):
        return None
    figures = [msgspec.structs.replace(now, image=was.image) for was, now in zip(old.figures, new.figures, strict=True)]
    return with_images(new, old.teaser.image, tuple(figures))


def _stays(old: Post, new: Post) -> bool:
    """Tell whether the new story stands wherever the old one did."""
    shown = old.retracted is None and not (
        old.redirect_from or old.redirect_to or old.teaser.draft or old.problems
    )  # redirects show its title
    if without_missing_image(old) is not old:  # the library holds another one, without the picture that is missing
        return False
    return (
        shown
        and _alike(old, new, FREE_IN_POST)
        and _alike(old.teaser, new.teaser, FREE_IN_TEASER)
        and (old.teaser.image == new.teaser.image)
    )


def _alike(one: Struct, other: Struct, free: Collection[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in one.__struct_fields__ if name not in free)


def _stories(value: object) -> Iterator[str]:
    """Name the sources of the stories in a value that an output shows."""
    if isinstance(value, Post):
        yield value.teaser.source
    elif isinstance(value, Teaser):
        yield value.source
    elif isinstance(value, Paginator):
        for teaser in value.posts:
            yield teaser.source
    elif isinstance(value, (tuple, list, dict)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _stories(member)


def _swapped(value: TemplateValue, swaps: Swaps) -> TemplateValue:  # whatever an output shows
    """Return the value with new stories for old ones."""
    if isinstance(value, (Post, Teaser)):
        return swaps.get(id(value), value)
    if isinstance(value, Paginator):
        return msgspec.structs.replace(value, posts=_swapped(value.posts, swaps))
    if isinstance(value, (tuple, list)):
        return type(value)([_swapped(member, swaps) for member in value])
    if isinstance(value, dict):
        return {key: _swapped(member, swaps) for key, member in value.items()}
    return value


def _output(output: Output, swaps: Swaps) -> Output:
    recipe = output.recipe
    if not isinstance(recipe, Fill):
        return output
    shows = {name: _swapped(value, swaps) for name, value in recipe.shows.items()}
    return msgspec.structs.replace(output, recipe=fill(recipe.template, **shows))


def _with(library: Library, swaps: Swaps) -> Library:
    """Return the library with new stories for old ones, on all their shelves."""

    def shelf(stories: Sequence[TemplateValue]) -> Sequence[TemplateValue]:
        if swaps.keys().isdisjoint(map(id, stories)):
            return stories
        return [swaps.get(id(story), story) for story in stories]

    terms = {
        kind: {
            slug: msgspec.structs.replace(term, posts=shelf(term.posts), drafts=shelf(term.drafts))
            for slug, term in shelves.items()
        }
        for kind, shelves in library.terms.items()
    }
    return msgspec.structs.replace(
        library,
        stories={source: swaps.get(id(post), post) for source, post in library.stories.items()},
        guids={guid: shelf(stories) for guid, stories in library.guids.items()},
        teasers=shelf(library.teasers),
        terms=terms,
        recent=shelf(library.recent),
    )
