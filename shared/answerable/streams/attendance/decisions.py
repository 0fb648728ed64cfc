"""Attendance: against the roster, at the moment at which it is registered, and put right by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from answerable.corrections import nothing_to_correct
from answerable.deciding import (
    Matter,
    Stamp,
    World,
    decides,
    evolves,
    must_follow,
    no_such,
    opens_or_continues,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.errors import Refused
from answerable.events.base import Event
from answerable.people import doers_of
from answerable.streams.attendance import commands, events
from answerable.streams.attendance.flow import GOING_OUT, REGISTERING, RELIEF, AttendanceStage
from answerable.streams.attendance.reckoning import ABSENT_BEHIND_MIN, LATENESS, LEAVING, Stay, reckon
from answerable.streams.duty.decisions import Duty
from answerable.streams.leave.decisions import Leave
from answerable.wording import say

REGISTERED_WITHIN = timedelta(minutes=10)
"""How far back somebody can register their own coming or going; behind that, a superior enters it."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Out:
    """From a going out during work to a coming back.

    Arguments:
        stay: during which of the day's stays, from 1.
        went_at: when they went.
        back_at: when they came back; None while they are out, or where they left from there.
    """

    stay: int
    went_at: datetime
    back_at: datetime | None = None

    @property
    def last_at(self) -> datetime:
        """The last moment that is known of it."""
        return self.back_at or self.went_at


@dataclass(frozen=True, slots=True)
class Day:
    """A person's day.

    Arguments:
        staff: whose.
        on: the working day.
        registered_by: whose it is, and who had something of it recorded.
        stays: each from a coming to a leaving.
        outs: when they were out during work.
        there_at: when the duty begins that somebody noted them to be at, who had forgotten to register it.
        return_by: of whoever is out, when they are to be back.
        stage: where they are.
    """

    staff: str
    on: date
    registered_by: tuple[str, ...]
    stays: tuple[Stay, ...] = ()
    outs: tuple[Out, ...] = ()
    there_at: datetime | None = None
    return_by: datetime | None = None
    stage: AttendanceStage = AttendanceStage.AT_WORK


Own = commands.Come | commands.GoOut | commands.ComeBack | commands.StayOn | commands.Leave


def _just_now(_: Day | None, command: Own, stamp: Stamp, __: World) -> None:
    """Let nobody say of themselves that they came earlier; what was forgotten, a superior enters."""
    if stamp.is_import or command.entered_by is not None:
        return
    if stamp.occurred_at < stamp.counted_at - REGISTERED_WITHIN:
        raise wrong("occurred_at", say("refusal.attendance.afterwards"), rule=REGISTERING)


def _duties_of(roster: tuple[Duty, ...] | None, day: date, site: str, world: World) -> list[Duty]:
    """Give the duties of a day at a site, in order: a duty is of the day on which it begins."""
    of_day = [one for one in roster or () if world.day_of(one.starts_at) == day and one.site in (None, site)]
    return sorted(of_day, key=lambda one: one.starts_at)


@opens_or_continues(commands.Come)
def come(state: Day | None, command: commands.Come, stamp: Stamp, world: World) -> list[Event]:
    """Record the coming, for the duty that runs or comes next."""
    _just_now(state, command, stamp, world)
    roster: tuple[Duty, ...] | None = world.others[command.roster]
    duties = _duties_of(roster, command.on, command.site, world)
    duty = next((one for one in duties if one.ends_at > stamp.occurred_at), None)
    today = world.day_of(stamp.occurred_at)
    is_of_night = command.on == today - _DAY and duty is not None
    if command.on != today and not is_of_night:
        said = say("refusal.attendance.other_day", day=str(command.on), today=str(today))
        raise wrong("on", said, rule="today")
    served: dict[str, Any] = (
        {} if duty is None else {"duty_begins": duty.starts_at, "duty_ends": duty.ends_at}
    )
    if duty is None:
        stamp.warn(f"no duty of {command.actor} on {command.on} is on the roster for now")
    stay = Stay(stamp.occurred_at, **served)
    known = None if state is None or state.stage is AttendanceStage.WITHDRAWN else state
    reckoned = reckon((stay,)) if known is None else reckon((*known.stays, stay), known.there_at)
    return [events.Came(**stamp.next(), on=command.on, **served, **reckoned.only(*LATENESS))]


def _back_later(_: Day, command: commands.GoOut, stamp: Stamp, world: World) -> None:
    """Let whoever goes out be back later than they go, and within a day (002-r5-7)."""
    if not stamp.occurred_at < command.return_by <= stamp.occurred_at + _DAY:
        by = command.return_by.astimezone(world.zone)
        raise wrong(
            "return_by", say("refusal.attendance.back_first", by=f"{by:%Y-%m-%d %H:%M}"), rule=GOING_OUT
        )


