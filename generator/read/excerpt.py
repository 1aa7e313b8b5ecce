"""What stands for a body where the body itself does not: its beginning, its length."""

import re

REFERENCE = re.compile(r"^ {0,3}(\[[^\]\n^][^\]\n]*\]):.+$", re.MULTILINE)
LABEL = re.compile(r"\[[^\[\]\n]{1,500}\]")
FOOTNOTE = re.compile(r"\[\^[^\[\]\n]{1,100}\]")
WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


def excerpt_source(body: str, separator: str = "\n\n") -> str:
    """Return the Markdown of Jekyll's excerpt: what comes before the first `separator`, or all of it.

    Leading blank lines are eaten first. The definitions of the links that the beginning refers to come along. An
    empty separator means no excerpt. Marks of footnotes are left out, since the notes stand elsewhere.
    """
    if not separator:
        return ""
    body = re.sub(r"\A(?:[ \t]*\n)+", "", body.replace("\r\n", "\n"))
    head, _, rest = body.partition(separator.replace("\r\n", "\n"))
    head = FOOTNOTE.sub("", head) if "[^" in head else head
    named = {label.casefold() for label in LABEL.findall(head)}
    needed = [found[0] for found in REFERENCE.finditer(rest) if found[1].casefold() in named] if named else []
    return "\n\n".join([head, "\n".join(needed)]) if needed else head


def word_count(markdown: str) -> int:
    """Count words, roughly: markup counts as what it touches, and each character of a script without spaces counts."""
    words = len(markdown.split())
    return words if markdown.isascii() else words + len(WITHOUT_SPACES.findall(markdown))
