"""Paths that differ only in case or Unicode form: some file systems treat them as one, so the target is asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from generator.formats.urls import folded
from generator.model.deployment import RemoteState

Pair = tuple[str, str]  # a file of an earlier deploy, and one that the site has now
Listing = Mapping[str, bool]  # the names in a folder, and whether each is a symbolic link


def respelled_pairs(site: Iterable[str], there: RemoteState) -> list[Pair]:
    """Return the pairs of which the target lists both; a name that it does not list is no file of its own."""
    if there.manifest is None:
        return []
    ours = there.manifest.files.keys() | there.manifest.old.keys() | set(there.manifest.pending)
    old = {folded(path): path for path in there.seen.keys() & ours - set(site)}
    if not old:
        return []
    pairs = ((old.get(folded(path)), path) for path in site if path in there.seen)
    return [(before, path) for before, path in pairs if before is not None]


def aliases_of(pairs: Iterable[Pair], listed: Callable[[str], Listing]) -> dict[str, str]:
    """Return the pairs that are one file: a folder lists only one of the two names, or one is a link to the other.

    `listed` lists a folder of the target, with the names as the file system stores them.
    """
    listing = cache(listed)
    return {old: new for old, new in pairs if not _are_two(old, new, listing)}


def _are_two(old: str, new: str, listed: Callable[[str], Listing]) -> bool:
    folder, one, other = _first_difference(old, new)
    names = listed(folder)
    return one in names and other in names and not (names[one] or names[other])


def _first_difference(old: str, new: str) -> tuple[str, str, str]:
    """Return the last common folder of two paths, and their different names in it."""
    ways: Iterator[Pair] = zip(old.split("/"), new.split("/"), strict=True)
    shared: list[str] = []
    for one, other in ways:
        if one != other:
            return "/".join(shared), one, other
        shared.append(one)
    raise ValueError(old)
