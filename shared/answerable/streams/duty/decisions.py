"""Duty: stretches of at most eight hours, while employed and without overlap; a wrong one can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from answerable.calendar import Month
from answerable.corrections import nothing_to_correct
from answerable.deciding import (
    Stamp,
    World,
    entered_in_any_order,
    evolves,
    goes_with_its_person,
    must_follow,
    needs,
    no_such,
    records,
    refuse,
    wrong,
)
from answerable.errors import NotFound, Refused
from answerable.events.base import AT_WORK
from answerable.people import employment_fault
from answerable.streams.duty import commands, events
from answerable.streams.staff.state import Staff
from answerable.wording import say

CONTINUOUS_WORK = "001-3.1"
DISPATCH = "000-3.2"

LONGEST_DUTY = timedelta(hours=8)
"""Continuous work, at most (001-3.1)."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One stretch of time on duty.

    Arguments:
        starts_at: its beginning.
        ends_at: its end.
        entered_at: when it was put on the roster as it stands.
        site: where it is; None where nobody said.
    """

    starts_at: datetime
    ends_at: datetime
    entered_at: datetime
    site: str | None = None


Duties = tuple[Duty, ...]
"""The roster of one person's month."""

Planned = commands.Roster | commands.Change


def _in_its_month(_: Duties | None, command: Planned, __: Stamp, world: World) -> None:
    """Let a duty stand on the roster of the month in which it begins, by the site's calendar."""
    month = str(Month.of(world.day_of(command.starts_at)))
    if month != command.month:
        is_change = isinstance(command, commands.Change)
        instead = say("refusal.duty.roster_anew") if is_change else None
        said = say("refusal.duty.other_month", begins=month, month=command.month, instead=instead)
        raise wrong("month", said, rule="month-of-site")


def _within_the_law(_: Duties | None, command: Planned, __: Stamp, ___: World) -> None:
    """Let a duty end after it begins, and within eight hours (001-3.1)."""
    if command.ends_at <= command.starts_at:
        said = say("refusal.duty.ends_first", ends_at=f"{command.ends_at:%Y-%m-%d %H:%M}")
        raise wrong("ends_at", said, rule="order-of-times")
    if command.ends_at - command.starts_at > LONGEST_DUTY:
        said = say("refusal.duty.too_long", staff=command.staff)
        raise refuse(said, rule=CONTINUOUS_WORK, field="ends_at")


def _while_employed(_: Duties | None, command: Planned, __: Stamp, world: World) -> None:
    """Let nobody be on duty who does not work at the site on that day."""
    known: Staff | None = world.others[command.staff]
    if known is None:
        raise world.no_such(command.staff, command.site)
    day = world.day_of(command.starts_at)
    if (fault := employment_fault(command.staff, known, day, AT_WORK)) is not None:
        raise refuse(fault, field="starts_at")
    there = known.on(day)
    if there.site not in (None, command.site):
        if command.site not in known.sites:
            raise world.no_such(command.staff, command.site)
        since = None if there.there_since is None else str(there.there_since)
        raise refuse(
            say(
                "refusal.duty.elsewhere",
                staff=command.staff,
                site=there.site,
                day=str(day),
                since=since and say("refusal.duty.since", since=since),
            ),
            field="starts_at",
        )


def _standing(state: Duties | None, command: Planned, world: World) -> list[Duty]:
    """Give the person's other duties near this one, also those on a neighbouring month's roster."""
    stands: list[Duty] = [*(state or ())]
    for neighbour in command.neighbours:
        stands.extend(world.others[neighbour] or ())
    gone = command.instead_of if isinstance(command, commands.Change) else None
    return [duty for duty in stands if duty.starts_at != gone]


def _without_overlap(state: Duties | None, command: Planned, _: Stamp, world: World) -> None:
    """Let no duty begin before another one ends."""
    for duty in _standing(state, command, world):
        if command.starts_at < duty.ends_at and duty.starts_at < command.ends_at:
            since = duty.starts_at.astimezone(world.zone)
            said = say("refusal.duty.overlaps", staff=command.staff, since=f"{since:%Y-%m-%d %H:%M}")
            raise refuse(said, field="starts_at")


