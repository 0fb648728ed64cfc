"""Presence: coming and going, leave that is answered in time or not, and swaps (001-2.8, 002-r15-1.8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.calendar.workdays import next_working_day
from answerable.sample.centre import holidays
from answerable.sample.kinds.fates import Fate, due, end, ending
from answerable.sample.kinds.matters import Matter, agents, arising, works
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.attendance.commands import attendance_id
from answerable.streams.leave.commands import leave_id
from answerable.streams.leave.events import LeaveKind
from answerable.streams.swap.commands import swap_id

_DAY = timedelta(days=1)
_EVERY_DAY = ("lead-1", "supervisor", "technician")
_MISSING, _OUT, _FORGETS, _REFUSED, _DECLINED, _OVERSTAYED = 3, 12, 5, 20, 15, 10
_LOOKED_AT = 5
"""How many people's days are in the attendance book."""

_REASONS = (
    (LeaveKind.TIME_OFF, "调休一天"),
    (LeaveKind.PERSONAL, "家中搬迁"),
    (LeaveKind.STATUTORY, "年休假"),
)
_AHEAD = 6
"""How many days before its day a leave is asked for."""


def come_and_go(scribe: Scribe, day: date) -> None:
    """Come and go on a working day: in time, late, out for an errand, or missing (002-r1-5.1)."""
    if not works(day):
        return
    chance, centre = scribe.dice("attendance", day), scribe.centre
    staying = {one.id for one in centre.agents_on(day) if one.left_on is None and one.hired_on < day}
    expected = [(centre.staff(word), at(day, 8)) for word in _EVERY_DAY]
    for shift, hour in enumerate((8, 16)):
        expected += [(one, at(day, hour)) for one in centre.on_shift(shift, day) if one in staying]
    for staff, begins_at in chance.sample(expected, min(_LOOKED_AT, len(expected))):
        _one(scribe, staff, begins_at, chance)


def _one(scribe: Scribe, staff: str, begins_at: datetime, chance: Random) -> None:
    centre, on = scribe.centre, begins_at.date()
    present = Matter(scribe, "attendance", attendance_id(centre.site, staff, on))
    supervisor, ends_at = centre.staff("manager"), begins_at + timedelta(hours=8)
    if chance.randrange(100) < _MISSING:
        silent = {"was_there": False, "note": "电话无人接听"}
        present.begin("note_missing", begins_at + minutes(90), supervisor, staff=staff, on=on, **silent)
        return
    came_at = begins_at + minutes(chance.choice((-12, -8, -5, -3, -2, -1, 4, 15)))
    present.begin("come", came_at, staff, on=on)
    if chance.randrange(100) < _OUT:
        out_at = begins_at + timedelta(hours=2)
        errand = {"place": "市区营业厅", "errand": "取回检修的终端", "return_by": out_at + minutes(120)}
        present.do("go_out", out_at, staff, **errand)
        present.do("come_back", out_at + minutes(90 + chance.randrange(60)), staff)
    left_at = ends_at + minutes(chance.randrange(20))
    if chance.randrange(100) < _FORGETS:
        noted = {"left_at": left_at, "note": "门禁记录"}
        present.do("note_leaving", left_at + minutes(45), supervisor, **noted)
    else:
        present.do("leave", left_at, staff)


def go_on_leave(scribe: Scribe, day: date) -> None:
    """Ask for a day off some days ahead: approved, refused, in time, late, or never answered."""
    for name, moment, chance in arising(scribe, "leave", day, 45):
        if not name.endswith("-1"):
            continue  # two of one day could be the same person's
        since = day + _AHEAD * _DAY
        staff = agents(scribe, day, chance)[0]
        leave = Matter(scribe, "leave", leave_id(scribe.centre.site, staff, since))
        kind, reason = chance.choice(_REASONS)
        leave.begin("ask", moment, staff, leave_kind=kind, since=since, until=since, reason=reason)
        manager, is_refused = scribe.centre.staff("manager"), chance.randrange(100) < _REFUSED
        refused = leave.later("refuse", manager, reason="当日人手不足")
        answered = refused if is_refused else leave.later("approve", manager)
        ended = end(chance, moment, due("leave-answer", moment), answered)
        if ended.fate.is_done and not is_refused:
            back_on = next_working_day(since + _DAY, holidays())
            if chance.randrange(100) < _OVERSTAYED:
                back_on = next_working_day(back_on + _DAY, holidays())
            back = {"on": back_on, "is_covered": False}
            leave.do(
                "come_back", max(at(back_on, 9), ended.at + minutes(5)), scribe.centre.staff("lead-1"), **back
            )


def swap(scribe: Scribe, day: date) -> None:
    """Propose to swap a duty of the day, some days before: approved before it begins, or not."""
    for _, moment, chance in arising(scribe, "swap", day, 45):
        _swap(scribe, day, moment, chance)


def _swap(scribe: Scribe, day: date, moment: datetime, chance: Random) -> None:
    """Propose one, to somebody of the other shift, who has no duty then."""
    centre, proposed_at = scribe.centre, moment - (2 + chance.randrange(2)) * _DAY
    there = {one.id for one in centre.agents_on(proposed_at.date() - 2 * _DAY) if one.left_on is None}
    late = [one for one in centre.on_shift(1, day) if one in there]
    early = [one for one in centre.on_shift(0, day) if one in there]
    if not late or not early:
        return
    staff, to, begins_at = chance.choice(late), chance.choice(early), at(day, 16)
    swapped = Matter(scribe, "swap", swap_id(scribe.centre.site, staff, begins_at))
    swapped.begin("propose", proposed_at, staff, duty_begins=begins_at, to=to, reason="当天家中有事")
    if chance.randrange(100) < _DECLINED:
        declined = swapped.later("decline", to, reason="当天另有安排")
        end(chance, proposed_at, begins_at, declined)
        return
    agreed_at = proposed_at + minutes(30 + chance.randrange(200))
    swapped.do("agree", agreed_at, to)
    ended = ending(chance, agreed_at, begins_at)
    manager = centre.staff("manager")
    if ended.fate is Fate.LATE or (ended.fate.is_done and chance.randrange(100) < _REFUSED):
        swapped.do("refuse", ended.at, manager, reason="当天另有培训")
    elif ended.fate.is_done:
        swapped.do("approve", ended.at, manager)
