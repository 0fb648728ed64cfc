"""What has to be put on record of what was owed, or taken back, by a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from answerable.commands.base import Command
from answerable.streams.obligation.commands import Miss, WithdrawMiss
from answerable.wording import say
from answerable_services.callbacks.judging import ACTOR
from answerable_services.callbacks.owed.keeping import MISS
from answerable_services.callbacks.owed.tables import OWED

_OF_A_MISS = (
    *("rule", "matter", "occurrence"),
    *("begun_at", "timetable", "due_at", "done_at", "owed_by"),
)


def due_by(now: datetime) -> Select[Any]:
    """Ask for that of which something is to be put on record: along an index of only those.

    Arguments:
        now: the moment.
    """
    is_due = OWED.c.asks_at <= now, OWED.c.judged_from <= now
    found = select(OWED).where(OWED.c.asks_for.is_not(None), *is_due)
    return found.order_by(OWED.c.asks_at, OWED.c.obligation)


def owed_to_record(connection: Connection, now: datetime) -> Iterator[Command]:
    """Give the commands that record what was not done in time, and take back what was, oldest first.

    They say the same whenever and by whomever they are made, so that a repeat is known as one.

    Arguments:
        connection: reads the view.
        now: the moment.
    """
    for row in connection.execute(due_by(now)).mappings():
        said = {name: row[name] for name in ("site", "correlation_id")}
        said |= {"actor": ACTOR, "occurred_at": row["asks_at"]}
        if row["asks_for"] == MISS:
            yield Miss(**said, step=row["part"], **{name: row[name] for name in _OF_A_MISS})
        else:
            # Whoever reads it has one language or the other, and a fact is written once.
            why = say("due.done_otherwise")
            yield WithdrawMiss(**said, obligation=row["obligation"], reason=f"{why.zh} {why.en}")
