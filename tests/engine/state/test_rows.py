"""Sealed records by name: what is read is what was written, all of it or nothing."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from statefile import damage, remove

from generator.engine.state.database import Database
from generator.engine.state.rows import Rows

SEAL = b"this code"


class Thing(Struct, frozen=True, array_like=True):
    """A record."""

    text: str
    number: int = 0


OLD = {f"name {number}": Thing("x" * 50, number) for number in range(60)}
THINGS = st.dictionaries(
    st.text(max_size=3) | st.just("\udcff"), st.builds(Thing, st.text(max_size=3), st.integers(0, 3)), max_size=9
)


def rows(folder: Path, part: bytes = b"") -> Rows[Thing]:
    database = Database(folder, SEAL)
    found = Rows(database, "source", Thing, part)
    database.close()
    return found


def write(folder: Path, new: dict[str, Thing], part: bytes = b"") -> int:
    """Make the rows those of `new`, and return how many were written or removed."""
    database = Database(folder, SEAL)
    statements = Rows(database, "source", Thing, part).changes(new)
    assert not statements or database.write(*statements)
    database.close()
    return sum(len(values) for query, values in statements if "meta" not in query)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a state with records."""
    write(tmp_path, OLD)
    return tmp_path


def test_only_what_changed_is_written(folder: Path) -> None:
    assert rows(folder).values == OLD
    assert write(folder, OLD) == 0
    new = {**OLD, "name 7": Thing("another"), "new": Thing("new")}
    del new["name 9"]
    assert write(folder, new) == 3
    assert rows(folder).values == new


def test_the_parts_of_a_table_know_nothing_of_each_other(folder: Path) -> None:
    write(folder, {"name 1": Thing("other")}, b"other")
    assert rows(folder).values == OLD
    assert rows(folder, b"other").values == {"name 1": Thing("other")}


@pytest.mark.parametrize("change", [damage, remove])
@pytest.mark.parametrize(
    ("table", "where"), [("source", "id = 1"), ("source", "id = 60"), ("source", "1"), ("meta", "length(key) > 6")]
)
def test_f07_one_row_speaks_for_all(folder: Path, table: str, where: str, change: object) -> None:
    assert callable(change)
    assert change(folder, table, where)
    assert rows(folder).values == {}
    assert not rows(folder).is_whole
    assert write(folder, OLD) > len(OLD)
    assert rows(folder).values == OLD


def test_f07_an_older_row_is_noticed(folder: Path) -> None:
    """As after a power cut in which one page reached the disk and another did not."""
    database = Database(folder, SEAL)
    (old,) = database.rows("SELECT part, name, record FROM source WHERE id = 5")
    write(folder, {**OLD, "name 4": Thing("another")})
    assert database.write(("INSERT OR REPLACE INTO source(part, name, record) VALUES(?, ?, ?)", [old]))
    database.close()
    assert rows(folder).values == {}
    write(folder, OLD)
    assert rows(folder).values == OLD


def test_f07_a_flipped_bit_in_each_page(folder: Path) -> None:
    path = folder / "state.db"
    whole = path.read_bytes()
    for page in range(0, len(whole), 512):
        raw = bytearray(whole)
        raw[page + random.Random(page).randrange(512)] ^= 1 << page % 8
        path.write_bytes(raw)
        assert rows(folder).values in (OLD, {})
        write(folder, OLD)
        assert rows(folder).values == OLD


def test_f07_a_file_that_is_removed_in_between_is_written_whole(folder: Path) -> None:
    database = Database(folder, SEAL)
    found = Rows(database, "source", Thing)
    database.clear()
    assert database.write(*found.changes({**OLD, "new": Thing("new")}, everything=True))
    database.close()
    assert rows(folder).values == {**OLD, "new": Thing("new")}


@given(steps=st.lists(THINGS, min_size=1, max_size=4))
def test_what_is_read_is_what_was_written_last(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, Thing]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "written"
    folder.mkdir(exist_ok=True)
    (folder / "state.db").unlink(missing_ok=True)
    for step in steps:
        write(folder, step)
        assert rows(folder).values == step


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_f01_killed_before_the_commit(folder: Path) -> None:
    """What was read stays what it was."""
    child = os.fork()
    if child == 0:
        database = Database(folder, SEAL)
        connection = database._connection()  # noqa: SLF001 (to be killed in the midst of it)
        assert connection is not None
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM source")
        os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    assert rows(folder).values == OLD
