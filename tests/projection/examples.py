"""A small projection, and events to feed it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Connection, Integer, MetaData, String, Table, select

from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.events.subjects import subject_of
from answerable.ledger.store.ledger import entry_for
from answerable.ledger.store.recorded import Entry, Recorded
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.projection.writing.types import Exact, Moment
from answerable.streams.case import events as case
from answerable.streams.contact import events as contact
from answerable.streams.contact.events import Channel
from answerable.streams.site import events as site

TEN = datetime(2016, 3, 10, 2, tzinfo=UTC)

TABLES = MetaData()

TOPICS = Table(
    "topics",
    TABLES,
    Column("topic", String, primary_key=True),
    Column("contacts", Integer, nullable=False),
    Column("sequences", JSON, nullable=False),
    Column("last_at", Moment),
)

ODDS = Table(
    "odds",
    TABLES,
    Column("site", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("exact", Exact),
    Column("at", Moment),
    Column("word", String),
)

CORRECTIONS: dict[type[Event], str] = {
    contact.Corrected: "none of the examples corrects",
    contact.Voided: "nor takes back",
}


class Topics(Projection):
    """Counts contacts by topic. A topic ``poison`` cannot be taken, unless it is `immune`."""

    name = "topics"
    version = 1
    tables = TABLES
    unaffected_by = CORRECTIONS
    immune = False

    @on(contact.Received)
    def received(self, event: contact.Received, rows: Rows) -> None:
        if event.topic == "poison" and not self.immune:
            message = "bitter"
            raise ValueError(message)
        row = rows.get(TOPICS, topic=event.topic) or {"contacts": 0, "sequences": []}
        rows.put(
            TOPICS,
            topic=event.topic,
            # What the database cannot take shows only when the rows are written.
            contacts=10**30 if event.topic == "huge" else row["contacts"] + 1,
            sequences=[*row["sequences"], rows.sequence],
            last_at=event.occurred_at,
        )


class ImmuneTopics(Topics):
    """The same, mended."""

    immune = True


class NewerTopics(Topics):
    """The same, with another version."""

    version = 2


def base(originator: str, version: int = 1, at: datetime = TEN) -> dict[str, Any]:
    return {
        "originator_id": originator,
        "originator_version": version,
        "site": "xm01",
        "occurred_at": at,
        "recorded_at": at,
        "actor": "staff-first",
        "causation_id": "test",
        "correlation_id": originator,
    }


def received(number: int, topic: str, version: int = 1) -> contact.Received:
    at = TEN + timedelta(minutes=number)
    return contact.Received(**base(f"contact-{number}", version, at), channel=Channel.CALL, topic=topic)


def unwanted(number: int) -> Event:
    return case.ProgressNoted(**base(f"case-{number}"), note="n")


def opened() -> Event:
    return site.Opened(**base("site-xm01"), name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai")


def recorded(*events: Event, after: int = 0) -> list[Recorded]:
    """Give events as the ledger would, behind a sequence."""
    return [
        Recorded(sequence, subject_of(event.site, event.originator_id), encode(event))
        for sequence, event in enumerate(events, start=after + 1)
    ]


def entries(*events: Event) -> list[Entry]:
    """Give the entries that write events of new aggregates."""
    return [entry_for(event.site, event.originator_id, encode(event), expected=0) for event in events]


def stored(connection: Connection) -> list[Row]:
    """Give the rows of `ODDS` that a database holds, in the order of their keys."""
    found = connection.execute(select(ODDS).order_by(ODDS.c.site, ODDS.c.number)).mappings()
    return [dict(row) for row in found]
