"""Major faults: each link told and answering, or not; the analysis filed in time or not (000-4.7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, arising, customer
from answerable.sample.scribe import Scribe, minutes
from answerable.streams.fault.events import CauseKind, ChainLink, Recipient

_PLACES = ("客户机房", "总部平台", "物流园区", "门店网络")
_PHENOMENA = ("全部终端离线", "平台无法登录", "数据延迟超过一小时", "短信通道中断")
_CHAIN = (
    (ChainLink.SALESPERSON, "salesperson", 4),
    (ChainLink.MANAGER, "manager", 24),
    (ChainLink.TOP_LEADERSHIP, "general-manager", 54),
)
_ANALYSIS = {
    "impact": "部分终端约三小时无法上报数据",
    "handling": "切换备用链路并更换光模块",
    "cause_kind": CauseKind.NETWORK,
    "cause": "汇聚交换机光模块老化",
    "correction": "更换同批次光模块，增加链路告警",
}
_DELIVERED = 80


def occur(scribe: Scribe, day: date) -> None:
    """Let major faults occur, climb the chain, end, and be analysed."""
    for name, moment, chance in arising(scribe, "breakdown", day, 25):
        centre, fault = scribe.centre, Matter(scribe, "fault", name)
        technician = centre.staff("technician")
        fault.do(
            "report",
            moment,
            technician,
            began_at=moment - minutes(6),
            place=chance.choice(_PLACES),
            phenomenon=chance.choice(_PHENOMENA),
            plan="切换备用链路，工程师到场排查",
            customer=customer(scribe, day, name),
        )
        for link, word, after in _CHAIN:
            told = {"link": link, "staff": centre.staff(word)}
            told_at = moment + minutes(after)
            fault.do("notify", told_at, technician, link, **told)
            answered = fault.later("acknowledge", told["staff"], link, **told)
            end(chance, told_at, due("fault-notice", told_at), answered)
        fault.do("log_handling", moment + minutes(80), technician, note="备用链路已切换，业务部分恢复")
        ended_at = moment + minutes(190 + chance.randrange(120))
        fault.do("end", ended_at, technician, ended_at=ended_at - minutes(8))
        filed = fault.later("file_analysis", technician, **_ANALYSIS)
        analysed = end(chance, ended_at + minutes(60), due("fault-analysis", ended_at), filed)
        if analysed.fate.is_done and chance.randrange(100) < _DELIVERED:
            _deliver(scribe, fault, analysed.at, chance)


def _deliver(scribe: Scribe, fault: Matter, analysed_at: datetime, chance: Random) -> None:
    """Deliver the analysis to both, and close the fault at least an hour behind its chain (000-4.7c)."""
    sales = scribe.centre.staff("salesperson")
    moment = analysed_at + timedelta(hours=4 + chance.randrange(20))
    for number, recipient in enumerate((Recipient.CUSTOMER, Recipient.BUSINESS)):
        fault.do("deliver_analysis", moment + minutes(20 * number), sales, recipient, recipient=recipient)
    fault.do("close", moment + timedelta(days=1), scribe.centre.staff("manager"))
