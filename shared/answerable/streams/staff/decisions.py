"""Staff: hired, moved, promoted, granted roles, on leave, leaving, hired again; decided by somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from answerable.commands.base import Command
from answerable.deciding import (
    Home,
    Stamp,
    World,
    decides,
    entered_in_any_order,
    evolves,
    goes_with_its_person,
    needs,
    opens,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.events.base import Event
from answerable.streams.staff import commands, events, postings
from answerable.streams.staff.folding import EVENTS, after
from answerable.streams.staff.on_duty import no_duty_where
from answerable.streams.staff.standing import EntryKind
from answerable.streams.staff.state import Staff, last_of
from answerable.wording import say

__all__ = ["postings"]  # its decisions are registered with these


def _home(state: Staff, command: Command, day: date) -> Home | None:
    """Tell which site's commands a person's entry takes: that where they work; any site may hire again."""
    if isinstance(command, commands.Hire | commands.Rehire):
        return None
    standing = state.on(day)
    if standing.site is None:
        return None
    has_moved = len(state.sites) > 1
    return Home(standing.site, standing.there_since if has_moved else None)


goes_with_its_person(commands.Hire.stream, _home)


@opens(commands.Hire)
def hire(_: None, command: commands.Hire, stamp: Stamp, __: World) -> list[Event]:
    """Take the person on."""
    return [events.Hired(**stamp.next(), role=command.role, team=command.team, hired_on=command.hired_on)]


@needs(commands.Leave)
def _is_there(state: Staff, staff: str) -> None:
    """Let only somebody leave who has not left."""
    if state.left_on is not None:
        raise refuse(say("refusal.staff.left_already", staff=staff, left_on=str(state.left_on)))


@decides(commands.Leave)
def leave(state: Staff, command: commands.Leave, stamp: Stamp, world: World) -> list[Event]:
    """Record the last day."""
    _leaves_behind_hiring(state, command)
    _no_duty_outside(None, command.left_on, command, stamp, world)
    if command.left_on < world.day_of(stamp.counted_at):
        _tell_what_is_not_seen(command.staff, f"behind {command.left_on}", stamp)
    return [events.Left(**stamp.next(), left_on=command.left_on)]


def _leaves_behind_hiring(state: Staff, command: commands.Leave | commands.CorrectLeaving) -> None:
    """Let the last day not lie before the first."""
    if state.hired_on is not None and command.left_on < state.hired_on:
        hired_on, day = str(state.hired_on), str(command.left_on)
        said = say("refusal.staff.hired_behind", staff=command.staff, hired_on=hired_on, day=day)
        raise wrong("left_on", said, rule="order-of-times")


def _no_duty_outside(
    first: date | None, last: date | None, command: Command, stamp: Stamp, world: World
) -> None:
    """Let nobody's employment begin behind, or end before, a duty that they were on.

    Raises:
        Refused: they were on duty on a day on which they would not have been employed.
    """

    def is_outside(_: Any, day: date) -> bool:
        return (first is not None and day < first) or (last is not None and day > last)

    no_duty_where(is_outside, command, stamp, world)


def _tell_what_is_not_seen(staff: str, when: str, stamp: Stamp) -> None:
    """Tell that what others recorded about the person is not compared: it stands in matters of their own."""
    stamp.warn(
        f"what others recorded of {staff} {when} is not compared with this; the month's statement asks about "
        "each entry of a day on which they were not employed"
    )


def _hired_before_leaving(state: Staff, command: commands.CorrectHiring, stamp: Stamp, world: World) -> None:
    """Let the first day stand before the last, and before what is on record."""
    first = state.stretches[0]
    if command.hired_on is None or first.first is None:
        return
    if first.last is not None and command.hired_on > first.last:
        left_on, day = str(first.last), str(command.hired_on)
        said = say("refusal.staff.left_before", staff=command.staff, left_on=left_on, day=day, again=None)
        raise wrong("hired_on", said, rule="order-of-times")
    if command.hired_on > first.first:
        _no_duty_outside(command.hired_on, None, command, stamp, world)
        _tell_what_is_not_seen(command.staff, f"before {command.hired_on}", stamp)


def _has_nothing_else(state: Staff, command: commands.WithdrawHiring, stamp: Stamp, __: World) -> None:
    """Let nobody be taken off the register of whom more is said: one of the two is wrong."""
    if state.left_on is not None:
        raise refuse(say("refusal.staff.left_since", staff=command.staff, left_on=str(state.left_on)))
    if len(state.entries) > 1:
        last = max(one.number for one in state.entries)
        raise refuse(say("refusal.staff.more_than_hiring", staff=command.staff, last=str(last)))
    _tell_what_is_not_seen(command.staff, "of any day", stamp)


@needs(commands.CorrectLeaving, commands.WithdrawLeaving)
def _has_left(state: Staff, staff: str) -> None:
    """Let only a recorded last day be corrected or taken back."""
    if state.left_on is not None:
        return
    if last_of(state, EntryKind.LEFT) is not None:
        raise refuse(say("refusal.staff.hired_again", staff=staff))
    raise refuse(say("refusal.staff.leaving_not_recorded", staff=staff))


def _left_behind_hiring(state: Staff, command: commands.CorrectLeaving, stamp: Stamp, world: World) -> None:
    """Let the last day be corrected to one behind the first."""
    _leaves_behind_hiring(state, command)
    if state.left_on is not None and command.left_on < state.left_on:
        _no_duty_outside(None, command.left_on, command, stamp, world)
        _tell_what_is_not_seen(command.staff, f"behind {command.left_on}", stamp)


entered_in_any_order(commands.Hire.stream, before_the_site=True)
relates("staff", oneself=lambda _, command: (command.staff,))
records(
    commands.CorrectHiring,
    events.HiringCorrected,
    _hired_before_leaving,
    corrects=events.Hired,
)
records(commands.WithdrawHiring, events.HiringWithdrawn, _has_nothing_else)
records(commands.CorrectLeaving, events.LeavingCorrected, _left_behind_hiring, corrects=events.Left)
records(commands.WithdrawLeaving, events.LeavingWithdrawn)


@evolves(*EVENTS)
def told(state: Staff | None, event: Event) -> Staff | None:
    """Keep what holds of the person."""
    return after(event, state)
