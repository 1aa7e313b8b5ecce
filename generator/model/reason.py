"""Why an output is made again."""

from typing import Literal

from msgspec import Struct

ReasonKind = Literal["new", "file", "template", "shown", "view", "gone"]


class Reason(Struct, frozen=True):
    """One reason why a build makes an output again, as a sentence in ``text``.

    ``kind`` is `new` (no build has made it yet), `file` (its file in the output folder was changed or removed),
    `template` (it is made with another template), `shown` (what it shows changed: ``name`` is the shown value, such as
    `page` or `next`, and ``source`` the story or file that changed), `view` (what it looks at changed: ``name`` is the
    view, such as `setting:title` or `template:base.html`), or `gone` (nothing asks for it any more: it is removed).
    """

    kind: ReasonKind
    text: str
    name: str = ""
    source: str = ""
