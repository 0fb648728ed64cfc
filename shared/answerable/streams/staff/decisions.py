"""Staff: hired once, leaving once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from answerable.corrections import Correctable
from answerable.deciding import (
    Stamp,
    World,
    decides,
    evolves,
    opens,
    records,
    refuse,
    wrong,
)
from answerable.events.base import Event
from answerable.streams.staff import commands, events

SUPERIORS_ASSESS = "001-3.4"


@dataclass(frozen=True, slots=True)
class Staff(Correctable):
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


_Corrects = (
    commands.CorrectHiring | commands.WithdrawHiring | commands.CorrectLeaving | commands.WithdrawLeaving
)


def _not_by_themselves(_: Staff, command: _Corrects, __: Stamp, ___: World) -> None:
    """Let nobody correct their own entry: pay and duties follow from it."""
    if command.staff in (command.by, command.actor):
        message = f"{command.staff} cannot correct the register's entry about {command.staff}"
        raise refuse(message, rule=SUPERIORS_ASSESS)


def _hired_before_leaving(state: Staff, command: commands.CorrectHiring, _: Stamp, __: World) -> None:
    """Let the first day stand before the last."""
    if command.hired_on is not None and state.left_on is not None and command.hired_on > state.left_on:
        message = f"{command.staff} left on {state.left_on}, before {command.hired_on}"
        raise wrong("hired_on", message, rule="order-of-times")


def _has_not_left(state: Staff, command: commands.WithdrawHiring, _: Stamp, __: World) -> None:
    """Let nobody be taken off the register who is said to have left: one of the two is wrong."""
    if state.left_on is not None:
        message = f"{command.staff} left on {state.left_on}; take that back first (staff.withdraw_leaving)"
        raise refuse(message)


def _has_left(
    state: Staff, command: commands.CorrectLeaving | commands.WithdrawLeaving, _: Stamp, __: World
) -> None:
    """Let only a recorded last day be corrected, to one behind the first."""
    if state.left_on is None:
        message = f"that {command.staff} left is not on record"
        raise refuse(message)
    left_on = getattr(command, "left_on", None)
    if left_on is not None and left_on < state.hired_on:
        message = f"{command.staff} was hired on {state.hired_on}, behind {left_on}"
        raise wrong("left_on", message, rule="order-of-times")


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
    return Staff(hired_on=event.hired_on)


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
    """Count from the right day."""
    return state if event.hired_on is None else replace(state, hired_on=event.hired_on)


@evolves(events.HiringWithdrawn)
def never_hired(_: Staff, __: events.HiringWithdrawn) -> None:
    """End the register entry: there is nobody, for every decision that asks."""
