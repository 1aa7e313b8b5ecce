"""Which warnings earlier builds printed: a warning is printed in full once, and counted from then on.

They are kept in `.newsprint/warnings`. Lost or damaged, it costs a repetition and nothing else.
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
Counts = Mapping[str, int]  # how many warnings there were of each file and message


class Selection(Struct, frozen=True):
    """The problems to show in full, errors first; and how many warnings are ``known``, which are not shown again."""

    shown: Sequence[Problem]
    known: int = 0


def select(problems: Iterable[Problem], reported: Counts) -> Selection:
    """Part the problems into those to show and the warnings that were reported before."""
    errors, warnings = parted(problems)
    counts = counts_of(warnings)
    new = [warning for warning in warnings if counts[_key(warning)] > reported.get(_key(warning), 0)]
    return Selection([*errors, *new], len(warnings) - len(new))


def parted(problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    """Return the errors and the warnings."""
    listed = list(problems)
    return (
        [problem for problem in listed if problem.severity == "error"],
        [problem for problem in listed if problem.severity == "warning"],
    )


def counts_of(warnings: Iterable[Problem]) -> Counter[str]:
    """Count the warnings of each file and message. Lines are left out: an edit above moves all that stand below."""
    return Counter(map(_key, warnings))


def _key(problem: Problem) -> str:
    return digest_of(problem.file, problem.message)[:16]


def recall(folder: Path) -> Counts:
    """Return the warnings that were reported before, as the cache in `folder` has them."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=dict[str, int])
    except (OSError, msgspec.DecodeError):
        return {}


def remember(folder: Path, problems: Iterable[Problem], reported: Counts) -> Counts:
    """Keep which warnings have been reported, and return them.

    A warning that is gone is new when it comes back; beside an error it may only not have been reached.
    """
    errors, warnings = parted(problems)
    counts: Counts = counts_of(warnings)
    if errors:
        counts = {key: max(counts.get(key, 0), reported.get(key, 0)) for key in {*counts, *reported}}
    if counts != reported:
        _keep(folder, counts)
    return counts


def _keep(folder: Path, counts: Counts) -> None:
    """Replace the file as a whole; that it cannot be kept is no fault of the build."""
    part = folder / f"{NAME}.{os.getpid()}.part"
    with suppress(OSError):
        try:
            folder.mkdir(exist_ok=True)
            part.write_bytes(msgspec.json.encode(dict(sorted(counts.items()))))
            part.replace(folder / NAME)
        except OSError:
            part.unlink(missing_ok=True)
