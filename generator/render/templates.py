"""Find the templates, digest each, and find which others it names."""

import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from generator.formats.filenames import is_secret, leftover, name_error, printable
from generator.formats.urls import composed
from generator.model.cache_records import StatSignature, TemplateRecord
from generator.model.digest import Digest, digest_bytes, digest_of
from generator.model.problem import InputError, Problem
from generator.model.settings import Project
from generator.model.source_bytes import verified_bytes
from generator.render.catalogs import catalog_codes, normal_code, read_catalog
from generator.render.dropped_output import dropped

CATALOG = re.compile(r"words/([A-Za-z0-9_-]+)\.po")
ENDINGS = (".html", ".htm", ".xml", ".txt", ".json", ".webmanifest", ".js", ".css", ".svg", ".md", ".jinja", ".j2")
OPTIONS = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "extensions": ["jinja2.ext.i18n"],
}


class Templates:
    """The site's templates and the default theme's; of two with one name the site's own wins."""

    def __init__(self, project: Project, known: Mapping[str, TemplateRecord]) -> None:
        """Look at every template file; read those that changed since `known`."""
        self.project = project
        self.paths: dict[str, str] = {}
        self.faults: list[Problem] = []  # of files and folders, not of what a template says
        self.catalogs: dict[str, list[str]] = {}  # of each language, the site's own before the default theme's
        files: dict[str, str] = {}
        for number, folder in enumerate(project.templates):
            for name, path in self._files(os.fspath(folder), "", ()):
                if not name.endswith(".po"):
                    self.paths.setdefault(name, path)
                elif found := CATALOG.fullmatch(name):
                    self.catalogs.setdefault(normal_code(found[1]), []).append(path)
                    files[f"{name}:{number}"] = path  # a name that no template has: both are in use
        self.records = {
            name: self._record(path, known.get(name)) for name, path in sorted((self.paths | files).items())
        }
        self._contents = {path: self.records[name].digest for name, path in (self.paths | files).items()}

    @property
    def layouts(self) -> frozenset[str]:
        """The names that `layout:` may take."""
        return frozenset(
            name.removesuffix(".html") for name in self.records if name.endswith(".html") and "/" not in name
        )

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the templates themselves."""
        wrong = [*self.faults, *(record.problem for record in self.records.values() if record.problem)]
        return [*wrong, *dropped({name: self.records[name].outline for name in self.paths}, self._shown, self._is_own)]

    @property
    def digest_of_all(self) -> Digest:
        """The digest of all templates there are, by name."""
        return digest_of([(name, record.digest) for name, record in self.records.items()])

    def read(self, path: str, *, exact: bool) -> bytes:
        """Return the bytes of a template or a catalogue. With `exact`, raises ChangedError for others."""
        return verified_bytes(path, self._contents[path] if exact else None, self.project.show(Path(path)))

    def look(self, view: str) -> object:
        """Return what changes with a template (`template:NAME`), or with the words of a language (`words:CODE`)."""
        kind, _, name = view.partition(":")
        if kind == "template":
            return self._own_digest(name)
        codes = catalog_codes(name)
        return [(code, self._contents[path]) for code in codes for path in self.catalogs.get(code, ())]

    def _shown(self, name: str) -> str:
        return self.project.show(Path(self.paths[name]))

    def _is_own(self, name: str) -> bool:
        """Tell the site's templates from the default theme's."""
        return Path(self.paths[name]).is_relative_to(self.project.templates[0])

    def _own_digest(self, name: str) -> Digest | None:
        record = self.records.get(name)
        return record.digest if record else None

    def reach(self, name: str) -> set[str]:
        """Return the templates that one may use, itself too: those that it names, and so on; perhaps all."""
        reached: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one in reached:
                continue
            reached.add(one)
            record = self.records.get(one)
            if record is not None:
                waiting.extend(self.records if record.uses is None else record.uses)
        return reached

    def _files(self, folder: str, prefix: str, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield the name and path of each file below a folder that is fit for a template; it lies in those `above`."""
        try:
            entries = [(entry, entry.is_dir(), entry.is_file()) for entry in os.scandir(folder)]
        except (FileNotFoundError, NotADirectoryError):  # the second has been refused
            return
        except OSError as error:  # to go on without would be to publish the default theme
            self.faults.append(_unreadable(self.project.show(Path(folder)), "folder", error))
            return
        above = (*above, os.path.realpath(folder))
        for entry, is_folder, is_file in entries:
            if entry.name.startswith((".", "#")):
                continue
            fault = _fault(entry.name) or (self._fault_of_link(entry.path, above) if entry.is_symlink() else None)
            if fault is not None:
                self.faults.append(
                    msgspec.structs.replace(
                        fault, file=self.project.show(Path(folder)) + f"/{fault.file or entry.name}"
                    )
                )
            elif is_folder:
                yield from self._files(entry.path, f"{prefix}{composed(entry.name)}/", above)
            elif is_file and os.path.splitext(entry.name)[1] in (*ENDINGS, ".po"):
                yield prefix + composed(entry.name), entry.path

    def _fault_of_link(self, path: str, above: tuple[str, ...]) -> Problem | None:
        """Say why a link is no template: it opens no door to a secret, and leads round no circle."""
        target = os.path.realpath(path)
        below = os.path.relpath(target, self.project.root)
        if any(map(is_secret, Path(below).parts)):
            return Problem(
                "", f'this link leads to "{printable(below)}", which looks like a secret', hint="Remove the link."
            )
        if target in above:
            message = "this link leads back to a folder that it lies in: it is not followed"
            return Problem("", message, hint="Remove the link.", severity="warning")
        if not os.path.exists(target):
            return Problem("", "this link leads nowhere", hint="Remove it, or mend its target.", severity="warning")
        return None

    def _record(self, path: str, record: TemplateRecord | None) -> TemplateRecord:
        try:
            return self._read(path, record)
        except OSError as error:
            problem = _unreadable(self.project.show(Path(path)), "file", error)
            return TemplateRecord((-1, 0, 0, 0), None, (), problem)

    def _read(self, path: str, record: TemplateRecord | None) -> TemplateRecord:
        if record is not None and record.stamp == _stamp(os.stat(path)):
            return record
        with open(path, "rb") as file:
            stamp = _stamp(os.fstat(file.fileno()))
            raw = file.read()
        if max(stamp[1], stamp[2]) > time.time_ns() - 2_000_000_000:  # it may change again within a clock's tick
            stamp = (-1, 0, 0, 0)
        digest = digest_bytes(raw)
        if record is not None and record.digest == digest:
            return msgspec.structs.replace(record, stamp=stamp)
        parse = _parse_words if path.endswith(".po") else _parse
        return parse(self.project.show(Path(path)), raw, stamp, digest)


