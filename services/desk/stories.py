"""Stories: a matter's events from the ledger, beside what its register keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, select

from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.events.cloudevents import decode
from answerable.ledger.store.recorded import Recorded
from answerable.queries import desk as q
from services.desk import tables as t

_ENVELOPE = frozenset(Event.model_fields)

MOST_BYTES = 400_000
"""Events of a story in one answer, as they are stored: with what is said of them it fits into a message."""


def entry_of(message: Recorded) -> q.TimelineEntry:
    """Write a stored event as an entry of a story."""
    event = decode(message.body)
    return q.TimelineEntry(
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


def story_of(query: q.StoryOf, facts: dict[str, Any], messages: Sequence[Recorded]) -> q.Story:
    """Tell a matter's story from a version on, as much of it as one answer holds.

    Arguments:
        query: which matter, and from which of its events on.
        facts: what its register keeps of it.
        messages: its whole history, oldest first.

    Raises:
        NotFound: nothing ever happened in it.
    """
    if not messages:
        message = f"there is no {query.matter}"
        raise NotFound(message)
    told: list[q.TimelineEntry] = []
    size, following = 0, None
    for version, stored in enumerate(messages[query.from_version - 1 :], query.from_version):
        size += len(stored.body)
        if told and size > MOST_BYTES:
            following = version
            break
        told.append(entry_of(stored))
    state = facts.get("state")
    site = decode(messages[0].body).site
    shown = {name: value for name, value in facts.items() if name != "state"}
    return q.Story(
        matter=query.matter, site=site, state=state, facts=shown, entries=tuple(told), next_version=following
    )
