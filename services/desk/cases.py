"""Cases: the list by the end of the time limit, and what is overdue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from answerable.queries import desk as q
from answerable.streams.case.flow import CaseStage
from services.desk import tables as t
from services.desk.lists import contains, counts_of
from services.desk.projection import EVERY

_IN_WORK = (CaseStage.OPEN.value, CaseStage.PAUSED.value)


def is_overdue(now: datetime) -> Any:
    """Tell in SQL whether the limit has passed; a pause moves it on, unless it had passed before."""
    columns = t.CASES.c
    return or_(
        and_(columns.state == CaseStage.OPEN.value, columns.due_at < now),
        and_(columns.state == CaseStage.PAUSED.value, columns.due_at < columns.paused_at),
    )


def overdue_by_site(connection: Connection, now: datetime) -> dict[str, int]:
    """Count the open cases behind their limit; only these are looked at, whatever was closed before."""
    columns = t.CASES.c
    statement = (
        select(columns.site, func.count().label("overdue")).where(is_overdue(now)).group_by(columns.site)
    )
    return {row.site: row.overdue for row in connection.execute(statement)}


def row_of(row: dict[str, Any], now: datetime) -> q.CaseRow:
    """Make a list's row; a paused case's limit moves on with the clock."""
    due_at = row["due_at"]
    if row["state"] == CaseStage.PAUSED.value:
        due_at += max(now - row["paused_at"], timedelta())
    shown = {name: row[name] for name in q.CaseRow.model_fields if name in row}
    is_late = row["state"] in _IN_WORK and due_at < now
    return q.CaseRow.model_validate({**shown, "due_at": due_at, "is_overdue": is_late})


def page_of(connection: Connection, query: q.Cases, now: datetime) -> q.CasePage:
    """List cases, those in work first, by the end of their time limit."""
    columns = t.CASES.c
    conditions = [
        condition
        for wanted, condition in (
            (query.site is not None, columns.site == query.site),
            (query.state is not None, columns.state == query.state),
            (query.owner is not None, columns.owner == query.owner),
            (query.only_open, columns.is_open.is_(True)),
            (query.overdue, is_overdue(now)),
            (query.waiting, columns.is_waiting.is_(True)),
            (bool(query.text), contains(t.CASES, query.text or "")),
        )
        if wanted
    ]
    page = (
        select(t.CASES)
        .where(*conditions)
        .order_by(columns.is_open.desc(), columns.due_at, columns.case)
        .limit(query.limit)
        .offset(query.offset)
    )
    found = connection.execute(page).mappings()
    return q.CasePage(
        cases=tuple(row_of(dict(row), now) for row in found), total=_total(connection, query, conditions)
    )


def _total(connection: Connection, query: q.Cases, conditions: list[Any]) -> int:
    """Tell how many cases there are: as the projection counts them, where it counts what is asked for."""
    kept = [query.state is not None, query.waiting, query.only_open]
    is_counted = query.owner is None and not query.overdue and not query.text
    if is_counted and sum(kept) <= 1:
        counts = counts_of(connection, t.REGISTERS["case"], query.site)
        state = EVERY if query.state is None else f"state.{query.state}"
        return counts["is_waiting" if query.waiting else "is_open" if query.only_open else state]
    return connection.execute(select(func.count()).select_from(t.CASES).where(*conditions)).scalar_one()
