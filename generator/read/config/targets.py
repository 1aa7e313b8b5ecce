"""Read `deploy:` of `_config.yml`: where the finished site goes."""

import re
from typing import Any, NoReturn

import msgspec

from generator.model.confidential import INNER, nearest
from generator.model.problem import InputError, Problem
from generator.model.target import NAMES, Kind, Target
from generator.read.yaml.positions import position_of

KEY = "deploy"
HINT = "docs/deploy.md has an example of each kind."
# Messages of msgspec's conversion, and messages for users. Values are never repeated, since they may be credentials.
WORDS = (
    (re.compile(r"Invalid value .*"), f"there are the kinds {', '.join(NAMES[:-1])} and {NAMES[-1]}"),
    (re.compile(r"Object missing required field"), "this lacks the key"),
    (re.compile(r"Expected `object`"), "this should be a group of keys"),
)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_AT = re.compile(r" - at `\$\.?(\w*).*`$", re.DOTALL)
_ABOUT = re.compile(r"(\w+): ")


def read_targets(file: str, values: dict[str, Any], text: str) -> tuple[Target, ...]:
    """Return the targets in the settings' `values`; `text` is the whole file, for positions.

    Raises InputError with the line of an invalid value, but not its content.
    """
    reader = _TargetReader(file, text)
    entries = values.get(KEY)
    if entries is None:
        return ()
    if not isinstance(entries, dict) or not entries:
        reader.fail(
            (), "this should be a group of targets, each with a name", "Write deploy: {live: {to: directory, …}}."
        )
    return tuple(_target(reader, str(name), entry) for name, entry in entries.items())


def _target(reader: "_TargetReader", name: str, entry: object) -> Target:
    if not _NAME.fullmatch(name):
        message = "a target's name is made of small letters, digits, - and _"
        reader.fail((name,), message, "Write it as live or paper-2.", shown=())
    try:
        kind: Kind = msgspec.convert(entry, Kind)
    except msgspec.ValidationError as error:
        _refuse(reader, name, str(error))
    return Target(name, kind, position_of(reader.text, (KEY, name)))


def _refuse(reader: "_TargetReader", name: str, said: str) -> NoReturn:
    """Translate an error of the conversion into a message for the user."""
    if unknown := _UNKNOWN.match(said):
        meant = nearest(unknown[1], INNER)
        message = f"there is no such key; {meant} may be meant" if meant else "there is no such key"
        reader.fail((name, unknown[1]), message, HINT, shown=(name,))
    key = tuple(filter(None, found.groups())) if (found := _ABOUT.match(said) or _AT.search(said)) else ()
    said = re.sub(r"^\w+: ", "", _AT.sub("", said))
    for theirs, ours in WORDS:
        said = theirs.sub(ours, said)
    reader.fail((name, *key), said, HINT)


class _TargetReader(msgspec.Struct, frozen=True):
    file: str
    text: str

    def fail(self, keys: tuple[str, ...], message: str, hint: str, *, shown: tuple[str, ...] | None = None) -> NoReturn:
        """Raise an error at the position of `keys`, or of the last of them that exists.

        The message names the keys in `shown`: by default all of them.
        """
        line, column = position_of(self.text, (KEY, *keys))
        message = f"{': '.join((KEY, *(keys if shown is None else shown)))}: {message[:1].lower()}{message[1:]}"
        raise InputError(Problem(self.file, message, line, column, hint))
