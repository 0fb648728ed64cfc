"""Handovers: two a working day, checked, signed by both sides, reviewed; some refused, some unsigned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.calendar.workdays import is_working_day, next_working_day
from answerable.sample.centre import holidays
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.handover.commands import handover_id
from answerable.streams.handover.events import Mark, Shift

CHECKLIST = ("交接记录填写完整", "电话与电脑运行正常", "桌面与卫生", "钥匙与门禁卡齐全", "未结事项逐项说明")
_WRONG = ("记录缺少一项签名", "三号坐席耳机无声", "桌面未清理", "备用钥匙不在柜中", "一件未结事项未写原因")
_OPEN = ("客户等待工程师回电", "配件在途", "等待客户提供资料", "系统升级后需复查")
_REASONS = ("客户约定次日联系", "供应商尚未答复", "超出本班处理时间", "需主管确认")
_ABNORMAL, _CARRIED, _REFUSED, _UNSIGNED, _UNREVIEWED = 6, 35, 4, 4, 8


def hand_over(scribe: Scribe, day: date) -> None:
    """Hand over both shifts of a working day (002-r4)."""
    if not is_working_day(day, holidays()):
        return
    following = next_working_day(day + timedelta(days=1), holidays())
    early, late = scribe.centre.on_shift(0, day), scribe.centre.on_shift(1, day)
    next_early = scribe.centre.on_shift(0, following)
    if early and late:
        _one(scribe, day, Shift.DAY, (early, late), (at(day, 15, 40), at(day, 16, 5), following))
    if late and next_early:
        ends = (at(day, 23, 35), at(following, 8, 5), following)
        _one(scribe, day, Shift.EVENING, (late, next_early), ends)


def _one(
    scribe: Scribe,
    day: date,
    shift: Shift,
    sides: tuple[list[str], list[str]],
    times: tuple[datetime, datetime, date],
) -> None:
    chance = scribe.dice(f"handover-{shift}", day)
    outgoing = chance.choice(sides[0])
    incoming = chance.choice([person for person in sides[1] if person != outgoing] or sides[1])
    if outgoing == incoming:
        return
    handover = handover_id(scribe.centre.site, day, shift)
    begins_at, taken_at, following = times
    scribe.write(
        "handover.start",
        f"{handover}:start",
        begins_at,
        outgoing,
        on=day,
        shift=shift,
        outgoing=outgoing,
        incoming=incoming,
        checklist=CHECKLIST,
    )
    _check(scribe, handover, outgoing, begins_at, chance)
    signed_at = begins_at + minutes(12)
    scribe.write("handover.sign_out", f"{handover}:out", signed_at, outgoing, handover=handover)
    fate = chance.randrange(100)
    if fate < _UNSIGNED:
        return
    if fate < _UNSIGNED + _REFUSED:
        reason = "钥匙数量与记录不符，已上报主管"
        scribe.write(
            "handover.refuse",
            f"{handover}:in",
            taken_at,
            incoming,
            handover=handover,
            reason=reason,
        )
    else:
        scribe.write("handover.sign_in", f"{handover}:in", taken_at, incoming, handover=handover)
    if chance.randrange(100) >= _UNREVIEWED:
        lead = scribe.centre.staff(f"lead-{1 + chance.randrange(2)}")
        reviewed_at = at(following, 9, 30 + chance.randrange(20))
        scribe.write("handover.review", f"{handover}:review", reviewed_at, lead, handover=handover)


def _check(scribe: Scribe, handover: str, outgoing: str, begins_at: datetime, chance: Random) -> None:
    for number, item in enumerate(CHECKLIST):
        is_wrong = chance.randrange(100) < _ABNORMAL
        scribe.write(
            "handover.check_item",
            f"{handover}:item-{number + 1}",
            begins_at + minutes(2 + number),
            outgoing,
            handover=handover,
            item=item,
            mark=Mark.ABNORMAL if is_wrong else Mark.NORMAL,
            note=_WRONG[number] if is_wrong else None,
        )
    if chance.randrange(100) < _CARRIED:
        scribe.write(
            "handover.carry_open_item",
            f"{handover}:carried",
            begins_at + minutes(9),
            outgoing,
            handover=handover,
            what=chance.choice(_OPEN),
            reason=chance.choice(_REASONS),
        )
