"""The forms of values of settings: each has a reader and a JSON schema."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from generator.formats.dates import parse_zone
from generator.formats.permalinks import STYLES, Tokens, expand, safe_url
from generator.formats.urls import composed
from generator.images.renditions import FORMATS_BY_NAME
from generator.model.problem import InputError
from generator.model.settings import WIDTHS, Collection, Default
from generator.read.yaml.fields import Fields
from generator.read.yaml.language import read_lang

NAMELESS = "Untitled"
ADDRESS = re.compile(r"""https?://[^\s/?#"'<>\\]+(?:/[^\s"'<>\\]*)?""", re.IGNORECASE)
SAMPLE = Tokens(datetime(2026, 7, 12, tzinfo=UTC), None, "flood", "flood", "flood", ("news",))
MAX_WIDTH = 10_000  # pixels
MAX_FEED_ITEMS = 60


class SettingForm(Struct, frozen=True):
    """The reader of a value, which gets its key and the default of the attribute, and the JSON schema."""

    read: Callable[[Fields, str, Any], object]
    schema: Mapping[str, object]


def _title(fields: Fields, key: str) -> str:
    """Return the name of the site, which pages, feeds and the manifest need: by default the host of `url`."""
    title = fields.text(key)
    host = _site_url(fields, "url").partition("://")[2].partition("/")[0].rpartition("@")[2]
    return title if title.strip() else host or NAMELESS


def _site_url(fields: Fields, key: str) -> str:
    url = fields.text(key).rstrip("/")
    if url and not ADDRESS.fullmatch(url):
        hint = "Write it as https://example.com, without a path."
        raise fields.error(key, f'"{fields.text(key)}" is not a web address', hint)
    return url


def _baseurl(fields: Fields, key: str) -> str:
    """Return the path of the site below its URL."""
    path = fields.text(key).strip("/")
    if not path:
        return ""
    try:
        if unquote(safe_url(path)) == "/" + unquote(path):
            return "/" + path
    except ValueError:
        pass
    hint = "Write it as /news; the address itself belongs to url."
    raise fields.error(key, f'"{path}" is not a folder of a site\'s address', hint)


def _timezone(fields: Fields, key: str) -> str:
    name = fields.text(key, "UTC")
    try:
        parse_zone(name)
    except ValueError as error:
        raise fields.error(key, str(error), "Write an IANA name such as Europe/London.") from None
    return name


def _post_permalink(fields: Fields, key: str) -> str:
    """Return the pattern of stories' URLs: that of the collection `posts` takes precedence over the site's."""
    collections = fields.values.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    own = posts.get("permalink") if isinstance(posts, dict) else None
    key, pattern = ("collections", own) if isinstance(own, str) else (key, fields.text(key, "date"))
    hint = f"Write one of {', '.join(STYLES)}, or a pattern such as /:year/:month/:title/."
    if pattern not in STYLES and ":" not in pattern:
        raise fields.error(key, f'with "{pattern}" all stories would have one URL', hint)
    try:
        expand(pattern, SAMPLE, style=True)
    except ValueError as error:
        raise fields.error(key, str(error), hint) from None
    return pattern


def _paginate_path(fields: Fields, key: str) -> str:
    path = "/" + fields.text(key, "/page:num/").lstrip("/")
    hint = "Write paginate_path: /page:num/"
    if path.count(":num") != 1:
        raise fields.error(key, "it must hold :num, the page's number, once", hint)
    try:
        if unquote(safe_url(path)) == path:
            return path
    except ValueError as error:
        raise fields.error(key, str(error), hint) from None
    raise fields.error(key, f'"{path}" is not a plain path', hint)


def _extension_configs(fields: Fields, key: str) -> dict[str, dict[str, Any]]:
    configs = fields.mapping(key)
    for name, options in configs.items():
        if not isinstance(options, dict):
            message = f'the settings of "{name}" should be a group of `key: value` lines'
            raise fields.error(key, message, f"Write {{{name}: {{option: value}}}}.")
    return configs


def _defaults(fields: Fields, key: str) -> tuple[Default, ...]:
    try:
        entries = msgspec.convert(fields.values.get(key) or [], list[dict[str, dict[str, Any]]])
    except msgspec.ValidationError:
        hint = 'Write a list; each entry has scope: {path: "", type: posts} and values: {…}.'
        raise fields.error(key, "this is not a list of scopes and values", hint) from None
    found = []
    for entry in entries:
        scope = entry.get("scope", {})
        path, kind = str(scope.get("path") or ""), str(scope.get("type") or "")
        found.append(Default(composed(path.strip("/")), kind, entry.get("values", {})))
    return tuple(found)


def _collections(fields: Fields, key: str) -> tuple[Collection, ...]:
    value = fields.values.get(key)
    if isinstance(value, list):
        value = {str(label): {} for label in value}
    if value is not None and not isinstance(value, dict):
        hint = "Write collections: {recipes: {output: true}}"
        raise fields.error(key, "this should be names with their settings", hint)
    found = []
    for label, options in (value or {}).items():
        told = Fields(fields.file, options if isinstance(options, dict) else {}, {}, {})
        try:
            collection = Collection(label, told.flag("output"), told.text("permalink"))
            expand(collection.permalink, SAMPLE)
        except InputError as fault:
            problem = fault.problem
            raise fields.error(key, f"{label}: {problem.message}", problem.hint) from None
        except ValueError as error:
            hint = "Write a pattern such as /:collection/:name/."
            raise fields.error(key, f"{label}: permalink: {error}", hint) from None
        if label != "posts":
            found.append(collection)
    return tuple(found)


