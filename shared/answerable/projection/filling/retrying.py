"""Taking parked events after all, or leaving them out by decision, while the service runs or not.

Each change is one transaction on the served generation that begins with `parked.interrupt`: it waits for
the batch that is being written, and the filler reads anew what this changed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from answerable.errors import Conflict, Corrupt, NotFound, Refused
from answerable.events.subjects import parse
from answerable.projection.filling import parked
from answerable.projection.filling import replacement as building
from answerable.projection.filling.parked import WAITING, ParkedEvent, ParkedState
from answerable.projection.views.transactions import reading
from answerable.projection.writing.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from answerable.clock import Clock
    from answerable.ledger.store.ledger import Ledger
    from answerable.ledger.store.recorded import Recorded
    from answerable.projection.views.generation import Generation
    from answerable.projection.views.store import Store
    from answerable.projection.writing.projection import Projection


@dataclass(frozen=True, slots=True)
class Retried:
    """What a retry did with one event.

    Arguments:
        sequence: the event's place in the ledger.
        is_taken: whether the view has it now.
        error: why not, where it does not.
    """

    sequence: int
    is_taken: bool
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """That an event is to be left out of a view.

    Arguments:
        sequence: which event.
        reason: why.
        actor: who decided it.
    """

    sequence: int
    reason: str
    actor: str


async def retry(
    projection: Projection, store: Store, ledger: Ledger, clock: Clock, sequence: int | None = None
) -> list[Retried]:
    """Apply parked events, and what waits behind them, in the order of each aggregate.

    Each aggregate is one transaction. At its first event that still cannot be taken it stops: the events
    before that are in the view, that one has one attempt more, and the others go on waiting.

    Arguments:
        projection: whose view.
        store: where it is.
        ledger: what the events are read from.
        clock: tells when.
        sequence: an event of the aggregate to retry; every aggregate where None.

    Returns:
        What became of each event that was tried, in the order they were tried.

    Raises:
        NotFound: no such event is waiting.
        Busy: the view is being rebuilt, which retries everything.
        Conflict: the view was filled by another version of the projection.
        Unavailable: the view was never built, or the ledger does not answer.
    """
    with store.rebuilding():
        generation = await asyncio.to_thread(_fitting, projection, store)
        waiting = await asyncio.to_thread(_waiting, generation)
        if sequence is not None and sequence not in {event.sequence for event in waiting}:
            message = f"event {sequence} does not wait for a retry in the view {projection.name}"
            raise NotFound(message)
        aggregates = [event.originator_id for event in waiting if sequence in (None, event.sequence)]
        retried: list[Retried] = []
        for originator_id in dict.fromkeys(aggregates):
            work = _Work(projection, generation, originator_id)
            retried += await _carry_out(work, ledger, clock)
        return retried


async def discard(
    projection: Projection, store: Store, ledger: Ledger, clock: Clock, decision: Decision
) -> list[Retried]:
    """Leave an event out of a view, now and whenever it is rebuilt, and retry what waits behind it.

    An event that is parked or waits can be discarded, and the one on which the last rebuild stopped.

    Arguments:
        projection: whose view.
        store: where it is.
        ledger: what the events are read from.
        clock: tells when.
        decision: which event, why, and who says so.

    Returns:
        What became of the events that waited behind it.

    Raises:
        NotFound: the view took the event, or has not come to it.
        Refused: it is discarded already.
        Busy: the view is being rebuilt.
        Unavailable: the view was never built, or the ledger does not answer.
    """
    with store.rebuilding():
        generation = await asyncio.to_thread(store.serving)
        message = await ledger.reader.get(decision.sequence)
        if message is None:
            text = f"there is no event {decision.sequence} in the ledger"
            raise NotFound(text)
        await asyncio.to_thread(_check_discardable, projection, generation, decision.sequence)
        originator_id = parse(message.subject).originator_id
        # Rows of another version are none of this program's business; the decision is.
        is_fitting = await asyncio.to_thread(generation.is_of, projection.version)
        work = _Work(projection, generation, originator_id, decision=decision, is_decided_only=not is_fitting)
        work.read[message.sequence] = message
        return await _carry_out(work, ledger, clock)


@dataclass(slots=True)
class _Work:
    """One aggregate's waiting events, and the bytes of those that were read so far."""

    projection: Projection
    generation: Generation
    originator_id: str
    decision: Decision | None = None
    is_decided_only: bool = False
    read: dict[int, Recorded] = field(default_factory=dict)


