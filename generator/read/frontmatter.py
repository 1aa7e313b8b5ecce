"""Front matter: the YAML between two lines of dashes at the top of a file.

    read_front_matter(raw: bytes, file: str) -> FrontMatter
    has_front_matter(head: bytes) -> bool            whether a file that begins with `head` opens with front matter

python-frontmatter's YAML handler does the work, with Jekyll's rules for where front matter ends and our own
guard (`guard.py`) in place of its loader. `frontmatter.loads(text, handler=HANDLER)` understands the same files.
"""

import re
from typing import Any, Final, cast

from frontmatter.default_handlers import YAMLHandler
from msgspec import Struct

from generator.model.problem import FaultError, Problem
from generator.read.guard import Loaded, decode, load_yaml

OPENING: Final = re.compile(r"---[ \t]*\n")
CLOSING: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n(?:[ \t]*\n|[ \t]+\Z)*|\Z)", re.MULTILINE)
ENTRY: Final = re.compile(r"""\s*(?:[\w.-]+|"[^"\n]*"|'[^'\n]*')[ \t]*:(?:\s|\Z)""")
HEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*[\r\n]")


class FrontMatter(Struct, frozen=True):
    r"""A file in its two parts.

    ``places``, ``key_places``, ``texts`` and ``words`` are those of `guard.Loaded`; a key that `<<` merged in has none.
    ``body`` has no BOM, no blank lines at its head and `\n` for each line break; it begins on line ``body_line``
    of the file. ``present`` tells empty front matter from none.
    """

    data: dict[str, Any]
    body: str
    places: dict[str, tuple[int, int]]
    key_places: dict[str, tuple[int, int]]
    texts: dict[str, str]
    words: dict[str, tuple[str, ...]]
    body_line: int = 1
    present: bool = False


class Handler(YAMLHandler):
    """python-frontmatter's YAML handler, with Jekyll's boundaries and without trust."""

    FM_BOUNDARY = OPENING

    def split(self, text: str) -> tuple[str, str]:
        """Return front matter and body; ValueError where there are no two parts, as the library expects."""
        opening = OPENING.match(text)
        closing = opening and CLOSING.search(text, opening.end())
        if not opening or not closing:
            raise ValueError(text[:20])
        return text[opening.end() : closing.start()], text[closing.end() :]

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """Return what front matter says."""
        return cast("dict[str, Any]", self.read(fm, "front matter").value)

    def read(self, fm: str, file: str) -> Loaded:
        """Return what the front matter of `file` says and where it says so; nothing is an empty mapping."""
        loaded = load_yaml(fm, file, first_line=2)
        if loaded.value is None:
            return Loaded({}, {}, {}, {}, {})
        if not isinstance(loaded.value, dict):
            hint = 'If no front matter is meant, delete the "---" on line 1.'
            raise FaultError(Problem(file, 'front matter is not "key: value"', 2, 1, hint))
        return loaded


HANDLER: Final = Handler()


def has_front_matter(head: bytes) -> bool:
    """Tell whether a file that begins with `head` opens with front matter; its first 64 bytes are enough."""
    return HEAD.match(head) is not None


def read_front_matter(raw: bytes, file: str) -> FrontMatter:
    """Part a file into what its front matter says and its body. What is wrong is a FaultError with its place."""
    text = decode(raw, file)
    try:
        front, body = HANDLER.split(text)
    except ValueError:
        return _without(text, file)
    loaded = HANDLER.read(front, file)
    body_line = 1 + text.count("\n", 0, len(text) - len(body))
    data = cast("dict[str, Any]", loaded.value)
    return FrontMatter(
        data, body, loaded.places, loaded.key_places, loaded.texts, loaded.words, body_line, present=True
    )


def _without(text: str, file: str) -> FrontMatter:
    """Return a file without front matter. A line of dashes alone may be a rule; with keys below it, it is a slip."""
    opening = OPENING.match(text)
    if opening and ENTRY.match(text, opening.end()):
        hint = 'Write a line that is only "---" where it ends.'
        raise FaultError(Problem(file, "this front matter is never closed", 1, 1, hint))
    return FrontMatter({}, text, {}, {}, {}, {})
