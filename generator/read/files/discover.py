"""Discover the sources: walk the content folder, and classify every file."""

import os
import stat
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from generator.formats.filenames import FOLDER_ICON, HIDDEN, name_error, original_of, printable
from generator.formats.urls import composed
from generator.model.problem import Problem
from generator.model.settings import Project, Settings
from generator.read.files.file_stat import stat_signature
from generator.read.files.rules import DATA, FILE, OUT, SECRET, Kind, Place, Rules, rules_of_content, rules_of_static

FINISHED = (".newsprint", ".newsprint-deploy.json")  # files in a generated folder
MARKED = "Move this folder away, name it under exclude: in _config.yml, or remove this file if it is no such site."
COPY = "a second copy of the file beside it"
FOLDERS = (".git", ".ssh", ".gnupg", ".aws")  # hidden anyway: mentioned only if `include` names them


class Source(Struct, frozen=True):
    """A file below the content folder. ``name`` is relative to it, ``stamp`` is its stat signature.

    ``stamp`` is (size, mtime, ctime, inode), with times in nanoseconds. ctime is included because programs can set
    mtime back, but not ctime.
    """

    name: str
    path: str
    kind: Kind
    stamp: tuple[int, int, int, int]
    label: str = ""


def discover(project: Project, settings: Settings) -> tuple[list[Source], list[Problem]]:
    """Return every source below the content folder, in order of name, and warnings about skipped files."""
    return _Walk(project, project.content, rules_of_content(project, settings)).all()


def discover_static(project: Project, folder: Path, settings: Settings) -> tuple[list[Source], list[Problem]]:
    """Return every file below a folder of static files, with the same rules on secrets, links and leftovers."""
    return _Walk(project, folder, rules_of_static(project, folder, settings)).all()


