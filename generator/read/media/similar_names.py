"""Suggest existing files with a name similar to a missing one."""

import re
import unicodedata
from collections.abc import Callable, Iterable

BETWEEN = re.compile(r"[\s_-]+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def loose(path: str) -> str:
    """Return a path without case, Unicode variants, spaces and punctuation, which are often mistyped."""
    return BETWEEN.sub("-", UNSEEN.sub("", unicodedata.normalize("NFKC", path)).casefold())


# What two similar paths have in common, the most likely first.
LIKENESSES: tuple[Callable[[str], str], ...] = (
    loose,
    lambda path: _stem(loose(path)),
    lambda path: loose(path).rpartition("/")[2],
    lambda path: _stem(loose(path)).rpartition("/")[2],
)


class SimilarNames:
    """An index of paths, by what similar ones have in common."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Index the paths."""
        self.known: list[dict[str, str]] = [{} for _ in LIKENESSES]
        for path in sorted(paths, reverse=True):
            for found, likeness in zip(self.known, LIKENESSES, strict=True):
                found[likeness(path)] = path

    def near(self, path: str) -> str:
        """Return the most similar path: another case, extension or folder; "" if there is none."""
        for found, likeness in zip(self.known, LIKENESSES, strict=True):
            if likeness(path) in found:
                return found[likeness(path)]
        return ""


def _stem(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return folder + slash + (name.rpartition(".")[0] or name)
