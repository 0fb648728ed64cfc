"""Events that a view has passed without taking them: each has a row that says why, and none is forgotten.

An event that cannot be taken is *parked*, in the transaction that moves the position behind it. What the
same aggregate does later waits *behind* it, so that an aggregate's events are always taken in order. From
there an event is *mended*, by a retry that succeeds, or *discarded*, by a person with a reason. The bytes
stay in the ledger: the row's sequence says where.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeGuard

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from answerable.errors import Busy, Corrupt, Superseded, Unavailable
from answerable.events.cloudevents import open_envelope
from answerable.events.subjects import parse
from answerable.projection.damage import is_broken, lacks_something
from answerable.projection.views import transactions
from answerable.projection.writing.own_tables import PARKED, POSITIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from answerable.ledger.store.recorded import Recorded

_LONGEST_REASON = 2000


class ParkedState(StrEnum):
    """What became of an event that the view has passed."""

    PARKED = "parked"
    """It could not be taken; a retry may take it."""
    BEHIND = "behind"
    """It was not tried: an earlier event of its aggregate is parked."""
    DISCARDED = "discarded"
    """Somebody decided that this view leaves it out, also when it is rebuilt."""
    MENDED = "mended"
    """A retry took it."""


WAITING = (ParkedState.PARKED, ParkedState.BEHIND)
"""The states from which an event may still come into the view."""


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """One event that the view has passed without taking it.

    Arguments:
        sequence: its place in the ledger, where its bytes are.
        subject: where it was written.
        originator_id: its aggregate.
        event_type: its wire type; None where its envelope cannot be read.
        state: what became of it.
        error: the kind of the last failure.
        message: the last failure in words.
        attempts: how often it was tried.
        first_at: when the view passed it.
        last_at: when it was tried last, or passed.
        reason: why it was discarded.
        actor: who discarded it.
        decided_at: when it was discarded, or mended.
    """

    sequence: int
    subject: str
    originator_id: str
    event_type: str | None
    state: ParkedState
    error: str | None
    message: str | None
    attempts: int
    first_at: datetime
    last_at: datetime
    reason: str | None
    actor: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many events a generation has passed.

    Arguments:
        parked: that it could not take.
        behind: that wait behind one of those.
        discarded: that were left out by decision.
        total: that it could not take at some time, whatever became of them.
        last: the failure that came last, where one is still parked.
    """

    parked: int
    behind: int
    discarded: int
    total: int
    last: str | None


def is_events_fault(failure: BaseException) -> TypeGuard[Exception]:
    """Tell whether a failure may be blamed on the event; one of the database, broker or machine may not.

    Source: the exceptions of PEP 249. What is left to blame are refused values (data, integrity) and the
    handler's own errors.
    """
    if not isinstance(failure, Exception):
        return False
    if is_broken(failure) or lacks_something(failure):
        return False
    if isinstance(failure, DBAPIError) and failure.connection_invalidated:
        return False
    surroundings = (OperationalError, InternalError, NoConnection, MemoryError, Superseded, Unavailable, Busy)
    return not isinstance(failure, surroundings) and type(failure) is not DatabaseError


def reason_of(failure: BaseException) -> str:
    """Say in short what failed: the database's own words without the statement, and what can be stored."""
    said = transactions.reason_of(failure) if isinstance(failure, DBAPIError) else str(failure)
    text = said.strip().replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode(errors="replace").decode()[:_LONGEST_REASON]


def _kind_of(failure: BaseException) -> str:
    return type(failure).__name__


def _type_of(message: Recorded) -> str | None:
    try:
        return open_envelope(message.body).type.replace("\0", "\N{REPLACEMENT CHARACTER}")
    except (Corrupt, AttributeError):
        return None


def _row(message: Recorded, state: ParkedState, now: datetime, **values: Any) -> dict[str, Any]:
    return {
        "sequence": message.sequence,
        "subject": message.subject,
        "originator_id": parse(message.subject).originator_id,
        "event_type": _type_of(message),
        "state": state.value,
        "attempts": 0,
        "first_at": now,
        "last_at": now,
        **values,
    }


def interrupt(connection: Connection) -> None:
    """Hold off whoever fills the generation, and make it read anew what this transaction changes.

    First in a transaction that changes rows beside the filler: it waits for the filler's own transaction to
    end, and the filler's next one fails by the revision, forgets what it holds in memory, and is repeated.
    """
    connection.execute(update(POSITIONS).values(revision=POSITIONS.c.revision + 1))


def park(connection: Connection, message: Recorded, failure: Exception, now: datetime) -> None:
    """Park an event that cannot be taken, in the transaction that moves the position behind it."""
    row = _row(message, ParkedState.PARKED, now, attempts=1)
    connection.execute(insert(PARKED).values(**row, error=_kind_of(failure), message=reason_of(failure)))


