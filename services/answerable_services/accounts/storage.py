"""Where accounts are kept: a file of SQLite that only its owner reads, or a schema of PostgreSQL.

One transaction writes at a time, on either database: whoever reads something in order to change it is never
overtaken. Writing is rare and short, because no password is hashed while it is held.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from answerable.errors import Misconfigured, Unavailable
from answerable.private import private_directory
from answerable.projection.running.database_leases import lock_key
from answerable.projection.views.making import make_tables
from answerable.projection.views.postgresql_engine import POOLED, postgresql_engine, read_address
from answerable.projection.views.sqlite_files import sqlite_engine
from answerable.projection.views.transactions import reason_of
from answerable_services.accounts.tables import META, TABLES, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import SecretStr
    from sqlalchemy import Connection, Engine

FILE = "accounts.sqlite"
_SCHEMA = "answerable_accounts"
_WRITING = lock_key("accounts", "writing")
_VERSION_NAME = "version"


class Storage:
    """The tables of accounts in one database, made at the first use.

    Arguments:
        place: the directory that holds the file of SQLite, or the address of a PostgreSQL database; as
            `Settings.accounts` tells it.

    Raises:
        Invalid: the address cannot be read.
        NotFound: the database's driver is not installed.
        Misconfigured: the tables were made by a later version of this program.
        Unavailable: the database does not answer.
    """

    def __init__(self, place: Path | SecretStr) -> None:
        self._engine = (
            _file_of_its_owner(place) if isinstance(place, Path) else _schema_of(place.get_secret_value())
        )
        # What a failing statement was given is a credential's digest, and nobody's business in a log.
        self._engine.hide_parameters = True
        try:
            self._install()
        except BaseException:
            self._engine.dispose()
            raise

    @property
    def _is_postgresql(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    def _install(self) -> None:
        """Make the tables where they are not there, and look whether they are those of this version."""
        with self.writing() as connection:
            if self._is_postgresql:
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
            make_tables(TABLES, connection)
            found = connection.scalar(select(META.c.value).where(META.c.name == _VERSION_NAME))
            if found is None:
                connection.execute(insert(META).values(name=_VERSION_NAME, value=str(VERSION)))
            elif int(found) != VERSION:
                raise Misconfigured(
                    f"the accounts' store has tables of version {found}, and this program knows version "
                    f"{VERSION}: run the program that made them, or a later one"
                )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open the store for questions; the whole block sees one moment of it.

        Raises:
            Unavailable: the database does not answer.
        """
        with _said_by_us(), self._engine.connect() as connection:
            if self._is_postgresql:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            else:
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open the store for one transaction that is committed at the end of the block, one at a time.

        Raises:
            Unavailable: the database does not answer.
        """
        with _said_by_us(), self._engine.begin() as connection:
            if self._is_postgresql:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITING})
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def tidy(self) -> None:
        """Take what SQLite has in its log into the file, so that what was forgotten is in neither.

        Raises:
            Unavailable: the database does not answer.
        """
        if not self._is_postgresql:
            with _said_by_us(), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


@contextmanager
def _said_by_us() -> Iterator[None]:
    """Say in words of our own that a database failed.

    Raises:
        Unavailable: it did.
    """
    try:
        yield
    except (DBAPIError, NoConnection) as error:
        message = f"the accounts' store does not answer: {reason_of(error)}"
        raise Unavailable(message) from error


def _file_of_its_owner(directory: Path) -> Engine:
    """Open the file, made where it is not there; SQLite gives its log and index the same rights."""
    private_directory(directory)
    path = directory / FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    os.fchmod(descriptor, 0o600)
    os.close(descriptor)
    engine = sqlite_engine(path)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        # What was revoked stays revoked when the power fails, and what was forgotten is overwritten.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    return engine


def _schema_of(address: str) -> Engine:
    return postgresql_engine(read_address(address, "ANSWERABLE_ACCOUNTS_URL"), schema=_SCHEMA, **POOLED)
