"""The words a rulebook is written in: texts, periods, points, matchers and effects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, model_validator


class Term(BaseModel):
    """A part of a rulebook: immutable, and without any key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _quoted(value: object) -> object:
    if not isinstance(value, str | Decimal):
        message = f'write it in quotes, as "{value}": a bare number may lose its decimals'
        raise ValueError(message)  # noqa: TRY004  (pydantic reports ValueError, and lets TypeError through)
    return value


Points = Annotated[Decimal, BeforeValidator(_quoted), Field(allow_inf_nan=False)]
"""Points, marks or yuan: exact, and quoted in the YAML."""


class Text(Term):
    """The same words in Chinese and in English.

    Arguments:
        zh: Chinese; of an article, the authoritative text, verbatim.
        en: English.
    """

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Period(Term):
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


class Operator(StrEnum):
    """How a matcher compares a field with its operand; there are no others."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"
    BETWEEN = "between"
    IS_NULL = "is_null"


class Percent(Term):
    """A share of another field, as a bound.

    Arguments:
        percent: how many hundredths.
        of: the field that is the whole.
    """

    percent: Points
    of: str


Scalar = StrictBool | StrictInt | str
Bound = StrictInt | Points | Percent


class Matchers(Term):
    """What one field has to satisfy; several are joined by "and"."""

    eq: Scalar | None = None
    ne: Scalar | None = None
    one_of: tuple[Scalar, ...] | None = Field(default=None, alias="in", min_length=1)
    gt: Bound | None = None
    ge: Bound | None = None
    lt: Bound | None = None
    le: Bound | None = None
    between: tuple[StrictInt, StrictInt] | None = None
    is_null: StrictBool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Matchers:
        if not self.model_fields_set or any(value is None for _, value in self.clauses()):
            message = "a field needs at least one matcher, and a matcher an operand"
            raise ValueError(message)
        if self.between is not None and self.between[0] > self.between[1]:
            message = f"between {self.between[0]} and {self.between[1]} lies nothing"
            raise ValueError(message)
        return self

    def shares(self) -> list[Percent]:
        """List the bounds that are a share of another field."""
        return [operand for _, operand in self.clauses() if isinstance(operand, Percent)]

    def clauses(self) -> list[tuple[Operator, Any]]:
        """List the operators in use with their operands, in a fixed order."""
        return [
            (operator, getattr(self, _ATTRIBUTE[operator]))
            for operator in Operator
            if _ATTRIBUTE[operator] in self.model_fields_set
        ]


_ATTRIBUTE = {operator: "one_of" if operator is Operator.IN else operator.value for operator in Operator}

When = dict[str, Matchers]
"""Fields and what each has to satisfy; all of them have to."""


class PointRange(Term):
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


class FieldPoints(Term):
    """Points that the event itself names.

    Arguments:
        field: where the event has them, with their sign.
        least: the lowest allowed.
        most: the highest allowed.
    """

    field: str
    least: Points
    most: Points


class Compensation(Term):
    """A money claim beside the points; never worked out, only pointed to.

    Arguments:
        says: what the text claims.
        legal: the legal parameters it has to pass.
    """

    says: Text
    legal: tuple[str, ...] = ()


class Effect(Term):
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
