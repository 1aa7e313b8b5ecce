"""The report of a build, for the terminal and for programs."""

from datetime import datetime

from msgspec import Struct

from generator.model.problem import Problem


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

    ``posts`` and ``outputs`` count what the finished site has. ``unwritten`` names the sources of stories that are left
    out because they have no text yet, ``early`` those that it shows though they are drafts, unwritten, not due yet, or
    unpublished. ``changes_at`` is when the site will differ although no file changed: at ``next_publish``, or earlier
    where a story leaves the sitemap of news. ``moved`` are those whose readers would miss them at their old address;
    one build says it, once. Nothing was published if a problem is an error, unless it came when files were being put
    in place: then ``partly`` some of them were.
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
    seconds: dict[str, float] = {}
    partly: bool = False

    @property
    def failed(self) -> bool:
        """Whether the input is wrong."""
        return any(problem.severity == "error" for problem in self.problems)
