"""Positions of values in `_config.yml`: line and column, at any depth."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import yaml


class NestedPositions(Mapping[str, tuple[int, int]]):
    """Line and column of each value of a group; they are looked for only when one is asked for."""

    def __init__(self, text: str, group: str, keys: Collection[str]) -> None:
        """Take the whole file, the group, and the keys in it."""
        self.text = text
        self.group = group
        self.keys_there = keys

    def __getitem__(self, key: str) -> tuple[int, int]:
        """Return the place of a key's value; that of the group where the key is not written there."""
        return position_of(self.text, (self.group, key))

    def __iter__(self) -> Iterator[str]:
        """Go through the keys."""
        return iter(self.keys_there)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self.keys_there)


def position_of(text: str, keys: tuple[str | int, ...]) -> tuple[int, int]:
    """Return line and column of a value. The file is parsed once more: it is needed only where something is wrong.

    By the same parser that read it, if that is there: the other one refuses some texts, and has no place for them.
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
