"""Find the links in a style sheet, `url(…)` and `@import "…"`, by the tokenising rules of CSS.

Comments and other strings are skipped. Everything that is not a link stays unchanged.
"""

import re
from collections.abc import Iterator, Mapping

SPACE = r"[ \t\n\f\r]"
STRING = r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?"""
COMMENT = r"/\*(?:(?!\*/).)*+(?:\*/)?"
_QUOTED = r""""(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'"""
_ESCAPED = r"\\(?:[0-9a-f]{1,6}[ \t\n\f\r]?|.)"
_TOKEN = re.compile(
    rf"""
    {COMMENT}
    |(?P<import>@import(?:{SPACE}|{COMMENT})++)(?P<imported>{_QUOTED})
    |(?P<url>(?<![\w-])url\({SPACE}*+)(?P<linked>{_QUOTED}|(?:[^ \t\n\f\r"'()\\]|{_ESCAPED})++)(?={SPACE}*+\))
    |{STRING}
    |\\.
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})[ \t\n\f\r]?|(\n)|(.))", re.IGNORECASE | re.DOTALL)
_HIGHEST = 0x10FFFF


def decode(raw: bytes) -> tuple[str, str]:
    """Decode a style sheet without its byte order mark; also return the encoding that restores its bytes."""
    try:
        return raw.decode().lstrip("\ufeff"), "utf-8"
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "latin-1"


def links(css: str) -> tuple[tuple[str, int], ...]:
    """Return each link once, with the line of its first occurrence."""
    found: dict[str, int] = {}
    for token in _links(css):
        found.setdefault(_value(token), css.count("\n", 0, token.start()) + 1)
    return tuple(found.items())


def with_links(css: str, targets: Mapping[str, str]) -> str:
    """Replace the links of a style sheet by those in `targets`; other links stay."""
    parts: list[str] = []
    done = 0
    for token in _links(css):
        group = "linked" if token["url"] else "imported"
        if (place := targets.get(_value(token))) is not None:
            parts += (css[done : token.start(group)], f'"{place}"')
            done = token.end(group)
    return "".join((*parts, css[done:]))


def _links(css: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(css) if token["url"] or token["import"])


def _value(token: re.Match[str]) -> str:
    """Return the URL of a link, without quotes and escapes."""
    written = token["linked"] or token["imported"]
    bare = written[1:-1] if written[0] in "\"'" else written
    return _ESCAPE.sub(_unescaped, bare) if "\\" in bare else bare


def _unescaped(found: re.Match[str]) -> str:
    if not found[1]:
        return found[3] or ""
    code = int(found[1], 16)
    return "\ufffd" if code == 0 or code > _HIGHEST or 0xD800 <= code <= 0xDFFF else chr(code)  # noqa: PLR2004 (surrogates)
