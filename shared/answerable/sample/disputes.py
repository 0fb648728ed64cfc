"""Disputes: the hotline and the technicians disagree whose matter it is, and the office rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at
from answerable.streams.dispute.events import Side

_SCENES = (
    ("visit", 7, "上门前由谁与客户约时间", "close"),
    ("spare", 15, "备用终端由谁保管", "carry_out"),
    ("fee", 23, "超保维修由谁报价", "rule"),
    ("night", 29, "夜间断电由谁先到场", "answer"),
    ("label", 31, "设备标签由谁补贴", "raise"),
)
"""Name, day, topic, and the step that it has come to."""

_SILENT, _SENT_BACK = "fee", "spare"
"""The one in which the other department tells no opinion, and the one that is not carried out well."""


def show(scribe: Scribe) -> None:
    """Raise disputes, and go on with each as far as it has come.

    Arguments:
        scribe: writes it.
    """
    for name, day, topic, until in _SCENES:
        _one(scribe, name, at(MONTH.day(day), 10, 40), topic, until)


def _one(scribe: Scribe, name: str, raised_at: datetime, topic: str, until: str) -> None:
    centre, dispute = scribe.centre, f"dispute-{scribe.centre.site}-{name}"
    agent, technician, office = centre.staff("agent-6"), centre.staff("technician"), centre.staff("manager")
    steps: tuple[tuple[str, float, str, dict[str, object]], ...] = (
        ("raise", 0, agent, {"topic": topic, "asked": technician, "opinion": "热线组只负责登记和转派"}),
        ("answer", 3, technician, {"opinion": "技术组只负责现场处理"}),
        (
            "rule",
            24,
            office,
            {
                "side": Side.OTHER,
                "ruling": "由技术组负责，热线组提供客户时间",
                "due_on": (raised_at + timedelta(days=5)).date(),
            },
        ),
        ("supervise", 48, office, {"note": "已提醒技术部，尚未写入派工单"}),
        ("carry_out", 72, technician, {"note": "已写入派工单说明"}),
        ("close", 96, office, {"findings": "抽查三张派工单，均已照办"}),
    )
    if name == _SILENT:
        silent: dict[str, object] = {"reason": "已两次电话询问技术部"}
        steps = (steps[0], ("note_silence", 23, office, silent), *steps[2:])
    for command, hours, actor, fields in steps:
        moment = raised_at + timedelta(hours=hours)
        scribe.write(f"dispute.{command}", f"{dispute}:{command}", moment, actor, dispute=dispute, **fields)
        if command == until:
            break
    if name == _SENT_BACK:
        back = raised_at + timedelta(hours=80)
        why = "只写入一半派工单"
        scribe.write("dispute.send_back", f"{dispute}:send_back", back, office, dispute=dispute, reason=why)
