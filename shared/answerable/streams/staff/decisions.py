"""Staff: hired, moved, promoted, granted roles, on leave, leaving, hired again; decided by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
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
    opens,
    records,
    refuse,
    wrong,
)
from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.streams.site.commands import site_id
from answerable.streams.staff import commands, events
from answerable.streams.staff.state import EVENTS, Entry, EntryKind, Staff, after, last_of

SUPERIORS_ASSESS = "001-3.4"

_DAY = timedelta(days=1)


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


@decides(commands.Leave)
def leave(state: Staff, command: commands.Leave, stamp: Stamp, world: World) -> list[Event]:
    """Record the last day."""
    if state.left_on is not None:
        message = f"{command.staff} left on {state.left_on} already"
        raise refuse(message)
    if state.hired_on is not None and command.left_on < state.hired_on:
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

    Raises:
        Refused: they were on duty on a day on which they would not have been employed.
    """

    def is_outside(_: Any, day: date) -> bool:
        return (first is not None and day < first) or (last is not None and day > last)

    _no_duty_where(is_outside, command, stamp, world)


def _no_duty_where(
    is_amiss: Callable[[Any, date], bool], command: Command, stamp: Stamp, world: World
) -> None:
    """Refuse what a duty contradicts that somebody was on; what is only planned is told.

    One that is only planned is called off behind it; that it stands there is told. The rosters are those of
    the months around that day; what lies further is not looked at.

    Raises:
        Refused: they were on such a duty.
    """
    rosters = (world.others[name] or () for name in command.depends_on if name.startswith("duty-"))
    duties = (duty for roster in rosters for duty in roster)
    for duty in sorted(duties, key=lambda duty: duty.starts_at):
        day = world.day_of(duty.starts_at)
        if is_amiss(duty, day):
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
_Decides = (
    commands.GrantRole
    | commands.WithdrawRole
    | commands.Move
    | commands.Promote
    | commands.SendOnLeave
    | commands.Return
    | commands.Rehire
    | commands.WithdrawEntry
)


def _not_by_themselves(_: Staff, command: _Corrects, __: Stamp, ___: World) -> None:
    """Let nobody correct their own entry: pay and duties follow from it."""
    if command.staff in (command.by, command.actor):
        message = f"{command.staff} cannot correct the register's entry about {command.staff}"
        raise refuse(message, rule=SUPERIORS_ASSESS)


def _by_somebody_else(_: Staff, command: _Decides, __: Stamp, ___: World) -> None:
    """Let nobody decide on their own role, site or leave, in whatever name."""
    if command.staff in (command.by, command.actor):
        message = f"{command.staff} cannot decide on the role, the site or the leave of {command.staff}"
        raise refuse(message, rule=SUPERIORS_ASSESS)


def _employed_then(
    state: Staff,
    command: commands.GrantRole
    | commands.WithdrawRole
    | commands.Move
    | commands.Promote
    | commands.SendOnLeave
    | commands.Return,
    _: Stamp,
    __: World,
) -> None:
    """Let something hold only from a day on which the person is employed."""
    if not state.is_employed_on(command.since):
        message = f"{command.staff} is not employed on {command.since}"
        raise wrong("since", message, rule="order-of-times")


def _in_order(_: Staff, command: commands.GrantRole | commands.SendOnLeave, __: Stamp, ___: World) -> None:
    """Let nothing end before it begins."""
    if command.until is not None and command.until < command.since:
        message = f"it would end on {command.until}, before it begins on {command.since}"
        raise wrong("until", message, rule="order-of-times")


def _at_a_site_there_is(
    _: Staff, command: commands.GrantRole | commands.Move, __: Stamp, world: World
) -> None:
    """Let only a site be named that was opened."""
    if command.at is not None and command.at != command.site and world.others[site_id(command.at)] is None:
        message = f"there is no site {command.at!r}; open it first with the command site.open"
        raise NotFound(message)


def _of_role(command: commands.GrantRole | commands.WithdrawRole) -> str:
    return f"{command.role.value.replace('_', ' ')} at {command.at or 'all sites'}"


def _held(state: Staff, command: commands.GrantRole | commands.WithdrawRole) -> bool:
    wanted = (command.role, command.at)
    return any((one.role, one.at) == wanted for one in state.grants_on(command.since))


