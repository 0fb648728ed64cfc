"""Handovers: the board of shifts."""

from __future__ import annotations

from sqlalchemy import Connection, select

from answerable.queries import desk as q
from answerable.queries.matters import HandoverCell
from answerable_services.desk import tables as t

_NEWEST = (t.HANDOVERS.c.on.desc(), t.HANDOVERS.c.handover.desc())


def board_of(connection: Connection, query: q.HandoverBoard) -> q.HandoverCells:
    """Tell how the newest handovers stand."""
    statement = select(*(t.HANDOVERS.c[name] for name in HandoverCell.model_fields)).order_by(*_NEWEST)
    if query.site is not None:
        statement = statement.where(t.HANDOVERS.c.site == query.site)
    rows = connection.execute(statement.limit(query.limit)).mappings()
    return q.HandoverCells(cells=tuple(HandoverCell.model_validate(dict(row)) for row in rows))
