"""Positions of values in `_config.yml`: line and column, at any depth."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import yaml


class NestedPositions(Mapping[str, tuple[int, int]]):
    """The line and column of each value of a group; they are computed on demand."""

    def __init__(self, text: str, group: str, keys: Collection[str]) -> None:
        """Store the text of the file, the group, and its keys."""
        self.text = text
        self.group = group
        self.keys_there = keys

    def __getitem__(self, key: str) -> tuple[int, int]:
        """Return the position of a key's value, or that of the group if the key is not in it."""
        return position_of(self.text, (self.group, key))

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self.keys_there)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self.keys_there)


def position_of(text: str, keys: tuple[str | int, ...]) -> tuple[int, int]:
    """Return the line and column of a value. It parses the file again, but is needed only for errors.

    It uses the parser that has read the file, if available, since the other one refuses some texts.
    """
    try:
        node: Any = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return 0, 0
    for key in keys:
        inner = _inner(node, key)
        if inner is None:
            break
        node = inner
    return node.start_mark.line + 1, node.start_mark.column + 1


def _inner(node: Any, key: str | int) -> Any:  # noqa: ANN401 (PyYAML's nodes have no types)
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key]
    return None
