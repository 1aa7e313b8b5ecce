"""Describe views in words."""

from collections.abc import Callable, Mapping

PLURALS = {
    "tag": "tags", "category": "categories", "author": "authors", "series": "series", "year": "years", "month": "months"
}  # fmt: skip


def describe(view: str) -> str:
    """Describe a view: `setting:theme.accent` is "the setting theme: accent"."""
    kind, _, argument = view.partition(":")
    found = _WORDS.get(kind)
    return found(argument) if found else view


def _stories(argument: str) -> str:
    most, _, key = argument.partition("/")
    newest = "the newest story" if most == "1" else f"the {most} newest stories"
    return newest + _of_list(key)


def _top(argument: str) -> str:
    kind, _, most = argument.partition("/")
    return f"the {most} most used {PLURALS.get(kind, kind)}"


def _of_list(key: str) -> str:
    kind, _, slug = key.partition("/")
    return "" if kind == "archive" else f" of the {kind} {slug}"


_WORDS: Mapping[str, Callable[[str], str]] = {
    "template": lambda name: f"the template {name}",
    "words": lambda lang: f"the translations for {lang}",
    "setting": lambda name: f"the setting {name.replace('.', ': ')}",
    "data": lambda name: f"the data file {name}",
    "asset": lambda key: f"the static file {key}",
    "asset names": lambda _: "the names of the static files",
    "data names": lambda _: "the names of the data files",
    "icons": lambda _: "the site's icons",
    "posts": lambda _: "the list of all stories",
    "stories": _stories,
    "pinned": lambda _: "the pinned stories",
    "pages": lambda _: "the list of all pages",
    "documents": lambda label: f"the documents of the collection {label}",
    "categories": lambda _: "the stories of all categories",
    "tags": lambda _: "the stories of all tags",
    "authors": lambda _: "the stories of all authors",
    "terms": lambda kind: f"the index of {PLURALS.get(kind, kind)}",
    "sections": lambda _: "the names of the categories",
    "top": _top,
    "has": lambda kind: f"whether there are {PLURALS.get(kind, kind)}",
    "totals": lambda key: f"the number of stories{_of_list(key)}",
}