def _late_back(state: Day, _: commands.ComeBack, stamp: Stamp, __: World) -> int:
    by = state.return_by or stamp.occurred_at
    return max(0, (stamp.occurred_at - by) // _MINUTE)


def _time_is_up(state: Day, command: commands.StayOn, stamp: Stamp, world: World) -> None:
    """Let only somebody wait for their relief whose duty is over (002-r15-2.4)."""
    if command.awaited == state.staff:
        raise wrong("awaited", say("refusal.attendance.awaits_oneself"), rule=RELIEF)
    ends = state.stays[-1].duty_ends
    if ends is None:
        raise refuse(say("refusal.attendance.no_duty", day=str(state.on)), rule=RELIEF)
    if stamp.occurred_at < ends:
        until = f"{ends.astimezone(world.zone):%Y-%m-%d %H:%M}"
        raise refuse(say("refusal.attendance.not_up", until=until), rule=RELIEF)


@decides(commands.Leave)
def leave(state: Day, command: commands.Leave, stamp: Stamp, world: World) -> list[Event]:
    """Record the leaving, and what the day comes to."""
    _just_now(state, command, stamp, world)
    stays = (*state.stays[:-1], replace(state.stays[-1], left_at=stamp.occurred_at))
    return [events.Left(**stamp.next(), **reckon(stays).only(*LEAVING))]


def _then(state: Day, command: commands.NoteLeaving) -> tuple[Stay, ...]:
    return (*state.stays[:-1], replace(state.stays[-1], left_at=command.left_at))


def _behind_the_coming(state: Day, command: commands.NoteLeaving, stamp: Stamp, _: World) -> None:
    """Let a leaving lie behind its coming, and not ahead."""
    came_at = state.stays[-1].came_at
    seen_at = max((one.last_at for one in state.outs if one.stay == len(state.stays)), default=came_at)
    if not max(came_at, seen_at) <= command.left_at <= stamp.occurred_at:
        said = say("refusal.attendance.left_then", at=max(came_at, seen_at).isoformat())
        raise wrong("left_at", said, rule="order-of-times")


def _reckoned(name: str) -> Callable[..., Any]:
    return lambda state, command, *_: getattr(reckon(_then(state, command)), name)


@opens_or_continues(commands.NoteMissing)
def note_missing(_: Day | None, command: commands.NoteMissing, stamp: Stamp, world: World) -> list[Event]:
    """Note it of somebody who was on duty, not on leave, and more than thirty minutes late (002-r1-5.2b)."""
    if command.staff in (command.actor, command.entered_by):
        raise Refused.for_others(say("refusal.attendance.of_oneself"), rule=REGISTERING)
    roster: tuple[Duty, ...] | None = world.others[command.roster]
    duties = _duties_of(roster, command.on, command.site, world)
    if not duties:
        said = say("refusal.attendance.not_rostered", staff=command.staff, day=str(command.on))
        raise refuse(said, rule=REGISTERING, field="staff")
    first = duties[0]
    from_then = first.starts_at + timedelta(minutes=ABSENT_BEHIND_MIN)
    if stamp.occurred_at <= from_then:
        since = f"{from_then.astimezone(world.zone):%Y-%m-%d %H:%M}"
        raise refuse(say("refusal.attendance.not_missing_yet", since=since), rule=REGISTERING, field="on")
    known = world.people[command.staff]
    leaves: tuple[Leave | None, ...] = tuple(world.others[name] for name in command.leaves)
    if (known is not None and known.leave_on(command.on) is not None) or any(
        one is not None and one.covers(command.on) for one in leaves
    ):
        said = say("refusal.attendance.on_leave", staff=command.staff, day=str(command.on))
        raise refuse(said, rule=REGISTERING, field="staff")
    noted: dict[str, Any] = {
        "staff": command.staff,
        "on": command.on,
        "was_there": command.was_there,
        "note": command.note,
    }
    times: dict[str, Any] = {"duty_begins": first.starts_at, "duty_ends": first.ends_at}
    return [events.MissingNoted(**stamp.next(), **noted, **times)]


@decides(commands.Correct)
def correct(state: Day, command: commands.Correct, stamp: Stamp, world: World) -> list[Event]:
    """Put one stay right, and reckon the day anew."""
    number = command.stay or len(state.stays)
    if number > len(state.stays):
        raise no_such("stay", say("refusal.attendance.no_stay", stay=str(number), of=str(len(state.stays))))
    was = state.stays[number - 1]
    if command.left_at is not None and was.left_at is None:
        raise wrong("left_at", say("refusal.attendance.still_there"), rule="order-of-times")
    now = replace(was, came_at=command.came_at or was.came_at, left_at=command.left_at or was.left_at)
    if now == was:
        raise nothing_to_correct(command.attendance)
    must_follow(stamp, now.left_at or now.came_at, say("refusal.attendance.was_there"))
    stays = (*state.stays[: number - 1], now, *state.stays[number:])
    moments = [moment for one in stays for moment in (one.came_at, one.left_at) if moment is not None]
    if moments != sorted(moments) or world.day_of(stays[0].came_at) < state.on - _DAY:
        field = "left_at" if command.came_at is None else "came_at"
        raise wrong(field, say("refusal.attendance.out_of_order"), rule="order-of-times")
    _around_its_outs(state, number, now, world)
    said: dict[str, Any] = {
        "stay": number,
        "came_at": now.came_at,
        "left_at": now.left_at,
        "reason": command.reason,
    }
    reckoned = reckon(stays, state.there_at).only(*LATENESS, *LEAVING)
    return [events.Corrected(**stamp.next(), **said, **reckoned)]


def _around_its_outs(state: Day, number: int, now: Stay, world: World) -> None:
    """Let nobody have gone out, or come back, before they came or behind their leaving."""
    for out in (one for one in state.outs if one.stay == number):
        if now.came_at <= out.went_at and (now.left_at is None or out.last_at <= now.left_at):
            continue
        field = "came_at" if now.came_at > out.went_at else "left_at"
        at = out.went_at if field == "came_at" else out.last_at
        said = say("refusal.attendance.was_out", at=f"{at.astimezone(world.zone):%Y-%m-%d %H:%M}")
        raise wrong(field, said, rule="order-of-times")


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.staff,)


