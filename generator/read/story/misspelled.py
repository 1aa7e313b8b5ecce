"""Suggest the field that a misspelt key of front matter is meant for."""

import re
from collections.abc import Mapping
from functools import lru_cache

from generator.model.problem import Problem
from generator.read.story.field_table import KNOWN_KEYS
from generator.read.yaml.fields import Fields
from generator.read.yaml.typos import is_one_typo

MIN_LENGTH = 5  # letters: `rate` is not a misspelt `date`
NOT_TYPOS = frozenset(("feature", "features", "update", "updates"))  # different words


def misspelled_keys(fields: Fields, keys: Mapping[str, tuple[int, int]]) -> list[Problem]:
    """Warn of misspelt keys of fields that are not set: `autor`, `sub_title`, `tag s`."""
    found = []
    for key, place in keys.items():
        meant = _intended_key(key)
        if meant and meant != key and meant not in fields.values:
            message = f'"{key}" is no field of a story: {meant} is meant, it seems'
            found.append(Problem(fields.file, message, *place, f"Write {meant}: …", "warning"))
    return found


@lru_cache(1000)  # the same few keys are in thousands of stories
def _intended_key(key: str) -> str:
    """Return the field that a key is, or is a misspelling of, or "". Singular and plural are different words."""
    plain = _letters(key)
    for field in KNOWN_KEYS:
        if _letters(field) == plain:
            return field
    if len(key) < MIN_LENGTH or key in NOT_TYPOS:
        return ""
    return next((field for field in KNOWN_KEYS if is_one_typo(key.lower(), field)), "")


def _letters(key: str) -> str:
    return re.sub(r"[\W_]", "", key).lower()
