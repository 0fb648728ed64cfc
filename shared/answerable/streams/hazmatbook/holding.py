"""What a store can hold: never less than nothing, at any moment of its book."""

from __future__ import annotations

from datetime import datetime

from answerable.deciding import refuse
from answerable.streams.hazmatbook.entries import Entry, balance_at, lowest
from answerable.streams.hazmatbook.flow import RETURN
from answerable.streams.hazmatbook.sheet import Sheet
from answerable.wording import say


def holds_enough(
    sheet: Sheet, entries: tuple[Entry, ...], amount: int, at: datetime, field: str | None
) -> None:
    """Refuse movements by which the store would have held less than nothing, at whatever moment.

    Arguments:
        sheet: where.
        entries: the movements as they would be.
        amount: how much is asked for, for the message.
        at: when, for the message.
        field: the one that asks for too much; None where it names none.

    Raises:
        Refused: it would.
    """
    least = lowest(sheet.carried, entries)
    if least < 0:
        there = max(min(balance_at(sheet.carried, sheet.entries, at), amount + least), 0)
        said = say("refusal.hazmatbook.too_little", there=there, amount=amount)
        raise refuse(said, rule=RETURN, field=field)
