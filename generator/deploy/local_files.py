"""List the finished site's files with the digests of their content.

Digests are cached with the size and mtime of the file, so a file is read only once.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.deploy.store import StoreError
from generator.model.cache_records import OutputState
from generator.model.deployment import LocalFile
from generator.model.digest import digest_bytes

SEAL = 32  # hexadecimal digits


class HashedFile(Struct, frozen=True, array_like=True):
    """A file that was read: its size in bytes, its mtime in nanoseconds, the digest of its bytes."""

    size: int
    mtime: int
    digest: str


def hash_output(site: Path, made: Mapping[str, OutputState], cache_file: Path) -> dict[str, LocalFile]:
    """Return every file of the site that a build has just `made`, by path; `cache_file` is the cache of digests.

    Raises StoreError for a file that is not as the build left it.
    """
    known = _load(cache_file)
    hashed = {path: _hashed(site, path, file, known.get(path)) for path, file in made.items()}
    if hashed != known:
        _save(cache_file, hashed)
    return {path: LocalFile(one.digest, one.size, made[path].role, one.mtime) for path, one in hashed.items()}


def _hashed(site: Path, path: str, file: OutputState, known: HashedFile | None) -> HashedFile:
    if known is not None and known.size == file.size and known.mtime == file.mtime:
        return known
    try:
        with open(os.path.join(site, path), "rb") as opened:
            data = opened.read()
            info = os.fstat(opened.fileno())
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}", "Mend its permissions.") from None
    if (info.st_size, info.st_mtime_ns) != (file.size, file.mtime) or len(data) != file.size:
        raise StoreError(f"{path} was changed while the site was being deployed", "Deploy again.")
    return HashedFile(file.size, file.mtime, digest_bytes(data))


def _load(cache_file: Path) -> dict[str, HashedFile]:
    """Load the cache; a damaged one is empty."""
    try:
        raw = cache_file.read_bytes()
        if raw[:SEAL].decode() != digest_bytes(raw[SEAL:]):
            return {}
        return msgspec.json.decode(memoryview(raw)[SEAL:], type=dict[str, HashedFile])
    except (OSError, ValueError, msgspec.DecodeError):
        return {}


def _save(cache_file: Path, hashed: Mapping[str, HashedFile]) -> None:
    """Replace the cache as a whole. If it cannot be written, the deploy goes on."""
    raw = msgspec.json.encode(hashed)
    part = cache_file.with_suffix(".part")
    try:
        cache_file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(digest_bytes(raw).encode() + raw)
        part.replace(cache_file)
    except OSError:
        part.unlink(missing_ok=True)
