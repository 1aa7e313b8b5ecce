"""Detect unfinished stories: no text, and no front matter that replaces it."""

import re
from typing import Final

from generator.read.story.field_table import KNOWN_KEYS
from generator.read.story.front_matter import FrontMatter
from generator.read.yaml.fields import Fields

# Front matter that replaces a text: an image, a redirect, a layout with its own content.
SHOWN: Final = frozenset(("image", "redirect_to", "retracted", "layout"))
NUMBERS: Final = ("id", "guid", "type", "status", "wordpress_id")  # keys that other systems write
PLAIN: Final = frozenset((*KNOWN_KEYS, *NUMBERS)) - SHOWN
SPACE: Final = re.compile(r"[\s\u200b\u2060\ufeff]*")


def is_stub(front: FrontMatter, fields: Fields) -> bool:
    """Tell whether a story has nothing to show: no text, and no front matter that replaces it.

    `published: true` says that this is intended.
    """
    if not is_blank(front.body) or fields.flag("published"):
        return False
    return not any(_is_shown(str(key), value) for key, value in front.data.items())


def _is_shown(key: str, value: object) -> bool:
    """Tell whether a key may replace a text; unknown keys (`link`, `video`) may, but a flag may not."""
    if key == "layout":
        return value != "post" and value is not None
    return key.lower() not in PLAIN and isinstance(value, (str, list, dict)) and bool(value)


def is_blank(text: str) -> bool:
    """Tell whether a text has only white space and comments."""
    at = _after_space(text, 0)
    while text.startswith("<!--", at):
        end = text.find("-->", at + len("<!--"))
        if end < 0:
            return False
        at = _after_space(text, end + len("-->"))
    return at == len(text)


def _after_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
