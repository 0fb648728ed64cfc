"""Damage: a generation whose database cannot be what was written, and how that is told from everything else.

A view is only a copy of the ledger, so a damaged one is set aside and filled anew; but a full disk, a lock
or a database that is away damages nothing, and a fault in a query must not cost the view.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError, NoSuchTableError

from answerable.projection.views.layout import lacking
from answerable.projection.views.transactions import reason_of
from answerable.projection.writing.own_tables import OWN, POSITIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

    from answerable.projection.views.generation import Generation

# Extended result codes hold the primary one in their lowest byte (https://sqlite.org/rescode.html).
_PRIMARY = 0xFF
_SQLITE_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_SQLITE_BROKEN_SAID = ("could not decode to utf-8", "malformed", "not a database")
_SQLITE_LACKS_SAID = ("no such table", "no such column", "has no column named")

# PostgreSQL, Appendix A: data_corrupted, index_corrupted;
# undefined_table, undefined_column, invalid_schema_name.
_POSTGRESQL_BROKEN = frozenset({"XX001", "XX002"})
_POSTGRESQL_LACKS = frozenset({"42P01", "42703", "3F000"})


def is_broken(error: BaseException) -> bool:
    """Tell whether a database said that its own bytes are not what they must be."""
    if not isinstance(error, DBAPIError):
        return False
    said = error.orig
    if isinstance(said, sqlite3.Error):
        code = getattr(said, "sqlite_errorcode", None)
        text = str(said).lower()
        return (code is not None and code & _PRIMARY in _SQLITE_BROKEN) or any(
            words in text for words in _SQLITE_BROKEN_SAID
        )
    return getattr(said, "sqlstate", None) in _POSTGRESQL_BROKEN


def lacks_something(error: BaseException) -> bool:
    """Tell whether a database said that a table or column is not there, which a wrong query causes too."""
    if isinstance(error, NoSuchTableError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    said = error.orig
    if isinstance(said, sqlite3.Error):
        return any(words in str(said).lower() for words in _SQLITE_LACKS_SAID)
    return getattr(said, "sqlstate", None) in _POSTGRESQL_LACKS


def examine(generation: Generation, tables: MetaData, version: int) -> str | None:
    """Look whether a served generation can be what was written, and say why not.

    On SQLite every page is read once (``PRAGMA quick_check``), which takes about a second for a gigabyte.

    Arguments:
        generation: which.
        tables: those of the projection's present version.
        version: that version.

    Raises:
        DBAPIError: the database does not answer, which says nothing of the view.
    """
    try:
        with generation.engine.connect() as connection:
            if (fault := _structure(connection)) is not None:
                return fault
        if not generation.positions():
            return "it does not say how far it is"
        if not generation.is_of(version):
            # What a generation of another version lacks is not known here; it is replaced.
            return None
        with generation.engine.connect() as connection:
            missing = lacking(connection, tables)
    except DBAPIError as error:
        if is_broken(error) or lacks_something(error):
            return reason_of(error)
        raise
    except (ValueError, TypeError, OverflowError) as error:
        return f"its position cannot be read: {error}"
    return f"it lacks {', '.join(missing)}" if missing else None


def _structure(connection: Connection) -> str | None:
    """Look at the database's structure, and at the tables that every generation has."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            return " ".join(str(found).split())
    present = set(inspect(connection).get_table_names())
    if POSITIONS.name not in present:
        return f"it lacks {POSITIONS.name}"
    missing = [name for name in OWN.tables if name not in present]
    return f"it lacks {', '.join(missing)}" if missing else None
