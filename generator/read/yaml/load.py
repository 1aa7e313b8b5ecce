r"""Load untrusted YAML safely.

    decode(raw, file) -> str                                     UTF-8; no BOM; `\n` is the only line break
    load_yaml(text, file, first_line=1, limits=Limits()) -> Loaded

Values are those of YAML 1.1, as Jekyll's users expect, without its surprises: `yes no on off true false` (in any case)
are booleans; `~`, `null` and nothing are None; decimal numbers within 64 bits are numbers. All else stays the string
that was written: dates and times (see `formats/dates.py`), `12:30`, `012`, `0x1f`, `1_000`, `1e5`, `.inf`. Keys are
always strings, as written (`on: x` has the key `on`). `<<` merges.

This module checks the text, `parser.py` reads the parser's events, and `errors.py` explains errors.
"""

from typing import Final

from generator.model.problem import InputError, Problem
from generator.read.yaml.parser import FORBIDDEN, LINE_BREAK, Limits, Loaded, position_after, read_events

__all__ = ["DEFAULT_LIMITS", "Limits", "Loaded", "decode", "load_yaml"]

DEFAULT_LIMITS: Final = Limits()


def decode(raw: bytes, file: str) -> str:
    r"""Return the text of a UTF-8 file, without a BOM and with ``\n`` for each line break."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line, column = position_after(raw[: error.start].decode())
        byte = raw[error.start]
        message, hint = f"byte 0x{byte:02X} is not UTF-8", "Save the file as UTF-8."
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "this file is UTF-16, not UTF-8"
        elif byte >= 0xA0:  # noqa: PLR2004 - Latin-1's letters begin here
            hint = f'Save the file as UTF-8. (In Latin-1 this byte is "{chr(byte)}".)'
        raise InputError(Problem(file, message, line, column, hint)) from None
    if "\0" in text:
        line, column = position_after(text[: text.index("\0")])
        raise InputError(Problem(file, "a NUL character in a text file", line, column, "Delete it."))
    return LINE_BREAK.sub("\n", text) if "\r" in text else text


def load_yaml(text: str, file: str, first_line: int = 1, limits: Limits = DEFAULT_LIMITS) -> Loaded:
    """Parse `text`, which begins on `first_line` of `file`. Raises InputError with the position of an error."""
    if len(text) > limits.size:
        message = f"{len(text):,} characters of YAML: more than the {limits.size:,} allowed"
        raise InputError(Problem(file, message, first_line, 1))
    if found := FORBIDDEN.search(text):
        line, column = position_after(text[: found.start()])
        message = f"the control character U+{ord(found[0]):04X} is not allowed here"
        raise InputError(Problem(file, message, line + first_line - 1, column, "Delete it."))
    return read_events(text, file, first_line, limits)
