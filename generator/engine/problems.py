"""Sort and deduplicate problems for a report, and treat warnings as errors on request."""

from collections.abc import Sequence

import msgspec

from generator.model.problem import WHILE, Problem


def finalize(problems: Sequence[Problem], *, strict: bool) -> list[Problem]:
    """Say each problem once, in the order of place; with `strict`, every warning is an error."""
    unique = sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.column, problem.message))
    if strict:
        return [msgspec.structs.replace(problem, severity="error") for problem in unique]
    return unique


def deduplicate(faults: Sequence[Problem]) -> list[Problem]:
    """Say once what is wrong with a template, and of how many more pages it is the fault."""
    groups: dict[tuple[str, int, str], list[Problem]] = {}
    for fault in sorted(set(faults), key=lambda fault: fault.message):
        groups.setdefault((fault.file, fault.line, fault.message.partition(WHILE)[0]), []).append(fault)
    return [_and_more(*group) for group in groups.values()]


def _and_more(first: Problem, *others: Problem) -> Problem:
    if not others:
        return first
    more = "1 more page" if len(others) == 1 else f"{len(others):,} more pages"
    return msgspec.structs.replace(first, message=f"{first.message}, and {more}")
