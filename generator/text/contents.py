"""Render a table of contents; a long one is collapsed."""

import re

from markupsafe import Markup, escape

from generator.formats.html import attributes, tokens

FEW = 8  # entries that may stand open before a text

_HINT = re.compile(r"""class=["']?toc\b""")
_TITLE = re.compile(r'\s*<span class="toctitle">(.*?)</span>', re.DOTALL)
_LIST = re.compile(r"\s*<ul>")
_ENTRY = re.compile(r"<li\b")


def contents(html: str | None, title: str) -> str:
    """Return HTML whose tables of contents can be opened and closed; one without entries is left out.

    `title` is what they are called, unless the Markdown extension `toc` was told a title.
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
    """Return what stands for a table of contents; None for a box that only looks like one."""
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
