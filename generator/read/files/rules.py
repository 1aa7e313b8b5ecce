"""Rules on file names: Jekyll's, the site's `include` and `exclude`, and rules on secrets."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import translate
from pathlib import Path
from typing import Literal

from generator.formats.filenames import HIDDEN, is_secret, leftover, second_ending
from generator.formats.urls import composed
from generator.model.settings import Project, Settings
from generator.model.target import Directory

Kind = Literal["post", "draft", "data", "document", "file"]
Place = tuple[Kind, str]  # the kind of the files in a folder, and the label of its collection

FILE: Place = ("file", "")
DATA: Place = ("data", "")
SECRET, OUT, OURS = "a secret", "left out", "ours"  # the reasons why a file is no source, besides leftovers of programs
SECOND = "a copy of a story, or a story under a second ending"

KIND_BY_FOLDER: dict[str, Kind] = {"_posts": "post", "_drafts": "draft"}
SPECIAL = ("_", *HIDDEN)
SETTINGS = ("_config.yml", "_config.yaml", "_config.toml")
ALWAYS_OUT = (
    "node_modules",
    "vendor/bundle",
    "vendor/cache",
    "vendor/gems",
    "vendor/ruby",
    "Gemfile",
    "Gemfile.lock",
    "gemfiles",
    *SETTINGS,
)


class Rules:
    """The meaning of names below a folder; names are in Unicode's form NFC, paths relative to the folder."""

    def __init__(self, project: Project, top: Path) -> None:
        """Create the rules of the folder `top`, still without settings."""
        self.base = os.path.realpath(top)
        self.include = self.exclude = matching(())
        self.special: tuple[str, ...] = SPECIAL
        self.shelves: Mapping[str, Kind] = {}
        self.labels: Mapping[str, str] = {}
        self.own: set[str] = set()
        # The root of a Jekyll site is its content folder: then the cache and the output are inside it.
        self.keep_off((project.output, project.cache, project.templates[0], project.static[0], project.root / ".venv"))

    def keep_off(self, folders: Iterable[Path]) -> None:
        """Exclude these folders, even if links lead to them."""
        for folder in folders:
            self.own |= {os.path.abspath(folder), os.path.realpath(folder)}

    def place(self, base: str, name: str, above: Place, *, is_folder: bool) -> Place | str:
        """Return the kind of a file, or of the files in a folder; a string is the reason why it is left out.

        Below `_posts`, `_data` and so on, only excluded files are left out.
        """
        if is_folder and above[0] == "file":
            if shelf := self.shelves.get(base) or self.shelves.get(name):
                return shelf, ""
            if name in self.labels:
                return "document", self.labels[name]
        if against := self.against(base, name):
            return against
        if (
            above[0] in KIND_BY_FOLDER.values()
            and not is_folder
            and second_ending(base)
            and not self.include(base, name)
        ):
            return SECOND
        return above

    def against(self, base: str, name: str) -> str:
        """Return the reason why a name is left out; "" if it is a source."""
        if is_secret(base):
            return SECRET
        if base.startswith(self.special):
            if self.include(base, name):
                return ""
            return leftover(base) or OUT if base.startswith(HIDDEN[1:]) else OUT
        if (found := leftover(base)) and not self.include(base, name):
            return found
        return OUT if self.exclude(base, name) and not self.include(base, name) else ""

    def place_of(self, path: str, *, is_folder: bool) -> Place | str:
        """Return the kind of a path below the folder, by the names of all folders in it."""
        place: Place | str = FILE
        names = Path(composed(path)).parts
        for number, base in enumerate(names, 1):
            name = "/".join(names[:number])
            if name in SETTINGS or os.path.join(self.base, name) in self.own:
                return OURS
            if isinstance(place, str):
                break
            place = self.place(base, name, place, is_folder=is_folder or number < len(names))
        return place


def rules_of_content(project: Project, settings: Settings) -> Rules:
    """Return the rules of the content folder."""
    rules = Rules(project, project.content)
    rules.include = matching(settings.include)
    rules.exclude = matching((*ALWAYS_OUT, *settings.exclude))
    rules.shelves = {**KIND_BY_FOLDER, composed(settings.data_dir.strip("/")): "data"}
    rules.labels = {"_" + composed(collection.label): collection.label for collection in settings.collections}
    rules.keep_off(Path(project.root, one.kind.path) for one in settings.targets if isinstance(one.kind, Directory))
    return rules


def rules_of_static(project: Project, folder: Path, settings: Settings) -> Rules:
    """Return the rules of a folder of static files; `include:` names these with a leading `static/`."""
    rules = Rules(project, folder)
    rules.special = HIDDEN
    named = matching(settings.include)
    # Names that begin with a dot are left out: none of them could be a page.
    rules.include = lambda base, name: not base.startswith(".") and (named(base, name) or named(base, f"static/{name}"))
    return rules


def matching(patterns: Sequence[str]) -> Callable[[str, str], bool]:
    """Match as Jekyll's EntryFilter: a glob of the path, a folder above it, or a name without a folder.

    The result is a function of a file's name and of its path.
    """
    wanted = [composed(pattern.strip("/")) for pattern in patterns]
    path = re.compile("|".join([*map(translate, wanted), *(re.escape(one) + "/" for one in wanted)]) or r"(?!)")
    plain = frozenset(wanted)
    return lambda base, name: base in plain or path.match(name) is not None
