"""Staff: hired once, rostered for stretches of at most eight hours, leaving once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from answerable.deciding import Stamp, World, decides, evolves, opens, refuse, wrong
from answerable.events.base import Event
from answerable.streams.staff import commands, events

LONGEST_DUTY = timedelta(hours=8)
"""Continuous work, at most (001-3.1)."""

_REMEMBERED_DUTIES = 60


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff.

    Arguments:
        hired_on: the first day.
        left_on: the last day, once they left.
        duties: the latest stretches of duty, to refuse overlapping ones.
    """

    hired_on: date
    left_on: date | None = None
    duties: tuple[tuple[datetime, datetime], ...] = ()


@opens(commands.Hire)
def hire(_: None, command: commands.Hire, stamp: Stamp, __: World) -> list[Event]:
    """Take the person on."""
    return [events.Hired(**stamp.next(), role=command.role, team=command.team, hired_on=command.hired_on)]


@decides(commands.Roster)
def roster(state: Staff, command: commands.Roster, stamp: Stamp, world: World) -> list[Event]:
    """Put the person on duty, within the law and without overlap (001-3.1)."""
    if command.ends_at <= command.starts_at:
        message = f"the duty ends at {command.ends_at:%Y-%m-%d %H:%M}, before it begins"
        raise wrong("ends_at", message, rule="order-of-times")
    if command.ends_at - command.starts_at > LONGEST_DUTY:
        message = f"{command.staff} cannot be on duty for more than eight hours without a break"
        raise refuse(message, rule="001-3.1")
    day = world.day_of(command.starts_at)
    if day < state.hired_on:
        message = f"{command.staff} is employed from {state.hired_on}"
        raise refuse(message)
    if state.left_on is not None and day > state.left_on:
        message = f"{command.staff} left on {state.left_on}"
        raise refuse(message)
    for start, end in state.duties:
        if command.starts_at < end and start < command.ends_at:
            message = f"{command.staff} is on duty from {start:%Y-%m-%d %H:%M} already"
            raise refuse(message)
    return [events.Rostered(**stamp.next(), starts_at=command.starts_at, ends_at=command.ends_at)]


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


@evolves(events.Rostered)
def rostered(state: Staff, event: events.Rostered) -> Staff:
    """Remember the duty."""
    duties = (*state.duties, (event.starts_at, event.ends_at))
    return replace(state, duties=duties[-_REMEMBERED_DUTIES:])


@evolves(events.Left)
def left(state: Staff, event: events.Left) -> Staff:
    """Remember the last day."""
    return replace(state, left_on=event.left_on)
