"""One filling of a projection's tables: its rows and its position, in one database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, bindparam, delete, event, insert, inspect, select, update

from answerable.errors import NotFound, Superseded
from answerable.projection.views import transactions
from answerable.projection.views.layout import lacking
from answerable.projection.views.making import make_tables
from answerable.projection.writing.own_tables import OWN, POSITIONS, UNKNOWN_SITES, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

# Built once: building it costs more than carrying it out, and every live event moves the position.
_ADVANCE = (
    update(POSITIONS)
    .where(
        POSITIONS.c.partition == bindparam("of"),
        POSITIONS.c.sequence == bindparam("before"),
        POSITIONS.c.revision == bindparam("seen"),
    )
    .values(
        sequence=bindparam("after"),
        events=POSITIONS.c.events + bindparam("taken"),
        updated_at=bindparam("now"),
        error=None,
    )
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
        revision: grows when rows were changed by somebody else than the filler; see `parked.interrupt`.
    """

    version: int
    sequence: int
    events: int
    updated_at: datetime
    error: str | None
    revision: int = 0


def _together(partitions: dict[str, Position]) -> Position:
    """Tell how far the sites of a view have come together."""
    sites = [position for partition, position in partitions.items() if partition != UNKNOWN_SITES]
    base = partitions[UNKNOWN_SITES]
    return Position(
        version=base.version,
        sequence=max((site.sequence for site in sites), default=base.sequence),
        events=base.events + sum(site.events for site in sites),
        updated_at=max((site.updated_at for site in sites), default=base.updated_at),
        error=next((site.error for site in sites if site.error is not None), None),
        revision=base.revision,
    )


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
        self._lacking: list[str] | None = None

    def prepare(self, version: int, now: datetime) -> None:
        """Create the tables and a position at the ledger's beginning, if they are not there."""
        with transactions.making(self.engine) as connection:
            make_tables(self._tables, connection)
            make_tables(OWN, connection)
            if connection.execute(select(POSITIONS.c.partition)).first() is None:
                connection.execute(
                    insert(POSITIONS).values(
                        partition=WHOLE, version=version, sequence=0, events=0, updated_at=now
                    )
                )

    def is_of(self, version: int) -> bool:
        """Tell whether that version of the projection fills it; one of an older layout is of none."""
        inspector = inspect(self.engine)
        if not inspector.has_table(POSITIONS.name):
            return False
        known = {column["name"] for column in inspector.get_columns(POSITIONS.name)}
        return known == set(POSITIONS.c.keys()) and self.position().version == version

    def position(self, partition: str = WHOLE) -> Position:
        """Read how far a partition has come.

        The whole of a generation that is filled by site is as far as the site that is farthest: a quiet
        site stays at its last event.

        Raises:
            NotFound: there is no such partition.
        """
        found = self.positions()
        if partition in found:
            return found[partition]
        if partition != WHOLE or not found:
            message = f"generation {self.number} has no partition {partition!r}"
            raise NotFound(message)
        return _together(found)

    def positions(self) -> dict[str, Position]:
        """Read how far each partition has come: one, `WHOLE`; or each site, and `UNKNOWN_SITES`."""
        with self.engine.connect() as connection:
            return self.positions_in(connection)

    @staticmethod
    def positions_in(connection: Connection) -> dict[str, Position]:
        """Read how far each partition has come in the moment that a transaction sees.

        Arguments:
            connection: in that transaction.
        """
        return {
            row.partition: Position(
                row.version, row.sequence, row.events, row.updated_at, row.error, row.revision
            )
            for row in connection.execute(select(POSITIONS))
        }

    def split(self, sites: Iterable[str], now: datetime) -> None:
        """Let each site have a position of its own from here on; a second time changes nothing.

        Whoever still fills the whole finds its position gone, and writes no more. A site that comes later
        begins where the whole ended.

        Arguments:
            sites: those that are known.
            now: when.
        """
        whole = POSITIONS.c.partition == WHOLE
        with self.writing() as connection:
            row = connection.execute(select(POSITIONS).where(whole).with_for_update()).mappings().first()
            if row is None:
                return
            moved = delete(POSITIONS).where(whole, POSITIONS.c.sequence == row["sequence"])
            if connection.execute(moved).rowcount != 1:
                message = f"generation {self.number} is being filled by another instance"
                raise Superseded(message)
            unknown = {**row, "partition": UNKNOWN_SITES, "updated_at": now}
            known = [{**unknown, "partition": site, "events": 0} for site in sites]
            connection.execute(insert(POSITIONS), [unknown, *known])

    def open_partition(self, site: str) -> None:
        """Give a site that was not known when the view was split its position, where it has none."""
        with self.writing() as connection:
            known = {row["partition"]: row for row in connection.execute(select(POSITIONS)).mappings()}
            if site not in known:
                new = {**known[UNKNOWN_SITES], "partition": site, "events": 0}
                connection.execute(insert(POSITIONS).values(new))

    def writing(self) -> AbstractContextManager[Connection]:
        """Open one transaction for rows and position, committed at the end of the block.

        Raises:
            DBAPIError: the database does not answer, or the generation was dropped.
        """
        return transactions.writing(self.engine)

    def advance(
        self,
        connection: Connection,
        *,
        before: int,
        after: int,
        taken: int,
        now: datetime,
        partition: str = WHOLE,
        revision: int = 0,
    ) -> None:
        """Move a partition's position, in the transaction that holds the rows of the same events.

        It is moved only from where the caller knows it: who lost the right to fill the view without
        noticing finds it moved, and none of the rows it wrote beside this stay.

        Arguments:
            connection: in that transaction.
            before: the sequence that this caller wrote or read last.
            after: the last sequence among the events.
            taken: how many events there are.
            now: when.
            partition: which.
            revision: as it was read with the position.

        Raises:
            Superseded: another instance has moved it, or parked events were retried or discarded.
        """
        moved = connection.execute(
            _ADVANCE,
            {
                "of": partition,
                "before": before,
                "seen": revision,
                "after": after,
                "taken": taken,
                "now": now,
            },
        )
        if moved.rowcount != 1:
            message = (
                f"another instance has moved generation {self.number} on from {before}; "
                "this one stops filling it"
            )
            raise Superseded(message)

    def stop(self, error: str | None, now: datetime, partition: str = WHOLE) -> None:
        """Write down why a partition, or all of the view, cannot go on, or None where it can again."""
        stopped = update(POSITIONS)
        if partition != WHOLE:
            stopped = stopped.where(POSITIONS.c.partition == partition)
        with self.engine.begin() as connection:
            connection.execute(stopped.values(error=error, updated_at=now))

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

    def lacking(self, connection: Connection) -> list[str]:
        """Name what a program's queries read and this generation, of another version, does not have.

        Arguments:
            connection: to it; asked the first time only.
        """
        if self._lacking is None:
            self._lacking = lacking(connection, self._tables)
        return self._lacking

    def close(self) -> None:
        """Let go of the database; a connection that is in use is closed when it is given back."""

        @event.listens_for(self.engine.pool, "checkin")
        def end(_: object, record: ConnectionPoolEntry) -> None:
            record.invalidate()

        self.engine.dispose()
