"""Read a source's bytes again, and require the digest of the first reading.

A source is read to plan the site, and again when a page shows it; somebody may save it in between. Were another text
published under the old fingerprint, and the edit taken back, no later build would find anything to do.
"""

from pathlib import Path

from generator.model.digest import Digest, digest_bytes
from generator.model.problem import InputError, Problem

CHANGED = "this file changed while the site was built"
AGAIN = "Nothing was published. Build again when nobody is writing to it."


class ChangedError(InputError):
    """A source is not what it was when the site was planned: what is made of it would belong to another plan."""


def changed_error(shown: str) -> ChangedError:
    """Return the error that says so of a file."""
    return ChangedError(Problem(shown, CHANGED, hint=AGAIN))


def verified_bytes(path: str, digest: Digest | None, shown: str = "") -> bytes:
    """Return a file's bytes. Raises ChangedError if they are not those of `digest`; None stands for any.

    A file that is gone has changed, too.
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
