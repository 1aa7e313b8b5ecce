"""Front matter: the YAML between two lines of dashes at the top of a file.

    read_front_matter(raw: bytes, file: str) -> FrontMatter
    has_front_matter(head: bytes) -> bool            whether a file that begins with `head` has front matter
    refuse_misplaced(text, file)                     refuse front matter that does not begin at the first byte

It uses python-frontmatter's YAML handler, with Jekyll's rules for the end of front matter, and with `read/yaml/load.py`
instead of its loader. `frontmatter.loads(text, handler=HANDLER)` reads the same files.
"""

import re
import unicodedata
from typing import Any, Final, cast

from frontmatter.default_handlers import YAMLHandler
from msgspec import Struct

from generator.model.problem import InputError, Problem
from generator.read.story.misplaced import misplaced, stacked
from generator.read.yaml.load import decode, load_yaml
from generator.read.yaml.parser import Loaded

OPENING: Final = re.compile(r"---[ \t]*\n")
CLOSING: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n(?:[ \t]*\n|[ \t]+\Z)*|\Z)", re.MULTILINE)
ENTRY: Final = re.compile(r"""\s*(?:[\w.-]+|"[^"\n]*"|'[^'\n]*')[ \t]*:(?:\s|\Z)""")
HEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*[\r\n]")


class FrontMatter(Struct, frozen=True):
    r"""The two parts of a file.

    ``positions``, ``key_positions``, ``texts`` and ``words`` are those of `Loaded`; merged keys (`<<`) have none.
    ``body`` has no BOM, no blank lines at the start and `\n` for each line break; it begins on line ``body_line`` of
    the file. ``present`` is true for empty front matter, and false if there is none.
    """

    data: dict[str, Any]
    body: str
    positions: dict[str, tuple[int, int]]
    key_positions: dict[str, tuple[int, int]]
    texts: dict[str, str]
    words: dict[str, tuple[str, ...]]
    body_line: int = 1
    present: bool = False


class Handler(YAMLHandler):
    """python-frontmatter's YAML handler, with Jekyll's boundaries and safe loading."""

    FM_BOUNDARY = OPENING

    def split(self, text: str) -> tuple[str, str]:
        """Return front matter and body; ValueError if there are no two parts, as the library expects."""
        opening = OPENING.match(text)
        closing = opening and CLOSING.search(text, opening.end())
        if not opening or not closing:
            raise ValueError(text[:20])
        return text[opening.end() : closing.start()], text[closing.end() :]

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """Return the values of front matter."""
        return cast("dict[str, Any]", self.read(fm, "front matter").value)

    def read(self, fm: str, file: str) -> Loaded:
        """Return the values of the front matter of `file`, with positions; empty front matter is an empty mapping."""
        loaded = load_yaml(fm, file, first_line=2)
        if loaded.value is None:
            return Loaded({}, {}, {}, {}, {})
        if not isinstance(loaded.value, dict):
            hint = 'If no front matter is meant, delete the "---" on line 1.'
            raise InputError(Problem(file, 'front matter is not "key: value"', 2, 1, hint))
        return loaded


HANDLER: Final = Handler()


def has_front_matter(head: bytes) -> bool:
    """Tell whether a file that begins with `head` has front matter; its first 64 bytes are enough."""
    return HEAD.match(head) is not None


def read_front_matter(raw: bytes, file: str) -> FrontMatter:
    """Split a file into front matter and body. Raises InputError with the position of an error."""
    text = decode(raw, file)
    try:
        front, body = HANDLER.split(text)
    except ValueError:
        return _without(text, file)
    loaded = HANDLER.read(front, file)
    body_line = 1 + text.count("\n", 0, len(text) - len(body))
    if stacked(body, empty=not loaded.value):
        hint = "Put all of it between the first two lines of dashes."
        raise InputError(Problem(file, "a second piece of front matter follows on the first", body_line, 1, hint))
    data = cast("dict[str, Any]", loaded.value)
    return FrontMatter(
        data, body, loaded.positions, loaded.key_positions, loaded.texts, loaded.words, body_line, present=True
    )


def refuse_misplaced(text: str, file: str) -> None:
    """Raise InputError if a text without front matter contains misplaced front matter."""
    if not misplaced(text):
        return
    if OPENING.match(text):
        hint = 'Write a line that is only "---" where it ends.'
        raise InputError(Problem(file, "this front matter is never closed", 1, 1, hint))
    message = f"this front matter would be published as text: {_found(text)} where line 1 should be only ---"
    hint = (
        "Begin the file with three hyphens alone on line 1, and close the front matter in the same way. "
        "If it is to be text, put front matter of its own before it."
    )
    raise InputError(Problem(file, message, 1, 1, hint))


def _found(text: str) -> str:
    """Describe the start of a text."""
    first = text[:1]
    if unicodedata.category(first) in {"Cf", "Zs", "Zl", "Zp", "Cc"} and first not in " \n\t":
        return f"there is the invisible character U+{ord(first):04X}"
    line = text.partition("\n")[0]
    if not line.strip():
        return "there is an empty line"
    if first.isspace():
        return "there is a blank"
    return f'there is "{line[:40].rstrip()}"'


def _without(text: str, file: str) -> FrontMatter:
    """Return a file without front matter. A line of dashes may be a rule; with keys below it, it is an error."""
    opening = OPENING.match(text)
    if opening and ENTRY.match(text, opening.end()):
        hint = 'Write a line that is only "---" where it ends.'
        raise InputError(Problem(file, "this front matter is never closed", 1, 1, hint))
    refuse_misplaced(text, file)
    return FrontMatter({}, text, {}, {}, {}, {})
