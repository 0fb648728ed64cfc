"""How callbacks ended, by the days on which they were due: what reports count of them."""

from __future__ import annotations

from answerable.events.base import Event
from answerable.projection.writing.rows import Rows
from answerable.streams.callback.events import (
    Attempted,
    CallWithdrawn,
    Completed,
    Missed,
    MissWithdrawn,
)
from answerable.streams.report.figures import CALLBACKS
from answerable_services.desk import tables as t

EVENTS: tuple[type[Event], ...] = (Attempted, Completed, Missed, CallWithdrawn, MissWithdrawn)
"""What leads a callback from stage to stage."""

_KEPT = tuple(column.name for column in t.CALLBACK_ENDS.c)


def keep(event: Event, rows: Rows) -> None:
    """Keep where a callback stands, and the day on which it was due.

    Arguments:
        event: one of `EVENTS`.
        rows: the view's.
    """
    before = rows.get(t.CALLBACK_ENDS, callback=event.originator_id)
    after = CALLBACKS.after(None if before is None else {**before, "words": ""}, event)
    if after is not None:
        rows.put(t.CALLBACK_ENDS, **{name: after[name] for name in _KEPT if name in after})
