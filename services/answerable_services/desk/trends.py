"""Trends: how soon cases are solved, when contacts come in, why faults happen, which articles are broken.

Each is counted by the month as events arrive, and what is taken back is counted no more. So a period is read
in as many rows as it has months, hours and articles.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from answerable.calendar import Month
from answerable.calendar.zones import zone_of
from answerable.events.base import Event
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Key, Row, Rows
from answerable.queries import desk as q
from answerable.queries.desk import UNSTATED
from answerable.streams.assessment import events as assessment
from answerable.streams.case.flow import CaseStage
from answerable.streams.contact.flow import ContactStage
from answerable.streams.fault import events as fault
from answerable_services.desk import tables as t
from answerable_services.desk.coverage import hour_of
from answerable_services.desk.periods import period_of
from answerable_services.desk.survival import TENTHS, open_shares
from answerable_services.desk.trend_tables import CAUSES, CLOSED, CONTACTS, HOURS, VIOLATIONS

MOST = 12
"""Causes, and articles, that are told by themselves; the rest are told together."""

_HOURS, _DAYS = 24, 7


def tenth_of(opened_at: datetime, due_at: datetime, at: datetime) -> int | None:
    """Tell in which tenth of a case's limit a moment is, the last one being all that lies further.

    Arguments:
        opened_at: when the case began.
        due_at: when its limit ends, pauses included.
        at: the moment.
    """
    limit = due_at - opened_at
    if limit.total_seconds() <= 0 or at < opened_at:
        return None
    return min(int((at - opened_at) / limit * 10), TENTHS - 1)


def _closed(row: Row | None, zone: tzinfo) -> tuple[str, date, int] | None:
    """Give what a case is counted under once it is solved; None before, and where it was none."""
    if row is None or row["resolved_at"] is None or row["state"] == CaseStage.WITHDRAWN.value:
        return None
    tenth = tenth_of(row["opened_at"], row["due_at"], row["resolved_at"])
    return None if tenth is None else (row["site"], Month.at(row["opened_at"], zone).first_day, tenth)


def _move(table: Table, column: str, was: Key | None, now: Key | None, rows: Rows) -> None:
    """Count one under another key than before; under none where it counts no more."""
    if was == now:
        return
    for key, change in ((was, -1), (now, 1)):
        if key is not None:
            rows.add(table, key, **{column: change})


def keep_case(before: Row | None, after: Row, timezone: str | None, rows: Rows) -> None:
    """Count a case where it was solved, and no longer where it had been.

    Arguments:
        before: the case before the event; None where there was none.
        after: the case behind it.
        timezone: of its site; the usual one where None.
        rows: the view's.
    """
    zone = zone_of(timezone)
    _move(CLOSED, "cases", _closed(before, zone), _closed(after, zone), rows)


def _came(row: Row | None, zone: tzinfo) -> tuple[str, date, int, int] | None:
    """Give what a contact is counted under; None where it was none."""
    if row is None or row["state"] == ContactStage.VOIDED.value:
        return None
    at = row["received_at"].astimezone(zone)
    return row["site"], at.date().replace(day=1), at.weekday(), at.hour


def _of_any_month(came: tuple[str, date, int, int] | None) -> tuple[str, int] | None:
    """Give the site and the hour: the overview reads as many rows after ten years as after one."""
    return None if came is None else (came[0], came[3])


def _on_its_day(row: Row | None, came: Key | None, zone: tzinfo) -> Key | None:
    """Give the hour of the very day, beside which those stand who were on duty in it."""
    return None if row is None or came is None else hour_of(row["site"], row["received_at"], zone)


def keep_contact(before: Row | None, after: Row, timezone: str | None, rows: Rows) -> None:
    """Count a contact by the hour and the day of the week on which it came in.

    Arguments:
        before: the contact before the event; None where there was none.
        after: the contact behind it.
        timezone: of its site; the usual one where None.
        rows: the view's.
    """
    zone = zone_of(timezone)
    was, now = _came(before, zone), _came(after, zone)
    _move(CONTACTS, "contacts", was, now, rows)
    _move(t.CONTACT_HOURS, "contacts", _of_any_month(was), _of_any_month(now), rows)
    hours = [_on_its_day(row, came, zone) for row, came in ((before, was), (after, now))]
    _move(HOURS, "contacts", hours[0], hours[1], rows)


def keep_fault(event: Event, timezone: str | None, rows: Rows) -> None:
    """Keep of what kind the cause of a fault is, as long as the analysis that says so stands.

    Arguments:
        event: of the fault.
        timezone: of its site; the usual one where None.
        rows: the view's.
    """
    if isinstance(event, fault.AnalysisFiled):
        day = event.occurred_at.astimezone(zone_of(timezone)).date()
        kind = UNSTATED if event.cause_kind is None else event.cause_kind.value
        rows.put(CAUSES, fault=event.originator_id, site=event.site, day=day, cause=kind)
    elif isinstance(event, fault.EndWithdrawn | fault.ReportWithdrawn):
        rows.delete(CAUSES, fault=event.originator_id)


def keep_violation(event: Event, timezone: str | None, rows: Rows) -> None:
    """Keep which article was broken, as long as the entry stands.

    Arguments:
        event: of the entry.
        timezone: of its site; the usual one where None.
        rows: the view's.
    """
    if isinstance(event, assessment.ViolationRecorded):
        day = event.occurred_at.astimezone(zone_of(timezone)).date()
        rows.put(VIOLATIONS, entry=event.originator_id, site=event.site, day=day, article=event.article)
    elif isinstance(event, assessment.Revoked):
        rows.delete(VIOLATIONS, entry=event.originator_id)


def trends_of(connection: Connection, query: q.Trends, sight: Sight, now: datetime) -> q.TrendsAnswer:
    """Tell the trends of the last months.

    Arguments:
        connection: reads the view.
        query: of which site, and of how many months.
        sight: which sites the asker may see.
        now: what is open, has been so until then.
    """
    period = period_of(connection, query.site, query.months, now)
    first, seen = period.first, sight.sites
    closed = Counter(
        {
            row.tenth: int(row.cases)
            for row in connection.execute(
                select(CLOSED.c.tenth, func.sum(CLOSED.c.cases).label("cases"))
                .where(_since(CLOSED, first), of_sites(CLOSED.c.site, seen))
                .group_by(CLOSED.c.tenth)
            )
        }
    )
    still = _still_open(connection, seen, period.since, now)
    return q.TrendsAnswer(
        at=now,
        first=first,
        last=period.last,
        closed=closed.total(),
        still_open=still.total(),
        open_shares=open_shares(closed, still),
        contacts=_contacts(connection, seen, first),
        causes=_most(connection, CAUSES, CAUSES.c.cause, seen, first),
        articles=_most(connection, VIOLATIONS, VIOLATIONS.c.article, seen, first),
    )


def _since(table: Any, first: date) -> ColumnElement[bool]:
    since: ColumnElement[bool] = table.c.first_day >= first
    return since


def _still_open(
    connection: Connection, seen: frozenset[str] | None, since: datetime, now: datetime
) -> Counter[int]:
    """Count the cases that began in the period and are open, by how far each has come."""
    asked = select(t.CASES.c.opened_at, t.CASES.c.due_at).where(
        t.CASES.c.is_open.is_(True), t.CASES.c.opened_at >= since, of_sites(t.CASES.c.site, seen)
    )
    found = (tenth_of(row.opened_at, row.due_at, now) for row in connection.execute(asked))
    return Counter(tenth for tenth in found if tenth is not None)


def _contacts(
    connection: Connection, seen: frozenset[str] | None, first: date
) -> tuple[tuple[int, ...], ...]:
    """Count contacts: seven days of the week from Monday on, each with its 24 hours."""
    by = (CONTACTS.c.weekday, CONTACTS.c.hour)
    counted = select(*by, func.sum(CONTACTS.c.contacts).label("contacts")).where(
        _since(CONTACTS, first), of_sites(CONTACTS.c.site, seen)
    )
    week = [[0] * _HOURS for _ in range(_DAYS)]
    for row in connection.execute(counted.group_by(*by)):
        week[row.weekday][row.hour] = int(row.contacts)
    return tuple(tuple(day) for day in week)


def _most(
    connection: Connection,
    table: Any,
    name: ColumnElement[str],
    seen: frozenset[str] | None,
    first: date,
) -> tuple[q.Counted, ...]:
    """Count by a name, the most frequent first; what is behind those is told together, without a name."""
    counted = (
        select(name.label("name"), func.count().label("number"))
        .where(table.c.day >= first, of_sites(table.c.site, seen))
        .group_by(name)
        .order_by(func.count().desc(), name)
    )
    found = [q.Counted(name=row.name, count=row.number) for row in connection.execute(counted)]
    rest = sum(one.count for one in found[MOST:])
    return (*found[:MOST], *([q.Counted(name=None, count=rest)] if rest else []))
