"""Read a story's body from its file, when a page needs it."""

import os
from pathlib import Path

from generator.model.digest import Digest
from generator.model.source_bytes import verified_bytes
from generator.read.yaml.load import decode


def read_body(path: Path, line: int, shown: str, digest: Digest | None = None) -> str:
    """Return the text of a source from `line` (counted from 1) on; messages call the file `shown`.

    Raises ChangedError if the file does not have this digest any more.
    """
    text = decode(verified_bytes(os.fspath(path), digest, shown), shown)
    return text if line <= 1 else text.split("\n", line - 1)[-1]
