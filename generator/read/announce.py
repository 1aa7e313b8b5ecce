"""Read `announce:` of `_config.yml`: who is told after a deploy. What is wrong is said at the line of the very key."""

import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

from generator.model.problem import FaultError, Problem
from generator.model.target import Announce
from generator.read.fields import Fields
from generator.read.places import place_of

KEY = "announce"
KEYS = ("websub", "indexnow", "indexnow_endpoint", "webhook")

_ADDRESS = re.compile(r"""https?://[^\s/?#"'<>\\]+(?:[/?][^\s"'<>\\#]*)?""", re.IGNORECASE)
_INDEXNOW = re.compile(r"[A-Za-z0-9-]{8,128}")
_LINE_END = re.compile(r"\r\n|[\r\n]")
_VARIABLE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*")


def read_announce(fields: Fields, text: str) -> tuple[Announce, tuple[Problem, ...]]:
    """Return who is told after a deploy, and what is doubtful in it; `text` is the whole file.

    Raises FaultError for what makes no sense: also where the site has no `url`, since whole addresses are told.
    """
    value = fields.values.get(KEY)
    if value is None or value is False or value == {}:
        return Announce(), ()
    page = _Page(fields.file, text, value)
    if not isinstance(value, dict):
        page.fail((), "this should be a group of `key: value` lines", "Write announce: {websub: https://…}.")
    announce = Announce(
        websub=_address(page, value, "websub"),
        indexnow=_key(page, value),
        indexnow_endpoint=_address(page, value, "indexnow_endpoint") or Announce().indexnow_endpoint,
        webhook=_webhook(page, value),
    )
    if not str(fields.values.get("url") or "").strip():
        page.fail((), "nothing can be told of a site without an address", "Set url: https://example.com.")
    return announce, tuple(page.unknown(key) for key in sorted(map(str, value.keys() - set(KEYS))))


class _Page:
    """The file that the settings stand in. A webhook's address is a secret: its line is never shown."""

    def __init__(self, file: str, text: str, value: object) -> None:
        self.file = file
        self.text = text
        self.value = value

    def problem(self, keys: tuple[str, ...], message: str, hint: str, *, is_warning: bool = False) -> Problem:
        line, column = place_of(self.text, (KEY, *keys))
        if self.is_secret(line):
            line, column = 0, 0
        named = ": ".join((KEY, *keys))
        return Problem(self.file, f"{named}: {message}", line, column, hint, "warning" if is_warning else "error")

    def is_secret(self, line: int) -> bool:
        if not isinstance(self.value, dict):  # it may be just the address
            return True
        webhook = str(self.value.get("webhook") or "$")
        return not webhook.startswith("$") and webhook in "".join(_LINE_END.split(self.text)[line - 1 : line])

    def fail(self, keys: tuple[str, ...], message: str, hint: str) -> NoReturn:
        raise FaultError(self.problem(keys, message, hint))

    def unknown(self, key: str) -> Problem:
        hint = f"There are: {', '.join(KEYS)}."
        return self.problem((key,), "this setting is not known", hint, is_warning=True)


def _address(page: _Page, values: Mapping[str, Any], key: str) -> str:
    """Return a web address that may be shown to everybody, as a hub's is in every feed."""
    value = values.get(key)
    if value is None:
        return ""
    hint = f"Write it as {key}: https://hub.example.com/."
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        page.fail((key,), "this is not a web address", hint)
    if "@" in urlsplit(value).netloc:
        page.fail((key,), "a user's name or a password may not stand here: everybody would see it", hint)
    return value


def _key(page: _Page, values: Mapping[str, Any]) -> str:
    value = values.get("indexnow")
    hint = 'Write 8 to 128 letters (a-z), digits or dashes, in quotes: indexnow: "2f8c…".'
    if value is None:
        return ""
    if not isinstance(value, str) or not _INDEXNOW.fullmatch(value):
        page.fail(("indexnow",), "this is not a key of IndexNow", hint)
    return value


def _webhook(page: _Page, values: Mapping[str, Any]) -> str:
    value = values.get("webhook")
    hint = "Write the name of a variable of the environment that holds the address: webhook: $NEWS_WEBHOOK."
    if value is None:
        return ""
    if not isinstance(value, str) or not (_VARIABLE.fullmatch(value) or _ADDRESS.fullmatch(value)):
        page.fail(("webhook",), "this is neither a web address nor $NAME", hint)
    return value
