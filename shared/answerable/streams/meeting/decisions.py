"""Meeting: one a day, on the day that it says; what was entered wrongly is taken back and entered anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from answerable.deciding import (
    Stamp,
    World,
    entered_in_any_order,
    evolves,
    must_follow,
    records,
    refuse,
    wrong,
)
from answerable.streams.meeting import commands, events
from answerable.wording import say

DEPOSITED_AFTERWARDS = "000-2.K3"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The daily meeting of one day.

    Arguments:
        held_at: when it ended; None where that was taken back.
    """

    held_at: datetime | None


def _once(state: Meeting | None, command: commands.Hold, _: Stamp, __: World) -> None:
    """Let there be one daily meeting a day (000-2.K3)."""
    if state is not None and state.held_at is not None:
        said = say("refusal.meeting.held_already", day=str(command.on), meeting=command.target)
        raise refuse(said, rule=DEPOSITED_AFTERWARDS, field="on")


def _on_its_day(_: Meeting | None, command: commands.Hold, stamp: Stamp, world: World) -> None:
    """Let it end on the day that it is for, by the site's calendar."""
    if (day := world.day_of(stamp.occurred_at)) != command.on:
        said = say("refusal.meeting.other_day", ended=str(day), day=str(command.on))
        raise wrong("on", said, rule="day-of-site")


def _held(state: Meeting, command: commands.Withdraw, stamp: Stamp, _: World) -> None:
    """Take back only what stands, and not before it happened."""
    if state.held_at is None:
        said = say("refusal.meeting.withdrawn", day=str(command.on))
        raise refuse(said, rule=DEPOSITED_AFTERWARDS)
    must_follow(stamp, state.held_at, say("refusal.meeting.ended"))


entered_in_any_order(commands.Hold.stream)
records(commands.Hold, events.Held, _once, _on_its_day, may_begin=True)
records(commands.Withdraw, events.Withdrawn, _held)


@evolves(events.Held)
def held(_: Meeting | None, event: events.Held) -> Meeting:
    """Remember when it ended."""
    return Meeting(held_at=event.occurred_at)


@evolves(events.Withdrawn)
def withdrawn(_: Meeting, __: events.Withdrawn) -> Meeting:
    """Forget when it ended."""
    return Meeting(held_at=None)
