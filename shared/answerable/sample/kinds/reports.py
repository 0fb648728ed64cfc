"""Reports: of the week, the month and the quarter, handed in in time, late or never; signed and issued."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from answerable.sample.kinds.fates import Ending, recurring
from answerable.sample.kinds.matters import Matter
from answerable.sample.scribe import Scribe, minutes
from answerable.streams.report.commands import Draft
from answerable.streams.report.events import ReportKind

_SENT_BACK, _SIGNED, _ISSUED = 12, 85, 80
_DRAFTED_BEFORE: Final = timedelta(minutes=20)


class _Written(NamedTuple):
    """A kind of report.

    Arguments:
        obligation: what is owed.
        kind: its kind.
        author: who writes it.
        signer: who signs it.
        reported: what it says.
    """

    obligation: str
    kind: ReportKind
    author: str
    signer: str
    reported: str


_WEEKLY = _Written(
    "weekly-summary", ReportKind.WEEKLY_SUMMARY, "lead-1", "manager", "周例会汇总：各组工单按期办理"
)
_OF_PERIODS = (
    _Written(
        "supervision-report",
        ReportKind.SUPERVISION,
        "salesperson",
        "general-manager",
        "受理登记完整，回访基本按期",
    ),
    _Written("monthly-analysis", ReportKind.ANALYSIS, "supervisor", "manager", "来电集中在上午九点到十一点"),
    _Written(
        "security-review",
        ReportKind.SECURITY,
        "data-protection-officer",
        "general-manager",
        "客户信息权限逐项核对，无异常",
    ),
    _Written(
        "review-meeting",
        ReportKind.MINUTES,
        "manager",
        "general-manager",
        "客户管理评审会议：确定夜间值班方案",
    ),
)


def sum_up_week(scribe: Scribe, day: date) -> None:
    """Let the technician hand in the week, and the lead sum it up for Friday's meeting (000-4.4)."""
    _write(scribe, day, _WEEKLY)
    service = _Written(
        "weekly-summary", ReportKind.WEEKLY_SERVICE, "technician", "lead-1", "本周上门维修三次，当场恢复"
    )
    _write(scribe, day, service)


def report(scribe: Scribe, day: date) -> None:
    """Write the reports of the month and of the quarter."""
    for written in _OF_PERIODS:
        _write(scribe, day, written)


def _write(scribe: Scribe, day: date, written: _Written) -> None:
    due = recurring(scribe, day, written.obligation)
    if due is None or not due[1].fate.is_done:
        return
    first, handed_in = due
    author, chance = scribe.centre.staff(written.author), scribe.dice(f"report-{written.kind}", first)
    said: dict[str, object] = {"report_kind": written.kind, "on": day, "reported": written.reported}
    if written.kind in (ReportKind.WEEKLY_SUMMARY, ReportKind.WEEKLY_SERVICE):
        said["feedback"] = "客户希望上门前一天电话确认时间"
    if written.kind is ReportKind.SUPERVISION:
        said["assessed"] = scribe.centre.staff("technician")
    command = Draft.model_validate({"site": scribe.centre.site, **said})
    command.asked_by(author)
    matter = Matter(scribe, "report", command.target)
    matter.begin("draft", handed_in.at - _DRAFTED_BEFORE, author, **said)
    _hand_in(scribe, matter, written, handed_in, chance)


def _hand_in(scribe: Scribe, matter: Matter, written: _Written, handed_in: Ending, chance: Random) -> None:
    author, signer = scribe.centre.staff(written.author), scribe.centre.staff(written.signer)
    matter.do("hand_in", handed_in.at, author)
    signed_at: datetime = handed_in.at + minutes(60)
    if chance.randrange(100) < _SENT_BACK:
        matter.do("send_back", signed_at, signer, reason="请写明未接通客户的后续安排")
        said = {"reported": f"{written.reported}；未接通客户次日补打", "reason": "按意见补写"}
        matter.do("revise", signed_at + minutes(60), author, **said)
        matter.do("hand_in", signed_at + minutes(70), author, "-2")
        signed_at += minutes(120)
    # What is entered waits for the numbers, which the desk counts: nobody can sign it before.
    if scribe.is_import and chance.randrange(100) < _SIGNED:
        matter.do("sign", signed_at, signer)
        if chance.randrange(100) < _ISSUED:
            matter.do("issue", signed_at + minutes(20), author, recipients="客服部、技术部、业务部")
