"""The outputs by path: what a source asks for goes before a generated page, and two sources for one file clash."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from generator.formats.urls import folded
from generator.model.output import Fill, Output
from generator.model.post import Post
from generator.model.problem import Problem

OTHER_ADDRESS = "Choose another address."


Rank = tuple[int, int, int]


class Claim(NamedTuple):
    """An output that asks for its path, and the key that it is planned under.

    Of several the one with the least ``rank`` has it: who asks, the kind, and the direction of keys (1 or -1) in which
    the first of one kind is chosen.
    """

    rank: Rank
    key: str
    output: Output


def _order(claim: Claim) -> tuple[Rank, list[int]]:
    return claim.rank, [claim.rank[2] * ord(sign) for sign in claim.key]


class PathTable:
    """The outputs by path, of all that ask for one; and what is wrong with that.

    Names that some system would take for one file are one here.
    """

    def __init__(self, shown: Callable[[str], str]) -> None:
        """Hold nothing yet; `shown` tells how a report prints a source."""
        self.shown = shown
        self.outputs: dict[str, Output] = {}
        self.claims: dict[str, tuple[Claim, ...]] = {}
        self.faults: dict[str, Sequence[Problem]] = {}  # by folded path
        self.members: dict[str, int] = {}  # how many files and folders lie in a folder
        self.clashing: set[str] = set()  # paths that would be a file and a folder at once

    def copy(self) -> "PathTable":
        """Return a table of its own that holds the same."""
        other = PathTable(self.shown)
        for name in ("outputs", "claims", "faults", "members", "clashing"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def put(self, claim: Claim) -> None:
        """Add a claim."""
        fold = folded(claim.output.path)
        others = self.claims.get(fold)
        if others is None:
            self.claims[fold] = (claim,)
            self._add(claim.output)
        else:
            self._settle(fold, (*others, claim))

    def take(self, claim: Claim) -> None:
        """Remove a claim."""
        fold = folded(claim.output.path)
        self._settle(fold, tuple(other for other in self.claims[fold] if other is not claim))

    def _settle(self, fold: str, claims: tuple[Claim, ...]) -> None:
        """Decide anew who has a path."""
        for old in self.claims[fold]:
            if self.outputs.get(old.output.path) is old.output:
                self._drop(old.output.path)
        if not claims:
            del self.claims[fold]
            self.faults.pop(fold, None)
            return
        self.claims[fold] = claims
        winner, faults = self._decided(claims)
        self._add(winner)
        if faults:
            self.faults[fold] = faults
        else:
            self.faults.pop(fold, None)

    def _decided(self, claims: Iterable[Claim]) -> tuple[Output, Sequence[Problem]]:
        """Return the output that has a path, and what is wrong with the others."""
        first, *others = (claim.output for claim in sorted(claims, key=_order))
        return first, [fault for other in others if (fault := self._fault(first, other))]

    def _fault(self, first: Output, other: Output) -> Problem | None:
        if first == other or (first.lasts and other.lasts and first.recipe.digest == other.recipe.digest):
            return None
        if first.source and other.source:
            return self._clash(first, other)
        if other.yields:
            message = f"redirect_from: {other.path} is a page of its own: there is no redirect from it"
            return self._warning(other, message)
        is_story = isinstance(first.recipe, Fill) and isinstance(first.recipe.shows.get("page"), Post)
        if first.source and first.path == other.path and is_story:
            message = f"this story takes the place of a page that we would make: {other.path}"
            return self._warning(first, message)
        return None

    def _warning(self, output: Output, message: str) -> Problem:
        return Problem(self.shown(output.source), message, hint=OTHER_ADDRESS, severity="warning")

    def _clash(self, first: Output, second: Output) -> Problem:
        if first.path == second.path:
            message = f"this makes {second.path}, and so does {self.shown(first.source)}"
        else:
            is_form = unicodedata.normalize("NFC", first.path) == unicodedata.normalize("NFC", second.path)
            message = (
                f"this makes {second.path}, and {self.shown(first.source)} makes {first.path}: they differ only in "
                f"{'the Unicode form of their letters' if is_form else 'case'}, so many systems take them for one file"
            )
        hint = "Give one of them another name, slug or permalink."
        return Problem(self.shown(second.source), message, second.line, 1 if second.line else 0, hint)

    def _add(self, output: Output) -> None:
        path = output.path
        self.outputs[path] = output
        if path in self.members:
            self.clashing.add(path)
        while path := path.rpartition("/")[0]:
            self.members[path] = count = self.members.get(path, 0) + 1
            if path in self.outputs:
                self.clashing.add(path)
            if count > 1:
                break

    def _drop(self, path: str) -> None:
        del self.outputs[path]
        self.clashing.discard(path)
        while path := path.rpartition("/")[0]:
            self.members[path] -= 1
            if self.members[path]:
                break
            del self.members[path]
            self.clashing.discard(path)

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong."""
        found = [fault for faults in self.faults.values() for fault in faults]
        return found + [self._file_and_folder(path) for path in sorted(self.clashing)]

    def _file_and_folder(self, path: str) -> Problem:
        inner = min(other for other in self.outputs if other.startswith(f"{path}/"))
        outputs = (self.outputs[path], self.outputs[inner])
        named = next((one for one in outputs if one.source), outputs[0])
        message = f"{path} would be a file, and a folder for {inner}"
        return Problem(self.shown(named.source), message, hint="Give one of them another permalink.")
