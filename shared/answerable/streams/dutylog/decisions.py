"""Duty log: kept by who is on the roster; nothing is dropped between two shifts (002-r15-2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from answerable.deciding import (
    Matter,
    Stamp,
    World,
    decides,
    evolves,
    no_such,
    opens_or_continues,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.events.base import Event
from answerable.people import doers_of
from answerable.streams.duty.decisions import Duty
from answerable.streams.dutylog import commands, events
from answerable.streams.dutylog.commands import LOOKED_BACK
from answerable.streams.dutylog.events import Area, LeftBehind, LogKind
from answerable.streams.dutylog.flow import CARRIED, EMERGENCY, LIGHTS, LOG, PATROL, DutylogStage
from answerable.streams.handover.events import Mark, Shift
from answerable.streams.staff.events import Role
from answerable.streams.staff.state import Staff
from answerable.wording import listed, say

OPENED_BEFORE = timedelta(minutes=30)
"""How long before their duty somebody can open its log."""

SUPERIORS = (Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.GENERAL_MANAGER)
"""Who is told of an emergency (002-r15-1.6a, 002-r15-2.3)."""

_BEGINS: Mapping[Shift, tuple[range, ...]] = {
    Shift.MORNING: (range(10),),
    Shift.DAY: (range(6, 14),),
    Shift.EVENING: (range(12, 21),),
    Shift.NIGHT: (range(18, 24), range(4)),
}
"""In which hours a duty begins that is of a shift; no text says so, it is assumed, and wide."""

_EVERY_DAY = tuple(area for area in Area if area is not Area.WEBSITES)


class Origin(NamedTuple):
    """Where an item was written down first, whichever log it stands in now.

    Arguments:
        dutylog: in which log.
        entry: its number there.
    """

    dutylog: str
    entry: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a log that stands.

    Arguments:
        entry: its number.
        what: what it says.
        origin: where it was written down first.
        is_open: whether it has to be dealt with still.
        reason: why it is left to the next shift.
        is_lights: whether it is a look at the lights.
        area: the area that a patrol looked at.
    """

    entry: int
    what: str
    origin: Origin
    is_open: bool = False
    reason: str | None = None
    is_lights: bool = False
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Dutylog:
    """A shift's log.

    Arguments:
        keeper: who keeps it.
        kept_by: who keeps it, and who had it recorded.
        is_holiday: whether it is kept on a holiday.
        starts_at: when the duty begins whose log it is.
        items: what stands in it.
        entries: how many items it ever had.
        taken_over: how many of them, the first, the shifts before left.
        stage: where it stands.
    """

    keeper: str
    kept_by: tuple[str, ...]
    is_holiday: bool
    starts_at: datetime
    items: tuple[Item, ...] = ()
    entries: int = 0
    taken_over: int = 0
    stage: DutylogStage = DutylogStage.KEPT

    @property
    def open_items(self) -> tuple[Item, ...]:
        """What has to be dealt with still: the next shift has it, signed off or not."""
        return tuple(one for one in self.items if one.is_open)


@opens_or_continues(commands.Open)
def open_log(state: Dutylog | None, command: commands.Open, stamp: Stamp, world: World) -> list[Event]:
    """Open the log of a duty on the roster, with what the shifts before left."""
    if state is not None and state.stage is not DutylogStage.WITHDRAWN:
        raise refuse(say("refusal.dutylog.opened", dutylog=command.target), rule=LOG, field="shift")
    roster: tuple[Duty, ...] = world.others[command.roster] or ()
    duty = next((one for one in roster if _runs(one, command, stamp, world)), None)
    if duty is None:
        said = say("refusal.dutylog.not_on_duty", staff=command.actor, day=str(command.on))
        raise refuse(said, rule=LOG, field="on")
    _of_ones_shift(duty, command, world)
    opened = events.Opened(
        **stamp.next(),
        on=command.on,
        shift=command.shift,
        place=command.place,
        starts_at=duty.starts_at,
        ends_at=duty.ends_at,
        is_holiday=stamp.consulting(world.holidays).is_holiday(command.on),
        taken_over=_taken_over(command, stamp, world),
    )
    return [opened]


