"""What the public API says of a plan: every file of the finished site, and what is wrong with the sources."""

from msgspec import Struct

from generator.model.output import Role
from generator.model.problem import Problem


class PlannedOutput(Struct, frozen=True):
    """One file of the finished site, not rendered yet.

    ``path`` is relative to the output folder, and ``url`` is where readers find it (below the site's `url`, if that
    is set). ``role`` is what it is to them: a `story` (or any other page with a source), a `list`, a `feed` (or another
    file for machines), an `asset`, whose name contains a digest, or a `file`. ``source`` is the file that it is made
    for, relative to the project's root, and ``template`` the template that is filled; "" where there is none.
    """

    path: str
    url: str
    role: Role
    source: str = ""
    template: str = ""


class SitePlan(Struct, frozen=True):
    """Every file that the finished site would have, ordered by path, and the problems found so far.

    What is found only while rendering (dead links, errors in templates) is not among the problems.
    """

    outputs: tuple[PlannedOutput, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a build would publish nothing."""
        return any(problem.severity == "error" for problem in self.problems)
