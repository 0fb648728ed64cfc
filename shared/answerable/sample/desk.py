"""The desk: contacts, and the cases that some of them become."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from answerable.calendar.workdays import is_working_day
from answerable.sample.centre import holidays
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.case.events import Escalation, PauseReason, Priority
from answerable.streams.contact.events import Channel

TOPICS = ("终端不在线", "报表数据不符", "账号无法登录", "设备报修", "使用咨询", "升级通知", "合同与付款")
_CHANNELS = (Channel.CALL,) * 6 + (Channel.EMAIL, Channel.CHAT, Channel.VISIT, Channel.LETTER)
_PRIORITIES = (Priority.MODERATE,) * 5 + (Priority.LOW, Priority.LOW, Priority.HIGH)
_ABANDONED, _NOBODY, _ANSWERED_ONLY, _EMERGENCY = 6, 7, 40, 3
EMERGENCY_LIMIT_MINUTES = 240
_ENTERED_WITHIN_S = 300
"""What people enter is entered when it is over: longer than this a call has not lasted by then."""


def receive(scribe: Scribe, day: date) -> None:
    """Let the day's contacts come in."""
    if not is_working_day(day, holidays()):
        return
    chance = scribe.dice("desk", day)
    for number in range(1, scribe.centre.volume.contacts + 1):
        moment = at(day, 8) + minutes(chance.randrange(900))
        people = scribe.centre.on_shift(0 if moment < at(day, 16) else 1, day)
        if people:
            _contact(scribe, f"{scribe.centre.site}-{day:%Y%m%d}-{number}", moment, people, chance)


def _contact(scribe: Scribe, name: str, moment: datetime, people: list[str], chance: Random) -> None:
    contact, asked, wait_s = f"contact-{name}", chance.choice(people), chance.randrange(120)
    about = {"customer": scribe.centre.customer(chance.randrange(500)), "topic": chance.choice(TOPICS)}
    fate, channel = chance.randrange(100), chance.choice(_CHANNELS)
    is_abandoned = channel is Channel.CALL and fate < _ABANDONED
    scribe.write(
        "contact.receive",
        contact,
        moment,
        asked,
        contact=contact,
        channel=channel,
        asked=None if is_abandoned else asked,
        wait_s=wait_s,
        **about,
    )
    if is_abandoned:
        later = moment + minutes(2)
        if fate % 2:
            scribe.write("contact.request_return_call", f"{contact}:return", later, asked, contact=contact)
        scribe.write("contact.abandon", f"{contact}:end", later, asked, contact=contact, wait_s=wait_s)
        return
    if channel is Channel.CALL and fate == _NOBODY:
        scribe.write("contact.void", f"{contact}:end", moment, asked, contact=contact, reason="无人应答")
        return
    talk_s = 40 + chance.randrange(500)
    if not scribe.is_import:
        talk_s = min(talk_s, _ENTERED_WITHIN_S)
    scribe.write("contact.answer", f"{contact}:end", moment, asked, contact=contact, talk_s=talk_s)
    if fate >= _ANSWERED_ONLY:
        is_emergency = chance.randrange(100) < _EMERGENCY
        priority = Priority.CRITICAL if is_emergency else chance.choice(_PRIORITIES)
        open_case(scribe, name, moment + minutes(3), asked, priority=priority, contact=contact, **about)
        if is_emergency:
            overrun = chance.choice((None, 4, 18, 50))
            end_emergency(scribe, name, moment + minutes(3), asked, overrun)
        else:
            _work(scribe, name, moment + minutes(3), asked, people, chance)


def open_case(
    scribe: Scribe, name: str, moment: datetime, owner: str, *, priority: Priority, **fields: str | None
) -> None:
    """Open a case of a contact; the person first asked owns it."""
    scribe.note_case(moment, f"case-{name}")
    scribe.write(
        "case.open",
        f"case-{name}",
        moment,
        owner,
        case=f"case-{name}",
        priority=priority,
        is_emergency=True if priority is Priority.CRITICAL else None,
        first_asked=owner,
        team=f"{scribe.centre.name_zh}热线组",
        correlation_id=f"contact-{name}",
        **fields,
    )


def end_emergency(scribe: Scribe, name: str, opened_at: datetime, owner: str, overrun: int | None) -> None:
    """Solve an emergency, within its limit or so many minutes behind it."""
    case = f"case-{name}"
    lead = scribe.centre.staff("lead-1")
    scribe.write(
        "case.escalate",
        f"{case}:escalate",
        opened_at + minutes(5),
        owner,
        case=case,
        level=Escalation.SUPERVISOR,
        reason="突发事件，立即上报",
    )
    solved_at = opened_at + minutes(EMERGENCY_LIMIT_MINUTES + (overrun or -60))
    if overrun is not None:
        scribe.write("case.miss_limit", f"{case}:missed", solved_at, lead, case=case)
    _finish(scribe, case, solved_at, owner, "现场恢复供电后重启平台")


def _work(
    scribe: Scribe, name: str, opened_at: datetime, owner: str, people: list[str], chance: Random
) -> None:
    """Take a case through its life: solved at once, handed on, refused, paused, reopened, or left open."""
    case, moment = f"case-{name}", opened_at + minutes(5 + chance.randrange(90))
    colleague = chance.choice([person for person in people if person != owner] or [owner])
    fate = chance.randrange(100)
    if fate >= 35 and colleague != owner:  # noqa: PLR2004  (a third is solved by who was first asked)
        team = f"{scribe.centre.name_zh}热线组"
        scribe.write(
            "case.transfer",
            f"{case}:to",
            moment,
            owner,
            case=case,
            to=colleague,
            to_team=team,
            reason="由专人处理",
        )
        moment += minutes(10 + chance.randrange(120))
        is_there = not scribe.is_gone(colleague, moment)  # else nobody answers: it stays where it is
        if is_there and fate % 9 == 0:
            scribe.write(
                "case.refuse",
                f"{case}:refuse",
                moment,
                colleague,
                case=case,
                reason="不属于本岗职责",
            )
        elif is_there and fate % 11:
            scribe.write("case.accept", f"{case}:accept", moment, colleague, case=case)
            owner = colleague
        moment += minutes(15 + chance.randrange(300))
    if fate % 4 == 0:
        reason = chance.choice((PauseReason.CUSTOMER, PauseReason.VENDOR))
        scribe.write("case.pause", f"{case}:pause", moment, owner, case=case, reason=reason)
        moment += minutes(60 + chance.randrange(2000))
        scribe.write("case.resume", f"{case}:resume", moment, owner, case=case)
    if fate % 3 == 0:
        note = chance.choice(("已远程检查", "已派工程师", "已联系供应商"))
        scribe.write("case.note_progress", f"{case}:note", moment, owner, case=case, note=note)
        moment += minutes(30 + chance.randrange(1500))
    if fate % 17:
        _finish(
            scribe, case, moment, owner, chance.choice(("已更换部件", "已重置账号", "已解答", "已更正数据"))
        )


def _finish(scribe: Scribe, case: str, moment: datetime, owner: str, resolution: str) -> None:
    scribe.write("case.resolve", f"{case}:resolve", moment, owner, case=case, resolution=resolution)
    told_at = moment + minutes(20)
    scribe.write("case.inform_customer", f"{case}:inform", told_at, owner, case=case, channel=Channel.CALL)
    scribe.write("case.close", f"{case}:close", moment + minutes(1500), owner, case=case)
