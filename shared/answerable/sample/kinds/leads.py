"""Sales leads: recorded by service, passed on, taken up by sales; some late, some never (001-2.5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, agents, arising, customer
from answerable.sample.scribe import Scribe
from answerable.streams.saleslead.events import LeadOutcome

_INTERESTS = (
    "十辆货车加装定位终端",
    "仓库加装摄像机",
    "服务期满续约",
    "新开分店需要整套门禁",
    "冷链车加装温度探头",
)
_OUTCOMES = (
    (LeadOutcome.SIGNED, "已签订合同"),
    (LeadOutcome.NO_DEAL, "客户预算不足，明年再谈"),
    (LeadOutcome.OUT_OF_REACH, "三次联系未果"),
)
_CONCLUDED = 75


def hear(scribe: Scribe, day: date) -> None:
    """Hear of what a customer might buy, and pass it on."""
    for name, moment, chance in arising(scribe, "saleslead", day, 70):
        lead = Matter(scribe, "saleslead", name)
        heard = {"interest": chance.choice(_INTERESTS), "customer": customer(scribe, day, name)}
        lead.do("record", moment, agents(scribe, day, chance)[0], **heard)
        sales = scribe.centre.staff("salesperson")
        passed_on = lead.later("pass_on", scribe.centre.staff("lead-1"), to=sales)
        ended = end(chance, moment, due("lead-passed-on", moment), passed_on)
        if ended.fate.is_done:
            _follow(lead, ended.at, sales, chance)


def _follow(lead: Matter, passed_at: datetime, sales: str, chance: Random) -> None:
    ended = end(chance, passed_at, due("lead-taken-up", passed_at), lead.later("take_up", sales))
    if ended.fate.is_done and chance.randrange(100) < _CONCLUDED:
        outcome, note = chance.choice(_OUTCOMES)
        concluded_at = ended.at + timedelta(hours=3 + chance.randrange(200))
        lead.do("conclude", concluded_at, sales, lead_outcome=outcome, note=note)
