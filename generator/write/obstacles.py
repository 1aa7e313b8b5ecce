"""What is in the way of a new file: a folder of its name, a file where its folder belongs, a name that is too long."""

import os
from collections.abc import Iterable, Iterator, Sequence

from generator.formats.urls import folded
from generator.model.problem import InputError, Problem

HINT = "Nothing was published. Move it away, or give the page another permalink."
MAX_NAME = 255  # bytes of a file's name


def check_obstacles(root: str, shown: str, paths: Iterable[str], obsolete: frozenset[str]) -> None:
    """Refuse new files that no rename could put in place, before anything is changed. Raises InputError.

    `root` is the output folder, `shown` its name in messages. The obsolete files will be removed: they are no obstacle.
    """
    known: set[str] = set()
    for path in paths:
        if os.path.isdir(os.path.join(root, path)) and not _will_vanish(root, path, obsolete):
            raise InputError(Problem(f"{shown}/{path}", "there is a folder where this page belongs", hint=HINT))
        if any(len(name.encode()) > MAX_NAME for name in path.split("/")):
            raise InputError(Problem(f"{shown}/{path}", f"a name of more than {MAX_NAME} bytes", hint=HINT))
        for parent in _parents(path):
            if parent in known:
                break
            known.add(parent)
            existing = os.path.join(root, parent)
            if os.path.lexists(existing) and not os.path.isdir(existing) and parent not in obsolete:
                message = f"there is a file where the folder of {path} belongs"
                raise InputError(Problem(f"{shown}/{parent}", message, hint=HINT))


def _will_vanish(root: str, path: str, obsolete: frozenset[str]) -> bool:
    """Tell whether a folder contains nothing but obsolete files."""
    for folder, folders, files in os.walk(os.path.join(root, path)):
        below = os.path.relpath(folder, root).replace(os.sep, "/")
        if not (folders or files) or any(f"{below}/{name}" not in obsolete for name in files):
            return False
    return True


def to_remove_first(paths: Iterable[str], obsolete: Sequence[str]) -> Iterator[str]:
    """Find the obsolete files that must go before new ones come: a file becomes a folder, or a folder becomes a file.

    Names are compared without case and Unicode form, since some file systems treat such spellings as one name.
    """
    if not obsolete:
        return
    old = {folded(path): path for path in obsolete}
    folders = {parent for fold in old for parent in _parents(fold)}
    for path in paths:
        fold = folded(path)
        if fold in folders:
            yield from (spelled for inner, spelled in old.items() if inner.startswith(fold + "/"))
        yield from (old[parent] for parent in _parents(fold) if parent in old)


def without_respelled(root: str, obsolete: Sequence[str], outputs: set[str]) -> list[str]:
    """Leave out the obsolete paths that are only another spelling of an output.

    The file system decides: if it treats both spellings as one file, that file stays.
    """
    kept = {folded(path): path for path in outputs} if obsolete else {}
    return [path for path in obsolete if not _is_same_file(root, path, kept.get(folded(path)))]


def _is_same_file(root: str, path: str, other: str | None) -> bool:
    try:
        return other is not None and os.path.samefile(os.path.join(root, path), os.path.join(root, other))
    except OSError:
        return False


def _parents(path: str) -> Iterator[str]:
    """Return the folders that a path is in, the innermost first."""
    while path := path.rpartition("/")[0]:
        yield path