def _not_held_yet(state: Staff, command: commands.GrantRole, _: Stamp, __: World) -> None:
    """Let a role be granted once for the same days."""
    later = (
        one
        for one in state.of_kind(EntryKind.GRANTED)
        if (one.role, one.at) == (command.role, command.at)
        and one.since >= command.since
        and (command.until is None or one.since <= command.until)
    )
    if _held(state, command) or any(later):
        message = f"{command.staff} is {_of_role(command)} already in these days; withdraw that first"
        raise refuse(message)


def _held_then(state: Staff, command: commands.WithdrawRole, _: Stamp, __: World) -> None:
    """Let only a role be withdrawn that the person was granted."""
    if not _held(state, command):
        message = f"{command.staff} was not granted to be {_of_role(command)} on {command.since}"
        raise refuse(message)


def _to_another_place(state: Staff, command: commands.Move, stamp: Stamp, world: World) -> None:
    """Let a move lead to another site or team, and tell which duties stand in its way."""
    if command.at is None and command.team is None:
        message = "a move names a site (at), a team, or both"
        raise wrong("at", message, rule="missing")
    there = state.on(command.since)
    if command.at in (None, there.site) and command.team in (None, there.team):
        message = f"{command.staff} works there already on {command.since}"
        raise refuse(message)
    if command.at not in (None, there.site):
        _no_duty_where(
            lambda duty, day: day >= command.since and duty.site != command.at, command, stamp, world
        )


def _to_another_role(state: Staff, command: commands.Promote, _: Stamp, __: World) -> None:
    """Let somebody become what they are not yet."""
    if state.on(command.since).role is command.role:
        message = f"{command.staff} is employed as {command.role.value} already on {command.since}"
        raise refuse(message)


def _not_away_yet(state: Staff, command: commands.SendOnLeave, stamp: Stamp, world: World) -> None:
    """Let nobody go on leave who is on it, or is on duty meanwhile."""
    later = (
        one
        for one in state.of_kind(EntryKind.ON_LEAVE)
        if one.since >= command.since and (command.until is None or one.since <= command.until)
    )
    before = state.leave_on(command.since)
    if before is not None or any(later):
        message = f"{command.staff} is on leave already in these days; take that back first"
        raise refuse(message)
    until = command.until or date.max
    _no_duty_where(lambda _, day: command.since <= day <= until, command, stamp, world)


def _away_until_then(state: Staff, command: commands.Return, _: Stamp, __: World) -> None:
    """Let only somebody return who is on leave the day before."""
    if state.leave_on(command.since - _DAY) is None:
        message = (
            f"{command.staff} is not on leave on {command.since - _DAY}: who was never away is not back; "
            "a leave that was none is taken back with staff.withdraw_entry"
        )
        raise refuse(message)


def _left_before(state: Staff, command: commands.Rehire, _: Stamp, __: World) -> None:
    """Let only somebody be hired again who had left by then."""
    if state.left_on is None:
        message = f"{command.staff} has not left; record that first (staff.leave)"
        raise refuse(message)
    if command.since <= state.left_on:
        message = f"{command.staff} left on {state.left_on}, not before {command.since}"
        raise wrong("since", message, rule="order-of-times")


_WITHDRAWN_BY_OTHERS = {
    EntryKind.LEFT: "staff.withdraw_leaving",
    EntryKind.HIRED: "staff.withdraw_hiring",
}


def _on_the_register(state: Staff, command: commands.WithdrawEntry, _: Stamp, __: World) -> None:
    """Let only what stands be taken back, and nothing on which something else rests."""
    entry = next((one for one in state.entries if one.number == command.entry), None)
    if entry is None:
        message = f"entry {command.entry} of {command.staff} is none that could be taken back, or was already"
        raise NotFound(message)
    is_first = entry.number == min(one.number for one in state.entries)
    if entry.kind is EntryKind.LEFT or (entry.kind is EntryKind.HIRED and is_first):
        message = f"entry {command.entry} is taken back with {_WITHDRAWN_BY_OTHERS[entry.kind]}"
        raise refuse(message)
    resting = [one for one in state.entries if one.number > entry.number and _rests_on(one, entry)]
    if resting:
        last, kind = resting[-1].number, resting[-1].kind.value.replace("_", " ")
        message = (
            f"entry {last} of {command.staff} ({kind}) rests on entry {command.entry}; take that back first"
        )
        raise refuse(message)


