"""Memory: which rows of a matter were read before, so that a file may be cut, and read again.

A row that was read before is interpreted as it was then; a new one follows the last of its group. So
a second import emits the same commands as the first, and the second half of a cut file goes on where
the first half ended.

Of a matter one of whose rows was rejected, the rows behind it wait: what they mean hangs on the one that is
missing. They come again, in their order, with the mended one.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of a group while a rejected row of it is missing.

    Arguments:
        rejected: the identities of the rejected rows.
        earliest: when the first of the rows behind them happened, as text in UTC; None where none came.
    """

    rejected: frozenset[str]
    earliest: str | None


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

    def waiting(self, group: str) -> Waiting | None:
        """Tell whether a group waits for a row that was rejected."""
        ...

    def wait(self, group: str, identity: str, at: str | None = None) -> None:
        """Let a group wait, unless it waited for this row before and went on.

        Arguments:
            group: the group.
            identity: the row's: the rejected one, or one behind it.
            at: when a row behind the rejected one happened, as text in UTC; None for the rejected one.
        """
        ...

    def go_on(self, group: str) -> None:
        """Let a group go on: the row it waited for is there."""
        ...


@dataclass(frozen=True, slots=True)
class _Kept:
    cells: Mapping[str, str]
    remembered: Mapping[str, Fact]


class BriefMemory:
    """Keeps rows as long as the process lives, for small files and tests."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[str, _Kept]] = {}
        self._waiting: dict[str, dict[str, str | None]] = {}
        self._gone_on: set[tuple[str, str]] = set()

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

    def waiting(self, group: str) -> Waiting | None:
        """Tell whether a group waits."""
        return _waiting(self._waiting.get(group, {}).items())

    def wait(self, group: str, identity: str, at: str | None = None) -> None:
        """Let a group wait."""
        if (group, identity) not in self._gone_on:
            self._waiting.setdefault(group, {})[identity] = at

    def go_on(self, group: str) -> None:
        """Let a group go on."""
        self._gone_on.update((group, identity) for identity in self._waiting.pop(group, {}))


def _waiting(rows: Iterable[tuple[str, str | None]]) -> Waiting | None:
    """Put the rows of a group that waits together; None where there are none."""
    found = list(rows)
    if not found:
        return None
    moments = [at for _, at in found if at is not None]
    rejected = frozenset(identity for identity, at in found if at is None)
    return Waiting(rejected, min(moments, default=None))


_TABLE = """
CREATE TABLE IF NOT EXISTS row (
    mapping TEXT NOT NULL, matter TEXT NOT NULL, place INTEGER NOT NULL, identity TEXT NOT NULL,
    cells TEXT NOT NULL, remembered TEXT NOT NULL,
    PRIMARY KEY (mapping, matter, place), UNIQUE (mapping, matter, identity)
) WITHOUT ROWID
"""
_WAITING_TABLE = """
CREATE TABLE IF NOT EXISTS waiting (
    mapping TEXT NOT NULL, matter TEXT NOT NULL, identity TEXT NOT NULL,
    at TEXT, has_gone_on INTEGER NOT NULL,
    PRIMARY KEY (mapping, matter, identity)
) WITHOUT ROWID
"""
_WAITING = "SELECT identity, at FROM waiting WHERE mapping = ? AND matter = ? AND NOT has_gone_on"
_WAIT = "INSERT INTO waiting VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING"
_GO_ON = "UPDATE waiting SET has_gone_on = 1 WHERE mapping = ? AND matter = ?"
_DOES_ANY_WAIT = "SELECT EXISTS (SELECT 1 FROM waiting WHERE mapping = ? AND NOT has_gone_on)"
_HAS_ROWS = "SELECT EXISTS (SELECT 1 FROM row WHERE mapping = ? AND matter = ?)"
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
            self._db.execute(_WAITING_TABLE)
            # Most imports reject nothing: then no row is asked about.
            self._does_any_wait = bool(self._db.execute(_DOES_ANY_WAIT, (mapping,)).fetchone()[0])
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
        """Forget a row of which nothing was carried out, so that it can be mended and come again.

        Where it was its group's only one, those behind it wait: else the next would be taken for the first.
        """
        with self._lock:
            self._db.execute(_FORGET, (self._mapping, group, identity))
            if not self._db.execute(_HAS_ROWS, (self._mapping, group)).fetchone()[0]:
                self._wait(group, identity, None)

    def waiting(self, group: str) -> Waiting | None:
        """Tell whether a group waits."""
        if not self._does_any_wait:
            return None
        with self._lock:
            return _waiting(self._db.execute(_WAITING, (self._mapping, group)).fetchall())

    def wait(self, group: str, identity: str, at: str | None = None) -> None:
        """Let a group wait."""
        with self._lock:
            self._wait(group, identity, at)

    def _wait(self, group: str, identity: str, at: str | None) -> None:
        self._db.execute(_WAIT, (self._mapping, group, identity, at))
        self._does_any_wait = True

    def go_on(self, group: str) -> None:
        """Let a group go on."""
        with self._lock:
            self._db.execute(_GO_ON, (self._mapping, group))

    def commit(self) -> None:
        """Make what was kept lasting; it has to be so before the commands are sent."""
        with self._lock:
            self._db.commit()

    def close(self) -> None:
        """Close the file."""
        self._db.close()
