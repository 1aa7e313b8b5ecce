"""The content-addressed cache of generated images in `.newsprint/pictures/`: no image is generated twice.

The key is the digest of the source's content and the recipe, not the published path. So an image survives `--clean`, a
renamed source and a lost output. Its file name ends with the digest of its bytes; a file that differs is not used.
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
PRUNE_INTERVAL = 24 * 3600  # seconds between two searches for unused images
MODULES = ("cards", "encode", "icons", "animated", "decode", "resize")  # of this room
PRUNED = ".pruned"


class ImageCache:
    """The folder of generated images. If it is lost or damaged, they are generated again."""

    def __init__(self, folder: Path) -> None:
        """Name the folder, which need not exist."""
        self.folder = folder
        self.listed: dict[str, dict[str, str]] = {}

    def has(self, recipe: Recipe) -> bool:
        """Tell whether the image of a recipe seems to be cached."""
        key = self.key(recipe)
        return key in self._bucket(key[:2])

    def find(self, recipe: Recipe) -> bytes | None:
        """Return the cached image of a recipe, if any."""
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
        with suppress(OSError):  # the file of another user, or a read-only disk
            os.utime(path)
        return data

    def store(self, recipe: Recipe, data: bytes) -> None:
        """Store an image. If it cannot be stored, the build goes on."""
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
        """Return the key of a recipe: it covers the source's content and the options, but not the source's path."""
        return digest_of(_code_digest(), recipe.digest, type(recipe).__name__)

    def prune(self, outputs: Iterable[Output]) -> None:
        """Once a day, remove images that no build has used for long; those of `outputs` stay."""
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
        """Let one worker at a time decode a large image; the lock ends with the process."""
        if sys.platform == "win32":  # there is no `fork`, so there are no workers
            yield
            return
        import fcntl  # not available on Windows

        with ExitStack() as stack:
            with suppress(OSError):  # without a writable folder there is no lock
                self.folder.mkdir(parents=True, exist_ok=True)
                file = stack.enter_context((self.folder / ".large").open("ab"))
                fcntl.flock(file.fileno(), fcntl.LOCK_EX)
            yield

    def _bucket(self, name: str) -> dict[str, str]:
        """List the files of a subfolder, by key."""
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
    """Return a digest of all that the bytes of images depend on: this code, and Pillow with its libraries."""
    from importlib.metadata import PackageNotFoundError, version  # slow to import, and few builds generate images

    here = Path(__file__).parent
    code = [here / f"{name}.py" for name in MODULES]
    try:
        pillow = version("pillow")
    except PackageNotFoundError:
        pillow = ""
    return digest_of([digest_bytes(path.read_bytes()) for path in code if path.exists()], pillow)
