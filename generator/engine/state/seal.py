"""Seal a blob: a keyed digest before it tells whether it is what was put there, under that name, by this code."""

from hashlib import blake2b

SIZE = 8  # bytes of the digest: against damage, not against an attacker
KEY = 64  # bytes at most that BLAKE2 takes


def sealed(raw: bytes, name: bytes, key: bytes) -> bytes:
    """Return a blob with its seal; it is bound to `name`, so that it counts for no other row."""
    return _digest(raw, name, key) + raw


def unsealed(blob: object, name: bytes, key: bytes) -> bytes | None:
    """Return what was sealed; None for what is damaged, of another row, or of other code."""
    if not isinstance(blob, bytes):  # a flipped bit may make a number of it
        return None
    raw = blob[SIZE:]
    return raw if blob[:SIZE] == _digest(raw, name, key) else None


def _digest(raw: bytes, name: bytes, key: bytes) -> bytes:
    digest = blake2b(name, digest_size=SIZE, key=key[:KEY])
    digest.update(raw)
    return digest.digest()
