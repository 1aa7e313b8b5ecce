"""The problems of a report: sorted, deduplicated, errors on request, and the one that only a finished site has."""

from collections.abc import Sequence

import msgspec

from generator.model.problem import WHILE, Problem
from generator.model.settings import Settings


def finalize(problems: Sequence[Problem], *, strict: bool) -> list[Problem]:
    """Sort the problems by position, without duplicates; with `strict`, every warning is an error."""
    unique = sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.column, problem.message))
    if strict:
        return [msgspec.structs.replace(problem, severity="error") for problem in unique]
    return unique


def without_url(settings: Settings) -> list[Problem]:
    """Warn of a site without `url`. The preview has its own URL, so it does not warn."""
    if settings.url:
        return []
    message = "the site has no url: its feeds, its sitemap and what it tells search engines hold no whole addresses"
    hint = "Write url: https://example.com, with the address that readers will see."
    return [Problem(settings.file, message, *settings.positions.get("url", (0, 0)), hint, "warning")]


def deduplicate(problems: Sequence[Problem]) -> list[Problem]:
    """Report an error of a template once, with the number of other pages that it affects."""
    groups: dict[tuple[str, int, str], list[Problem]] = {}
    for fault in sorted(set(problems), key=lambda fault: fault.message):
        groups.setdefault((fault.file, fault.line, fault.message.partition(WHILE)[0]), []).append(fault)
    return [_and_more(*group) for group in groups.values()]


def _and_more(first: Problem, *others: Problem) -> Problem:
    if not others:
        return first
    more = "1 more page" if len(others) == 1 else f"{len(others):,} more pages"
    return msgspec.structs.replace(first, message=f"{first.message}, and {more}")
