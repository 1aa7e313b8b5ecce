"""Write what the documents say of modules and layers: `docs/modules.md`, and the picture in `generator/README.md`.

Run by `make modules`; `test_architecture.py` fails where the two files are out of date.
"""

import ast
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from test_layers import ALLOWED, BASE, FILES, PACKAGE, ROOT, name_of

MODULES = ROOT / "docs/modules.md"
ARCHITECTURE = PACKAGE / "README.md"
BEGIN, END = "<!-- layers: made by `make modules` -->\n", "<!-- end of layers -->"
HEAD = """# The modules

`make modules` writes this page from the first line of each module's docstring. The architecture is in
[generator/README.md](../generator/README.md).
"""
SIDE, WIDE = 14, 78


def first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def modules() -> str:
    """Return `docs/modules.md`: a section for each folder of the package."""
    parts = [HEAD]
    for folder in sorted({path.parent for path in FILES}):
        opening = folder / "__init__.py"
        title = name_of(folder) if folder != PACKAGE else "generator"
        rows = [f"| `{path.name}` | {first_line(path)} |" for path in sorted(folder.glob("*.py")) if path != opening]
        table = ["", "| module | |", "|---|---|", *rows] if rows else []
        parts.append("\n".join([f"## `{title}/`", "", first_line(opening), *table, ""]))
    return "\n".join(parts)


def layers(allowed: Mapping[str, AbstractSet[str]]) -> list[list[str]]:
    """Sort rooms by layer, the lowest first: a room stands above all that it may import."""
    level: dict[str, int] = {}
    for room, below in allowed.items():  # a room's line comes after those of the rooms that it may import
        level[room] = 1 + max((level.get(other, 0) for other in below), default=-1)
    return [[room for room in allowed if level[room] == one] for one in range(max(level.values()) + 1)]


def picture(allowed: Mapping[str, AbstractSet[str]]) -> str:
    """Draw the layers, the highest on top; each room with the rooms that it may import besides the two lowest."""
    rows = [list(_rows(layer, allowed)) for layer in reversed(layers(allowed))]
    rule = f"├{'─' * SIDE}┼{'─' * WIDE}┤\n"
    body = rule.join("".join(row) for row in rows)
    return f"```text\n┌{'─' * SIDE}┬{'─' * WIDE}┐\n{body}└{'─' * SIDE}┴{'─' * WIDE}┘\n```\n"


def _rows(layer: list[str], allowed: Mapping[str, AbstractSet[str]]) -> Iterator[str]:
    for room in layer:
        if room == "__init__":  # it imports nothing, and whoever imports the package imports it
            continue
        names = [name for name in allowed if name in allowed[room] - BASE - {"__init__"}]
        if room == "model":
            names = ["formats"]
        name = f"{room}/" if (PACKAGE / room).is_dir() else f"{room}.py"
        yield f"│ {name:<{SIDE - 1}}│ {'imports ' + ', '.join(names) if names else '':<{WIDE - 1}}│\n"


def drawn(text: str) -> str:
    """Return the architecture page with the picture as the table of allowed imports has it now."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{picture(ALLOWED)}\n{END}{after}"


if __name__ == "__main__":
    MODULES.write_text(modules(), "utf-8")
    ARCHITECTURE.write_text(drawn(ARCHITECTURE.read_text("utf-8")), "utf-8")
