"""A stand-in for the services: believable answers of an invented centre, for page logic and browser tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from answerable.calendar.months import Month
from answerable.clock import FixedClock
from answerable.conditions.outcomes import Outcome
from answerable.errors import AnswerableError, NotFound
from answerable.events.registry import FLOWS
from answerable.queries import audit, callbacks, desk, intake, matters, scoring
from answerable.queries.base import Query
from answerable.queries.registers import REGISTERS
from answerable.queries.views import ViewStatus, ViewStatuses
from answerable.rulebook.statement import (
    Alert,
    AlertKind,
    Clause,
    Evidence,
    LegalCheck,
    Line,
    LineState,
    OpenQuestion,
    PayProposal,
    ReadingResult,
    Statement,
)
from answerable.rulebook.terms import Severity, Text
from answerable.streams.case.events import Priority
from answerable.streams.case.flow import CaseStage
from answerable.streams.handover.events import Mark, Shift
from answerable.streams.handover.flow import HandoverStage
from answerable.streams.record.events import RecordClass
from answerable.wording import Sentence, say

A = TypeVar("A", bound=BaseModel)

NOW = datetime(2016, 3, 31, 6, 3, tzinfo=UTC)
"""14:03 in Shanghai."""

CLOCK = FixedClock(NOW)
HOURS = (2, 1, 0, 0, 1, 3, 9, 24, 61, 88, 97, 84, 40, 52, 90, 93, 71, 44, 21, 12, 8, 6, 4, 3)
TOPICS = (
    "网络中断 · 分类 42",
    "账号无法登录 · 分类 26",
    "终端不上报位置 · 分类 55",
    "打印机缺纸报警 · 分类 9",
)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


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


def told(zh: str, en: str) -> Sentence:
    return Sentence(key="sample", zh=zh, en=en)


def line(article: str, zh: str, en: str, points: str | None, **changes: Any) -> Line:
    values: dict[str, Any] = {
        "key": f"{article}@{changes.get('number', 1)}",
        "article": article,
        "text": Text(zh=zh, en=en),
        "severity": Severity.MINOR,
        "points": None if points is None else Decimal(points),
        "state": LineState.COUNTED,
        "occurred_at": ago(days=6),
        "evidence": (Evidence(event_id="case-INC0000045.8", event="case.limit_missed", sequence=1208),),
        "explanation": told(f"计 {points} 分。", f"{points} points."),
    }
    changes.pop("number", None)
    return Line.model_validate(values | changes)


POST_LEFT = "当班离岗5分钟以上，未通知上级5分钟/次"
NO_COMPLAINTS = "当月有效投诉率为零，扣5分/次"


def statement(**changes: Any) -> Statement:
    """Give a month with pluses, minuses, a doubtful text, a cap, a proposal and open questions."""
    lines = (
        line(
            "001-m7",
            POST_LEFT,
            "Left the post for more than 5 minutes without telling the superior, 5 points each time",
            "-5",
            clauses=(Clause(field="minutes", operator="gt", operand="5", value=12, outcome=Outcome.HIT),),
            note=Text(zh="“分”误作“分钟”，按扣 5 分读。", en="分 was printed as 分钟: read as 5 points."),
        ),
        line(
            "001-M8",
            "超过11~30分钟10分钟/次",
            "Over the limit by 11 to 30 minutes",
            "-10",
            severity=Severity.MEDIUM,
        ),
        line(
            "001-B5",
            NO_COMPLAINTS,
            "No upheld complaint in the month",
            "5",
            severity=Severity.BONUS,
            reading="b",
            readings=(
                ReadingResult(
                    article="001-B5",
                    reading="a",
                    says=Text(zh="按字面扣 5 分", en="deduct, as printed"),
                    result="−5",
                    is_used=False,
                ),
                ReadingResult(
                    article="001-B5",
                    reading="b",
                    says=Text(zh="列在加分项，加 5 分", en="stands among the bonuses: add"),
                    result="+5",
                    is_used=True,
                ),
            ),
            occurred_at=None,
            evidence=(),
        ),
        line(
            "001-S2",
            "与值班客户发生口角、纠纷或冲突（有效投诉）扣20分/次",
            "A quarrel with a customer (upheld complaint)",
            None,
            state=LineState.UNKNOWN,
            severity=Severity.SEVERE,
            evidence=(
                Evidence(
                    event_id="complaint-77.3",
                    event="complaint.upheld",
                    sequence=1300,
                    cited=("case-INC0000045",),
                ),
            ),
        ),
        line(
            "001-m10",
            "在办公区大声喧哗会影响他人工作扣2分/次",
            "Loud noise",
            None,
            state=LineState.NOT_APPLIED,
        ),
    )
    check = LegalCheck(
        parameter="wage-deduction-share",
        says=Text(zh="扣除不得超过当月工资的 20%", en="At most 20% of the month's wage"),
        source=Text(zh="工资支付暂行规定第16条", en="Interim Provisions on Wage Payment, art. 16"),
        reason=told(zh="日志中没有工资", en="Wages are not in the log"),
    )
    values: dict[str, Any] = {
        "staff": "staff-149",
        "site": "xm01",
        "month": Month(2016, 3),
        "rulebook": "call-centre-80@2016.1",
        "digest": "4f" * 32,
        "base": Decimal(80),
        "lines": lines,
        "raw": Decimal(70),
        "capped": Decimal(70),
        "grade": "C",
        "pay": PayProposal(
            amount=Decimal(-100),
            reason=told(
                zh="(70 − 80) × 10 元 = −100 元。仅为提议。",
                en="(70 − 80) × 10 yuan = −100 yuan. A proposal.",
            ),
            articles=("001-P1", "001-P2"),
            legal=(check,),
            month_of_employment=5,
        ),
        "alerts": (
            Alert(
                kind=AlertKind.DISMISSAL,
                article="000-2.P3",
                text=told(zh="条文规定辞退；仅为提议。", en="The text says dismissal; a proposal only."),
                evidence=("complaint-77.3",),
                legal=(check,),
            ),
        ),
        "readings": (),
        "open_questions": (
            OpenQuestion(
                article="001-S2",
                text=told(zh="是否为与客户的冲突？", en="Was it a quarrel with the customer?"),
                evidence=("complaint-77.3",),
            ),
        ),
    }
    return Statement.model_validate(values | changes)


def callback(
    number: int, state: callbacks.CallbackState, due_on: date, **changes: Any
) -> callbacks.CallbackRow:
    values: dict[str, Any] = {
        "callback": f"callback-d{number}-1",
        "delivery": f"delivery-d{number}",
        "site": "xm01",
        "customer": f"customer-{4000 + number}",
        "project": f"GPS 终端安装第 {number} 期",
        "ordinal": number % 12 + 1,
        "nominal_on": due_on,
        "due_on": due_on,
        "is_provisional": False,
        "state": state,
        "attempts": number % 3,
        "days_over": max(0, (date(2016, 3, 31) - due_on).days),
    }
    return callbacks.CallbackRow.model_validate(values | changes)


def due() -> callbacks.DueList:
    late, now, state = date(2016, 3, 28), date(2016, 3, 31), callbacks.CallbackState
    return callbacks.DueList(
        on=now,
        callbacks=(
            callback(1, state.OVERDUE, late),
            callback(2, state.DUE, now),
            callback(3, state.DUE, now),
        ),
        upcoming=(
            callback(4, state.DUE, date(2016, 4, 5), nominal_on=date(2016, 4, 3)),
            callback(5, state.DUE, date(2016, 4, 6), is_provisional=True),
        ),
        counts=callbacks.DueCounts(owed=3, overdue=1, upcoming=2),
    )


def history(query: callbacks.History) -> callbacks.HistoryAnswer:
    state = callbacks.CallbackState
    rows = (
        callback(6, state.COMPLETED, date(2016, 3, 15), satisfaction=4, days_over=0),
        callback(7, state.MISSED, date(2016, 3, 10), days_over=0, project="=1+1"),
    )
    ended = [row for row in rows if query.state in {None, row.state}]
    at = 0 if query.after is None else 1
    return callbacks.HistoryAnswer(
        ended=tuple(ended[at : at + query.limit]),
        total=len(ended),
        counts=tuple(callbacks.EndCount(state=one, count=1) for one in (state.COMPLETED, state.MISSED)),
        before="first" if at else None,
        after="second" if at + query.limit < len(ended) else None,
        months=tuple(
            callbacks.MonthCount(
                month=f"2015-{month:02d}" if month > 3 else f"2016-{month:02d}",
                due=20 + month,
                completed=17 + month,
                missed=2,
            )
            for month in (10, 11, 12, 1, 2, 3)
        ),
    )


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


def handover_board() -> desk.HandoverCells:
    cells = [row.model_dump(include=set(matters.HandoverCell.model_fields)) for row in handover_rows()]
    return desk.HandoverCells(cells=tuple(matters.HandoverCell.model_validate(cell) for cell in cells))


def listed(stream: str, rows: list[dict[str, Any]], query: Any) -> Any:
    """Answer a register's question as the desk would, from a few rows."""
    published = REGISTERS[stream]
    made = [published.row.model_validate({"site": "xm01", **row}) for row in rows]
    ends = FLOWS[stream].ends
    shown = [
        row
        for row, given in zip(made, rows, strict=True)
        if query.state in {None, given["state"]}
        and not (query.mark == "is_open" and given["state"] in ends)
        and (query.text or "") in " ".join(map(str, given.values()))
    ]
    opened = sum(1 for row in rows if row["state"] not in ends)
    counts = {"every": len(rows), "is_open": opened}
    return published.page.model_validate({"rows": shown, "total": len(shown), "counts": counts})


