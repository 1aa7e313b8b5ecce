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
    """What was read from one source: the file as it was then, and what it means.

    A record with neither post nor page is a file that is published as it is, or data. ``links`` are those
    of a style sheet, each with its line. What could not be read has no ``digest``, and a ``problem``. ``export`` says
    what a file holds that is published as it is and hardly meant to be.
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
    """What those that extend or include a template see of it, and what of it nobody sees.

    ``parent`` is the template that it extends, where that is always the same one. ``blocks`` are those that stand in no
    other block, each with its line, ``inner`` those in them, ``called`` those that it asks for itself. ``early`` and
    ``lost`` are the first lines that it writes outside of blocks, before and after it extends another (0 for none).
    ``includes`` are the templates that it includes, each with its line. ``macros`` are those that it defines, if it
    does nothing else.
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
    """One template file: its digest (None: it cannot be read), and which templates it names (None: it may name any)."""

    stamp: StatSignature
    digest: Digest | None
    uses: tuple[str, ...] | None
    problem: Problem | None = None
    outline: Outline = Outline()


class SourceCache(Struct, frozen=True):
    """Everything that was read. ``key`` covers what a post's meaning depends on besides its file."""

    key: str = ""
    records: dict[str, SourceRecord] = {}
    images: dict[str, ImageInfo] = {}


class ReadSummary(Struct, frozen=True):
    """What a reading came to: all that a build needs to know of it that finds every source as it was.

    ``sources`` is the digest of what was read and of how (None: that is not to be trusted), ``library`` that of the
    library which came of it. It is the same from ``since`` up to ``until`` (None: for ever), when a story comes
    out, expires, or is no news any more. The rest is the report's: how many posts there are, which wait for their
    date or their text, which are shown before it, and what is wrong.
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
    """A link in a text as it is written there, and the path below the site that it leads to."""

    href: str
    path: str


class DeadLink(Struct, frozen=True, array_like=True):
    """A link of a source that leads to nothing on the site, and the address that is most like it (with a slash)."""

    source: str
    href: str
    near: str = ""


class BuildSummary(Struct, frozen=True):
    """What lies in the output folder: the digest of all that it was made of, and what the plan warned of.

    ``files`` are digests of the names, sizes and times of all `count` outputs, piece by piece, ``dead`` the links
    that lead nowhere.
    """

    site: Digest | None = None
    problems: list[Problem] = []
    files: list[str] = []
    count: int = 0
    dead: list[DeadLink] = []


class OutputState(Struct, frozen=True, array_like=True):
    """One output as it was made: its fingerprint, what the views it looked at showed, and the file that was left.

    ``size`` is in bytes, ``mtime`` in nanoseconds: a file that differs was touched by a killed build, or by hand.
    ``source`` names the story or page that is at home there, ``links`` are those of its text that stay on the site.
    """

    fingerprint: Digest
    size: int
    mtime: int
    views: tuple[str, ...] = ()
    views_digest: Digest | None = None
    role: Role = "file"
    source: str = ""
    links: tuple[InnerLink, ...] = ()
