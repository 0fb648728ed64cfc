"""Edges of blocks: how new the matters are that came up to each, so that who reads back knows when to stop.

Matters mostly come in the order of their moments, and a list shows the newest first. So the blocks that can
have a text are read from the last to the first, and once a page is full of matters newer than all that came
before, it is what reading everything would give. Of each block is kept how new the newest is that came into
it or before; what is reported late or corrected moves edges, and no more is read than it takes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Connection, select

from answerable.projection.writing.rows import Row, Rows
from answerable_services.desk import tables as t


def written(moment: date | datetime) -> str:
    """Write a moment or a day so that texts are in the order of what they say."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    return moment.isoformat()


def keep(stream: str, newest: str, before: Row | None, after: Row, rows: Rows) -> None:
    """Move the edges that a matter is beyond: that of its own block, and of the ones behind it.

    Arguments:
        stream: whose matter, which has its block.
        newest: the column that says how new it is.
        before: its row before the event; None where there was none.
        after: its row behind it.
        rows: the view's.
    """
    if before is not None and before[newest] == after[newest]:
        return
    filled = rows.get(t.BLOCKS, register=stream)
    if filled is None or after[newest] is None:
        return
    until = written(after[newest])
    for block in range(after["block"], filled["block"]):
        edge = rows.get(t.EDGES, register=stream, block=block)
        if edge is None or edge["until"] >= until:  # and all behind it are no less new
            return
        rows.put(t.EDGES, register=stream, block=block, until=until)
    if filled["until"] < until:
        rows.put(t.BLOCKS, **{**filled, "until": until})


def until(connection: Connection, stream: str, block: int) -> str:
    """Tell how new the newest matter is of a block that is full, or of those before it.

    Arguments:
        connection: reads the view.
        stream: whose blocks.
        block: which; not the one that is filled.

    Returns:
        As `written` writes it.
    """
    edges = t.EDGES.c
    asked = select(edges.until).where(edges.register == stream, edges.block == block)
    known: str = connection.execute(asked).scalar_one()
    return known
