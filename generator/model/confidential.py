"""The lines of `_config.yml` that may hold credentials and must not be printed: `deploy:` and `announce:`.

No parser is asked where they stand, since the text may be broken.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.model.settings import Settings
from generator.model.target import S3, Announce, Command, Directory, Git, Rsync

REDACTED = "•••"
FILES = ("_config.yml", "_config.yaml")
GROUPS = ("deploy", "announce")
# Keys of targets and of `announce:`: at the margin of a broken file they still are what they are.
INNER = frozenset(
    ("to", *(key for kind in (Directory, Git, S3, Rsync, Command, Announce) for key in kind.__struct_fields__))
)
# Settings that anybody may see: a line that begins with one of them ends a confidential group.
_OTHERS = ("theme", "feed", "navigation", "footer_links", "plugins", "kramdown", "subtitle", "logo", "email")
PUBLIC = frozenset(Settings.__struct_fields__) - {"announce", "targets"} | {*_OTHERS}
MIN_LENGTH = 6  # characters of a password: veiling a shorter one would tear words apart
LONG, LONGER = 12, 20  # characters of a token: with digits among its letters, and without
ALIKE = 0.75  # how much a mistyped name has in common with the right one

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
    """Tell whether a file is that of a site's settings."""
    return file.rpartition("/")[2] in FILES


def confidential_lines(text: str) -> frozenset[int]:
    """Return the numbers, from 1, of the lines that may hold credentials.

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
    """Tell whether a confidential group begins in a line, or something of one that has lost its indentation."""
    words = {key, *_INSIDE.findall(line)} - PUBLIC
    if any(nearest(word, GROUPS) or _ends_in_group(word) for word in words):
        return True
    is_telling = key in INNER or re.search(_TELLING, key, re.IGNORECASE) is not None
    return is_telling and key not in PUBLIC and is_outer and line[:1] != " "


def _ends_in_group(word: str) -> bool:
    """Tell whether a word ends in the name of a group: the line break before it may be lost."""
    return any(len(word) > len(group) and nearest(word[-len(group) :], (group,)) for group in GROUPS)


def nearest(word: str, words: Iterable[str]) -> str:
    """Return which of some words is meant by one that is mistyped; empty for none."""
    from difflib import get_close_matches  # needed only where something is wrong

    return next(iter(get_close_matches(word.lower(), list(words), 1, ALIKE)), "")


def masked(line: str) -> str:
    """Return a confidential line as it may be shown: with its key, where that is one of ours; "" for any other."""
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
    """Return what looks like a credential in the confidential lines of the settings."""
    private = confidential_lines(text)
    lines = [line for number, line in enumerate(_LINE_END.split(text), 1) if number in private]
    return frozenset(word for line in lines for word in _credentials(line))


def credentials_of(folder: Path) -> frozenset[str]:
    """Return what looks like a credential in the settings of a content folder."""
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
    """Tell whether a word has the look of a token: long, and none of which words and numbers are made."""
    if len(word) < LONG or _is_plain(word):
        return False
    has_both = re.search("[0-9]", word) and re.search("[A-Za-z]", word)
    return bool(has_both) or len(word) >= LONGER


def _is_plain(word: str) -> bool:
    """Tell whether a word is made of ordinary ones and of short numbers, such as eu-central-1."""
    return all(_PLAIN.fullmatch(part) for part in re.split(r"[-_+~%*!]", word))


def redacted(text: str, credentials: Iterable[str]) -> str:
    """Return a text with a veil in place of each credential; the longest go first, since one may hold another."""
    for word in sorted(credentials, key=len, reverse=True):
        text = text.replace(word, REDACTED)
    return text
