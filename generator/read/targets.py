"""Read `deploy:` of `_config.yml`: where the finished site goes."""

import re
from typing import Any, NoReturn

import msgspec

from generator.model.problem import FaultError, Problem
from generator.model.target import Kind, Target
from generator.read.places import place_of

KEY = "deploy"
HINT = "docs/deploy.md has an example of each kind."
WORDS = {
    "Invalid value": "there is no kind of target",
    "Object contains unknown field": "there is no such key as",
    "Object missing required field": "this lacks the key",
    "Expected `object`": "this should be a group of keys",
}
_SECRET = re.compile(r"does not belong here|no such key as .*(?:pass|secret|token|key|auth|cred)", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_AT = re.compile(r" - at `\$\.?(\w*).*`$")
_ABOUT = re.compile(r"(\w+): |Object contains unknown field `(\w+)`")


def read_targets(file: str, values: dict[str, Any], text: str) -> tuple[Target, ...]:
    """Return the targets that `values` of the settings name; `text` is the whole file, for the places of its lines.

    Raises FaultError with the line of what makes no sense.
    """
    page = _Page(file, text)
    entries = values.get(KEY)
    if entries is None:
        return ()
    if not isinstance(entries, dict) or not entries:
        page.fail(
            (), "this should be a group of targets, each with a name", "Write deploy: {live: {to: directory, …}}."
        )
    return tuple(_target(page, str(name), entry) for name, entry in entries.items())


def _target(page: "_Page", name: str, entry: object) -> Target:
    if not _NAME.fullmatch(name):
        page.fail((name,), "a target's name is made of small letters, digits, - and _", "Write it as live or paper-2.")
    try:
        kind: Kind = msgspec.convert(entry, Kind)
    except msgspec.ValidationError as error:
        page.fail((name, *_key(str(error))), _said(str(error)), HINT)
    return Target(name, kind, place_of(page.text, (KEY, name)))


def _key(message: str) -> tuple[str, ...]:
    """Return the key that a message of the conversion is about, if it names one."""
    found = _ABOUT.match(message) or _AT.search(message)
    return tuple(filter(None, found.groups())) if found else ()


def _said(message: str) -> str:
    """Return such a message in words for the owner of a site, without the key that stands before it."""
    message = re.sub(r"^\w+: ", "", _AT.sub("", message))
    for theirs, ours in WORDS.items():
        message = message.replace(theirs, ours)
    return message


class _Page(msgspec.Struct, frozen=True):
    file: str
    text: str

    def fail(self, keys: tuple[str, ...], message: str, hint: str) -> NoReturn:
        """Raise what is wrong, at the place that `keys` lead to, or at the last of them that is there.

        Where a secret may stand the line is named, and not shown.
        """
        line, column = place_of(self.text, (KEY, *keys))
        message = f"{': '.join((KEY, *keys))}: {message[:1].lower()}{message[1:]}"
        if _SECRET.search(message):
            message, line, column = f"{message} (line {line})", 0, 0
        raise FaultError(Problem(self.file, message, line, column, hint))
