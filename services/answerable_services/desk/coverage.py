"""Roster coverage: who was on duty, beside the contacts that came in, by the hour of each day.

Both are counted as events arrive. What a duty counts for depends on more than the roster: whoever has it may
be on leave, gone or moved away, and an approved swap may give it to somebody else before the roster says so.
So a person's duties of a month stand in one row, and what they count for is worked out anew, before and
behind, whenever one of these changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, case, func, select

from answerable.calendar import Month
from answerable.calendar.zones import zone_of
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Row, Rows
from answerable.queries import desk as q
from answerable.streams.duty.events import CalledOff, Changed
from answerable.streams.staff.absences import Absence, absences
from answerable.streams.staff.register import state_of
from answerable.streams.swap.flow import SwapStage
from answerable_services.desk import tables as t
from answerable_services.desk.duties import Of
from answerable_services.desk.periods import period_of
from answerable_services.desk.trend_tables import HOURS, IN_FORCE, ROSTERED

Hour = tuple[str, date, int, int]
"""A site, a day, its place in the week and an hour of it, as `HOURS` has them."""

_Duties = list[dict[str, Any]]
"""As `IN_FORCE` keeps them."""

_HOUR = timedelta(hours=1)
_WEEK = 7
_MINUTES = 60
_HUNDREDTH = Decimal("0.01")


def hour_of(site: str, at: datetime, zone: tzinfo) -> Hour:
    """Give the hour in which a moment lies.

    Arguments:
        site: where.
        at: the moment.
        zone: of the site.
    """
    there = at.astimezone(zone)
    return site, there.date(), there.weekday(), there.hour


def keep_duty(event: Of, rows: Rows) -> None:
    """Count a stretch on duty, and no longer the one that holds no more.

    Arguments:
        event: of the roster.
        rows: the view's.
    """
    kept = rows.get(IN_FORCE, staff=event.staff, month=event.month)
    was: _Duties = [] if kept is None else kept["duties"]
    gone = {event.instead_of} if isinstance(event, Changed) else {event.starts_at}
    now = [one for one in was if datetime.fromisoformat(one["starts_at"]) not in gone]
    if not isinstance(event, CalledOff):
        spans = {name: getattr(event, name).astimezone(UTC).isoformat() for name in ("starts_at", "ends_at")}
        now.append({"site": event.site, **spans, "is_swapped": False})
    away = _away(rows.get(t.MATTERS["staff"], staff=event.staff))
    _count(_hours(was, away, rows), _hours(now, away, rows), rows)
    rows.put(IN_FORCE, staff=event.staff, month=event.month, duties=now)
    _widen(event.staff, event.month, rows)


def _widen(staff: str, month: str, rows: Rows) -> None:
    known = rows.get(ROSTERED, staff=staff) or {"first": month, "last": month}
    first, last = min(known["first"], month), max(known["last"], month)
    if (first, last) != (known["first"], known["last"]) or "staff" not in known:
        rows.put(ROSTERED, staff=staff, first=first, last=last)


def keep_staff(staff: str, before: Row | None, after: Row, rows: Rows) -> None:
    """Count a person's duties anew where the days on which they are away change.

    Arguments:
        staff: who.
        before: their row before the event; None where there was none.
        after: their row behind it.
        rows: the view's.
    """
    was, now = _away(before), _away(after)
    if was == now or (known := rows.get(ROSTERED, staff=staff)) is None:
        return
    changed = set(was) ^ set(now)
    first = max(known["first"], str(Month.of(min(one.first for one in changed))))
    ends = [one.last for one in changed]
    last = max((day for day in ends if day is not None), default=None)
    until = known["last"] if None in ends or last is None else min(known["last"], str(Month.of(last)))
    month = Month.parse(first)
    while str(month) <= until:
        kept = rows.get(IN_FORCE, staff=staff, month=str(month))
        if kept is not None:
            _count(_hours(kept["duties"], was, rows), _hours(kept["duties"], now, rows), rows)
        month = month.plus(1)


def keep_swap(before: Row | None, after: Row, rows: Rows) -> None:
    """Count a duty that an approved swap gives to somebody else, whoever is away; no more once it is none.

    Arguments:
        before: the swap before the event; None where there was none.
        after: the swap behind it.
        rows: the view's.
    """
    was = before is not None and before["state"] == SwapStage.APPROVED.value
    now = after["state"] == SwapStage.APPROVED.value
    if was == now:
        return
    zone = _zone_at(rows, after["site"])
    for staff, begins in ((after["staff"], after["duty_begins"]), (after["to"], after["return_begins"])):
        if begins is not None:
            _swap(staff, str(Month.at(begins, zone)), begins, rows, is_swapped=now)


def _swap(staff: str, month: str, begins: datetime, rows: Rows, *, is_swapped: bool) -> None:
    kept = rows.get(IN_FORCE, staff=staff, month=month)
    if kept is None:
        return
    now = [
        {**one, "is_swapped": is_swapped} if datetime.fromisoformat(one["starts_at"]) == begins else one
        for one in kept["duties"]
    ]
    away = _away(rows.get(t.MATTERS["staff"], staff=staff))
    _count(_hours(kept["duties"], away, rows), _hours(now, away, rows), rows)
    rows.put(IN_FORCE, staff=staff, month=month, duties=now)


def _away(row: Row | None) -> tuple[Absence, ...]:
    state = None if row is None else state_of(row)
    return () if state is None else absences(state)


def _zone_at(rows: Rows, site: str) -> tzinfo:
    row = rows.get(t.SITES, site=site)
    return zone_of(None if row is None else row["timezone"])


def _hours(duties: _Duties, away: Iterable[Absence], rows: Rows) -> Counter[Hour]:
    """Give the minutes of each hour that somebody's duties count for."""
    found = Counter[Hour]()
    for one in duties:
        zone = _zone_at(rows, one["site"])
        starts_at, ends_at = (datetime.fromisoformat(one[name]) for name in ("starts_at", "ends_at"))
        day = starts_at.astimezone(zone).date()
        if one["is_swapped"] or not any(_covers(absence, one["site"], day) for absence in away):
            found.update(dict(_split(one["site"], starts_at, ends_at, zone)))
    return found


