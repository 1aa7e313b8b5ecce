"""Bodies stay in their files until a page needs them."""

import os
from pathlib import Path

from generator.model.contents import contents
from generator.model.digest import Digest
from generator.model.prose import Prose
from generator.model.settings import Settings
from generator.read.guard import decode


def read_body(path: Path, line: int, shown: str, digest: Digest | None = None) -> str:
    """Return the text of a source from `line` (counted from 1) on; the file is called `shown` in a report.

    With a digest, ChangedError is raised where the file is another one by now.
    """
    text = decode(contents(os.fspath(path), digest, shown), shown)
    return text if line <= 1 else text.split("\n", line - 1)[-1]


def with_contents(text: str, prose: Prose, settings: Settings, lang: str) -> str:
    """Return a Markdown text's HTML with a table of contents: where the text asks for it, or else before it."""
    told = settings.markdown_extension_configs
    options = told.get("toc") or told.get("markdown.extensions.toc") or {}
    marker = str(options.get("marker", "[TOC]"))
    if not marker:  # the site has switched it off
        return prose(text, lang)
    if marker in text:
        html = prose(text, lang)  # what looks like the marker may stand in a sample of code
        if f'class="{options.get("toc_class", "toc")}"' in html:
            return html
    return prose(f"{marker}\n\n{text}", lang)
