"""What every answer about callbacks reads: sites, deliveries, and callbacks as rows keep them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, false, func, select
from sqlalchemy.sql.elements import ColumnElement

from answerable.calendar import CallbackDate, country_of
from answerable.calendar.zones import DEFAULT_ZONE, zone_of
from answerable.projection.views.paging import Order
from answerable.projection.views.seen import of_sites
from answerable.queries.callbacks import CallbackRow, UnannouncedYear
from answerable_services.callbacks.schedule import Delivery, RecordedCallback, Schedules
from answerable_services.callbacks.tables import CALLBACKS, DELIVERIES, SITES

OF = [DELIVERIES.c[name] for name in Delivery.__slots__]
AT = CALLBACKS.join(DELIVERIES, DELIVERIES.c.delivery == CALLBACKS.c.delivery)
ROW = select(CALLBACKS, *(column for column in OF if column.name not in {"delivery", "site"}))

OLDEST = Order("due", (CALLBACKS.c.due_on, CALLBACKS.c.delivery, CALLBACKS.c.ordinal), is_descending=False)


class Site(NamedTuple):
    """What the days of a site follow from."""

    zone: tzinfo = DEFAULT_ZONE
    country: str = country_of(None, None)
    opened_on: date = date.min


UNKNOWN = Site()
"""What a site is taken for of which nothing was heard."""


def sites_of(connection: Connection) -> dict[str, Site]:
    """Read all sites."""
    rows = connection.execute(select(SITES))
    return {row.site: Site(zone_of(row.timezone), row.country, row.opened_on) for row in rows}


def site_in(sites: Mapping[str, Site], site: str | None) -> Site:
    """Give a site of those that were read; one as any other where none is named, or it is not among them."""
    return UNKNOWN if site is None else sites.get(site, UNKNOWN)


def delivery_of(row: Mapping[Any, Any]) -> Delivery:
    """Read a delivery out of a row."""
    return Delivery(**{name: row[name] for name in Delivery.__slots__})


def date_of(row: Mapping[Any, Any]) -> CallbackDate:
    """Read out of a row when a callback is due."""
    return CallbackDate(row["ordinal"], row["nominal_on"], row["due_on"], row["is_provisional"])


def outcome_of(row: Mapping[Any, Any]) -> RecordedCallback:
    """Read out of a row what was recorded of a callback."""
    return RecordedCallback(
        due_on=row["due_on"],
        attempts=row["attempts"],
        missed_on=row["missed_on"],
        completed_on=row["completed_on"],
        satisfaction=row["satisfaction"],
    )


def place_of(row: CallbackRow) -> dict[str, Any]:
    """Give a callback's place in the list of what is owed."""
    return {"due_on": row.due_on, "delivery": row.delivery, "ordinal": row.ordinal}


def is_owed() -> ColumnElement[bool]:
    """Say in SQL that a callback is one that a delivery owes still, by its plan of today."""
    # `coalesce` keeps the planner from beginning at the deliveries: nearly all of them qualify.
    is_cancelled = func.coalesce(DELIVERIES.c.is_cancelled, false())
    return is_cancelled.is_(other=False) & (CALLBACKS.c.superseded == 0)


def beyond(
    connection: Connection,
    schedules: Schedules,
    sites: Mapping[str, Site],
    seen: frozenset[str] | None,
    until: date,
) -> Iterator[tuple[Delivery, CallbackDate]]:
    """Give the callbacks up to a day that have no row yet, as nothing was recorded for half a year.

    Arguments:
        connection: to the view.
        schedules: reckon the callbacks, each by the holidays of a country.
        sites: those that were read.
        seen: of which sites; of every one where None.
        until: the day, included.
    """
    short = select(*OF, DELIVERIES.c.planned_until).where(
        DELIVERIES.c.is_cancelled.is_(other=False),
        DELIVERIES.c.planned_until < until,
        of_sites(DELIVERIES.c.site, seen),
    )
    for row in connection.execute(short).mappings():
        site = site_in(sites, row["site"])
        for at in schedules.of(site.country).dates(row["accepted_on"], until):
            if at.due_on > row["planned_until"] and at.due_on >= site.opened_on:
                yield delivery_of(row), at


def unannounced(
    schedules: Schedules, sites: Mapping[str, Site], rows: Iterable[CallbackRow], this_year: int
) -> tuple[UnannouncedYear, ...]:
    """Name the years that callbacks fall into and whose holidays are not known.

    Arguments:
        schedules: reckon the callbacks.
        sites: those that were read.
        rows: the callbacks.
        this_year: the year that it is.
    """
    found = {
        year for row in rows for year in schedules.of(site_in(sites, row.site).country).unannounced([row])
    }
    return tuple(
        UnannouncedYear(country=country, year=year, has_begun=year <= this_year)
        for country, year in sorted(found)
    )
