"""Read `announce:` of `_config.yml`: which services are notified after a deploy."""

import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlsplit

from generator.model.confidential import looks_secret, nearest
from generator.model.problem import InputError, Problem
from generator.model.target import Announce
from generator.read.yaml.fields import Fields
from generator.read.yaml.positions import position_of

KEY = "announce"
PUBLIC = ("websub", "indexnow")
KEYS = (*PUBLIC, "indexnow_endpoint", "webhook")

_ADDRESS = re.compile(r"""https?://[^\s/?#"'<>\\]+(?:[/?][^\s"'<>\\#]*)?""", re.IGNORECASE)
_INDEXNOW = re.compile(r"[A-Za-z0-9-]{8,128}")
_VARIABLE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*")


def read_announce(fields: Fields, text: str) -> tuple[Announce, tuple[Problem, ...]]:
    """Read the receivers of notifications; also return warnings. `text` is the whole file.

    Raises InputError for an invalid value, and if the site has no `url`, since notifications have absolute URLs.
    """
    value = fields.values.get(KEY)
    if value is None or value is False or value == {}:
        return Announce(), ()
    reader = _AnnounceReader(fields.file, text)
    if not isinstance(value, dict):
        reader.fail((), "this should be a group of `key: value` lines", "Write announce: {websub: https://…}.")
    announce = Announce(
        websub=_address(reader, value, "websub"),
        indexnow=_key(reader, value),
        indexnow_endpoint=_address(reader, value, "indexnow_endpoint") or Announce().indexnow_endpoint,
        webhook=_webhook(reader, value),
    )
    if not str(fields.values.get("url") or "").strip():
        reader.fail((), "nothing can be told of a site without an address", "Set url: https://example.com.")
    return announce, tuple(reader.unknown(key) for key in sorted(map(str, value.keys() - set(KEYS))))


def public(value: object) -> object:
    """Return the public part of `announce:`, for templates: a webhook's URL is secret, and so may be a wrong key."""
    return {key: value[key] for key in PUBLIC if key in value} if isinstance(value, dict) else None


class _AnnounceReader:
    """The settings file. Messages never repeat its content, which may be secret."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    def problem(self, keys: tuple[str, ...], message: str, hint: str) -> Problem:
        line, column = position_of(self.text, (KEY, *keys))
        return Problem(self.file, f"{': '.join((KEY, *keys))}: {message}", line, column, hint)

    def fail(self, keys: tuple[str, ...], message: str, hint: str) -> NoReturn:
        raise InputError(self.problem(keys, message, hint))

    def unknown(self, key: str) -> Problem:
        line, column = position_of(self.text, (KEY, key))
        meant = nearest(key, KEYS)
        message = f"{KEY}: there is a key that is not known" + (f"; {meant} may be meant" if meant else "")
        return Problem(self.file, message, line, column, f"There are: {', '.join(KEYS)}.", "warning")


def _address(reader: _AnnounceReader, values: Mapping[str, Any], key: str) -> str:
    """Return a public URL, such as that of the hub, which is in every feed."""
    value = values.get(key)
    if value is None:
        return ""
    hint = f"Write it as {key}: https://hub.example.com/."
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        reader.fail((key,), "this is not a web address", hint)
    parts = urlsplit(value)
    if "@" in parts.netloc or any(looks_secret(word) for _, word in parse_qsl(parts.query)):
        reader.fail((key,), "a user's name, a password or a token may not stand here: everybody would see it", hint)
    return value


def _key(reader: _AnnounceReader, values: Mapping[str, Any]) -> str:
    value = values.get("indexnow")
    hint = 'Write 8 to 128 letters (a-z), digits or dashes, in quotes: indexnow: "2f8c…".'
    if value is None:
        return ""
    if not isinstance(value, str) or not _INDEXNOW.fullmatch(value):
        reader.fail(("indexnow",), "this is not a key of IndexNow", hint)
    return value


def _webhook(reader: _AnnounceReader, values: Mapping[str, Any]) -> str:
    value = values.get("webhook")
    hint = "Write the name of a variable of the environment that holds the address: webhook: $NEWS_WEBHOOK."
    if value is None:
        return ""
    if not isinstance(value, str) or not (_VARIABLE.fullmatch(value) or _ADDRESS.fullmatch(value)):
        reader.fail(("webhook",), "this is neither a web address nor $NAME", hint)
    return value
