"""Capture what other programs print: all, the tail, or line by line, always bounded."""

import re
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from generator.deploy.redact import redactor

MAX_LINE = 64 * 1024  # bytes
LAST_LINES = 12

_BREAK = re.compile(rb"\r\n|\n|\r")
# Escape sequences and control characters.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b.?|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


class CaptureAll:
    """All output, up to `limit` bytes; ``is_full`` if there was more."""

    def __init__(self, limit: int) -> None:
        """Begin empty."""
        self.limit = limit
        self.data = bytearray()
        self.is_full = False

    def add(self, piece: bytes) -> None:
        """Add output."""
        self.is_full = self.is_full or len(self.data) + len(piece) > self.limit
        if not self.is_full:
            self.data += piece


class CaptureTail:
    """The last complete lines of the output, about `limit` bytes."""

    def __init__(self, limit: int) -> None:
        """Begin empty."""
        self.limit = limit
        self._data = b""
        self._is_cut = False

    def add(self, piece: bytes) -> None:
        """Add output."""
        self._data += piece
        if len(self._data) > 2 * self.limit:
            self._data = self._data[-self.limit :]
            self._is_cut = True

    @property
    def text(self) -> str:
        """The lines. The first is left out if it is incomplete: a part of a secret could not be redacted."""
        return plain(self._data.partition(b"\n")[2] if self._is_cut else self._data)


class CaptureLines:
    """Passes on each complete line, redacted; ``last`` are the last of them. Empty lines are skipped."""

    def __init__(self, on_line: Callable[[str], None]) -> None:
        """Begin empty."""
        self.last: deque[str] = deque(maxlen=LAST_LINES)
        self._on_line = on_line
        self._redact = redactor()
        self._rest = b""
        self._is_skipping = False

    def add(self, piece: bytes) -> None:
        """Add output and pass on its complete lines. An endless line is left out: its parts could show a secret."""
        *lines, self._rest = _BREAK.split(self._rest + piece)
        for line in lines:
            if not self._is_skipping:
                self._emit(line)
            self._is_skipping = False
        if len(self._rest) > MAX_LINE:
            self._rest, self._is_skipping = b"", True

    def close(self) -> None:
        """Pass on the last line, if it has no line break."""
        if not self._is_skipping:
            self._emit(self._rest)
        self._rest = b""

    def _emit(self, line: bytes) -> None:
        text = self._redact(plain(line)).rstrip()
        if text:
            self.last.append(text)
            with suppress(OSError, ValueError):  # nobody reads the output any more; the program goes on
                self._on_line(text)


def plain(data: bytes) -> str:
    """Return text that is safe to print: without escape sequences and control characters, except line breaks."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPES.sub("", text)
