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
MAX_LENGTH: Final = 300  # characters of a line that are used to explain an error
OPENING: Final = re.compile(r"[\[{]")


class ErrorContext(Struct, frozen=True):
    """The parser's error, and the lines that it is about."""

    mark: Mark
    context: Mark
    lines: list[str]

    @property
    def line(self) -> str:
        """The line of the error."""
        return self.lines[self.mark.line] if self.mark.line < len(self.lines) else ""

    @property
    def before(self) -> str:
        """The text before the error on its line."""
        return self.line[: self.mark.column]

    @property
    def character(self) -> str:
        """The character at the error; "" at the end of a line."""
        return self.line[self.mark.column : self.mark.column + 1]

    def above(self) -> str:
        """Return the nearest line above the error that is not blank."""
        return next((line for line in reversed(self.lines[: self.mark.line]) if line.strip()), "")


Explained = tuple[Mark, str, str]


def explain(error: MarkedYAMLError, text: str) -> Explained:
    """Return the position of an error in `text`, a message, and a hint."""
    mark: Any = error.problem_mark or error.context_mark
    context = ErrorContext(mark, error.context_mark or mark, text.splitlines())
    if context.character == "\t":
        return mark, "a tab where only spaces may stand", "Indent with spaces."
    complaint = f"{error.context or ''}: {error.problem or ''}"
    for pattern, rule in RULES:
        if pattern.search(complaint):
            return rule(context)
    return mark, f"this is not valid YAML: {error.problem}", ""


def in_quotes(value: str) -> str:
    """Return `value` as a quoted YAML scalar."""
    value = value.strip()
    return "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'


def _quote_hint(line: str) -> str:
    """Return a hint that shows `line`, a key and an unquoted value, with quotes."""
    found = KEY.match(line[:MAX_LENGTH])
    if found and found["value"] and len(found["value"]) <= 100:  # noqa: PLR2004 - a hint is one line
        return f"Write {found['key']}: {in_quotes(found['value'])}"
    return "Put the value in quotes."


def _colon(context: ErrorContext) -> Explained:
    found, above = KEY.match(context.before[:MAX_LENGTH]), KEY.match(context.above()[:MAX_LENGTH])
    if found:
        message = f'the value of "{found["key"]}" has a colon in it, so it needs quotes'
        return context.mark, message, _quote_hint(context.line)
    if re.match(r"\s*[\w-]+:[^\s/]", context.above()):
        return context.mark, 'the line above is no "key: value"', "Put a space after its colon."
    if above and context.line[:1].isspace():
        message = f'this line is indented, but "{above["key"]}" above it already has a value'
        return context.mark, message, "Let both lines begin in the same column, or put the value above in quotes."
    return context.mark, "a colon cannot stand here", "Put text that holds a colon in quotes."


def _start(context: ErrorContext) -> Explained:
    return context.mark, f'a value cannot begin with "{context.character}" unless in quotes', _quote_hint(context.line)


def _anchor(context: ErrorContext) -> Explained:
    context = ErrorContext(context.context, context.context, context.lines)
    return _start(context)


def _quote(context: ErrorContext) -> Explained:
    return context.context, "this quotation mark is never closed", "Close it on the same line."


def _escape(context: ErrorContext) -> Explained:
    shown = context.line[context.mark.column :].lstrip("\\")[:1]
    message = "a backslash between double quotes has a meaning of its own"
    return context.mark, message, f"Write \\\\{shown} for a backslash, or use single quotes."


def _bracket(context: ErrorContext) -> Explained:
    opened = ErrorContext(context.context, context.context, context.lines).character
    closing = {"[": "]", "{": "}"}.get(opened, "]")
    if context.mark.line > context.context.line:
        return context.context, f'this "{opened}" is never closed', f'Close it with "{closing}".'
    return (
        context.mark,
        f'a comma or "{closing}" is missing before this',
        "Put text that holds brackets or colons in quotes.",
    )


def _content(context: ErrorContext) -> Explained:
    if not context.character:
        return context.mark, "a value is missing here; is a bracket never closed?", ""
    if OPENING.search(context.before):
        return context.mark, f'a value is missing before this "{context.character}"', ""
    return _start(context)


def _no_colon(context: ErrorContext) -> Explained:
    hint = 'Write it as "key: value". To continue the value above, indent this line.'
    return context.context, 'this line is no "key: value"', hint


def _left_over(context: ErrorContext) -> Explained:
    found = KEY.match(context.before[:MAX_LENGTH])
    if found and found["value"][:1] in ("'", '"'):
        quote = found["value"][0]
        mend = "two of them ('')" if quote == "'" else 'a backslash before it (\\")'
        message = f"nothing may follow the closing quotation mark ({quote})"
        return context.mark, message, f"If the mark is part of the text, write {mend}."
    if found and found["value"][:1] in ("[", "{"):
        return context.mark, "nothing may follow the closing bracket", _quote_hint(context.line)
    if not context.before.strip():
        return (
            context.mark,
            "the indentation of this line fits none above it",
            "Let it begin in the column of its neighbours.",
        )
    return context.mark, "this does not belong here", "Put the value in quotes."


def _no_item(context: ErrorContext) -> Explained:
    return context.mark, "this line does not belong to the list above it", 'Begin it with "- ", or indent it.'


def _item(context: ErrorContext) -> Explained:
    hint = "Put each item on a line of its own, or write the list as [a, b]. If text is meant, put it in quotes."
    return context.mark, "a list cannot begin on the line of its key", hint


def _outdented(context: ErrorContext) -> Explained:
    return context.mark, "this line is not part of the mapping above it", "Let every key begin in the first column."


def _block(context: ErrorContext) -> Explained:
    message = 'nothing may follow "|" or ">" on its line'
    return context.mark, message, "Put the text on the next lines, indented, or put it in quotes."


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