def complaints(query: Any) -> Any:
    def row(number: int, state: str, *, is_upheld: bool | None, ended: bool) -> dict[str, Any]:
        return {
            "complaint": f"complaint-{number}",
            "topic": "答复不及时" if number % 2 else "服务态度",
            "state": state,
            "is_upheld": is_upheld,
            "about": "staff-149" if number % 2 else None,
            "case": "case-INC0000045" if number % 2 else None,
            "filed_at": ago(days=number - 75),
            "ended_at": ago(days=1) if ended else None,
        }

    rows = [
        row(76, "filed", is_upheld=None, ended=False),
        row(77, "upheld", is_upheld=True, ended=False),
        row(78, "fed_back", is_upheld=False, ended=True),
    ]
    return listed("complaint", rows, query)


def faults(query: Any) -> Any:
    common = {"place": "一号机房", "phenomenon": "全部终端离线"}
    rows: list[dict[str, Any]] = [
        common
        | {
            "fault": "fault-9",
            "state": "reported",
            "began_at": ago(hours=3),
            "acknowledged": ("salesperson",),
            "unacknowledged": ("manager",),
        },
        common
        | {
            "fault": "fault-8",
            "state": "closed",
            "began_at": ago(days=4),
            "ended_at": ago(days=4, hours=-2),
            "acknowledged": ("salesperson", "manager", "top_leadership"),
            "delivered": ("customer", "business"),
        },
    ]
    return listed("fault", rows, query)


