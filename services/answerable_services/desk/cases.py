"""Cases: what is overdue at a moment, and how a case's limit moves on with the clock."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select

from answerable.errors import NotFound
from answerable.identity.sight import Sight
from answerable.projection.writing.rows import Row
from answerable.queries.matters import NEEDS_OWNER, OVERDUE, CaseRow
from answerable.streams.case.flow import CaseStage
from answerable.wording import say
from answerable_services.desk import absences
from answerable_services.desk import tables as t
from answerable_services.desk.limits import DAY, MONTH
from answerable_services.desk.lists import Timely
from answerable_services.desk.own import count_own, is_shown

_IN_WORK = (CaseStage.OPEN.value, CaseStage.PAUSED.value)
_PAUSED_LATE = "was_paused_late"


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Tell in SQL whether the limit has passed; a pause moves it on, unless it had passed before."""
    columns = t.CASES.c
    is_late = or_(
        and_(columns.state == CaseStage.OPEN.value, columns.due_at < now), columns[_PAUSED_LATE].is_(True)
    )
    return and_(columns.is_open.is_(True), is_late)


def _late() -> tuple[Select[Any], ...]:
    limits, cases, counts = t.LIMITS.c, t.CASES.c, t.COUNTS.c
    is_past = or_(
        and_(limits.span == MONTH, limits.start < bindparam("month")),
        and_(limits.span == DAY, limits.start >= bindparam("month"), limits.start < bindparam("today")),
    )
    ends_today = and_(cases.due_at >= bindparam("midnight"), cases.due_at < bindparam("now"))
    return (
        select(limits.site, func.sum(limits.cases)).where(is_past).group_by(limits.site),
        select(cases.site, func.count())
        .where(cases.state == CaseStage.OPEN.value, ends_today)
        .group_by(cases.site),
        select(counts.site, counts.matters).where(counts.register == "case", counts.name == _PAUSED_LATE),
    )


_LATE = _late()
"""Asks how many cases are behind their limit: made once, for every list of cases asks it."""


def overdue_by_site(connection: Connection, now: datetime) -> dict[str, int]:
    """Count the cases behind their limit, from what is counted by the months and days in which limits end.

    Only the cases whose limit ends today are looked at, however many are behind it and for how long.
    """
    today = now.astimezone(UTC).date()
    said = {
        "today": today,
        "month": today.replace(day=1),
        "midnight": datetime.combine(today, time(), UTC),
        "now": now,
    }
    found: dict[str, int] = {}
    for statement in _LATE:
        for site, number in connection.execute(statement, said):
            found[site] = found.get(site, 0) + int(number)
    return found


def row_of(row: Row, now: datetime, away: Container[tuple[str, str]]) -> Row:
    """Make a list's row; a paused case's limit moves on with the clock.

    Arguments:
        row: the view's.
        now: the moment.
        away: the sites and owners whose cases in work need a new owner.
    """
    due_at = row["due_at"]
    # In working time it depends on what passes before it runs on: it is as it was when it stood still.
    if row["state"] == CaseStage.PAUSED.value and row["timetable"] is None:
        due_at += max(now - row["paused_at"], timedelta())
    is_late = row["state"] in _IN_WORK and due_at < now
    shown = {name: row[name] for name in CaseRow.model_fields if name in row}
    needs_owner = row["state"] in _IN_WORK and (row["site"], row["owner"]) in away
    return {**shown, "due_at": due_at, OVERDUE: is_late, NEEDS_OWNER: needs_owner}


def timely(connection: Connection, sight: Sight, now: datetime) -> Timely:
    """Give what of the register of cases depends on the moment.

    Arguments:
        connection: reads the view.
        sight: what of it the asker may see.
        now: the moment.
    """
    days, register = absences.days_of(connection, now), t.REGISTERS["case"]
    away = absences.without_owner(connection, days, sight.reach)
    marks = {OVERDUE: partial(is_overdue, now), NEEDS_OWNER: partial(absences.needs_owner, days)}
    counts = {name: count_own(connection, register, sight, mark) for name, mark in marks.items()}
    counts[OVERDUE] += sum(
        number for site, number in overdue_by_site(connection, now).items() if sight.shows(site)
    )
    counts[NEEDS_OWNER] += sum(number for (site, _), number in away.items() if sight.shows(site))

    def made(row: Any) -> Row:
        return row_of(row, now, away)

    return Timely(marks, counts, made)


def row_seen(connection: Connection, case: str, sight: Sight) -> dict[str, Any]:
    """Give a case's row; one that the asker may not see is none.

    Arguments:
        connection: reads the view.
        case: its id.
        sight: what they may see.

    Raises:
        NotFound: there is no such case.
    """
    row = connection.execute(select(t.CASES).where(t.CASES.c.case == case)).mappings().first()
    found = None if row is None else dict(row)
    if found is None or not is_shown(t.REGISTERS["case"], found, sight):
        raise NotFound(say("error.no_case", case=case))
    return found
