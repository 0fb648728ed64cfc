"""Memory: which rows of a matter were read before, so that a file may be cut, and read again.

A row that was read before is interpreted as it was then; a new one follows the last of its group. So
a second import emits the same commands as the first, and the second half of a cut file goes on where
the first half ended.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from answerable.errors import Unavailable

Fact = str | int | bool
"""Something a rule remembers."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a row's group before the row.

    Arguments:
        previous: the cells of the row before it; None where it is the first.
        remembered: what rules had remembered.
        seen: the cells of the row itself, where it was read before.
    """

    previous: Mapping[str, str] | None = None
    remembered: Mapping[str, Fact] = field(default_factory=dict)
    seen: Mapping[str, str] | None = None


class Memory(Protocol):
    """Keeps the rows of each group in the order in which they were first read."""

    def before(self, group: str, identity: str) -> Past:
        """Tell what is known before a row: before its first reading, where there was one."""
        ...

    def keep(
        self, group: str, identity: str, cells: Mapping[str, str], remembered: Mapping[str, Fact]
    ) -> None:
        """Keep a row and what is remembered behind it; a row that is kept already stays as it is."""
        ...


@dataclass(frozen=True, slots=True)
class _Kept:
    cells: Mapping[str, str]
    remembered: Mapping[str, Fact]


class BriefMemory:
    """Keeps rows as long as the process lives, for small files and tests."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[str, _Kept]] = {}

    def before(self, group: str, identity: str) -> Past:
        """Tell what is known before a row."""
        rows = self._groups.get(group, {})
        last: _Kept | None = None
        for name, kept in rows.items():
            if name == identity:
                break
            last = kept
        seen = rows.get(identity)
        return Past(
            previous=None if last is None else last.cells,
            remembered={} if last is None else last.remembered,
            seen=None if seen is None else seen.cells,
        )

    def keep(
        self, group: str, identity: str, cells: Mapping[str, str], remembered: Mapping[str, Fact]
    ) -> None:
        """Keep a row and what is remembered behind it."""
        self._groups.setdefault(group, {}).setdefault(identity, _Kept(dict(cells), dict(remembered)))


_TABLE = """
CREATE TABLE IF NOT EXISTS row (
    mapping TEXT NOT NULL, matter TEXT NOT NULL, place INTEGER NOT NULL, identity TEXT NOT NULL,
    cells TEXT NOT NULL, remembered TEXT NOT NULL,
    PRIMARY KEY (mapping, matter, place), UNIQUE (mapping, matter, identity)
) WITHOUT ROWID
"""
_SEEN = "SELECT place, cells FROM row WHERE mapping = ? AND matter = ? AND identity = ?"
_LAST = """
SELECT cells, remembered FROM row WHERE mapping = ? AND matter = ? AND place < ? ORDER BY place DESC LIMIT 1
"""
_KEEP = """
INSERT INTO row SELECT ?1, ?2, 1 + COALESCE(MAX(place), 0), ?3, ?4, ?5 FROM row
WHERE mapping = ?1 AND matter = ?2 ON CONFLICT DO NOTHING
"""
_FORGET = "DELETE FROM row WHERE mapping = ? AND matter = ? AND identity = ?"
_END = 2**62


class LastingMemory(AbstractContextManager["LastingMemory"]):
    """Keeps rows in a file, so that the next import knows them; what it needs in memory does not grow.

    Arguments:
        path: the file, made where it is missing; a temporary one where None.
        mapping: the id of the mapping; mappings do not see each other's rows.

    Raises:
        Unavailable: the file cannot be opened, or is no such memory.
    """

    def __init__(self, path: Path | None, mapping: str) -> None:
        self._mapping = mapping
        # Rows are forgotten while the next ones are already read, in another thread.
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect("" if path is None else path, check_same_thread=False)
            self._db.execute(_TABLE)
        except sqlite3.Error as error:
            raise Unavailable(f"the import's memory {path} cannot be used: {error}") from error

    def __exit__(self, *_: object) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    def before(self, group: str, identity: str) -> Past:
        """Tell what is known before a row."""
        with self._lock:
            return self._before(group, identity)

    def _before(self, group: str, identity: str) -> Past:
        seen = self._db.execute(_SEEN, (self._mapping, group, identity)).fetchone()
        place = _END if seen is None else seen[0]
        last = self._db.execute(_LAST, (self._mapping, group, place)).fetchone()
        return Past(
            previous=None if last is None else json.loads(last[0]),
            remembered={} if last is None else json.loads(last[1]),
            seen=None if seen is None else json.loads(seen[1]),
        )

    def keep(
        self, group: str, identity: str, cells: Mapping[str, str], remembered: Mapping[str, Fact]
    ) -> None:
        """Keep a row and what is remembered behind it, until `commit` only in the transaction."""
        texts = (json.dumps(cells), json.dumps(remembered))
        with self._lock:
            self._db.execute(_KEEP, (self._mapping, group, identity, *texts))

    def forget(self, group: str, identity: str) -> None:
        """Forget a row of which nothing was carried out, so that it can be mended and come again."""
        with self._lock:
            self._db.execute(_FORGET, (self._mapping, group, identity))

    def commit(self) -> None:
        """Make what was kept lasting; it has to be so before the commands are sent."""
        with self._lock:
            self._db.commit()

    def close(self) -> None:
        """Close the file."""
        self._db.close()
