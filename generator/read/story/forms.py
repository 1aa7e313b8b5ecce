"""The forms of values in front matter: each has a reader and a JSON schema."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from msgspec import Struct

from generator.formats.slugs import term_slug
from generator.model.post import Author
from generator.model.settings import Settings
from generator.read.story.dates import read_datetime
from generator.read.story.link_fields import read_addresses, read_image
from generator.read.story.news_fields import read_corrections, read_credit, read_noindex, read_pin, read_retracted
from generator.read.yaml.fields import Fields
from generator.read.yaml.language import read_lang
from generator.text.typography import TypographyStyle, set_line, style_of

MOST_TERMS = 200
T = TypeVar("T")


class FieldReader(Struct, frozen=True):
    """The front matter of one file, and all that its values depend on.

    ``authors`` is the table of authors, ``lang`` the file's own language, ``style`` the typography of its texts.
    """

    fields: Fields
    settings: Settings
    authors: Mapping[str, Any]
    lang: str
    style: TypographyStyle


def field_reader(fields: Fields, settings: Settings, authors: Mapping[str, Any]) -> FieldReader:
    """Return the reader of a file's front matter, with its language."""
    lang = read_lang(fields)
    return FieldReader(fields, settings, authors, lang, style_of(lang or settings.lang, settings.typography))


class Form(Struct, frozen=True):
    """The reader of a value, which gets the field's keys (the first is its name), and the JSON schema."""

    read: Callable[[FieldReader, tuple[str, ...]], object]
    schema: Mapping[str, object]


def _text(reader: FieldReader, keys: tuple[str, ...]) -> str:
    return reader.fields.text(keys[0]).strip()


def read_typeset(reader: FieldReader, keys: tuple[str, ...]) -> str:
    """Return a text with the typography of the file's language, as in its body."""
    return set_line(reader.fields.text(keys[0]), reader.style)


def _dates(reader: FieldReader, keys: tuple[str, ...]) -> object:
    found = (read_datetime(reader.fields, key, reader.settings) for key in reversed(keys))
    return next((date for date in found if date is not None), None)


def _tags(reader: FieldReader, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags in `tag`, or else in `tags`."""
    fields, (plural, singular) = reader.fields, keys
    key = singular if fields.values.get(singular) is not None else plural
    found = fields.members(key) if key == singular else fields.names(key)
    return limited(fields, key, tuple(dict.fromkeys(found)))


def _names(reader: FieldReader, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of both keys."""
    fields, (plural, singular) = reader.fields, keys
    return tuple(dict.fromkeys((*fields.names(plural), *fields.members(singular))))


def limited(fields: Fields, key: str, found: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse too many terms: the feed of each would list all others."""
    if len(found) > MOST_TERMS:
        message = f"{len(found):,} of them are more than the {MOST_TERMS} that a story may have"
        raise fields.error(key, message, "Keep those that readers would look for.")
    return found


def _authors(reader: FieldReader, keys: tuple[str, ...]) -> tuple[Author, ...]:
    """Resolve `authors` or `author`: names, keys of the table of authors, or mappings with a name."""
    fields, (plural, singular) = reader.fields, keys
    key = plural if fields.values.get(plural) is not None else singular
    value = fields.values.get(key)
    found: dict[str, Author] = {}
    for member in value if isinstance(value, list) else [value]:
        if member is None:
            continue
        entry = member if isinstance(member, dict) else reader.authors.get(str(member))
        name = str(entry.get("name") or "") if isinstance(entry, dict) else ""
        if isinstance(member, dict) and not name:
            raise fields.error(
                key, "this author has no name", "Write author: {name: …}, or a key of _data/authors.yml."
            )
        name = name or str(member).strip()
        if name:
            slug = term_slug(name)
            found.setdefault(slug, Author(name, slug, f"/authors/{quote(slug)}/"))
    return limited(fields, key, tuple(found.values()))


STRING: Mapping[str, object] = {"type": ["string", "number", "boolean", "null"]}
STRINGS: Mapping[str, object] = {"anyOf": [STRING, {"type": "array", "items": STRING}]}
FLAG: Mapping[str, object] = {"anyOf": [{"type": ["boolean", "null"]}, {"enum": ["true", "false"]}]}
DATE: Mapping[str, object] = {"type": ["string", "null"], "pattern": r"^\d{2,4}-\d{1,2}-\d{1,2}"}
AUTHOR: Mapping[str, object] = {"anyOf": [STRING, {"type": "object", "required": ["name"]}]}
CORRECTION: Mapping[str, object] = {"anyOf": [STRING, {"type": "object", "required": ["text"]}]}


def _one_or_many(one: Mapping[str, object]) -> Mapping[str, object]:
    return {"anyOf": [one, {"type": "array", "items": one}]}


FORMS: Mapping[str, Form] = {
    "text": Form(_text, STRING),
    "typeset": Form(read_typeset, STRING),
    "flag": Form(lambda reader, keys: reader.fields.flag(keys[0]), FLAG),
    "date": Form(_dates, DATE),
    "names": Form(_names, STRINGS),
    "tags": Form(_tags, STRINGS),
    "authors": Form(_authors, _one_or_many(AUTHOR)),
    "image": Form(
        lambda reader, _: read_image(reader.fields),
        {"anyOf": [STRING, {"type": "object", "required": ["path"]}]},
    ),
    "language": Form(lambda reader, _: reader.lang, {"type": ["string", "boolean", "null"]}),
    "pin": Form(lambda reader, _: read_pin(reader.fields), FLAG),
    "noindex": Form(lambda reader, _: read_noindex(reader.fields), FLAG),
    "reason": Form(lambda reader, _: read_retracted(reader.fields), STRING),
    "corrections": Form(lambda reader, _: read_corrections(reader.fields, reader.settings), _one_or_many(CORRECTION)),
    "credit": Form(lambda reader, _: read_credit(reader.fields), {"type": ["string", "object", "null"]}),
    "addresses": Form(lambda reader, keys: read_addresses(reader.fields, keys[0]), STRINGS),
    "address": Form(lambda reader, keys: "".join(read_addresses(reader.fields, keys[0])[:1]), STRINGS),
}
