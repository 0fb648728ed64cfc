"""Who is on duty on a day: each stretch as it stands, with what was changed or called off taken out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from answerable.calendar.zones import zone_of
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Rows
from answerable.queries.desk import Duties, DutyRow, OnDuty
from answerable.streams.duty.events import CalledOff, Changed, Rostered
from answerable_services.desk import tables as t
from answerable_services.desk.absences import days_of

Of = Rostered | Changed | CalledOff

EVENTS = (Rostered, Changed, CalledOff)
"""What the roster is made of."""

_NEAR = timedelta(days=2)
"""More than a day and the farthest zone together: what lies farther off is of no site's today."""


def keep(event: Of, rows: Rows) -> None:
    """Keep a stretch on duty, or take the one out that holds no more.

    Arguments:
        event: one of `EVENTS`.
        rows: the view's.
    """
    if not isinstance(event, Rostered):
        gone = event.instead_of if isinstance(event, Changed) else event.starts_at
        rows.delete(t.DUTIES, staff=event.staff, starts_at=gone)
    if not isinstance(event, CalledOff):
        rows.put(
            t.DUTIES,
            staff=event.staff,
            starts_at=event.starts_at,
            site=event.site,
            ends_at=event.ends_at,
        )


def on_duty(connection: Connection, query: OnDuty, sight: Sight, now: datetime) -> Duties:
    """Tell who is on duty today, by each site's own day.

    Arguments:
        connection: reads the view.
        query: of which site.
        sight: the sites whose rosters the asker may see.
        now: the moment.
    """
    duties = t.DUTIES.c
    near = select(t.DUTIES, t.SITES.c.timezone).join(t.SITES, t.SITES.c.site == duties.site)
    near = near.where(duties.starts_at < now + _NEAR, duties.ends_at > now - _NEAR)
    if query.site is not None:
        near = near.where(duties.site == query.site)
    near = near.where(of_sites(duties.site, sight.sites)).order_by(duties.starts_at, duties.staff)
    today = {site: day for day, sites in days_of(connection, now) for site in sites}
    found: list[DutyRow] = []
    for row in connection.execute(near).mappings():
        zone = zone_of(row["timezone"])
        # What ends at midnight is of the day before.
        ends = row["ends_at"] - timedelta(microseconds=1)
        days = (row["starts_at"].astimezone(zone).date(), ends.astimezone(zone).date())
        if days[0] <= today[row["site"]] <= days[1] and len(found) < query.limit:
            found.append(DutyRow(**{name: row[name] for name in DutyRow.model_fields}))
    return Duties(at=now, duties=tuple(found))
