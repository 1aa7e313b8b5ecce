"""Keep what a deploy changed until it is announced: where that is interrupted, the next deploy announces it."""

from contextlib import suppress
from pathlib import Path

import msgspec

from generator.model.deployment import ChangeSet
from generator.model.digest import digest_of
from generator.write.partial_files import partial_path

FOLDER = "unannounced"  # in the cache


def read_unannounced(cache: Path, target: str) -> ChangeSet:
    """Return the changes at a target that nobody was told of."""
    try:
        return msgspec.json.decode(_path(cache, target).read_bytes(), type=ChangeSet)
    except (OSError, msgspec.DecodeError):
        return {}


def keep_unannounced(cache: Path, target: str, changes: ChangeSet) -> None:
    """Keep the changes at a target; none are kept on a disk that is only read."""
    path = _path(cache, target)
    part = partial_path(path)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(msgspec.json.encode(changes))
        part.replace(path)


def forget_unannounced(cache: Path, target: str) -> None:
    """Forget the changes at a target: they are announced."""
    with suppress(OSError):
        _path(cache, target).unlink()


def _path(cache: Path, target: str) -> Path:
    return cache / FOLDER / f"{digest_of(target)[:16]}.json"
