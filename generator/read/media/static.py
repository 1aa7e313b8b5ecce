"""List the files of `static/`: the site's files override the default theme's.

Each is published under a name with a digest, so that browsers can cache it for ever. The digest of a style sheet covers
all files that it links to, directly or through other style sheets.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from msgspec import Struct

from generator.formats.css import decode, links
from generator.formats.urls import composed
from generator.model.cache_records import SourceCache, SourceRecord
from generator.model.digest import Digest, digest_bytes, digest_of, digest_opened
from generator.model.library import Asset
from generator.model.problem import Problem
from generator.read.files.discover import Source
from generator.read.files.exports import export_warning, look_for_export
from generator.read.files.file_stat import stable_signature, still
from generator.read.files.rules import matching
from generator.read.files.snapshot import SourceSnapshot

KEY = "static:"  # prefix of these records' names, since the files are not below the content folder
FOLDER = "static/"
STYLE = ".css"
MAX_STEM = 200  # bytes; a file's name has at most 255

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[?#]|\Z")
_TAIL = re.compile(r"[?#].*", re.DOTALL)


def read_static(snapshot: SourceSnapshot, known: SourceCache) -> tuple[list[Asset], list[SourceRecord], list[Problem]]:
    """Return the static files, their records for the cache, and the problems."""
    project = snapshot.project
    found: dict[str, _File] = {}
    problems: list[Problem] = []
    for folder, sources in snapshot.static:
        for source in sources:
            key = composed(source.name)
            if key in found:
                continue
            shown = project.show(folder / source.name)
            try:
                record = _record(source, known, snapshot.began)
            except OSError as error:
                hint = "Mend its permissions, or move it away."
                problems.append(Problem(shown, f"this file cannot be read: {error.strerror}", hint=hint))
                continue
            found[key] = _File(source.path, shown, *record, is_themes=folder != project.static[0])
    room = _StaticFiles(found, snapshot.settings.baseurl)
    assets = [room.asset(key) for key in found]
    problems += [*room.problems(), *_exports(found, snapshot)]
    return assets, [file.record for file in found.values()], problems


def _exports(found: "Mapping[str, _File]", snapshot: SourceSnapshot) -> Iterator[Problem]:
    """Warn of exports and databases among the site's own files, unless their owner names them."""
    wanted = matching(snapshot.settings.include)
    for key, file in found.items():
        is_wanted = file.is_themes or wanted(posixpath.basename(key), key) or wanted("", FOLDER + key)
        if file.record.export and not is_wanted:
            yield export_warning(file.shown, file.record.export)


class _File(Struct, frozen=True):
    """A static file, and its record."""

    source: str
    shown: str
    record: SourceRecord
    digest: Digest
    is_themes: bool


def _record(source: Source, known: SourceCache, began: int) -> tuple[SourceRecord, Digest]:
    """Return the record of a file from the cache, or read the file if it has changed; also return its digest."""
    name = KEY + source.name
    record = known.records.get(name)
    if record is not None and record.stamp == source.stamp and record.digest is not None:
        return record, record.digest
    with Path(source.path).open("rb") as file:
        stamp = still(file, source.stamp, stable_signature(source.stamp, began))
        if not source.name.lower().endswith(STYLE):
            head, export = look_for_export(source.name, file)
            digest = digest_opened(file, head)
            return SourceRecord(name, stamp, digest, export=export), digest
        raw = file.read()
    digest = digest_bytes(raw)
    return SourceRecord(name, stamp, digest, links=links(decode(raw)[0])), digest


class _StaticFiles:
    """All static files, by key, with the links between them."""

    def __init__(self, files: Mapping[str, _File], baseurl: str) -> None:
        self.files = files
        self.baseurl = baseurl
        self.targets = {key: dict(self.linked(key)) for key, file in files.items() if file.record.links}

    def linked(self, key: str) -> Iterator[tuple[str, str]]:
        """Yield the links of a style sheet to static files, with their keys."""
        for link, _ in self.files[key].record.links:
            target = self.target(key, link)
            if target in self.files:
                yield link, target

    def target(self, key: str, link: str) -> str:
        """Return the key of the target of a link in the file `key`; "" if it is no static file."""
        if _ELSEWHERE.match(link):
            return ""
        path = composed(unquote(_TAIL.sub("", link)))
        if path.startswith("/"):
            below = f"{self.baseurl}/{FOLDER}"
            return path.removeprefix(below) if path.startswith(below) else ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(key), path))
        return "" if target.startswith("..") else target

    def digest(self, key: str) -> Digest:
        """Return the digest of a file and of all files that it links to; cycles are visited once."""
        if key not in self.targets:
            return self.files[key].digest
        reached = {key}
        waiting = [key]
        while waiting:
            new = set(self.targets.get(waiting.pop(), {}).values()) - reached
            reached |= new
            waiting += new
        return digest_of(key, [(name, self.files[name].digest) for name in sorted(reached)])

    def path(self, key: str) -> str:
        """Return the published path of a file."""
        folder, slash, name = key.rpartition("/")
        stem, dot, ending = name.rpartition(".")
        if not stem:
            stem, dot, ending = name, "", ""
        if len(stem.encode()) > MAX_STEM:
            stem = stem.encode()[:MAX_STEM].decode("utf-8", "ignore")
        return f"{FOLDER}{folder}{slash}{stem}.{self.digest(key)[:8]}{dot}{ending}"

    def asset(self, key: str) -> Asset:
        """Return a file as an `Asset`."""
        file = self.files[key]
        path = self.path(key)
        told = self.targets.get(key, {}).items()
        places = tuple((link, self.place(path, link, target)) for link, target in told)
        return Asset(
            path,
            file.source,
            file.shown,
            self.digest(key),
            is_themes=file.is_themes,
            key=key,
            links=places if key.lower().endswith(STYLE) else None,
            content=file.digest,
        )

    def place(self, path: str, link: str, target: str) -> str:
        """Return the new value of a link in the style sheet that is published at `path`."""
        tail = _TAIL.search(link)
        there = self.path(target)
        if link.startswith("/"):
            place = f"{self.baseurl}/{quote(there)}"
        else:
            place = quote(posixpath.relpath(there, posixpath.dirname(path)))
        return place + (quote(tail[0], safe="?#&=/:;,+%") if tail else "")

    def problems(self) -> Iterator[Problem]:
        """Return warnings about dead links."""
        for key, file in self.files.items():
            for link, line in file.record.links:
                target = self.target(key, link)
                if target and target not in self.files and not link.startswith("/"):
                    hint = "Mend the link, or put the file there."
                    yield Problem(file.shown, f'there is no file "{link}"', line, hint=hint, severity="warning")
