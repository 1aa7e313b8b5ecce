"""The declaration of a front matter field: it stands at the attribute that the field sets.

From these declarations come parsing, the suggestions for misspelt keys, the table of `docs/stories.md`, and the JSON
schema that `newsprint schema story` prints.
"""

from msgspec import Struct


class Field(Struct, frozen=True):
    """How front matter sets an attribute of a story or page, and what the documents say of it.

    ``form`` names what its value may be (`read/story/forms.py`). ``shows`` says where readers see it (empty for
    nowhere), ``example`` is a line of YAML. ``also`` are other keys with the same meaning; ``pages`` tells that pages
    outside `_posts/` have the field, too.
    """

    form: str
    help: str
    example: str
    shows: str
    also: tuple[str, ...] = ()
    pages: bool = False
