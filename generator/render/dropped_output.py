"""Warn of what Jinja drops silently in a site's own templates."""

from collections.abc import Callable, Iterator, Mapping

from generator.model.cache_records import Outline
from generator.model.problem import Problem

NAMED = 8  # macros or blocks in a hint


def dropped(
    outlines: Mapping[str, Outline], shown: Callable[[str], str], own: Callable[[str], bool]
) -> Iterator[Problem]:
    """Yield a warning for each thing that Jinja drops.

    `outlines` has all templates by name, `shown` returns the name for messages, `own` tells whether a template is the
    site's own.
    """
    for name, outline in outlines.items():
        known = _known(outline.parent, outlines)
        if own(name) and (
            known is not None or not outline.parent
        ):  # otherwise a parent is missing or the template itself, which is an error
            yield from _unknown_blocks(name, outline, known, shown)
            yield from _outside(name, outline, shown)
        for included, line in outline.includes:
            yield from _mere_macros(name, line, included, outlines, shown, own)


def _unknown_blocks(
    name: str, outline: Outline, known: list[str] | None, shown: Callable[[str], str]
) -> Iterator[Problem]:
    """Find blocks that no parent template has."""
    if known is None:
        return
    for block, line in outline.blocks:
        if block not in known and block not in outline.called:
            message = f'there is no block "{block}" in {outline.parent}: what stands in it is not shown'
            yield Problem(shown(name), message, line, hint=_near(block, known), severity="warning")


def _known(name: str, outlines: Mapping[str, Outline]) -> list[str] | None:
    """Return all blocks that a template has or inherits; None if unknown."""
    found: list[str] = []
    passed: set[str] = set()
    while True:
        outline = outlines.get(name)
        if outline is None or name in passed:
            return None
        passed.add(name)
        if not outline.is_child:
            return [*(block for block, _ in outline.blocks), *outline.inner, *found]
        found += [*outline.inner, *outline.called]
        name = outline.parent


def _near(block: str, known: list[str]) -> str:
    from difflib import get_close_matches  # only for the message

    near = get_close_matches(block, known, 1)
    if near:
        return f"Is {near[0]} meant?"
    named = ", ".join(dict.fromkeys(known)) or "none"
    return f"There are: {named}. (A block of an included template cannot be filled.)"


def _outside(name: str, outline: Outline, shown: Callable[[str], str]) -> Iterator[Problem]:
    """Find output outside of blocks in a template that extends another."""
    parent = outline.parent or "another template"
    if outline.lost:
        message = f"this template extends {parent}, and this stands in none of its blocks: it is not shown"
        hint = "Move it into a block, or delete it."
        yield Problem(shown(name), message, outline.lost, hint=hint, severity="warning")
    if outline.early:
        message = f"this stands before `extends`: it is written before the whole page that {parent} makes"
        hint = "Move it into a block, or delete it."
        yield Problem(shown(name), message, outline.early, hint=hint, severity="warning")


def _mere_macros(  # noqa: PLR0913, PLR0917 (the include, and the templates)
    name: str,
    line: int,
    included: str,
    outlines: Mapping[str, Outline],
    shown: Callable[[str], str],
    own: Callable[[str], bool],
) -> Iterator[Problem]:
    """Find an include of a template that only defines macros; the error is in the site's own file of the two."""
    there = outlines.get(included)
    if there is None or not there.macros:
        return
    macros = ", ".join(there.macros[:NAMED])
    if own(name):
        message = f"{included} only defines macros: to include it writes nothing"
        hint = f"Write {{% from '{included}' import {macros} %}}, and call what it defines."
        yield Problem(shown(name), message, line, hint=hint, severity="warning")
    elif own(included):
        message = f"{name} includes this template, which only defines macros ({macros}): nothing is written"
        yield Problem(shown(included), message, 1, hint="Write below them what is to be seen.", severity="warning")
