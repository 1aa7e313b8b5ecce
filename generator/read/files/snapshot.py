"""A snapshot of all source files by name and stat, unread: enough to detect changes."""

import time
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.model.digest import Digest, digest_of
from generator.model.problem import Problem
from generator.model.settings import Project, Settings
from generator.read.config.settings import NAME
from generator.read.files.discover import Source, discover, discover_static
from generator.read.files.file_stat import stable_signature, stat_signature


class SourceSnapshot(Struct, frozen=True, dict=True):
    """Every file that a library is read from, as it lies there; its stamp tells whether it changed.

    ``config`` is the settings' own file, if there is one: a remark there moves the lines that messages name. ``static``
    are the folders of static files, the site's own first, each with what it holds. ``problems`` is what was passed
    over. ``began`` is when this was taken, in nanoseconds: what changed just before may change again unseen.
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
        """The digest of all that reading depends on but the time: equal ones give equal libraries."""
        project, sources = self.project, self.sources
        told = digest_of(
            (project.drafts, project.future, project.unpublished),
            self.settings.digest,
            self.settings.warnings,
            self.problems,
            # A file that is moved to another of these folders may keep both its name there and its stamp.
            (len(self.config), project.show(project.content), len(self.content)),
            [(project.show(folder), len(found)) for folder, found in self.static],
        )
        digest = sha256(told.encode())  # processors do this one in hardware
        digest.update("\0".join([source.name for source in sources]).encode("utf-8", "surrogatepass"))
        digest.update(msgspec.json.encode([source.stamp for source in sources]))
        return Digest(digest.hexdigest())

    @property
    def is_stable(self) -> bool:
        """Whether each file's stamp is to be trusted from now on."""
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
