"""What stands for a body where the body itself does not: its beginning, its plain text, its length."""

import html
import re

REFERENCE = re.compile(r"^ {0,3}(\[[^\]\n]+\]):.+$", re.MULTILINE)
HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"</?([a-zA-Z][^\s/<>]*+)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>|<[!?][^>]*>")
WITHIN_WORDS = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q"}
    | {"s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
"""Elements that do not part the words on their two sides."""
WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


def excerpt_source(body: str, separator: str = "\n\n") -> str:
    """Return the Markdown of Jekyll's excerpt: what comes before the first `separator`, or all of it.

    Leading blank lines are eaten first. The definitions of the links that the beginning refers to come along. An
    empty separator means no excerpt.
    """
    if not separator:
        return ""
    body = re.sub(r"\A(?:[ \t]*\n)+", "", body.replace("\r\n", "\n"))
    head, _, rest = body.partition(separator.replace("\r\n", "\n"))
    folded = head.casefold()
    needed = [found[0] for found in REFERENCE.finditer(rest) if found[1].casefold() in folded]
    return "\n\n".join([head, "\n".join(needed)]) if needed else head


def _space(tag: re.Match[str]) -> str:
    return "" if tag[1] and tag[1].lower() in WITHIN_WORDS else " "


def plain_text(fragment: str, limit: int = 0) -> str:
    """Return the text of a piece of HTML on one line, entities decoded.

    With a `limit` it has at most that many characters, the last an ellipsis if words had to go.
    """
    text = " ".join(html.unescape(TAG.sub(_space, HIDDEN.sub(" ", fragment))).split())
    if not limit or len(text) <= limit:
        return text
    head = text[: limit - 1]
    if text[limit - 1] != " " and " " in head:
        head = head.rpartition(" ")[0]
    return head.rstrip(" ,;:-\u2013\u2014([\u00ab\u201c\u2018") + "…"


def word_count(markdown: str) -> int:
    """Count words, roughly: markup counts as what it touches, and each character of a script without spaces counts."""
    words = len(markdown.split())
    return words if markdown.isascii() else words + len(WITHOUT_SPACES.findall(markdown))
