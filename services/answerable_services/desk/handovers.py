"""Handovers: the board of shifts."""

from __future__ import annotations

from sqlalchemy import Connection, select

from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.queries import desk as q
from answerable.queries.matters import HandoverCell
from answerable_services.desk import tables as t

_NEWEST = (t.HANDOVERS.c.on.desc(), t.HANDOVERS.c.handover.desc())


def board_of(connection: Connection, query: q.HandoverBoard, sight: Sight) -> q.HandoverCells:
    """Tell how the newest handovers stand.

    Arguments:
        connection: reads the view.
        query: how many.
        sight: the sites whose handovers the asker may see.
    """
    statement = select(*(t.HANDOVERS.c[name] for name in HandoverCell.model_fields)).order_by(*_NEWEST)
    statement = statement.where(of_sites(t.HANDOVERS.c.site, sight.sites))
    rows = connection.execute(statement.limit(query.limit)).mappings()
    return q.HandoverCells(cells=tuple(HandoverCell.model_validate(dict(row)) for row in rows))
