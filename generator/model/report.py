"""The report of a build, for the terminal and for programs."""

from datetime import datetime

from msgspec import Struct

from generator.model.problem import Problem
from generator.model.reason import Reason


class Held(Struct, frozen=True):
    """A story that is scheduled for a later time."""

    source: str
    until: datetime


class Moved(Struct, frozen=True):
    """A story that was published at the URL ``old``, which is dead now, and is at ``new``."""

    source: str
    old: str
    new: str


class Report(Struct, frozen=True):
    """The result of a build. Paths are relative to the output folder; ``seconds`` is by stage.

    ``posts`` and ``outputs`` are numbers of the finished site. ``unwritten`` are the sources of stories that are left
    out because they have no text yet, ``early`` those that are included although they are drafts, unwritten, scheduled
    or unpublished. ``changes_at`` is the time when the site changes although no file does: ``next_publish``, or earlier
    if a story leaves the news sitemap. ``moved`` are stories whose old URL is dead; only one build reports them.
    ``reasons``, if requested, says why each output was rendered, even if its bytes are the same. If a problem is an
    error, nothing was published, unless it occurred while files were put in place: then ``partly`` is true.
    """

    posts: int = 0
    outputs: int = 0
    written: list[str] = []
    removed: list[str] = []
    unchanged: int = 0
    held: list[Held] = []
    unwritten: list[str] = []
    early: list[str] = []
    next_publish: datetime | None = None
    changes_at: datetime | None = None
    moved: list[Moved] = []
    problems: list[Problem] = []
    reasons: dict[str, tuple[Reason, ...]] = {}
    seconds: dict[str, float] = {}
    partly: bool = False

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        return any(problem.severity == "error" for problem in self.problems)
