"""The lines of `_config.yml` that may contain credentials and must not be printed: `deploy:` and `announce:`.

They are found without a YAML parser, since the text may be invalid.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from generator.model.settings import THEME_SETTINGS, Settings
from generator.model.target import Announce, Kind

REDACTED = "•••"
FILES = ("_config.yml", "_config.yaml")
GROUPS = ("deploy", "announce")
# Keys of targets and of `announce:`, which count even without indentation in a broken file.
INNER = frozenset(("to", *(key for kind in (*get_args(Kind), Announce) for key in kind.__struct_fields__)))
# Public settings: a line that begins with one of them ends a confidential group.
_OTHERS = (*THEME_SETTINGS, "theme", "feed", "plugins", "kramdown", "subtitle", "logo", "email")
PUBLIC = frozenset(Settings.__struct_fields__) - {"announce", "targets"} | {*_OTHERS}
MIN_LENGTH = 6  # characters of a password: shorter ones are parts of ordinary words
LONG, LONGER = 12, 20  # characters of a token, with and without digits
ALIKE = 0.75  # the similarity of a mistyped name

_LINE_END = re.compile(r"\r\n|[\r\n]")
_HEAD = re.compile(r"""[\ufeff ]*(?:---[ \t]+)?[?{\[ \t]*["']?([\w.-]*)""")
_INSIDE = re.compile(r"""([\w.-]+)["']?\s*[:{]""")
_KEYED = re.compile(r"""^(\s*(?:-\s+)?)(["']?)([\w-]{1,40})\2\s*:(?=\s|$)""")
_SPLIT = re.compile(r"""[\s"'`,\[\]{}()<>|;=?&#@:/.\\$]+""")
_PLAIN = re.compile(r"[A-Za-z]?[a-z]{0,19}[0-9]{0,4}|[A-Z]{1,19}|[0-9]{1,8}")
_LOGIN = re.compile(r"""://([^\s/?#"'@]*)@""")
_QUERY = re.compile(r"""[?&][^\s=&#"']{0,60}=([^\s&#"']+)""")
_TELLING = r"token|secret|passw|signature|auth|credential|api[_-]?key|private"
_NAMED = re.compile(rf"""[\w-]*(?:{_TELLING})[\w-]*["']?(?:\s*[=:,]\s*|\s+)["']?([^\s"',}}\]]+)""", re.IGNORECASE)


def is_settings(file: str) -> bool:
    """Tell whether a file is the settings file of a site."""
    return file.rpartition("/")[2] in FILES


def confidential_lines(text: str) -> frozenset[int]:
    """Return the numbers, from 1, of the lines that may contain credentials.

    What begins like such a group is one, up to the next line that begins with a setting which anybody may see.
    """
    found = set()
    is_inside, margin = False, 0
    for number, line in enumerate(_LINE_END.split(text), 1):
        indent = len(line) - len(line.lstrip(" "))
        key = head[1] if (head := _HEAD.match(line)) else ""
        is_outer = indent <= margin or not is_inside
        if _begins(line, key, is_outer=is_outer):
            margin = indent if is_outer else margin
            is_inside = True
        elif is_outer and key in PUBLIC:
            is_inside = False
        if is_inside:
            found.add(number)
    return frozenset(found)


def _begins(line: str, key: str, *, is_outer: bool) -> bool:
    """Tell whether a line begins a confidential group, or a part of one that has lost its indentation."""
    words = {key, *_INSIDE.findall(line)} - PUBLIC
    if any(nearest(word, GROUPS) or _ends_in_group(word) for word in words):
        return True
    is_telling = key in INNER or re.search(_TELLING, key, re.IGNORECASE) is not None
    return is_telling and key not in PUBLIC and is_outer and line[:1] != " "


def _ends_in_group(word: str) -> bool:
    """Tell whether a word ends in the name of a group: the line break before it may be lost."""
    return any(len(word) > len(group) and nearest(word[-len(group) :], (group,)) for group in GROUPS)


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the word that a mistyped one is meant for; "" if there is none."""
    from difflib import get_close_matches  # needed only for errors

    return next(iter(get_close_matches(word.lower(), list(words), 1, ALIKE)), "")


def masked(line: str) -> str:
    """Return a confidential line in printable form: only its key, if that is a known one; "" otherwise."""
    found = _KEYED.match(line)
    if found is None or found[3] not in {*INNER, *GROUPS}:
        return ""
    return found[0] + (f" {REDACTED}" if line[found.end() :].strip() else "")


def shown(line: str) -> str:
    """Return any other line of the settings as it may be shown: without what has the look of a token.

    Where the text is broken, nobody knows for certain that a line is no confidential one.
    """
    return redacted(line, (word for word in _SPLIT.split(line) if word.isascii() and looks_secret(word)))


def credentials_in(text: str) -> frozenset[str]:
    """Return all words that look like credentials in the confidential lines of the settings."""
    private = confidential_lines(text)
    lines = [line for number, line in enumerate(_LINE_END.split(text), 1) if number in private]
    return frozenset(word for line in lines for word in _credentials(line))


def credentials_of(folder: Path) -> frozenset[str]:
    """Return all words that look like credentials in the settings of a content folder."""
    found: frozenset[str] = frozenset()
    for name in FILES:
        try:
            found |= credentials_in((folder / name).read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return found


def _credentials(line: str) -> Iterator[str]:
    for login in _LOGIN.findall(line):
        user, _, password = login.partition(":")
        yield from (word for word in (password, user) if len(word) >= MIN_LENGTH and not _is_plain(word))
        if len(password) >= MIN_LENGTH:
            yield password
    for word in (*_QUERY.findall(line), *_NAMED.findall(line)):
        if len(word) >= MIN_LENGTH and word not in INNER and not word.startswith(("$", "{")):
            yield word
    yield from (word for word in _SPLIT.split(line) if looks_secret(word))


def looks_secret(word: str) -> bool:
    """Tell whether a word looks like a token: long, and not made of words and numbers."""
    if len(word) < LONG or _is_plain(word):
        return False
    has_both = re.search("[0-9]", word) and re.search("[A-Za-z]", word)
    return bool(has_both) or len(word) >= LONGER


def _is_plain(word: str) -> bool:
    """Tell whether a word consists of ordinary words and short numbers, such as eu-central-1."""
    return all(_PLAIN.fullmatch(part) for part in re.split(r"[-_+~%*!]", word))


def redacted(text: str, credentials: Iterable[str]) -> str:
    """Replace each credential in a text; the longest come first, since one may contain another."""
    for word in sorted(credentials, key=len, reverse=True):
        text = text.replace(word, REDACTED)
    return text
