"""The front desk: its log handed over each evening, counted; things left at it (002-r4, 002-r7)."""

from __future__ import annotations

from datetime import date

from answerable.sample.kinds.matters import Matter, agents, arising, works
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.handover.commands import handover_id
from answerable.streams.handover.events import Book, Countable, Mark, Shift

_ITEM = "台面整洁，物品入柜上锁"
_THINGS = (Countable.KEYS, Countable.LETTERS, Countable.NEWSPAPERS, Countable.MAGAZINES)
_WRONG, _REFUSED, _UNREVIEWED = 8, 6, 10
_LEFT = ("一箱样品", "一把雨伞", "一份合同原件", "一袋资料", "两盒名片")


def hand_over(scribe: Scribe, day: date) -> None:
    """Hand the front desk's log over from one agent to another, with what is counted."""
    if not works(day):
        return
    chance, begun_at = scribe.dice("front-desk", day), at(day, 17, 30)
    outgoing, incoming = agents(scribe, day, chance, 2)
    paper = Matter(scribe, "handover", handover_id(scribe.centre.site, day, Shift.DAY, Book.FRONT_DESK))
    said = {"on": day, "shift": Shift.DAY, "book": Book.FRONT_DESK, "checklist": (_ITEM,)}
    paper.begin("start", begun_at, outgoing, **said, outgoing=outgoing, incoming=incoming)
    is_wrong = chance.randrange(100) < _WRONG
    mark = {"mark": Mark.ABNORMAL, "note": "台面有未收物品"} if is_wrong else {"mark": Mark.NORMAL}
    paper.do("check_item", begun_at + minutes(2), outgoing, item=_ITEM, **mark)
    for number, thing in enumerate(_THINGS):
        count = 2 + chance.randrange(9)
        paper.do("count_item", begun_at + minutes(3 + number), outgoing, number, thing=thing, number=count)
    lead, is_refused = scribe.centre.staff("lead-1"), chance.randrange(100) < _REFUSED
    if is_refused:
        found = {"thing": _THINGS[0], "found": count + 30, "note": "钥匙数与登记不符"}
        paper.do("dispute_count", begun_at + minutes(10), incoming, **found)
        paper.do("sign_out", begun_at + minutes(16), outgoing)
        paper.do("refuse", begun_at + minutes(18), incoming, reason="数量不符，交班人未能说明")
        decision = "支持：先查清钥匙再交接"
        paper.do("uphold_refusal", begun_at + minutes(50), lead, decision=decision)
        return
    for number, thing in enumerate(_THINGS):
        paper.do("confirm_count", begun_at + minutes(10 + number), incoming, number, thing=thing)
    paper.do("sign_out", begun_at + minutes(16), outgoing)
    paper.do("sign_in", begun_at + minutes(18), incoming)
    if chance.randrange(100) >= _UNREVIEWED:
        paper.do("review", begun_at + minutes(25), lead)


def keep(scribe: Scribe, day: date) -> None:
    """Keep things for somebody, with permission: fetched, refused, or lost (002-r7-4)."""
    for name, moment, chance in arising(scribe, "deposit", day, 40):
        deposit, agent = Matter(scribe, "deposit", name), agents(scribe, day, chance)[0]
        supervisor, fate = scribe.centre.staff("supervisor"), chance.randrange(100)
        deposit.do("ask", moment, agent, what=chance.choice(_LEFT), wanted="keep")
        if fate < 10:  # noqa: PLR2004  (hundredths)
            deposit.do("refuse", moment + minutes(15), supervisor, reason="前台不代为保管此类物品")
            continue
        deposit.do("approve", moment + minutes(15), supervisor)
        deposit.do("store", moment + minutes(25), agent, place="前台二号柜")
        later = moment + minutes(90 + chance.randrange(3000))
        if fate < 14:  # noqa: PLR2004  (hundredths)
            lost = {"responsible": agent, "reason": "未及时收柜，下班后不见"}
            deposit.do("report_loss", later, supervisor, **lost)
        elif fate < 90:  # noqa: PLR2004  (hundredths)
            deposit.do("hand_out", later, agent, signed="前台日志签收栏")
