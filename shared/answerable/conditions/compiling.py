"""Conditions compiled to closures, with three outcomes: a missing field is never silently false."""

from __future__ import annotations

import operator as compare
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple, Protocol

from answerable.conditions.vocabulary import Operator, Other, Percent, When

Fields = Mapping[str, object]
"""What is known, by field; an absent field and one that is None are both unknown."""


class ConditionResult(StrEnum):
    """What a condition comes to."""

    HIT = "hit"
    MISS = "miss"
    UNKNOWN = "unknown"


class Seen(Protocol):
    """What a condition looks at: fields, or whatever finds a field when it is asked for."""

    def get(self, name: str, /) -> object:
        """Give a field's value; None where it has none, or where there is no such field."""
        ...

    def __contains__(self, name: object, /) -> bool: ...


Test = Callable[[Seen], ConditionResult]
"""Judges what is known."""

_HUNDRED = Decimal(100)
_ORDER: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.GT: compare.gt,
    Operator.GE: compare.ge,
    Operator.LT: compare.lt,
    Operator.LE: compare.le,
}


def _outcome(is_so: bool) -> ConditionResult:  # noqa: FBT001  (a truth value is all it takes)
    return ConditionResult.HIT if is_so else ConditionResult.MISS


def _number(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _same(value: object, operand: object) -> bool:
    return value == operand and isinstance(value, bool) == isinstance(operand, bool)


def _is_among(value: object, operands: tuple[object, ...]) -> bool:
    for operand in operands:
        if value == operand and isinstance(value, bool) == isinstance(operand, bool):
            return True
    return False


def _equality(field: str, operands: tuple[object, ...], wanted: bool, fields: Seen) -> ConditionResult:  # noqa: FBT001
    value = fields.get(field)
    if value is None:
        return ConditionResult.UNKNOWN
    if isinstance(value, tuple | frozenset):
        return _outcome(any(_is_among(one, operands) for one in value) is wanted)
    return _outcome(_is_among(value, operands) is wanted)


def _equality_of_two(field: str, other: str, wanted: bool, fields: Seen) -> ConditionResult:  # noqa: FBT001
    value, compared = fields.get(field), fields.get(other)
    if value is None or compared is None:
        return ConditionResult.UNKNOWN
    return _outcome(_same(value, compared) == wanted)


def _null(field: str, wanted: bool, fields: Seen) -> ConditionResult:  # noqa: FBT001
    return _outcome((fields.get(field) is None) == wanted) if field in fields else ConditionResult.UNKNOWN


def _ordered(field: str, is_so: Callable[[Any, Any], bool], bound: Decimal, fields: Seen) -> ConditionResult:
    value = _number(fields.get(field))
    return ConditionResult.UNKNOWN if value is None else _outcome(is_so(value, bound))


def _share(field: str, is_so: Callable[[Any, Any], bool], share: Percent, fields: Seen) -> ConditionResult:
    value, whole = _number(fields.get(field)), _number(fields.get(share.of))
    if value is None or whole is None:
        return ConditionResult.UNKNOWN
    return _outcome(is_so(value * _HUNDRED, share.percent * whole))


def _between(field: str, low: int, high: int, fields: Seen) -> ConditionResult:
    value = _number(fields.get(field))
    if value is None:
        return ConditionResult.UNKNOWN
    return _outcome(low <= value.to_integral_value(ROUND_CEILING) <= high)


def compile_clause(field: str, operator: Operator, operand: Any) -> Test:
    """Make the test of one clause.

    ``between`` counts whole units, a begun one as a whole (X6, reading a), and includes both ends. Of a
    field that holds several things, ``eq`` and ``in`` ask for one of them.
    """
    match operator:
        case Operator.EQ | Operator.NE | Operator.IN:
            return _compile_equality(field, operator, operand)
        case Operator.IS_NULL:
            return partial(_null, field, operand)
        case Operator.BETWEEN:
            return partial(_between, field, *operand)
        case Operator.GT | Operator.GE | Operator.LT | Operator.LE:
            if isinstance(operand, Percent):
                return partial(_share, field, _ORDER[operator], operand)
            return partial(_ordered, field, _ORDER[operator], Decimal(operand))


def _compile_equality(field: str, operator: Operator, operand: Any) -> Test:
    is_wanted = operator is not Operator.NE
    if isinstance(operand, Other):
        return partial(_equality_of_two, field, operand.field, is_wanted)
    return partial(_equality, field, operand if operator is Operator.IN else (operand,), is_wanted)


def all_of(tests: Iterable[Test], fields: Seen) -> ConditionResult:
    """Join tests by "and": one miss decides, else one unknown leaves it open.

    Arguments:
        tests: made in their order, until it is decided.
        fields: what they look at.
    """
    result = ConditionResult.HIT
    for test in tests:
        outcome = test(fields)
        if outcome is ConditionResult.MISS:
            return outcome
        if outcome is ConditionResult.UNKNOWN:
            result = outcome
    return result


def any_of(tests: Iterable[Test], fields: Seen) -> ConditionResult:
    """Join tests by "or": one hit decides, else one unknown leaves it open.

    Arguments:
        tests: made in their order, until it is decided.
        fields: what they look at.
    """
    result = ConditionResult.MISS
    for test in tests:
        outcome = test(fields)
        if outcome is ConditionResult.HIT:
            return outcome
        if outcome is ConditionResult.UNKNOWN:
            result = outcome
    return result


class CompiledClause(NamedTuple):
    """One clause of a condition, ready to be tested.

    Arguments:
        field: the field it is about.
        operator: how it compares.
        operand: with what, as text.
        test: the test itself.
    """

    field: str
    operator: Operator
    operand: str
    test: Test


def _as_text(operand: object) -> str:
    if isinstance(operand, Percent):
        return f"{operand.percent} % {operand.of}"
    if isinstance(operand, Other):
        return operand.field
    if isinstance(operand, bool):
        return str(operand).lower()
    if isinstance(operand, tuple):
        return "–".join(map(str, operand))
    return str(operand)


def compile_clauses(when: When) -> tuple[CompiledClause, ...]:
    """Make the tests of a condition, clause by clause."""
    return tuple(
        CompiledClause(field, operator, _as_text(operand), compile_clause(field, operator, operand))
        for field, matchers in when.items()
        for operator, operand in matchers.clauses()
    )


def compile_when(when: When) -> Test:
    """Make the test of a whole condition: every clause has to hold."""
    tests = tuple(clause.test for clause in compile_clauses(when))
    return tests[0] if len(tests) == 1 else partial(all_of, tests)


def compile_alternatives(whens: Sequence[When]) -> Test:
    """Make the test of several conditions of which one has to hold."""
    tests = tuple(compile_when(when) for when in whens)
    return tests[0] if len(tests) == 1 else partial(any_of, tests)
