"""Major faults: reported, climbing the chain, ended, analysed, delivered, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from answerable.calendar.workdays import is_working_day
from answerable.sample.centre import holidays
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.fault.events import CauseKind, ChainLink, Recipient

_PLACES = ("客户机房", "总部平台", "物流园区", "门店网络")
_PHENOMENA = ("全部终端离线", "平台无法登录", "数据延迟超过一小时", "短信通道中断")
_CAUSES = (
    (CauseKind.NETWORK, "切换备用链路并更换光模块", "汇聚交换机光模块老化", "更换同批次光模块，增加链路告警"),
    (
        CauseKind.POWER,
        "启用备用电源，恢复市电后回切",
        "机房所在楼宇停电，备用电源容量不足",
        "扩容备用电源，每季度试切一次",
    ),
    (CauseKind.PLATFORM, "回退平台版本并重启服务", "平台升级后连接数超限", "升级前增加压力测试"),
    (CauseKind.NETWORK, "协调运营商修复光缆", "外线光缆被施工挖断", "增加第二路由"),
    (CauseKind.EQUIPMENT, "更换采集终端主板", "终端主板受潮损坏", "更换密封圈，列入质量巡检"),
    (CauseKind.THIRD_PARTY, "联系短信服务商恢复通道", "短信服务商通道中断", "增加备用短信通道"),
)
"""What analyses find, each with what was done and what keeps it from coming again."""

_CHAIN = (
    (ChainLink.SALESPERSON, "salesperson", 10),
    (ChainLink.MANAGER, "manager", 30),
    (ChainLink.TOP_LEADERSHIP, "general-manager", 60),
)


_SILENT = (2, 4, 7, 11, 18, 41)
"""Minutes until somebody confirms a notice: now and then more than the half hour that they have."""

_UNANALYSED = (7, 20, 24, 29, 44)
"""Hours from a fault's beginning until its analysis is filed."""


def break_down(scribe: Scribe, day: date) -> None:
    """Let a major fault occur on a working day, where chance has it."""
    chance = scribe.dice("fault", day)
    if chance.randrange(100) >= scribe.centre.volume.faults_percent or not is_working_day(day, holidays()):
        return
    began_at = at(day, 9 + chance.randrange(6), chance.randrange(60))
    place, phenomenon = chance.choice(_PLACES), chance.choice(_PHENOMENA)
    handle(scribe, f"{scribe.centre.site}-{day:%Y%m%d}", began_at, place, phenomenon)


def handle(
    scribe: Scribe, name: str, began_at: datetime, place: str, phenomenon: str, *, stops_at: str | None = None
) -> None:
    """Take a fault through its stages (000-4.7).

    Arguments:
        scribe: writes it.
        name: its name.
        began_at: when it began.
        place: where.
        phenomenon: what shows.
        stops_at: the first step that has not happened yet, where it is still in the middle.
    """
    centre, fault = scribe.centre, f"fault-{name}"
    technician = centre.staff("technician")
    chance = scribe.dice(f"chain:{name}", began_at.date())
    cause_kind, handling, cause, correction = chance.choice(_CAUSES)
    stopped = False

    def step(command: str, name_of_step: str, after: timedelta, actor: str, **fields: object) -> None:
        nonlocal stopped
        stopped = stopped or name_of_step == stops_at
        if not stopped:
            moment = began_at + after
            key = f"{fault}:{name_of_step}"
            scribe.write(f"fault.{command}", key, moment, actor, fault=fault, **fields)

    step(
        "report",
        "report",
        minutes(6),
        technician,
        began_at=began_at,
        place=place,
        phenomenon=phenomenon,
        plan="切换备用链路，工程师到场排查",
        customer=centre.customer(began_at.day),
    )
    for link, word, after in _CHAIN:
        person = centre.staff(word)
        told = after + chance.randrange(10)
        confirmed = told + chance.choice(_SILENT)
        step("notify", f"notify-{link}", minutes(told), technician, link=link, staff=person)
        step("acknowledge", f"acknowledge-{link}", minutes(confirmed), person, link=link, staff=person)
    step("log_handling", "handling", minutes(80), technician, note="备用链路已切换，业务部分恢复")
    lasted = 100 + chance.randrange(180)
    step("end", "end", minutes(lasted + 10), technician, ended_at=began_at + minutes(lasted))
    step(
        "file_analysis",
        "analysis",
        timedelta(hours=chance.choice(_UNANALYSED)),
        technician,
        impact="部分终端约三小时无法上报数据",
        handling=handling,
        cause_kind=cause_kind,
        cause=cause,
        correction=correction,
    )
    salesperson = centre.staff("salesperson")
    step("deliver_analysis", "to-customer", timedelta(days=2), salesperson, recipient=Recipient.CUSTOMER)
    step("deliver_analysis", "to-business", timedelta(days=2.1), salesperson, recipient=Recipient.BUSINESS)
    step("close", "close", timedelta(days=3), centre.staff("manager"))
