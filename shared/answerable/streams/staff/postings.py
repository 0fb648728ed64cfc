"""Decisions on a person's roles, site and leave; each can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

from answerable.deciding import Stamp, World, needs, no_such, records, refuse, wrong
from answerable.streams.leave.decisions import Leave
from answerable.streams.leave.flow import BEFOREHAND
from answerable.streams.site.commands import site_id
from answerable.streams.staff import commands, events
from answerable.streams.staff.on_duty import no_duty_where
from answerable.streams.staff.standing import Entry, EntryKind
from answerable.streams.staff.state import Staff
from answerable.wording import Sentence, say

_DAY = timedelta(days=1)


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
        said = say("refusal.staff.not_employed", staff=command.staff, day=str(command.since))
        raise wrong("since", said, rule="order-of-times")


def _in_order(_: Staff, command: commands.GrantRole | commands.SendOnLeave, __: Stamp, ___: World) -> None:
    """Let nothing end before it begins."""
    if command.until is not None and command.until < command.since:
        said = say("refusal.staff.ends_first", until=str(command.until), since=str(command.since))
        raise wrong("until", said, rule="order-of-times")


def _at_a_site_there_is(
    _: Staff, command: commands.GrantRole | commands.Move, __: Stamp, world: World
) -> None:
    """Let only a site be named that was opened."""
    if command.at is not None and command.at != command.site and world.others[site_id(command.at)] is None:
        raise no_such("at", say("refusal.staff.no_site", site=command.at))


def _of_role(command: commands.GrantRole | commands.WithdrawRole) -> Sentence:
    role = say(f"role.{command.role.value}")
    if command.at is None:
        return say("refusal.staff.role_everywhere", role=role)
    return say("refusal.staff.role_at", role=role, site=command.at)


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
        said = say("refusal.staff.has_role", staff=command.staff, role=_of_role(command))
        raise refuse(said, field="role")


def _held_then(state: Staff, command: commands.WithdrawRole, _: Stamp, __: World) -> None:
    """Let only a role be withdrawn that the person was granted."""
    if not _held(state, command):
        since, role = str(command.since), _of_role(command)
        said = say("refusal.staff.has_no_role", staff=command.staff, role=role, since=since)
        raise refuse(said, field="role")


def _to_another_place(state: Staff, command: commands.Move, stamp: Stamp, world: World) -> None:
    """Let a move lead to another site or team, and tell which duties stand in its way."""
    if command.at is None and command.team is None:
        raise wrong("at", say("refusal.staff.moves_nowhere"), rule="missing")
    there = state.on(command.since)
    if command.at in (None, there.site) and command.team in (None, there.team):
        said = say("refusal.staff.works_there", staff=command.staff, since=str(command.since))
        raise refuse(said, field="team" if command.at is None else "at")
    if command.at not in (None, there.site):
        no_duty_where(
            lambda duty, day: day >= command.since and duty.site != command.at, command, stamp, world
        )


def _to_another_role(state: Staff, command: commands.Promote, _: Stamp, __: World) -> None:
    """Let somebody become what they are not yet."""
    if state.on(command.since).role is command.role:
        role = say(f"role.{command.role.value}")
        said = say("refusal.staff.is_that", staff=command.staff, role=role, since=str(command.since))
        raise refuse(said, field="role")


def _not_away_yet(state: Staff, command: commands.SendOnLeave, stamp: Stamp, world: World) -> None:
    """Let nobody go on leave who is on it, or is on duty meanwhile."""
    later = (
        one
        for one in state.of_kind(EntryKind.ON_LEAVE)
        if one.since >= command.since and (command.until is None or one.since <= command.until)
    )
    before = state.leave_on(command.since)
    if before is not None or any(later):
        raise refuse(say("refusal.staff.is_away", staff=command.staff), field="since")
    until = command.until or date.max
    no_duty_where(lambda _, day: command.since <= day <= until, command, stamp, world)


def _as_approved(_: Staff, command: commands.SendOnLeave, __: Stamp, world: World) -> None:
    """Let a leave that is named be this person's, approved, and of the same days (001-2.8)."""
    if command.leave is None:
        return
    asked: Leave | None = world.others[command.leave]
    days = (command.since, command.until)
    is_it = asked is not None and asked.staff == command.staff and (asked.since, asked.until) == days
    if not is_it or asked is None or not asked.covers(command.since):
        said = say("refusal.staff.not_approved", leave=command.leave, staff=command.staff)
        raise refuse(said, rule=BEFOREHAND, field="leave")


