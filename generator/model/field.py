"""Declarations of front matter fields and of settings: each stands at the attribute that it sets.

From these declarations come parsing, the suggestions for misspelt keys, the tables of `docs/stories.md` and
`docs/settings.md`, and the JSON schemas that `newsprint schema` prints.
"""

from collections.abc import Iterator
from typing import TypeVar

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


class Setting(Struct, frozen=True):
    """How `_config.yml` sets an attribute, and what the documents say of it.

    ``form`` names what its value may be (`read/config/forms.py`). ``default`` is what the documents say of the default.
    ``key`` is the key in the file where it is not the attribute's name.
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
