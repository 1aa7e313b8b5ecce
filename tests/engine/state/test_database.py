"""The file of a site's state: whatever is wrong with it, it counts as absent, and the next one is right."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

import forking
import pytest

from generator.engine.state import database
from generator.engine.state.database import Database
from generator.engine.state.seal import sealed, unsealed

SEAL = b"this code"
ROWS = [(number, bytes([number]), sealed(bytes([number]) * 700, bytes([number]), SEAL)) for number in range(1, 90)]
PUT = "INSERT OR REPLACE INTO body VALUES(?, ?, ?)"
ALL = "SELECT key, html FROM body"
# Another process that has all of SQLite's locks: so it looks to SQLite where a file system knows none.
HOLDER = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX, 512, 0x40000000)
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Database]:
    """Make a state with some rows."""
    state = Database(tmp_path, SEAL)
    assert state.write((PUT, ROWS))
    state.close()
    yield state
    state.close()


def found(folder: Path, seal: bytes = SEAL, *, mends: bool = True) -> set[bytes]:
    """Return the keys of the rows that another process finds whole."""
    state = Database(folder, seal, mends=mends)
    rows = state.rows(ALL)
    state.close()
    whole = {key: unsealed(blob, key, seal) for key, blob in rows if isinstance(key, bytes)}
    assert all(raw == key * 700 for key, raw in whole.items() if raw is not None)
    return {key for key, raw in whole.items() if raw is not None}


def is_written(folder: Path) -> bool:
    """Tell whether rows can be written in a folder."""
    with closing(Database(folder, SEAL)) as state:
        return state.write((PUT, ROWS))


def works(folder: Path) -> bool:
    """Tell whether rows can be kept in a folder, and are there for the next process."""
    return is_written(folder) and len(found(folder)) == len(ROWS)


def test_what_was_written_is_there_for_the_next_process(state: Database, tmp_path: Path) -> None:
    assert len(found(tmp_path)) == len(ROWS)
    assert [path.name for path in tmp_path.iterdir()] == ["state.db"]  # the last one to close it puts all into one file
    assert len(state.rows(ALL)) == len(ROWS)


def test_a_transaction_that_fails_leaves_nothing(state: Database) -> None:
    assert not state.write(("DELETE FROM body WHERE id = ?", [(1,)]), ("INSERT INTO body(id) VALUES(?)", [(2,)]))
    assert len(state.rows(ALL)) == len(ROWS)


def test_f07_the_state_of_other_code_is_made_anew(state: Database, tmp_path: Path) -> None:
    state.close()
    assert found(tmp_path, b"other code", mends=False) == set()
    assert found(tmp_path, b"other code") == set()
    assert found(tmp_path) == set()
    assert works(tmp_path)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no database at all" * 500),
        lambda path: os.truncate(path, 20_000),
        lambda path: os.truncate(path, 50),
        lambda path: path.unlink(),
        lambda path: sqlite3.connect(path).execute("DROP TABLE body").connection.close(),
        lambda path: sqlite3.connect(path).execute("ALTER TABLE body RENAME html TO text").connection.close(),
    ],
    ids=["empty", "no database", "truncated", "a stump", "deleted", "without a table", "with another column"],
)
def test_f07_what_is_no_state_counts_as_absent(state: Database, tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(state.path)
    assert found(tmp_path) <= {key for _, key, _ in ROWS}
    assert works(tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_f07_a_flipped_bit_anywhere(state: Database, tmp_path: Path, seed: int) -> None:
    """In each page of the file: what is found is right, and what is written after is there."""
    whole = state.path.read_bytes()
    chance = random.Random(seed)
    for page in range(0, len(whole), 4096):
        raw = bytearray(whole)
        for _ in range(1 + seed):
            raw[page + chance.randrange(4096 if seed else 120)] ^= 1 << chance.randrange(8)
        state.path.write_bytes(raw)
        found(tmp_path)
        assert found(tmp_path) <= {key for _, key, _ in ROWS}
    state.path.write_bytes(whole)
    assert len(found(tmp_path)) == len(ROWS)


@contextmanager
def killed(folder: Path) -> Iterator[None]:
    """Leave what a killed process leaves: a journal that nobody has put into the file yet."""

    def work() -> NoReturn:
        state = Database(folder, SEAL)
        state.write((PUT, ROWS[:40]))
        state.write((PUT, ROWS[40:]))
        os._exit(0)

    assert forking.exit_code(work) == 0
    assert (folder / "state.db-wal").stat().st_size
    yield


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("gone", ["", "state.db-shm", "state.db-wal", "state.db", "half of state.db-wal"])
def test_f01_the_last_transaction_of_a_killed_process_counts(tmp_path: Path, gone: str) -> None:
    with killed(tmp_path):
        if gone.startswith("half of "):
            path = tmp_path / gone.removeprefix("half of ")
            os.truncate(path, path.stat().st_size // 2)
        elif gone:
            (tmp_path / gone).unlink()
    left = found(tmp_path)
    assert left == {key for _, key, _ in ROWS} if gone in ("", "state.db-shm") else len(left) in (0, 40)
    assert works(tmp_path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_f07_flipped_bits_beside_the_file(tmp_path: Path, ending: str) -> None:
    with killed(tmp_path):
        pass
    shutil.copytree(tmp_path, tmp_path / "kept")
    path = tmp_path / f"state.db{ending}"
    chance = random.Random(ending)
    for _ in range(20):
        for name in (f"state.db{end}" for end in ("", "-wal", "-shm")):
            shutil.copyfile(tmp_path / "kept" / name, tmp_path / name)
        raw = bytearray(path.read_bytes())
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        path.write_bytes(raw)
        assert found(tmp_path) <= {key for _, key, _ in ROWS}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_worker_has_a_connection_of_its_own(state: Database, tmp_path: Path) -> None:
    assert len(state.rows(ALL)) == len(ROWS)  # the parent's is open

    def work() -> int:
        return int(not (len(state.rows(ALL)) == len(ROWS) and state.write((PUT, [(200, b"x", b"y")]))))

    assert forking.exit_code(work) == 0
    assert (b"x", b"y") in state.rows(ALL)
    state.close()
    assert [path.name for path in tmp_path.iterdir()] == ["state.db"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_f07_a_worker_that_finds_damage_leaves_it_to_the_next_build(state: Database, tmp_path: Path) -> None:
    state.ready()
    raw = bytearray(state.path.read_bytes())
    raw[4096 * 2 :] = b"\xff" * len(raw[4096 * 2 :])
    state.path.write_bytes(raw)
    assert forking.exit_code(lambda: len(state.rows(ALL))) == 0
    assert state.path.exists()
    assert works(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["state.db"]


@pytest.mark.skipif(sys.platform == "win32", reason="locks are others there")
def test_f14_a_file_system_without_locks(tmp_path: Path) -> None:
    """What SQLite finds then is as if somebody else had all locks, for ever."""
    assert works(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "state.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline()
        state = Database(tmp_path, SEAL)
        assert state.write((PUT, ROWS[:3]))  # of a file of its own, without locks
        state.close()
        assert found(tmp_path) == {key for _, key, _ in ROWS[:3]}
        holder.communicate()
    assert found(tmp_path) == {key for _, key, _ in ROWS[:3]}
    assert works(tmp_path)


@pytest.mark.parametrize("mode", ["delete", "nolock"])
def test_f14_each_way_to_open_it_finds_what_another_one_left(
    tmp_path: Path, mode: database.Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(database, "MODES", {mode: database.MODES[mode]})
        assert works(tmp_path)
        assert len(found(tmp_path)) == len(ROWS)
    assert len(found(tmp_path)) == len(ROWS)
    assert works(tmp_path)


@pytest.mark.usefixtures("state")
def test_a_state_that_can_only_be_read_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "MODES", {"immutable": database.MODES["immutable"]})
    assert len(found(tmp_path)) == len(ROWS)
    assert not is_written(tmp_path)


def test_a_folder_that_is_not_there_keeps_nothing(tmp_path: Path) -> None:
    assert not is_written(tmp_path / "nowhere")
    (tmp_path / "state.db").mkdir()
    assert not is_written(tmp_path)
    assert found(tmp_path) == set()


def test_a_reader_makes_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, mends=False) == set()
    assert list(tmp_path.iterdir()) == []
    assert works(tmp_path)
    assert len(found(tmp_path, mends=False)) == len(ROWS)
    assert [path.name for path in tmp_path.iterdir()] == ["state.db"]


def test_a_seal_tells_each_change() -> None:
    blob = sealed(b"text", b"name", SEAL)
    assert unsealed(blob, b"name", SEAL) == b"text"
    assert unsealed(blob, b"other", SEAL) is None
    assert unsealed(blob, b"name", b"other") is None
    assert unsealed(blob[:-1], b"name", SEAL) is None
    assert unsealed(7, b"name", SEAL) is None
    assert all(
        unsealed(blob[:n] + bytes([blob[n] ^ 1]) + blob[n + 1 :], b"name", SEAL) is None for n in range(len(blob))
    )
