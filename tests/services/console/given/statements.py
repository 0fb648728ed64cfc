"""A month's statement with everything in it that a page has to show."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from answerable.calendar.months import Month
from answerable.conditions.compiling import ConditionResult
from answerable.queries import scoring
from answerable.rulebook.effect import BilingualText, Severity
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
from tests.services.console.given.moments import ago, told


def line(article: str, zh: str, en: str, points: str | None, **changes: Any) -> Line:
    values: dict[str, Any] = {
        "key": f"{article}@{changes.get('number', 1)}",
        "article": article,
        "text": BilingualText(zh=zh, en=en),
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
            clauses=(
                Clause(field="minutes", operator="gt", operand="5", value=12, outcome=ConditionResult.HIT),
            ),
            note=BilingualText(
                zh="“分”误作“分钟”，按扣 5 分读。", en="分 was printed as 分钟: read as 5 points."
            ),
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
                    says=BilingualText(zh="按字面扣 5 分", en="deduct, as printed"),
                    result="−5",
                    is_used=False,
                ),
                ReadingResult(
                    article="001-B5",
                    reading="b",
                    says=BilingualText(zh="列在加分项，加 5 分", en="stands among the bonuses: add"),
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
        says=BilingualText(zh="扣除不得超过当月工资的 20%", en="At most 20% of the month's wage"),
        source=BilingualText(zh="工资支付暂行规定第16条", en="Interim Provisions on Wage Payment, art. 16"),
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


def suggestions() -> scoring.SuggestionList:
    """A limit that was missed, which nobody has decided on, and a callback that nobody is named for."""
    missed = scoring.Suggestion(
        fact=scoring.SuggestedBy.LIMIT_MISSED,
        matter="case-INC0000045",
        event="case-INC0000045.8",
        at=ago(days=6),
        staff="staff-149",
    )
    not_called = scoring.Suggestion(
        fact=scoring.SuggestedBy.CALLBACK_MISSED, matter="callback-1", event="callback-1.1", at=ago(days=7)
    )
    return scoring.SuggestionList(site="xm01", suggestions=(missed, not_called), total=2)