def _rests_on(one: Entry, entry: Entry) -> bool:
    """Tell whether an entry says something only as long as an earlier one stands."""
    if entry.kind is EntryKind.HIRED:
        return True
    if entry.kind is EntryKind.ON_LEAVE:
        return one.kind is EntryKind.RETURNED and one.since > entry.since
    is_of_it = (one.role, one.at) == (entry.role, entry.at) and one.since >= entry.since
    return entry.kind is EntryKind.GRANTED and one.kind is EntryKind.WITHDRAWN and is_of_it


def _hired_before_leaving(state: Staff, command: commands.CorrectHiring, stamp: Stamp, world: World) -> None:
    """Let the first day stand before the last, and before what is on record."""
    first = state.stretches[0]
    if command.hired_on is None or first.first is None:
        return
    if first.last is not None and command.hired_on > first.last:
        message = f"{command.staff} left on {first.last}, before {command.hired_on}"
        raise wrong("hired_on", message, rule="order-of-times")
    if command.hired_on > first.first:
        _no_duty_outside(command.hired_on, None, command, stamp, world)
        _tell_what_is_not_seen(command.staff, f"before {command.hired_on}", stamp)


def _has_nothing_else(state: Staff, command: commands.WithdrawHiring, stamp: Stamp, __: World) -> None:
    """Let nobody be taken off the register of whom more is said: one of the two is wrong."""
    if state.left_on is not None:
        message = f"{command.staff} left on {state.left_on}; take that back first (staff.withdraw_leaving)"
        raise refuse(message)
    if len(state.entries) > 1:
        last = max(one.number for one in state.entries)
        message = (
            f"more is on record of {command.staff} than their hiring, the last of it entry {last}; take "
        )
        raise refuse(f"{message}that back first (staff.withdraw_entry)")
    _tell_what_is_not_seen(command.staff, "of any day", stamp)


def _has_left(
    state: Staff, command: commands.CorrectLeaving | commands.WithdrawLeaving, stamp: Stamp, world: World
) -> None:
    """Let only a recorded last day be corrected, to one behind the first."""
    if state.left_on is None:
        again = last_of(state, EntryKind.LEFT) is not None
        message = f"that {command.staff} left is not on record"
        if again:
            message = f"{command.staff} was hired again since; take that back first (staff.withdraw_entry)"
        raise refuse(message)
    if not isinstance(command, commands.CorrectLeaving):
        return
    if state.hired_on is not None and command.left_on < state.hired_on:
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
records(commands.WithdrawHiring, events.HiringWithdrawn, _not_by_themselves, _has_nothing_else)
records(commands.CorrectLeaving, events.LeavingCorrected, _not_by_themselves, _has_left, corrects=events.Left)
records(commands.WithdrawLeaving, events.LeavingWithdrawn, _not_by_themselves, _has_left)
records(
    commands.GrantRole,
    events.RoleGranted,
    _by_somebody_else,
    _at_a_site_there_is,
    _in_order,
    _employed_then,
    _not_held_yet,
)
records(commands.WithdrawRole, events.RoleWithdrawn, _by_somebody_else, _employed_then, _held_then)
records(
    commands.Move,
    events.Moved,
    _by_somebody_else,
    _at_a_site_there_is,
    _employed_then,
    _to_another_place,
)
records(commands.Promote, events.Promoted, _by_somebody_else, _employed_then, _to_another_role)
records(commands.SendOnLeave, events.OnLeave, _by_somebody_else, _in_order, _employed_then, _not_away_yet)
records(commands.Return, events.Returned, _by_somebody_else, _employed_then, _away_until_then)
records(commands.Rehire, events.Rehired, _by_somebody_else, _left_before)
records(commands.WithdrawEntry, events.EntryWithdrawn, _by_somebody_else, _on_the_register)


@evolves(*EVENTS)
def told(state: Staff | None, event: Event) -> Staff | None:
    """Keep what holds of the person."""
    return after(event, state)
