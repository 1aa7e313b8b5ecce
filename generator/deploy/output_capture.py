"""Capture what other programs print: all, the tail, or line by line, always bounded."""

import re
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from generator.deploy.redact import redactor

MAX_LINE = 64 * 1024  # bytes
LAST_LINES = 12

_BREAK = re.compile(rb"\r\n|\n|\r")
# Colours and movements of a terminal, and what else is not to be seen in a text.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b.?|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


class CaptureAll:
    """All that was printed, up to `most` bytes; ``is_full`` when there was more."""

    def __init__(self, most: int) -> None:
        """Begin with nothing."""
        self.most = most
        self.data = bytearray()
        self.is_full = False

    def take(self, piece: bytes) -> None:
        """Keep what has just been printed."""
        self.is_full = self.is_full or len(self.data) + len(piece) > self.most
        if not self.is_full:
            self.data += piece


class CaptureTail:
    """The last whole lines of what was printed, of about `most` bytes."""

    def __init__(self, most: int) -> None:
        """Begin with nothing."""
        self.most = most
        self._data = b""
        self._is_cut = False

    def take(self, piece: bytes) -> None:
        """Keep what has just been printed."""
        self._data += piece
        if len(self._data) > 2 * self.most:
            self._data = self._data[-self.most :]
            self._is_cut = True

    @property
    def text(self) -> str:
        """The lines. The first is left out where its beginning is lost: half a secret is not known for one."""
        return plain(self._data.partition(b"\n")[2] if self._is_cut else self._data)


class CaptureLines:
    """Says each line as soon as it is whole, veiled; ``last`` are the last of them. Empty ones are passed over."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Begin with nothing."""
        self.last: deque[str] = deque(maxlen=LAST_LINES)
        self._say = say
        self._veil = redactor()
        self._rest = b""
        self._is_skipping = False

    def take(self, piece: bytes) -> None:
        """Say what has become whole. A line without end is left out: cut in two, it might show a secret."""
        *lines, self._rest = _BREAK.split(self._rest + piece)
        for line in lines:
            if not self._is_skipping:
                self._tell(line)
            self._is_skipping = False
        if len(self._rest) > MAX_LINE:
            self._rest, self._is_skipping = b"", True

    def close(self) -> None:
        """Say the last line, if it has no end."""
        if not self._is_skipping:
            self._tell(self._rest)
        self._rest = b""

    def _tell(self, line: bytes) -> None:
        text = self._veil(plain(line)).rstrip()
        if text:
            self.last.append(text)
            with suppress(OSError, ValueError):  # whoever listened has gone; the program is to go on
                self._say(text)


def plain(data: bytes) -> str:
    """Return text as it may stand on a terminal: without colours, and with no control characters but line breaks."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPES.sub("", text)
