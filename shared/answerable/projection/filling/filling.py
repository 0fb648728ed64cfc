"""Filling: batches of events into one generation, rows and position in one transaction.

A crash anywhere neither loses nor repeats an event: the position in the database is the truth,
and what was not committed is read again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from typing import TYPE_CHECKING

import structlog

from answerable.errors import Corrupt, Superseded
from answerable.events.subjects import parse
from answerable.projection.filling import parked
from answerable.projection.filling.progress import Progress
from answerable.projection.views.transactions import reading
from answerable.projection.writing.own_tables import WHOLE
from answerable.projection.writing.rows import Rows
from answerable.telemetry.logs import origin_of
from answerable.telemetry.tracing import taking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from answerable.clock import Clock
    from answerable.events.base import Event
    from answerable.ledger.store.recorded import Recorded
    from answerable.projection.views.generation import Generation
    from answerable.projection.writing.projection import Projection

log = structlog.get_logger()

AHEAD = 250
"""Messages whose rows are read at once, before the first of them is applied."""

COMMIT_WITHIN_S = 0.2
"""Seconds after which what was handled so far is written, however many events are left in the batch."""


class Poison(Enum):
    """What becomes of an event that cannot be taken (docs/decisions/0016)."""

    STOPS = "stops"
    """Nobody reads the generation yet: filling it ends with the error."""
    IS_PARKED = "is parked"
    """Queries are answered from the generation: the event gets a row, and the others flow."""


@dataclass(slots=True)
class _Known:
    """What the filler knows of its generation without asking."""

    sequence: int
    revision: int
    waiting: set[str]
    left_out: set[int]


class Filler:
    """Writes batches of events into one generation.

    Arguments:
        projection: whose rows.
        generation: where to.
        clock: tells when.
        partition: what it is fed, the whole ledger or one site; others may feed the rest.
        poison: what becomes of an event that cannot be taken.
        progress: told what was written.
    """

    def __init__(
        self,
        projection: Projection,
        generation: Generation,
        clock: Clock,
        partition: str = WHOLE,
        *,
        poison: Poison = Poison.STOPS,
        progress: Progress | None = None,
    ) -> None:
        self.projection = projection
        self.generation = generation
        self.partition = partition
        self.stopped_on: int | None = None
        self._progress = Progress() if progress is None else progress
        self._poison = poison
        self._is_live = poison is Poison.IS_PARKED
        self._clock = clock
        self._rows = Rows(generation.engine.dialect.name)
        self._memory: _Known | None = None

    @property
    def position(self) -> int:
        """The sequence that this filler wrote last; read from the database before its first batch."""
        return self._known().sequence

    def _known(self) -> _Known:
        """Give what is known, read from the database where nothing is."""
        if self._memory is None:
            # The position first: what is changed behind it shows when it is moved.
            position = self.generation.position(self.partition)
            with reading(self.generation.engine) as connection:
                waiting, left_out = parked.aggregates_waiting(connection), parked.discarded(connection)
            self._memory = _Known(position.sequence, position.revision, waiting, left_out)
        return self._memory

    def _forget(self) -> None:
        self._rows.forget()
        self._memory = None

    def write(self, batch: Sequence[Recorded]) -> None:
        """Apply a batch, and move the position behind it.

        Raises:
            Corrupt: an event cannot be taken, where that stops it; the message names it. The events before
                it are written, it and those behind it are not.
            DBAPIError: the database cannot be written to.
            Superseded: another instance has written meanwhile.
        """
        began = time.perf_counter()
        # Who rebuilds a view follows no command: what he takes was seen long ago.
        with taking(self.projection.name, batch if self._is_live else (), self.projection.wants, self._clock):
            self._write_all(batch)
        self._progress.wrote(len(batch), time.perf_counter() - began)

    def _write_all(self, batch: Sequence[Recorded]) -> None:
        done = 0
        while done < len(batch):
            before = self._known()
            at, revision = before.sequence, before.revision
            if batch[done].sequence <= at:
                message = f"event {batch[done].sequence} is in the view already, which is at {at}"
                raise Superseded(message)
            try:
                done += self._write(batch[done:] if done else batch)
            except Superseded:
                self._forget()
                now = self._known()
                if now.sequence != at or now.revision == revision:
                    raise
                # Parked events were retried or discarded: nothing is committed, and it is done again.

    def _write(self, batch: Sequence[Recorded]) -> int:
        """Write the beginning of a batch in one transaction, and tell how many events that were."""
        taken = 0
        is_open = is_handled = False
        known, now = self._known(), time.perf_counter
        try:
            with self.generation.writing() as connection:
                is_open = True
                self._rows.begin(connection)
                behind: list[Recorded] = []
                is_plain = not known.waiting and not known.left_out
                deadline = now() + COMMIT_WITHIN_S
                for message, event in self._read_ahead(batch):
                    if self.projection.wants(message) and (is_plain or self._is_taken(message, behind)):
                        self.projection.apply(message, self._rows, event)
                    taken += 1
                    if now() > deadline:
                        break
                is_handled = True
                last = batch[taken - 1].sequence
                # The position first: it holds off whoever would change rows beside this.
                self._advance(connection, known, last, taken)
                if behind:
                    parked.wait_behind(connection, behind, self._clock.now())
                self.projection.settle(self._rows)
                self._rows.flush()
            known.sequence = last
        except BaseException as failure:
            # Whether the transaction was committed is not known where the connection was lost.
            self._forget()
            if not is_open or not parked.is_events_fault(failure):
                raise
            return self._isolate(batch, taken, failure, is_handled=is_handled)
        return taken

    def _read_ahead(self, batch: Sequence[Recorded]) -> Iterator[tuple[Recorded, Event | None]]:
        """Give each message, with its event where that was read and foreseen."""
        for start in range(0, len(batch), AHEAD):
            some = batch[start : start + AHEAD]
            yield from zip_longest(some, self.projection.read_ahead(some, self._rows))

    def _is_taken(self, message: Recorded, behind: list[Recorded]) -> bool:
        """Tell whether a message is to be applied; one that has to wait is put behind."""
        known = self._known()
        if message.sequence in known.left_out:
            return False
        if parse(message.subject).originator_id in known.waiting:
            behind.append(message)
            return False
        return True

    def _advance(self, connection: Connection, known: _Known, after: int, taken: int) -> None:
        self.generation.advance(
            connection,
            before=known.sequence,
            after=after,
            taken=taken,
            now=self._clock.now(),
            partition=self.partition,
            revision=known.revision,
        )

    def _isolate(self, batch: Sequence[Recorded], taken: int, failure: Exception, *, is_handled: bool) -> int:
        """Find the event that cannot be taken, write those before it, and tell how many are dealt with.

        Where every event was handled and the database refused their rows, halving finds the one.
        """
        if is_handled and taken > 1:
            half = taken // 2
            self._write_all(batch[:half])
            self._write_all(batch[half:taken])
            return taken
        if not is_handled and taken:
            # The event comes first in the next turn: by then, it may have to wait behind one of these.
            self._write_all(batch[:taken])
            return taken
        self._pass(batch[0], failure)
        return 1

    def _pass(self, message: Recorded, failure: Exception) -> None:
        """Park an event, or stop before it.

        Raises:
            Corrupt: it is to stop.
        """
        reason = f"{type(failure).__name__}: {parked.reason_of(failure)}"
        if self._poison is Poison.STOPS:
            self.stopped_on = message.sequence
            text = (
                f"{self.projection.name} v{self.projection.version} cannot take event {message.sequence} "
                f"on {message.subject}: {reason}"
            )
            raise Corrupt(text) from failure
        known = self._known()
        try:
            with self.generation.writing() as connection:
                self._advance(connection, known, message.sequence, 1)
                parked.park(connection, message, failure, self._clock.now())
        except BaseException:
            self._forget()
            raise
        known.sequence = message.sequence
        known.waiting.add(parse(message.subject).originator_id)
        self._progress.parked_total += 1
        log.warning(
            "event.parked",
            projection=self.projection.name,
            sequence=message.sequence,
            reason=reason,
            **origin_of(message),
        )
