"""The statements of one table, and their parameters as the driver of the database takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, and_, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Column, ColumnElement, Dialect, Select, Table
    from sqlalchemy.sql.dml import Delete, Insert

Row = dict[str, Any]
"""One row of a table, by column name."""

AT_ONCE_OF_SEVERAL = 32
"""Keys of several columns in one question, each written out in it."""


def key_columns(table: Table) -> tuple[str, ...]:
    """Name the columns of a table's primary key, in order."""
    return tuple(column.name for column in table.primary_key.columns)


def upsert(table: Table, dialect: str) -> Insert:
    """Make the insertion of a row, which replaces one that is there.

    Arguments:
        table: whose.
        dialect: the database's name in SQLAlchemy.
    """
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    keys = key_columns(table)
    changes = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in keys}
    if not changes:
        return insert.on_conflict_do_nothing(index_elements=list(keys))
    return insert.on_conflict_do_update(index_elements=list(keys), set_=changes)


def parameter(column: str) -> str:
    """Name the parameter of a key's column; the column's own name may stand for its new value."""
    return f"key_{column}"


def _has_key(table: Table) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(parameter(name)) for name in key_columns(table)]


def removal(table: Table) -> Delete:
    """Make the removal of one row by its key."""
    return delete(table).where(*_has_key(table))


def selection(table: Table) -> Select[Any]:
    """Ask for one row by its key."""
    return select(table).where(*_has_key(table))


def place(column: str, index: int) -> str:
    """Name the parameter of a key's column where there are several keys."""
    return f"key_{column}_{index}"


def selection_of_many(table: Table) -> Select[Any]:
    """Ask for the rows of many keys; SQLite reads the whole table for a list of tuples, but not for this."""
    keys = key_columns(table)
    if len(keys) == 1:
        of = table.c[keys[0]]
        return select(table).where(of.in_(bindparam("keys", expanding=True, type_=of.type)))
    each = (
        and_(*(table.c[name] == bindparam(place(name, index)) for name in keys))
        for index in range(AT_ONCE_OF_SEVERAL)
    )
    return select(table).where(or_(*each))


def storable(value: Any) -> Any:
    """Give what both databases can store: PostgreSQL takes no NUL in a text."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if type(value) is str and "\0" in value else value


def _day(value: Any) -> str | None:
    """Write a day as SQLAlchemy does for SQLite, in half the time."""
    return None if value is None else value.isoformat()[:10]


class ForDriver:
    """A statement as the driver takes it, which makes the parameters of many rows a column at a time.

    SQLAlchemy makes them a row at a time, in more time than the database then needs for the row.

    Arguments:
        statement: an insertion or a removal.
        columns: by the name of each parameter, the column whose values it takes.
        dialect: of the database.
    """

    def __init__(
        self, statement: Insert | Delete, columns: Mapping[str, Column[Any]], dialect: Dialect
    ) -> None:
        named = [column.name for column in columns.values()]
        compiled = statement.compile(dialect=dialect, column_keys=named)
        self.text = str(compiled)
        self._is_positional = compiled.positional
        self._names: Sequence[str] = tuple((compiled.positiontup if compiled.positional else None) or columns)
        self._ways = [(columns[name].name, _bound(columns[name], dialect)) for name in self._names]

    def parameters(self, rows: Sequence[Row]) -> list[Any]:
        """Give what the driver is handed for rows."""
        values = [
            [row[name] for row in rows] if way is None else [way(row[name]) for row in rows]
            for name, way in self._ways
        ]
        taken = zip(*values, strict=True)
        if self._is_positional:
            return list(taken)
        return [dict(zip(self._names, one, strict=True)) for one in taken]


def _bound(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if dialect.name == "sqlite" and type(column.type) is Date:
        return _day
    return column.type.dialect_impl(dialect).bind_processor(dialect)
