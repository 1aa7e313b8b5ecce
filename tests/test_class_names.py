"""One class name means one thing in the whole package."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "generator"
# Two classes of one name, and why that is right.
TWICE: dict[str, str] = {}


def test_no_two_classes_have_one_name() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name.lstrip("_")].append(path.relative_to(PACKAGE).as_posix())
    twice = {name: where for name, where in found.items() if len(where) > 1}
    assert {name: where for name, where in twice.items() if name not in TWICE} == {}
    assert TWICE.keys() <= twice.keys(), "a reason for what is there once only"


def test_no_module_is_called_after_what_it_is_not() -> None:
    names = {path.stem for path in PACKAGE.rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "core", "common", "misc", "manager", "base"}


def test_code_says_image_where_html_does_not_say_picture() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "name", None) or getattr(node, "id", None) or getattr(node, "arg", None)
            if isinstance(name, str) and "picture" in name.lower():
                assert name in ALLOWED, f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)} says {name}"


# `<picture>` of HTML; `picture`, a field that templates see.
ALLOWED = {"_picture_element", "picture"}
