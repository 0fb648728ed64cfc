"""Work contact forms, opinions, and remote help: answered in time or not (000-4.2.6, 000-4.10.2)."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, agents, arising, customer, opened
from answerable.sample.scribe import Scribe, minutes
from answerable.streams.case.events import Priority
from answerable.streams.contact.events import Channel
from answerable.streams.liaison.events import LiaisonKind

_REQUESTS = (
    (LiaisonKind.HANDOVER, "客户要求更换备用电源，请核对库存和上门时间"),
    (LiaisonKind.INFORMATION, "维修收费标准下月调整，请通知在谈客户"),
    (LiaisonKind.ERRAND, "请整理本月重复来电的客户编号"),
)
_ADDRESSEES = ("technician", "salesperson", "lead-1")
_OPINIONS = ("账单看不懂，希望写明每项费用", "希望周六也能预约上门", "希望说明书附安装图")
_EXTENTS = ("查看终端参数，修改上报间隔", "查看网络设置", "升级终端程序")
_REFUSED, _WAITS, _SOLVED = 12, 8, 75


def file(scribe: Scribe, day: date) -> None:
    """File forms to other departments, which answer (000-1.4)."""
    for name, moment, chance in arising(scribe, "liaison", day, 60):
        form, addressee = Matter(scribe, "liaison", name), scribe.centre.staff(chance.choice(_ADDRESSEES))
        kind, request = chance.choice(_REQUESTS)
        said = {"liaison_kind": kind, "addressee": addressee, "request": request}
        form.do("file", moment, agents(scribe, day, chance)[0], **said)
        answered = form.later("answer", addressee, answer="已核对，按约定时间办理")
        end(chance, moment, due("form-answer", moment), answered)


def file_late(scribe: Scribe, day: date) -> None:
    """Solve first, and file afterwards what a superior confirms (000-4.2.6)."""
    for name, moment, chance in arising(scribe, "late-form", day, 40):
        agent = agents(scribe, day, chance)[0]
        case = _solved(scribe, f"urgent-{name}", moment, agent, customer(scribe, day, name))
        form, filed_at = Matter(scribe, "liaison", f"late-{name}"), moment + minutes(100)
        said = {"addressee": scribe.centre.staff("technician"), "case": case}
        request = "机房断电，已先行协调切换备用电源"
        form.do("file_late", filed_at, agent, **said, request=request, reason="全部终端离线，等不及填单")
        confirmed = form.later("confirm", scribe.centre.staff("supervisor"))
        end(chance, filed_at, due("late-form", filed_at), confirmed)


def _solved(scribe: Scribe, name: str, moment: datetime, agent: str, about: str) -> str:
    """Let a case be opened and solved within the hour, by whoever was first asked."""
    case, contact = Matter(scribe, "case", name), Matter(scribe, "contact", name)
    topic = {"topic": "现场断电", "customer": about}
    contact.do("receive", moment, agent, channel=Channel.CALL, asked=agent, **topic)
    contact.do("answer", moment, agent, talk_s=240)
    opened = {"priority": Priority.HIGH, "first_asked": agent, "contact": contact.id}
    team = f"{scribe.centre.name_zh}热线组"
    opened_at = moment + minutes(4)
    case.do("open", opened_at, agent, **opened, **topic, team=team, correlation_id=contact.id)
    case.do("resolve", moment + minutes(50), agent, resolution="已切换备用电源，全部恢复在线")
    case.do("inform_customer", moment + minutes(60), agent, channel=Channel.CALL)
    case.do("close", moment + minutes(90), agent)
    return case.id


def pass_on_opinions(scribe: Scribe, day: date) -> None:
    """Pass on what customers think, and tell them what came of it (000-5.5.4)."""
    for name, moment, chance in arising(scribe, "opinion", day, 40):
        form, agent = Matter(scribe, "liaison", f"opinion-{name}"), agents(scribe, day, chance)[0]
        asked = scribe.centre.staff(chance.choice(("manager", "supervisor", "technician")))
        said = {"addressee": asked, "customer": customer(scribe, day, name)}
        opinion = chance.choice(_OPINIONS)
        form.do("forward_opinion", moment, agent, **said, channel=Channel.CALL, opinion=opinion)
        answered_at = moment + minutes(60 + chance.randrange(1200))
        form.do("answer", answered_at, asked, answer="已列入下月改进，按客户意见调整")
        reply = "下月起按您的意见调整"
        told = form.later("tell_customer", agent, channel=Channel.CALL, reply_given=reply)
        end(chance, answered_at, due("opinion-told", moment), told)


def help_from_afar(scribe: Scribe, day: date) -> None:
    """Help from afar what a customer allowed, as far as they allowed it (000-4.10.2.2)."""
    for name, moment, chance in arising(scribe, "remote", day, 45):
        agent, about = agents(scribe, day, chance)[0], customer(scribe, day, name)
        case = opened(scribe, f"remote-{name}", moment - minutes(12), agent, about)
        _help(scribe, Matter(scribe, "remote", name), case, moment, chance)


def _help(scribe: Scribe, remote: Matter, case: str, moment: datetime, chance: Random) -> None:
    agent, fate = agents(scribe, moment.date(), chance)[0], chance.randrange(100)
    remote.do("ask", moment, agent, case=case, extent=chance.choice(_EXTENTS), channel=Channel.CALL)
    if fate < _WAITS:
        return
    if fate < _WAITS + _REFUSED:
        remote.do("refuse", moment + minutes(20), agent, reason="客户要求工程师上门")
        return
    technician = scribe.centre.staff("technician")
    remote.do("consent", moment + minutes(10), agent, channel=Channel.EMAIL)
    remote.do("begin", moment + minutes(20), technician)
    is_solved = chance.randrange(100) < _SOLVED
    result = "按客户授权的范围完成"
    remote.do("end", moment + minutes(55), technician, result=result, is_solved=is_solved)
