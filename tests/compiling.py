"""Templates that are parsed and compiled once in a run: else that is most of what building a small site takes.

Compiled code is kept under the very seal that the cache keeps it under. So that it cannot vouch for itself, whoever
compares with a build from nothing compiles `afresh` for that.
"""

import marshal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from uuid import uuid4

import msgspec
import pytest

from generator.model.cache_records import StatSignature, TemplateRecord
from generator.model.digest import Digest, digest_of
from generator.render import templates
from generator.render.jinja import JinjaEnvironment, SealedBytecodeCache

COMPILE = JinjaEnvironment.compile
Parse = Callable[[str, bytes, StatSignature, Digest], TemplateRecord]


@contextmanager
def once(folder: Path) -> Iterator[None]:
    """Parse and compile no template twice: what came of it is kept in a folder, for forks and other workers, too."""
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_parse", "_parse_words"):
            patch.setattr(templates, name, _parsed_once(folder, getattr(templates, name)))
        patch.setattr(JinjaEnvironment, "compile", _compiled_once(folder))
        yield


@contextmanager
def afresh() -> Iterator[None]:
    """Compile all templates anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JinjaEnvironment, "compile", COMPILE)
        yield


def _parsed_once(folder: Path, parse: Parse) -> Parse:
    """Return what parses a template's text once: what that names depends on the text alone."""

    def parsed(file: str, raw: bytes, stamp: StatSignature, digest: Digest) -> TemplateRecord:
        path = folder / digest_of(parse.__name__, file, digest)
        if not path.exists():
            _keep(path, msgspec.json.encode(parse(file, raw, stamp, digest)))
        return msgspec.structs.replace(msgspec.json.decode(path.read_bytes(), type=TemplateRecord), stamp=stamp)

    return parsed


def _compiled_once(folder: Path) -> Callable[..., CodeType]:
    def compiled(
        engine: JinjaEnvironment, source: str, name: str | None = None, filename: str | None = None
    ) -> CodeType:
        assert isinstance(engine.bytecode_cache, SealedBytecodeCache)
        path = folder / digest_of(engine.bytecode_cache.key.hex(), source, name, filename)
        if not path.exists():
            _keep(path, marshal.dumps(COMPILE(engine, source, name, filename)))
        code = marshal.loads(path.read_bytes())  # noqa: S302 (we wrote it)
        assert isinstance(code, CodeType)
        return code

    return compiled


def _keep(path: Path, data: bytes) -> None:
    part = path.with_name(uuid4().hex)
    part.write_bytes(data)
    part.replace(path)
