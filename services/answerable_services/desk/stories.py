"""Stories: a matter's events from the ledger, a page at a time, beside what its register keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, select

from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.events.cloudevents import decode
from answerable.events.subjects import parse
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.queries.matters import TimelineEntry
from answerable.wording import say
from answerable_services.desk import tables as t

_ENVELOPE = frozenset(Event.model_fields)

MOST_BYTES = 400_000
"""Events of a story in one answer, as they are stored: with what is said of them it fits into a message."""


class Told(NamedTuple):
    """A page of a story.

    Arguments:
        entries: oldest first.
        next_after: where the next page begins; None where there is none.
    """

    entries: tuple[TimelineEntry, ...]
    next_after: int | None


def entry_of(message: Recorded) -> TimelineEntry:
    """Write a stored event as an entry of a story."""
    event = decode(message.body)
    return TimelineEntry(
        sequence=message.sequence,
        event=event.event_id,
        type=event.event_type,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        actor=event.actor,
        is_imported=event.is_imported,
        fields=event.model_dump(mode="json", exclude=set(_ENVELOPE), exclude_none=True),
    )


def facts_of(connection: Connection, matter: str) -> dict[str, Any]:
    """Give what a register keeps of a matter, as JSON values; nothing where there is no row."""
    stream = matter.partition("-")[0]
    table = t.MATTERS.get(stream)
    if table is None:
        return {}
    row = connection.execute(select(table).where(table.c[stream] == matter)).mappings().first()
    names = {column.name for column in t.REGISTERS[stream].columns} | {"state"}
    return {} if row is None else to_jsonable_python({k: v for k, v in row.items() if k in names})


def told_of(histories: Sequence[Sequence[Recorded]], limit: int) -> Told:
    """Tell what happened in one or more matters, as much of it as one page holds.

    Arguments:
        histories: of each matter one message more than a page holds, oldest first, where it has so many.
        limit: events on a page.
    """
    # What lies behind the end of a history that is cut off is not known to be the next.
    known = min((history[-1].sequence for history in histories if len(history) > limit), default=None)
    messages = sorted(message for history in histories for message in history)
    entries: list[TimelineEntry] = []
    size = 0
    for message in messages:
        size += len(message.body)
        is_full = len(entries) == limit or (entries and size > MOST_BYTES)
        if is_full or (known is not None and message.sequence > known):
            return Told(tuple(entries), entries[-1].sequence if entries else None)
        entries.append(entry_of(message))
    return Told(tuple(entries), None)


async def site_of(ledger: Ledger, matter: str, told: Sequence[Recorded]) -> str:
    """Tell at which site a matter is.

    Arguments:
        ledger: is asked where nothing is told.
        matter: its id.
        told: of its events those that were read.

    Raises:
        NotFound: nothing ever happened in it.
    """
    first = told or await ledger.page(matter, after=0, limit=1)
    if not first:
        raise NotFound(say("error.no_matter", matter=matter))
    return parse(first[0].subject).site
