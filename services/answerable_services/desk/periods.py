"""The period of a trend: the last months, by the clock of the site that is asked about."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from sqlalchemy import Connection, select

from answerable.calendar import Month
from answerable.calendar.zones import DEFAULT_ZONE, zone_of
from answerable_services.desk import tables as t


class Period(NamedTuple):
    """The last months.

    Arguments:
        first: the first day.
        last: the last day of the running month.
        today: what has come so far ends with this day.
        zone: by whose clock.
    """

    first: date
    last: date
    today: date
    zone: tzinfo

    @property
    def since(self) -> datetime:
        """The moment at which it begins."""
        return Month.of(self.first).starts_at(self.zone)


def period_of(connection: Connection, site: str | None, months: int, now: datetime) -> Period:
    """Give the last months, the running one among them.

    Arguments:
        connection: reads the view.
        site: whose clock counts; the usual one where none is asked about.
        months: how many.
        now: the moment.
    """
    zone = _zone(connection, site)
    running = Month.at(now, zone)
    return Period(running.plus(1 - months).first_day, running.last_day, now.astimezone(zone).date(), zone)


def _zone(connection: Connection, site: str | None) -> tzinfo:
    if site is None:
        return DEFAULT_ZONE
    found = connection.scalar(select(t.SITES.c.timezone).where(t.SITES.c.site == site))
    return DEFAULT_ZONE if found is None else zone_of(found)
