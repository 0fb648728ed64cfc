"""What stands in a ledger as missed, told as the calculation tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from answerable.events.base import Event
from answerable.streams.callback import events as callback
from answerable.streams.case import events as case
from answerable.streams.obligation import events as obligation
from tests.kinds.by_hand.acts import CALL, LIMIT, due_text
from tests.kinds.by_hand.limits import LAST_BAND


class Key(NamedTuple):
    """What was owed, as both sides name it.

    Arguments:
        rule: by which rule.
        matter: of which matter.
        due: until when.
    """

    rule: str
    matter: str | None
    due: str


def on_record(events: Iterable[Event]) -> list[tuple[Key, Event]]:
    """Give the misses that were recorded and not taken back again, each with the event that says so.

    Arguments:
        events: all of a site, in order.
    """
    found: dict[str, tuple[Key, Event]] = {}
    for event in events:
        match event:
            case obligation.Missed():
                begun_at = None if event.matter is None else event.begun_at
                due = due_text(event.due_at, begun_at, event.step)
                found[event.originator_id] = Key(event.rule, event.matter, due), event
            case case.LimitMissed():
                found[event.originator_id] = Key(LIMIT, event.originator_id, ""), event
            case callback.Missed():
                found[event.originator_id] = Key(CALL, event.delivery, str(event.ordinal)), event
            case obligation.MissWithdrawn() | case.MissWithdrawn() | callback.MissWithdrawn():
                del found[event.originator_id]
            case _:
                pass
    return list(found.values())


def minutes_of(event: Event) -> int | None:
    """Give the minutes that a miss says it was late by."""
    match event:
        case obligation.Missed():
            return event.overrun_minutes
        case case.LimitMissed():
            return None if event.overrun_minutes is None else min(event.overrun_minutes, LAST_BAND)
        case _:
            return None
