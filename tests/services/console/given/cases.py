"""Cases of an invented centre, and the story of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from answerable.errors import NotFound
from answerable.queries import desk, matters
from answerable.queries.registers import REGISTERS
from answerable.streams.case.events import Priority
from answerable.streams.case.flow import CaseStage
from answerable.wording import say
from tests.services.console.given.moments import NOW, ago

TOPICS = (
    "网络中断 · 分类 42",
    "账号无法登录 · 分类 26",
    "终端不上报位置 · 分类 55",
    "打印机缺纸报警 · 分类 9",
)


def case_row(number: int, **changes: Any) -> matters.CaseRow:
    """Give the row of an open case, a little different for each number."""
    due = ago(minutes=65 * (5 - number))
    values: dict[str, Any] = {
        "case": f"case-INC{number:07d}",
        "site": "xm01" if number % 3 else "fz02",
        "topic": TOPICS[number % len(TOPICS)],
        "priority": list(Priority)[number % 4],
        "state": CaseStage.OPEN,
        "owner": f"staff-{100 + number}",
        "first_responder": f"staff-{100 + number - number % 2}",
        "team": f"班组 {50 + number % 4}",
        "waiting_for": "班组 70" if number % 4 == 1 else None,
        "opened_at": ago(hours=30 - number),
        "due_at": due,
        "is_overdue": due < NOW,
        "limit_missed": False,
        "transfers": number % 3,
        "reopened": 1 if number % 7 == 0 else 0,
    }
    return matters.CaseRow.model_validate(values | changes)


def case_rows() -> tuple[matters.CaseRow, ...]:
    rows = [case_row(number) for number in range(1, 9)]
    rows.append(case_row(9, state=CaseStage.PAUSED))
    kept = {"state": CaseStage.CLOSED, "resolved_at": ago(hours=20), "closed_at": ago(hours=2)}
    rows.append(case_row(45, due_at=ago(hours=10), is_overdue=False, **kept))
    rows.append(case_row(46, due_at=ago(hours=23), limit_missed=True, is_overdue=False, **kept))
    return tuple(rows)


def entry(
    sequence: int, kind: str, at: datetime, actor: str = "staff-8", **fields: Any
) -> matters.TimelineEntry:
    late = fields.pop("late", timedelta(minutes=1))
    return matters.TimelineEntry(
        sequence=sequence,
        event=f"case-INC0000045.{sequence - 1200}",
        type=f"answerable.{kind}.v1",
        occurred_at=at,
        recorded_at=at + late,
        actor=actor,
        is_imported=bool(fields.pop("imported", False)),
        fields=fields,
    )


def story() -> matters.CaseStory:
    """Give a case that was handed on, paused, missed its limit, and is open still."""
    row = case_row(
        45,
        owner="staff-149",
        first_responder="staff-8",
        waiting_for="staff-31",
        opened_at=ago(hours=9),
        due_at=ago(hours=1),
        is_overdue=True,
        limit_missed=True,
        transfers=1,
    )
    due = ago(hours=2).isoformat()
    return matters.CaseStory(
        case=row,
        entries=(
            entry(
                1201,
                "contact.received",
                ago(hours=9.1),
                channel="call",
                topic="网络中断",
                asked="staff-8",
                wait_s=41,
            ),
            entry(
                1202,
                "case.opened",
                ago(hours=9),
                topic="网络中断 · 分类 42",
                priority="high",
                owner="staff-8",
                limit_minutes=420,
                limit_article="000-1.2",
                due_at=due,
                imported=True,
            ),
            entry(
                1203,
                "case.transfer_requested",
                ago(hours=8),
                to="staff-149",
                to_team="班组 56",
                reason="需要网络组处理",
            ),
            entry(
                1204,
                "case.transfer_accepted",
                ago(hours=6.5),
                "staff-149",
                owner="staff-149",
                previous_owner="staff-8",
            ),
            entry(1205, "case.paused", ago(hours=6), "staff-149", reason="customer"),
            entry(
                1206,
                "case.resumed",
                ago(hours=5),
                "staff-149",
                paused_minutes=60,
                due_at=ago(hours=1).isoformat(),
            ),
            entry(
                1207,
                "case.progress_noted",
                ago(hours=4),
                "staff-149",
                note="已更换光模块，<b>观察</b>中",
                late=timedelta(days=1, hours=3),
            ),
            entry(
                1208,
                "case.limit_missed",
                ago(hours=1),
                "system-callbacks",
                limit_minutes=420,
                owner="staff-149",
            ),
            entry(
                1209,
                "case.transfer_requested",
                ago(minutes=30),
                "staff-149",
                to="staff-31",
                reason="须现场处理",
            ),
        ),
    )


def cases(query: Any) -> Any:
    rows = [
        row
        for row in case_rows()
        if (query.site in {None, row.site})
        and (query.state in {None, row.state})
        and (query.owner in {None, row.owner})
        and (query.mark != "is_overdue" or row.is_overdue)
        and (query.mark != "is_waiting" or row.waiting_for is not None)
        and (query.text is None or query.text.lower() in f"{row.case} {row.topic}".lower())
    ]
    return REGISTERS["case"].page.model_validate(
        {"rows": tuple(rows[: query.limit]), "total": len(rows), "counts": {}}
    )


def timeline(query: desk.CaseTimeline) -> matters.CaseStory:
    told = story()
    if query.case != told.case.case:
        raise NotFound(say("error.no_case", case=query.case))
    return told


def ownership() -> matters.Ownership:
    """Give who owned the case of `story` when."""
    return matters.Ownership(
        first=1,
        last=2,
        total=2,
        owners=(
            matters.Span(who="staff-8", starts_at=ago(hours=9), ends_at=ago(hours=6.5)),
            matters.Span(who="staff-149", starts_at=ago(hours=6.5)),
        ),
        waiting=(
            matters.Span(who="staff-149", starts_at=ago(hours=8), ends_at=ago(hours=6.5)),
            matters.Span(who="staff-31", starts_at=ago(minutes=30)),
        ),
        pauses=(matters.Span(who="customer", starts_at=ago(hours=6), ends_at=ago(hours=5)),),
    )
