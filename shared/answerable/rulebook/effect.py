"""What an article brings about, and the parts it is told in: points, texts and periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StrictBool, StrictInt, model_validator

from answerable.conditions.vocabulary import Exact
from answerable.events.base import ArticleId


class RulebookPart(BaseModel):
    """A part of a rulebook: immutable, and without any key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Points = Exact
"""Points, marks or yuan: exact, and quoted in the YAML."""


class BilingualText(RulebookPart):
    """The same words in Chinese and in English.

    Arguments:
        zh: Chinese; of an article, the authoritative text, verbatim.
        en: English.
    """

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Period(RulebookPart):
    """Days during which something applies: half-open.

    Arguments:
        start: the first day (``from`` in the YAML).
        until: the first day on which it applies no more; open where missing.
    """

    start: date = Field(alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> Period:
        if self.until is not None and self.until <= self.start:
            message = f"the period ends on {self.until}, before it begins on {self.start}"
            raise ValueError(message)
        return self

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)

    def overlaps(self, other: Period) -> bool:
        """Tell whether some day belongs to both periods."""
        return (other.until is None or self.start < other.until) and (
            self.until is None or other.start < self.until
        )


class Severity(StrEnum):
    """The list of the regulations that an article stands in."""

    DEDUCTION = "deduction"
    PROHIBITED = "prohibited"
    MINOR = "minor"
    MEDIUM = "medium"
    SEVERE = "severe"
    DISMISSAL = "dismissal"
    BONUS = "bonus"
    EXTRA = "extra"

    @property
    def is_violation(self) -> bool:
        """Whether an article of this list says what must not be done."""
        return self not in {Severity.BONUS, Severity.EXTRA}


class PointRange(RulebookPart):
    """Points that a superior chooses, with a reason.

    Arguments:
        least: the effect nearest to nothing; applies where nothing was chosen.
        most: the strongest effect.
    """

    least: Points
    most: Points

    @model_validator(mode="after")
    def _is_in_order(self) -> PointRange:
        if self.least * self.most <= 0 or abs(self.most) < abs(self.least):
            message = f"{self.least} to {self.most} is no range of points: same sign, the nearer to 0 first"
            raise ValueError(message)
        return self


class FieldPoints(RulebookPart):
    """Points that the event itself names.

    Arguments:
        field: where the event has them, with their sign.
        least: the lowest allowed.
        most: the highest allowed.
    """

    field: str
    least: Points
    most: Points


class Compensation(RulebookPart):
    """A money claim beside the points; never worked out, only pointed to.

    Arguments:
        says: what the text claims.
        legal: the legal parameters it has to pass.
    """

    says: BilingualText
    legal: tuple[str, ...] = ()


class Step(RulebookPart):
    """What so many times in a month come to.

    Arguments:
        times: how often.
        points: what that comes to.
    """

    times: PositiveInt
    points: Points


class Steps(StrEnum):
    """What a step does to what each time costs (X13)."""

    REPLACE = "replace"
    """It stands for all of them."""
    ADD = "add"
    """It comes on top, and each step that was reached does."""
    THEN_EACH = "then_each"
    """It stands for those up to it; each one behind them costs its own again."""


class Repetition(RulebookPart):
    """What changes where an article applies to somebody several times in a month.

    Arguments:
        free: so many cost nothing.
        steps: what so many come to, the fewest first.
        mode: what a step does to what each costs.
    """

    free: StrictInt = Field(default=0, ge=0)
    steps: tuple[Step, ...] = ()
    mode: Steps = Steps.REPLACE

    @model_validator(mode="after")
    def _is_in_order(self) -> Repetition:
        times = [step.times for step in self.steps]
        if times != sorted(set(times)):
            message = "the steps go from the fewest times to the most, each once"
            raise ValueError(message)
        if (self.free > 0) == bool(self.steps):
            message = "a repetition has either so many that are free, or steps"
            raise ValueError(message)
        return self

    def worth(self, each: Sequence[Decimal]) -> Decimal:
        """Work out what it comes to.

        Arguments:
            each: the points of each time, the first first.
        """
        reached = [step for step in self.steps if step.times <= len(each)]
        if not reached:
            return sum(each[self.free :], Decimal(0))
        if self.mode is Steps.REPLACE:
            return reached[-1].points
        if self.mode is Steps.ADD:
            return sum(each, sum((step.points for step in reached), Decimal(0)))
        return sum(each[reached[-1].times :], reached[-1].points)


class Referral(RulebookPart):
    """What the text has a superior do, without a number: a proposal to a person.

    Arguments:
        says: what.
    """

    says: BilingualText


class Effect(RulebookPart):
    """What follows from an article: points, chosen or named points, or a proposal to a person.

    Arguments:
        points: fixed points with their sign.
        range: points a superior chooses.
        from_field: points the event names.
        dismissal: the text ends the employment; always a proposal only.
        refers: the text has a superior do something; a proposal only.
        changes_grade: it changes the month's grade, as the rulebook's `grade_change` says.
        counts_as: it counts as one more time of another article, by its id, and costs what that one does.
        compensation: a claim for a loss, beside any of these.
    """

    points: Points | None = None
    range: PointRange | None = None
    from_field: FieldPoints | None = None
    dismissal: StrictBool = False
    refers: Referral | None = None
    changes_grade: StrictBool = False
    counts_as: ArticleId | None = None
    compensation: Compensation | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Effect:
        things = (
            self.points is not None,
            self.range is not None,
            self.from_field is not None,
            self.dismissal,
            self.refers is not None,
            self.changes_grade,
            self.counts_as is not None,
        )
        if sum(things) != 1:
            message = (
                "an effect is exactly one of points, range, from_field, dismissal, refers, changes_grade and "
                "counts_as"
            )
            raise ValueError(message)
        return self