def one_row(stream: str) -> Any:
    """Give the answer of a register that has one row."""
    rows: dict[str, dict[str, Any]] = {
        "contact": {
            "topic": "t",
            "contact": "contact-1",
            "state": "received",
            "channel": "call",
            "received_at": NOW,
        },
        "delivery": {
            "delivery": "delivery-1",
            "project": "p",
            "customer": "customer-1",
            "accepted_on": NOW.date(),
        },
    }
    return REGISTERS[stream].page.model_validate({"rows": [{"site": "xm01", **rows[stream]}], "counts": {}})


def none_listed(stream: str) -> Any:
    """Give the answer of a register that has nothing."""
    return REGISTERS[stream].page.model_validate({"rows": (), "total": 0, "counts": {}})


def matter_story(query: desk.StoryOf) -> matters.Story:
    """Tell a complaint's story and those of the handovers; no other matter is there."""
    rows = {row.handover: row for row in handover_rows()}
    if (row := rows.get(query.matter)) is not None:
        facts = row.model_dump(mode="json", exclude={"handover", "site", "state"})
        return matters.Story(matter=query.matter, site=row.site, state=row.state, facts=facts, entries=())
    if query.matter != "complaint-76":
        raise NotFound(say("error.no_matter", matter=query.matter))
    fields = {
        "topic": "答复不及时",
        "text": "等了三天没有回音",
        "customer": "customer-7",
        "about": "staff-149",
    }
    return matters.Story(
        matter=query.matter,
        site="xm01",
        state="filed",
        facts={**fields, "channel": "call", "filed_at": ago(days=1).isoformat()},
        entries=(
            matters.TimelineEntry(
                sequence=41,
                event="complaint-76.1",
                type="answerable.complaint.filed.v1",
                occurred_at=ago(days=1),
                recorded_at=ago(days=1),
                actor="staff-101",
                is_imported=False,
                fields=fields,
            ),
        ),
    )


