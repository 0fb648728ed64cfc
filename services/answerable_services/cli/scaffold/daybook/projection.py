"""The view: what happened to cases, counted by site and day."""

from __future__ import annotations

from typing import ClassVar

from answerable.calendar.zones import zone_of
from answerable.events.base import Event
from answerable.projection import Projection, Rows, on
from answerable.streams.case import events as case
from answerable.streams.site import events as site
from sqlalchemy import Column, Date, Integer, MetaData, String, Table

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("timezone", String, nullable=False),
)

DAYS = Table(
    "days",
    TABLES,
    Column("site", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("opened", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("resolved", Integer, nullable=False),
    Column("at_first_contact", Integer, nullable=False),
)

_NOTHING = {"opened": 0, "reopened": 0, "resolved": 0, "at_first_contact": 0}


class Counts(Projection):
    """Counts cases by the site's own day: those opened, reopened, resolved, and resolved at first contact.

    A handler gets an event and the rows, and nothing else: no clock, no network. Raise `version` when the
    tables change or the rows mean something else; the service then fills a new view from the first event on.
    """

    name: ClassVar[str] = "daybook"
    version: ClassVar[int] = 1
    tables: ClassVar[MetaData] = TABLES

    @on(site.Opened)
    def site_opened(self, event: site.Opened, rows: Rows) -> None:
        """Learn the zone that the site's days are counted in."""
        rows.put(SITES, site=event.site, timezone=event.timezone)

    @on(case.Opened)
    def opened(self, event: case.Opened, rows: Rows) -> None:
        """Count a new case."""
        _count(event, rows, "opened")

    @on(case.Reopened)
    def reopened(self, event: case.Reopened, rows: Rows) -> None:
        """Count a case that was not over after all."""
        _count(event, rows, "reopened")

    @on(case.Resolved)
    def resolved(self, event: case.Resolved, rows: Rows) -> None:
        """Count a case that was solved, and whether the person first asked solved it."""
        _count(event, rows, "resolved", *(("at_first_contact",) if event.at_first_contact else ()))


def _count(event: Event, rows: Rows, *columns: str) -> None:
    """Add one in some columns of the day on which it happened, at the site."""
    known = rows.get(SITES, site=event.site)
    zone = zone_of(known["timezone"] if known else None)
    key = {"site": event.site, "day": event.occurred_at.astimezone(zone).date()}
    row = rows.get(DAYS, **key) or {**key, **_NOTHING}
    rows.put(DAYS, **{**row, **{column: row[column] + 1 for column in columns}})
