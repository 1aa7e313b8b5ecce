"""Read a source's bytes again, and require the digest of the first reading.

A source is read to plan the site, and again when a page shows it; it may be saved in between. If the new text were
published with the old fingerprint, and the edit were then undone, no later build would notice.
"""

from pathlib import Path

from generator.model.digest import Digest, digest_bytes
from generator.model.problem import InputError, Problem

CHANGED = "this file changed while the site was built"
AGAIN = "Nothing was published. Build again when nobody is writing to it."


class ChangedError(InputError):
    """A source has changed since the site was planned, so its page would belong to another plan."""


def changed_error(shown: str) -> ChangedError:
    """Return the error for a file that has changed."""
    return ChangedError(Problem(shown, CHANGED, hint=AGAIN))


def verified_bytes(path: str, digest: Digest | None, shown: str = "") -> bytes:
    """Return a file's bytes. Raises ChangedError if they do not have this digest; None accepts any.

    A missing file has changed, too.
    """
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        if digest is None:
            raise
        raise changed_error(shown or path) from None
    if digest is not None and digest_bytes(data) != digest:
        raise changed_error(shown or path)
    return data
