"""Render a table of contents; a long one is collapsed."""

import re

from markupsafe import Markup, escape

from generator.formats.html import attributes, tokens

FEW = 8  # entries of a list that is not collapsed

_HINT = re.compile(r"""class=["']?toc\b""")
_TITLE = re.compile(r'\s*<span class="toctitle">(.*?)</span>', re.DOTALL)
_LIST = re.compile(r"\s*<ul>")
_ENTRY = re.compile(r"<li\b")


def contents(html: str | None, title: str) -> str:
    """Make the tables of contents in HTML collapsible; one without entries is removed.

    `title` is their heading, unless the Markdown extension `toc` has a title.
    """
    if not html or not _HINT.search(html):
        return html or ""
    text = str(html)
    parts: list[str] = []
    done = start = depth = 0
    for token in tokens(text):
        if (token["tag"] or "").lower() != "div":
            continue
        if not token["close"]:
            if not depth and "toc" in attributes(token).get("class", "").split():
                parts.append(text[done : token.start()])
                done, start, depth = token.start(), token.end(), 1
            elif depth:
                depth += 1
        elif depth:
            depth -= 1
            if not depth:
                folded = _folded(text[start : token.start()], title)
                parts.append(text[done : token.end()] if folded is None else folded)
                done = token.end()
    return Markup("".join((*parts, text[done:])))  # noqa: S704 (as trusted as what came in)


def _folded(inner: str, title: str) -> str | None:
    """Return the new HTML of a table of contents; None for an element that only looks like one."""
    told = _TITLE.match(inner)
    entries = inner[told.end() :] if told else inner
    if not _LIST.match(entries):
        return None
    count = len(_ENTRY.findall(entries))
    if not count:
        return ""
    opened = " open" if count <= FEW else ""
    summary = told[1] if told else escape(title)
    return f'<details class="toc"{opened}><summary>{summary}</summary>{entries}</details>'
