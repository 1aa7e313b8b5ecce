"""Seal a blob with a keyed digest, which shows whether it is intact, under its name, and written by this code."""

from hashlib import blake2b

SIZE = 8  # bytes of the digest: against damage, not against an attacker
KEY = 64  # bytes: the maximum of BLAKE2


def sealed(raw: bytes, name: bytes, key: bytes) -> bytes:
    """Return a blob with its seal, which is bound to `name`, so that it is invalid in another row."""
    return _digest(raw, name, key) + raw


def unsealed(blob: object, name: bytes, key: bytes) -> bytes | None:
    """Return the content of a sealed blob; None if it is damaged, from another row, or from other code."""
    if not isinstance(blob, bytes):  # a flipped bit may turn it into a number
        return None
    raw = blob[SIZE:]
    return raw if blob[:SIZE] == _digest(raw, name, key) else None


def _digest(raw: bytes, name: bytes, key: bytes) -> bytes:
    digest = blake2b(name, digest_size=SIZE, key=key[:KEY])
    digest.update(raw)
    return digest.digest()
