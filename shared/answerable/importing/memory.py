"""Memory: which rows of a matter were read before, so that a file may be cut, and read again.

A row that was read before is interpreted as it was then; a new one follows the last of its group. So
a second import emits the same commands as the first, and the second half of a cut file goes on where
the first half ended.

Of a matter one of whose rows was rejected, the rows behind it wait: what they mean hangs on the one that is
missing. They come again, in their order, with the mended one.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from pydantic_core import from_json, to_json

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

    def refuse(self, group: str, identity: str) -> bool:
        """Take note that nothing of a row was carried out; tell whether its group waits for it."""
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


@dataclass(slots=True)
class _Kept:
    cells: Mapping[str, str]
    remembered: Mapping[str, Fact]
    is_refused: bool = False


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
            seen=None if seen is None or seen.is_refused else seen.cells,
        )

    def keep(
        self, group: str, identity: str, cells: Mapping[str, str], remembered: Mapping[str, Fact]
    ) -> None:
        """Keep a row and what is remembered behind it."""
        rows = self._groups.setdefault(group, {})
        if identity not in rows or rows[identity].is_refused:
            rows[identity] = _Kept(dict(cells), dict(remembered))

    def refuse(self, group: str, identity: str) -> bool:
        """Take note that nothing of a row was carried out."""
        rows = self._groups[group]
        rows[identity].is_refused = True
        if any(not kept.is_refused for kept in rows.values()):
            return False
        self._waiting.setdefault(group, {}).update(dict.fromkeys(rows))
        return True

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
        if all(kept.is_refused for kept in self._groups.get(group, {}).values()):
            self._groups.pop(group, None)


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
    cells TEXT NOT NULL, remembered TEXT NOT NULL, is_refused INTEGER NOT NULL DEFAULT 0,
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
_HAS_ROWS = "SELECT EXISTS (SELECT 1 FROM row WHERE mapping = ? AND matter = ? AND NOT is_refused)"
_SEEN = "SELECT place, cells, is_refused FROM row WHERE mapping = ? AND matter = ? AND identity = ?"
_LAST = """
SELECT cells, remembered FROM row WHERE mapping = ? AND matter = ? AND place < ? ORDER BY place DESC LIMIT 1
"""
_KEEP = """
INSERT INTO row SELECT ?1, ?2, 1 + COALESCE(MAX(place), 0), ?3, ?4, ?5, 0 FROM row
WHERE mapping = ?1 AND matter = ?2 ON CONFLICT (mapping, matter, identity)
DO UPDATE SET cells = ?4, remembered = ?5, is_refused = 0 WHERE is_refused
"""
_REFUSE = "UPDATE row SET is_refused = 1 WHERE mapping = ? AND matter = ? AND identity = ?"
_WAIT_FOR_ALL = """
INSERT INTO waiting SELECT mapping, matter, identity, NULL, 0 FROM row WHERE mapping = ? AND matter = ?
ON CONFLICT DO UPDATE SET has_gone_on = 0
"""
_FORGET_REFUSED = "DELETE FROM row WHERE mapping = ?1 AND matter = ?2 AND is_refused"
_END = 2**62

_AT_HAND = 1_024
"""Groups whose last row is kept at hand: the next one of the same matter mostly comes soon."""


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
        # Rows are refused while the next ones are already read, in another thread.
        self._lock = threading.Lock()
        self._last: OrderedDict[str, tuple[Mapping[str, str], Mapping[str, Fact]]] = OrderedDict()
        self._new: tuple[str, str] | None = None
        try:
            self._db = sqlite3.connect("" if path is None else path, check_same_thread=False)
            self._db.execute(_TABLE)
            self._db.execute(_WAITING_TABLE)
            if not any(name == "is_refused" for _, name, *_ in self._db.execute("PRAGMA table_info(row)")):
                self._db.execute("ALTER TABLE row ADD COLUMN is_refused INTEGER NOT NULL DEFAULT 0")
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
        self._new = (group, identity) if seen is None else None
        if seen is None and group in self._last:
            return Past(*self._last[group])
        place = _END if seen is None else seen[0]
        last = self._db.execute(_LAST, (self._mapping, group, place)).fetchone()
        return Past(
            previous=None if last is None else from_json(last[0]),
            remembered={} if last is None else from_json(last[1]),
            seen=None if seen is None or seen[2] else from_json(seen[1]),
        )

    def keep(
        self, group: str, identity: str, cells: Mapping[str, str], remembered: Mapping[str, Fact]
    ) -> None:
        """Keep a row and what is remembered behind it, until `commit` only in the transaction."""
        texts = (to_json(cells).decode(), to_json(remembered).decode())
        with self._lock:
            self._db.execute(_KEEP, (self._mapping, group, identity, *texts))
            self._last.pop(group, None)
            if self._new == (group, identity):
                # It is the last of its group; one that came again keeps the place that it had.
                self._last[group] = cells, remembered
                if len(self._last) > _AT_HAND:
                    self._last.popitem(last=False)

    def refuse(self, group: str, identity: str) -> bool:
        """Take note that nothing of a row was carried out: it may be mended, and come again in its place.

        Where nothing was carried out of any row of its group, it waits for the first: else the next one that
        comes would be taken for it.

        Returns:
            Whether its group waits.
        """
        of = (self._mapping, group)
        with self._lock:
            self._db.execute(_REFUSE, (*of, identity))
            if self._db.execute(_HAS_ROWS, of).fetchone()[0]:
                return False
            self._db.execute(_WAIT_FOR_ALL, of)
            self._does_any_wait = True
            return True

    def waiting(self, group: str) -> Waiting | None:
        """Tell whether a group waits."""
        if not self._does_any_wait:
            return None
        with self._lock:
            return _waiting(self._db.execute(_WAITING, (self._mapping, group)).fetchall())

    def wait(self, group: str, identity: str, at: str | None = None) -> None:
        """Let a group wait."""
        with self._lock:
            self._db.execute(_WAIT, (self._mapping, group, identity, at))
            self._does_any_wait = True

    def go_on(self, group: str) -> None:
        """Let a group go on."""
        with self._lock:
            self._db.execute(_GO_ON, (self._mapping, group))
            self._last.pop(group, None)
            if not self._db.execute(_HAS_ROWS, (self._mapping, group)).fetchone()[0]:
                self._db.execute(_FORGET_REFUSED, (self._mapping, group))

    def commit(self) -> None:
        """Make what was kept lasting; it has to be so before the commands are sent."""
        with self._lock:
            self._db.commit()

    def close(self) -> None:
        """Close the file."""
        self._db.close()
