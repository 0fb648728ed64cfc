"""Assessment: record what counts for or against a member of staff."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from answerable.commands.base import Command, Count, Day
from answerable.events.base import ArticleId, CaseId, StaffId, Text

AssessmentId = Annotated[str, StringConstraints(pattern=r"^assessment-[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Evidence = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=120)], ...],
    Field(min_length=1, max_length=20),
]


class RecordViolation(Command):
    """Record that an article was broken.

    Arguments:
        assessment: its id; a new one where left out.
        staff: who broke it.
        article: which article.
        minutes: how long, where the article counts minutes.
        superior_informed: whether the superior had been told.
        points: what is proposed inside the article's range, as a positive number.
        reason: what happened.
        evidence: events, cases or records that show it.
        case: the case it belongs to.
    """

    assessment: AssessmentId | None = None
    staff: StaffId
    article: ArticleId
    minutes: Count | None = None
    superior_informed: bool | None = None
    points: Decimal | None = Field(default=None, ge=0, le=100)
    reason: Text
    evidence: Evidence
    case: CaseId | None = None


class RecordBonus(Command):
    """Record that a bonus article applies.

    Arguments:
        assessment: its id; a new one where left out.
        staff: who earned it.
        article: which article.
        reason: what for.
        evidence: events, cases or records that show it.
    """

    assessment: AssessmentId | None = None
    staff: StaffId
    article: ArticleId
    reason: Text
    evidence: Evidence


class RecordExtra(Command):
    """Add or take up to five points, with a reason (001-X1).

    Arguments:
        assessment: its id; a new one where left out.
        staff: whose.
        points: from −5 to +5.
        reason: why.
    """

    assessment: AssessmentId | None = None
    staff: StaffId
    points: Decimal = Field(ge=-5, le=5)
    reason: Text


class ScoreExam(Command):
    """Record the marks of the monthly exam (001-3.6).

    Arguments:
        assessment: its id; a new one where left out.
        staff: who sat it.
        score: the marks reached.
        full_marks: the marks that could be reached.
        held_on: the day.
    """

    assessment: AssessmentId | None = None
    staff: StaffId
    score: Decimal = Field(ge=0, le=1000)
    full_marks: Decimal = Field(default=Decimal(100), gt=0, le=1000)
    held_on: Day


class Revoke(Command):
    """Take an entry back.

    Arguments:
        assessment: which.
        by: who decides.
        reason: why.
    """

    assessment: AssessmentId
    by: StaffId
    reason: Text