async def _carry_out(work: _Work, ledger: Ledger, clock: Clock) -> list[Retried]:
    """Read what waits and apply it in one transaction, anew where more came to wait meanwhile."""
    missing: Iterable[int] = await asyncio.to_thread(_missing, work)
    while True:
        for sequence in missing:
            message = await ledger.reader.get(sequence)
            if message is None:
                text = f"event {sequence} is not in the ledger any more: run answerable ledger check"
                raise Corrupt(text)
            work.read[sequence] = message
        try:
            return await asyncio.to_thread(_apply, work, clock.now())
        except _MoreWaits as more:
            missing = more.sequences


class _MoreWaits(Exception):
    """The view has passed more events of the aggregate since they were read."""

    def __init__(self, sequences: list[int]) -> None:
        super().__init__()
        self.sequences = sequences


def _missing(work: _Work) -> list[int]:
    with reading(work.generation.engine) as connection:
        waiting = [event.sequence for event in _of_aggregate(connection, work)]
    return [sequence for sequence in waiting if sequence not in work.read]


def _of_aggregate(connection: Connection, work: _Work) -> list[ParkedEvent]:
    if work.is_decided_only:
        return []
    return parked.listed(connection, *WAITING, originator_id=work.originator_id)


def _apply(work: _Work, now: datetime) -> list[Retried]:
    """Apply an aggregate's waiting events in order, up to the first that fails.

    Raises:
        _MoreWaits: some of them were not read yet; nothing was changed.
    """
    retried: list[Retried] = []
    rows = Rows(work.generation.engine.dialect.name)
    with work.generation.writing() as connection:
        parked.interrupt(connection)
        if work.decision is not None:
            parked.discard(
                connection,
                work.read[work.decision.sequence],
                reason=work.decision.reason,
                actor=work.decision.actor,
                now=now,
            )
        waiting = _of_aggregate(connection, work)
        if missing := [event.sequence for event in waiting if event.sequence not in work.read]:
            raise _MoreWaits(missing)
        for event in waiting:
            try:
                # A savepoint: what a handler wrote before it failed is taken back, what others did stays.
                with connection.begin_nested():
                    rows.begin(connection)
                    work.projection.apply(work.read[event.sequence], rows)
                    work.projection.settle(rows)
                    rows.flush()
            except Exception as failure:
                rows.forget()
                if not parked.is_events_fault(failure):
                    raise
                parked.fail_again(connection, event, failure, now)
                text = f"{type(failure).__name__}: {parked.reason_of(failure)}"
                retried.append(Retried(event.sequence, is_taken=False, error=text))
                break
            parked.mend(connection, event, now)
            retried.append(Retried(event.sequence, is_taken=True))
    return retried


def _fitting(projection: Projection, store: Store) -> Generation:
    """Give the served generation, which must be of this version.

    Raises:
        Conflict: it is of another one.
    """
    generation = store.serving()
    if not generation.is_of(projection.version):
        message = (
            f"the view {projection.name} was not filled by version {projection.version} of its projection, "
            "which this program has: start its service, or rebuild it"
        )
        raise Conflict(message)
    return generation


def _waiting(generation: Generation) -> list[ParkedEvent]:
    with reading(generation.engine) as connection:
        return parked.listed(connection, *WAITING)


def _check_discardable(projection: Projection, generation: Generation, sequence: int) -> None:
    """Make sure that an event stands in the way of the view, or of its next rebuild.

    Raises:
        NotFound: it does not.
        Refused: it is discarded already.
    """
    with reading(generation.engine) as connection:
        event = parked.found(connection, sequence)
        failure = building.last_failure(connection)
    if event is not None and event.state is ParkedState.DISCARDED:
        message = (
            f"event {sequence} was discarded from the view {projection.name} already, "
            f"by {event.actor}: {event.reason}"
        )
        raise Refused(message)
    is_waiting = event is not None and event.state in WAITING
    if not is_waiting and (failure is None or failure.sequence != sequence):
        message = (
            f"event {sequence} is not parked in the view {projection.name}; "
            f"answerable projection parked {projection.name} lists those that are"
        )
        raise NotFound(message)
