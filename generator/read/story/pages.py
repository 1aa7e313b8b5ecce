"""Which files are pages: those that open with front matter. Others are copied unchanged."""

import codecs
import os

from generator.model.problem import InputError, Problem
from generator.read.story.front_matter import has_front_matter, refuse_misplaced
from generator.read.story.misplaced import LOOKED_AT

HEAD = 64  # bytes that tell whether a file has front matter
WRITTEN = frozenset(
    (".md", ".markdown", ".mkdown", ".mkdn", ".mkd", ".html", ".htm", ".xhtml", ".xml", ".txt", ".text")
)
"""Endings of what people write by hand, so that front matter may be misplaced in it."""


def looked_at(path: str) -> int:
    """Return how many bytes of a file tell whether it is a page."""
    return LOOKED_AT if _is_written(path) else HEAD


def is_page(path: str, head: bytes, file: str) -> bool:
    """Tell whether a file is a page by what it begins with. InputError where it would be one but for a slip.

    What is not UTF-8 counts as a page if its front matter can be told all the same: reading it says what is wrong. The
    file is called `file` in a report.
    """
    if has_front_matter(head):
        return True
    if not _is_written(path):
        return False
    text = _text(head)
    if text is None:
        message, hint = "this file is UTF-16, not UTF-8", "Save the file as UTF-8."
        raise InputError(Problem(file, message, 1, 1, hint))
    refuse_misplaced(text, file)
    return False


def _is_written(path: str) -> bool:
    return os.path.splitext(path)[1].lower() in WRITTEN


def _text(head: bytes) -> str | None:
    """Return the text that a file begins with, as well as can be told; None for front matter in UTF-16."""
    if b"\0" in head and has_front_matter(
        head.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE).replace(b"\0", b"")
    ):
        return None
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
