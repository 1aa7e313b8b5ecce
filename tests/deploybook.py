"""The examples of the documents that tell how to deploy, indented or not, with the file that each is of."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from themebook import ROOT

BOOK = ROOT / "docs/deploy.md"

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_CAPTION = re.compile(r"`([^`]+)`:\s*\Z")
_CALL = re.compile(r"(?:^|[\s(/])newsprint ((?:build|deploy|serve|init|new)\b[^|)\n]*)")


@dataclass(frozen=True)
class Example:
    """What stands between two fences: its language, its text, and the file that the line before names, if it does."""

    file: str
    language: str
    text: str


def examples(path: Path = BOOK) -> list[Example]:
    """Return all examples of a page."""
    page = path.read_text("utf-8")
    found = []
    for fence in _FENCE.finditer(page):
        caption = _CAPTION.search(page[: fence.start()])
        found.append(Example(caption[1] if caption else "", fence[2], textwrap.dedent(fence[3])))
    return found


def example(file: str) -> str:
    """Return the text of the example that is this file."""
    (found,) = [one.text for one in examples() if one.file == file]
    return found


def is_synopsis(one: Example) -> bool:
    """Tell whether an example is the description of a command, not a call of it."""
    return "[-C DIR]" in one.text


def calls(one: Example) -> list[str]:
    """Return the arguments of each call of our command in an example."""
    return [] if is_synopsis(one) else _CALL.findall(one.text)
