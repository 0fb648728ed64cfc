"""Weighing: what an article makes of what is known, reading by reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from answerable.conditions.compiling import CompiledClause, ConditionResult, Fields
from answerable.rulebook.article import Article
from answerable.rulebook.effect import BilingualText, Effect, FieldPoints, PointRange
from answerable.rulebook.statement import Clause, ReadingResult, Value
from answerable.wording import Sentence, say


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an article comes to.

    Arguments:
        outcome: whether it applies.
        points: its points, where it applies and has some.
        is_dismissal: whether it proposes a dismissal.
        is_referral: whether it proposes something else that a superior is to do.
        changes_grade: whether it changes the month's grade.
        reading: the reading used, where there are several.
        readings: what each reading gives.
        questions: what a person has to answer.
        is_reading_open: whether readings differ here, and no person has fixed one.
    """

    outcome: ConditionResult
    points: Decimal | None = None
    is_dismissal: bool = False
    is_referral: bool = False
    changes_grade: bool = False
    reading: str | None = None
    readings: tuple[ReadingResult, ...] = ()
    questions: tuple[Sentence, ...] = ()
    is_reading_open: bool = False


def _number(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | str) and not isinstance(value, bool):
        return Decimal(value)
    return None


def _chosen(span: PointRange, proposed: Decimal | None) -> tuple[Decimal, tuple[Sentence, ...]]:
    if proposed is None:
        return span.least, (say("statement.points_missing", least=span.least, most=span.most),)
    points = proposed.copy_sign(span.least)
    if abs(span.least) <= abs(points) <= abs(span.most):
        return points, ()
    return span.least, (say("statement.points_outside", given=points, least=span.least, most=span.most),)


def _apply(effect: Effect, fields: Fields) -> Weighed:
    """Work out the effect of an article that applies."""
    if effect.range is not None:
        points, questions = _chosen(effect.range, _number(fields.get("points")))
        return Weighed(ConditionResult.HIT, points, questions=questions)
    if effect.from_field is not None:
        return _named(effect.from_field, fields)
    if effect.points is None:
        return Weighed(
            ConditionResult.HIT,
            is_dismissal=effect.dismissal,
            is_referral=effect.refers is not None,
            changes_grade=effect.changes_grade,
        )
    return _fixed(effect.points, _number(fields.get("points")))


def _named(span: FieldPoints, fields: Fields) -> Weighed:
    """Take the points that the event names."""
    named = _number(fields.get(span.field))
    if named is None or not span.least <= named <= span.most:
        question = say("statement.points_unusable", least=span.least, most=span.most)
        return Weighed(ConditionResult.UNKNOWN, questions=(question,))
    return Weighed(ConditionResult.HIT, named)


def _fixed(points: Decimal, proposed: Decimal | None) -> Weighed:
    """Take the points that the article fixes, whatever somebody proposed."""
    if proposed is None or abs(proposed) == abs(points):
        return Weighed(ConditionResult.HIT, points)
    said = say("statement.points_fixed", given=proposed, fixed=points)
    return Weighed(ConditionResult.HIT, points, questions=(said,))


def _favour(result: Weighed) -> Decimal:
    if result.is_dismissal:
        return Decimal("-Infinity")
    return (
        result.points if result.outcome is ConditionResult.HIT and result.points is not None else Decimal(0)
    )


def weigh(article: Article, fields: Fields, also: Fields | None = None) -> Weighed:
    """Judge an article by what is known, under each of its readings.

    The reading a person has fixed acts; while none is, the one most favourable to the employee.

    Arguments:
        article: which article.
        fields: what is known.
        also: the same if all that is still open turned out true; where that makes a difference,
            the result is unknown.
    """
    results: list[tuple[str, BilingualText, Weighed]] = []
    for way in article.ways:
        outcome = way.test(fields)
        if also is not None and way.test(also) is not outcome:
            outcome = ConditionResult.UNKNOWN
        results.append(
            (
                way.id,
                way.says,
                _apply(way.effect, fields) if outcome is ConditionResult.HIT else Weighed(outcome),
            )
        )
    if len(article.ways) == 1:
        return results[0][2]
    used = _used(article, results)
    shown = tuple(
        ReadingResult(
            article=article.id, reading=name, says=says, result=_result(result), is_used=name == used
        )
        for name, says, result in results
    )
    acting = next(result for name, _, result in results if name == used)
    is_open = (
        article.fixed is None and len({(r.outcome, r.points, r.is_dismissal) for _, _, r in results}) > 1
    )
    return replace(acting, reading=used, readings=shown, is_reading_open=is_open)


def _used(article: Article, results: list[tuple[str, BilingualText, Weighed]]) -> str:
    if article.fixed is not None:
        return article.fixed
    unknown = [name for name, _, result in results if result.outcome is ConditionResult.UNKNOWN]
    if unknown:
        return unknown[0]
    return max(results, key=lambda entry: _favour(entry[2]))[0]


def _result(result: Weighed) -> str | None:
    if result.is_dismissal:
        return "dismissal"
    if result.is_referral:
        return "referral"
    return None if result.points is None else f"{result.points:+f}"


def shown(value: object) -> Value:
    """Give a value as a statement can carry it: exact numbers as text."""
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def clauses(compiled: Sequence[CompiledClause], fields: Fields) -> tuple[Clause, ...]:
    """Say of each clause of a condition what it came to."""
    return tuple(
        Clause(
            field=clause.field,
            operator=clause.operator.value,
            operand=clause.operand,
            value=shown(fields.get(clause.field)),
            outcome=clause.test(fields),
        )
        for clause in compiled
    )
