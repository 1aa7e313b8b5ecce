"""The digest of what changes pages besides sources: Newsprint's code, Python, and the libraries that make HTML.

Other installed packages do not count, except those with Markdown extensions or with lexers and styles of Pygments,
which are found by being installed.
"""

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

from generator.model.digest import digest_of

# The required libraries that affect published files and, below, those that do not.
RENDERING_LIBRARIES = frozenset(
    (
        *("babel", "jinja2", "markdown", "markupsafe", "msgspec", "pillow", "pygments", "pymdown-extensions"),
        *("python-frontmatter", "pyyaml", "rcssmin", "tzdata"),
    )
)
OTHER_LIBRARIES = frozenset(("rich", "shtab", "starlette", "uvicorn", "watchdog"))
PLUGINS = re.compile(r"^\[(?:markdown\.extensions|pygments\.\w+)\]", re.MULTILINE)
MOST = 1 << 20  # bytes that are read at once
INSTALLED = re.compile(r"(?P<name>.+?)-[^-]+(?:-py[\d.]+)?\.(?:dist|egg)-info")


@cache
def code_digest() -> bytes:
    """Return the digest of all code that pages depend on."""
    digest = blake2b(digest_of(sys.version, sorted(set(_versions()))).encode(), digest_size=16)
    for path in sorted(_modules(os.fspath(Path(__file__).parents[1]))):
        code = _bytes(path)
        digest.update(len(code).to_bytes(8))
        digest.update(code)
    return digest.digest()


def _modules(folder: str) -> Iterator[str]:
    """Yield the paths of all modules below a folder, as text: a Path for each would take longer than reading it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _modules(entry.path)
            elif entry.name.endswith(".py"):
                yield entry.path


def _bytes(path: str) -> bytes:
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        code = b""
        while piece := os.read(opened, MOST):
            code += piece
        return code
    finally:
        os.close(opened)


def _versions() -> Iterator[str]:
    """Yield the name and version of each library that may affect HTML, from the names of its metadata folders."""
    for folder in sys.path:
        try:
            entries = list(os.scandir(folder or "."))
        except OSError:  # an archive, or missing
            continue
        yield from (entry.name for entry in entries if _counts(entry))


def _counts(entry: "os.DirEntry[str]") -> bool:
    found = INSTALLED.fullmatch(entry.name)
    if found is None:
        return False
    if re.sub(r"[-_.]+", "-", found["name"]).lower() in RENDERING_LIBRARIES:
        return True
    try:
        return PLUGINS.search(Path(entry.path, "entry_points.txt").read_text("utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False
