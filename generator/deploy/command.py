"""Deploy with an external program, such as a host's own command-line tool.

The files of the last run and its command line are recorded below `.newsprint/`. If that record is lost, the program
runs once more.
"""

import os
import shlex
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from generator.deploy.store import StoreError
from generator.deploy.subprocesses import stream
from generator.model.deployment import Manifest, RemoteFile, RemoteState, Upload
from generator.model.digest import digest_of
from generator.model.settings import Project
from generator.model.target import Command

PATIENCE = 3600.0  # seconds: the program uploads the whole site
SITE = "{site}"


def _ignore_line(line: str) -> None:
    """Do nothing with a line: if the program fails, the error has its last lines."""


class LastRun(Struct, frozen=True):
    """The manifest of the last successful run; ``run`` is the digest of its command line and its folder."""

    run: str
    manifest: Manifest


def open_store(  # noqa: PLR0913 (what every target gets, and this one's options)
    kind: Command,
    project: Project,
    name: str,
    *,
    force: bool = False,
    on_line: Callable[[str], None] = _ignore_line,
    redact: Callable[[str], str] = str,
) -> "Program":
    """Return the target. Raises StoreError for an invalid command line.

    `on_line` receives each line that the program prints, after `redact`; with `force` it runs even if nothing has
    changed.
    """
    try:
        words = shlex.split(kind.run) if isinstance(kind.run, str) else list(kind.run)
    except ValueError as error:
        raise StoreError(f"run: {str(error).lower()}", "Write the program and its arguments as a list.") from None
    if not words or not words[0].strip():
        raise StoreError("run: there is no program", 'Write run: ["program", "argument", "{site}"].')
    site = os.fspath(project.output)
    last_run_file = project.cache / "deploy" / name / "manifest.json"
    run = digest_of(words, project.show(project.output))
    program = Program([word.replace(SITE, site) for word in words], site, project.root, last_run_file, run)
    program.forgets = force
    program.on_line = lambda line: on_line(redact(line))
    return program


class Program:
    """A program that deploys the site. It is treated as if all changes become visible at once, when it ends.

    ``on_line`` receives each line that it prints. With ``forgets``, the last run is ignored, and all files count as
    new.
    """

    whole = True

    def __init__(self, words: Sequence[str], site: str, root: Path, last_run_file: Path, run: str) -> None:
        """Name the command line `words`, which runs in `root`. The record of another `run` is ignored."""
        self.where = f"`{Path(words[0]).name}`"
        self.on_line: Callable[[str], None] = _ignore_line
        self.forgets = False
        self._words = words
        self._site = site
        self._root = root
        self._last_run_file = last_run_file
        self._run = run
        self._manifest: Manifest | None = None

    def __enter__(self) -> Self:
        """There is nothing to prepare."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to release."""

    def look(self, paths: Collection[str]) -> RemoteState:  # noqa: ARG002 (the host cannot be listed)
        """Return the files of the last successful run, if it was this program on this folder."""
        try:
            last_run = msgspec.json.decode(self._last_run_file.read_bytes(), type=LastRun)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return RemoteState(None, {})
        if self.forgets or last_run.run != self._run:
            return RemoteState(None, {})
        manifest = last_run.manifest
        sent = {**{path: old.sent for path, old in manifest.old.items()}, **manifest.files}
        return RemoteState(manifest, {path: RemoteFile(one.size, one.mark) for path, one in sent.items()})

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:  # noqa: ARG002 (as every store's)
        """Return none: it is unknown how the host treats names."""
        return {}

    def write_manifest(self, manifest: Manifest) -> None:
        """Keep it for `finish`: nothing is deployed until the program has succeeded."""
        self._manifest = manifest

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Leave the files to the program."""
        for upload in uploads:
            yield upload.path, ""

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Leave removals to the program."""
        yield from paths

    def finish(self) -> None:
        """Run the program. Raises StoreError with its last lines if it fails."""
        ran = stream(self._words, self.on_line, env={"NEWSPRINT_SITE": self._site}, cwd=self._root, seconds=PATIENCE)
        if ran.code != 0:
            how = f"exit code {ran.code}" if ran.code > 0 else f"signal {-ran.code}"
            raise StoreError(f"{self.where} failed ({how})", _output_hint(ran.messages))
        if self._manifest is not None:
            _write(self._last_run_file, msgspec.json.encode(LastRun(self._run, self._manifest)))


def _output_hint(output: str) -> str:
    """Return a program's last lines as a hint, on one line."""
    lines = " / ".join(output.split("\n"))
    return f'It said: "{lines}".' if output else "It said nothing: run it by hand."


def _write(path: Path, data: bytes) -> None:
    """Replace a file as a whole. Raises StoreError, since the next deploy would run the program again."""
    part = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".manifest-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)  # noqa: PTH105 (as the line below)
    except OSError as error:
        with suppress(OSError):
            os.unlink(part)  # noqa: PTH108 (it may not be there yet)
        message = f"what was delivered cannot be remembered: {error.strerror}"
        raise StoreError(message, "The site is delivered; the next deploy will run the program again.") from None