def _covers(absence: Absence, site: str, day: date) -> bool:
    is_there = absence.site in (None, site)
    return is_there and absence.first <= day and (absence.last is None or day <= absence.last)


def _split(site: str, starts_at: datetime, ends_at: datetime, zone: tzinfo) -> Iterator[tuple[Hour, int]]:
    """Cut a stretch where the clock on the wall strikes."""
    while starts_at < ends_at:
        there = starts_at.astimezone(zone)
        into = timedelta(minutes=there.minute, seconds=there.second, microseconds=there.microsecond)
        until = min(starts_at + _HOUR - into, ends_at)
        yield hour_of(site, starts_at, zone), round((until - starts_at).total_seconds() / _MINUTES)
        starts_at = until


def _count(was: Counter[Hour], now: Counter[Hour], rows: Rows) -> None:
    for hour in was.keys() | now.keys():
        if change := now[hour] - was[hour]:
            rows.add(HOURS, hour, minutes=change)


def coverage_of(connection: Connection, query: q.Coverage, sight: Sight, now: datetime) -> q.CoverageAnswer:
    """Tell who was on duty beside the contacts that came in.

    Arguments:
        connection: reads the view.
        query: of which site, and of how many months.
        sight: which sites the asker may see.
        now: what is behind this day is not counted.
    """
    period = period_of(connection, query.site, query.months, now)
    columns = HOURS.c
    by = (columns.site, columns.weekday, columns.hour)
    counted = (
        select(
            *by,
            func.min(columns.day).label("since"),
            func.sum(columns.contacts).label("contacts"),
            func.sum(columns.minutes).label("minutes"),
            func.sum(case((columns.minutes == 0, columns.contacts), else_=0)).label("unattended"),
        )
        .where(columns.day.between(period.first, period.today), of_sites(columns.site, sight.sites))
        .group_by(*by)
    )
    found = connection.execute(counted).all()
    since: dict[str, date] = {}
    for row in found:
        since[row.site] = min(since.get(row.site, row.since), row.since)
    contacts, unattended = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    at_sites, without = Counter[str](), Counter[str]()
    people: dict[tuple[int, int], Decimal] = {}
    for row in found:
        hour = (row.weekday, row.hour)
        contacts[hour] += int(row.contacts)
        unattended[hour] += int(row.unattended)
        at_sites[row.site] += int(row.contacts)
        without[row.site] += int(row.unattended)
        days = _days_of(row.weekday, since[row.site], period.today)
        people[hour] = people.get(hour, Decimal(0)) + Decimal(int(row.minutes)) / (_MINUTES * days)
    return q.CoverageAnswer(
        at=now,
        first=period.first,
        last=period.last,
        hours=tuple(
            q.CoveredHour(
                weekday=weekday,
                hour=hour,
                contacts=contacts[weekday, hour],
                unattended=unattended[weekday, hour],
                people=mean.quantize(_HUNDREDTH),
            )
            for (weekday, hour), mean in sorted(people.items())
        ),
        sites=tuple(
            q.CoveredSite(site=site, contacts=at_sites[site], unattended=without[site])
            for site in sorted(at_sites)
        ),
    )


def _days_of(weekday: int, since: date, until: date) -> int:
    """Count the days of a place in the week, from a day on which there is something up to another."""
    first = since + timedelta(days=(weekday - since.weekday()) % _WEEK)
    return max((until - first).days // _WEEK + 1, 1)
