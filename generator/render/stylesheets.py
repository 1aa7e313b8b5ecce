"""Minify a style sheet, and rewrite links to the published names of files."""

import re

from generator.formats.css import COMMENT, SPACE, STRING, decode, with_links
from generator.model.output import Style
from generator.model.problem import InputError, Problem
from generator.model.source_bytes import verified_bytes

_TOKEN = re.compile(rf"{COMMENT}|{STRING}|(?<![\w-])url\([^\"')]*+\)|\\.|[{{}};]", re.DOTALL | re.IGNORECASE)
# White space between an element and a colon; after a comma, for instance, it has no meaning.
_GAP = rf"(?<![,(>+~/ \t\n\f\r])(?:{COMMENT})*+{SPACE}(?:{SPACE}|{COMMENT})*+"
_DESCENDANT = re.compile(rf"(?P<kept>{STRING}|\\.)|{_GAP}(?=:)", re.DOTALL)
_SPACED = re.compile(r"""(?<![\w-])(url\([ \t\n\f\r]*+)("(?!data:)[^"\n]*"|'(?!data:)[^'\n]*')""", re.IGNORECASE)


def render_stylesheet(recipe: Style) -> bytes:
    """Return the published style sheet."""
    try:
        raw = verified_bytes(recipe.source, recipe.content)
    except OSError as error:
        raise InputError(Problem(recipe.source, f"this file cannot be read: {error.strerror}")) from None
    text, encoding = decode(raw)
    return minified(with_links(text, dict(recipe.links)), encoding)


def minified(css: str, encoding: str = "utf-8") -> bytes:
    """Return a style sheet without comments and unnecessary white space; its meaning is the same.

    The library does not support nested rules, and would turn `a :hover` in one into `a:hover`; it also removes spaces
    in file names.
    """
    import rcssmin  # needed only for changed style sheets

    kept = _SPACED.sub(lambda found: found[1] + found[2].replace(" ", "%20"), _spelled_out(css))
    return bytes(rcssmin.cssmin(kept.encode(encoding)))  # with a string, characters beyond U+FFFF crash it


def _spelled_out(css: str) -> str:
    """Write `a *:hover` for `a :hover` in the selectors of nested rules, which means the same."""
    parts: list[str] = []
    start = depth = 0
    for token in _TOKEN.finditer(css):
        if token[0] not in "{};":
            continue
        prelude = css[start : token.start()]
        parts += (_spelled(prelude) if depth and token[0] == "{" else prelude, token[0])
        depth = max(0, depth + {"{": 1, "}": -1, ";": 0}[token[0]])
        start = token.end()
    return "".join((*parts, css[start:]))


def _spelled(prelude: str) -> str:
    """Rewrite a selector. A custom property may have a block as its value, and at-rules have no selectors."""
    begin = re.sub(rf"\A(?:{SPACE}|{COMMENT})+", "", prelude, flags=re.DOTALL)
    if not begin or begin.startswith("--") or (begin.startswith("@") and not begin.lower().startswith("@scope")):
        return prelude
    head = prelude[: len(prelude) - len(begin)]
    return head + _DESCENDANT.sub(lambda found: found["kept"] or " *", begin)
