"""Which warnings earlier builds printed: a warning is printed in full once, and counted from then on.

They are stored in `.newsprint/warnings`. If that file is lost or damaged, warnings are printed again.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.model.digest import digest_of
from generator.model.problem import Problem

NAME = "warnings"
Counts = Mapping[str, int]  # the number of warnings for each file and message


class Selection(Struct, frozen=True):
    """The problems to print in full, errors first, and the number of ``known`` warnings."""

    shown: Sequence[Problem]
    known: int = 0


def select(problems: Iterable[Problem], reported: Counts) -> Selection:
    """Split the problems into those to print and the warnings that were reported before."""
    errors, warnings = errors_and_warnings(problems)
    counts = counts_of(warnings)
    new = [warning for warning in warnings if counts[_key(warning)] > reported.get(_key(warning), 0)]
    return Selection([*errors, *new], len(warnings) - len(new))


def errors_and_warnings(problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    """Return the errors and the warnings."""
    listed = list(problems)
    return (
        [problem for problem in listed if problem.severity == "error"],
        [problem for problem in listed if problem.severity == "warning"],
    )


def counts_of(warnings: Iterable[Problem]) -> Counter[str]:
    """Count the warnings of each file and message. Line numbers are ignored, since an edit above changes them."""
    return Counter(map(_key, warnings))


def _key(problem: Problem) -> str:
    return digest_of(problem.file, problem.message)[:16]


def load_reported(folder: Path) -> Counts:
    """Load the warnings that were reported before from the cache in `folder`."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=dict[str, int])
    except (OSError, msgspec.DecodeError):
        return {}


def save_reported(folder: Path, problems: Iterable[Problem], reported: Counts) -> Counts:
    """Save the warnings that have been reported, and return them.

    A warning that disappears is new when it returns, unless there are errors: then it may not have been found.
    """
    errors, warnings = errors_and_warnings(problems)
    counts: Counts = counts_of(warnings)
    if errors:
        counts = {key: max(counts.get(key, 0), reported.get(key, 0)) for key in {*counts, *reported}}
    if counts != reported:
        _save(folder, counts)
    return counts


def _save(folder: Path, counts: Counts) -> None:
    """Replace the file as a whole. If it cannot be written, the build is not affected."""
    part = folder / f"{NAME}.{os.getpid()}.part"
    with suppress(OSError):
        try:
            folder.mkdir(exist_ok=True)
            part.write_bytes(msgspec.json.encode(dict(sorted(counts.items()))))
            part.replace(folder / NAME)
        except OSError:
            part.unlink(missing_ok=True)
