"""The parts of a rulebook beside its articles: monthly points, the law, limits, callbacks, warranty."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, PositiveInt, StrictBool, StrictInt, field_validator, model_validator

from answerable.events.base import ArticleId
from answerable.rulebook.article import check_readings
from answerable.rulebook.effect import BilingualText, Period, Points, RulebookPart
from answerable.streams.case.events import Priority


class Quote(RulebookPart):
    """The words of an article that frames the others.

    Arguments:
        article: its id.
        text: its words.
        note: how they are read, where that needs saying.
    """

    article: ArticleId
    text: BilingualText
    note: BilingualText | None = None


class Base(Quote):
    """The points a month starts with."""

    points: Points


class CapOrder(StrEnum):
    """Which comes first where points are capped (X9)."""

    ALL_THEN_CAP = "all_then_cap"
    CAP_THEN_EXTRA = "cap_then_extra"


class CapReading(RulebookPart):
    """One way to read the cap."""

    id: str
    says: BilingualText
    order: CapOrder


class CapExample(RulebookPart):
    """A raw total and what it counts as."""

    raw: Points
    capped: Points


class Cap(Quote):
    """The most that a month can come to."""

    points: Points
    defect: str | None = None
    readings: tuple[CapReading, ...] = Field(min_length=1)
    fixed: str | None = None
    examples: tuple[CapExample, ...] = ()

    @model_validator(mode="after")
    def _is_decided_well(self) -> Self:
        check_readings([reading.id for reading in self.readings], self.fixed)
        return self


class GradeBand(RulebookPart):
    """A grade and the scores it covers: every bound given has to hold."""

    grade: str
    gt: Points | None = None
    ge: Points | None = None
    lt: Points | None = None
    le: Points | None = None


class GradeReading(RulebookPart):
    """One way to read the grades; the best grade first."""

    id: str
    says: BilingualText
    bands: tuple[GradeBand, ...] = Field(min_length=1)


class GradeExample(RulebookPart):
    """A score and its grade; none where it has none."""

    score: Points
    grade: str | None


class Grades(Quote):
    """Which score earns which grade."""

    lowest: Points
    defect: str | None = None
    readings: tuple[GradeReading, ...] = Field(min_length=1)
    fixed: str | None = None
    examples: tuple[GradeExample, ...] = ()

    @model_validator(mode="after")
    def _is_decided_well(self) -> Self:
        check_readings([reading.id for reading in self.readings], self.fixed)
        return self


class LegalParameter(RulebookPart):
    """A limit of the law that a money effect or a dismissal has to pass.

    Arguments:
        id: its name; effects refer to it.
        says: what it demands.
        source: the law, ordinance or case.
        value: the number, where there is one for every place.
        in_force: when it applies, where known.
    """

    id: str
    says: BilingualText
    source: BilingualText
    value: Points | None = None
    in_force: Period | None = None


class Consequence(StrEnum):
    """What the text has follow from a score; always a proposal to a person."""

    DISMISSAL = "dismissal"
    WARNING = "warning"
    PUNISHMENT = "punishment"


class Candidate(RulebookPart):
    """One way to read a text that is corrupt; it never acts.

    Arguments:
        id: ``a``, ``b`` …
        says: what it would mean.
    """

    id: str
    says: BilingualText


class Threshold(Quote):
    """A score from which on the text has something follow; a proposal only.

    Arguments:
        below: the score that has to be undercut.
        at_most: instead, the highest score that it applies to.
        consequence: what the text has follow.
        legal: the legal parameters that a dismissal has to pass.
        defect: the number of the text's defect in the list of defects.
        candidates: instead of a score, what a corrupt text may have meant: it never acts.
    """

    below: Points | None = None
    at_most: Points | None = None
    consequence: Consequence
    legal: tuple[str, ...] = ()
    defect: str | None = None
    candidates: tuple[Candidate, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum((self.below is not None, self.at_most is not None, bool(self.candidates))) != 1:
            message = (
                "a threshold is exactly one of below, at_most and, where its text is corrupt, candidates"
            )
            raise ValueError(message)
        if self.candidates and self.defect is None:
            message = "a text that is corrupt names its defect"
            raise ValueError(message)
        check_readings([candidate.id for candidate in self.candidates], None)
        return self

    def is_met(self, score: Decimal) -> bool:
        """Tell whether a score brings it about; a corrupt text never does."""
        if self.below is not None:
            return score < self.below
        return self.at_most is not None and score <= self.at_most


class PayExample(RulebookPart):
    """A score and the yuan it is worth; printed in the article, or following by arithmetic."""

    article: ArticleId
    score: Points
    yuan: Points


class Pay(RulebookPart):
    """How a score moves the month's pay; a proposal only.

    Arguments:
        standard: the score that changes nothing.
        yuan_per_point: yuan for each point above or below it.
        limit_yuan: the most yuan up or down.
        first_month: the month of employment from which pay moves; the month of hiring is 1.
        quotes: the articles it rests on.
        legal: the legal parameters a deduction has to pass.
        examples: scores that must come out so.
    """

    standard: Points
    yuan_per_point: Points
    limit_yuan: Points
    first_month: PositiveInt
    quotes: tuple[Quote, ...] = Field(min_length=1)
    legal: tuple[str, ...] = ()
    examples: tuple[PayExample, ...] = ()


class MonthlyPoints(RulebookPart):
    """A month that is scored: what it starts with, and what its score comes to.

    Arguments:
        base: what it starts with.
        cap: the most that it can come to, where there is one.
        grades: which score earns which grade, where there are grades.
        thresholds: the scores from which on the text has something follow.
        pay: how the score moves the pay, where it does.
    """

    base: Base
    cap: Cap | None = None
    grades: Grades | None = None
    thresholds: tuple[Threshold, ...] = ()
    pay: Pay | None = None


class ChangeReading(RulebookPart):
    """One way to read what a grade is changed to.

    Arguments:
        id: ``a``, ``b`` …
        says: what it means.
        only_down: whether the grade stays where it is worse already.
    """

    id: str
    says: BilingualText
    only_down: StrictBool


class GradeChange(Quote):
    """What becomes of the month's grade where an article that changes it applies; nothing of its points.

    Arguments:
        grade: what it becomes.
        defect: the number of the text's defect in the list of defects.
        readings: the ways to read it.
        fixed: the reading a person has decided on.
        severe: what the text has follow where the act was grave: a proposal to a person.
        legal: the legal parameters which that has to pass.
    """

    grade: str
    defect: str | None = None
    readings: tuple[ChangeReading, ...] = Field(min_length=1)
    fixed: str | None = None
    severe: BilingualText | None = None
    legal: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_decided_well(self) -> Self:
        check_readings([reading.id for reading in self.readings], self.fixed)
        return self


class Limits(Quote):
    """How long a case may take, by priority.

    Arguments:
        assumed: whether the numbers are nobody's regulation, but a proposal for the site.
        minutes: how long, by priority.
        working: the priorities whose minutes are those in which the site works, where it said when that is.
        recorded_after_minutes: minutes over the limit after which it is on record that it was missed, though
            the case is not solved: from then on no article asks by how many.
    """

    assumed: bool
    minutes: dict[Priority, PositiveInt]
    working: frozenset[Priority] = frozenset()
    recorded_after_minutes: PositiveInt = 1

    @field_validator("minutes")
    @classmethod
    def _is_whole(cls, minutes: dict[Priority, int]) -> dict[Priority, int]:
        if missing := sorted(set(Priority) - set(minutes)):
            message = f"no time limit for {', '.join(missing)}"
            raise ValueError(message)
        return minutes


class Callbacks(Quote):
    """How often the customer of a delivery is called back."""

    monthly: PositiveInt
    then_every_months: PositiveInt
    grace_working_days: StrictInt = Field(ge=0)
    assumed: tuple[str, ...] = ()


class Warranty(Quote):
    """How long a device is repaired free of charge.

    Arguments:
        months: how long from its delivery, or its purchase.
        after_repair_months: how long from a repair.
        assumed: the numbers that are nobody's regulation, but a proposal for the site.
    """

    months: PositiveInt
    after_repair_months: PositiveInt
    assumed: tuple[str, ...] = ()
