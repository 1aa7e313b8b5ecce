"""The SQLite file of a site's state: open it, recreate it if it is unusable, and never fail a build.

With any problem (damage, another version, a full disk, no locks) it counts as absent. Each process opens its own
connection, and none is open during a fork, since SQLite's locks belong to a process.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from generator.engine.state.seal import sealed, unsealed

if TYPE_CHECKING:
    import sqlite3

Mode = Literal["wal", "delete", "nolock", "immutable"]
Row = tuple[object, ...]
Statement = tuple[str, Sequence[Row]]  # and the rows to execute it for

MODES: dict[Mode, str] = {
    "wal": "mode=rwc",
    "delete": "mode=rwc",  # no shared memory: a network drive
    "nolock": "mode=rwc&nolock=1",  # no locks at all: the build's own lock is enough
    "immutable": "mode=ro&immutable=1",  # read-only
}
"""The modes for opening the file, the best first, each with its options in SQLite's URI."""
READER: dict[Mode, str] = {"wal": "mode=ro", "immutable": "mode=ro&immutable=1"}
BESIDE = ("", "-wal", "-shm", "-journal", "-damaged")
DAMAGED = BESIDE[-1]  # a worker creates this file: only the build's own process may remove the state
OPENING = 0.25  # seconds to wait for a lock that only a build holds, and this is the build
WRITING = 20.0  # seconds to wait for another worker
MARK = b"state"
SCHEMA = (
    "CREATE TABLE meta(key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID",
    "CREATE TABLE body(id INTEGER PRIMARY KEY, key BLOB UNIQUE, html BLOB)",
    *(
        f"CREATE TABLE {table}(id INTEGER PRIMARY KEY, part BLOB, name BLOB, record BLOB, UNIQUE(part, name))"
        for table in ("source", "picture", "output")
    ),
)
# The primary codes of SQLite's errors for damage: ERROR (no such table), CORRUPT, MISMATCH, NOTADB.
DAMAGE = (1, 11, 20, 26)
SHORT_READ = 522
CANNOT_OPEN = 14


