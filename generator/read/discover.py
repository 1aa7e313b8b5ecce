"""Find the sources: every file of the content folder, and what Jekyll takes it for."""

import os
import re
import stat
from collections.abc import Callable, Sequence
from fnmatch import translate
from operator import attrgetter
from pathlib import Path
from typing import Literal

from msgspec import Struct

from generator.model.problem import Problem
from generator.model.settings import Project, Settings

Kind = Literal["post", "draft", "data", "document", "file"]

SHELVES: dict[str, Kind] = {"_posts": "post", "_drafts": "draft"}
HIDDEN = (".", "#", "~")
SPECIAL = ("_", *HIDDEN)
FINISHED = (".newsprint", ".newsprint-deploy.json")  # lie in a folder that was made, not written
ALWAYS_OUT = (
    "node_modules",
    "vendor/bundle",
    "vendor/cache",
    "vendor/gems",
    "vendor/ruby",
    "Gemfile",
    "Gemfile.lock",
    "gemfiles",
    "_config.yml",
)
SECRETS = (
    *(".env", ".env.*", ".git", "*.pem", "*.p12", "*.pfx", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"),
    *(".htpasswd", ".netrc", ".npmrc", ".pypirc", ".ssh", ".gnupg", ".aws"),
)
SECRET = re.compile("|".join(map(translate, SECRETS)))
FOLDERS = (".git", ".ssh", ".gnupg", ".aws")  # hidden anyway: worth a word only where `include` names them


class Source(Struct, frozen=True):
    """A file below the content folder. ``name`` is relative to it, ``stamp`` what tells that it changed.

    ``stamp`` is (size, mtime, ctime, inode), times in nanoseconds. ctime is there because a program can
    set mtime back, and none can set ctime.
    """

    name: str
    path: str
    kind: Kind
    stamp: tuple[int, int, int, int]
    label: str = ""


def stamp_of(info: os.stat_result) -> tuple[int, int, int, int]:
    """Return what changes whenever a file's content does."""
    return (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def discover(project: Project, settings: Settings) -> tuple[list[Source], list[Problem]]:
    """Return every source below the content folder, in order of name, and what was passed over with a warning."""
    walk = _Walk(project, project.content)
    walk.include = _names(settings.include)
    walk.exclude = _names((*ALWAYS_OUT, *settings.exclude))
    walk.shelves = {**SHELVES, settings.data_dir.strip("/"): "data"}
    walk.labels = {"_" + collection.label: collection.label for collection in settings.collections}
    return walk.all()


def discover_static(project: Project, folder: Path) -> tuple[list[Source], list[Problem]]:
    """Return every file below a folder of static files, with the same care for secrets and links."""
    walk = _Walk(project, folder)
    walk.special = HIDDEN
    return walk.all()


def _names(patterns: Sequence[str]) -> Callable[[str, str], bool]:
    """Match as Jekyll's EntryFilter: a glob of the path, a folder above it, or a name without a folder.

    The answer is a function of a file's own name and of its path.
    """
    wanted = [pattern.strip("/") for pattern in patterns]
    path = re.compile("|".join([*map(translate, wanted), *(re.escape(one) + "/" for one in wanted)]) or r"(?!)")
    plain = frozenset(wanted)
    return lambda base, name: base in plain or path.match(name) is not None


class _Walk:
    """One pass over a folder."""

    def __init__(self, project: Project, top: Path) -> None:
        self.project = project
        self.top = top
        self.include = self.exclude = _names(())
        self.special: tuple[str, ...] = SPECIAL
        self.shelves: dict[str, Kind] = {}
        self.labels: dict[str, str] = {}
        # A Jekyll site is its own content: then our own folders lie inside it.
        own = (project.output, project.cache, project.templates[0], project.static[0], project.root / ".venv")
        self.own = {os.fspath(path) for path in own}
        self.base = os.path.realpath(top)
        self.sources: list[Source] = []
        self.problems: list[Problem] = []
        self.kind = "content" if top == project.content else "static"
        self.trail: list[str] = []  # where the links lie that were followed to come here

    def folder(self, path: str, prefix: str, kind: Kind, label: str) -> None:
        """Take in what lies in a folder: into one list, since generators within generators are felt."""
        try:
            entries = list(os.scandir(path))
        except FileNotFoundError:  # it vanished during the scan
            return
        except OSError as error:
            self.fail(prefix.rstrip("/"), f"this folder cannot be read: {error.strerror}")
            return
        if any(entry.name in FINISHED and entry.is_file() for entry in entries):
            return  # the output folder of some build, or the target of a deploy
        for entry in entries:
            try:
                self.entry(entry, prefix + entry.name, kind, label)
            except FileNotFoundError:
                continue
            except OSError as error:
                self.fail(prefix + entry.name, f"this cannot be read: {error.strerror}")

    def all(self) -> tuple[list[Source], list[Problem]]:
        """Return every source, in order of name, and what is wrong."""
        self.folder(os.fspath(self.top), "", "file", "")
        return sorted(self.sources, key=attrgetter("name")), self.problems

    def entry(self, entry: "os.DirEntry[str]", name: str, kind: Kind, label: str) -> None:
        if not name.isprintable():
            shown = "".join(letter if letter.isprintable() else "?" for letter in name)
            what = (
                "is not UTF-8" if any("\ud800" <= letter <= "\udfff" for letter in name) else "has a control character"
            )
            self.fail(shown, f"this name {what}", "Rename it.")
            return
        is_link = entry.is_symlink()
        if is_link and entry.name.startswith(HIDDEN) and not self.include(entry.name, name):
            return  # an editor's lock, for one
        if is_link and not self.may_follow(entry, name):
            return
        if entry.is_dir():
            if entry.path in self.own and self.kind == "content":
                return
            inner, inner_label = self.kind_of_folder(entry, name, kind, label)
            if inner is not None:
                self.trail += [os.path.realpath(os.path.dirname(entry.path))] if is_link else []
                self.folder(entry.path, name + "/", inner, inner_label)
                self.trail = self.trail[:-1] if is_link else self.trail
        elif self.is_wanted(entry.name, name):
            info = entry.stat()
            if stat.S_ISREG(info.st_mode):
                self.sources.append(Source(name, entry.path, kind, stamp_of(info), label))
            else:
                self.warn(name, "this is neither a file nor a folder", f"Move it out of the {self.kind} folder.")

    def kind_of_folder(self, entry: "os.DirEntry[str]", name: str, kind: Kind, label: str) -> tuple[Kind | None, str]:
        """Say what lies in a folder; None when it is left out."""
        if kind != "file":  # below `_posts`, `_data`, …: only what is excluded is left out
            return (kind if self.is_wanted(entry.name, name) else None), label
        if shelf := self.shelves.get(entry.name) or self.shelves.get(name):
            return shelf, ""
        if name in self.labels:
            return "document", self.labels[name]
        return ("file" if self.is_wanted(entry.name, name) else None), ""

    def is_wanted(self, base: str, name: str) -> bool:
        """Apply Jekyll's rule on names, its `include` and `exclude`, and ours on secrets."""
        if SECRET.match(base.lower()):
            if base not in FOLDERS or self.include(base, name):
                hint = f"Move it out of the {self.kind} folder."
                self.warn(name, "this looks like a secret: it is never published", hint)
            return False
        if base.startswith(self.special) or base.endswith("~"):
            return self.include(base, name)
        return not self.is_out(base, name)

    def is_out(self, base: str, name: str) -> bool:
        return self.exclude(base, name) and not self.include(base, name)

    def may_follow(self, entry: "os.DirEntry[str]", name: str) -> bool:
        """Follow a link only to what lies inside the folder, and never round a loop."""
        target = os.path.realpath(entry.path)
        if target != self.base and not target.startswith(self.base + os.sep):
            self.warn(
                name,
                f"this link leads out of the {self.kind} folder: it is not followed",
                "Copy the file here instead.",
            )
        elif not os.path.exists(target):
            self.warn(name, "this link leads nowhere", "Remove it, or mend its target.")
        elif os.path.isdir(target) and any(
            (here + os.sep).startswith(target + os.sep)
            for here in (*self.trail, os.path.realpath(os.path.dirname(entry.path)))
        ):
            self.warn(name, "this link leads back to a folder that it lies in: it is not followed", "Remove the link.")
        else:
            return True
        return False

    def warn(self, name: str, message: str, hint: str) -> None:
        file = self.project.show(Path(self.top, name))
        self.problems.append(Problem(file, message, hint=hint, severity="warning"))

    def fail(self, name: str, message: str, hint: str = "Mend its permissions, or move it away.") -> None:
        """Stop the build: to go on without what cannot be read would unpublish it."""
        file = self.project.show(Path(self.top, name))
        self.problems.append(Problem(file, message, hint=hint))
