"""The outputs that one build has rendered and staged, so that a new attempt can reuse them."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from generator.model.cache_records import InnerLink
from generator.model.digest import Digest
from generator.model.output import Output
from generator.model.problem import Problem
from generator.write.staging import StagedFile


class Rendered(Struct, frozen=True):
    """A rendered output: its staged file, the views that it accessed, and its links inside the site."""

    path: str
    file: StagedFile
    views: tuple[str, ...]
    links: tuple[InnerLink, ...] = ()


class Changed(Struct, frozen=True):
    """An output that could not be rendered, since a source has changed and the plan is outdated."""

    problem: Problem


RenderResult = Rendered | Problem | Changed


class ViewDigests(Protocol):
    """Digests of views."""

    def digest(self, views: tuple[str, ...]) -> Digest | None:
        """Return the digest of the current results of some views."""


class KeptOutput(Struct, frozen=True):
    """A staged output with its number, fingerprint, and the digest of its views."""

    number: int
    proof: Rendered
    fingerprint: Digest
    seen: Digest | None


class RenderedOutputs:
    """The outputs that attempts of one build have staged, by path; the next one is numbered ``next``."""

    def __init__(self) -> None:
        """Start without outputs."""
        self.kept: dict[str, KeptOutput] = {}
        self.next = 0

    def missing(self, stale: Iterable[Output], prints: Mapping[str, Digest], views: ViewDigests) -> list[Output]:
        """Return the stale outputs that no attempt has rendered with their current fingerprints and views."""
        return [output for output in stale if not self._is_right(output.path, prints, views)]

    def take(self, results: Iterable[object], prints: Mapping[str, Digest], views: ViewDigests) -> None:
        """Keep rendered outputs, in the order of their numbers from ``next`` on."""
        for result in results:
            if isinstance(result, Rendered):
                seen = views.digest(result.views)
                self.kept[result.path] = KeptOutput(self.next, result, prints[result.path], seen)
            self.next += 1

    def _is_right(self, path: str, prints: Mapping[str, Digest], views: ViewDigests) -> bool:
        kept = self.kept.get(path)
        return kept is not None and kept.fingerprint == prints[path] and kept.seen == views.digest(kept.proof.views)
