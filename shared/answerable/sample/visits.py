"""Visits and inspections: made with findings that became cases, missed, moved, and still to be made."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at
from answerable.streams.visit.events import Activity, VisitKind

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def pay(scribe: Scribe) -> None:
    """Let a site's people pay the visits of the month.

    Arguments:
        scribe: writes it.
    """
    centre = scribe.centre
    case = f"case-{centre.site}-emergency-1"
    patrol = _plan(scribe, "patrol", VisitKind.PATROL, "technician", 9, customer=centre.customer(3))
    patrol_at = at(MONTH.day(9), 10)
    _make(
        scribe,
        patrol,
        patrol_at,
        "technician",
        summary="终端运行正常，客户希望缩短上门等待时间",
        activities=(Activity.GUIDANCE, Activity.OPINIONS),
        findings=("备用电源未接", "安装标签脱落"),
    )
    for number in (1, 2):
        linked_at = patrol_at + timedelta(days=2, minutes=number)
        _step(
            scribe, patrol, f"link-{number}", "link_finding", linked_at, "agent-3", finding=number, case=case
        )
    _report(scribe, patrol, patrol_at + 3 * _DAY, "technician")
    _step(scribe, patrol, "review", "review", patrol_at + 4 * _DAY, "lead-1", remark="同意，按期复查")

    checked = _plan(scribe, "inspection", VisitKind.INSPECTION, "technician", 22, place="物流园区机房")
    checked_at = at(MONTH.day(23), 14)
    _make(
        scribe,
        checked,
        checked_at,
        "technician",
        summary="设备温度偏高，其余正常",
        activities=(Activity.QUALITY_CHECK,),
        findings=("机房通风不足", "一台终端信号弱"),
    )
    _step(scribe, checked, "link-1", "link_finding", checked_at + _HOUR, "agent-3", finding=1, case=case)
    more = {"what": "机房门禁常开"}
    _step(scribe, checked, "raise", "raise_finding", checked_at + 2 * _HOUR, "technician", **more)
    _report(scribe, checked, checked_at + _DAY, "technician")

    missed = _plan(scribe, "key", VisitKind.KEY_CUSTOMER, "salesperson", 16, customer=centre.customer(8))
    missed_at = at(MONTH.day(17), 9)
    _step(scribe, missed, "miss", "miss", missed_at, "salesperson", reason="客户临时外出")
    if centre.site.endswith("2"):
        later = {"due_on": MONTH.day(29), "reason": "与客户另约时间"}
        _step(scribe, missed, "move", "move", missed_at + _HOUR, "salesperson", **later)

    _plan(
        scribe,
        "research",
        VisitKind.RESEARCH,
        "manager",
        31,
        engineer=centre.staff("technician"),
        customer=centre.customer(5),
    )


def _plan(scribe: Scribe, name: str, kind: VisitKind, visitor: str, day: int, **to: Any) -> str:
    centre = scribe.centre
    visit = f"visit-{centre.site}-{name}"
    due_on: date = MONTH.day(day)
    scribe.write(
        "visit.plan",
        visit,
        at(MONTH.day(2), 9, 20),
        centre.staff("supervisor"),
        visit=visit,
        visit_kind=kind,
        visitor=centre.staff(visitor),
        due_on=due_on,
        **to,
    )
    return visit


def _make(scribe: Scribe, visit: str, moment: datetime, visitor: str, **seen: Any) -> None:
    _step(scribe, visit, "make", "make", moment, visitor, **seen)


def _report(scribe: Scribe, visit: str, moment: datetime, by: str) -> None:
    said = {"analysis": "问题集中在安装环境，设备本身正常", "measures": "一周内整改，下次走访时复查"}
    _step(scribe, visit, "report", "file_report", moment, by, **said)


def _step(
    scribe: Scribe, visit: str, step: str, command: str, moment: datetime, by: str, **said: Any
) -> None:
    scribe.write(f"visit.{command}", f"{visit}:{step}", moment, scribe.centre.staff(by), visit=visit, **said)
