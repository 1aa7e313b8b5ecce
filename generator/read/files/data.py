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
LIMITS = Limits(size=8_000_000)  # characters; front matter has a much lower limit
Tree = dict[str, Any]


class DataFile:
    """A data file: its value, and the digest of the bytes that it was read from. Messages call it `shown`."""

    def __init__(self, shown: str, digest: Digest, value: object) -> None:
        """Store what was read."""
        self.shown = shown
        self.digest = digest
        self.value = value


class DataFolder:
    """Data files and folders, by name without extension."""

    def __init__(self, members: Tree) -> None:
        """Store the members, files and folders."""
        self.members = members

    @property
    def digest(self) -> str:
        """The digest of all files in the folder."""
        return digest_of({name: member.digest for name, member in sorted(self.members.items())})

    @property
    def value(self) -> object:
        """The members' values, by name."""
        return {name: member.value for name, member in sorted(self.members.items())}


def data_tree(files: Iterable[tuple[str, DataFile]], problems: list[Problem]) -> Tree:
    """Arrange data files by their names below the data folder (`team/editors.yml` -> team -> editors).

    Of two files with one name the last one counts, and a folder takes precedence over a file; both with a warning.
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
    """Return a warning about a data file that another one of the same name hides."""
    message = f"this data file is not read: {other} has the same name"
    return Problem(file.shown, message, hint="Rename one of them.", severity="warning")


def parse_data(raw: bytes, shown: str) -> object:
    """Parse a data file by its extension. Raises InputError with the position of an error."""
    suffix = os.path.splitext(shown)[1].lower()
    text = decode(raw, shown)
    if suffix == ".json":
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise InputError(Problem(shown, f"this is not JSON: {error.msg}", error.lineno, error.colno)) from None
        except (RecursionError, ValueError) as error:  # nested too deeply, or a number with thousands of digits
            raise InputError(Problem(shown, f"this JSON asks too much: {error}", 1, 1)) from None
    if suffix in (".csv", ".tsv"):
        rows = csv.DictReader(io.StringIO(text), delimiter="\t" if suffix == ".tsv" else ",")
        try:
            return list(rows)
        except csv.Error as error:
            raise InputError(Problem(shown, f"this is not a table: {error}", rows.line_num, 1)) from None
    return load_yaml(text, shown, limits=LIMITS).value
