"""The words that conditions are written in: fields, and matchers that each of them has to satisfy.

The list of operators is closed, and there are no expressions: what a condition says can be checked against
what its fields can hold, shown beside what was found, and its outcome may be *unknown*.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, model_validator


class _Term(BaseModel):
    """A part of a condition: immutable, and without any key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _quoted(value: object) -> object:
    if not isinstance(value, str | Decimal):
        message = f'write it in quotes, as "{value}": a bare number may lose its decimals'
        raise ValueError(message)  # noqa: TRY004  (pydantic reports ValueError, and lets TypeError through)
    return value


Exact = Annotated[Decimal, BeforeValidator(_quoted), Field(allow_inf_nan=False)]
"""A number with decimals: exact, and quoted in the YAML."""


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


class Percent(_Term):
    """A share of another field, as a bound.

    Arguments:
        percent: how many hundredths.
        of: the field that is the whole.
    """

    percent: Exact
    of: str


class Other(_Term):
    """Another field, to be compared with.

    Arguments:
        field: its name.
    """

    field: str


Scalar = StrictBool | StrictInt | str
Bound = StrictInt | Exact | Percent


class Matchers(_Term):
    """What one field has to satisfy; several are joined by "and"."""

    eq: Scalar | Other | None = None
    ne: Scalar | Other | None = None
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

    def others(self) -> list[str]:
        """List the fields that it compares with, also as a share of them."""
        operands = [operand for _, operand in self.clauses()]
        return [
            operand.of if isinstance(operand, Percent) else operand.field
            for operand in operands
            if isinstance(operand, Percent | Other)
        ]

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
