"""Grievances: complaints replied to and mended in time or not; disputes of departments (000-4.6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, agents, arising, customer
from answerable.sample.scribe import Scribe, minutes
from answerable.streams.contact.events import Channel
from answerable.streams.dispute.events import Side

_DAY = timedelta(days=1)
_TOPICS = ("回电不及时", "答复前后不一致", "服务态度", "上门时间未履约")
_DISPUTED = ("上门前由谁与客户约时间", "备用终端由谁保管", "超保维修由谁报价", "设备标签由谁补贴")
_UPHELD, _SILENT, _CARRIED_OUT = 55, 15, 85


def complain(scribe: Scribe, day: date) -> None:
    """Let customers complain: investigated, judged, mended, told (003-F7)."""
    for name, moment, chance in arising(scribe, "grievance", day, 50):
        centre, complaint = scribe.centre, Matter(scribe, "complaint", name)
        supervisor, about = centre.staff("supervisor"), agents(scribe, day, chance)[0]
        topic = chance.choice(_TOPICS)
        said = {"customer": customer(scribe, day, name), "channel": Channel.CALL, "topic": topic}
        complaint.do("file", moment, centre.staff("lead-2"), **said, about=about, text=f"客户反映：{topic}")
        looked_at = moment + minutes(90)
        findings = "已听取录音，核对工单与值班记录"
        complaint.do("investigate", looked_at, supervisor, findings=findings)
        is_upheld = chance.randrange(100) < _UPHELD
        since: datetime | None = looked_at + minutes(120)
        if is_upheld:
            since = _mend(scribe, complaint, about, looked_at, chance)
        else:
            reason = "录音与记录显示处理符合规定"
            complaint.do("dismiss", looked_at + minutes(60), supervisor, reason=reason)
        if since is not None:
            told = complaint.later("feed_back", supervisor, channel=Channel.CALL, is_satisfied=is_upheld)
            end(chance, since, due("complaint-reply", moment), told)


def _mend(
    scribe: Scribe, complaint: Matter, about: str, looked_at: datetime, chance: Random
) -> datetime | None:
    """Uphold it, and carry a plan out by its time; give when that was done."""
    centre = scribe.centre
    supervisor, manager = centre.staff("supervisor"), centre.staff("manager")
    found = {"responsible": about, "is_conflict": False, "reason": "未按约定时间回复客户"}
    complaint.do("uphold", looked_at + minutes(60), manager, **found)
    due_at = looked_at + timedelta(hours=20 + chance.randrange(36))
    plan = "向客户致歉，并由主管跟进至办结"
    complaint.do("propose_plan", looked_at + minutes(80), supervisor, plan=plan, due_at=due_at)
    approved_at = looked_at + minutes(130)
    complaint.do("approve_plan", approved_at, manager)
    carried_out = complaint.later("carry_out", supervisor, note="已致歉，问题已办结")
    ended = end(chance, approved_at, due_at, carried_out)
    return ended.at if ended.fate.is_done else None


def dispute(scribe: Scribe, day: date) -> None:
    """Let two departments disagree whose matter it is, and the office rule (000-4.6)."""
    for name, moment, chance in arising(scribe, "dispute", day, 35):
        centre, raised = scribe.centre, Matter(scribe, "dispute", name)
        technician, office = centre.staff("technician"), centre.staff("manager")
        asked = {"topic": chance.choice(_DISPUTED), "asked": technician}
        opinion = "热线组只负责登记和转派"
        raised.do("raise", moment, agents(scribe, day, chance)[0], **asked, opinion=opinion)
        since, answered = moment, raised.later("answer", technician, opinion="技术组只负责现场处理")
        if chance.randrange(100) < _SILENT:
            since = moment + _DAY
            answered = raised.later("note_silence", office, reason="已两次电话询问技术部")
        ended = end(chance, since, due("dispute-opinion", moment), answered)
        if ended.fate.is_done:
            _rule(raised, ended.at + minutes(200), technician, office, chance)


def _rule(raised: Matter, moment: datetime, technician: str, office: str, chance: Random) -> None:
    ruling = "由技术组负责，热线组提供客户时间"
    due_on = (moment + 5 * _DAY).date()
    raised.do("rule", moment, office, side=Side.OTHER, ruling=ruling, due_on=due_on)
    if chance.randrange(100) < _CARRIED_OUT:
        raised.do("carry_out", moment + 2 * _DAY, technician, note="已写入派工单说明")
        raised.do("close", moment + 3 * _DAY, office, findings="抽查三张派工单，均已照办")
