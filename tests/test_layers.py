"""The package keeps its layers: which room may import which, and no circle among modules."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator"
BASE = {"model", "formats"}
READERS = BASE | {"images", "text", "read"}
# A room may import from itself and from these. Higher rooms come later.
ALLOWED = {
    "formats": set(),
    "model": {"formats"},
    "write": BASE,
    "images": BASE | {"write"},
    "text": BASE,
    "plan": BASE | {"images"},
    "deploy": BASE,
    "terminal": BASE,
    "read": BASE | {"images", "text"},
    "library": READERS,
    "render": BASE | {"images", "text", "library"},
    "engine": READERS | {"text", "write", "plan", "deploy", "library", "render"},
    "serve": READERS | {"plan", "terminal", "library", "render", "engine"},
    "watch": {"model", "engine", "serve"},
    "api": BASE | {"engine", "serve"},
    "cli": BASE | {"api", "read", "engine", "serve", "terminal", "watch", "__init__"},
    "__main__": {"cli"},
    "__init__": {"api", "model", "serve"},
}
# The wings of `read/`, likewise.
WINGS = {
    "yaml": set(),
    "config": {"yaml"},
    "files": {"yaml", "config"},
    "story": {"yaml", "config", "files"},
    "media": {"yaml", "config", "files", "story"},
}
# Loaded only by what needs them, never at the start.
LATE = {"PIL", "pygments", "jinja2", "markdown", "rcssmin", "rich", "starlette", "uvicorn", "watchdog"}
LATE |= {"boto3", "botocore"}
# Themselves imported late.
LATE_OPENERS = {"render/theme.py", "render/jinja.py", "render/filters.py", "render/fragments.py", "render/outlines.py"}
LATE_OPENERS |= {"text/markdown.py"}
LATE_OPENERS |= {
    f"text/fastmarkdown/{name}.py" for name in ("blocks", "budget", "converter", "inline", "steps", "straight")
}
LATE_OPENERS |= {f"text/dialect/{path.name}" for path in (PACKAGE / "text" / "dialect").glob("*.py")}
LATE_OPENERS |= {"serve/app.py", "serve/connections.py", "serve/server.py", "serve/watch.py"}
LATE_OPENERS |= {f"deploy/s3/{name}.py" for name in ("bucket", "client", "errors")}
FILES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def ours(path: Path) -> Iterator[list[str]]:
    """Yield the parts of each name that a module imports from the package, below it."""
    for name in imported(ast.parse(path.read_text("utf-8"))):
        if name.startswith("generator."):
            yield name.split(".")[1:]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_keep_to_the_layers(path: Path) -> None:
    here = room(path)
    assert here in ALLOWED, f"{here} is a new room: give it a line in ALLOWED"
    for there, *rest in ours(path):
        other = there if there in ALLOWED else "__init__"
        assert other == here or other in ALLOWED[here], f"{name_of(path)} imports {'.'.join([there, *rest])}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "read").glob("*/*.py")), ids=name_of)
def test_the_wings_of_reading_keep_to_theirs(path: Path) -> None:
    here = path.parent.name
    for there, *rest in ours(path):
        if there == "read":
            assert rest[0] == here or rest[0] in WINGS[here], f"{name_of(path)} imports {'.'.join(rest)}"


def test_layers_have_no_circle() -> None:
    for table in (ALLOWED, WINGS):
        order = list(table)
        for place, (name, below) in enumerate(table.items()):
            assert below <= {*order[:place], "__init__"}, f"{name} may import what comes after it"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_heavy_libraries_are_imported_late(path: Path) -> None:
    if name_of(path) in LATE_OPENERS:
        return
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            heavy = {name.split(".")[0] for name in imported(node)} & LATE
            assert not heavy, f"{path.name} imports {heavy} on the start-up path"


def test_an_unchanged_site_needs_neither_readers_nor_plan_nor_renderer() -> None:
    program = "import sys, generator.engine.build; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    late = {"library.load", "read.story.posts", "plan", "engine.render", "engine.publish"}
    assert "generator.engine.build" in loaded.stdout.split()
    assert {f"generator.{name}" for name in late}.isdisjoint(loaded.stdout.split())