def _stamp(info: os.stat_result) -> StatSignature:
    return (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def read_text(raw: bytes) -> str:
    """Return the text of a template; the byte order mark that some editors put before it would end the page's head."""
    return raw.decode("utf-8").lstrip("\ufeff")


def _fault(name: str) -> Problem | None:
    """Say why a file of this name is no template, if it is one that a program left."""
    if fault := name_error(name):
        return Problem(printable(name), f"this name {fault}", hint="Rename it.")
    if what := leftover(name):
        return Problem("", f"this is {what}: it is passed over", hint="Remove it.", severity="warning")
    return None


def _unreadable(shown: str, kind: str, error: OSError) -> Problem:
    hint = "Mend its permissions, or move it away."
    return Problem(shown, f"this {kind} cannot be read: {error.strerror}", hint=hint)


def _parse(file: str, raw: bytes, stamp: StatSignature, digest: Digest) -> TemplateRecord:
    """Find what a template names; a syntax error is its problem."""
    from jinja2 import Environment, TemplateSyntaxError, meta  # an unchanged theme needs no Jinja

    from generator.render.outlines import outline

    try:
        tree = Environment(**OPTIONS).parse(read_text(raw))  # type: ignore[arg-type]  # noqa: S701 (autoescape is in OPTIONS)
    except TemplateSyntaxError as error:
        problem = Problem(file, error.message or "this is not a template", error.lineno, hint="Mend the template.")
        return TemplateRecord(stamp, digest, (), problem)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return TemplateRecord(stamp, digest, (), Problem(file, "this is not UTF-8", line, 1, "Save the file as UTF-8."))
    named = list(meta.find_referenced_templates(tree))
    uses = None if None in named else tuple(sorted({composed(name) for name in named if name}))
    return TemplateRecord(stamp, digest, uses, outline=outline(tree))


def _parse_words(file: str, raw: bytes, stamp: StatSignature, digest: Digest) -> TemplateRecord:
    """Find what is wrong with a catalogue; its language is its name."""
    try:
        read_catalog(file, raw, normal_code(os.path.splitext(os.path.basename(file))[0]))
    except InputError as fault:
        return TemplateRecord(stamp, digest, (), fault.problem)
    return TemplateRecord(stamp, digest, ())
