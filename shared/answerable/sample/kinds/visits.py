"""Visits and events: customers seen on a plan, in time or not, and invited (000-2.1, 000-2.5)."""

from __future__ import annotations

from datetime import date, timedelta

from answerable.sample.kinds.matters import Matter, arising, customer, is_first
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.customerevent.events import EventKind
from answerable.streams.visit.events import Activity, VisitKind

_DAY = timedelta(days=1)
_KINDS = (
    (VisitKind.PATROL, "technician", Activity.GUIDANCE),
    (VisitKind.INSPECTION, "technician", Activity.QUALITY_CHECK),
    (VisitKind.KEY_CUSTOMER, "salesperson", Activity.OPINIONS),
)
_FINDINGS = ("设备间通风不足", "安装标签脱落", "备用电源未接", "门禁常开")
_EVENTS = (
    (EventKind.LECTURE, "设备日常维护讲座"),
    (EventKind.FORUM, "客户座谈会"),
    (EventKind.COURSE, "平台操作培训班"),
)
_MISSED, _MOVED, _MADE_THEN, _FINDS, _REPORTED, _REVIEWED = 20, 70, 60, 45, 85, 80


def pay(scribe: Scribe, day: date) -> None:
    """Plan visits, and pay most: with findings, a report, and a superior's review."""
    for name, moment, chance in arising(scribe, "visit", day, 35):
        centre, visit = scribe.centre, Matter(scribe, "visit", name)
        kind, word, activity = chance.choice(_KINDS)
        visitor, lead = centre.staff(word), centre.staff("lead-1")
        plan: dict[str, object] = {
            "visit_kind": kind,
            "visitor": visitor,
            "customer": customer(scribe, day, name),
        }
        due_on = day + (2 + chance.randrange(8)) * _DAY
        if kind is VisitKind.INSPECTION:
            plan["place"] = "物流园区机房"
        visit.do("plan", moment, centre.staff("supervisor"), **plan, due_on=due_on)
        made_at = at(due_on, 10) + minutes(chance.randrange(300))
        if chance.randrange(100) < _MISSED:
            missed_at = made_at + _DAY
            visit.do("miss", missed_at, visitor, reason="客户临时外出")
            if chance.randrange(100) < _MOVED:
                later = due_on + 6 * _DAY
                visit.do("move", missed_at + minutes(30), visitor, due_on=later, reason="与客户另约时间")
                if chance.randrange(100) < _MADE_THEN:
                    seen_then = {"summary": "改期后走访，设备运行正常", "activities": (activity,)}
                    visit.do("make", at(later, 10) + minutes(chance.randrange(300)), visitor, **seen_then)
            continue
        seen: dict[str, object] = {"summary": "设备运行正常，客户希望缩短等待时间", "activities": (activity,)}
        case = scribe.case_of(moment, chance) if chance.randrange(100) < _FINDS else None
        if case is not None:
            seen["findings"] = (chance.choice(_FINDINGS),)
        visit.do("make", made_at, visitor, **seen)
        if case is not None:
            visit.do("link_finding", made_at + minutes(90), lead, finding=1, case=case)
        if chance.randrange(100) >= _REPORTED:
            continue
        analysis = "发现一处问题，已当场告知客户" if case is not None else "未发现问题"
        measures = "下次走访时复查"
        visit.do("file_report", made_at + _DAY, visitor, analysis=analysis, measures=measures)
        if chance.randrange(100) < _REVIEWED:
            visit.do("review", made_at + 2 * _DAY, centre.staff("manager"))


def invite(scribe: Scribe, day: date) -> None:
    """Plan two events for customers a month: held, abandoned, or not approved."""
    if not is_first(day):
        return
    chance, centre = scribe.dice("customerevent", day), scribe.centre
    for number in range(1, 3):
        event = Matter(scribe, "customerevent", f"{day:%Y%m}-{number}")
        kind, topic = chance.choice(_EVENTS)
        planned_at, held_on = at(day, 10, number), day + (8 * number + chance.randrange(6)) * _DAY
        event.do(
            "plan",
            planned_at,
            centre.staff("salesperson"),
            event_kind=kind,
            topic=topic,
            place="一楼会议室",
            planned_on=held_on,
            expected_guests=30,
            host=centre.staff("trainer"),
        )
        fate, decided_at = chance.randrange(100), planned_at + minutes(300)
        if fate < 15:  # noqa: PLR2004  (hundredths)
            event.do("decline", decided_at, centre.staff("manager"), reason="本月经费不予安排")
            continue
        event.do("approve", decided_at, centre.staff("manager"))
        if fate < 30:  # noqa: PLR2004  (hundredths)
            event.do("abandon", planned_at + 3 * _DAY, centre.staff("supervisor"), reason="讲师另有任务")
        else:
            came = {
                "guests": 18 + chance.randrange(20),
                "hosts": 4,
                "proceedings": "客户希望提前约定上门时段",
            }
            event.do("hold", at(held_on, 16, 30), centre.staff("trainer"), **came)