def findings() -> audit.FindingList:
    def one(kind: audit.FindingKind, gravity: audit.Gravity, zh: str, en: str) -> audit.Finding:
        return audit.Finding(
            finding=f"{kind}:record-cust-9.4",
            kind=kind,
            gravity=gravity,
            site="xm01",
            staff="staff-31",
            record="record-cust-9",
            case="case-INC0000045" if gravity is audit.Gravity.NOTICE else None,
            article="001-2.7",
            occurred_at=ago(hours=5),
            sequence=1177,
            detail=told(zh, en),
        )

    kind, gravity = audit.FindingKind, audit.Gravity
    return audit.FindingList(
        findings=(
            one(
                kind.EXPORT_IN_BULK,
                gravity.ALERT,
                "一次导出 1,200 行客户资料",
                "1,200 rows of customer data left at once",
            ),
            one(
                kind.READ_OFF_SHIFT,
                gravity.WARNING,
                "非当班时间查阅公司绝密",
                "Read company top secret off shift",
            ),
            one(kind.BACK_DATED, gravity.NOTICE, "事后 1 天 3 小时补记", "Recorded 1 d 3 h later"),
        ),
        counts=tuple(
            audit.KindCount(kind=which, count=count)
            for which, count in ((kind.EXPORT_IN_BULK, 1), (kind.READ_OFF_SHIFT, 4), (kind.BACK_DATED, 12))
        ),
        gravities=tuple(
            audit.GravityCount(gravity=weight, count=count)
            for weight, count in ((gravity.NOTICE, 12), (gravity.WARNING, 4), (gravity.ALERT, 1))
        ),
        total=17,
        after="further",
    )


def accesses() -> audit.AccessList:
    return audit.AccessList(
        accesses=(
            audit.AccessRow(
                sequence=1177,
                site="xm01",
                by="staff-31",
                record="record-cust-9",
                record_class=RecordClass.TOP_SECRET,
                occurred_at=ago(hours=5),
                purpose="月度回访名单",
                rows=1200,
                approved_by="staff-3",
            ),
            audit.AccessRow(
                sequence=1170,
                site="xm01",
                by="staff-8",
                record="record-visit-2",
                record_class=RecordClass.SECRET,
                occurred_at=ago(hours=6),
                purpose="核对来电",
                case="case-INC0000045",
            ),
        ),
        total=2,
    )


def overview() -> desk.OverviewAnswer:
    return desk.OverviewAnswer(
        at=NOW,
        sites=(
            desk.SiteCounts(
                site="fz02",
                timezone="Asia/Shanghai",
                name_zh="福州服务中心",
                name_en="Fuzhou service centre",
                staff=12,
                contacts=214,
                cases=160,
                cases_open=11,
                cases_overdue=0,
                resolved=149,
                resolved_at_first_contact=93,
            ),
            desk.SiteCounts(
                site="xm01",
                timezone="Asia/Shanghai",
                name_zh="厦门服务中心",
                name_en="Xiamen service centre",
                staff=46,
                contacts=1284,
                abandoned=37,
                cases=447,
                cases_open=38,
                cases_paused=5,
                cases_overdue=7,
                transfers_waiting=6,
                resolved_at_first_contact=211,
                resolved=402,
                complaints=9,
                complaints_open=3,
                complaints_upheld=2,
                faults=4,
                faults_open=1,
                handovers=93,
                handovers_unsigned=2,
                handovers_refused=1,
            ),
        ),
        contacts_by_hour=HOURS,
    )


def views(*names: str, **changes: Any) -> ViewStatuses:
    return ViewStatuses(
        views=tuple(
            ViewStatus.model_validate(
                {
                    "name": name,
                    "version": 2,
                    "generation": 1,
                    "position": 12_480,
                    "events": 8_211,
                    "lag": 0,
                    "parked": 0,
                    "updated_at": ago(seconds=3),
                }
                | changes
            )
            for name in names
        )
    )


def ledger(**changes: Any) -> desk.LedgerState:
    values: dict[str, Any] = {
        "messages": 12_483,
        "last_sequence": 12_483,
        "deleted": 0,
        "size_bytes": 6_469_466,
        "deny_delete": True,
        "deny_purge": True,
        "differences": (),
    }
    return desk.LedgerState.model_validate(values | changes)


def writing(**clock: Any) -> intake.WritingState:
    values: dict[str, Any] = {"at": NOW, "tolerance_s": 60, "behind_last_s": 0, "ahead_of_server_s": 0.02}
    state = intake.ClockState.model_validate(values | clock)
    return intake.WritingState(fault=state.fault, clock=state)


