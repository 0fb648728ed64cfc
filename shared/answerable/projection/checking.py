"""Checking a view: is it, row for row and column for column, what the ledger gives?

A fresh view is filled beside the served one, in a file of its own, up to the very position that the served
one had in one moment of it. The service goes on meanwhile: who checks only reads.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import literal_column, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from answerable.errors import Conflict, Unavailable
from answerable.events.subjects import parse
from answerable.projection.filling import parked
from answerable.projection.filling.filling import Filler, Poison
from answerable.projection.views.generation import Generation
from answerable.projection.views.sqlite_files import sqlite_engine
from answerable.projection.views.transactions import reading, reason_of
from answerable.projection.writing.own_tables import UNKNOWN_SITES, WHOLE
from answerable.projection.writing.rows import key_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping, Table

    from answerable.clock import Clock
    from answerable.ledger.store.ledger import Ledger
    from answerable.ledger.store.recorded import Recorded
    from answerable.projection.views.generation import Position
    from answerable.projection.views.store import Store
    from answerable.projection.writing.projection import Projection

MOST_TOLD = 20
"""Differences that are told one by one; the others are counted."""

_BATCH = 1000
_LONGEST_VALUE = 200


class Difference(BaseModel):
    """A place where a view is not what the ledger gives.

    Arguments:
        table: where.
        key: the row's, by column; empty where the whole table is meant.
        column: which; None where all of the row is meant.
        served: what the view has; None where it has no such row.
        fresh: what the ledger gives; None where it gives no such row.
    """

    model_config = ConfigDict(frozen=True)

    table: str
    key: dict[str, str]
    column: str | None = None
    served: str | None = None
    fresh: str | None = None


class ViewCheck(BaseModel):
    """What a check of a view found.

    Arguments:
        projection: whose view.
        generation: the filling of it that was served.
        position: the last ledger sequence in it.
        rows: that were compared.
        structure: what the database itself says of its structure, where that is not well.
        difference_count: how many differences there are.
        differences: the first of them.
    """

    model_config = ConfigDict(frozen=True)

    projection: str
    generation: int
    position: int
    rows: int
    structure: str | None = None
    difference_count: int
    differences: tuple[Difference, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the view is what the ledger gives."""
        return self.structure is None and self.difference_count == 0


async def check_view(
    projection: Projection,
    store: Store,
    ledger: Ledger,
    clock: Clock,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ViewCheck:
    """Compare the served view with a fresh fill to the same position, while it serves.

    Arguments:
        projection: whose view.
        store: where it is.
        ledger: what to fill from.
        clock: tells when.
        progress: told how far the fresh fill is, and how far it goes.

    Raises:
        Conflict: the view was filled by another version of the projection.
        Unavailable: the view was never built, or its database or the ledger does not answer.
    """
    with (
        tempfile.TemporaryDirectory(prefix=f"check-{projection.name}-") as directory,
        ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"check-{projection.name}") as thread,
    ):
        check = _Check(projection, store, Path(directory) / "fresh.sqlite", clock)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(thread, check.begin)
            await _fill(check, ledger, thread, progress)
            return await loop.run_in_executor(thread, check.compare)
        except DBAPIError as error:
            message = f"the view {projection.name} cannot be checked now: {reason_of(error)}"
            raise Unavailable(message) from error
        finally:
            await loop.run_in_executor(thread, check.close)


async def _fill(
    check: _Check, ledger: Ledger, thread: ThreadPoolExecutor, progress: Callable[[int, int], None]
) -> None:
    """Feed the fresh view up to where the served one was."""
    if check.end == 0:
        return
    loop = asyncio.get_running_loop()
    async with (
        ledger.follow(filters=check.projection.filters) as feed,
        aclosing(feed.batches(limit=_BATCH, idle_s=0.05)) as batches,
    ):
        async for batch in batches:
            await loop.run_in_executor(thread, check.take, batch)
            if batch:
                progress(min(batch[-1].sequence, check.end), check.end)
            if (batch and batch[-1].sequence >= check.end) or feed.unread == 0:
                return


@dataclass
class _Found:
    """What was found so far."""

    rows: int = 0
    count: int = 0
    told: list[Difference] = field(default_factory=list)

    def note(self, difference: Difference) -> None:
        self.count += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(difference)


