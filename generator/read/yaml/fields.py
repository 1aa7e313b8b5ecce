"""Read typed values from a YAML mapping, with errors at the position of a wrong value."""

from collections.abc import Mapping
from typing import Any

from generator.model.problem import InputError, Problem
from generator.read.yaml.positions import NestedPositions

Positions = Mapping[str, tuple[int, int]]
NOTHING: Mapping[str, tuple[str, ...]] = {}


class Fields:
    """A mapping from a file, and the position of each key's value.

    ``texts`` has the plain scalars exactly as written, so that `title: 012` stays "012"; ``words`` has the members of
    lists in the same way.
    """

    def __init__(  # noqa: PLR0913 (the parts of a mapping)
        self,
        file: str,
        values: Mapping[str, Any],
        places: Positions,
        texts: Mapping[str, str],
        words: Mapping[str, tuple[str, ...]] = NOTHING,
        *,
        above: str = "",
    ) -> None:
        """Wrap the mapping of `file`, or the group `above` in it."""
        self.file = file
        self.above = above
        self.values = values
        self.positions = places
        self.texts = texts
        self.words = words

    def error(self, key: str, message: str, hint: str = "", severity: str = "error") -> InputError:
        """Return the exception for a wrong value of `key`."""
        return InputError(self.problem(key, message, hint, severity))

    def problem(self, key: str, message: str, hint: str = "", severity: str = "error") -> Problem:
        """Return the problem of a wrong value of `key`, with its position."""
        line, column = self.positions.get(key, (0, 0))
        if key in self.values and not line and not self.above:
            hint += " It comes from `defaults` in _config.yml, or was merged in."
        message = f"{self.above}{key}: {message}"
        return Problem(self.file, message, line, column, hint, "warning" if severity == "warning" else "error")

    def text(self, key: str, default: str = "") -> str:
        """Return a string as written."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            kind = "a list" if isinstance(value, list) else "a group of keys"
            raise self.error(key, f"this should be text, and is {kind}", f'Put it in quotes: {key}: "…"')
        return self.texts.get(key, value if isinstance(value, str) else _formatted(value))

    def choice(self, key: str, options: tuple[str, ...]) -> str:
        """Return one of a few words; the first is the default."""
        value = self.text(key, options[0])
        if value in options:
            return value
        raise self.error(key, f'"{value}" is not known', f"Write one of: {', '.join(options)}.")

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        raise self.error(key, f'"{value}" is neither true nor false', f"Write {key}: true or {key}: false.")

    def number(self, key: str, default: int, *, minimum: int) -> int:
        """Return an integer of at least `minimum`."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            raise self.error(key, f"this should be a whole number from {minimum}", f"Write {key}: {default}")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of names; a string is split at white space, as in Jekyll."""
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return tuple(value.split())
        return self.members(key)

    def members(self, key: str) -> tuple[str, ...]:
        """Return a list of names; a string is one name."""
        value = self.values.get(key)
        if value is None:
            return ()
        if key in self.words:
            return tuple(word.strip() for word in self.words[key] if word.strip())
        found = []
        for member in value if isinstance(value, list) else [value]:
            if isinstance(member, (dict, list)):
                raise self.error(key, "this should be a list of names", f"Write {key}: [one, another]")
            if member is not None:
                found.append(_formatted(member).strip())
        return tuple(name for name in found if name)

    def mapping(self, key: str) -> dict[str, Any]:
        """Return a group of keys and values."""
        value = self.values.get(key)
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        raise self.error(key, "this should be a group of `key: value` lines", f"Indent what belongs to {key} below it.")

    def inside(self, key: str, text: str = "") -> "Fields":
        """Return the group below `key`. Its errors have the position of `key`, or their own with the file's `text`."""
        values = self.mapping(key)
        places: Positions = dict.fromkeys(values, self.positions.get(key, (0, 0)))
        if text:
            places = NestedPositions(text, key, values)
        return Fields(self.file, values, places, {}, above=f"{self.above}{key}: ")


def _formatted(value: object) -> str:
    """Format a scalar as in YAML: true and false in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)
