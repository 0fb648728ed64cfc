"""Staff: hired once, leaving once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from answerable.commands.base import Command
from answerable.corrections import Correctable
from answerable.deciding import (
    Stamp,
    World,
    decides,
    entered_in_any_order,
    evolves,
    opens,
    records,
    refuse,
    wrong,
)
from answerable.events.base import Event
from answerable.streams.staff import commands, events
from answerable.streams.staff.events import Role

SUPERIORS_ASSESS = "001-3.4"


@dataclass(frozen=True, slots=True)
class Staff(Correctable):
    """A member of staff.

    Arguments:
        hired_on: the first day.
        left_on: the last day, once they left.
        role: what they are employed as; None where nobody said.
        site: whose register they are on; None where nobody said.
    """

    hired_on: date
    left_on: date | None = None
    role: Role | None = None
    site: str | None = None


@opens(commands.Hire)
def hire(_: None, command: commands.Hire, stamp: Stamp, __: World) -> list[Event]:
    """Take the person on."""
    return [events.Hired(**stamp.next(), role=command.role, team=command.team, hired_on=command.hired_on)]


@decides(commands.Leave)
def leave(state: Staff, command: commands.Leave, stamp: Stamp, world: World) -> list[Event]:
    """Record the last day."""
    if state.left_on is not None:
        message = f"{command.staff} left on {state.left_on} already"
        raise refuse(message)
    if command.left_on < state.hired_on:
        message = f"{command.staff} was hired on {state.hired_on}, behind {command.left_on}"
        raise wrong("left_on", message, rule="order-of-times")
    _no_duty_outside(None, command.left_on, command, stamp, world)
    if command.left_on < world.day_of(stamp.occurred_at):
        _tell_what_is_not_seen(command.staff, f"behind {command.left_on}", stamp)
    return [events.Left(**stamp.next(), left_on=command.left_on)]


def _no_duty_outside(
    first: date | None, last: date | None, command: Command, stamp: Stamp, world: World
) -> None:
    """Let nobody's employment begin behind, or end before, a duty that they were on.

    One that is only planned is called off behind it; that it stands there is told. The rosters are those of
    the months around that day; what lies further is not looked at.

    Raises:
        Refused: they were on duty on a day on which they would not have been employed.
    """
    duties = (duty for roster in command.depends_on for duty in world.others[roster] or ())
    for duty in sorted(duties, key=lambda duty: duty.starts_at):
        day = world.day_of(duty.starts_at)
        if (first is not None and day < first) or (last is not None and day > last):
            if duty.starts_at <= stamp.occurred_at:
                message = f"{command.target} was on duty on {day}: call that off first (duty.call_off)"
                raise refuse(message)
            stamp.warn(f"{command.target} is on the roster on {day}: call that off (duty.call_off)")


def _tell_what_is_not_seen(staff: str, when: str, stamp: Stamp) -> None:
    """Tell that what others recorded about the person is not compared: it stands in matters of their own."""
    stamp.warn(
        f"what others recorded of {staff} {when} is not compared with this; the month's statement asks about "
        "each entry of a day on which they were not employed"
    )


_Corrects = (
    commands.CorrectHiring | commands.WithdrawHiring | commands.CorrectLeaving | commands.WithdrawLeaving
)


def _not_by_themselves(_: Staff, command: _Corrects, __: Stamp, ___: World) -> None:
    """Let nobody correct their own entry: pay and duties follow from it."""
    if command.staff in (command.by, command.actor):
        message = f"{command.staff} cannot correct the register's entry about {command.staff}"
        raise refuse(message, rule=SUPERIORS_ASSESS)


def _hired_before_leaving(state: Staff, command: commands.CorrectHiring, stamp: Stamp, world: World) -> None:
    """Let the first day stand before the last, and before what is on record."""
    if command.hired_on is not None and state.left_on is not None and command.hired_on > state.left_on:
        message = f"{command.staff} left on {state.left_on}, before {command.hired_on}"
        raise wrong("hired_on", message, rule="order-of-times")
    if command.hired_on is not None and command.hired_on > state.hired_on:
        _no_duty_outside(command.hired_on, None, command, stamp, world)
        _tell_what_is_not_seen(command.staff, f"before {command.hired_on}", stamp)


def _has_not_left(state: Staff, command: commands.WithdrawHiring, stamp: Stamp, __: World) -> None:
    """Let nobody be taken off the register who is said to have left: one of the two is wrong."""
    if state.left_on is not None:
        message = f"{command.staff} left on {state.left_on}; take that back first (staff.withdraw_leaving)"
        raise refuse(message)
    _tell_what_is_not_seen(command.staff, "of any day", stamp)


def _has_left(
    state: Staff, command: commands.CorrectLeaving | commands.WithdrawLeaving, stamp: Stamp, world: World
) -> None:
    """Let only a recorded last day be corrected, to one behind the first."""
    if state.left_on is None:
        message = f"that {command.staff} left is not on record"
        raise refuse(message)
    if not isinstance(command, commands.CorrectLeaving):
        return
    if command.left_on < state.hired_on:
        message = f"{command.staff} was hired on {state.hired_on}, behind {command.left_on}"
        raise wrong("left_on", message, rule="order-of-times")
    if command.left_on < state.left_on:
        _no_duty_outside(None, command.left_on, command, stamp, world)
        _tell_what_is_not_seen(command.staff, f"behind {command.left_on}", stamp)


entered_in_any_order(commands.Hire.stream, before_the_site=True)
records(
    commands.CorrectHiring,
    events.HiringCorrected,
    _not_by_themselves,
    _hired_before_leaving,
    corrects=events.Hired,
)
records(commands.WithdrawHiring, events.HiringWithdrawn, _not_by_themselves, _has_not_left)
records(commands.CorrectLeaving, events.LeavingCorrected, _not_by_themselves, _has_left, corrects=events.Left)
records(commands.WithdrawLeaving, events.LeavingWithdrawn, _not_by_themselves, _has_left)


@evolves(events.Hired)
def hired(_: None, event: events.Hired) -> Staff:
    """Begin the register entry."""
    return Staff(hired_on=event.hired_on, role=event.role, site=event.site)


@evolves(events.Left, events.LeavingCorrected)
def left(state: Staff, event: events.Left | events.LeavingCorrected) -> Staff:
    """Remember the last day."""
    return replace(state, left_on=event.left_on)


@evolves(events.LeavingWithdrawn)
def stayed(state: Staff, _: events.LeavingWithdrawn) -> Staff:
    """Go on as if nobody had said that they left."""
    return replace(state, left_on=None)


@evolves(events.HiringCorrected)
def hiring_corrected(state: Staff, event: events.HiringCorrected) -> Staff:
    """Count from the right day, and keep the right role."""
    return replace(state, hired_on=event.hired_on or state.hired_on, role=event.role or state.role)


@evolves(events.HiringWithdrawn)
def never_hired(_: Staff, __: events.HiringWithdrawn) -> None:
    """End the register entry: there is nobody, for every decision that asks."""
