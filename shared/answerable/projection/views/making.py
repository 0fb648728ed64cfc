"""Making tables where they are not there: what that takes is written once for each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import MetaData, String
from sqlalchemy.schema import CreateIndex, CreateTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Dialect

# Writing the statements of the desk's tables costs a tenth of a second, and carrying them out a hundredth.
_KNOWN: WeakKeyDictionary[MetaData, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def make_tables(tables: MetaData, connection: Connection) -> None:
    """Make tables and their indexes where they are not there.

    PostgreSQL compares their words byte by byte, as SQLite does.

    Arguments:
        tables: which.
        connection: in the transaction that makes them.

    Raises:
        DBAPIError: the database does not answer.
    """
    known = _KNOWN.setdefault(tables, {})
    dialect = connection.dialect
    if dialect.name not in known:
        known[dialect.name] = tuple(_statements(tables, dialect))
    for statement in known[dialect.name]:
        connection.exec_driver_sql(statement)


def _statements(tables: MetaData, dialect: Dialect) -> Iterator[str]:
    for table in _with_plain_order(tables).sorted_tables:
        yield str(CreateTable(table, if_not_exists=True).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index, if_not_exists=True).compile(dialect=dialect))


def _with_plain_order(tables: MetaData) -> MetaData:
    copy = MetaData()
    for table in tables.sorted_tables:
        for column in table.to_metadata(copy).columns:
            if isinstance(column.type, String):
                column.type = column.type.with_variant(
                    String(column.type.length, collation="C"), "postgresql"
                )
    return copy
