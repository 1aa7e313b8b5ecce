"""Find the tags in HTML by the tokenising rules of the HTML standard.

There is no tree: one pass goes from tag to tag, in linear time for any input.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup

_ATTRIBUTE = r"""
    (?P<name>[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)
    (?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?P<value>"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+|(?=>))
      |(?![ \t\n\f\r]*+=))
"""
ATTRIBUTES = re.compile(_ATTRIBUTE, re.VERBOSE)
# Every part is possessive, so that there is no backtracking.
_TOKEN = re.compile(
    rf"""
    <!--(?:-?>|.*?--!?>)                                                 # a comment
    |<(?P<close>/?)(?P<tag>[a-zA-Z][^ \t\n\f\r/>]*+)
      (?P<attributes>(?:[ \t\n\f\r/]++|{re.sub(r"[?]P<[a-z]+>", "?:", _ATTRIBUTE)})*+)>
    |<(?:!(?!--)|[?]|/(?![a-zA-Z]))[^>]*+>                               # a doctype, an instruction, a slip of the pen
    """,
    re.VERBOSE | re.DOTALL,
)
OPENING = re.compile(r"<(?:/?[a-zA-Z]|[!?/])")
_RAW = frozenset(("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp"))


def tokens(html: str) -> Iterator[re.Match[str]]:
    """Yield the tags and comments, without the contents of scripts and similar elements, up to an incomplete tag."""
    place = html.find("<")
    while place >= 0:
        token = _TOKEN.match(html, place)
        if token is None:
            if OPENING.match(html, place):
                return
            place = html.find("<", place + 1)
            continue
        yield token
        place = token.end()
        if token["tag"] and not token["close"] and (tag := token["tag"].lower()) in _RAW:
            end = re.compile(f"</{tag}(?=[ \\t\\n\\f\\r/>])", re.IGNORECASE).search(html, place)
            if end is None:
                return
            place = end.start()
        place = html.find("<", place)


def bare(written: str) -> str:
    """Return an attribute's value, without quotes and with entities decoded."""
    value = written[1:-1] if written[:1] in ('"', "'") else written
    return Markup(value).unescape() if "&" in value else value  # noqa: S704 (becomes plain text)


def attributes(token: re.Match[str]) -> dict[str, str]:
    """Return the attributes of a start tag; as in browsers, the first of a name counts."""
    found: dict[str, str] = {}
    for attribute in ATTRIBUTES.finditer(token["attributes"] or ""):
        found.setdefault(attribute["name"].lower(), bare(attribute["value"] or ""))
    return found
