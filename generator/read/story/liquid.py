"""Warn of Liquid, Jekyll's template language, which is not run and would be published as text."""

import re
from typing import Final

from generator.model.problem import Problem
from generator.read.story.front_matter import FrontMatter
from generator.read.yaml.fields import Fields

LOOKED_AT: Final = 100_000  # characters
# `{{a}}`, without a space, a dot or a filter in it, may be mathematics.
TAG: Final = re.compile(r"\{%-?\s*[a-z]\w*[^%{}\n]*%\}|\{\{-?(?:\s+[a-z][^{}\n]*|[a-z]\w*[ .|\[][^{}\n]*)\}\}")
CODE: Final = re.compile(
    r"^[ \t>]*(`{3,}|~{3,}).*?^[ \t>]*\1[^\n]*$|(?<!`)(`+)(?!`)[^\n]+?(?<!`)\2(?!`)|<(pre|code)\b.{0,2000}?</\3>",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)


def liquid_in(front: FrontMatter, fields: Fields, severity: str) -> Problem | None:
    """Return a problem if a body has Liquid outside of code, unless it has `render_with_liquid: false`."""
    body = front.body[:LOOKED_AT]
    if ("{%" not in body and "{{" not in body) or fields.values.get("render_with_liquid") is False:
        return None
    found = TAG.search(CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), body))
    if not found:
        return None
    line = front.body_line + body.count("\n", 0, found.start())
    column = found.start() - body.rfind("\n", 0, found.start())
    message = f"Liquid is not run here: {found[0][:60]} would be published as it stands"
    hint = "Take it out, or make it a template in templates/. If it is meant as text, write render_with_liquid: false."
    return Problem(fields.file, message, line, column, hint, "warning" if severity == "warning" else "error")
