"""What the tests of rulebooks are given: one agent, one month, and short ways to say what happened."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from answerable.calendar import Month
from answerable.events.base import Event
from answerable.rulebook import Fact, Person, Statement, find
from answerable.rulebook.statement import PayProposal
from answerable.streams.assessment import events as assessment
from answerable.streams.case import events as case
from answerable.streams.complaint import events as complaint
from answerable.streams.suggestion import events as suggestion

BOOK = find("call-centre-80")
MARCH = Month(2016, 3)
AGENT = "staff-example-one"
PERSON = Person(AGENT, "xm01", date(2015, 1, 5), None)
SOME_DAY = datetime(2016, 3, 10, 1, 0, tzinfo=UTC)


def pay_of(result: Statement) -> PayProposal:
    """Give what a statement proposes for the pay, which every rulebook with pay does."""
    assert result.pay is not None
    return result.pay


def fact(
    model: type[Event], number: int, *, at: datetime = SOME_DAY, version: int = 1, **fields: Any
) -> Fact:
    event = model(
        originator_id=f"{model.stream}-{number}",
        originator_version=version,
        site="xm01",
        occurred_at=at,
        recorded_at=at,
        causation_id="command-1",
        correlation_id=f"{model.stream}-{number}",
        **{"actor": "staff-example-lead", **fields},
    )
    return Fact(event, 100 + number)


def violation(
    number: int, article: str, *, at: datetime = SOME_DAY, staff: str = AGENT, **fields: Any
) -> Fact:
    fields = {"reason": "seen by the lead", "evidence": ("case-7",), **fields}
    return fact(assessment.ViolationRecorded, number, at=at, staff=staff, article=article, **fields)


def bonus(number: int, article: str) -> Fact:
    return fact(
        assessment.BonusRecorded, number, staff=AGENT, article=article, reason="helped", evidence=("case-8",)
    )


def idea(number: int) -> Fact:
    return fact(suggestion.EffectFound, number, suggested_by=AGENT, effect="good", findings="fewer calls")


def extra(number: int, points: str) -> Fact:
    return fact(
        assessment.ExtraRecorded,
        number,
        staff=AGENT,
        month="2016-03",
        points=Decimal(points),
        reason="team result",
    )


def exam(number: int, score: str, full_marks: str = "100") -> Fact:
    return fact(
        assessment.ExamScored,
        number,
        staff=AGENT,
        score=Decimal(score),
        full_marks=Decimal(full_marks),
        held_on=date(2016, 3, 20),
    )


def overrun(number: int, minutes: int | None, *, is_emergency: bool = True) -> Fact:
    return fact(
        case.LimitMissed,
        number,
        limit_minutes=240,
        overrun_minutes=minutes,
        is_emergency=is_emergency,
        owner=AGENT,
    )


def upheld(number: int, *, is_conflict: bool = False, responsible: str = AGENT) -> Fact:
    return fact(
        complaint.Upheld, number, responsible=responsible, is_conflict=is_conflict, reason="heard on tape"
    )


def revoked(entry: Fact, *, at: datetime = SOME_DAY) -> Fact:
    number = int(entry.event.originator_id.rpartition("-")[2])
    return fact(
        assessment.Revoked, number, at=at, version=2, actor="staff-example-manager", reason="wrong person"
    )
