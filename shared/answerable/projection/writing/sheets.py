"""Sheets: one table's rows in memory, as a batch leaves them."""

from __future__ import annotations

from datetime import UTC
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Integer, String, bindparam, select

from answerable.errors import Invalid
from answerable.projection.writing import statements
from answerable.projection.writing.types import Exact, Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Select, Table

    from answerable.projection.writing.statements import Row

Key = tuple[Any, ...]

_AT_ONCE = 400
"""Keys in one question: SQLite binds a limited number of values, and plans long lists badly."""


class Sheet:
    """The rows of one table that the batch touched or read.

    Arguments:
        table: whose.
        dialect: the database's name in SQLAlchemy.
    """

    def __init__(self, table: Table, dialect: str) -> None:
        self.table = table
        self.keys = statements.key_columns(table)
        self.columns = {column.name for column in table.columns}
        self.rows: dict[Key, Row | None] = {}
        self.dirty: set[Key] = set()
        self.sums: dict[Key, dict[str, int]] = {}
        self._others: dict[Key, Row] = {}
        # By the beginning of keys, from which next value on all rows were read.
        self.known_from: dict[Key, Any] = {}
        self._froms: dict[int, Select[Any]] = {}
        # Building a statement costs more than carrying it out, and live batches are of one event.
        self._upsert = statements.upsert(table, dialect)
        self._selection = statements.selection(table)
        self._many: Select[Any] | None = None
        self._names = tuple(column.name for column in table.columns)
        self._empty: Row = dict.fromkeys(self._names)
        self._moments = tuple(column.name for column in table.columns if isinstance(column.type, Moment))
        self._texts = tuple(column.name for column in table.columns if isinstance(column.type, String | JSON))
        self._numbers = tuple(
            column.name
            for column in table.columns
            if isinstance(column.type, Integer) and column.name not in self.keys
        )
        # What is equal to Python may be written in other digits.
        self._is_plain = not any(isinstance(column.type, JSON | Exact) for column in table.columns)
        self._for_driver: tuple[statements.ForDriver, statements.ForDriver] | None = None

    def key(self, values: Mapping[str, Any]) -> Key:
        """Take a row's key from its values.

        Raises:
            Invalid: a column of it is missing.
        """
        try:
            key = tuple([values[name] for name in self.keys])
        except KeyError as error:
            message = f"a row of {self.table.name} needs its key {', '.join(self.keys)}; {error} is missing"
            raise Invalid(message) from error
        return self.storable(key)

    @staticmethod
    def storable(key: Key) -> Key:
        """Give a key as it is stored."""
        for part in key:
            if type(part) is str and "\0" in part:
                return tuple(map(statements.storable, key))
        return key

    def as_stored(self, values: Row) -> Row:
        """Give the whole row as the database would give it back: a later batch must not see a difference."""
        row = {**self._empty, **values}
        for name in self._texts:
            text = row[name]
            if type(text) is str and "\0" in text:
                row[name] = statements.storable(text)
        for name in self._moments:
            if (moment := row[name]) is not None and moment.tzinfo is not UTC:
                row[name] = moment.astimezone(UTC)
        return row

    def put(self, key: Key, row: Row) -> None:
        """Take a row as it is to be stored; one that stands so already is not written again."""
        if not self._is_plain or self.rows.get(key) != row:
            self.rows[key] = row
            self.dirty.add(key)

    def remove(self, key: Key) -> None:
        """Take a row away, if there is one."""
        if key not in self.rows or self.rows[key] is not None:
            self.rows[key] = None
            self.dirty.add(key)

    def read(self, connection: Connection, key: Key) -> None:
        """Read one row into memory."""
        parameters = {statements.parameter(name): value for name, value in zip(self.keys, key, strict=True)}
        found = connection.execute(self._selection, parameters).first()
        self.rows[key] = None if found is None else dict(zip(self._names, found, strict=True))

    def read_many(self, connection: Connection, keys: Iterable[Key]) -> None:
        """Read those rows into memory that are not there, in as few questions as it takes."""
        missing = list(dict.fromkeys(key for key in map(self.storable, keys) if self._is_unknown(key)))
        if len(missing) == 1:
            self.read(connection, missing[0])
            return
        at_once = _AT_ONCE if len(self.keys) == 1 else statements.AT_ONCE_OF_SEVERAL
        at = [self._names.index(name) for name in self.keys]
        for start in range(0, len(missing), at_once):
            some = missing[start : start + at_once]
            self.rows.update(zip(some, repeat(None)))
            for found in connection.execute(self._several(), self._wanted(some)):
                key = tuple([found[index] for index in at])
                self.rows[key] = dict(zip(self._names, found, strict=True))

    def _is_unknown(self, key: Key) -> bool:
        return key not in self.rows and not self.is_known_missing(key)

    def read_from(self, connection: Connection, beginning: Key) -> None:
        """Read all rows of a beginning of the key, of which the last value is the least that is meant."""
        first, least = beginning[:-1], beginning[-1]
        known = self.known_from.get(first)
        if known is not None and known <= least:
            return
        if len(beginning) not in self._froms:
            *same, last = [self.table.c[name] for name in self.keys[: len(beginning)]]
            conditions = [column == bindparam(statements.parameter(column.name)) for column in same]
            conditions.append(last >= bindparam(statements.parameter(last.name)))
            self._froms[len(beginning)] = select(self.table).where(*conditions)
        wanted = {
            statements.parameter(name): value for name, value in zip(self.keys, beginning, strict=False)
        }
        at = [self._names.index(name) for name in self.keys]
        for found in connection.execute(self._froms[len(beginning)], wanted):
            # What this batch has changed already stands.
            self.rows.setdefault(
                tuple([found[index] for index in at]), dict(zip(self._names, found, strict=True))
            )
        self.known_from[first] = least

    def is_known_missing(self, key: Key) -> bool:
        """Tell whether all rows around a key were read, and it was not among them."""
        if not self.known_from:
            return False
        for length in range(1, len(key)):
            least = self.known_from.get(key[:length])
            if least is not None and least <= key[length]:
                return True
        return False

    def _several(self) -> Select[Any]:
        if self._many is None:
            self._many = statements.selection_of_many(self.table)
        return self._many

    def _wanted(self, keys: Sequence[Key]) -> Row:
        """Give the parameters that find several keys."""
        if len(self.keys) == 1:
            return {"keys": [key[0] for key in keys]}
        full = chain(keys, repeat(keys[-1], statements.AT_ONCE_OF_SEVERAL - len(keys)))
        return {
            statements.place(name, index): value
            for index, key in enumerate(full)
            for name, value in zip(self.keys, key, strict=True)
        }

    def add(self, key: Key, others: Row | None, numbers: Mapping[str, int]) -> None:
        """Note what is added to the numbers of a row, and what else it says."""
        sums = self.sums.get(key)
        if sums is None:
            sums = self.sums[key] = {}
        for name, by in numbers.items():
            sums[name] = sums.get(name, 0) + by
        if others is not None:
            self._others[key] = others

    def sum_up(self, connection: Connection) -> None:
        """Bring rows to the numbers that were noted; one of which all are 0 is none."""
        noted, self.sums = self.sums, {}
        others, self._others = self._others, {}
        self.read_many(connection, noted)
        for key, sums in noted.items():
            row = self.rows.get(key)
            if row is None:
                row = {**self._empty, **dict.fromkeys(self._numbers, 0)}
                row.update(zip(self.keys, key, strict=True))
            else:
                row = row.copy()
            row.update(others.get(key, {}))
            for name, by in sums.items():
                row[name] += by
            if any(row[name] for name in self._numbers):
                self.put(key, row)
            else:
                self.remove(key)

    def write(self, connection: Connection) -> None:
        """Write every changed row."""
        if not self.dirty:
            return
        if self._for_driver is None:
            dialect = connection.dialect
            written = {column.name: column for column in self.table.columns}
            found_by = {statements.parameter(name): self.table.c[name] for name in self.keys}
            self._for_driver = (
                statements.ForDriver(self._upsert, written, dialect),
                statements.ForDriver(statements.removal(self.table), found_by, dialect),
            )
        upsert, removal = self._for_driver
        kept: list[Row] = []
        gone: list[Row] = []
        for key in self.dirty:
            row = self.rows[key]
            if row is None:
                gone.append(dict(zip(self.keys, key, strict=True)))
            else:
                kept.append(row)
        if gone:
            connection.exec_driver_sql(removal.text, removal.parameters(gone))
        if kept:
            connection.exec_driver_sql(upsert.text, upsert.parameters(kept))
        self.dirty.clear()
