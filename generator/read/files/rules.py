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
Place = tuple[Kind, str]  # what lies in a folder, and the label of its collection

FILE: Place = ("file", "")
DATA: Place = ("data", "")
SECRET, OUT, OURS = "a secret", "left out", "ours"  # why something is no source; else it is what a program left
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
    """What each name below a folder means; names are in Unicode's form NFC, paths relative to the folder."""

    def __init__(self, project: Project, top: Path) -> None:
        """Judge names below `top`, by no settings as yet."""
        self.base = os.path.realpath(top)
        self.include = self.exclude = matching(())
        self.special: tuple[str, ...] = SPECIAL
        self.shelves: Mapping[str, Kind] = {}
        self.labels: Mapping[str, str] = {}
        self.own: set[str] = set()
        # A Jekyll site is its own content: then our own folders lie inside it.
        self.keep_off((project.output, project.cache, project.templates[0], project.static[0], project.root / ".venv"))

    def keep_off(self, folders: Iterable[Path]) -> None:
        """Let what lies in these folders be no source, by whatever way they are reached."""
        for folder in folders:
            self.own |= {os.path.abspath(folder), os.path.realpath(folder)}

    def place(self, base: str, name: str, above: Place, *, is_folder: bool) -> Place | str:
        """Say what a file is, or what lies in a folder; a text says why it is left out.

        Below `_posts`, `_data`, …, only what is excluded is left out.
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
        """Say what is against a name: nothing, if it is wanted."""
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
        """Say what lies at a path below the folder, by the names of all folders on the way."""
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
    """Return the rules of a folder of static files, which may be named in `include:` with `static/` before them."""
    rules = Rules(project, folder)
    rules.special = HIDDEN
    named = matching(settings.include)
    # What begins with a dot stays out all the same: there is no page that it could be.
    rules.include = lambda base, name: not base.startswith(".") and (named(base, name) or named(base, f"static/{name}"))
    return rules


def matching(patterns: Sequence[str]) -> Callable[[str, str], bool]:
    """Match as Jekyll's EntryFilter: a glob of the path, a folder above it, or a name without a folder.

    The answer is a function of a file's own name and of its path.
    """
    wanted = [composed(pattern.strip("/")) for pattern in patterns]
    path = re.compile("|".join([*map(translate, wanted), *(re.escape(one) + "/" for one in wanted)]) or r"(?!)")
    plain = frozenset(wanted)
    return lambda base, name: base in plain or path.match(name) is not None
