"""Staff: hired once, leaving once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from answerable.deciding import Stamp, World, decides, evolves, opens, refuse, wrong
from answerable.events.base import Event
from answerable.streams.staff import commands, events


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff.

    Arguments:
        hired_on: the first day.
        left_on: the last day, once they left.
    """

    hired_on: date
    left_on: date | None = None


@opens(commands.Hire)
def hire(_: None, command: commands.Hire, stamp: Stamp, __: World) -> list[Event]:
    """Take the person on."""
    return [events.Hired(**stamp.next(), role=command.role, team=command.team, hired_on=command.hired_on)]


@decides(commands.Leave)
def leave(state: Staff, command: commands.Leave, stamp: Stamp, _: World) -> list[Event]:
    """Record the last day."""
    if state.left_on is not None:
        message = f"{command.staff} left on {state.left_on} already"
        raise refuse(message)
    if command.left_on < state.hired_on:
        message = f"{command.staff} was hired on {state.hired_on}, behind {command.left_on}"
        raise wrong("left_on", message, rule="order-of-times")
    return [events.Left(**stamp.next(), left_on=command.left_on)]


@evolves(events.Hired)
def hired(_: None, event: events.Hired) -> Staff:
    """Begin the register entry."""
    return Staff(hired_on=event.hired_on)


@evolves(events.Left)
def left(state: Staff, event: events.Left) -> Staff:
    """Remember the last day."""
    return replace(state, left_on=event.left_on)