def _with_a_break_between(state: Duties | None, command: Planned, _: Stamp, world: World) -> None:
    """Let duties that follow each other without a break be no longer than one may be (001-3.1)."""
    starts_at, ends_at = command.starts_at, command.ends_at
    for duty in sorted(_standing(state, command, world), key=lambda duty: duty.starts_at, reverse=True):
        starts_at = duty.starts_at if duty.ends_at == starts_at else starts_at
    for duty in sorted(_standing(state, command, world), key=lambda duty: duty.starts_at):
        ends_at = duty.ends_at if duty.starts_at == ends_at else ends_at
    if ends_at - starts_at > LONGEST_DUTY:
        since, until = starts_at.astimezone(world.zone), ends_at.astimezone(world.zone)
        said = say(
            "refusal.duty.no_break",
            staff=command.staff,
            since=f"{since:%Y-%m-%d %H:%M}",
            until=f"{until:%Y-%m-%d %H:%M}",
        )
        raise refuse(said, rule=CONTINUOUS_WORK, field="starts_at")


@needs(commands.Change, commands.CallOff)
def _has_a_duty(state: Duties, roster: str) -> None:
    """Let a duty be undone only where one stands."""
    if not state:
        raise NotFound(say("refusal.duty.none", roster=roster))


def _on_the_roster(
    state: Duties, command: commands.Change | commands.CallOff, stamp: Stamp, world: World
) -> None:
    """Undo only what stands on the roster, and not before it was put there."""
    begins = command.instead_of if isinstance(command, commands.Change) else command.starts_at
    stands = next((duty for duty in state if duty.starts_at == begins), None)
    if stands is None:
        since = begins.astimezone(world.zone)
        said = say(
            "refusal.duty.not_there",
            staff=command.staff,
            roster=command.target,
            since=f"{since:%Y-%m-%d %H:%M}",
        )
        raise no_such("instead_of" if isinstance(command, commands.Change) else "starts_at", said)
    if stands.site not in (None, command.site):
        of = {"staff": command.staff, "of": stands.site, "site": command.site}
        raise refuse(say("refusal.duty.of_another_site", **of))
    must_follow(stamp, stands.entered_at, say("refusal.duty.was_rostered"))


def _changes_something(state: Duties, command: commands.Change, _: Stamp, __: World) -> None:
    """Let the duty that holds now be another one than before."""
    if any(
        (duty.starts_at, duty.ends_at) == (command.starts_at, command.ends_at)
        for duty in state
        if duty.starts_at == command.instead_of
    ):
        raise nothing_to_correct(command.target)


def _not_by_themselves(_: Duties | None, command: commands.Roster, __: Stamp, ___: World) -> None:
    """Let nobody put themselves on duty (000-3.2): what they read off duty would show no more."""
    if command.staff == command.actor:
        raise Refused.for_others(say("refusal.duty.own", staff=command.staff), rule=DISPATCH)


def _by_somebody_else(_: Duties, command: commands.Change | commands.CallOff, __: Stamp, ___: World) -> None:
    """Let nobody undo a duty of their own (000-3.2): what they read off duty shows by it."""
    if command.staff in (command.actor, command.entered_by):
        raise Refused.for_others(say("refusal.duty.changes_own", staff=command.staff), rule=DISPATCH)


_PLANNED: tuple[Any, ...] = (
    _in_its_month,
    _within_the_law,
    _while_employed,
    _without_overlap,
    _with_a_break_between,
)

entered_in_any_order(commands.Roster.stream)
# Where somebody works on the day of a duty, its site plans it: the guards see to that.
goes_with_its_person(commands.Roster.stream, lambda _state, _command, _day: None)
records(commands.Roster, events.Rostered, _not_by_themselves, *_PLANNED, may_begin=True)
records(commands.Change, events.Changed, _by_somebody_else, _on_the_roster, _changes_something, *_PLANNED)
records(commands.CallOff, events.CalledOff, _by_somebody_else, _on_the_roster)


def _without(state: Duties, starts_at: datetime) -> Duties:
    return tuple(duty for duty in state if duty.starts_at != starts_at)


@evolves(events.Rostered)
def rostered(state: Duties | None, event: events.Rostered) -> Duties:
    """Put it on the roster."""
    return (*(state or ()), Duty(event.starts_at, event.ends_at, event.occurred_at, event.site))


@evolves(events.Changed)
def changed(state: Duties, event: events.Changed) -> Duties:
    """Put the one in the other's place."""
    now = Duty(event.starts_at, event.ends_at, event.occurred_at, event.site)
    return (*_without(state, event.instead_of), now)


@evolves(events.CalledOff)
def called_off(state: Duties, event: events.CalledOff) -> Duties:
    """Take it off the roster."""
    return _without(state, event.starts_at)
