"""A site's roster of a month: who is on duty on each day, when nobody is, and swaps that nobody entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, exists, select
from sqlalchemy.engine import RowMapping

from answerable.calendar import Holidays, Month, country_of, holidays_of
from answerable.calendar.zones import zone_of
from answerable.errors import NotFound
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.queries import desk as q
from answerable.streams.swap.flow import SwapStage
from answerable.wording import say
from answerable_services.desk import tables as t

REINFORCED = 2
"""People on duty that make a holiday's duty reinforced (002-r15-1.9): the text has no number."""

_DAY = timedelta(days=1)


def roster_of(connection: Connection, query: q.Roster, sight: Sight, now: datetime) -> q.RosterMonth:
    """Tell who is on duty on each day of a month, and what is amiss.

    Arguments:
        connection: reads the view.
        query: of which site and month.
        sight: the sites whose rosters the asker may see.
        now: the moment.

    Raises:
        NotFound: there is no such site that the asker may see.
    """
    sites = t.SITES.c
    wanted = select(sites.timezone, sites.country).where(sites.site == query.site)
    site = connection.execute(wanted.where(of_sites(sites.site, sight.sites))).first()
    if site is None:
        raise NotFound(say("error.no_matter", matter=f"site-{query.site}"))
    zone, holidays = zone_of(site.timezone), holidays_of(country_of(site.country, site.timezone))
    today = now.astimezone(zone).date()
    month = Month.of(today) if query.month is None else Month.parse(query.month)
    begins = datetime.combine(month.first_day, time(), zone)
    ends = datetime.combine(month.last_day + _DAY, time(), zone)
    duties = t.DUTIES.c
    of_month = select(t.DUTIES).where(duties.site == query.site)
    of_month = of_month.where(duties.starts_at >= begins, duties.starts_at < ends)
    rows = connection.execute(of_month.order_by(duties.starts_at, duties.staff)).mappings().all()
    return q.RosterMonth(
        at=now,
        site=query.site,
        month=str(month),
        is_announced=holidays.is_announced(month.first_day.year),
        reinforced=REINFORCED,
        days=_days(rows, month, zone, holidays, today),
        swaps=_not_entered(connection, query.site, begins, ends),
    )


def _days(
    rows: Sequence[RowMapping], month: Month, zone: tzinfo, holidays: Holidays, today: date
) -> tuple[q.RosterDay, ...]:
    by_day: dict[date, list[q.DutyRow]] = {}
    for row in rows:
        duty = q.DutyRow(**{name: row[name] for name in q.DutyRow.model_fields})
        by_day.setdefault(duty.starts_at.astimezone(zone).date(), []).append(duty)
    found = []
    day = month.first_day
    while day <= month.last_day:
        duties = tuple(by_day.get(day, ()))
        is_holiday = holidays.is_holiday(day)
        found.append(
            q.RosterDay(
                day=day,
                is_off=holidays.is_off(day),
                is_holiday=is_holiday,
                is_over=day < today,
                duties=duties,
                finding=_finding(duties, is_holiday=is_holiday),
            )
        )
        day += _DAY
    return tuple(found)


def _finding(duties: Sequence[q.DutyRow], *, is_holiday: bool) -> q.RosterFinding | None:
    """Find that nobody is on duty (002-r15-1.1), or too few on a holiday (002-r15-1.9)."""
    if not duties:
        return q.RosterFinding.NOBODY
    if is_holiday and len({duty.staff for duty in duties}) < REINFORCED:
        return q.RosterFinding.NOT_REINFORCED
    return None


def _not_entered(
    connection: Connection, site: str, begins: datetime, ends: datetime
) -> tuple[q.SwapToEnter, ...]:
    """Find the approved swaps whose duty is still on the roster of who cannot do it (002-r15-1.8)."""
    swaps, duties = t.MATTERS["swap"].c, t.DUTIES.c
    stands = exists().where(duties.staff == swaps.staff, duties.starts_at == swaps.duty_begins)
    wanted = select(*(swaps[name] for name in q.SwapToEnter.model_fields)).where(
        swaps.site == site,
        swaps.state == SwapStage.APPROVED.value,
        swaps.duty_begins >= begins,
        swaps.duty_begins < ends,
        stands,
    )
    rows = connection.execute(wanted.order_by(swaps.duty_begins)).mappings()
    return tuple(q.SwapToEnter(**row) for row in rows)
