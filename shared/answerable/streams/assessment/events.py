"""Assessment: what counts for or against a member of staff, as found by a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, NonNegativeInt, PositiveInt

from answerable.events.base import (
    COMPOSED,
    ArticleId,
    CaseId,
    Concerned,
    Event,
    MonthName,
    OriginatorId,
    Text,
)


class ViolationRecorded(Event):
    """A superior found that an article was broken.

    Arguments:
        staff: who broke it.
        article: which article.
        minutes: how long, where the article counts minutes (001-m7).
        superior_informed: whether the superior had been told, where that matters (001-m7).
        points: what the superior proposes inside the article's range, as a positive number.
        reason: what happened.
        evidence: events, cases or records that show it.
        case: the case it belongs to, where there is one.
    """

    staff: Concerned
    article: ArticleId
    minutes: NonNegativeInt | None = None
    superior_informed: bool | None = None
    points: Decimal | None = Field(default=None, ge=0, le=100, max_digits=7, decimal_places=3)
    reason: Text
    evidence: tuple[Annotated[str, COMPOSED], ...] = Field(min_length=1, max_length=20)
    case: CaseId | None = None


class BonusRecorded(Event):
    """A superior found that a bonus article applies.

    Arguments:
        staff: who earned it.
        article: which article.
        reason: what for.
        evidence: events, cases or records that show it.
    """

    staff: Concerned
    article: ArticleId
    reason: Text
    evidence: tuple[Annotated[str, COMPOSED], ...] = Field(min_length=1, max_length=20)


class ExtraRecorded(Event):
    """The training specialist added or took points, with a reason (001-X1).

    Arguments:
        staff: whose.
        month: the month that is rated, as ``YYYY-MM``.
        points: from −5 to +5.
        reason: why; mandatory.
    """

    staff: Concerned
    month: MonthName
    points: Decimal = Field(ge=-5, le=5, max_digits=7, decimal_places=3)
    reason: Text


class ExamScored(Event):
    """The monthly skills exam was marked (001-3.6).

    Arguments:
        staff: who sat it.
        score: the marks reached.
        full_marks: the marks that could be reached.
        held_on: the day of the exam.
    """

    staff: Concerned
    score: Decimal = Field(ge=0, le=1000, max_digits=7, decimal_places=3)
    full_marks: Decimal = Field(gt=0, le=1000, max_digits=7, decimal_places=3)
    held_on: date


ExamScored.revokes = (ExamScored,)  # a resit of the month stands in place of the exam


class SetAside(Event):
    """A superior looked at something that may be a violation, and found that it is none.

    Arguments:
        matter: in which matter it happened.
        version: which of the matter's events shows it.
        reason: why it is none.
    """

    matter: OriginatorId
    version: PositiveInt
    reason: Text

    @property
    def event(self) -> str:
        """The id of the event that shows it."""
        return f"{self.matter}.{self.version}"


class Revoked(Event):
    """An entry was taken back by a named person; it counts no more.

    Arguments:
        reason: why.
    """

    revokes = (ViolationRecorded, BonusRecorded, ExtraRecorded, ExamScored, SetAside)
    voids = True

    reason: Text
