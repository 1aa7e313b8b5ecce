"""Keep ranges and scores, two numbers with an en dash, on one line.

Unicode's line breaking (UAX 14) allows a break after an en dash, also between two numbers.
"""

import re

from markupsafe import Markup, escape

from generator.formats.html import OPENING, tokens

_NUMBER = r"\d++(?:[.,:]\d++)*+"
_RANGE = re.compile(rf"(?<![\w&#;])(?<!\d[.,:]){_NUMBER}(?:(?:\u2013|&ndash;|&#8211;|&#x2013;){_NUMBER})++")
MAX_LENGTH = 30  # characters; longer ones may break, or they could be wider than the column
_VERBATIM = frozenset(
    (
        "pre", "code", "kbd", "samp", "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "svg",
        "math",
    )
)  # fmt: skip


def without_breaks(text: object) -> str:
    """Keep the number ranges in text or HTML on one line; code stays unchanged."""
    if text is None:
        return ""
    html = str(escape(text))
    if not _RANGE.search(html):
        return text if isinstance(text, str) else html
    parts: list[str] = []
    done = depth = 0
    for token in tokens(html):
        between = html[done : token.start()]
        parts += (between if depth else _RANGE.sub(_kept, between), token[0])
        done = token.end()
        if (token["tag"] or "").lower() in _VERBATIM and not token[0].endswith("/>"):
            depth = max(0, depth + (-1 if token["close"] else 1))
    cut = OPENING.search(html, done)  # an incomplete tag
    end = len(html) if cut is None else cut.start()
    parts += (html[done:end] if depth else _RANGE.sub(_kept, html[done:end]), html[end:])
    return Markup("".join(parts))  # noqa: S704 (as trusted as what came in, which was escaped unless it was HTML)


def _kept(found: re.Match[str]) -> str:
    return f'<span class="unbroken">{found[0]}</span>' if len(found[0]) <= MAX_LENGTH else found[0]
