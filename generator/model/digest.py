"""Digests: equal digests mean equal content."""

from collections.abc import Mapping
from hashlib import blake2b, file_digest
from io import BufferedReader
from typing import NewType

# Only the functions here and those that read files create digests. A value without a digest has None, since an empty
# string would equal every other empty one.
Digest = NewType("Digest", str)
PLAIN = {str, int, float, bool, type(None)}
SIZE = 16  # bytes; a collision among 10^9 outputs has a chance below 10^-20


def digest_bytes(data: bytes) -> Digest:
    """Return the digest of `data` as 32 hexadecimal digits."""
    return Digest(blake2b(data, digest_size=SIZE).hexdigest())


def digest_file(path: str) -> Digest:
    """Return the digest of a file of any size."""
    with open(path, "rb") as file:  # noqa: PTH123 (20,000 images: a Path for each would be slower)
        return digest_opened(file)


def digest_opened(file: BufferedReader, head: bytes = b"") -> Digest:
    """Return the digest of an opened file of which `head` was read already."""
    return Digest(file_digest(file, lambda: blake2b(head, digest_size=SIZE)).hexdigest())


def digest_of(*shown: object) -> Digest:
    """Return the digest of values that an output shows.

    A value with its own ``digest`` (a teaser, post or image) counts as that digest; a container as its members, in
    order; everything else as its ``repr``, which is complete for the plain values that reach a template (text, numbers,
    dates, None).
    """
    parts: list[str] = []
    _collect(shown, parts)
    return digest_bytes("\x1f".join(parts).encode("utf-8", "surrogatepass"))


def digest_of_shows(shows: Mapping[str, object]) -> Digest:
    """Return the digest of the named values of a template; a faster `digest_of`."""
    parts: list[str] = []
    for name, value in shows.items():
        own = getattr(value, "digest", None)
        parts.append(name)
        if own:
            parts.append(own)
        else:
            _collect(value, parts)
    return digest_bytes("\x1f".join(parts).encode("utf-8", "surrogatepass"))


def _collect(value: object, parts: list[str]) -> None:
    kind = type(value)
    if kind in PLAIN:
        parts.append(repr(value))
    elif kind is dict:
        parts.append("{")
        for key, member in value.items():  # type: ignore[attr-defined]
            parts.append(repr(key))
            _collect(member, parts)
        parts.append("}")
    elif kind is tuple or kind is list:
        parts.append("(")
        for member in value:  # type: ignore[attr-defined]
            _collect(member, parts)
        parts.append(")")
    else:
        parts.append(getattr(value, "digest", None) or repr(value))
