"""A table of sealed records by name: read as a whole, written row by row."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

import msgspec

from generator.engine.state.database import Database, Statement
from generator.engine.state.seal import SIZE, sealed, unsealed

T = TypeVar("T")
COUNT = 8  # bytes


class Rows(Generic[T]):
    """What a part of a table holds; ``values`` is what was read of it, nothing where it is not ``is_whole``.

    Each row has its seal, and `meta` the number of rows and the sum (XOR) of their seals: so a row that is missing, or
    older than the others, is noticed, too. It is kept up to date without reading the rows that stay. ``extra`` is a
    value beside the sum: it belongs to exactly these rows.
    """

    def __init__(self, database: Database, table: str, kind: type[T], part: bytes = b"") -> None:
        """Read what is there. Rows hold values of one `kind`."""
        self._database = database
        self._table = table
        self._part = part
        self._sum_name = b"sum:" + table.encode() + b":" + part
        self._count, self._sum = 0, 0
        self.is_whole = True
        self.extra = b""
        self.values: Mapping[str, T] = self._read(kind)

    def _read(self, kind: type[T]) -> dict[str, T]:
        rows = self._database.rows(self._in("SELECT name, record FROM TABLE WHERE +part = ?"), (self._part,))
        names: list[str] = []
        records: list[bytes] = []
        total = 0
        for name, blob in rows:
            raw = unsealed(blob, self._sealed_name(name), self._database.seal) if isinstance(name, bytes) else None
            if raw is None:
                break
            names.append(name.decode("utf-8", "surrogatepass"))  # type: ignore[attr-defined]  # it is bytes
            records.append(raw)
            total ^= int.from_bytes(blob[:SIZE])  # type: ignore[index]  # it is bytes
        kept = self._database.value(self._sum_name) or bytes(COUNT + SIZE)
        self.is_whole = kept[: COUNT + SIZE] == _sum(len(rows), total) and len(names) == len(rows)
        if not self.is_whole:
            return {}
        self._count, self._sum, self.extra = len(rows), total, kept[COUNT + SIZE :]
        try:
            values = msgspec.json.decode(b"[%s]" % b",".join(records), type=list[kind])  # type: ignore[valid-type]
        except msgspec.DecodeError:
            self.is_whole = False
            return {}
        return dict(zip(names, values, strict=True))

    def changes(self, new: Mapping[str, T], extra: bytes = b"", *, everything: bool = False) -> list[Statement]:
        """Return what makes the rows those of `new`; `everything` where the file is not the one that was read."""
        is_whole = self.is_whole and not everything
        old: Mapping[str, T] = self.values if is_whole else {}
        gone = [name for name in old if name not in new]
        changed = [name for name, value in new.items() if (was := old.get(name)) is not value and was != value]
        if is_whole and not gone and not changed and extra == self.extra:
            return []
        rows = [(self._part, key, blob) for key, blob in self._encoded(changed, new)]
        count, total = (self._count, self._sum) if is_whole else (0, 0)
        for name in [*gone, *(name for name in changed if name in old)]:
            count -= 1
            total ^= self._kept_seal(name)
        for _, _, blob in rows:
            count += 1
            total ^= int.from_bytes(blob[:SIZE])
        every = [] if is_whole else [(self._in("DELETE FROM TABLE WHERE part = ?"), [(self._part,)])]
        return [
            *every,
            (self._in("DELETE FROM TABLE WHERE part = ? AND name = ?"), [(self._part, _key(name)) for name in gone]),
            (self._in("INSERT OR REPLACE INTO TABLE(part, name, record) VALUES(?, ?, ?)"), rows),
            self._database.setting(self._sum_name, _sum(count, total) + extra),
        ]

    def _encoded(self, names: list[str], values: Mapping[str, T]) -> Iterator[tuple[bytes, bytes]]:
        for name in names:
            key = _key(name)
            yield key, sealed(msgspec.json.encode(values[name]), self._sealed_name(key), self._database.seal)

    def _kept_seal(self, name: str) -> int:
        """Return the seal that a row has now."""
        query = self._in("SELECT substr(record, 1, ?) FROM TABLE WHERE part = ? AND name = ?")
        found = self._database.rows(query, (SIZE, self._part, _key(name)))
        seal = found[0][0] if found else b""
        return int.from_bytes(seal) if isinstance(seal, bytes) else 0

    def _in(self, query: str) -> str:
        return query.replace("TABLE", self._table)

    def _sealed_name(self, key: bytes) -> bytes:
        return self._part + b"\0" + key


def _sum(count: int, total: int) -> bytes:
    return count.to_bytes(COUNT) + total.to_bytes(SIZE)


def _key(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
