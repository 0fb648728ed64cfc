"""The monthly statement: every plus and minus with its article, reading, evidence and words."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from answerable.calendar.months import Month
from answerable.conditions.compiling import ConditionResult
from answerable.rulebook.effect import BilingualText, Severity
from answerable.wording import Sentence

Value = bool | int | str | None


class Part(BaseModel):
    """A part of a statement: immutable, and able to travel as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LineState(StrEnum):
    """What a line does to the score."""

    COUNTED = "counted"
    PROPOSED = "proposed"
    PROVISIONAL = "provisional"
    UNKNOWN = "unknown"
    NOT_APPLIED = "not_applied"
    REVOKED = "revoked"


class Evidence(Part):
    """An event a line rests on.

    Arguments:
        event_id: the aggregate and the version.
        event: its kind, as rulebooks name it.
        sequence: its place in the ledger, where it has one.
        cited: what the event itself names as evidence.
    """

    event_id: str
    event: str
    sequence: int | None
    cited: tuple[str, ...] = ()


class Clause(Part):
    """One clause of a condition, and what it came to.

    Arguments:
        field: which field or monthly input.
        operator: how it was compared.
        operand: with what.
        value: what the field held; None where it is not known.
        outcome: what that comes to.
    """

    field: str
    operator: str
    operand: str
    value: Value
    outcome: ConditionResult


class ReadingResult(Part):
    """What a reading of a doubtful text would give.

    Arguments:
        article: whose text.
        reading: which reading.
        says: what it means.
        result: points, grade or score under it; None where nothing applies or it is not known.
        is_used: whether this statement uses it.
    """

    article: str
    reading: str
    says: BilingualText
    result: str | None
    is_used: bool


class TakenBack(Part):
    """Who took an entry back, when and why; the entry stays to be seen, and counts no more.

    Arguments:
        by: who decided.
        at: when.
        reason: why, in their words; None where a later entry stands in its place.
        event_id: the event that says so.
        sequence: its place in the ledger, where it has one.
    """

    by: str
    at: datetime
    reason: str | None
    event_id: str
    sequence: int | None


class Line(Part):
    """One plus or minus, or why there is none.

    Arguments:
        key: unique in the statement: the article and the event, or ``month``, or ``times``.
        article: the article's id.
        text: its words; the Chinese ones are verbatim.
        severity: the list it stands in; None where this rulebook has no such article.
        points: with their sign; None where it has none, or they are not known.
        state: what the line does to the score.
        reading: the reading used, where the text has several.
        readings: what each reading would give.
        note: how the article is read, where that needs saying.
        evidence: the events it rests on.
        inputs: the values that decided, by name.
        clauses: the condition, clause by clause.
        occurred_at: when it happened; None for what a whole month shows.
        taken_back: by whom, when and why, where it was; its points are those that it had.
        explanation: the same in words.
    """

    key: str
    article: str
    text: BilingualText | Sentence
    severity: Severity | None
    points: Decimal | None
    state: LineState
    reading: str | None = None
    readings: tuple[ReadingResult, ...] = ()
    note: BilingualText | None = None
    evidence: tuple[Evidence, ...] = ()
    inputs: dict[str, Value] = {}
    clauses: tuple[Clause, ...] = ()
    occurred_at: datetime | None = None
    taken_back: TakenBack | None = None
    explanation: Sentence


class OpenQuestion(Part):
    """Something only a person can answer.

    Arguments:
        article: the article it is about.
        text: the question.
        evidence: ids of the events it is about.
    """

    article: str
    text: Sentence
    evidence: tuple[str, ...] = ()


class LegalCheck(Part):
    """A legal parameter and whether it could be checked.

    Arguments:
        parameter: its id.
        says: what it demands.
        source: the law, ordinance or case.
        outcome: always ``not_checked`` so far: wages and places are not in the log.
        reason: why.
    """

    parameter: str
    says: BilingualText
    source: BilingualText
    outcome: Literal["not_checked"] = "not_checked"
    reason: Sentence


class AlertKind(StrEnum):
    """What an alert proposes to look at."""

    DISMISSAL = "dismissal"
    BELOW_THRESHOLD = "below_threshold"
    COMPENSATION = "compensation"
    WARNING = "warning"
    PUNISHMENT = "punishment"
    REFERRAL = "referral"


class Alert(Part):
    """Something grave that the text says follows; a proposal to a named person, never a decision."""

    kind: AlertKind
    article: str
    text: BilingualText | Sentence
    evidence: tuple[str, ...] = ()
    legal: tuple[LegalCheck, ...] = ()
    is_proposal: Literal[True] = True


class PayProposal(Part):
    """What the text would do to the month's pay; a proposal to a named person, never a decision.

    Arguments:
        amount: yuan, with its sign; None where it cannot be worked out.
        reason: how it comes about.
        articles: the articles it rests on.
        legal: the legal parameters a deduction has to pass.
        month_of_employment: the month of hiring is 1; None where the day of hiring is not known.
    """

    amount: Decimal | None
    reason: Sentence
    articles: tuple[str, ...]
    legal: tuple[LegalCheck, ...] = ()
    month_of_employment: int | None = None
    is_proposal: Literal[True] = True


class Statement(Part):
    """One person's month under one rulebook.

    Arguments:
        staff: who.
        site: where.
        month: which month.
        rulebook: id and edition.
        digest: SHA-256 of the rulebook's file.
        beside: other rulebooks by which acts were judged, each by id and edition.
        base: the points the month starts with.
        lines: every plus and minus, those taken back among them, in order of time; what a whole month
            shows comes last.
        raw: the base and every counted line.
        capped: what that counts as.
        grade: its grade; None where it has none.
        pay: what it would do to the pay; None where the rulebook says nothing of pay.
        alerts: what the text says follows beyond points.
        readings: what other readings of cap and grades would give.
        open_questions: what a person has to answer.
    """

    staff: str
    site: str
    month: Month
    rulebook: str
    digest: str
    beside: tuple[str, ...] = ()
    base: Decimal
    lines: tuple[Line, ...]
    raw: Decimal
    capped: Decimal
    grade: str | None
    pay: PayProposal | None
    alerts: tuple[Alert, ...]
    readings: tuple[ReadingResult, ...]
    open_questions: tuple[OpenQuestion, ...]
