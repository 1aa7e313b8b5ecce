"""The records of the build cache."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from generator.model.digest import Digest
from generator.model.image import ImageInfo
from generator.model.output import Role
from generator.model.post import Page, Post
from generator.model.problem import Problem
from generator.model.report import Held

StatSignature = tuple[int, int, int, int]


class SourceRecord(Struct, frozen=True, array_like=True):
    """What was read from one source: the file's stat signature and digest, and its content.

    A record with neither post nor page is a copied file, or data. ``links`` are those of a style sheet, each with its
    line. A source that could not be read has no ``digest``, and a ``problem``. ``export`` describes a copied file that
    was probably not meant to be published.
    """

    name: str
    stamp: StatSignature
    digest: Digest | None
    post: Post | None = None
    page: Page | None = None
    problem: Problem | None = None
    links: tuple[tuple[str, int], ...] = ()
    export: str = ""


class Outline(Struct, frozen=True, array_like=True):
    """The structure of a template, as templates that extend or include it need it, and its output that is never shown.

    ``parent`` is the template that it always extends. ``blocks`` are the outermost blocks, each with its line;
    ``inner`` are nested blocks, ``called`` those that it calls as functions. ``early`` and ``lost`` are the first lines
    with output outside blocks, before and after `extends` (0 for none). ``includes`` are the included templates, each
    with its line. ``macros`` are those that it defines, if it does nothing else.
    """

    parent: str = ""
    is_child: bool = False
    blocks: tuple[tuple[str, int], ...] = ()
    inner: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    early: int = 0
    lost: int = 0
    includes: tuple[tuple[str, int], ...] = ()
    macros: tuple[str, ...] = ()


class TemplateRecord(Struct, frozen=True):
    """One template file: its digest (None: unreadable), and the templates that it refers to (None: possibly any)."""

    stamp: StatSignature
    digest: Digest | None
    uses: tuple[str, ...] | None
    problem: Problem | None = None
    outline: Outline = Outline()


class SourceCache(Struct, frozen=True):
    """Everything that was read. ``key`` covers all that the reading of a post depends on besides its file."""

    key: str = ""
    records: dict[str, SourceRecord] = {}
    images: dict[str, ImageInfo] = {}


class ReadSummary(Struct, frozen=True):
    """The result of the last reading: all that a build needs if no source has changed.

    ``sources`` is the digest of the sources and the settings (None: not reliable), ``library`` that of the resulting
    library. It is valid from ``since`` up to ``until`` (None: for ever), when a story is published, expires, or leaves
    the news sitemap. The rest is for the report: the number of posts, the stories that wait for a date or a text, those
    that are shown early, and the problems.
    """

    sources: Digest | None
    since: datetime
    until: datetime | None
    library: Digest
    posts: int
    held: Sequence[Held]
    unwritten: Sequence[str]
    early: Sequence[str]
    next_publish: datetime | None
    problems: Sequence[Problem]


class InnerLink(Struct, frozen=True, array_like=True):
    """A link in a text as written, and the path below the site that it leads to."""

    href: str
    path: str


class DeadLink(Struct, frozen=True, array_like=True):
    """A link of a source whose target does not exist, and the most similar URL (with a slash).

    If only the ``anchor`` does not exist on the page, ``near`` is the most similar anchor of that page.
    """

    source: str
    href: str
    near: str = ""
    anchor: str = ""


class BuildSummary(Struct, frozen=True):
    """The state of the output folder: the digest of all its inputs, and the warnings of the plan.

    ``files`` are digests of the names, sizes and times of all `count` outputs, batch by batch; ``dead`` are the dead
    links.
    """

    site: Digest | None = None
    problems: list[Problem] = []
    files: list[str] = []
    count: int = 0
    dead: list[DeadLink] = []


class SeenViews(Struct, frozen=True, array_like=True):
    """The views that outputs looked at when they were made, the digest of what each showed, and which sets there are.

    A set holds places in ``names``, and an output names its set by number: nearly all pages of a template have the
    same one. The first is empty.
    """

    names: tuple[str, ...] = ()
    digests: tuple[Digest, ...] = ()
    sets: tuple[tuple[int, ...], ...] = ((),)

    def views(self, number: int) -> tuple[str, ...]:
        """Name the views of a set."""
        return tuple([self.names[place] for place in self.sets[number]])


class OutputState(Struct, frozen=True, array_like=True):
    """One output of the last build: its fingerprint, the number of its set of views, and the written file.

    ``size`` is in bytes, ``mtime`` in nanoseconds: a file that differs was modified by a killed build, or by hand.
    ``source`` is the story or page of this URL, ``links`` are the links of its text inside the site. ``url`` is the
    page's own if it is not that of the file, such as `/flood` of `flood.html`. ``shown`` has a short digest of each
    value that its template was filled with, to say which of them changed.
    """

    fingerprint: Digest
    size: int
    mtime: int
    views: int = 0
    role: Role = "file"
    source: str = ""
    links: tuple[InnerLink, ...] = ()
    url: str = ""
    shown: str = ""
