"""Who is employed at a site on a day: counted by month and by day as events arrive.

Which day is today depends on the clock, which no projection knows. Counted by the month and the day on which
people come and behind which they have left, those employed on a day are a sum of few numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, select

from answerable.calendar.zones import zone_of
from answerable.projection.writing.rows import Row, Rows
from answerable.streams.staff.register import state_of
from answerable.streams.staff.standing import EntryKind
from answerable.streams.staff.state import Staff
from answerable_services.desk import tables as t
from answerable_services.desk.limits import DAY, MONTH


def keep(before: Row | None, after: Row, rows: Rows) -> None:
    """Count a person where they come to work at a site, and from when they do so no more.

    Arguments:
        before: their row before the event; None where there was none.
        after: their row behind it.
        rows: the view's.
    """
    changes = Counter[tuple[date, str]]()
    for row, sign in ((before, -1), (after, 1)):
        for day, site, change in _changes(None if row is None else state_of(row)):
            changes[day, site] += sign * change
    for (day, site), change in changes.items():
        if change:
            rows.add(t.EMPLOYED, (DAY, day, site), people=change)
            rows.add(t.EMPLOYED, (MONTH, day.replace(day=1), site), people=change)


_COME_AND_GO = (EntryKind.HIRED, EntryKind.LEFT, EntryKind.MOVED)


def _changes(state: Staff | None) -> Iterator[tuple[date, str, int]]:
    """Give the days on which a person begins to work at a site, or does so no more."""
    there: str | None = None
    days = () if state is None else sorted({entry.since for entry in state.of_kind(*_COME_AND_GO)})
    for day in days:
        standing = state.on(day) if state is not None else None
        now = standing.site if standing is not None and standing.is_employed else None
        if now == there:
            continue
        if there is not None:
            yield day, there, -1
        if now is not None:
            yield day, now, 1
        there = now


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
