"""The architecture page's picture and the list of modules are those of the code, and each module says what it is."""

import re
from pathlib import Path

import pytest
from architecture import ARCHITECTURE, BEGIN, MODULES, drawn, first_line, layers, modules, picture
from test_layers import FILES, PACKAGE, name_of

MAX = 120  # a line of code; a first line has three quotes more
# Words that say nothing where a module is looked up, or mean several things.
VAGUE = re.compile(r"\b(told|mend\w*|heard|we|us|ours?|he|she|whoever|nobody|somebody|as it is)\b", re.IGNORECASE)
PATHS = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|js))`")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_says_plainly_in_its_first_line_what_it_is(path: Path) -> None:
    line = first_line(path)
    assert line.endswith("."), "one sentence, or a few, on the first line"
    assert len(line) < MAX
    assert not VAGUE.search(re.sub(r"`[^`]*`|told apart", "", line)), line


def test_no_two_modules_say_the_same() -> None:
    lines = [first_line(path) for path in FILES]
    assert [line for line in lines if lines.count(line) > 1] == []


def test_the_list_of_modules_is_up_to_date() -> None:
    assert MODULES.read_text("utf-8") == modules(), "run `make modules`"


def test_the_picture_of_the_layers_is_up_to_date() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    assert BEGIN in text
    assert text == drawn(text), "run `make modules`"


def test_a_room_is_drawn_above_all_that_it_may_import() -> None:
    table = {"low": set[str](), "left": {"low"}, "right": {"low"}, "top": {"left"}}
    assert layers(table) == [["low"], ["left", "right"], ["top"]]
    assert re.findall(r"│ (\w+)\.py", picture(table)) == ["top", "left", "right", "low"]


def test_modules_that_the_architecture_page_names_exist() -> None:
    named = PATHS.findall(ARCHITECTURE.read_text("utf-8"))
    assert len(named) > 30
    places = (PACKAGE, PACKAGE.parent)
    assert [name for name in named if not any((place / name).is_file() for place in places)] == []
