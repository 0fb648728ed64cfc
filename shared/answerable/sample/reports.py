"""Reports: the technician's weeks, their summaries, the month's supervision report, and others under way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at
from answerable.streams.report.commands import Draft
from answerable.streams.report.events import ReportKind

_FRIDAYS = (4, 11, 18, 25)
_SERVICE = (
    "本周上门维修三次，均为终端离线，当场恢复",
    "本周完成新装两台、返修一台，更换电源模块一个",
    "本周配合客户检修车载电源，现场培训司机两人",
    "本周集中处理雨季前巡检，补贴设备标签",
)
_SAID = (
    "客户希望上门前一天电话确认时间",
    "客户对更换速度满意，询问超保收费标准",
    "两家客户反映报表导出较慢",
    "客户希望增加夜间值班电话",
)


_WHERE = "客服部、技术部、业务部"
_REVISED = 1
"""The week whose summary is put right behind its issue."""


class _Begun(NamedTuple):
    """A report that was drafted.

    Arguments:
        report: its id.
        at: when.
        edition: what its steps' keys end in, behind the first edition.
    """

    report: str
    at: datetime
    edition: str = ""


def show(scribe: Scribe) -> None:
    """Write the reports of the month, and bring each as far as it has come.

    Arguments:
        scribe: writes them.
    """
    technician, lead, manager = (scribe.centre.staff(word) for word in ("technician", "lead-1", "manager"))
    for number, day in enumerate(_FRIDAYS):
        on, is_last = MONTH.day(day), number == len(_FRIDAYS) - 1
        weekly = _one(
            scribe, ReportKind.WEEKLY_SERVICE, on, technician, at(on, 14, 10), _SERVICE[number], _SAID[number]
        )
        summary = _one(
            scribe,
            ReportKind.WEEKLY_SUMMARY,
            on,
            lead,
            at(on, 16, 20),
            f"周例会汇总：{_SERVICE[number]}；其余工单见数字",
            _SAID[number],
        )
        for report in (weekly, summary):
            _step(scribe, "hand_in", report, technician if report is weekly else lead, minutes=5)
        if not is_last:
            _step(scribe, "sign", weekly, lead, minutes=60)
            _step(scribe, "sign", summary, manager, minutes=60)
            _step(scribe, "issue", summary, lead, minutes=75, recipients=_WHERE)
        if number == _REVISED:
            _anew(scribe, summary, lead, manager)
    _others(scribe)


def _anew(scribe: Scribe, summary: _Begun, lead: str, manager: str) -> None:
    """Put right a summary that was issued: it gets a second edition, signed and issued anew."""
    monday = _Begun(summary.report, summary.at + timedelta(days=3), "-2")
    said = {"reported": "周例会汇总：本周新装三台，原报两台有误；其余不变", "reason": "新装台数报错"}
    _step(scribe, "revise", monday, lead, minutes=0, **said)
    _step(scribe, "hand_in", monday, lead, minutes=5)
    _step(scribe, "sign", monday, manager, minutes=20)
    _step(scribe, "issue", monday, lead, minutes=30, recipients=_WHERE)


def _others(scribe: Scribe) -> None:
    """Write those that come once a month or a quarter: one came back, others wait, one is a draft."""
    on = MONTH.day(30)
    salesperson, supervisor = scribe.centre.staff("salesperson"), scribe.centre.staff("supervisor")
    boss, manager = scribe.centre.staff("general-manager"), scribe.centre.staff("manager")
    supervision = _one(
        scribe,
        ReportKind.SUPERVISION,
        on,
        salesperson,
        at(on, 15),
        "受理登记完整；主动维护两次延期；投诉答复均在时限内",
        measures="主动维护延期的，由技术部下月补做并报业务部复核",
        assessed=scribe.centre.staff("technician"),
    )
    _step(scribe, "hand_in", supervision, salesperson, minutes=20)
    _step(scribe, "sign", supervision, boss, minutes=70)
    analysis = _one(
        scribe,
        ReportKind.ANALYSIS,
        on,
        supervisor,
        at(on, 16),
        "来电集中在上午九点到十一点，超时工单多为等待配件",
        measures="常用配件按月备足",
    )
    _step(scribe, "hand_in", analysis, supervisor, minutes=10)
    agent = scribe.centre.staff("agent-1")
    monthly = _one(scribe, ReportKind.MONTHLY, on, agent, at(on, 11), "本月接听、回访和客户维护情况")
    _step(scribe, "hand_in", monthly, agent, minutes=5)
    _step(scribe, "send_back", monthly, supervisor, minutes=90, reason="请写明未接通客户的后续安排")
    _one(
        scribe,
        ReportKind.OPINIONS,
        on,
        scribe.centre.staff("agent-2"),
        at(on, 17, 30),
        "整理本月客户意见八条",
        "上门时间、报表速度、夜间电话",
    )
    minutes = _one(
        scribe, ReportKind.MINUTES, on, manager, at(on, 9, 30), "一季度客户管理评审会议：确定夜间值班方案"
    )
    _step(scribe, "hand_in", minutes, manager, minutes=15)
    _step(scribe, "sign", minutes, boss, minutes=40)
    _step(scribe, "issue", minutes, manager, minutes=50, recipients="各部门负责人")


def _one(
    scribe: Scribe,
    kind: ReportKind,
    on: date,
    actor: str,
    moment: datetime,
    reported: str,
    feedback: str | None = None,
    **more: str,
) -> _Begun:
    said = {"report_kind": kind.value, "on": on, "reported": reported, "feedback": feedback, **more}
    command = Draft.model_validate({"site": scribe.centre.site, **said})
    command.asked_by(actor)
    scribe.write("report.draft", f"{command.target}:draft", moment, actor, **said)
    return _Begun(command.target, moment)


def _step(scribe: Scribe, step: str, begun: _Begun, actor: str, *, minutes: int, **fields: str) -> None:
    moment = begun.at + timedelta(minutes=minutes)
    key = f"{begun.report}:{step}{begun.edition}"
    scribe.write(f"report.{step}", key, moment, actor, report=begun.report, **fields)