def _away_until_then(state: Staff, command: commands.Return, _: Stamp, __: World) -> None:
    """Let only somebody return who is on leave the day before."""
    if state.leave_on(command.since - _DAY) is None:
        said = say("refusal.staff.is_not_away", staff=command.staff, day=str(command.since - _DAY))
        raise refuse(said, field="since")


@needs(commands.Return)
def _was_away(state: Staff, staff: str) -> None:
    """Let only somebody return who was ever away."""
    if not any(state.of_kind(EntryKind.ON_LEAVE)):
        raise refuse(say("refusal.staff.never_away", staff=staff))


@needs(commands.WithdrawRole)
def _was_granted(state: Staff, staff: str) -> None:
    """Let a role be withdrawn only of somebody who was ever granted one."""
    if not any(state.of_kind(EntryKind.GRANTED)):
        raise refuse(say("refusal.staff.never_granted", staff=staff))


@needs(commands.Rehire)
def _has_left(state: Staff, staff: str) -> None:
    """Let only somebody be hired again who left."""
    if state.left_on is None:
        raise refuse(say("refusal.staff.has_not_left", staff=staff))


def _left_before(state: Staff, command: commands.Rehire, _: Stamp, __: World) -> None:
    """Let only somebody be hired again who had left by then."""
    if state.left_on is not None and command.since <= state.left_on:
        left_on, since = str(state.left_on), str(command.since)
        said = say("refusal.staff.left_not_before", staff=command.staff, left_on=left_on, since=since)
        raise wrong("since", said, rule="order-of-times")


_WITHDRAWN_BY_OTHERS = {
    EntryKind.LEFT: "staff.withdraw_leaving",
    EntryKind.HIRED: "staff.withdraw_hiring",
}


@needs(commands.WithdrawEntry)
def _has_more_than_hiring(state: Staff, staff: str) -> None:
    """Let only somebody have an entry taken back who has one that no other command takes back."""
    first = min((one.number for one in state.entries), default=None)
    if all(one.kind is EntryKind.LEFT or one.number == first for one in state.entries):
        raise refuse(say("refusal.staff.only_hiring", staff=staff))


def _on_the_register(state: Staff, command: commands.WithdrawEntry, _: Stamp, __: World) -> None:
    """Let only what stands be taken back, and nothing on which something else rests."""
    entry = next((one for one in state.entries if one.number == command.entry), None)
    if entry is None:
        raise no_such("entry", say("refusal.staff.no_entry", entry=str(command.entry), staff=command.staff))
    is_first = entry.number == min(one.number for one in state.entries)
    if entry.kind is EntryKind.LEFT or (entry.kind is EntryKind.HIRED and is_first):
        instead = _WITHDRAWN_BY_OTHERS[entry.kind]
        said = say("refusal.staff.taken_back_with", entry=str(command.entry), command=instead)
        raise refuse(said, field="entry")
    resting = [one for one in state.entries if one.number > entry.number and _rests_on(one, entry)]
    if resting:
        said = say(
            "refusal.staff.rests_on_it",
            last=str(resting[-1].number),
            staff=command.staff,
            kind=say(f"refusal.staff.kind.{resting[-1].kind.value}"),
            entry=str(command.entry),
        )
        raise refuse(said, field="entry")


def _rests_on(one: Entry, entry: Entry) -> bool:
    """Tell whether an entry says something only as long as an earlier one stands."""
    if entry.kind is EntryKind.HIRED:
        return True
    if entry.kind is EntryKind.ON_LEAVE:
        return one.kind is EntryKind.RETURNED and one.since > entry.since
    is_of_it = (one.role, one.at) == (entry.role, entry.at) and one.since >= entry.since
    return entry.kind is EntryKind.GRANTED and one.kind is EntryKind.WITHDRAWN and is_of_it


records(
    commands.GrantRole,
    events.RoleGranted,
    _at_a_site_there_is,
    _in_order,
    _employed_then,
    _not_held_yet,
)
records(commands.WithdrawRole, events.RoleWithdrawn, _employed_then, _held_then)
records(
    commands.Move,
    events.Moved,
    _at_a_site_there_is,
    _employed_then,
    _to_another_place,
)
records(commands.Promote, events.Promoted, _employed_then, _to_another_role)
records(commands.SendOnLeave, events.OnLeave, _in_order, _employed_then, _as_approved, _not_away_yet)
records(commands.Return, events.Returned, _employed_then, _away_until_then)
records(commands.Rehire, events.Rehired, _left_before)
records(commands.WithdrawEntry, events.EntryWithdrawn, _on_the_register)