def _widths(fields: Fields, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
    """Return the widths of pictures, one or several, the narrowest first."""
    if key not in fields.values:
        return default
    value = fields.values[key]
    widths = value if isinstance(value, list) else [value]
    if not widths or not all(type(width) is int and 0 < width <= MAX_WIDTH for width in widths):
        hint = f"Write {key}: 960 or {key}: [480, 960], each from 1 to {MAX_WIDTH}."
        raise fields.error(key, "this should be a width in pixels, or a list of widths", hint)
    return tuple(sorted(set(widths)))


def _formats(fields: Fields, key: str) -> tuple[str, ...]:
    value = fields.values.get(key, ["avif", "original"])
    if not isinstance(value, list) or not value or not set(map(str, value)) <= {*FORMATS_BY_NAME, "original"}:
        hint = f"Write formats: [avif, original]; known are {', '.join(FORMATS_BY_NAME)} and original."
        raise fields.error(key, "this should be a list of formats, the one for old browsers last", hint)
    return tuple(dict.fromkeys(map(str, value)))


TEXT: Mapping[str, object] = {"type": ["string", "number", "boolean", "null"]}
FLAG: Mapping[str, object] = {"type": ["boolean", "null"]}
GROUP: Mapping[str, object] = {"type": ["object", "null"]}
NAMES: Mapping[str, object] = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
COUNT: Mapping[str, object] = {"type": ["integer", "null"], "minimum": 1}
WIDTH: Mapping[str, object] = {"type": "integer", "minimum": 1, "maximum": MAX_WIDTH}
SOME_WIDTHS: Mapping[str, object] = {"anyOf": [WIDTH, {"type": "array", "items": WIDTH, "minItems": 1}]}

SETTING_FORMS: Mapping[str, SettingForm] = {
    "text": SettingForm(lambda fields, key, default: fields.text(key, default), TEXT),
    "flag": SettingForm(lambda fields, key, default: fields.flag(key, default=default), FLAG),
    "names": SettingForm(lambda fields, key, _: fields.names(key), NAMES),
    "group": SettingForm(lambda fields, key, _: fields.mapping(key), GROUP),
    "count": SettingForm(lambda fields, key, default: fields.number(key, default, minimum=1), COUNT),
    "title": SettingForm(lambda fields, key, _: _title(fields, key), TEXT),
    "site url": SettingForm(lambda fields, key, _: _site_url(fields, key), TEXT),
    "base url": SettingForm(lambda fields, key, _: _baseurl(fields, key), TEXT),
    "language": SettingForm(lambda fields, _, default: read_lang(fields) or default, TEXT),
    "time zone": SettingForm(lambda fields, key, _: _timezone(fields, key), TEXT),
    "permalink": SettingForm(lambda fields, key, _: _post_permalink(fields, key), TEXT),
    "paginate path": SettingForm(lambda fields, key, _: _paginate_path(fields, key), TEXT),
    "numbering": SettingForm(
        lambda fields, key, _: fields.choice(key, ("oldest", "newest")), {"enum": ["oldest", "newest"]}
    ),
    "defaults": SettingForm(lambda fields, key, _: _defaults(fields, key), {"type": ["array", "null"]}),
    "collections": SettingForm(lambda fields, key, _: _collections(fields, key), {"type": ["array", "object", "null"]}),
    "extension options": SettingForm(lambda fields, key, _: _extension_configs(fields, key), GROUP),
    "feed items": SettingForm(
        lambda fields, key, default: min(MAX_FEED_ITEMS, fields.number(key, default, minimum=1)), COUNT
    ),
    "links": SettingForm(lambda fields, key, _: fields.values.get(key), {"type": ["array", "null"]}),
    "widths": SettingForm(_widths, SOME_WIDTHS),
    "hero": SettingForm(lambda fields, key, _: _widths(fields, key, _widths(fields, "widths", WIDTHS)), SOME_WIDTHS),
    "quality": SettingForm(
        lambda fields, key, default: min(100, fields.number(key, default, minimum=1)),
        {"type": "integer", "minimum": 1, "maximum": 100},
    ),
    "formats": SettingForm(
        lambda fields, key, _: _formats(fields, key),
        {"type": "array", "items": {"enum": [*FORMATS_BY_NAME, "original"]}, "minItems": 1},
    ),
    "on": SettingForm(lambda fields, key, _: fields.flag(key, default=True), FLAG),
    "path": SettingForm(lambda fields, key, _: composed(fields.text(key).strip().lstrip("/")), TEXT),
    "missing": SettingForm(lambda fields, key, _: fields.choice(key, ("error", "warn")), {"enum": ["error", "warn"]}),
}
