"""What is known of one output or source: what makes it, what it looks at, and why it would be made again."""

from msgspec import Struct

from generator.model.problem import Problem
from generator.model.reason import Reason


class ExplainedOutput(Struct, frozen=True):
    """One file of the site. ``recipe`` says how: `template`, `copy`, `style sheet`, `image`, `icon` or `social card`.

    ``source`` is the file that it is made for or of. ``views`` is what it looked at when it was made last:
    `template:base.html`, `setting:title`. It is up to date if there are no ``reasons`` to make it again.
    """

    path: str
    url: str
    recipe: str
    template: str = ""
    source: str = ""
    views: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


class ShownIn(Struct, frozen=True):
    """An output that shows a source, and as what: `next`, `paginator`, or the view `stories:5/archive/`."""

    path: str
    name: str


class Explanation(Struct, frozen=True):
    """What was asked for, and what is known of it.

    If it is a source, that is in ``source``, ``outputs`` are those that it makes, and ``shown_in`` are others that show
    it. The next build publishes nothing if there are ``problems``.
    """

    asked: str
    source: str = ""
    outputs: tuple[ExplainedOutput, ...] = ()
    shown_in: tuple[ShownIn, ...] = ()
    problems: tuple[Problem, ...] = ()
