"""Linting articles: their events, fields and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from answerable.conditions.compiling import ConditionResult, Fields, compile_clause
from answerable.conditions.vocabulary import Operator, Other, Percent, When
from answerable.events.base import Event
from answerable.events.registry import REGISTRY
from answerable.rulebook.article import Article, Example, ExpectedPoints, Reading
from answerable.rulebook.loader import LintFinding, Source
from answerable.rulebook.model import Rulebook
from answerable.rulebook.monthly import INPUTS
from answerable.rulebook.standing import wire_name
from answerable.rulebook.weigh import Weighed, weigh
from answerable.strict_yaml import Place

_MODELS: Mapping[str, type[Event]] = {wire_name(model): model for model in REGISTRY}
_EQUAL = (Operator.EQ, Operator.NE, Operator.IN)
_ORDERED = (Operator.GT, Operator.GE, Operator.LT, Operator.LE, Operator.BETWEEN)
_MONTH_TYPE: TypeAdapter[Any] = TypeAdapter(int | None)


def article_findings(source: Source, book: Rulebook) -> Iterator[LintFinding]:
    """Check every article against the event models, and its examples against it."""
    for number, article in enumerate(book.articles):
        place: Place = ("articles", number)
        if article.event is not None and article.event not in _MODELS:
            yield source.finding((*place, "event"), "unknown-event", f"there is no event {article.event}")
            continue
        types = _types(article)
        wrong = list(_field_findings(source, place, article, types))
        yield from wrong
        if not wrong:
            yield from _example_findings(source, place, article, types)


def _types(article: Article) -> dict[str, TypeAdapter[Any]]:
    if article.event is None:
        return dict.fromkeys(INPUTS, _MONTH_TYPE)
    fields = _MODELS[article.event].model_fields
    return {name: TypeAdapter(field.rebuild_annotation()) for name, field in fields.items()}


def _conditions(article: Article) -> Iterator[tuple[Place, When]]:
    if article.event is not None:
        yield ("when",), article.when
    for number, when in enumerate(article.once_a_month or ()):
        yield ("once_a_month", number), when
    for index, reading in enumerate(article.readings):
        for number, when in enumerate(reading.once_a_month or ()):
            yield ("readings", index, "once_a_month", number), when


def _accepts(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _is_numeric(adapter: TypeAdapter[Any]) -> bool:
    return _accepts(adapter, Decimal(1)) and not _accepts(adapter, "text") and not _accepts(adapter, "true")


def _field_findings(
    source: Source, place: Place, article: Article, types: Mapping[str, TypeAdapter[Any]]
) -> Iterator[LintFinding]:
    kind = article.event or "the month"
    for where, when in _conditions(article):
        for name, matchers in when.items():
            here = (*place, *where, name)
            if name not in types:
                yield source.finding(here, "unknown-field", f"{kind} has no field {name}")
                continue
            for operator, operand in matchers.clauses():
                yield from _operand_findings(source, here, operator, operand, name, types)
    named = article.effect.from_field
    if named is not None and named.field not in types:
        yield source.finding((*place, "effect"), "unknown-field", f"{kind} has no field {named.field}")


def _operand_findings(
    source: Source,
    here: Place,
    operator: Operator,
    operand: Any,
    name: str,
    types: Mapping[str, TypeAdapter[Any]],
) -> Iterator[LintFinding]:
    if isinstance(operand, Other):
        if operand.field not in types:
            yield source.finding(here, "unknown-field", f"there is no field {operand.field} to compare with")
    elif operator in _EQUAL:
        for value in operand if isinstance(operand, tuple) else (operand,):
            if not _accepts(types[name], value):
                yield source.finding(here, "unknown-value", f"{name} can never be {value!r}")
    if operator in _ORDERED and not _is_numeric(types[name]):
        yield source.finding(here, "unordered", f"{name} is no number: {operator.value} cannot compare it")
    if isinstance(operand, Percent) and (operand.of not in types or not _is_numeric(types[operand.of])):
        yield source.finding(here, "unknown-field", f"{operand.of} is no number a share could be of")


def _example_findings(
    source: Source, place: Place, article: Article, types: Mapping[str, TypeAdapter[Any]]
) -> Iterator[LintFinding]:
    given: list[tuple[Example, Fields]] = []
    for number, example in enumerate(article.examples):
        here = (*place, "examples", number)
        fields, wrong = _typed(example, types)
        if wrong is not None:
            yield source.finding(here, "example", wrong)
            continue
        given.append((example, fields))
        found = _outcome_of(article, example, fields)
        if found != _expected(example):
            yield source.finding(here, "example", f"gives {found}, not {_expected(example)}")
    # Readings that differ in what several times come to are tried by the examples of times.
    for way in (() if article.is_repeated else article.readings) or (None,):
        yield from _coverage(source, place, article, way, given)


def _typed(example: Example, types: Mapping[str, TypeAdapter[Any]]) -> tuple[dict[str, object], str | None]:
    fields: dict[str, object] = {}
    for name, value in example.given.items():
        if name not in types:
            return {}, f"the example gives {name}, which does not exist"
        try:
            fields[name] = types[name].validate_python(value)
        except ValidationError:
            # A value outside the event's own range is still worth an example of what the rule says.
            if not isinstance(value, str) or not _is_decimal(value):
                return {}, f"{name} cannot be {value!r}"
            fields[name] = Decimal(value)
    return fields, None


def _is_decimal(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _under(article: Article, reading: str | None) -> Article:
    return (
        article
        if reading is None
        else Article.model_validate(
            {**article.model_dump(by_alias=True, exclude_unset=True), "fixed": reading}
        )
    )


def _outcome_of(article: Article, example: Example, fields: Fields) -> str:
    if example.reading is not None and example.reading not in {r.id for r in article.readings}:
        return f"no reading {example.reading}"
    return _said(weigh(_under(article, example.reading), fields))


def _said(weighed: Weighed) -> str:
    if weighed.outcome is ConditionResult.UNKNOWN:
        return "unknown"
    if weighed.outcome is ConditionResult.MISS:
        return "none"
    if weighed.points is None:
        said = {
            "dismissal": weighed.is_dismissal,
            "referral": weighed.is_referral,
            "grade": weighed.changes_grade,
        }
        return next((name for name, is_so in said.items() if is_so), "counted")
    return f"{weighed.points.normalize():+f}"


def _expected(example: Example) -> str:
    if isinstance(example.expect, ExpectedPoints):
        return f"{example.expect.points.normalize():+f}"
    return example.expect


def _coverage(
    source: Source,
    place: Place,
    article: Article,
    way: Reading | None,
    given: list[tuple[Example, Fields]],
) -> Iterator[LintFinding]:
    """Ask for an example on either side of the article, and of every threshold in it."""
    of = "" if way is None else f" under reading {way.id}"
    name = None if way is None else way.id
    mine = [(example, fields) for example, fields in given if example.reading == name]
    nothing = {"none", "unknown"}
    if not any(example.expect not in nothing for example, _ in mine):
        yield source.finding(place, "example-missing", f"no example shows {article.id} apply{of}")
    if not any(example.expect in nothing for example, _ in mine):
        yield source.finding(place, "example-missing", f"no example shows {article.id} not apply{of}")
    whens = [article.when] if way is None else list(way.once_a_month or article.once_a_month or ())
    if way is None and article.once_a_month is not None:
        whens = list(article.once_a_month)
    for when in whens:
        for field, matchers in when.items():
            for operator, operand in matchers.clauses():
                if operator in _ORDERED and not _is_covered(field, operator, operand, [f for _, f in mine]):
                    message = f"no example at the threshold, or none beyond it: {field} {operator.value}{of}"
                    yield source.finding(place, "example-missing", message)


def _is_covered(field: str, operator: Operator, operand: Any, given: list[Fields]) -> bool:
    test = compile_clause(field, operator, operand)
    outcomes = {test(fields) for fields in given}
    if not {ConditionResult.HIT, ConditionResult.MISS} <= outcomes:
        return False
    if isinstance(operand, Percent):
        is_at = compile_clause(field, Operator.GE, operand), compile_clause(field, Operator.LE, operand)
        return any(all(at(fields) is ConditionResult.HIT for at in is_at) for fields in given)
    edges = operand if isinstance(operand, tuple) else (operand,)
    values = {fields.get(field) for fields in given}
    at_edges = all(Decimal(edge) in values for edge in edges)
    if operator is not Operator.BETWEEN:
        return at_edges
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    return at_edges and min(numbers) < operand[0] and max(numbers) > operand[1]