class Database:
    """The file `state.db` in a folder. What cannot be read gives no rows, what cannot be written is not kept.

    The build's own process ``mends`` it: makes it, and makes it anew. A reader does neither.
    """

    def __init__(self, folder: Path, seal: bytes, *, mends: bool = True) -> None:
        """Use the state in `folder`, if it was created with `seal`, the digest of the code."""
        self.path = folder / "state.db"
        self.seal = seal
        self._owner = os.getpid() if mends else 0
        self._modes: dict[Mode, str] = MODES if mends else READER
        self._mode: Mode | None = None
        self._opened: sqlite3.Connection | None = None
        self._opener = 0
        self._is_lost = False
        self.removals = 0  # times that the file was removed: what was read before is not in the one that is there now

    def rows(self, query: str, values: Row = ()) -> list[Row]:
        """Return the rows of a query; none if there is no state, or if it is damaged."""
        import sqlite3  # an unchanged site may do without

        try:
            connection = self._connection()
            return connection.execute(query, values).fetchall() if connection else []
        except (sqlite3.Error, MemoryError, OverflowError) as error:
            self._lose(error)
            return []

    def value(self, name: bytes) -> bytes | None:
        """Return a value of `meta`; None where it is missing or damaged."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (name,))
        return unsealed(found[0][0], name, self.seal) if found else None

    def setting(self, name: bytes, raw: bytes) -> Statement:
        """Return what puts a value into `meta`."""
        return "INSERT OR REPLACE INTO meta VALUES(?, ?)", [(name, sealed(raw, name, self.seal))]

    def write(self, *statements: Statement) -> bool:
        """Execute all statements in one transaction, or none; tell whether they are done."""
        import sqlite3  # an unchanged site may do without

        connection = None
        try:
            connection = self._connection()
            if connection is None or (self._mode == "nolock" and not self._is_owner):
                return False
            connection.execute("BEGIN IMMEDIATE")
            for query, rows in statements:
                connection.executemany(query, rows)
            connection.execute("COMMIT")
        except (sqlite3.Error, MemoryError, OverflowError) as error:
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            self._lose(error)
            return False
        return True

    def ready(self) -> None:
        """Open and close the file, so that workers find a valid one, or know that there is none."""
        if self._mode is None:
            self._connection()
        self.close()

    def clear(self) -> None:
        """Remove all rows."""
        self.close()
        self._remove()
        self._is_lost = False

    def close(self) -> None:
        """Close the file until it is needed again, which is necessary before a fork."""
        if self._opener == os.getpid() and self._opened is not None:
            import sqlite3  # an unchanged site may do without

            with suppress(sqlite3.Error):
                self._opened.close()
            self._opened = None

    def _connection(self) -> "sqlite3.Connection | None":
        """Return the connection of this process; None if the state cannot be used."""
        if self._opened is None or self._opener != os.getpid():
            if self._opened is not None:
                _INHERITED.append(self._opened)  # closing it here would release the parent's locks
                self._opened = None
            if self._is_lost:
                return None
            self._opener = os.getpid()
            self._opened = self._open()
            self._is_lost = self._opened is None
        return self._opened

    def _open(self) -> "sqlite3.Connection | None":
        """Open the file in the best possible mode, and recreate it if it is unusable."""
        if self._is_owner and self._beside(DAMAGED).exists():
            self._remove()
        for mode in self._ways():
            for _ in range(2):
                connection, is_damaged = self._tried(mode)
                if connection is not None:
                    self._mode = mode
                    return connection
                if not is_damaged or not self._is_owner:
                    break
                self._remove()
        return None

    def _ways(self) -> tuple[Mode, ...]:
        if self._mode:
            return (self._mode,)
        if not self._owner and not self._beside("-wal").exists():
            return ("immutable",)  # a reader of a file that nobody writes leaves nothing beside it
        return tuple(self._modes)

    def _tried(self, mode: Mode) -> "tuple[sqlite3.Connection | None, bool]":
        """Return a connection in this mode, if possible, and whether the file is the problem."""
        import sqlite3  # an unchanged site may do without

        connection = None
        try:
            wait = OPENING if self._mode is None else WRITING
            uri = f"{self.path.as_uri()}?{self._modes[mode]}"
            connection = sqlite3.connect(uri, timeout=wait, isolation_level=None, check_same_thread=False, uri=True)
            is_right = self._prepared(connection, mode)
            if is_right:
                return connection, False
            is_damaged = is_right is False
        except (sqlite3.Error, MemoryError, OverflowError) as error:
            # Without locks, a file that was made with shared memory cannot be opened.
            is_damaged = _is_damage(error) or (mode == "nolock" and _code(error) == CANNOT_OPEN)
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
        return None, is_damaged

    def _prepared(self, connection: "sqlite3.Connection", mode: Mode) -> bool | None:
        """Set a connection up; tell whether what it leads to is a state that this code made, or new.

        None where it cannot be opened in this mode.
        """
        connection.execute("PRAGMA synchronous = OFF")  # after a power failure, the seals show damage
        connection.execute("PRAGMA cell_size_check = ON")
        if self._owner and mode != "immutable":
            wanted = "WAL" if mode == "wal" else "DELETE"
            (found,) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
            if str(found).upper() != wanted:
                return None
            if self._mode is None:
                connection.execute("BEGIN IMMEDIATE")  # tests whether locks work, and the file is writable
                if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    for statement in SCHEMA:
                        connection.execute(statement)
                    connection.execute("INSERT INTO meta VALUES(?, ?)", (MARK, sealed(b"", MARK, self.seal)))
                connection.execute("COMMIT")
            connection.execute(f"PRAGMA busy_timeout = {int(WRITING * 1000)}")
        marks = connection.execute("SELECT value FROM meta WHERE key = ?", (MARK,)).fetchall()
        return len(marks) == 1 and unsealed(marks[0][0], MARK, self.seal) is not None

    def _lose(self, error: Exception) -> None:
        """Continue without the state: a full disk may have room again, and a damaged file is recreated."""
        if not _is_damage(error):
            return
        self.close()
        if self._is_owner:
            self._remove()
            return
        self._is_lost = True
        if self._owner:
            with suppress(OSError):
                self._beside(DAMAGED).touch()

    @property
    def _is_owner(self) -> bool:
        return self._owner == os.getpid()

    def _remove(self) -> None:
        self._mode = None
        self.removals += 1
        for ending in BESIDE:
            with suppress(OSError):
                self._beside(ending).unlink()

    def _beside(self, ending: str) -> Path:
        return self.path.with_name(self.path.name + ending)


_INHERITED: list[object] = []  # connections of the parent, which a forked process keeps but never uses


def _is_damage(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # Python's own: what is no text where text should be
        return not isinstance(error, MemoryError)
    return code == SHORT_READ or _code(error) in DAMAGE


def _code(error: Exception) -> int:
    """Return the primary code of an SQLite error."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