def wait_behind(connection: Connection, messages: Sequence[Recorded], now: datetime) -> None:
    """Let events wait behind a parked one of their aggregate, in the transaction that passes them."""
    connection.execute(insert(PARKED), [_row(message, ParkedState.BEHIND, now) for message in messages])


def aggregates_waiting(connection: Connection) -> set[str]:
    """Give the aggregates of which an event is parked: what they do next has to wait."""
    waiting = select(PARKED.c.originator_id).where(PARKED.c.state.in_(WAITING)).distinct()
    return set(connection.execute(waiting).scalars())


def discarded(connection: Connection) -> set[int]:
    """Give the sequences of the events that the view leaves out."""
    left_out = select(PARKED.c.sequence).where(PARKED.c.state == ParkedState.DISCARDED)
    return set(connection.execute(left_out).scalars())


def listed(
    connection: Connection, *states: ParkedState, originator_id: str | None = None
) -> list[ParkedEvent]:
    """Give passed events in the ledger's order.

    Arguments:
        connection: to the generation.
        states: which; all where none is given.
        originator_id: of which aggregate; of all where None.
    """
    query = select(PARKED).order_by(PARKED.c.sequence)
    if states:
        query = query.where(PARKED.c.state.in_(states))
    if originator_id is not None:
        query = query.where(PARKED.c.originator_id == originator_id)
    return [_event(dict(row)) for row in connection.execute(query).mappings()]


def found(connection: Connection, sequence: int) -> ParkedEvent | None:
    """Give one passed event, or None."""
    row = connection.execute(select(PARKED).where(PARKED.c.sequence == sequence)).mappings().first()
    return None if row is None else _event(dict(row))


def _event(row: dict[str, Any]) -> ParkedEvent:
    return ParkedEvent(**{**row, "state": ParkedState(row["state"])})


def _change(connection: Connection, sequence: int, **values: Any) -> None:
    connection.execute(update(PARKED).where(PARKED.c.sequence == sequence).values(**values))


def fail_again(connection: Connection, event: ParkedEvent, failure: Exception, now: datetime) -> None:
    """Write down that a retry failed, and why."""
    _change(
        connection,
        event.sequence,
        state=ParkedState.PARKED.value,
        error=_kind_of(failure),
        message=reason_of(failure),
        attempts=event.attempts + 1,
        last_at=now,
    )


def mend(connection: Connection, event: ParkedEvent, now: datetime) -> None:
    """Write down that a retry took an event; of one that only waited behind, nothing has to be told."""
    if event.attempts == 0:
        connection.execute(delete(PARKED).where(PARKED.c.sequence == event.sequence))
        return
    attempts = event.attempts + 1
    _change(
        connection,
        event.sequence,
        state=ParkedState.MENDED.value,
        attempts=attempts,
        last_at=now,
        decided_at=now,
    )


def discard(connection: Connection, message: Recorded, *, reason: str, actor: str, now: datetime) -> None:
    """Leave an event out by decision; its row stays, with who, when and why."""
    decision = {
        "state": ParkedState.DISCARDED.value,
        "reason": reason,
        "actor": actor,
        "decided_at": now,
    }
    if found(connection, message.sequence) is None:
        connection.execute(insert(PARKED).values(**_row(message, ParkedState.DISCARDED, now) | decision))
    else:
        _change(connection, message.sequence, **decision)


def carry_over(served: Connection, new: Connection, up_to: int | None = None) -> None:
    """Copy what was discarded into the generation that is to replace the served one.

    Arguments:
        served: the old one.
        new: the one that takes its place.
        up_to: the last event of which decisions are copied, where later ones are gone; all where None.
    """
    query = select(PARKED).where(PARKED.c.state == ParkedState.DISCARDED)
    if up_to is not None:
        query = query.where(PARKED.c.sequence <= up_to)
    if rows := [dict(row) for row in served.execute(query).mappings()]:
        new.execute(insert(PARKED), rows)


def tally(connection: Connection) -> Tally:
    """Count what the generation has passed."""
    counts = select(PARKED.c.state, func.count().label("events")).group_by(PARKED.c.state)
    by_state = {row.state: row.events for row in connection.execute(counts)}
    tried = select(func.count()).select_from(PARKED).where(PARKED.c.attempts > 0)
    latest = (
        select(PARKED)
        .where(PARKED.c.state == ParkedState.PARKED)
        .order_by(PARKED.c.last_at.desc(), PARKED.c.sequence.desc())
        .limit(1)
    )
    last = connection.execute(latest).first()
    return Tally(
        parked=by_state.get(ParkedState.PARKED, 0),
        behind=by_state.get(ParkedState.BEHIND, 0),
        discarded=by_state.get(ParkedState.DISCARDED, 0),
        total=connection.execute(tried).scalar_one(),
        last=None
        if last is None
        else f"event {last.sequence} on {last.subject}: {last.error}: {last.message}",
    )
