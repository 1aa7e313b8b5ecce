"""Explain a YAML syntax error in plain words.

    explain(error, text) -> (mark, message, hint)

libyaml and PyYAML's own parser word their errors differently; `RULES` reads both.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct
from yaml import MarkedYAMLError
from yaml.error import Mark

KEY: Final = re.compile(
    r"""(?P<indent>\s*+(?:-\s++)*+)(?P<key>[^\s:#'"\[{](?:[^:]*[^\s:])?|"[^"]*"|'[^']*')\s*+:(?:\s+|$)(?P<value>.*)"""
)
LOOK: Final = 300  # characters of a line that are looked at to explain it
OPENING: Final = re.compile(r"[\[{]")


class ErrorContext(Struct, frozen=True):
    """The parser's complaint, and the lines it is about."""

    mark: Mark
    context: Mark
    lines: list[str]

    @property
    def line(self) -> str:
        """The line at fault."""
        return self.lines[self.mark.line] if self.mark.line < len(self.lines) else ""

    @property
    def before(self) -> str:
        """What stands before the fault on its line."""
        return self.line[: self.mark.column]

    @property
    def character(self) -> str:
        """The character at fault; nothing at the end of a line."""
        return self.line[self.mark.column : self.mark.column + 1]

    def above(self) -> str:
        """Return the nearest line above the fault that is not blank."""
        return next((line for line in reversed(self.lines[: self.mark.line]) if line.strip()), "")


Explained = tuple[Mark, str, str]


def explain(error: MarkedYAMLError, text: str) -> Explained:
    """Return where `text` is wrong, how, and how to mend it."""
    mark: Any = error.problem_mark or error.context_mark
    scene = ErrorContext(mark, error.context_mark or mark, text.splitlines())
    if scene.character == "\t":
        return mark, "a tab where only spaces may stand", "Indent with spaces."
    complaint = f"{error.context or ''}: {error.problem or ''}"
    for pattern, rule in RULES:
        if pattern.search(complaint):
            return rule(scene)
    return mark, f"this is not valid YAML: {error.problem}", ""


def in_quotes(value: str) -> str:
    """Return `value` as a quoted YAML scalar."""
    value = value.strip()
    return "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'


def _quote_hint(line: str) -> str:
    """Return how `line`, a key and an unquoted value, is written with quotes."""
    found = KEY.match(line[:LOOK])
    if found and found["value"] and len(found["value"]) <= 100:  # noqa: PLR2004 - a hint is one line
        return f"Write {found['key']}: {in_quotes(found['value'])}"
    return "Put the value in quotes."


def _colon(scene: ErrorContext) -> Explained:
    found, above = KEY.match(scene.before[:LOOK]), KEY.match(scene.above()[:LOOK])
    if found:
        message = f'the value of "{found["key"]}" has a colon in it, so it needs quotes'
        return scene.mark, message, _quote_hint(scene.line)
    if re.match(r"\s*[\w-]+:[^\s/]", scene.above()):
        return scene.mark, 'the line above is no "key: value"', "Put a space after its colon."
    if above and scene.line[:1].isspace():
        message = f'this line is indented, but "{above["key"]}" above it already has a value'
        return scene.mark, message, "Let both lines begin in the same column, or put the value above in quotes."
    return scene.mark, "a colon cannot stand here", "Put text that holds a colon in quotes."


def _start(scene: ErrorContext) -> Explained:
    return scene.mark, f'a value cannot begin with "{scene.character}" unless in quotes', _quote_hint(scene.line)


def _anchor(scene: ErrorContext) -> Explained:
    scene = ErrorContext(scene.context, scene.context, scene.lines)
    return _start(scene)


def _quote(scene: ErrorContext) -> Explained:
    return scene.context, "this quotation mark is never closed", "Close it on the same line."


def _escape(scene: ErrorContext) -> Explained:
    shown = scene.line[scene.mark.column :].lstrip("\\")[:1]
    message = "a backslash between double quotes has a meaning of its own"
    return scene.mark, message, f"Write \\\\{shown} for a backslash, or use single quotes."


def _bracket(scene: ErrorContext) -> Explained:
    opened = ErrorContext(scene.context, scene.context, scene.lines).character
    closing = {"[": "]", "{": "}"}.get(opened, "]")
    if scene.mark.line > scene.context.line:
        return scene.context, f'this "{opened}" is never closed', f'Close it with "{closing}".'
    return (
        scene.mark,
        f'a comma or "{closing}" is missing before this',
        "Put text that holds brackets or colons in quotes.",
    )


def _content(scene: ErrorContext) -> Explained:
    if not scene.character:
        return scene.mark, "a value is missing here; is a bracket never closed?", ""
    if OPENING.search(scene.before):
        return scene.mark, f'a value is missing before this "{scene.character}"', ""
    return _start(scene)


def _no_colon(scene: ErrorContext) -> Explained:
    hint = 'Write it as "key: value". To continue the value above, indent this line.'
    return scene.context, 'this line is no "key: value"', hint


def _left_over(scene: ErrorContext) -> Explained:
    found = KEY.match(scene.before[:LOOK])
    if found and found["value"][:1] in ("'", '"'):
        quote = found["value"][0]
        mend = "two of them ('')" if quote == "'" else 'a backslash before it (\\")'
        message = f"nothing may follow the closing quotation mark ({quote})"
        return scene.mark, message, f"If the mark is part of the text, write {mend}."
    if found and found["value"][:1] in ("[", "{"):
        return scene.mark, "nothing may follow the closing bracket", _quote_hint(scene.line)
    if not scene.before.strip():
        return (
            scene.mark,
            "the indentation of this line fits none above it",
            "Let it begin in the column of its neighbours.",
        )
    return scene.mark, "this does not belong here", "Put the value in quotes."


def _no_item(scene: ErrorContext) -> Explained:
    return scene.mark, "this line does not belong to the list above it", 'Begin it with "- ", or indent it.'


def _item(scene: ErrorContext) -> Explained:
    hint = "Put each item on a line of its own, or write the list as [a, b]. If text is meant, put it in quotes."
    return scene.mark, "a list cannot begin on the line of its key", hint


def _outdented(scene: ErrorContext) -> Explained:
    return scene.mark, "this line is not part of the mapping above it", "Let every key begin in the first column."


def _block(scene: ErrorContext) -> Explained:
    message = 'nothing may follow "|" or ">" on its line'
    return scene.mark, message, "Put the text on the next lines, indented, or put it in quotes."


Rule = tuple[re.Pattern[str], Callable[[ErrorContext], Explained]]
RULES: Final[tuple[Rule, ...]] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r"mapping values are not allowed", _colon),
        (r"cannot start any token", _start),
        (r"scanning an? (alias|anchor)|(scanning|parsing) a tag|tag handle", _anchor),
        (r"quoted scalar: found unexpected", _quote),
        (r"quoted scalar: ", _escape),
        (r"flow (sequence|mapping): ", _bracket),
        (r"the node content|expected node content", _content),
        (r"could not find expected ':'", _no_colon),
        (r"block mapping: ", _left_over),
        (r"block collection: ", _no_item),
        (r"sequence entries are not allowed", _item),
        (r"<?document start>?", _outdented),
        (r"block scalar: ", _block),
    )
)
