"""One filling of a projection's tables: its rows and its position, in one database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    update,
)

from answerable.projection.types import Moment

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_OWN = MetaData()

_POSITION = Table(
    "projection_position",
    _OWN,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("error", String),
)

# Built once: building it costs more than carrying it out, and every live event moves the position.
_ADVANCE = update(_POSITION).values(
    sequence=bindparam("to_sequence"),
    events=_POSITION.c.events + bindparam("taken"),
    updated_at=bindparam("now"),
    error=None,
)


@dataclass(frozen=True, slots=True)
class Position:
    """How far a generation has come.

    Arguments:
        version: the projection's version that fills it.
        sequence: the last ledger sequence it contains.
        events: how many events it has taken, or passed over because they are of no stream it wants.
        updated_at: when it was last written.
        error: why it stopped, where it did; the error names the event.
    """

    version: int
    sequence: int
    events: int
    updated_at: datetime
    error: str | None


def sqlite_engine(path: Path) -> Engine:
    """Open a database that exists: a generation that was dropped meanwhile must not come back empty."""
    url = URL.create(
        "sqlite", database=f"file:{quote(str(path.absolute()))}", query={"mode": "rw", "uri": "true"}
    )
    engine = create_engine(url, connect_args={"timeout": 30.0})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine


class Generation:
    """One filling of a projection's tables, with its position.

    Arguments:
        number: which.
        engine: the database that holds it.
        tables: the projection's tables.
    """

    def __init__(self, number: int, engine: Engine, tables: MetaData) -> None:
        self.number = number
        self.engine = engine
        self._tables = tables

    def prepare(self, version: int, now: datetime) -> None:
        """Create the tables and a position at the ledger's beginning, if they are not there."""
        self._tables.create_all(self.engine)
        _OWN.create_all(self.engine)
        with self.engine.begin() as connection:
            if connection.execute(select(_POSITION.c.id)).first() is None:
                connection.execute(
                    insert(_POSITION).values(id=1, version=version, sequence=0, events=0, updated_at=now)
                )

    def position(self) -> Position:
        """Read how far it has come."""
        with self.engine.connect() as connection:
            row = connection.execute(select(_POSITION)).one()
        return Position(row.version, row.sequence, row.events, row.updated_at, row.error)

    def advance(self, connection: Connection, sequence: int, taken: int, now: datetime) -> None:
        """Move the position, in the transaction that holds the rows of the same events."""
        connection.execute(_ADVANCE, {"to_sequence": sequence, "taken": taken, "now": now})

    def stop(self, error: str | None, now: datetime) -> None:
        """Write down why it cannot go on, or None where it can again."""
        with self.engine.begin() as connection:
            connection.execute(update(_POSITION).values(error=error, updated_at=now))

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Give every row of every table, ordered by key: two equal views dump equal."""
        with self.engine.connect() as connection:
            return {
                table.name: [
                    dict(row)
                    for row in connection.execute(
                        select(table).order_by(*table.primary_key.columns)
                    ).mappings()
                ]
                for table in self._tables.sorted_tables
            }

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
