"""On which days sites do not work: by what each said of its hours and closings, and by holidays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from answerable.calendar import holidays_of
from answerable.calendar.holidays import AnnouncedHolidays, Holidays
from answerable.calendar.working_time import OpeningHours, Passing, Timetable
from answerable.calendar.zones import zone_of
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.queries.callbacks import DayOff, DaysOff, DaysOffList, UnannouncedYear, WhyOff
from answerable_services.callbacks.coming import check_period
from answerable_services.callbacks.owed.tables import SITES
from answerable_services.callbacks.site_hours import closings_in, number_of, timetable_in

_OF_A_DAY = {
    Passing.DAY_OFF: WhyOff.DAY_OFF,
    Passing.HOLIDAY: WhyOff.HOLIDAY,
    Passing.CLOSED: WhyOff.CLOSED,
}


def days_off_in(connection: Connection, query: DaysOff, sight: Sight, now: datetime) -> DaysOffList:
    """Tell on which days of a period none of the sites works that are asked about.

    Arguments:
        connection: to the view of what is owed.
        query: the period, and where.
        sight: which sites the asker sees.
        now: when it is.

    Raises:
        Invalid: it is no period of a calendar.
    """
    check_period(query.first, query.last)
    reach = sight.at(query.site).reach
    sites = connection.execute(select(SITES).where(of_sites(SITES.c.site, reach)).order_by(SITES.c.site))
    rows = sites.mappings().all()
    days = tuple(_days(query.first, query.last))
    off: list[DayOff] = []
    for day in days:
        whys = [_why(row, day) for row in rows]
        why = whys[0] if whys and None not in whys else None
        if why is not None:
            off.append(_told(day, why, holidays_of(rows[0]["country"])))
    known = {row["country"]: holidays_of(row["country"]) for row in rows}
    missing = {(of.country, day.year) for of in known.values() for day in days if of.is_provisional(day)}
    this_year = now.astimezone(zone_of(rows[0]["timezone"] if rows else None)).year
    return DaysOffList(
        days=tuple(off),
        unannounced=tuple(
            UnannouncedYear(country=country, year=year, has_begun=year <= this_year)
            for country, year in sorted(missing)
        ),
    )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _why(row: Any, day: date) -> WhyOff | None:
    """Say why a site does not work on a day; None where it does."""
    timetable = timetable_in(row, number_of(row))
    if timetable is not None:
        return _OF_A_DAY.get(_hours_on(timetable, day, row["timezone"]).on(day)[1])
    if any(one.first <= day <= one.last for one in closings_in(row)):
        return WhyOff.CLOSED
    holidays = holidays_of(row["country"])
    if holidays.is_holiday(day):
        return WhyOff.HOLIDAY
    return WhyOff.DAY_OFF if holidays.is_off(day) else None


def _hours_on(timetable: Timetable, day: date, timezone: str) -> OpeningHours:
    """Give the hours that hold on a day."""
    noon = datetime.combine(day, time(12), zone_of(timezone))
    at = bisect_right([one.since for one in timetable.editions], noon)
    return timetable.editions[max(at - 1, 0)].hours


def _told(day: date, why: WhyOff, holidays: Holidays) -> DayOff:
    named = holidays.off.get(day) if isinstance(holidays, AnnouncedHolidays) else None
    if why is not WhyOff.HOLIDAY or named is None:
        return DayOff(on=day, why=why)
    return DayOff(on=day, why=why, name_zh=named.zh, name_en=named.en)
