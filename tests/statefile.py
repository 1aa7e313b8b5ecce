"""Damage single rows of a site's state, as a bad disk would."""

import sqlite3
from contextlib import closing
from pathlib import Path


def damage(folder: Path, table: str, where: str) -> int:
    """Flip a bit at the end of the value of each of these rows in `.newsprint/state.db`; return how many there are."""
    column, key = ("value", "key") if table == "meta" else ("record", "name")
    with closing(sqlite3.connect(folder / "state.db", isolation_level=None)) as state:
        rows = state.execute(f"SELECT {column}, {key} FROM {table} WHERE {where}").fetchall()  # noqa: S608 (a test's own)
        for blob, name in rows:
            other = blob[:-1] + bytes([blob[-1] ^ 1])
            state.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (other, name))  # noqa: S608 (likewise)
    return len(rows)


def remove(folder: Path, table: str, where: str) -> int:
    """Remove rows; return how many there were."""
    with closing(sqlite3.connect(folder / "state.db", isolation_level=None)) as state:
        return state.execute(f"DELETE FROM {table} WHERE {where}").rowcount  # noqa: S608 (a test's own)
