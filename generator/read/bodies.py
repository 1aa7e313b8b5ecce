"""Bodies stay in their files until a page needs them."""

from pathlib import Path

from generator.read.guard import decode


def read_body(path: Path, line: int, shown: str) -> str:
    """Return the text of a source from `line` (counted from 1) on; the file is called `shown` in a report."""
    text = decode(path.read_bytes(), shown)
    return text if line <= 1 else text.split("\n", line - 1)[-1]
