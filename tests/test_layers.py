"""The house keeps its shape: who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator"
# A room may import from itself and from these.
ALLOWED = {
    "model": set(),
    "read": {"model"},
    "plan": {"model"},
    "render": {"model"},
    "write": {"model"},
    "cache": {"makers", "model", "parts"},
    "makers": {"model"},
    "lock": {"model"},
    "parts": set(),
    "workers": {"model"},
    "album": {"model", "parts"},
    "press": {"model", "read", "render", "write", "album", "cost", "rendered"},
    "cost": {"model"},
    "rendered": {"model", "write"},
    "lateprose": {"model", "read"},
    "options": {"model", "workers"},
    "attempt": {"model", "read", "render", "write", "cache", "workers", "options", "rendered", "stopwatch"},
    "publish": {
        "model",
        "read",
        "plan",
        "render",
        "write",
        "cache",
        "workers",
        "press",
        "rendered",
        "options",
        "attempt",
    },
    "stopwatch": set(),
    "build": {"model", "read", "render", "write", "cache", "lock", "parts", "workers", "project"}
    | {"options", "attempt", "publish", "lateprose", "rendered", "stopwatch"},
    "start": {"model", "read", "project"},
    "eject": {"model"},
    "console": {"model", "reported", "colours"},
    "colours": {"model"},
    "reported": {"model"},
    "progress": {"colours"},
    "project": {"model"},
    "serve": {"model", "lock", "read", "plan", "render", "cache", "workers", "press", "console", "project"}
    | {"options", "lateprose"},
    "bulletin": {"model", "console", "progress"},
    "deploy": {"model"},
    "delivery": {"model", "read", "cache", "build", "deploy"},
    "cli": {
        "model",
        "build",
        "serve",
        "delivery",
        "bulletin",
        "start",
        "eject",
        "console",
        "project",
        "arguments",
        "completion",
        "progress",
        "__init__",
    },
    "arguments": set(),
    "completion": set(),
    "__main__": {"cli"},
    "__init__": set(),
}
# Loaded only by what needs them, never at the start.
LATE = {"PIL", "pygments", "jinja2", "markdown", "rcssmin", "rich", "starlette", "uvicorn", "watchdog"}
LATE |= {"boto3", "botocore"}
# Themselves imported late.
LATE_OPENERS = {
    "render/theme.py",
    "render/engine.py",
    "render/filters.py",
    "render/outlines.py",
    "read/prose.py",
    "read/gates.py",
}
LATE_OPENERS |= {"serve/app.py", "serve/connections.py", "serve/server.py", "serve/watch.py", "deploy/bucket.py"}
LATE_OPENERS |= {"deploy/s3client.py", "deploy/s3faults.py"}
LATE_OPENERS |= {path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / "read" / "dialect").glob("*.py")}


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


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_keep_to_the_layers(path: Path) -> None:
    here = room(path)
    assert here in ALLOWED, f"{here} is a new room: give it a line in ALLOWED"
    for name in imported(ast.parse(path.read_text("utf-8"))):
        if name.startswith("generator."):
            there = name.split(".")[1]
            there = there if there in ALLOWED else "__init__"
            assert there == here or there in ALLOWED[here], f"{path.name} imports {name}"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_heavy_libraries_are_imported_late(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix() in LATE_OPENERS:
        return
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            heavy = {name.split(".")[0] for name in imported(node)} & LATE
            assert not heavy, f"{path.name} imports {heavy} on the start-up path"


def test_an_unchanged_site_needs_neither_readers_nor_plan_nor_press() -> None:
    program = "import sys, generator.build; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    late = {"generator.read.library", "generator.read.posts", "generator.plan", "generator.press", "generator.publish"}
    assert "generator.build" in loaded.stdout.split()
    assert late.isdisjoint(loaded.stdout.split())