def _of_ones_shift(duty: Duty, command: commands.Open, world: World) -> None:
    """Let the log be that of the duty's shift, and a duty have one log: another's is theirs to open."""
    begins = duty.starts_at.astimezone(world.zone)
    if not any(begins.hour in hours for hours in _BEGINS[command.shift]):
        shift = say(f"refusal.handover.shift.{command.shift.value}")
        said = say("refusal.dutylog.other_shift", since=f"{begins:%H:%M}", shift=shift)
        raise wrong("shift", said, rule=LOG)
    for name in command.of_day:
        log: Dutylog | None = world.others[name]
        if log is None or log.stage is DutylogStage.WITHDRAWN:
            continue
        if (log.keeper, log.starts_at) == (command.actor, duty.starts_at):
            said = say("refusal.dutylog.keeps_another", staff=command.actor, dutylog=name)
            raise refuse(said, rule=LOG, field="shift")


def _runs(duty: Duty, command: commands.Open, stamp: Stamp, world: World) -> bool:
    """Tell whether a duty is of the log's day and site, and runs."""
    is_here = duty.site in (None, command.site) and world.day_of(duty.starts_at) == command.on
    return is_here and duty.starts_at - OPENED_BEFORE <= stamp.occurred_at < duty.ends_at


def _taken_over(command: commands.Open, stamp: Stamp, world: World) -> tuple[LeftBehind, ...]:
    """Give what is open in the logs before, the latest first, and has come into none of the later ones.

    A log is written in until it is signed off, so that it may have more than the log behind it took over.
    """
    logs: dict[str, Dutylog | None] = {name: world.others[name] for name in command.earlier}
    standing = {name: log for name, log in logs.items() if log and log.stage is not DutylogStage.WITHDRAWN}
    if not standing:
        stamp.warn(
            f"there is no log here of the {LOOKED_BACK.days} days before {command.on}: what an older one "
            "left is not taken over"
        )
    found: list[LeftBehind] = []
    known: set[Origin] = set()
    for name, log in standing.items():
        if log.stage is DutylogStage.KEPT:
            stamp.warn(f"{name} is not signed off: what is open in it now is taken over")
        more = (one for one in log.open_items if one.origin not in known)
        found += (LeftBehind(what=one.what, reason=one.reason, **one.origin._asdict()) for one in more)
        known |= {one.origin for one in log.items}
    return tuple(found)


def _next(state: Dutylog, *_: object) -> int:
    return state.entries + 1


def _emergency_is_told(_: Dutylog, command: commands.Enter, stamp: Stamp, world: World) -> None:
    """Let no emergency be written down of which no superior was told (002-r15-1.6a, 002-r15-2.3)."""
    if command.log_kind is LogKind.EMERGENCY and command.told is None:
        raise wrong("told", say("refusal.dutylog.nobody_told"), rule=EMERGENCY)
    if command.told is not None and command.told == command.actor:
        raise wrong("told", say("refusal.dutylog.told_oneself"), rule=EMERGENCY)
    if command.log_kind is not LogKind.EMERGENCY or command.told is None:
        return
    known, day = world.people.get(command.told), world.day_of(stamp.occurred_at)
    if isinstance(known, Staff) and not known.has_role(day, command.site, *SUPERIORS):
        roles = listed([say(f"role.{one}") for one in SUPERIORS], by="or")
        said = say("refusal.dutylog.no_superior", staff=command.told, roles=roles)
        raise wrong("told", said, rule=EMERGENCY)


Check = commands.Patrol | commands.CheckLights


def _says_what(_: Dutylog, command: Check, __: Stamp, ___: World) -> None:
    """Let × say what is wrong, and √ nothing."""
    rule = PATROL if isinstance(command, commands.Patrol) else LIGHTS
    if command.mark is Mark.ABNORMAL and command.finding is None:
        raise wrong("finding", say("refusal.dutylog.no_finding"), rule=rule)
    if command.mark is Mark.NORMAL and command.finding is not None:
        raise wrong("finding", say("refusal.dutylog.all_well"), rule=rule)


def _item(state: Dutylog, entry: int) -> Item:
    found = next((one for one in state.items if one.entry == entry), None)
    if found is None:
        raise no_such("entry", say("refusal.dutylog.no_entry", entry=str(entry)))
    return found


def _is_open(state: Dutylog, command: commands.Settle | commands.LeaveOpen, _: Stamp, __: World) -> None:
    """Let only what stands open be settled, or left to the next shift."""
    if not _item(state, command.entry).is_open:
        raise refuse(say("refusal.dutylog.settled", entry=str(command.entry)), rule=CARRIED, field="entry")


