"""Which files are pages: those that begin with front matter. Others are copied unchanged."""

import codecs
import os

from generator.model.problem import InputError, Problem
from generator.read.story.front_matter import has_front_matter, refuse_misplaced
from generator.read.story.misplaced import LOOKED_AT

HEAD = 64  # bytes that show whether a file has front matter
WRITTEN = frozenset(
    (".md", ".markdown", ".mkdown", ".mkdn", ".mkd", ".html", ".htm", ".xhtml", ".xml", ".txt", ".text")
)
"""Extensions of files that are written by hand, so that their front matter may be misplaced."""


def looked_at(path: str) -> int:
    """Return how many bytes of a file are needed to tell whether it is a page."""
    return LOOKED_AT if _is_written(path) else HEAD


def is_page(path: str, head: bytes, file: str) -> bool:
    """Tell whether a file is a page by its first bytes. Raises InputError for misplaced front matter.

    A file that is not UTF-8 counts as a page if it has recognisable front matter: reading it reports the error.
    Messages call it `file`.
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
    """Decode the start of a file, as far as possible; None for front matter in UTF-16."""
    if b"\0" in head and has_front_matter(
        head.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE).replace(b"\0", b"")
    ):
        return None
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
