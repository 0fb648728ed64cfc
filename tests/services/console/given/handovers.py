"""A handover that was refused and one that was reviewed."""

from __future__ import annotations

from datetime import date
from typing import Any

from answerable.queries import desk, matters
from answerable.queries.registers import REGISTERS
from answerable.streams.handover.events import Mark, Shift
from answerable.streams.handover.flow import HandoverStage
from tests.services.console.given.moments import ago


def handover_rows() -> tuple[matters.HandoverRow, ...]:
    def item(text: str, mark: Mark | None, note: str | None = None) -> matters.HandoverItem:
        return matters.HandoverItem(item=text, mark=mark, note=note)

    common = {"site": "xm01", "on": date(2016, 3, 31), "outgoing": "staff-8", "incoming": "staff-149"}
    return (
        matters.HandoverRow.model_validate(
            common
            | {
                "handover": "handover-xm01-20160331-day",
                "shift": Shift.DAY,
                "abnormal": 1,
                "state": HandoverStage.REFUSED,
                "items": (
                    item("桌面整洁", Mark.NORMAL),
                    item("钥匙齐全", Mark.ABNORMAL, "机房钥匙未归还"),
                    item("设备运行", Mark.NORMAL),
                    item("来电登记", None),
                ),
                "carried": (
                    matters.CarriedItem(matter="case-INC0000045", what="网络中断", reason="等现场处理"),
                ),
                "signed_out_at": ago(hours=1),
                "signed_in_at": None,
                "refused_reason": "钥匙未交清，按 002-r4-1.6 拒绝接班",
                "reviewed_by": None,
            }
        ),
        matters.HandoverRow.model_validate(
            common
            | {
                "handover": "handover-xm01-20160330-night",
                "on": date(2016, 3, 30),
                "shift": Shift.NIGHT,
                "abnormal": 0,
                "state": HandoverStage.REVIEWED,
                "items": (item("桌面整洁", Mark.NORMAL), item("设备运行", Mark.NORMAL)),
                "carried": (),
                "signed_out_at": ago(hours=22),
                "signed_in_at": ago(hours=21.9),
                "refused_reason": None,
                "reviewed_by": "staff-3",
            }
        ),
    )


def handovers(query: Any) -> Any:
    rows = [
        row
        for row in handover_rows()
        if query.on in {None, row.on}
        and query.site in {None, row.site}
        and (query.text or "") in f"{row.handover} {row.outgoing}"
    ]
    refused = [row for row in rows if row.state is HandoverStage.REFUSED]
    shown = refused if query.mark == "is_refused" else rows
    counts = {"every": len(rows), "is_refused": len(refused)}
    return REGISTERS["handover"].page.model_validate(
        {"rows": tuple(shown), "total": len(shown), "counts": counts}
    )


def duties() -> desk.Duties:
    """Give two people on duty in the morning, and one at night."""
    morning, night = (ago(hours=5), ago(hours=-3)), (ago(hours=-10), ago(hours=-16))
    return desk.Duties(
        at=ago(),
        duties=tuple(
            desk.DutyRow(staff=staff, site="xm01", starts_at=starts_at, ends_at=ends_at)
            for staff, (starts_at, ends_at) in (
                ("staff-8", morning),
                ("staff-149", morning),
                ("staff-2", night),
            )
        ),
    )


def roster() -> desk.RosterMonth:
    """Give a month with a day on which all is well, one that nobody covers, and a holiday with too few."""
    on_duty = duties().duties
    days = (
        (date(2016, 4, 1), on_duty, None, False),
        (date(2016, 4, 2), (), desk.RosterFinding.NOBODY, True),
        (date(2016, 4, 3), on_duty[:1], desk.RosterFinding.NOT_REINFORCED, True),
    )
    return desk.RosterMonth(
        at=ago(),
        site="xm01",
        month="2016-04",
        is_announced=True,
        reinforced=2,
        days=tuple(
            desk.RosterDay(
                day=day, is_off=is_off, is_holiday=is_off, is_over=False, duties=stretches, finding=finding
            )
            for day, stretches, finding, is_off in days
        ),
        swaps=(desk.SwapToEnter(swap="swap-1", staff="staff-8", to="staff-149", duty_begins=ago(hours=-70)),),
    )


def handover_board() -> desk.HandoverCells:
    cells = [row.model_dump(include=set(matters.HandoverCell.model_fields)) for row in handover_rows()]
    return desk.HandoverCells(cells=tuple(matters.HandoverCell.model_validate(cell) for cell in cells))
