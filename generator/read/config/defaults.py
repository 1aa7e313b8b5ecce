"""Read `defaults:` of `_config.yml`: front matter for whole folders."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.formats.urls import composed
from generator.model.settings import Default


def values_for(defaults: tuple[Default, ...], name: str, kind: str) -> dict[str, Any]:
    """Merge the defaults that apply to the source `name` of type `kind` ("posts", "pages", "drafts", a collection).

    As in Jekyll, the longest path wins, then an entry with a type; mappings are merged recursively; null has no effect.
    """
    name = composed(name)
    fitting = [entry for entry in defaults if _applies(entry, name, kind)]
    fitting.sort(key=lambda entry: (len(entry.path), bool(entry.type)))
    merged: dict[str, Any] = {}
    for entry in fitting:
        merged = merge(merged, entry.values)
    return merged


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two mappings recursively: `above` takes precedence; null has no effect."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(value, dict) and isinstance(under, dict):
            merged[key] = merge(under, value)
        elif value is not None or under is None:
            merged[key] = value
    return merged


def _applies(entry: Default, name: str, kind: str) -> bool:
    if entry.type and entry.type != kind and not (entry.type == "posts" and kind == "drafts"):
        return False
    if not entry.path or name == entry.path or name.startswith(entry.path + "/"):
        return True
    # In Jekyll, the path of a scope does not contain `_posts`: `news` covers `news/_posts/x.md`. A glob may match both.
    return "*" in entry.path and (fnmatchcase(name, entry.path) or fnmatchcase(name, entry.path + "/*"))
