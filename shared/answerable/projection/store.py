"""Where views live: each projection has generations, of which one is served.

A generation holds its tables and its position together, so that both change in one transaction.
A rebuild fills a new generation beside the served one and takes over by changing a pointer, in
one step; a generation that was left half filled is never pointed at.
"""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, insert, select, update

from answerable.errors import Unavailable
from answerable.projection.types import Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

T = TypeVar("T")

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


@dataclass(frozen=True, slots=True)
class Position:
    """How far a generation has come.

    Arguments:
        version: the projection's version that fills it.
        sequence: the last ledger sequence it contains.
        events: how many events it has taken.
        updated_at: when it was last written.
        error: why it stopped, where it did; the error names the event.
    """

    version: int
    sequence: int
    events: int
    updated_at: datetime
    error: str | None


def _sqlite_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30.0})

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
        connection.execute(
            update(_POSITION).values(
                sequence=sequence, events=_POSITION.c.events + taken, updated_at=now, error=None
            )
        )

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


class Store:
    """A projection's generations in SQLite files below one directory.

    Arguments:
        directory: the installation's directory of views.
        name: the projection's name.
        tables: its tables.
    """

    def __init__(self, directory: Path, name: str, tables: MetaData) -> None:
        self.directory = directory / name
        self.name = name
        self._tables = tables
        self._open: dict[int, Generation] = {}

    @property
    def _pointer(self) -> Path:
        return self.directory / "active"

    def active(self) -> int | None:
        """Tell the number of the served generation, or None before the first."""
        try:
            return int(self._pointer.read_text())
        except FileNotFoundError:
            return None

    def generation(self, number: int) -> Generation:
        """Open a generation."""
        if number not in self._open:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            engine = _sqlite_engine(self.directory / f"g{number}.sqlite")
            self._open[number] = Generation(number, engine, self._tables)
        return self._open[number]

    def numbers(self) -> list[int]:
        """List the generations that exist, served or not."""
        found = (re.fullmatch(r"g(\d+)\.sqlite", path.name) for path in self.directory.glob("g*.sqlite"))
        return sorted(int(match[1]) for match in found if match)

    def new(self) -> Generation:
        """Open a generation that nobody has written to."""
        return self.generation(max([*self.numbers(), self.active() or 0, 0]) + 1)

    def activate(self, number: int) -> None:
        """Serve this generation from now on, in one step, and drop the others."""
        pending = self._pointer.with_suffix(f".{os.getpid()}")
        with pending.open("w") as file:
            file.write(str(number))
            file.flush()
            os.fsync(file.fileno())
        pending.replace(self._pointer)
        for other in self.numbers():
            if other != number:
                self.drop(other)

    def drop(self, number: int) -> None:
        """Remove a generation that is not served."""
        self.release(number)
        for suffix in ("", "-wal", "-shm"):
            (self.directory / f"g{number}.sqlite{suffix}").unlink(missing_ok=True)

    def release(self, number: int) -> None:
        """Let go of a generation that is no longer served; its file may be gone already."""
        generation = self._open.pop(number, None)
        if generation is not None:
            generation.close()

    def serving(self) -> Generation:
        """Give the served generation.

        Raises:
            Unavailable: the view was never built.
        """
        number = self.active()
        if number is None:
            message = (
                f"the view {self.name} does not exist yet; start its service, or wait until it has caught up"
            )
            raise Unavailable(message)
        return self.generation(number)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open the served view for a query; the whole block sees one generation."""
        with self.serving().engine.connect() as connection:
            yield connection

    async def read(self, answer: Callable[[Connection], T]) -> T:
        """Answer from the served view in a thread of its own, so that nothing else has to wait.

        Raises:
            Unavailable: the view was never built.
        """

        def reading() -> T:
            with self.reading() as connection:
                return answer(connection)

        return await asyncio.to_thread(reading)

    def close(self) -> None:
        """Let go of every open generation."""
        for generation in self._open.values():
            generation.close()
        self._open.clear()
