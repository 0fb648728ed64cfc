"""People: the site is opened, its regulation bound, its staff hired and put on duty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from answerable.calendar import Month
from answerable.calendar.workdays import is_working_day
from answerable.sample.centre import RULEBOOK, Centre, holidays
from answerable.sample.scribe import Scribe, at
from answerable.streams.site.events import Weekday
from answerable.streams.staff.events import Role

_LONG_AGO = timedelta(days=1600)


_SETUP = "system-setup"


def found(scribe: Scribe, rulebook_from: date) -> None:
    """Open the site, bind its rulebook, and hire everybody who is there from the beginning.

    Arguments:
        scribe: writes it.
        rulebook_from: the first day the rulebook applies.
    """
    centre = scribe.centre
    opened_on = centre.begins_on - _LONG_AGO
    manager = centre.staff("general-manager")
    scribe.write(
        "site.open", "open", at(opened_on, 8), manager, name_zh=centre.name_zh, name_en=centre.name_en
    )
    scribe.write(
        "rulebook.bind", "bind", at(opened_on, 8, 5), manager, rulebook=RULEBOOK, effective_from=rulebook_from
    )
    _say_when_it_works(scribe, manager)
    risen = centre.staff("lead-2")
    for person in centre.people():
        scribe.write(
            "staff.hire",
            f"{person.id}:hire",
            at(person.hired_on, 7, 30),  # before the day's first shift
            _SETUP if person.id == manager else manager,  # nobody takes themselves on
            staff=person.id,
            role=Role.AGENT if person.id == risen else person.role,
            team=_hotline(centre) if person.id == risen else person.team,
            hired_on=person.hired_on,
        )
        if person.left_on is not None:
            scribe.write(
                "staff.leave",
                f"{person.id}:leave",
                at(person.left_on, 17, 30),
                manager,
                staff=person.id,
                left_on=person.left_on,
            )
    _careers(scribe)


def _hotline(centre: Centre) -> str:
    return centre.agent(1).team


_GONE, _BACK = 700, 640
"""Days before the sample's first one on which the salesperson left, and came back."""


def seller(centre: Centre, day: date) -> str:
    """Give who brings in a delivery: the salesperson, or the supervisor while there was none.

    Arguments:
        centre: where.
        day: when.
    """
    days_before = (centre.begins_on - day).days
    return centre.staff("supervisor" if _BACK < days_before < _GONE else "salesperson")


def _careers(scribe: Scribe) -> None:
    """Let some of them have come to where they are: risen, away for a while, gone and back, standing in."""
    centre = scribe.centre

    def decided(name: str, word: str, days_before: int, reason: str, **fields: Any) -> None:
        person, since = centre.staff(word), centre.begins_on - timedelta(days=days_before)
        by = centre.staff("general-manager")
        said = {"staff": person, "since": since, "reason": reason, **fields}
        scribe.write(name, f"{person}:{name}", at(since, 9), by, **said)

    decided("staff.promote", "lead-2", 600, "竞聘上岗", role=Role.LEAD)
    decided("staff.move", "lead-2", 600, "任领班后归客服部", team="客服部")
    scribe.write(
        "staff.leave",
        f"{centre.staff('salesperson')}:leave",
        at(centre.begins_on - timedelta(days=_GONE), 17),
        centre.staff("general-manager"),
        staff=centre.staff("salesperson"),
        left_on=centre.begins_on - timedelta(days=_GONE),
    )
    decided("staff.rehire", "salesperson", _BACK, "重新应聘", role=Role.SALESPERSON, team="业务部")
    decided("staff.send_on_leave", "technician", 60, "年休假", until=centre.begins_on - timedelta(days=50))
    decided("staff.return", "technician", 54, "提前返岗")
    decided("staff.grant_role", "lead-1", 5, "主管外出期间代理", role=Role.SUPERVISOR, at=centre.site)


def roster(scribe: Scribe, day: date) -> None:
    """Put everybody on duty for a working day, eight hours each (001-3.1), a few days ahead."""
    centre = scribe.centre
    if not is_working_day(day, holidays()):
        return
    for number, agent in _duties(centre, day):
        starts_at = at(day, 8) if number == 0 else at(day, 16)
        planned_at = max(at(day - timedelta(days=5), 10), at(agent[1], 9))
        planner = centre.staff("manager" if agent[0] == centre.staff("supervisor") else "supervisor")
        scribe.write(
            "duty.roster",
            f"{agent[0]}:{day}",
            min(planned_at, starts_at),
            planner,
            staff=agent[0],
            month=f"{starts_at:%Y-%m}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=8),
        )


def _duties(centre: Centre, day: date) -> list[tuple[int, tuple[str, date]]]:
    duties = []
    number = 0
    for person in centre.people():
        is_agent = person.role is Role.AGENT
        number += is_agent
        if person.is_employed_on(day):
            shift = centre.shift_of(number, day) if is_agent else 0
            duties.append((shift, (person.id, person.hired_on)))
    return duties


_SHIFTS = (("09:00", "12:00"), ("13:30", "18:00"))


def _say_when_it_works(scribe: Scribe, manager: str) -> None:
    """Say when the site works, from the next month on, with the break at noon, and closes for a day."""
    begins_on = scribe.centre.begins_on
    next_month = Month.of(begins_on).plus(1)
    week = {"from_day": Weekday.MONDAY, "to_day": Weekday.FRIDAY}
    scribe.write(
        "site.set_hours",
        "hours",
        at(begins_on, 8, 10),
        manager,
        since=next_month.first_day,
        hours=[{**week, "starts": starts, "ends": ends} for starts, ends in _SHIFTS],
        reason="时限按工作时间计算（示例）",
    )
    scribe.write(
        "site.announce_closing",
        "closing",
        at(begins_on, 8, 15),
        manager,
        first=next_month.last_day,
        last=next_month.last_day,
        reason="年度盘点（示例）",
    )