class _Check:
    """A check under way; one thread does all of it.

    Arguments:
        projection: whose view.
        store: where it is.
        path: where the fresh one is made.
        clock: tells when.
    """

    def __init__(self, projection: Projection, store: Store, path: Path, clock: Clock) -> None:
        self.projection = projection
        self._served = store.serving()
        path.touch()
        self._fresh = Generation(1, sqlite_engine(path), projection.tables)
        self._clock = clock
        self._snapshot = reading(self._served.engine)
        self._connection: Connection | None = None
        self._filler: Filler | None = None
        self._positions: dict[str, Position] = {}
        self._structure: str | None = None

    @property
    def end(self) -> int:
        """The last sequence in the served view, in the moment that is compared."""
        return max((position.sequence for position in self._positions.values()), default=0)

    def begin(self) -> None:
        """Take hold of one moment of the served view, and make the fresh one.

        Raises:
            Conflict: the view was filled by another version of the projection.
        """
        version = self.projection.version
        if not self._served.is_of(version):
            message = (
                f"the view {self.projection.name} was not filled by version {version} of its projection, "
                "which this program has: start its service, or rebuild it"
            )
            raise Conflict(message)
        self._structure = _structure(self._served)
        connection = self._snapshot.__enter__()
        self._connection = connection
        self._positions = self._served.positions_in(connection)
        self._fresh.prepare(version, self._clock.now())
        with self._fresh.writing() as fresh:
            parked.carry_over(connection, fresh)
        self._filler = Filler(self.projection, self._fresh, self._clock, poison=Poison.IS_PARKED)

    def take(self, batch: Sequence[Recorded]) -> None:
        """Fill the fresh view with those events that the served one has come to."""
        wanted = [message for message in batch if message.sequence <= self._end_of(message)]
        if wanted and self._filler is not None:
            self._filler.write(wanted)

    def _end_of(self, message: Recorded) -> int:
        """Give the position of the partition that a message is in."""
        if WHOLE in self._positions:
            return self._positions[WHOLE].sequence
        site = parse(message.subject).site
        return self._positions.get(site, self._positions[UNKNOWN_SITES]).sequence

    def compare(self) -> ViewCheck:
        """Compare the two, table by table."""
        found = _Found()
        with reading(self._fresh.engine) as fresh:
            for table in self.projection.tables.sorted_tables:
                try:
                    _compare(table, self._held(), fresh, found)
                except (SQLAlchemyError, ValueError, TypeError, ArithmeticError) as error:
                    reason = reason_of(error) if isinstance(error, SQLAlchemyError) else str(error)
                    found.note(Difference(table=table.name, key={}, served=f"a row cannot be read: {reason}"))
        return ViewCheck(
            projection=self.projection.name,
            generation=self._served.number,
            position=self.end,
            rows=found.rows,
            structure=self._structure,
            difference_count=found.count,
            differences=tuple(found.told),
        )

    def _held(self) -> Connection:
        if self._connection is None:
            message = "a check is begun before it compares"
            raise Conflict(message)
        return self._connection

    def close(self) -> None:
        """Let go of both."""
        if self._connection is not None:
            self._snapshot.__exit__(None, None, None)
        self._fresh.close()


def _structure(generation: Generation) -> str | None:
    """Ask SQLite whether its file is whole, its indexes included; PostgreSQL has no such question."""
    if generation.engine.dialect.name != "sqlite":
        return None
    with generation.engine.connect() as connection:
        said = " ".join(str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()).split())
    return None if said == "ok" else said


def _order(table: Table, connection: Connection) -> list[ColumnElement[Any]]:
    """Give the key's columns to order by; on SQLite so that the table is read, not an index beside it."""
    if connection.dialect.name != "sqlite":
        return list(table.primary_key.columns)
    return [literal_column(f'+"{table.name}"."{name}"') for name in key_columns(table)]


def _rows(table: Table, connection: Connection) -> Iterator[RowMapping]:
    query = select(table).order_by(*_order(table, connection))
    with closing(connection.execute(query, execution_options={"yield_per": _BATCH})) as result:
        yield from result.mappings()


def _compare(table: Table, served: Connection, fresh: Connection, found: _Found) -> None:
    """Walk two tables side by side in the order of their keys."""
    keys = key_columns(table)
    left, right = _rows(table, served), _rows(table, fresh)
    mine, theirs = next(left, None), next(right, None)
    while mine is not None or theirs is not None:
        found.rows += 1
        ours = None if mine is None else tuple(mine[name] for name in keys)
        given = None if theirs is None else tuple(theirs[name] for name in keys)
        if ours == given and mine is not None and theirs is not None:
            _compare_row(table, mine, theirs, found)
            mine, theirs = next(left, None), next(right, None)
        elif given is None or (ours is not None and ours < given):
            found.note(Difference(table=table.name, key=_key(keys, ours or ()), served="a row"))
            mine = next(left, None)
        else:
            found.note(Difference(table=table.name, key=_key(keys, given), fresh="a row"))
            theirs = next(right, None)


def _compare_row(table: Table, mine: RowMapping, theirs: RowMapping, found: _Found) -> None:
    keys = key_columns(table)
    for column in table.columns:
        one, other = mine[column.name], theirs[column.name]
        # 1, 1.0 and True are equal to Python; a view that has one for the other is not the same.
        if one != other or type(one) is not type(other):
            found.note(
                Difference(
                    table=table.name,
                    key=_key(keys, tuple(mine[name] for name in keys)),
                    column=column.name,
                    served=_written(one),
                    fresh=_written(other),
                )
            )


def _key(keys: Sequence[str], values: Sequence[Any]) -> dict[str, str]:
    return {name: _written(value) for name, value in zip(keys, islice(values, len(keys)), strict=True)}


def _written(value: Any) -> str:
    """Write a value so that it can be told from another one."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
