"""What is written down about replacing a served generation: how far that is, or why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from answerable.errors import Busy
from answerable.projection.views.transactions import reading
from answerable.projection.writing.own_tables import NOTES

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from answerable.projection.views.generation import Generation


class Generations(Protocol):
    """What a store tells of a projection's generations: `answerable.projection.views.store.Store`."""

    name: str

    def active(self) -> int | None:
        """Tell the number of the served generation, or None before the first."""
        ...

    def numbers(self) -> list[int]:
        """List the generations that exist, served or not."""
        ...

    def generation(self, number: int) -> Generation:
        """Open a generation."""
        ...

    def release(self, number: int) -> None:
        """Let go of a generation."""
        ...

    def rebuilding(self) -> AbstractContextManager[None]:
        """Hold the right to rebuild, which one has at a time.

        Raises:
            Busy: another rebuild is under way.
        """
        ...


@dataclass(frozen=True, slots=True)
class Building:
    """A generation that is being filled beside the served one.

    Arguments:
        generation: which.
        version: of the projection that fills it.
        done: events that it has taken.
        total: events that there were when it began.
        started_at: when it began.
        moved_at: when it was last written.
        is_abandoned: whether nobody fills it any more; the next rebuild removes it.
    """

    generation: int
    version: int
    done: int
    total: int
    started_at: datetime
    moved_at: datetime
    is_abandoned: bool

    @property
    def rate(self) -> float | None:
        """Events a second since it began; None before the first."""
        seconds = (self.moved_at - self.started_at).total_seconds()
        return self.done / seconds if self.done and seconds > 0 else None

    @property
    def remaining_s(self) -> float | None:
        """Seconds that are left at this rate; None where that is not known."""
        return None if self.rate is None else max(0, self.total - self.done) / self.rate


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt to replace a served generation failed.

    Arguments:
        at: when.
        version: of the projection that should have taken over.
        sequence: the event it stopped on, where it was one.
        error: what happened.
    """

    at: datetime
    version: int
    sequence: int | None
    error: str


def _note(connection: Connection, **values: Any) -> None:
    if connection.execute(update(NOTES).values(**values)).rowcount == 0:
        connection.execute(insert(NOTES).values(id=1, **values))


def begin(connection: Connection, total: int | None, now: datetime) -> None:
    """Write down in a new generation that it is being filled, and how many events there are.

    Arguments:
        connection: to the generation.
        total: how many; None where that is not known yet.
        now: when.
    """
    _note(connection, started_at=now, total=total)


def end(connection: Connection) -> None:
    """Write down in a generation that it has come to the ledger's end, and is whole."""
    connection.execute(update(NOTES).values(started_at=None, total=None))


def still_lacking(generation: Generation) -> int | None:
    """Tell how many events a generation lacks of those that there were when it was begun.

    Returns:
        How many, at least one; None where it is whole.
    """
    with reading(generation.engine) as connection:
        note = connection.execute(select(NOTES.c.started_at, NOTES.c.total)).first()
    if note is None or note.started_at is None:
        return None
    if note.total is None:
        return 1
    lacking = int(note.total) - generation.position().events
    return lacking if lacking > 0 else None


def fail(served: Connection, failure: Failure) -> None:
    """Write down in the served generation why it was not replaced."""
    _note(
        served,
        failed_at=failure.at,
        failed_version=failure.version,
        failed_sequence=failure.sequence,
        failure=failure.error,
    )


def last_failure(served: Connection) -> Failure | None:
    """Give why the served generation was not replaced the last time, where that failed."""
    row = served.execute(select(NOTES)).first()
    if row is None or row.failure is None:
        return None
    return Failure(row.failed_at, row.failed_version, row.failed_sequence, row.failure)


def building(generations: Generations) -> Building | None:
    """Tell how far the generation is that is being filled beside the served one, in any process."""
    served = generations.active()
    beside = [number for number in generations.numbers() if served is not None and number > served]
    if not beside:
        return None
    is_abandoned = not _is_rebuilding(generations)
    try:
        return _read(generations.generation(beside[-1]), is_abandoned=is_abandoned)
    except DBAPIError:
        # Not prepared yet, or gone already.
        return None
    finally:
        generations.release(beside[-1])


def describe(generations: Generations) -> str:
    """Say in a sentence how far the generation is that is to take over."""
    under_way = building(generations)
    if under_way is None or under_way.is_abandoned:
        return f"start its service, or run answerable projection rebuild {generations.name}"
    text = f"version {under_way.version} has taken {under_way.done:,} of {under_way.total:,} events"
    if under_way.remaining_s is None:
        return text
    return f"{text} and needs about {under_way.remaining_s:.0f} s more"


def _read(generation: Generation, *, is_abandoned: bool) -> Building | None:
    position = generation.position()
    with reading(generation.engine) as connection:
        note = connection.execute(select(NOTES)).first()
    if note is None or note.started_at is None:
        return None
    return Building(
        generation=generation.number,
        version=position.version,
        done=position.events,
        total=max(note.total or 0, position.events),
        started_at=note.started_at,
        moved_at=position.updated_at,
        is_abandoned=is_abandoned,
    )


def _is_rebuilding(generations: Generations) -> bool:
    try:
        with generations.rebuilding():
            return False
    except Busy:
        return True
