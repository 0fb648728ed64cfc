"""What an article brings about, and the parts it is told in: points, texts and periods."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from answerable.conditions.vocabulary import Exact


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


class Effect(RulebookPart):
    """What follows from an article: points, chosen or named points, or a proposal of dismissal.

    Arguments:
        points: fixed points with their sign.
        range: points a superior chooses.
        from_field: points the event names.
        dismissal: the text ends the employment; always a proposal only.
        compensation: a claim for a loss, beside any of these.
    """

    points: Points | None = None
    range: PointRange | None = None
    from_field: FieldPoints | None = None
    dismissal: StrictBool = False
    compensation: Compensation | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Effect:
        things = (
            self.points is not None,
            self.range is not None,
            self.from_field is not None,
            self.dismissal,
        )
        if sum(things) != 1:
            message = "an effect is exactly one of points, range, from_field and dismissal"
            raise ValueError(message)
        return self