def _about(matter: Matter, command: object) -> tuple[str, ...]:
    """Give whom a superior's entry is about: whose day it is, and who registered something of it."""
    if isinstance(command, commands.NoteMissing):
        return (command.staff,)
    if isinstance(command, commands.Correct) and matter.state is not None:
        return tuple(matter.state.registered_by)
    return ()


relates("attendance", own=_whose, oneself=_about)
records(commands.GoOut, events.WentOut, _just_now, _back_later)
records(commands.ComeBack, events.CameBack, _just_now, works_out={"late_back_min": _late_back})
records(commands.StayOn, events.StayedOn, _just_now, _time_is_up)
records(
    commands.NoteLeaving,
    events.LeavingNoted,
    _behind_the_coming,
    works_out={name: _reckoned(name) for name in LEAVING},
)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Came)
def came(state: Day | None, event: events.Came) -> Day:
    """Remember when, and for which duty."""
    stay = Stay(event.occurred_at, event.duty_begins, event.duty_ends)
    by = (event.actor, *doers_of(event))
    if state is None or state.stage is AttendanceStage.WITHDRAWN:
        return Day(event.actor, event.on, tuple(dict.fromkeys(by)), (stay,))
    return replace(_by(state, event), stays=(*state.stays, stay))


def _by(state: Day, event: Event) -> Day:
    return replace(state, registered_by=tuple(dict.fromkeys((*state.registered_by, *doers_of(event)))))


@evolves(events.WentOut)
def went_out(state: Day, event: events.WentOut) -> Day:
    """Remember when they went, and when they are to be back."""
    out = Out(len(state.stays), event.occurred_at)
    return replace(_by(state, event), outs=(*state.outs, out), return_by=event.return_by)


@evolves(events.CameBack)
def came_back(state: Day, event: events.CameBack) -> Day:
    """Remember when they were back."""
    back = replace(state.outs[-1], back_at=event.occurred_at)
    return replace(_by(state, event), outs=(*state.outs[:-1], back))


@evolves(events.Left)
def left(state: Day, event: events.Left) -> Day:
    """Remember when."""
    last = replace(state.stays[-1], left_at=event.occurred_at)
    return replace(_by(state, event), stays=(*state.stays[:-1], last))


@evolves(events.LeavingNoted)
def leaving_noted(state: Day, event: events.LeavingNoted) -> Day:
    """Remember when; whose day it is stays barred from what follows, and who noted it does not."""
    return replace(state, stays=(*state.stays[:-1], replace(state.stays[-1], left_at=event.left_at)))


@evolves(events.MissingNoted)
def missing_noted(_: Day | None, event: events.MissingNoted) -> Day:
    """Remember of whom; who noted it may take it back."""
    there_at = event.duty_begins if event.was_there else None
    return Day(event.staff, event.on, (event.staff,), there_at=there_at)


@evolves(events.Corrected)
def corrected(state: Day, event: events.Corrected) -> Day:
    """Let the times hold that are said now."""
    place = event.stay - 1
    now = replace(state.stays[place], came_at=event.came_at, left_at=event.left_at)
    return replace(state, stays=(*state.stays[:place], now, *state.stays[event.stay :]))
