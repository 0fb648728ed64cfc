"""Who is away: on leave, gone, or moved to another site; and the cases that need a new owner by it.

Whether somebody is away depends on the day at the site, which no projection knows: kept are the days, and
what is asked is whether the site's own today is one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select

from answerable.calendar.zones import zone_of
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Row, Rows
from answerable.streams.staff.absences import absences
from answerable.streams.staff.register import state_of
from answerable.streams.staff.state import Staff
from answerable_services.desk import tables as t

_EVERYWHERE = ""
"""Stands for every site; no site's name is this."""

Days = Sequence[tuple[date, Sequence[str]]]
"""Each day that it is now at some sites, with these."""


def _spans(state: Staff | None) -> Iterator[tuple[str, str, date, date | None]]:
    for one in () if state is None else absences(state):
        yield one.why.value, one.site or _EVERYWHERE, one.first, one.last


def keep(staff: str, before: Row | None, after: Row, rows: Rows) -> None:
    """Keep the days on which a person is away.

    Arguments:
        staff: who.
        before: their row before the event; None where there was none.
        after: their row behind it.
        rows: the view's.
    """
    was = {} if before is None else {span[:3]: span[3] for span in _spans(state_of(before))}
    now = {span[:3]: span[3] for span in _spans(state_of(after))}
    for why, site, first in was.keys() - now.keys():
        rows.delete(t.ABSENCES, staff=staff, why=why, site=site, first=first)
    for (why, site, first), last in now.items():
        if (why, site, first) not in was or was[why, site, first] != last:
            rows.put(t.ABSENCES, staff=staff, why=why, site=site, first=first, last=last)


def days_of(connection: Connection, now: datetime) -> Days:
    """Tell which day it is at which sites.

    Arguments:
        connection: reads the view.
        now: the moment.
    """
    found: dict[date, list[str]] = {}
    for site, timezone in connection.execute(select(t.SITES.c.site, t.SITES.c.timezone)):
        found.setdefault(now.astimezone(zone_of(timezone)).date(), []).append(site)
    return sorted(found.items())


def on_its_day(
    site: ColumnElement[str], days: Days, holds: Callable[[date], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Ask of each site by its own day.

    Arguments:
        site: the column of the site.
        days: which day it is where.
        holds: asks it of one day.
    """
    if len(days) == 1:
        return holds(days[0][0])
    return or_(false(), *(and_(site.in_(sites), holds(day)) for day, sites in days))


def covers(day: date) -> ColumnElement[bool]:
    """Tell in SQL whether a day is one of an absence."""
    away = t.ABSENCES.c
    return and_(away.first <= day, or_(away.last.is_(None), away.last >= day))


def needs_owner(days: Days) -> ColumnElement[bool]:
    """Tell in SQL whether a case is in work and its owner is away from its site."""
    cases, away = t.CASES.c, t.ABSENCES.c

    def is_away(day: date) -> ColumnElement[bool]:
        at_its_site = or_(away.site == _EVERYWHERE, away.site == cases.site)
        return exists(select(away.staff).where(away.staff == cases.owner, covers(day), at_its_site))

    return and_(cases.is_open.is_(True), on_its_day(cases.site, days, is_away))


def without_owner(
    connection: Connection, days: Days, sites: frozenset[str] | None = None
) -> dict[tuple[str, str], int]:
    """Count the cases that need a new owner, by site and by who is away.

    Arguments:
        connection: reads the view.
        days: which day it is where.
        sites: of which sites; of all where None.
    """
    cases = t.CASES.c
    if not days:
        return {}
    # Whoever is away anywhere is found first: they are few, however many cases are in work.
    first, last = days[0][0], days[-1][0]
    away = select(t.ABSENCES.c.staff).where(
        t.ABSENCES.c.first <= last, or_(t.ABSENCES.c.last.is_(None), t.ABSENCES.c.last >= first)
    )
    asked = select(cases.site, cases.owner, func.count()).where(cases.owner.in_(away), needs_owner(days))
    found = connection.execute(asked.where(of_sites(cases.site, sites)).group_by(cases.site, cases.owner))
    return {(at, owner): number for at, owner, number in found}
