"""Who is employed at a site on a day: counted by month and by day as events arrive.

Which day is today depends on the clock, which no projection knows. Counted by the month and the day on which
people come and behind which they have left, those employed on a day are a sum of few numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, func, select

from answerable.calendar.zones import zone_of
from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.projection.writing.rows import Row, Rows
from answerable.streams.staff import events as staff
from answerable_services.desk import tables as t
from answerable_services.desk.limits import DAY, MONTH

_ONE_DAY = timedelta(days=1)


def keep(event: Event, rows: Rows) -> None:
    """Count a person where their employment begins and behind its end, as it stands behind an event.

    Arguments:
        event: one of the stream of staff.
        rows: the view's.

    Raises:
        Corrupt: the event comes before the one by which the person was hired.
    """
    before = rows.get(t.PEOPLE, staff=event.originator_id)
    if before is None and not isinstance(event, staff.Hired):
        message = f"{event.event_type} for {event.originator_id} comes before what it changes"
        raise Corrupt(message)
    after = _after(before or {}, event)
    if after == before:
        return
    for row, sign in ((before, -1), (after, 1)):
        if row is not None:
            _count(row, sign, rows)
    if after is None:
        rows.delete(t.PEOPLE, staff=event.originator_id)
    else:
        rows.put(t.PEOPLE, **after)


def _after(before: Row, event: Event) -> Row | None:
    """Give a person's row behind an event; None where they were never hired."""
    match event:
        case staff.Hired():
            row = {"staff": event.originator_id, "site": event.site}
            return {**row, "hired_on": event.hired_on, "left_on": None}
        case staff.HiringCorrected():
            return {**before, "hired_on": event.hired_on or before["hired_on"]}
        case staff.Left() | staff.LeavingCorrected():
            return {**before, "left_on": event.left_on}
        case staff.LeavingWithdrawn():
            return {**before, "left_on": None}
        case staff.HiringWithdrawn():
            return None
    return before


def _count(row: Row, sign: int, rows: Rows) -> None:
    changes = [(row["hired_on"], sign)]
    if row["left_on"] is not None and row["left_on"] < date.max:
        changes.append((row["left_on"] + _ONE_DAY, -sign))
    for day, change in changes:
        rows.add(t.EMPLOYED, (DAY, day, row["site"]), people=change)
        rows.add(t.EMPLOYED, (MONTH, day.replace(day=1), row["site"]), people=change)


def employed_by_site(connection: Connection, zones: Mapping[str, str], now: datetime) -> dict[str, int]:
    """Count the people who are employed at each site today, as the site counts days.

    Arguments:
        connection: reads the view.
        zones: the sites that are asked about, each with its zone.
        now: the moment.
    """
    today = {site: now.astimezone(zone_of(zone)).date() for site, zone in zones.items()}
    if not today:
        return {}
    columns = t.EMPLOYED.c
    month = min(today.values()).replace(day=1)
    past = (
        select(columns.site, func.sum(columns.people))
        .where(columns.span == MONTH, columns.start < month)
        .group_by(columns.site)
    )
    recent = select(columns.site, columns.start, columns.people).where(
        and_(columns.span == DAY, columns.start >= month, columns.start <= max(today.values()))
    )
    found = {site: int(number) for site, number in connection.execute(past)}
    for site, start, number in connection.execute(recent):
        if site in today and start <= today[site]:
            found[site] = found.get(site, 0) + int(number)
    return found
