"""What comes from outside: people in the office, requests for customers' data; and who pledged secrecy."""

from __future__ import annotations

from datetime import timedelta

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at

_LET_IN = (
    ("aircon", 3, "空调维保公司维修工", "年度保养", "办公区、机房", ("笔记本电脑 LB-07",), "left"),
    ("audit", 16, "集团内审人员", "抽查交接记录", "会议室", (), "left"),
    ("network", 24, "宽带运营商装维人员", "更换交换机", "机房", ("测试仪 CS-3", "交换机 SW-2"), "kept"),
    ("printer", 31, "打印机供应商", "更换硒鼓", "前台", (), "inside"),
)
"""Name, day, who, what for, where, with what, and where they are by the end."""

_ASKED = (
    ("parcel", 8, "快递员", "phone_number", "送件联系不上客户", "tell"),
    ("neighbour", 15, "同楼商户", "address", "称有货物误送", "refuse"),
    ("insurer", 22, "保险公司查勘员", "service_history", "核实事故时间", "approve"),
    ("police", 31, "派出所民警", "device_owner", "核查车辆，已出示公函", "ask"),
)
"""Name, day, who asks, for what, why, and the step that it has come to."""

_PLEDGED = ("manager", "supervisor", "lead-1", "lead-2", "agent-1", "agent-2", "agent-3", "technician")
"""Who has signed a statement of secrecy; the others are found to have none."""


def show(scribe: Scribe) -> None:
    """Let people in and out, decide on what others ask for, and have statements signed.

    Arguments:
        scribe: writes it.
    """
    _let_in(scribe)
    _asked(scribe)
    for number, word in enumerate(_PLEDGED):
        signed_at = at(MONTH.day(2), 9, 5 + number)
        covers = ["customers", "device_owners"] + (["permissions"] if word != "technician" else [])
        scribe.write(
            "pledge.sign",
            f"pledge:{word}",
            signed_at,
            scribe.centre.staff(word),
            covers=tuple(covers),
            valid_until=MONTH.day(31) if word == "agent-3" else (signed_at + timedelta(days=300)).date(),
        )


def _let_in(scribe: Scribe) -> None:
    lead = scribe.centre.staff("lead-1")
    for name, day, who, purpose, place, devices, until in _LET_IN:
        outsider, moment = f"outsider-{scribe.centre.site}-{name}", at(MONTH.day(day), 10, 15)
        scribe.write(
            "outsider.admit",
            f"{outsider}:admit",
            moment,
            lead,
            outsider=outsider,
            outsider_role=who,
            purpose=purpose,
            place=place,
            devices=devices or None,
        )
        if until != "inside":
            kept = devices[-1:] if until == "kept" else None
            left_at = moment + timedelta(hours=2)
            scribe.write(
                "outsider.see_off", f"{outsider}:see_off", left_at, lead, outsider=outsider, devices_kept=kept
            )


def _asked(scribe: Scribe) -> None:
    agent, supervisor = scribe.centre.staff("agent-2"), scribe.centre.staff("supervisor")
    for number, (name, day, asker, sought, purpose, until) in enumerate(_ASKED):
        disclosure, moment = f"disclosure-{scribe.centre.site}-{name}", at(MONTH.day(day), 11, 20)
        said = {"customer": f"customer-{scribe.centre.site}-{number}", "sought": sought, "asker": asker}
        key = {"disclosure": disclosure}
        scribe.write("disclosure.ask", f"{disclosure}:ask", moment, agent, **key, **said, purpose=purpose)
        decided_at, told_at = moment + timedelta(minutes=15), moment + timedelta(minutes=25)
        if until == "refuse":
            why = {"reason": "与客户无委托关系，请其自行联系"}
            scribe.write("disclosure.refuse", f"{disclosure}:refuse", decided_at, supervisor, **key, **why)
        elif until != "ask":
            scribe.write("disclosure.approve", f"{disclosure}:approve", decided_at, supervisor, **key)
        if until == "tell":
            scribe.write("disclosure.tell", f"{disclosure}:tell", told_at, agent, **key)
