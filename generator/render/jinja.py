"""The Jinja environment: it escapes values in HTML and feeds, has shared globals, and a sealed bytecode cache."""

import os
from collections.abc import MutableMapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class JinjaEnvironment(Environment):
    """Jinja's, whose templates share one dictionary of globals.

    Its own put another before it for each template, and look through both of them, name by name, at every import.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; one that has none of its own has those of all."""
        return super().make_globals(d) if d else self.globals


class SealedBytecodeCache(BytecodeCache):
    """Compiled templates, each sealed: what a crash or a bad disk damaged is compiled again.

    So is what was compiled under other settings: Jinja works out `{{ "/tags/" | relative_url }}` when it compiles.
    """

    def __init__(self, folder: Path, seal: str) -> None:
        """Keep them in `folder`, under `seal`."""
        self.folder = folder
        self.key = bytes.fromhex(seal)

    def _seal(self, raw: bytes) -> bytes:
        return blake2b(raw, digest_size=32, key=self.key).digest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket` with what was kept, if it is whole."""
        try:
            raw = (self.folder / bucket.key).read_bytes()
        except OSError:
            return
        if raw[:32] == self._seal(raw[32:]):
            bucket.bytecode_from_string(raw[32:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what `bucket` holds."""
        raw = bucket.bytecode_to_string()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f"{bucket.key}.{os.getpid()}.part"
            part.write_bytes(self._seal(raw) + raw)
            part.replace(self.folder / bucket.key)
        except OSError:
            return
