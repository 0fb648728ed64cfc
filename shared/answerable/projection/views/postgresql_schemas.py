"""Views in PostgreSQL: a generation is a schema, and a row of one table names the served one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from answerable.errors import Invalid, NotFound
from answerable.projection.running.database_leases import DatabaseLeases, advisory_lock, lock_key
from answerable.projection.views.places import MOST_KEPT
from answerable.projection.views.postgresql_engine import (
    LONGEST_WAIT_S,
    POOLED,
    postgresql_engine,
    read_address,
)
from answerable.queries.views import SetAside

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Connection, Engine, TextClause

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")

_POINTERS = (
    "CREATE SCHEMA IF NOT EXISTS answerable_views",
    "CREATE TABLE IF NOT EXISTS answerable_views.served (name text PRIMARY KEY, generation integer NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS answerable_views.set_aside (name text PRIMARY KEY, "
        "at timestamptz NOT NULL, why text NOT NULL, kept text NOT NULL, up_to bigint)"
    ),
)
_INSTALLING = lock_key("", "installing")

_POINTED = text("SELECT generation FROM answerable_views.served WHERE name = :name")
_ACTIVE = text(
    "SELECT generation FROM answerable_views.served WHERE name = :name AND EXISTS"
    " (SELECT FROM pg_namespace WHERE nspname = :prefix || generation::text)"
)
_POINT = text(
    "INSERT INTO answerable_views.served VALUES (:name, :number)"
    " ON CONFLICT (name) DO UPDATE SET generation = excluded.generation"
)
_SET_ASIDE = text(
    "INSERT INTO answerable_views.set_aside VALUES (:name, :at, :why, :kept, :up_to)"
    " ON CONFLICT (name) DO UPDATE"
    " SET at = excluded.at, why = excluded.why, kept = excluded.kept, up_to = excluded.up_to"
)
_LAST_SET_ASIDE = text(
    "SELECT at, why, kept, up_to FROM answerable_views.set_aside WHERE name = :name"
    " AND EXISTS (SELECT FROM pg_namespace WHERE nspname = kept)"
)
_NAMES = text("SELECT name FROM answerable_views.served")
_SCHEMAS = text("SELECT nspname FROM pg_namespace WHERE starts_with(nspname::text, :prefix)")


def _has_code(error: DBAPIError, *codes: str) -> bool:
    """Tell whether the server refused with one of these codes (PostgreSQL, Appendix A)."""
    return getattr(error.orig, "sqlstate", None) in codes


_UNDEFINED_TABLE, _UNDEFINED_SCHEMA, _DUPLICATE_SCHEMA = "42P01", "3F000", "42P06"
_LOCK_NOT_AVAILABLE, _DEADLOCK = "55P03", "40P01"


def served_names(address: str) -> list[str]:
    """Name all views that are served from a database.

    Arguments:
        address: the database's, as ``postgresql://user:password@host:port/database``.

    Raises:
        Invalid: the address cannot be read.
        NotFound: the database's driver is not installed.
    """
    place = PostgresqlSchemas(address, "all")
    try:
        return place.names()
    finally:
        place.close()


class PostgresqlSchemas:
    """One projection's generations as schemas of one database; see `Place`.

    Arguments:
        address: the database's, as ``postgresql://user:password@host:port/database``.
        name: the projection's.

    Raises:
        Invalid: the address cannot be read, or the name cannot be part of a schema's.
        NotFound: the database's driver is not installed.
    """

    def __init__(self, address: str, name: str) -> None:
        if not _NAME.fullmatch(name):
            message = (
                f"the projection name {name!r} cannot be part of a schema's: a-z, 0-9, _ and -, at most 40"
            )
            raise Invalid(message)
        self.name = name
        self._prefix = f"view_{name}_g"
        self._url = read_address(address, "ANSWERABLE_VIEWS_URL")
        self._engine = postgresql_engine(
            self._url, isolation_level="AUTOCOMMIT", **{**POOLED, "pool_size": 1}
        )
        self._single = postgresql_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def _schema(self, number: int) -> str:
        return f"{self._prefix}{number}"

    def active(self) -> int | None:
        """Tell the number of the served generation; None before the first, and where it is gone."""
        return self._number_by(_ACTIVE)

    def _number_by(self, query: TextClause) -> int | None:
        """Ask for a generation's number."""
        try:
            with self._engine.connect() as connection:
                found: int | None = connection.execute(
                    query, {"name": self.name, "prefix": self._prefix}
                ).scalar()
        except ProgrammingError as error:
            if _has_code(error, _UNDEFINED_TABLE):
                return None
            raise
        return found

    def numbers(self) -> list[int]:
        """List the generations that exist, served or not, in order."""
        with self._engine.connect() as connection:
            schemas = connection.execute(_SCHEMAS, {"prefix": self._prefix}).scalars().all()
        numbers = (schema.removeprefix(self._prefix) for schema in schemas)
        return sorted(int(number) for number in numbers if number.isdecimal())

    def _install(self) -> None:
        """Make the tables that name what is served and what was set aside, where they are not there."""
        with self._single.connect() as connection:
            connection.execution_options(isolation_level="READ COMMITTED")
            # Two that make the same thing at once would fail, though they only make it where it is not there.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _INSTALLING})
            for statement in _POINTERS:
                connection.exec_driver_sql(statement)
            connection.commit()

    def names(self) -> list[str]:
        """Name all views of the database, this one's and the others'."""
        try:
            with self._engine.connect() as connection:
                return sorted(connection.execute(_NAMES).scalars())
        except ProgrammingError as error:
            if _has_code(error, _UNDEFINED_TABLE):
                return []
            raise

    def make(self) -> int:
        """Make an empty generation that nobody else is given, and tell its number."""
        self._install()
        while True:
            number = max([*self.numbers(), self._number_by(_POINTED) or 0]) + 1
            try:
                with self._engine.connect() as connection:
                    connection.exec_driver_sql(f'CREATE SCHEMA "{self._schema(number)}"')
            except ProgrammingError as error:
                if _has_code(error, _DUPLICATE_SCHEMA):
                    continue
                raise
            return number

    def activate(self, number: int) -> None:
        """Serve a generation from now on, by one row in one transaction.

        Raises:
            NotFound: it does not exist.
        """
        try:
            with self._single.connect() as connection:
                connection.execution_options(isolation_level="READ COMMITTED")
                self._take(connection, number, "ACCESS SHARE")
                connection.execute(_POINT, {"name": self.name, "number": number})
                connection.commit()
        except ProgrammingError as error:
            if _has_code(error, _UNDEFINED_TABLE, _UNDEFINED_SCHEMA):
                message = f"there is no schema {self._schema(number)}"
                raise NotFound(message) from error
            raise

    def _take(self, connection: Connection, number: int, mode: str) -> None:
        """Hold the table that whoever reads, writes or drops a generation holds first."""
        connection.exec_driver_sql(f'LOCK TABLE "{self._schema(number)}".projection_position IN {mode} MODE')

    def drop(self, number: int, *, within_s: float) -> None:
        """Remove a generation; one that is read for longer than that stays until the next try.

        Arguments:
            number: which.
            within_s: seconds to wait for its readers.
        """
        try:
            with self._single.connect() as connection:
                connection.execution_options(isolation_level="READ COMMITTED")
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, round(within_s * 1000))}")
                try:
                    with connection.begin_nested():
                        self._take(connection, number, "ACCESS EXCLUSIVE")
                except ProgrammingError as error:
                    # One that was never prepared has no such table, and no reader.
                    if not _has_code(error, _UNDEFINED_TABLE, _UNDEFINED_SCHEMA):
                        raise
                connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{self._schema(number)}" CASCADE')
                connection.commit()
        except OperationalError as error:
            if not _has_code(error, _LOCK_NOT_AVAILABLE, _DEADLOCK):
                raise

    def set_aside(self, number: int, why: str, at: datetime, up_to: int | None = None) -> SetAside:
        """Rename a damaged generation's schema so that it is served no more, and write down why."""
        self._install()
        note = SetAside(at=at, why=why, kept=f"{self._kept_prefix}{at:%Y%m%dt%H%M%S}", up_to=up_to)
        with self._single.connect() as connection:
            connection.execution_options(isolation_level="READ COMMITTED")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LONGEST_WAIT_S * 1000}")
            connection.exec_driver_sql(f'ALTER SCHEMA "{self._schema(number)}" RENAME TO "{note.kept}"')
            connection.execute(_SET_ASIDE, {"name": self.name, **dict(note)})
            all_kept = connection.execute(_SCHEMAS, {"prefix": self._kept_prefix}).scalars().all()
            for schema in sorted(all_kept)[:-MOST_KEPT]:
                connection.exec_driver_sql(f'DROP SCHEMA "{schema}" CASCADE')
            connection.commit()
        return note

    @property
    def _kept_prefix(self) -> str:
        return f"damaged_{self.name}_"

    def last_set_aside(self) -> SetAside | None:
        """Tell what was set aside last, as long as it is kept."""
        try:
            with self._engine.connect() as connection:
                row = connection.execute(_LAST_SET_ASIDE, {"name": self.name}).mappings().first()
        except ProgrammingError as error:
            if _has_code(error, _UNDEFINED_TABLE):
                return None
            raise
        return None if row is None else SetAside(**row)

    def engine(self, number: int) -> Engine:
        """Open a generation's schema: every name without one is looked up in it, and nowhere else."""
        return postgresql_engine(self._url, schema=self._schema(number), **POOLED)

    def kept_engine(self, kept: str) -> Engine:
        """Open a schema that was set aside."""
        return postgresql_engine(self._url, schema=kept, **POOLED)

    def rebuilding(self) -> AbstractContextManager[bool]:
        """Try to take the right to rebuild, which one has at a time; tells whether it was free."""
        return advisory_lock(self._single, lock_key(self.name, "rebuilding"))

    def leases(self) -> DatabaseLeases:
        """Open the locks by which the instances of a service share the filling of the view."""
        return DatabaseLeases(self._single, self.name)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
        self._single.dispose()
