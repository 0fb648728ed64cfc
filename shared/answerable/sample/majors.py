"""Major matters: reported at once or late, noted, directed, written up, and closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at

_SCENES = (
    ("flood", 4, "一号机房进水", 6, "close"),
    ("outage", 16, "全市道闸无法放行", 95, "close"),
    ("press", 24, "记者来电询问收费", 12, "direct"),
    ("injury", 30, "安装现场人员受伤", 4, "take_note"),
    ("fire", 31, "客户配电房冒烟", 8, "report"),
)
"""Name, day, topic, minutes until it was reported, and the step that it has come to."""

_WRITTEN_UP = ("close", "direct")


def show(scribe: Scribe) -> None:
    """Report major matters, and go on with each as far as it has come.

    Arguments:
        scribe: writes it.
    """
    for name, day, topic, late_min, until in _SCENES:
        _one(scribe, name, MONTH.day(day), (topic, late_min), until)


def _one(scribe: Scribe, name: str, day: date, told: tuple[str, int], until: str) -> None:
    centre, incident = scribe.centre, f"incident-{scribe.centre.site}-{name}"
    topic, late_min = told
    general, technician = centre.staff("general-manager"), centre.staff("technician")
    happened_at = at(day, 15, 5)
    known_at = happened_at + timedelta(minutes=7)
    reported_at = known_at + timedelta(minutes=late_min)

    def step(command: str, moment: datetime, actor: str, **fields: object) -> None:
        scribe.write(
            f"incident.{command}", f"{incident}:{command}", moment, actor, incident=incident, **fields
        )

    step(
        "report",
        reported_at,
        technician,
        topic=topic,
        what="已切断现场电源并通知客户",
        happened_at=happened_at.isoformat(),
        known_at=known_at.isoformat(),
    )
    if until == "report":
        return
    step("take_note", reported_at + timedelta(minutes=9), general)
    if until in _WRITTEN_UP:
        directions = "先保人身安全，再恢复运行"
        said_at = reported_at + timedelta(minutes=20)
        step("direct", said_at, general, directions=directions, responsible=technician)
        days = 1 if name == "flood" else 3
        written_at = at(day, 11) + timedelta(days=days)
        step(
            "write_up",
            written_at,
            technician,
            account="经过见维修单，无人员伤亡",
            measures="更换设备，加装告警",
        )
        if until == "close":
            findings = "现场复查，设备运行正常"
            step("close", written_at + timedelta(days=1), centre.staff("manager"), findings=findings)
