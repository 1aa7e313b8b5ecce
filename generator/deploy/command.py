"""Deploy with an external program, such as a host's own command-line tool.

What was last delivered, and by which command line, is known only here, below `.newsprint/`: lost, it costs one run
more.
"""

import os
import shlex
import sys
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

PATIENCE = 3600.0  # seconds: such a program sends the whole site
SITE = "{site}"


class Memory(Struct, frozen=True):
    """What was last delivered; ``run`` is the digest of what was run, and on which folder."""

    run: str
    manifest: Manifest


def open_store(  # noqa: PLR0913 (what is told to every target, and the manner of this one)
    kind: Command,
    project: Project,
    name: str,
    *,
    quiet: bool = False,
    force: bool = False,
    veil: Callable[[str], str] = str,
) -> "Program":
    """Return the target; StoreError where the command line makes no sense.

    What the program prints is shown, through a `veil`, unless `quiet`; with `force` it is run though nothing has
    changed.
    """
    try:
        words = shlex.split(kind.run) if isinstance(kind.run, str) else list(kind.run)
    except ValueError as error:
        raise StoreError(f"run: {str(error).lower()}", "Write the program and its arguments as a list.") from None
    if not words or not words[0].strip():
        raise StoreError("run: there is no program", 'Write run: ["program", "argument", "{site}"].')
    site = os.fspath(project.output)
    memory = project.cache / "deploy" / name / "manifest.json"
    run = digest_of(words, project.show(project.output))
    program = Program([word.replace(SITE, site) for word in words], site, project.root, memory, run)
    program.forgets = force
    program.say = _keep_quiet if quiet else lambda line: _tell(veil(line))
    return program


class Program:
    """A program that delivers the site; all becomes visible at once, as far as we can tell, when it has ended.

    ``say`` is told each line that it prints. One that ``forgets`` takes all of the site for new.
    """

    whole = True

    def __init__(self, words: Sequence[str], site: str, root: Path, memory: Path, run: str) -> None:
        """Run `words` below `root`; what was delivered by another `run` is not remembered."""
        self.where = f"`{Path(words[0]).name}`"
        self.say: Callable[[str], None] = _tell
        self.forgets = False
        self._words = words
        self._site = site
        self._root = root
        self._memory = memory
        self._run = run
        self._manifest: Manifest | None = None

    def __enter__(self) -> Self:
        """Nothing is to be got ready."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held."""

    def look(self, paths: Collection[str]) -> RemoteState:  # noqa: ARG002 (the place cannot be looked at)
        """Return what the last run that succeeded was given, if it was this program on this folder."""
        try:
            memory = msgspec.json.decode(self._memory.read_bytes(), type=Memory)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return RemoteState(None, {})
        if self.forgets or memory.run != self._run:
            return RemoteState(None, {})
        manifest = memory.manifest
        sent = {**{path: old.sent for path, old in manifest.old.items()}, **manifest.files}
        return RemoteState(manifest, {path: RemoteFile(one.size, one.mark) for path, one in sent.items()})

    def aliases(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:  # noqa: ARG002 (as every store's)
        """Return none: what the program makes of a name is its own business."""
        return {}

    def write_manifest(self, manifest: Manifest) -> None:
        """Remember it for `finish`: until the program has succeeded, nothing is delivered."""
        self._manifest = manifest

    def send(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, str]]:
        """Leave the files to the program."""
        for upload in uploads:
            yield upload.path, ""

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Leave it to the program what is gone."""
        yield from paths

    def finish(self) -> None:
        """Run the program. Raises StoreError with its last lines if it fails."""
        ran = stream(self._words, self.say, env={"NEWSPRINT_SITE": self._site}, cwd=self._root, seconds=PATIENCE)
        if ran.code != 0:
            how = f"exit code {ran.code}" if ran.code > 0 else f"signal {-ran.code}"
            raise StoreError(f"{self.where} failed ({how})", _quoted(ran.said))
        if self._manifest is not None:
            _write(self._memory, msgspec.json.encode(Memory(self._run, self._manifest)))


def _quoted(said: str) -> str:
    """Return a program's last words as a hint, which has one line."""
    lines = " / ".join(said.split("\n"))
    return f'It said: "{lines}".' if said else "It said nothing: run it by hand."


def _write(path: Path, data: bytes) -> None:
    """Replace a file as a whole. StoreError where that fails: the next deploy would run the program once more."""
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


def _tell(text: str) -> None:
    """Print a line where people read, not programs: the report may be on standard output."""
    if sys.stderr is not None:  # it is None where it was closed
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _keep_quiet(_: str) -> None:
    """Print nothing: if the program fails, its last lines are told with that."""
