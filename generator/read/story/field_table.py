"""All front matter fields, as the structs of a story declare them."""

from typing import Any, Final

from msgspec import Struct

from generator.model.field import Field, declared
from generator.model.post import Post, Publication, Teaser
from generator.read.story.forms import FORMS, FieldReader

FIELDS: Final[dict[str, Field]] = {
    name: field for struct in (Teaser, Post, Publication) for name, field in declared(struct, Field)
}
"""The fields by name, in the order of the documents."""
KNOWN_KEYS: Final = tuple(key for name, field in FIELDS.items() for key in (name, *field.also))
"""Every key with a meaning."""


def read_field(name: str, reader: FieldReader) -> Any:  # noqa: ANN401 (whatever the field's form gives)
    """Read one field. Raises InputError with the position of a value of the wrong type."""
    field = FIELDS[name]
    return FORMS[field.form].read(reader, (name, *field.also))


def read_fields(struct: type[Struct], reader: FieldReader, *, without: tuple[str, ...]) -> dict[str, Any]:
    """Read the fields for the attributes of a struct, except those that need more than front matter.

    Raises InputError with the position of a value of the wrong type.
    """
    return {
        name: read_field(name, reader) for name in struct.__struct_fields__ if name in FIELDS and name not in without
    }
