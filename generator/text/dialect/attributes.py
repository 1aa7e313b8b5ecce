"""Attribute lists are `{:`, `{#`, `{.` or `key=`; `{see note}` and `{% include map.html %}` are text."""

import re
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor

VALUE = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s"'=}]+)"""
ONE = rf"""(?:[#.](?!\d)[^\s={{}}"'#]+|[\w:-]+={VALUE})"""
BRACES = rf"\{{(?:\:(?![:/])|(?=[ ]*{ONE}(?:[ ]+{ONE})*[ ]*\}}))[ ]*([^\}}\n ][^\n]*)\}}"


class MarkedAttributes(AttrListTreeprocessor):
    """The library's attribute lists, only for braces that begin like one."""

    HEADER_RE = re.compile(rf"[ ]+{BRACES}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{BRACES}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{BRACES}")  # type: ignore[misc]


class AttributesExtension(Extension):
    """Replaces the library's rule."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register it."""
        md.treeprocessors.register(MarkedAttributes(md), "attr_list", 8)
        md.registerExtension(self)


def makeExtension(**settings: Any) -> AttributesExtension:
    """Make the extension."""
    return AttributesExtension(**settings)
