"""How keys moved: lent, taken back and lost on each day, and how many were out at its end.

How many were out at a day's end is counted back from how many are out now, so that only the days of the
period are read. What each move was counted for stands in a row of its own, so that what is taken back is
counted no more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select

from answerable.calendar.zones import zone_of
from answerable.events.base import Event
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Row, Rows
from answerable.queries import desk as q
from answerable.streams.key import events as key
from answerable.streams.key.flow import KeyStage
from answerable_services.desk.periods import period_of
from answerable_services.desk.trend_tables import KEY_DAYS, KEY_MOVES, KEYS_COUNTED, KEYS_OUT

_OUT = (KeyStage.OUT.value, KeyStage.BROUGHT_BACK.value)
"""Where a key is that is with somebody: it is back once somebody else saw it in its place."""


class Move(StrEnum):
    """What is counted of a key."""

    LENT = "lent"
    RETURNED = "returned"
    LOST = "lost"
    GONE = "gone"
    """It was out, and is damaged or its seal broken: out no more, and not lost."""


def keep(event: Event, before: Row | None, timezone: str | None, rows: Rows) -> None:
    """Count what a key does, and no longer what it had not done.

    Arguments:
        event: of the key.
        before: its row before the event; None where there was none.
        timezone: of its site; the usual one where None.
        rows: the view's.
    """
    state = None if before is None else before["state"]
    was_out = state in _OUT
    day = event.occurred_at.astimezone(zone_of(timezone)).date()
    if isinstance(event, key.HandedOut):
        _add(event, Move.LENT, day, 1, rows)
    elif isinstance(event, key.TakenBack):
        _add(event, Move.RETURNED, day, -1, rows)
    elif isinstance(event, key.LossReported) and (was_out or event.damage is key.Damage.LOST):
        move = Move.LOST if event.damage is key.Damage.LOST else Move.GONE
        _add(event, move, day, -1 if was_out else 0, rows)
    elif isinstance(event, key.LoanWithdrawn) and was_out:
        _take_back(event, lambda move: move["what"] == Move.LENT, rows)
    elif isinstance(event, key.ReturnWithdrawn) and not was_out:
        _take_back(event, lambda move: move["what"] == Move.RETURNED, rows)
    elif isinstance(event, key.LossWithdrawn):
        _not_lost(event, rows)
    elif isinstance(event, key.Withdrawn):
        _all_back(event, rows)


def _last(event: Event, rows: Rows) -> int:
    known = rows.get(KEYS_COUNTED, key=event.originator_id)
    return 0 if known is None else int(known["last"])


def _add(event: Event, what: Move, day: date, out: int, rows: Rows) -> None:
    key_id, number = event.originator_id, _last(event, rows) + 1
    rows.put(KEY_MOVES, key=key_id, number=number, what=what.value, day=day, out=out)
    rows.put(KEYS_COUNTED, key=key_id, last=number)
    _count(event.site, what, day, 1, out, rows)


def _take_back(event: Event, is_it: Callable[[Row], bool], rows: Rows) -> None:
    """Count the last move of a kind no more."""
    for number in range(_last(event, rows), 0, -1):
        move = rows.get(KEY_MOVES, key=event.originator_id, number=number)
        if move is not None and is_it(move):
            _uncount(event, move, rows)
            return


def _all_back(event: Event, rows: Rows) -> None:
    """Count nothing of a key any more: there is no such key."""
    for number in range(_last(event, rows), 0, -1):
        move = rows.get(KEY_MOVES, key=event.originator_id, number=number)
        if move is not None:
            _uncount(event, move, rows)
    rows.delete(KEYS_COUNTED, key=event.originator_id)


def _uncount(event: Event, move: Row, rows: Rows) -> None:
    rows.delete(KEY_MOVES, key=event.originator_id, number=move["number"])
    _count(event.site, Move(move["what"]), move["day"], -1, -move["out"], rows)


def _not_lost(event: Event, rows: Rows) -> None:
    """Let a key that was not lost be out no more all the same: it is in its place since."""
    last = {"key": event.originator_id, "number": _last(event, rows)}
    move = rows.get(KEY_MOVES, **last)
    if move is None or move["what"] != Move.LOST:
        return
    if move["out"]:
        rows.change(KEY_MOVES, last, what=Move.GONE.value)
    else:
        rows.delete(KEY_MOVES, **last)
    _count(event.site, Move.LOST, move["day"], -1, 0, rows)


def _count(site: str, what: Move, day: date, change: int, out: int, rows: Rows) -> None:
    counted = {} if what is Move.GONE else {what.value: change}
    rows.add(KEY_DAYS, (site, day), **counted, out=out)
    if out:
        rows.add(KEYS_OUT, (site,), out=out)


def keys_moved(connection: Connection, query: q.KeyMovements, sight: Sight, now: datetime) -> q.KeysMoved:
    """Tell how keys moved in the last months.

    Arguments:
        connection: reads the view.
        query: of which site, and of how many months.
        sight: which sites the asker may see.
        now: the moment.
    """
    period = period_of(connection, query.site, query.months, now)
    days = KEY_DAYS.c
    counts = [func.sum(days[name]).label(name) for name in ("lent", "returned", "lost", "out")]
    asked = select(days.day, *counts).where(days.day >= period.first, of_sites(days.site, sight.sites))
    found = connection.execute(asked.group_by(days.day).order_by(days.day.desc())).all()
    out = connection.scalar(select(func.sum(KEYS_OUT.c.out)).where(of_sites(KEYS_OUT.c.site, sight.sites)))
    left, told = int(out or 0), []
    for row in found:
        counted = {name: int(getattr(row, name)) for name in ("lent", "returned", "lost")}
        told.append(q.KeysOfDay(day=row.day, **counted, out=left))
        left -= int(row.out)
    return q.KeysMoved(
        at=now, first=period.first, last=period.last, out_before=left, days=tuple(reversed(told))
    )