def statements() -> scoring.StatementList:
    def row(staff: int, score: int, grade: str, **changes: Any) -> scoring.StatementRow:
        values: dict[str, Any] = {
            "staff": f"staff-{staff}",
            "role": "agent",
            "base": Decimal(80),
            "plus": Decimal(max(0, score - 75)),
            "minus": Decimal(-5),
            "raw": Decimal(score),
            "capped": Decimal(score),
            "grade": grade,
            "pay_yuan": Decimal((score - 80) * 10),
            "open_questions": 0,
            "alerts": 0,
        }
        return scoring.StatementRow.model_validate(values | changes)

    return scoring.StatementList(
        site="xm01",
        month="2016-03",
        months=("2016-02", "2016-03"),
        rulebook="call-centre-80@2016.1",
        statements=(
            row(8, 95, "A"),
            row(31, 88, "B"),
            row(12, 85, "B"),
            row(149, 70, "C", open_questions=1, alerts=1),
            row(77, 62, "E", pay_yuan=None, open_questions=2),
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


def site_names() -> desk.SiteNames:
    named = [one.model_dump(include=set(desk.SiteName.model_fields)) for one in overview().sites]
    return desk.SiteNames(sites=tuple(desk.SiteName.model_validate(one) for one in named))


def timeline(query: desk.CaseTimeline) -> matters.CaseStory:
    told = story()
    if query.case != told.case.case:
        raise NotFound(say("error.no_case", case=query.case))
    return told


def answers() -> dict[type[Query[Any]], Any]:
    """Give an answer, or what makes one of a question, for every query that the pages ask."""
    return {
        desk.Overview: overview(),
        desk.Sites: site_names(),
        REGISTERS["case"].query: cases,
        desk.CaseTimeline: timeline,
        REGISTERS["complaint"].query: complaints,
        REGISTERS["fault"].query: faults,
        REGISTERS["contact"].query: none_listed("contact"),
        REGISTERS["delivery"].query: none_listed("delivery"),
        desk.StoryOf: matter_story,
        REGISTERS["handover"].query: handovers,
        desk.HandoverBoard: handover_board(),
        desk.LedgerStatus: ledger(),
        intake.Writing: writing(),
        desk.Views: views("desk", "stories"),
        scoring.Statements: statements(),
        scoring.StatementOf: scoring.StatementAnswer(statement=statement()),
        scoring.Views: views("scores", lag=42),
        callbacks.Due: due(),
        callbacks.History: history,
        callbacks.Views: views("callbacks"),
        audit.Findings: findings(),
        audit.Accesses: accesses(),
        audit.OtherViews: ViewStatuses(views=()),
        audit.Views: views(
            "access",
            parked=1,
            last_error="event 12481 on ledger.xm01.case.case-7: KeyError: 'by'",
            error="access v2 cannot take event 12481: KeyError: 'by'",
        ),
    }


def empty_answers() -> dict[type[Query[Any]], Any]:
    """Give the answers of an installation in which nothing has happened yet."""
    return {
        desk.Overview: desk.OverviewAnswer(at=NOW, sites=(), contacts_by_hour=(0,) * 24),
        desk.Sites: desk.SiteNames(sites=()),
        **{published.query: none_listed(stream) for stream, published in REGISTERS.items()},
        desk.HandoverBoard: desk.HandoverCells(cells=()),
        desk.LedgerStatus: ledger(messages=0, last_sequence=0),
        intake.Writing: writing(),
        desk.Views: ViewStatuses(views=()),
        scoring.Views: ViewStatuses(views=()),
        callbacks.Due: callbacks.DueList(on=date(2016, 3, 31), callbacks=(), upcoming=()),
        callbacks.History: callbacks.HistoryAnswer(ended=(), months=()),
        callbacks.Views: ViewStatuses(views=()),
        audit.Findings: audit.FindingList(findings=(), counts=()),
        audit.Accesses: audit.AccessList(accesses=()),
        audit.OtherViews: ViewStatuses(views=()),
        audit.Views: ViewStatuses(views=()),
    }


class FakeCaller:
    """Answers from a table; an error in the table is raised, a function is called with the question."""

    def __init__(self, table: dict[type[Query[Any]], Any] | None = None) -> None:
        self.table = answers() if table is None else table
        self.asked: list[Query[Any]] = []

    def fail(self, service: str, error: AnswerableError | Callable[[Any], Any]) -> None:
        """Let every question to a service fail from now on."""
        for query in self.table:
            if query.service == service:
                self.table[query] = error

    async def query(self, query: Query[A]) -> A:
        self.asked.append(query)
        answer = self.table[type(query)]
        if isinstance(answer, AnswerableError):
            raise answer
        if callable(answer):
            answer = answer(query)
            if hasattr(answer, "__await__"):
                answer = await answer
        return answer  # type: ignore[no-any-return]  # the table holds answers of every type