class _Walk:
    """One pass over a folder."""

    def __init__(self, project: Project, top: Path, rules: Rules) -> None:
        self.project = project
        self.top = top
        self.rules = rules
        self.sources: list[Source] = []
        self.problems: list[Problem] = []
        self.left: dict[str, list[str]] = {}  # files that programs left, by kind
        self.kind = "content" if top == project.content else "static"
        self.trail: list[str] = []  # the symbolic links that lead to the current folder

    def all(self) -> tuple[list[Source], list[Problem]]:
        """Return every source, in order of name, and the problems."""
        self.folder(os.fspath(self.top), "", "file", "")
        self.sources.sort(key=attrgetter("name"))
        self.check_forms()
        self.pass_over_copies()
        for what, names in self.left.items():
            first, *others = sorted(names)
            more = f", and {len(others):,} more like it" if others else ""
            hint = "Remove it, or name it under include: in _config.yml if it is meant."
            self.warn(first, f"this is {what}: it is passed over{more}", hint)
        return self.sources, self.problems

    def pass_over_copies(self) -> None:
        """Leave out the second copies of stories and pages whose originals lie beside them."""
        originals = {
            source.name: original_of(source.name) for source in self.sources if " " in source.name or "(" in source.name
        }
        if any(originals.values()):
            names = {source.name for source in self.sources}
            copies = {
                name
                for name, original in originals.items()
                if original in names and not self.rules.include(os.path.basename(name), name)
            }
            self.sources = [source for source in self.sources if source.name not in copies]
            if copies:
                self.left[COPY] = sorted(copies)

    def check_forms(self) -> None:
        """Refuse two files whose names are equal in Unicode's form NFC: a reference to one would be ambiguous."""
        found: dict[str, str] = {}
        for source in self.sources:
            if not source.name.isascii():
                other = found.setdefault(composed(source.name), source.name)
                if other != source.name:
                    shown = self.project.show(Path(self.top, other))
                    message = f"this and {shown} differ only in the Unicode form of their letters, so they are one name"
                    self.fail(source.name, message, "Remove one of them, or give it another name.")

    def folder(self, path: str, prefix: str, kind: Kind, label: str) -> None:
        """Add the contents of a folder to one list, which is faster than nested generators."""
        try:
            entries = list(os.scandir(path))
        except FileNotFoundError:  # removed during the scan
            return
        except OSError as error:
            self.fail(prefix.rstrip("/"), f"this folder cannot be read: {error.strerror}")
            return
        for entry in entries:
            if entry.name in FINISHED and _is_file(entry):
                self.fail(prefix + entry.name, "this marks a finished site, whose files are no sources", MARKED)
                return
        for entry in entries:
            try:
                self.entry(entry, prefix + entry.name, kind, label)
            except FileNotFoundError:
                continue
            except OSError as error:
                self.fail(prefix + entry.name, f"this cannot be read: {error.strerror}")

    def entry(self, entry: "os.DirEntry[str]", name: str, kind: Kind, label: str) -> None:
        """Add a file, or a folder with its contents, unless a rule excludes it."""
        if fault := name_error(entry.name):
            if entry.name != FOLDER_ICON:
                self.fail(printable(name), f"this name {fault}", "Rename it.")
            return
        base, plain = (entry.name, name) if name.isascii() else (composed(entry.name), composed(name))
        is_link = entry.is_symlink()
        if is_link and not (self.is_asked_for(base, plain) and self.may_follow(entry, name)):
            return
        is_folder = entry.is_dir()
        if is_folder and entry.path in self.rules.own and self.kind == "content":
            return
        place = self.rules.place(base, plain, (kind, label), is_folder=is_folder)
        if isinstance(place, str):
            self.pass_over(base, name, place)
        elif is_link and not self.may_show(entry, name, place):
            return
        elif is_folder:
            self.trail += [os.path.realpath(os.path.dirname(entry.path))] if is_link else []
            self.folder(entry.path, name + "/", *place)
            self.trail = self.trail[:-1] if is_link else self.trail
        else:
            info = entry.stat()
            if stat.S_ISREG(info.st_mode):
                self.sources.append(Source(name, entry.path, kind, stat_signature(info), label))
            else:
                self.warn(name, "this is neither a file nor a folder", f"Move it out of the {self.kind} folder.")

    def is_asked_for(self, base: str, name: str) -> bool:
        """Tell whether a symbolic link may be meant as a source; an editor's lock file is not."""
        is_out = base.startswith(HIDDEN) or self.rules.exclude(base, name)
        return not is_out or self.rules.include(base, name)

    def pass_over(self, base: str, name: str, why: str) -> None:
        """Warn that something is left out, unless `exclude` says so."""
        if why == SECRET:
            if base not in FOLDERS or self.rules.include(base, name):
                hint = f"Move it out of the {self.kind} folder."
                self.warn(name, "this looks like a secret: it is never published", hint)
        elif why != OUT and not self.rules.exclude(base, name):
            self.left.setdefault(why, []).append(name)

    def may_show(self, entry: "os.DirEntry[str]", name: str, place: Place) -> bool:
        """Follow a link only to a file that is published anyway, or is of the same kind as the link."""
        target = os.path.realpath(entry.path)
        below = os.path.relpath(target, self.rules.base)
        lies = self.rules.place_of(below, is_folder=os.path.isdir(target))
        if lies in (place, FILE) or (lies in (OUT, DATA) and self.rules.include(composed(entry.name), composed(name))):
            return True
        what = "looks like a secret" if lies == SECRET else "is not published under its own name"
        hint = "Remove the link." if lies == SECRET else "Put a copy here, if readers may have it."
        self.warn(name, f'this link leads to "{printable(below)}", which {what}: it is not followed', hint)
        return False

    def may_follow(self, entry: "os.DirEntry[str]", name: str) -> bool:
        """Follow a link only to a target inside the folder, and never in a loop."""
        target = os.path.realpath(entry.path)
        if target != self.rules.base and not target.startswith(self.rules.base + os.sep):
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
        """Stop the build: without the unreadable files it would unpublish them."""
        file = self.project.show(Path(self.top, name))
        self.problems.append(Problem(file, message, hint=hint))


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False