@decides(commands.WithdrawEntry)
def withdraw_entry(state: Dutylog, command: commands.WithdrawEntry, stamp: Stamp, _: World) -> list[Event]:
    """Take an item back, but for what the shift before left: that is not dropped (002-r15-2.2)."""
    item = _item(state, command.entry)
    if item.entry <= state.taken_over:
        said = say("refusal.dutylog.taken_over", entry=str(command.entry))
        raise refuse(said, rule=CARRIED, field="entry")
    event = events.LightsWithdrawn if item.is_lights else events.EntryWithdrawn
    return [event(**stamp.next(), entry=command.entry, reason=command.reason)]


def _nothing_dropped(state: Dutylog, _: commands.SignOff, __: Stamp, ___: World) -> None:
    """Let each item be dealt with, or left to the next shift with a reason (002-r15-2.7)."""
    dropped = [str(one.entry) for one in state.open_items if one.reason is None]
    if dropped:
        raise refuse(say("refusal.dutylog.dropped", entries=listed(dropped)), rule=CARRIED)


def _unchecked(state: Dutylog, *_: object) -> tuple[Area, ...]:
    """Give what no patrol looked at; the customers' websites are looked at on holidays (000-4.8)."""
    wanted = tuple(Area) if state.is_holiday else _EVERY_DAY
    seen = {one.area for one in state.items}
    return tuple(area for area in wanted if area not in seen)


def _left_open(state: Dutylog, *_: object) -> int:
    return len(state.open_items)


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.keeper,)


_NEXT = {"entry": _next}

relates("dutylog", own=_whose)
records(commands.Enter, events.Entered, _emergency_is_told, works_out=_NEXT)
records(commands.Patrol, events.AreaChecked, _says_what, works_out=_NEXT)
records(commands.CheckLights, events.LightsChecked, _says_what, works_out=_NEXT)
records(commands.Settle, events.Settled, _is_open)
records(commands.LeaveOpen, events.LeftOpen, _is_open)
records(
    commands.SignOff,
    events.SignedOff,
    _nothing_dropped,
    works_out={"unchecked": _unchecked, "left_open": _left_open},
)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Opened)
def opened(_: Dutylog | None, event: events.Opened) -> Dutylog:
    """Begin with what the shifts before left."""
    items = tuple(
        Item(number, one.what, Origin(one.dutylog, one.entry), is_open=True)
        for number, one in enumerate(event.taken_over, start=1)
    )
    by = tuple(dict.fromkeys((event.actor, *doers_of(event))))
    return Dutylog(event.actor, by, event.is_holiday, event.starts_at, items, len(items), len(items))


Written = events.Entered | events.AreaChecked | events.LightsChecked


def _with(state: Dutylog, event: Written, what: str | None, *, is_open: bool, **more: Any) -> Dutylog:
    origin = Origin(event.originator_id, event.entry)
    item = Item(event.entry, what or "", origin, is_open=is_open, **more)
    return replace(state, items=(*state.items, item), entries=event.entry)


@evolves(events.Entered)
def entered(state: Dutylog, event: events.Entered) -> Dutylog:
    """Remember it; without a result it stands open."""
    return _with(state, event, event.situation, is_open=event.result is None)


@evolves(events.AreaChecked)
def area_checked(state: Dutylog, event: events.AreaChecked) -> Dutylog:
    """Remember what was looked at; a finding stands open."""
    return _with(state, event, event.finding, is_open=event.finding is not None, area=event.area)


@evolves(events.LightsChecked)
def lights_checked(state: Dutylog, event: events.LightsChecked) -> Dutylog:
    """Remember that it was looked at; a finding stands open."""
    return _with(state, event, event.finding, is_open=event.finding is not None, is_lights=True)


@evolves(events.Settled)
def settled(state: Dutylog, event: events.Settled) -> Dutylog:
    """Let it stand open no more."""
    return _changed(state, replace(_item(state, event.entry), is_open=False, reason=None))


@evolves(events.LeftOpen)
def left_open(state: Dutylog, event: events.LeftOpen) -> Dutylog:
    """Remember why."""
    return _changed(state, replace(_item(state, event.entry), reason=event.reason))


def _changed(state: Dutylog, now: Item) -> Dutylog:
    return replace(state, items=tuple(now if one.entry == now.entry else one for one in state.items))


@evolves(events.EntryWithdrawn, events.LightsWithdrawn)
def entry_withdrawn(state: Dutylog, event: events.EntryWithdrawn | events.LightsWithdrawn) -> Dutylog:
    """Let it stand no more."""
    return replace(state, items=tuple(one for one in state.items if one.entry != event.entry))
