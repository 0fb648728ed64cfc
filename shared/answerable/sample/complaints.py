"""Complaints: filed, investigated, judged, mended, and told to the customer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from answerable.calendar.workdays import is_working_day
from answerable.sample.centre import holidays
from answerable.sample.scribe import Scribe, at
from answerable.streams.contact.events import Channel

_TOPICS = ("回电不及时", "答复前后不一致", "服务态度", "上门时间未履约")
_UPHELD = 55


def complain(scribe: Scribe, day: date, *, first_agent: int = 1) -> None:
    """Let a customer complain on a working day, where chance has it.

    Arguments:
        scribe: writes it.
        day: the day.
        first_agent: only agents from this one on are complained of by chance.
    """
    chance = scribe.dice("complaint", day)
    if chance.randrange(100) >= scribe.centre.volume.complaints_percent or not is_working_day(
        day, holidays()
    ):
        return
    agents = scribe.centre.agents_on(day, first_agent)
    if not agents:
        return
    about = chance.choice(agents).id
    is_upheld = chance.randrange(100) < _UPHELD
    handle(
        scribe,
        f"{scribe.centre.site}-{day:%Y%m%d}",
        at(day, 9 + chance.randrange(7), chance.randrange(60)),
        about,
        topic=chance.choice(_TOPICS),
        verdict="upheld" if is_upheld else "dismissed",
    )


def handle(scribe: Scribe, name: str, filed_at: datetime, about: str, *, topic: str, verdict: str) -> None:
    """Take a complaint through its stages, one or two days apart.

    Arguments:
        scribe: writes it.
        name: its name.
        filed_at: when it was filed.
        about: whom it is about.
        topic: what about.
        verdict: ``upheld``, ``conflict`` or ``dismissed``.
    """
    centre, complaint = scribe.centre, f"complaint-{name}"
    supervisor, manager = centre.staff("supervisor"), centre.staff("manager")

    def step(command: str, days: float, actor: str, **fields: object) -> None:
        moment = filed_at + timedelta(days=days)
        scribe.write(
            f"complaint.{command}", f"{complaint}:{command}", moment, actor, complaint=complaint, **fields
        )

    number = int(f"{filed_at:%d}") * 7 % 500
    step(
        "file",
        0,
        centre.staff("lead-2"),
        customer=centre.customer(number),
        channel=Channel.CALL,
        topic=topic,
        about=about,
        text=f"客户反映：{topic}",
    )
    step("investigate", 1, supervisor, findings="已听取录音，核对工单与值班记录")
    if verdict == "dismissed":
        step("dismiss", 1.2, supervisor, reason="录音与记录显示处理符合规定")
        step("feed_back", 2, supervisor, channel=Channel.CALL, is_satisfied=False)
        return
    is_conflict = verdict == "conflict"
    reason = "通话中与客户发生争执" if is_conflict else "未按约定时间回复客户"
    step("uphold", 1.2, manager, responsible=about, is_conflict=is_conflict, reason=reason)
    due_at = filed_at + timedelta(days=6)
    step("propose_plan", 2, supervisor, plan="向客户致歉，并由主管跟进至办结", due_at=due_at)
    step("approve_plan", 2.3, manager)
    step("carry_out", 4, supervisor, note="已致歉，问题已办结")
    step("feed_back", 5, supervisor, channel=Channel.CALL, is_satisfied=True)
