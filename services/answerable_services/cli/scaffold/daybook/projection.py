"""The view: what happened to cases, counted by site and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from answerable.calendar.zones import zone_of
from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.projection import Projection, Row, Rows, on
from answerable.streams.case import events as case
from answerable.streams.site import events as site
from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table

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

CASES = Table(
    "cases",
    TABLES,
    Column("case", String, primary_key=True),
    Column("opened_on", Date, nullable=False),
    Column("resolved_on", Date),
    Column("at_first_contact", Boolean, nullable=False),
)
"""Where each case is counted: what a correction takes back is looked up here."""


class Counts(Projection):
    """Counts cases by the site's own day: those opened, reopened, resolved, and resolved at first contact.

    A handler gets an event and the rows, and nothing else: no clock, no network. Raise `version` when the
    tables change or the rows mean something else; the service then fills a new view from the first event on.

    What was entered wrongly is put right by another event. Each that corrects what is handled here has a
    handler too, or stands in `unaffected_by` with the reason: the service does not start without.
    """

    name: ClassVar[str] = "daybook"
    version: ClassVar[int] = 1
    tables: ClassVar[MetaData] = TABLES
    unaffected_by: ClassVar[Mapping[type[Event], str]] = {
        case.OpeningCorrected: "neither topics nor people are counted",
        site.Renamed: "names are not kept",
    }

    @on(site.Opened)
    def site_opened(self, event: site.Opened, rows: Rows) -> None:
        """Learn the zone that the site's days are counted in."""
        rows.put(SITES, site=event.site, timezone=event.timezone)

    @on(case.Opened)
    def opened(self, event: case.Opened, rows: Rows) -> None:
        """Count a new case."""
        day = _day_of(event.occurred_at, event, rows)
        rows.put(CASES, case=event.originator_id, opened_on=day, resolved_on=None, at_first_contact=False)
        rows.add(DAYS, (event.site, day), opened=1)

    @on(case.LimitCorrected)
    def limit_corrected(self, event: case.LimitCorrected, rows: Rows) -> None:
        """Count the case on the day on which it began in truth."""
        counted, day = _counted(event, rows), _day_of(event.opened_at, event, rows)
        rows.add(DAYS, (event.site, counted["opened_on"]), opened=-1)
        rows.add(DAYS, (event.site, day), opened=1)
        rows.put(CASES, **{**counted, "opened_on": day})

    @on(case.OpeningWithdrawn)
    def opening_withdrawn(self, event: case.OpeningWithdrawn, rows: Rows) -> None:
        """Count a case no more that never was."""
        rows.add(DAYS, (event.site, _counted(event, rows)["opened_on"]), opened=-1)
        rows.delete(CASES, case=event.originator_id)

    @on(case.Reopened)
    def reopened(self, event: case.Reopened, rows: Rows) -> None:
        """Count a case that was not over after all."""
        rows.add(DAYS, (event.site, _day_of(event.occurred_at, event, rows)), reopened=1)

    @on(case.Resolved)
    def resolved(self, event: case.Resolved, rows: Rows) -> None:
        """Count a case that was solved, and whether the person first asked solved it."""
        day, first = _day_of(event.occurred_at, event, rows), event.at_first_contact
        rows.add(DAYS, (event.site, day), resolved=1, at_first_contact=int(first))
        rows.put(CASES, **{**_counted(event, rows), "resolved_on": day, "at_first_contact": first})

    @on(case.ResolutionWithdrawn)
    def resolution_withdrawn(self, event: case.ResolutionWithdrawn, rows: Rows) -> None:
        """Count a case that was never solved no more."""
        counted = _counted(event, rows)
        first = int(counted["at_first_contact"])
        rows.add(DAYS, (event.site, counted["resolved_on"]), resolved=-1, at_first_contact=-first)


def _counted(event: Event, rows: Rows) -> Row:
    """Give where the case is counted; an event of one that never began is parked, and told of."""
    found = rows.get(CASES, case=event.originator_id)
    if found is None:
        raise NotFound(f"{event.originator_id} was never opened")
    return found


def _day_of(moment: datetime, event: Event, rows: Rows) -> date:
    """Give the day of a moment, as the clock of the event's site has it."""
    known = rows.get(SITES, site=event.site)
    return moment.astimezone(zone_of(known["timezone"] if known else None)).date()
