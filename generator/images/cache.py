"""The content-addressed cache of generated images in `.newsprint/pictures/`: no image is made twice.

One is found by what it is made of and how, never by where it is published: so it outlives `--clean`, a
renamed source and a lost output. Its name ends with the digest of its bytes, and what has not is not used.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from generator.model.digest import digest_bytes, digest_of
from generator.model.output import Fill, Output, Recipe
from generator.write.partial_files import partial_path

MAX_AGE = 90 * 24 * 3600  # seconds since its last use
PRUNE_INTERVAL = 24 * 3600  # seconds between two looks at what is no longer used
MODULES = ("cards", "encode", "icons", "animated", "decode", "resize")  # of this room
PRUNED = ".pruned"


class ImageCache:
    """The folder of finished pictures. Lost or damaged, it costs time and nothing else."""

    def __init__(self, folder: Path) -> None:
        """Keep pictures in `folder`, which need not exist."""
        self.folder = folder
        self.listed: dict[str, dict[str, str]] = {}

    def has(self, recipe: Recipe) -> bool:
        """Tell whether there seems to be such a picture."""
        key = self.key(recipe)
        return key in self._bucket(key[:2])

    def find(self, recipe: Recipe) -> bytes | None:
        """Return the picture that this recipe gave before."""
        key = self.key(recipe)
        name = self._bucket(key[:2]).get(key)
        if name is None:
            return None
        path = self.folder / key[:2] / name
        try:
            data = path.read_bytes()
            if not name.endswith(_ending(data)):
                path.unlink()
                return None
        except OSError:
            return None
        with suppress(OSError):  # somebody else's, or on a disk that is only read
            os.utime(path)
        return data

    def keep(self, recipe: Recipe, data: bytes) -> None:
        """Keep a picture; one that cannot be kept is no fault of the build."""
        key = self.key(recipe)
        shelf = self.folder / key[:2]
        part = partial_path(shelf / key)
        try:
            shelf.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(shelf / (key + _ending(data)))
        except OSError:
            with suppress(OSError):
                part.unlink()

    def key(self, recipe: Recipe) -> str:
        """Name a picture by what it is made of and how; the place of the source counts for nothing."""
        return digest_of(_code_digest(), recipe.digest, type(recipe).__name__)

    def prune(self, outputs: Iterable[Output]) -> None:
        """Remove, once a day, what no build has used for long; what `outputs` show stays."""
        stamp, now = self.folder / PRUNED, time.time()
        try:
            if not self.folder.is_dir() or (stamp.exists() and 0 <= now - stamp.stat().st_mtime < PRUNE_INTERVAL):
                return
            stamp.touch()
            old = [path for path in self.folder.glob("??/*") if now - path.stat().st_mtime > MAX_AGE]
            shown = {self.key(one.recipe) for one in outputs if not isinstance(one.recipe, Fill)} if old else ()
            for path in old:
                if path.name.partition("-")[0] in shown:
                    os.utime(path)
                else:
                    path.unlink()
        except OSError:
            return

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let one worker at a time decode a large picture; a dead one holds nothing."""
        if sys.platform == "win32":  # workers need `fork`, which is not there
            yield
            return
        import fcntl  # not there on Windows

        with ExitStack() as stack:
            with suppress(OSError):  # where nothing can be kept, there is no lock either
                self.folder.mkdir(parents=True, exist_ok=True)
                file = stack.enter_context((self.folder / ".large").open("ab"))
                fcntl.flock(file.fileno(), fcntl.LOCK_EX)
            yield

    def _bucket(self, name: str) -> dict[str, str]:
        """Return the files whose names begin so, by key."""
        found = self.listed.get(name)
        if found is None:
            try:
                files = [path.name for path in (self.folder / name).iterdir()]
            except OSError:
                files = []
            found = self.listed[name] = {file.partition("-")[0]: file for file in files if not file.endswith(".part")}
        return found


def _ending(data: bytes) -> str:
    return "-" + digest_bytes(data)


@cache
def _code_digest() -> str:
    """Name everything whose change may change a picture's bytes: our own code, and Pillow with its libraries."""
    from importlib.metadata import PackageNotFoundError, version  # takes long, and few builds make pictures

    here = Path(__file__).parent
    code = [here / f"{name}.py" for name in MODULES]
    try:
        pillow = version("pillow")
    except PackageNotFoundError:
        pillow = ""
    return digest_of([digest_bytes(path.read_bytes()) for path in code if path.exists()], pillow)
