"""Read data files: `_data/authors.yml` is `site.data.authors`."""

import csv
import io
import json
import os
from collections.abc import Iterable
from typing import Any

from generator.model.digest import Digest, digest_of
from generator.model.problem import InputError, Problem
from generator.read.yaml.load import decode, load_yaml
from generator.read.yaml.parser import Limits

FORMATS = (".yml", ".yaml", ".json", ".csv", ".tsv")
LIMITS = Limits(size=8_000_000)  # characters; front matter may have far fewer, but data may be long
Tree = dict[str, Any]


class DataFile:
    """A data file: what it says, of the very bytes that its digest covers. Reports call it `shown`."""

    def __init__(self, shown: str, digest: Digest, value: object) -> None:
        """Hold what was read."""
        self.shown = shown
        self.digest = digest
        self.value = value


class DataFolder:
    """Data files and folders of them, by name without ending."""

    def __init__(self, members: Tree) -> None:
        """Hold `members`, files and folders."""
        self.members = members

    @property
    def digest(self) -> str:
        """The digest of all that lies below."""
        return digest_of({name: member.digest for name, member in sorted(self.members.items())})

    @property
    def value(self) -> object:
        """A mapping from names to values."""
        return {name: member.value for name, member in sorted(self.members.items())}


def data_tree(files: Iterable[tuple[str, DataFile]], problems: list[Problem]) -> Tree:
    """Arrange data files by their names below the data folder (`team/editors.yml` -> team -> editors).

    Of two of one name the last one counts, and a folder goes before a file, with a warning.
    """
    top: Tree = {}
    for name, file in files:
        *folders, base = name.split("/")
        place = top
        for folder in folders:
            below = place.setdefault(folder, DataFolder({}))
            if isinstance(below, DataFile):
                problems.append(_unread(below, f"the folder {file.shown.removesuffix(base).rstrip('/')}"))
                below = place[folder] = DataFolder({})
            place = below.members
        key = os.path.splitext(base)[0]
        before = place.get(key)
        if isinstance(before, DataFolder):
            problems.append(_unread(file, f"the folder {file.shown.removesuffix(base)}{key}"))
            continue
        if before is not None:
            problems.append(_unread(before, file.shown))
        place[key] = file
    return top


def _unread(file: DataFile, other: str) -> Problem:
    """Warn of a data file that another of its name hides."""
    message = f"this data file is not read: {other} has the same name"
    return Problem(file.shown, message, hint="Rename one of them.", severity="warning")


def parse_data(raw: bytes, shown: str) -> object:
    """Return what a data file says, by the ending of its name. Raises InputError with the place of a mistake."""
    suffix = os.path.splitext(shown)[1].lower()
    text = decode(raw, shown)
    if suffix == ".json":
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise InputError(Problem(shown, f"this is not JSON: {error.msg}", error.lineno, error.colno)) from None
        except (RecursionError, ValueError) as error:  # nested too deeply, or a number of thousands of digits
            raise InputError(Problem(shown, f"this JSON asks too much: {error}", 1, 1)) from None
    if suffix in (".csv", ".tsv"):
        rows = csv.DictReader(io.StringIO(text), delimiter="\t" if suffix == ".tsv" else ",")
        try:
            return list(rows)
        except csv.Error as error:
            raise InputError(Problem(shown, f"this is not a table: {error}", rows.line_num, 1)) from None
    return load_yaml(text, shown, limits=LIMITS).value
