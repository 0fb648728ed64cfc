"""What can be done about a roster, given from the pages: coming and going, leave, duty logs and swaps."""

from __future__ import annotations

from tests.e2e.desks import Desks
from tests.services.console.following import Typed

TODAY = "2016-04-01"


async def on_duty(desks: Desks) -> None:
    """Be on duty, and away from it, in every way.

    Arguments:
        desks: where it is done.
    """
    for who, begins, ends in (
        ("agent-5", "2016-04-01T08:00", "2016-04-01T16:00"),
        ("technician", "2016-04-01T07:00", "2016-04-01T15:00"),
        ("agent-5", "2016-04-20T08:00", "2016-04-20T16:00"),
    ):
        planned = {"staff": desks.person(who), "month": "2016-04", "starts_at": begins, "ends_at": ends}
        await desks.give("supervisor", "duty.roster", **planned)
    await _come_and_go(desks)
    await _leave(desks)
    await _log(desks)
    await _swap(desks)


async def _come_and_go(desks: Desks) -> None:
    give = desks.give
    day = await give("agent-5", "attendance.come", on=TODAY)
    out = {"place": "银行", "errand": "送票据", "return_by": "2016-04-01T11:00"}
    await give("agent-5", "attendance.go_out", day, **out)
    await give("agent-5", "attendance.come_back", day)
    # The lead's duty of yesterday is over, and nobody has relieved them.
    of_lead, of_supervisor = (f"attendance-gz02-gz02-{one}-20160331" for one in ("lead-1", "supervisor"))
    await give("lead-1", "attendance.stay_on", of_lead, awaited=desks.person("technician"))
    await give("lead-1", "attendance.leave", of_lead)
    await give("manager", "attendance.correct", of_lead, came_at="2016-03-31T08:02", reason="门禁记录")
    forgot = {"left_at": "2016-03-31T16:30", "note": "门禁记录"}
    await give("manager", "attendance.note_leaving", of_supervisor, **forgot)
    missing = {"staff": desks.person("technician"), "on": TODAY, "was_there": "no", "note": "电话无人接听"}
    noted = await give("supervisor", "attendance.note_missing", **missing)
    await give("manager", "attendance.withdraw", noted, reason="已调休")


async def _leave(desks: Desks) -> None:
    give = desks.give
    day_off: dict[str, Typed] = {"leave_kind": "time_off", "since": "2016-04-11", "until": "2016-04-11"}
    leave = await give("agent-5", "leave.ask", "", **day_off, reason="调休")
    await give("manager", "leave.refuse", leave, reason="当日人手不足")
    await give("manager", "leave.withdraw_answer", leave, reason="已找到替班")
    await give("manager", "leave.approve", leave)
    flooded: dict[str, Typed] = {"leave_kind": "personal", "since": "2016-03-30", "until": "2016-03-30"}
    flooded |= {"happened_at": "2016-03-30T07:00", "reason": "住处漏水"}
    urgent = await give("agent-5", "leave.ask", "", **flooded)
    await give("manager", "leave.approve", urgent)
    await give("lead-1", "leave.come_back", urgent, on=TODAY, is_covered="no")
    await give("manager", "leave.correct_return", urgent, on="2016-03-31", is_covered="no", reason="记错日期")
    await give("manager", "leave.withdraw", urgent, reason="登记重复")


async def _log(desks: Desks) -> None:
    give = desks.give
    log = await give("agent-5", "dutylog.open", on=TODAY, shift="day", place="客服部办公室")
    await give("agent-5", "dutylog.enter", log, log_kind="situation", situation="大堂地面有水")
    await give("agent-5", "dutylog.settle", log, entry="1", result="已拖干")
    await give("agent-5", "dutylog.patrol", log, area="greenery", mark="×", finding="灌溉漏水")
    await give("agent-5", "dutylog.leave_open", log, entry="2", reason="绿化公司明早到场")
    await give("agent-5", "dutylog.check_lights", log, lights="大堂效果灯", mark="√")
    await give("agent-5", "dutylog.withdraw_entry", log, entry="3", reason="查的是走廊灯")
    await give("agent-5", "dutylog.sign_off", log)
    await give("lead-1", "dutylog.withdraw", log, reason="班次选错")


async def _swap(desks: Desks) -> None:
    give = desks.give
    duty = {"duty_begins": "2016-04-20T08:00", "to": desks.person("agent-4"), "reason": "家中有事"}
    swap = await give("agent-5", "swap.propose", **duty)
    await give("agent-4", "swap.agree", swap)
    await give("manager", "swap.refuse", swap, reason="当日另有培训")
    again = await give("agent-5", "swap.propose", **duty)
    await give("agent-4", "swap.decline", again, reason="另有安排")
    third = await give("agent-5", "swap.propose", **duty)
    await give("agent-4", "swap.agree", third)
    await give("manager", "swap.approve", third)
    await give("manager", "swap.withdraw", third, reason="不再需要")
