"""Handovers: the list with its checklists, and the board of shifts."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from answerable.queries import desk as q
from services.desk import tables as t

_NEWEST = (t.HANDOVERS.c.on.desc(), t.HANDOVERS.c.handover.desc())


def page_of(connection: Connection, query: q.Handovers) -> q.HandoverList:
    """List handovers with their checklists, newest first."""
    columns = t.HANDOVERS.c
    wanted = {"site": query.site, "on": query.on, "handover": query.handover}
    conditions = [columns[name] == value for name, value in wanted.items() if value is not None]
    totals = [
        func.count().filter(columns[f"is_{kind}"].is_(True)).label(kind.value) for kind in q.HandoverShow
    ]
    counted = connection.execute(select(func.count().label("every"), *totals).where(*conditions)).mappings()
    numbers = {name: int(value) for name, value in counted.one().items()}
    if query.show is not None:
        conditions.append(columns[f"is_{query.show}"].is_(True))
    page = select(t.HANDOVERS).where(*conditions).order_by(*_NEWEST)
    rows = connection.execute(page.limit(query.limit).offset(query.offset)).mappings()
    fields = q.HandoverRow.model_fields
    return q.HandoverList(
        handovers=tuple(
            q.HandoverRow.model_validate({name: row[name] for name in fields}) for row in map(dict, rows)
        ),
        total=numbers["every" if query.show is None else query.show.value],
        every=numbers["every"],
        counts={kind: numbers[kind.value] for kind in q.HandoverShow},
    )


def board_of(connection: Connection, query: q.HandoverBoard) -> q.HandoverCells:
    """Tell how the newest handovers stand."""
    statement = select(*(t.HANDOVERS.c[name] for name in q.HandoverCell.model_fields)).order_by(*_NEWEST)
    if query.site is not None:
        statement = statement.where(t.HANDOVERS.c.site == query.site)
    rows = connection.execute(statement.limit(query.limit)).mappings()
    return q.HandoverCells(cells=tuple(q.HandoverCell.model_validate(dict(row)) for row in rows))
