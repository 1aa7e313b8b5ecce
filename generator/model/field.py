"""Declarations of front matter fields and of settings, beside the attributes that they set.

From these declarations come parsing, the suggestions for misspelt keys, the tables of `docs/stories.md` and
`docs/settings.md`, and the JSON schemas that `newsprint schema` prints.
"""

from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct


class Field(Struct, frozen=True):
    """How front matter sets an attribute of a story or page, and its documentation.

    ``form`` is the name of the value's form (`read/story/forms.py`). ``shows`` says where readers see it (empty for
    nowhere), ``example`` is a line of YAML. ``also`` are other keys with the same meaning; ``pages`` is true if pages
    outside `_posts/` have the field, too.
    """

    form: str
    help: str
    example: str
    shows: str
    also: tuple[str, ...] = ()
    pages: bool = False


class Setting(Struct, frozen=True):
    """How `_config.yml` sets an attribute, and its documentation.

    ``form`` is the name of the value's form (`read/config/forms.py`), ``default`` the documentation of the default, and
    ``key`` the key in the file, if it is not the attribute's name.
    """

    form: str
    section: str
    help: str
    default: str = ""
    key: str = ""


T = TypeVar("T", Field, Setting)


def declared(struct: type[Struct], kind: type[T]) -> Iterator[tuple[str, T]]:
    """Yield the attributes of a struct that have a declaration of a kind, with it."""
    for name, annotation in struct.__annotations__.items():
        for note in getattr(annotation, "__metadata__", ()):
            if isinstance(note, kind):
                yield name, note
