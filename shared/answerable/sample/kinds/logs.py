"""Duty logs: patrol, lights, what happens; signed off in time, late or never; on days off too (002-r15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.calendar.months import Month
from answerable.sample.kinds.fates import due, end, rule
from answerable.sample.kinds.matters import Matter, works
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.dutylog.commands import dutylog_id
from answerable.streams.dutylog.events import Area, LogKind
from answerable.streams.handover.events import Mark, Shift

_AREAS = (Area.MANAGED_AREA, Area.PUBLIC_AREAS, Area.GREENERY, Area.HYGIENE)
_SITUATIONS = (
    ("茶水间水管渗水，已关总阀", "维修单位当日修复"),
    ("两名推销人员进入大堂", "已劝离"),
    ("电梯困人一次", "五分钟内放出，已报维保单位"),
)
_WRONG, _HAPPENS, _EMERGENCY = 12, 35, 15


def keep(scribe: Scribe, day: date) -> None:
    """Keep the day's log: the guard on working days, the second guard on days off."""
    begins_at, centre = at(day, 8), scribe.centre
    keeper = centre.staff("guard" if works(day) else "guard-2")
    if not works(day):
        _roster(scribe, keeper, begins_at)
    chance, opened_at = scribe.dice("dutylog", day), begins_at + minutes(3)
    log = Matter(scribe, "dutylog", dutylog_id(centre.site, day, Shift.DAY))
    log.begin("open", opened_at, keeper, on=day, shift=Shift.DAY, place="保安值班室")
    _patrol(log, opened_at, keeper, chance)
    lights = log.later("check_lights", keeper, lights="大堂效果灯", mark=Mark.NORMAL)
    end(chance, opened_at + minutes(60), due("lights-check", opened_at), lights)
    if chance.randrange(100) < _HAPPENS:
        _enter(scribe, log, opened_at + timedelta(hours=4), keeper, chance)
    grace = rule("duty-signed").grace_minutes
    ends_at = begins_at + timedelta(hours=8)
    end(chance, ends_at - minutes(40), ends_at, log.later("sign_off", keeper), grace=minutes(grace))


def _roster(scribe: Scribe, staff: str, begins_at: datetime) -> None:
    scribe.write(
        "duty.roster",
        f"{staff}:{begins_at:%Y-%m-%d}:off",
        begins_at - timedelta(days=4),
        scribe.centre.staff("supervisor"),
        staff=staff,
        month=str(Month.of(begins_at.date())),
        starts_at=begins_at,
        ends_at=begins_at + timedelta(hours=8),
    )


def _patrol(log: Matter, opened_at: datetime, keeper: str, chance: Random) -> None:
    for number, area in enumerate(_AREAS, start=1):
        is_wrong = chance.randrange(100) < _WRONG
        seen: dict[str, object] = {"area": area, "mark": Mark.ABNORMAL if is_wrong else Mark.NORMAL}
        if is_wrong:
            seen["finding"] = "井盖松动，已设围挡"
        log.do("patrol", opened_at + minutes(10 * number), keeper, number, **seen)
        if is_wrong:
            result = "工程人员当日复位"
            log.do("settle", opened_at + minutes(180 + number), keeper, number, entry=number, result=result)


def _enter(scribe: Scribe, log: Matter, moment: datetime, keeper: str, chance: Random) -> None:
    situation, result = chance.choice(_SITUATIONS)
    said: dict[str, object] = {"log_kind": LogKind.SITUATION, "situation": situation, "result": result}
    if chance.randrange(100) < _EMERGENCY:
        told = scribe.centre.staff("manager")
        said = {"log_kind": LogKind.EMERGENCY, "situation": "配电间有焦味，已断电疏散", "told": told}
        said["result"] = "厂家更换接触器，恢复供电"
    log.do("enter", moment, keeper, **said)
