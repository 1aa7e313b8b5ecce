"""Make slugs: text for URLs.

    slugify(text, mode="default", *, cased=False) -> str      Jekyll's Utils.slugify
    title_slug(text) -> str                                    for `:title`
    term_slug(name) -> str                                     for the pages of tags, categories and authors
    shorten(name, limit=...) -> str                            at most `limit` bytes

Modes: "default" keeps letters, marks and digits of any script; "pretty" also keeps `._~!$&'()+,;=@`; "ascii" keeps a-z
and 0-9; "latin" first writes accented Latin letters without accents; "raw" replaces white space only; "none" replaces
nothing. Each run of other characters becomes one `-`, and there is none at either end.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

Mode = Literal["default", "pretty", "raw", "ascii", "latin", "none"]

PRETTY: Final = frozenset("._~!$&'()+,;=@")
MAX_NAME: Final = 248  # bytes; file systems allow 255, and ".html" may follow

_RESERVED: Final = frozenset({"index", "page", "feed", "con", "prn", "aux", "nul"}).union(
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
)
_PRONOUNCED: Final = ((re.compile(r"(?<=\w)#"), " sharp "), (re.compile(r"(?<=[\w+])\+"), " plus "))
_LATIN: Final = str.maketrans({
    "Æ": "AE", "Ð": "D", "\xd7": "x", "Ø": "O", "Þ": "Th", "ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th",
    "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "\u0131": "i", "Ĳ": "IJ", "ĳ": "ij", "ĸ": "k", "Ŀ": "L", "ŀ": "l",
    "Ł": "L", "ł": "l", "ŉ": "'n", "Ŋ": "NG", "ŋ": "ng", "Œ": "OE", "œ": "oe", "Ŧ": "T", "ŧ": "t",
})  # fmt: skip
_LATIN_END: Final = "\u017f"


def slugify(text: str, mode: Mode = "default", *, cased: bool = False) -> str:
    """Return `text` as a slug, in lower case unless `cased`; it is empty for a text without letters and digits."""
    match mode:
        case "none":
            slug = text
        case "raw":
            slug = re.sub(r"\s+", "-", text, flags=re.ASCII)
            slug = slug.removeprefix("-").removesuffix("-")
        case "ascii":
            slug = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
        case "latin":
            slug = _kept(_without_accents(text), frozenset())
        case _:
            slug = _kept(text, PRETTY if mode == "pretty" else frozenset())
    return slug if cased else slug.lower()


def title_slug(text: str) -> str:
    """Return the slug for `:title`: case and the characters of "pretty" stay, except a dot at the end."""
    return slugify(text, "pretty", cased=True).rstrip(".-")


@lru_cache(10_000)  # a few hundred names, thousands of times
def term_slug(name: str) -> str:
    """Return the slug of a tag, category or author: never empty, and equal for spellings that differ in case only.

    `C`, `C#` and `C++` are different. A name without letters, and one that is reserved by Newsprint or Windows, gets a
    digest of the name.
    """
    name = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())
    pronounced = name
    for sign, word in _PRONOUNCED:
        pronounced = sign.sub(word, pronounced)
    slug = unicodedata.normalize("NFC", slugify(pronounced))
    if slug and slug not in _RESERVED:
        return shorten(slug)
    return f"{slug or 'term'}-{_digest(name)}"


def shorten(name: str, limit: int = MAX_NAME) -> str:
    """Return `name`; if it has more than `limit` bytes of UTF-8, its beginning and a digest of all of it."""
    raw = name.encode()
    if len(raw) <= limit:
        return name
    ending = "-" + _digest(name)
    return raw[: limit - len(ending)].decode(errors="ignore").rstrip("-. ") + ending


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).translate(_LATIN)
    return (
        "".join(
            unicodedata.normalize("NFD", char)[0] if char < _LATIN_END else "?" if not char.isascii() else char
            for char in plain
        )
        .encode("ascii", "replace")
        .decode()
    )


def _kept(text: str, also: frozenset[str]) -> str:
    kept = (char if char in also or _is_word(char) else "-" for char in text)
    return re.sub("-+", "-", "".join(kept)).strip("-")


def _is_word(char: str) -> bool:
    if char.isascii():
        return char.isalnum()
    kind = unicodedata.category(char)
    return kind[0] in "LM" or kind == "Nd"
