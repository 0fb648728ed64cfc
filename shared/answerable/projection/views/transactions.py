"""Transactions on a generation, which see one moment or write; each database has its way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.exc import SQLAlchemyError

_POSTGRESQL = "postgresql"

# Held to the end of the transaction. Whoever drops the generation takes this table first, so a reader or a
# writer either finds all of it or none, and nobody waits for the other in a circle.
_TOUCH_TO_READ = "SELECT FROM projection_position LIMIT 1"
_TOUCH_TO_WRITE = "LOCK TABLE projection_position IN ROW EXCLUSIVE MODE"


def reason_of(error: SQLAlchemyError) -> str:
    """Give the first line of what a database said."""
    said = getattr(error, "orig", None) or error
    return (str(said).splitlines() or [type(said).__name__])[0]


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a database for questions; the whole block sees one moment of it.

    Raises:
        DBAPIError: the database does not answer, or the generation is not there any more.
    """
    with engine.connect() as connection:
        if engine.dialect.name == _POSTGRESQL:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            connection.exec_driver_sql(_TOUCH_TO_READ)
        else:
            # Python's driver begins no transaction for a query: two of them could see two moments.
            connection.exec_driver_sql("BEGIN")
        yield connection


@contextmanager
def making(engine: Engine) -> Iterator[Connection]:
    """Open a database for one transaction that makes tables: all of them are there at its end, or none.

    Raises:
        DBAPIError: the database does not answer.
    """
    with engine.begin() as connection:
        if engine.dialect.name != _POSTGRESQL:
            # Python's driver begins no transaction for what is no change of rows either.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a database for one transaction that is committed at the end of the block.

    Raises:
        DBAPIError: the database does not answer, or the generation is not there any more.
    """
    with engine.begin() as connection:
        if engine.dialect.name == _POSTGRESQL:
            connection.exec_driver_sql(_TOUCH_TO_WRITE)
        yield connection
