"""Duty: coming and going, leave, logs of duty at weekends, and swaps, in every state that a page can show."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.attendance.commands import attendance_id
from answerable.streams.dutylog.commands import dutylog_id
from answerable.streams.dutylog.events import Area, LogKind
from answerable.streams.handover.events import Mark, Shift
from answerable.streams.leave.commands import leave_id
from answerable.streams.leave.events import LeaveKind
from answerable.streams.swap.commands import swap_id

_SATURDAYS = (5, 12, 19)
"""Those of the month with somebody on duty; on the last one, and on Sundays, nobody is (002-r15-1.1)."""

_OFFICE = "客服部办公室"


def show(scribe: Scribe) -> None:
    """Play what happens around a site's roster.

    Arguments:
        scribe: writes it.
    """
    played = _Duty(scribe)
    played.weekends()
    played.come_and_go()
    played.go_on_leave()
    played.swap()


class _Duty:
    """Writes what happens around a site's roster."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._site = scribe.centre.site

    def _staff(self, word: str) -> str:
        return self._scribe.centre.staff(word)

    def _step(self, command: str, matter: str, moment: datetime, by: str, **fields: Any) -> None:
        """Let somebody do something; each is done once at a moment."""
        step = f"{matter}:{command}:{moment:%d%H%M}"
        self._scribe.write(command, step, moment, self._staff(by), **fields)

    def weekends(self) -> None:
        """Put the guard on duty on Saturdays, with a log: one leaves something, one has an emergency."""
        guard = self._staff("guard")
        for day in _SATURDAYS:
            begins = at(MONTH.day(day), 8)
            self._roster(guard, begins)
            log = self._open("guard", begins, Shift.DAY)
            for number, area in enumerate((Area.MANAGED_AREA, Area.PUBLIC_AREAS, Area.GREENERY)):
                seen = {"area": area, "mark": Mark.NORMAL}
                self._in(log, "patrol", begins + minutes(30 + 10 * number), "guard", **seen)
            lights = {"lights": "大堂效果灯", "mark": Mark.NORMAL}
            self._in(log, "check_lights", begins + minutes(90), "guard", **lights)
            self._happens(log, begins, day)
            self._in(log, "sign_off", begins + timedelta(hours=8), "guard")
        today = at(MONTH.day(31), 8)
        log = self._open("lead-2", today, Shift.DAY)
        call = {"log_kind": LogKind.PHONE_CALL, "situation": "分公司来电询问报表时间", "result": "已答复"}
        self._in(log, "enter", today + minutes(70), "lead-2", **call)
        broken = {"lights": "二楼走廊灯", "mark": Mark.ABNORMAL, "finding": "两盏不亮"}
        self._in(log, "check_lights", today + minutes(100), "lead-2", **broken)

    def _roster(self, staff: str, begins: datetime) -> None:
        self._scribe.write(
            "duty.roster",
            f"{staff}:{begins:%Y-%m-%d}:weekend",
            begins - timedelta(days=4),
            self._staff("supervisor"),
            staff=staff,
            month=f"{begins:%Y-%m}",
            starts_at=begins,
            ends_at=begins + timedelta(hours=8),
        )

    def _open(self, by: str, begins: datetime, shift: Shift) -> str:
        on = begins.date()
        log = dutylog_id(self._site, on, shift)
        said = {"on": on, "shift": shift, "place": _OFFICE}
        self._step("dutylog.open", log, begins + minutes(5), by, **said)
        return log

    def _in(self, log: str, what: str, moment: datetime, by: str, **fields: Any) -> None:
        self._step(f"dutylog.{what}", log, moment, by, dutylog=log, **fields)

    def _happens(self, log: str, begins: datetime, day: int) -> None:
        moment = begins + timedelta(hours=4)
        if day == _SATURDAYS[0]:
            leak = {"log_kind": LogKind.SITUATION, "situation": "茶水间水管渗水，已关总阀"}
            self._in(log, "enter", moment, "guard", **leak)
            later = {"entry": 5, "reason": "水电维修单位周一才能到场"}
            self._in(log, "leave_open", begins + minutes(470), "guard", **later)
        elif day == _SATURDAYS[1]:
            smoke = {
                "log_kind": LogKind.EMERGENCY,
                "situation": "配电间有焦味，已断电疏散",
                "told": self._staff("manager"),
            }
            self._in(log, "enter", moment, "guard", **smoke)
            cable = {"entry": 5, "result": "厂家更换接触器，恢复供电"}
            self._in(log, "settle", moment + minutes(150), "guard", **cable)

    def come_and_go(self) -> None:
        """Come and go on the last days: on time, late, too late, out, staying on, and missing."""
        for day in (30, 31):
            on = MONTH.day(day)
            self._come("agent-1", at(on, 7, 56) if self._is_early(1, on) else at(on, 15, 52))
            self._come("lead-1", at(on, 8, 12))
            self._come("supervisor", at(on, 7, 58))
            self._come("technician", at(on, 8, 47))
        yesterday, today = MONTH.day(30), MONTH.day(31)
        out = {"place": "市区营业厅", "errand": "取回检修的终端", "return_by": at(today, 16)}
        self._of("go_out", "technician", today, at(today, 14), **out)
        errand = {"place": "银行", "errand": "送票据", "return_by": at(yesterday, 11)}
        self._of("go_out", "supervisor", yesterday, at(yesterday, 10), **errand)
        self._of("come_back", "supervisor", yesterday, at(yesterday, 11, 20))
        self._of("leave", "supervisor", yesterday, at(yesterday, 16, 2))
        self._of("stay_on", "lead-1", yesterday, at(yesterday, 16), awaited=self._staff("lead-2"))
        self._of("leave", "lead-1", yesterday, at(yesterday, 16, 40))
        self._of("leave", "technician", yesterday, at(yesterday, 15, 30))
        forgot = {"left_at": at(yesterday, 16, 5).isoformat(), "note": "门禁记录"}
        of_agent = attendance_id(self._site, self._staff("agent-1"), yesterday)
        if self._is_early(1, yesterday):
            said = {"attendance": of_agent, **forgot}
            self._step("attendance.note_leaving", of_agent, at(yesterday, 17), "lead-2", **said)
        taught = {"was_there": True, "note": "全天在教室授课"}
        missing = {"staff": self._staff("trainer"), "on": yesterday, **taught}
        self._step("attendance.note_missing", "trainer", at(yesterday, 16, 30), "supervisor", **missing)
        silent = {"was_there": False, "note": "电话无人接听"}
        absent = {"staff": self._staff("salesperson"), "on": today, **silent}
        self._step("attendance.note_missing", "salesperson", at(today, 10), "supervisor", **absent)

    def _is_early(self, agent: int, on: date) -> bool:
        return self._scribe.centre.shift_of(agent, on) == 0

    def _come(self, who: str, moment: datetime) -> None:
        self._step("attendance.come", who, moment, who, on=moment.date())

    def _of(self, what: str, who: str, on: date, moment: datetime, **fields: Any) -> None:
        day = attendance_id(self._site, self._staff(who), on)
        said = {name: one.isoformat() if isinstance(one, datetime) else one for name, one in fields.items()}
        self._step(f"attendance.{what}", day, moment, who, attendance=day, **said)

    def go_on_leave(self) -> None:
        """Ask for leave: back in time, overstayed, refused, told in an emergency, and two that wait."""
        self._ask("agent-4", 10, 10, at(MONTH.day(8), 10), LeaveKind.TIME_OFF, "调休一天")
        self._answer("approve", "agent-4", 10, at(MONTH.day(8), 15))
        self._back("agent-4", 10, 11)
        self._ask("technician", 16, 16, at(MONTH.day(14), 9), LeaveKind.PERSONAL, "家中搬迁")
        self._answer("approve", "technician", 16, at(MONTH.day(14), 11))
        self._back("technician", 16, 18)
        self._ask("agent-3", 25, 25, at(MONTH.day(23), 9), LeaveKind.PERSONAL, "参加同学聚会")
        self._answer("refuse", "agent-3", 25, at(MONTH.day(23), 17), reason="当日人手不足")
        flooded = at(MONTH.day(28), 6, 30)
        told = {"happened_at": flooded.isoformat()}
        self._ask("agent-5", 28, 28, flooded + minutes(85), LeaveKind.PERSONAL, "住处漏水须处理", **told)
        self._answer("approve", "agent-5", 28, flooded + minutes(120))
        april = MONTH.last_day
        for who, days in (("agent-2", 4), ("salesperson", 8)):
            since = april + timedelta(days=days)
            asked = {"leave_kind": LeaveKind.STATUTORY, "since": since, "until": since + timedelta(days=1)}
            self._step("leave.ask", who, at(MONTH.day(31), 11), who, **asked, reason="年休假")

    def _ask(
        self, who: str, first: int, last: int, moment: datetime, kind: LeaveKind, reason: str, **more: Any
    ) -> None:
        asked = {"leave_kind": kind, "since": MONTH.day(first), "until": MONTH.day(last), "reason": reason}
        self._step("leave.ask", f"{who}:{first}", moment, who, **asked, **more)

    def _answer(self, what: str, who: str, first: int, moment: datetime, **more: Any) -> None:
        leave = leave_id(self._site, self._staff(who), MONTH.day(first))
        self._step(f"leave.{what}", leave, moment, "manager", leave=leave, **more)

    def _back(self, who: str, first: int, on: int) -> None:
        leave = leave_id(self._site, self._staff(who), MONTH.day(first))
        back = {"leave": leave, "on": MONTH.day(on), "is_covered": False}
        self._step("leave.come_back", leave, at(MONTH.day(on), 9), "lead-1", **back)

    def swap(self) -> None:
        """Swap Saturdays to come: each has come as far as another step can lead."""
        agents = [f"agent-{number}" for number in range(1, 6)]
        for number, who in enumerate(agents):
            other = agents[(number + 1) % len(agents)]
            begins = at(MONTH.last_day + timedelta(days=9 + 7 * number), 8)
            self._roster_ahead(self._staff(who), begins)
            swap = swap_id(self._site, self._staff(who), begins)
            said = {"duty_begins": begins.isoformat(), "to": self._staff(other), "reason": "当天家中有事"}
            moment = at(MONTH.day(29), 14) + minutes(number)
            self._step("swap.propose", swap, moment, who, **said)
            for hours, (command, by, more) in enumerate(_SWAPPED[number], start=1):
                answerer = other if by == "other" else by
                self._step(command, swap, moment + timedelta(hours=hours), answerer, swap=swap, **more)

    def _roster_ahead(self, staff: str, begins: datetime) -> None:
        self._scribe.write(
            "duty.roster",
            f"{staff}:{begins:%Y-%m-%d}:ahead",
            at(MONTH.day(28), 16),
            self._staff("supervisor"),
            staff=staff,
            month=f"{begins:%Y-%m}",
            starts_at=begins,
            ends_at=begins + timedelta(hours=8),
        )


_SWAPPED: tuple[tuple[tuple[str, str, dict[str, str]], ...], ...] = (
    (),
    (("swap.agree", "other", {}),),
    (("swap.decline", "other", {"reason": "当天另有安排"}),),
    (("swap.agree", "other", {}), ("swap.approve", "manager", {})),
    (("swap.agree", "other", {}), ("swap.refuse", "manager", {"reason": "当天另有培训"})),
)
"""What becomes of each swap behind its proposal: command, who gives it, and what it says."""
