"""The anchors of a page: what the part of an address after `#` may name."""

import re
from urllib.parse import unquote

from markupsafe import Markup

from generator.formats.urls import composed

_ANCHOR = re.compile(r"""\s(?:id|name)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# An address may end in a fragment for a program: `#:~:text=…` of browsers, `#!/…` and `#/…` of scripts.
_NO_ANCHOR = (":", "!", "/")


def anchor_of(href: str) -> str:
    """Return the anchor that a link names; "" for none, and for the top of the page, which each has."""
    fragment = unquote(href.partition("#")[2].strip())
    return "" if fragment.lower() == "top" or fragment.startswith(_NO_ANCHOR) else composed(fragment)


def has_anchor(html: str, anchor: str) -> bool:
    """Tell whether a page has an anchor."""
    return f' id="{anchor}"' in html or anchor in anchors(html)


def anchors(html: str) -> set[str]:
    """Return all anchors of a page."""
    return {composed(Markup(max(groups)).unescape()) for groups in _ANCHOR.findall(html)}  # noqa: S704 (plain text)
