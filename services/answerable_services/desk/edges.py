"""Edges of blocks: how new the matters are that came up to each, so that who reads back knows when to stop.

Matters mostly come in the order of their moments, and a list shows the newest first. So the blocks that can
have a text are read from the last to the first, and once a page is full of matters newer than all that came
before, it is what reading everything would give. Of each block is kept how new the newest is that came into
it or before; what is reported late or corrected moves edges, and no more is read than it takes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Connection, select

from answerable.projection.writing.rows import Rows
from answerable_services.desk import tables as t


def written(moment: date | datetime) -> str:
    """Write a moment or a day so that texts are in the order of what they say."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    return moment.isoformat()


def move(stream: str, block: int, moment: date | datetime, rows: Rows) -> None:
    """Move the edges that a matter is beyond: that of its block, and those of the blocks behind.

    Arguments:
        stream: whose matter.
        block: the matter's; a new one has an edge as soon as the one before it.
        moment: how new the matter is.
        rows: the view's.
    """
    until = written(moment)
    edge = rows.get(t.EDGES, register=stream, block=block)
    if edge is None and block and (before := rows.get(t.EDGES, register=stream, block=block - 1)):
        until = max(until, before["until"])
    while edge is None or edge["until"] < until:
        rows.put(t.EDGES, register=stream, block=block, until=until)
        block += 1
        if (edge := rows.get(t.EDGES, register=stream, block=block)) is None:
            return


def until(connection: Connection, stream: str, block: int) -> str:
    """Tell how new the newest matter is of a block, or of those before it.

    Arguments:
        connection: reads the view.
        stream: whose blocks.
        block: which.

    Returns:
        As `written` writes it.
    """
    edges = t.EDGES.c
    asked = select(edges.until).where(edges.register == stream, edges.block == block)
    known: str = connection.execute(asked).scalar_one()
    return known
