"""A snapshot of all source files by name and stat, unread: enough to detect changes."""

import time
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.formats.filenames import original_of
from generator.model.digest import Digest, digest_of
from generator.model.problem import Problem
from generator.model.settings import Project, Settings
from generator.read.config.settings import NAME
from generator.read.files.discover import COPY, Source, discover, discover_static
from generator.read.files.file_stat import stable_signature, stat_signature
from generator.read.files.rules import Rules, rules_of_content


class SourceSnapshot(Struct, frozen=True, dict=True):
    """The stat signatures of all files that a library is read from.

    ``config`` is the settings file, if there is one: even a new comment in it moves the line numbers of messages.
    ``static`` are the folders of static files, the site's own first, each with its files. ``problems`` are warnings
    about skipped files. ``began`` is the time of the snapshot in nanoseconds: a file that changed just before may
    change again unnoticed.
    """

    project: Project
    settings: Settings
    config: Sequence[Source]
    content: Sequence[Source]
    static: Sequence[tuple[Path, Sequence[Source]]]
    problems: Sequence[Problem]
    began: int

    @cached_property
    def sources(self) -> list[Source]:
        """All files."""
        return [*self.config, *self.content, *chain.from_iterable(found for _, found in self.static)]

    @cached_property
    def digest(self) -> Digest:
        """The digest of all that the library depends on, except the time: equal digests give equal libraries."""
        project, sources = self.project, self.sources
        told = digest_of(
            (project.drafts, project.future, project.unpublished),
            self.settings.digest,
            self.settings.warnings,
            self.problems,
            # A file that moves to another of these folders may keep its name and its signature.
            (len(self.config), project.show(project.content), len(self.content)),
            [(project.show(folder), len(found)) for folder, found in self.static],
        )
        digest = sha256(told.encode())  # processors have instructions for SHA-256
        digest.update("\0".join([source.name for source in sources]).encode("utf-8", "surrogatepass"))
        digest.update(msgspec.json.encode([source.stamp for source in sources]))
        return Digest(digest.hexdigest())

    @cached_property
    def linked(self) -> frozenset[str]:
        """The names of content files that are there under another name as well, by a link."""
        names: dict[int, str] = {}
        return frozenset(
            name
            for source in self.content
            if (first := names.setdefault(source.stamp[3], source.name)) != source.name
            for name in (first, source.name)
        )

    @cached_property
    def has_copies(self) -> bool:
        """Whether the name of a file says that it is a copy of another, which counts if that lies beside it."""
        names = (source.name for source in self.content if " " in source.name or "(" in source.name)
        return any(map(original_of, names)) or any(COPY in problem.message for problem in self.problems)

    @cached_property
    def rules(self) -> Rules:
        """What the name of a content file says of its kind."""
        return rules_of_content(self.project, self.settings)

    @property
    def is_stable(self) -> bool:
        """Whether each file's signature is reliable from now on."""
        return all(stable_signature(source.stamp, self.began) is source.stamp for source in self.sources)


def take_snapshot(project: Project, settings: Settings) -> SourceSnapshot:
    """Find all sources of a site."""
    began = time.time_ns()
    content, problems = discover(project, settings)
    static = []
    for folder in project.static:
        if folder.is_dir():
            found, wrong = discover_static(project, folder, settings)
            static.append((folder, found))
            problems += wrong
    return SourceSnapshot(project, settings, _config(project), content, static, problems, began)


def _config(project: Project) -> list[Source]:
    path = project.content / NAME
    try:
        return [Source(NAME, str(path), "file", stat_signature(path.stat()))]
    except FileNotFoundError:
        return []
