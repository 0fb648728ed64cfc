"""From outside: people let in, customers' data asked for; and who signs to keep them secret (001-2.7)."""

from __future__ import annotations

from datetime import date, timedelta

from answerable.sample.kinds.matters import Matter, agents, arising, customer
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.disclosure.events import DisclosedData

_LET_IN = (
    ("空调维保公司维修工", "年度保养", "办公区、机房", ("笔记本电脑 LB-07",)),
    ("宽带运营商装维人员", "更换交换机", "机房", ("测试仪 CS-3", "交换机 SW-2")),
    ("集团内审人员", "抽查交接记录", "会议室", ()),
    ("打印机供应商", "更换硒鼓", "前台", ()),
)
_ASKED = (
    ("快递员", DisclosedData.PHONE_NUMBER, "送件联系不上客户"),
    ("同楼商户", DisclosedData.ADDRESS, "称有货物误送"),
    ("保险公司查勘员", DisclosedData.SERVICE_HISTORY, "核实事故时间"),
    ("派出所民警", DisclosedData.DEVICE_OWNER, "核查车辆，已出示公函"),
)
_SUPERIORS = ("manager", "supervisor", "lead-1", "lead-2", "technician", "salesperson")
_KEPT_HERE, _STAYS, _REFUSED = 20, 4, 35


def let_in(scribe: Scribe, day: date) -> None:
    """Let people into the office, and out again, most with what they brought."""
    for name, moment, chance in arising(scribe, "outsider", day, 45):
        outsider, lead = Matter(scribe, "outsider", name), scribe.centre.staff("lead-1")
        who, purpose, place, devices = chance.choice(_LET_IN)
        brought = {"devices": devices} if devices else {}
        outsider.do("admit", moment, lead, outsider_role=who, purpose=purpose, place=place, **brought)
        if chance.randrange(100) < _STAYS:
            continue
        kept = {"devices_kept": devices[-1:]} if devices and chance.randrange(100) < _KEPT_HERE else {}
        outsider.do("see_off", moment + minutes(40 + chance.randrange(200)), lead, **kept)


def be_asked(scribe: Scribe, day: date) -> None:
    """Be asked for customers' data: told with permission, or not (002-r7-3)."""
    for name, moment, chance in arising(scribe, "disclosure", day, 25):
        asked, agent = Matter(scribe, "disclosure", name), agents(scribe, day, chance)[0]
        supervisor = scribe.centre.staff("supervisor")
        asker, sought, purpose = chance.choice(_ASKED)
        about = {"customer": customer(scribe, day, name), "sought": sought, "asker": asker}
        asked.do("ask", moment, agent, **about, purpose=purpose)
        if chance.randrange(100) < _REFUSED:
            reason = "与客户无委托关系，请其自行联系"
            asked.do("refuse", moment + minutes(15), supervisor, reason=reason)
        else:
            asked.do("approve", moment + minutes(15), supervisor)
            asked.do("tell", moment + minutes(25), agent)


def pledge(scribe: Scribe, day: date) -> None:
    """Sign to keep customers' data secret, on the first day of all (001-K4)."""
    centre = scribe.centre
    if day != centre.begins_on:
        return
    signers = [centre.staff(word) for word in _SUPERIORS]
    signers += [one.id for one in centre.agents_on(day) if one.hired_on < day]
    for number, person in enumerate(signers):
        Matter(scribe, "pledge", f"pledge-{person}").begin(
            "sign",
            at(day, 8, 50) + minutes(number),
            person,
            covers=("customers", "device_owners"),
            valid_until=day + timedelta(days=365),
        )
