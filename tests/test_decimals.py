"""Decimal numbers of commands and queries: one spelling, which the published schema says."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from answerable import queries
from answerable.commands.base import SPELLED, SPELLED_WITH_SIGN
from answerable.commands.registry import COMMANDS
from answerable.people import marks_of
from answerable.queries.base import Query

MARKS = (SPELLED, SPELLED_WITH_SIGN)
_MODULES = [import_module(one.name) for one in iter_modules(queries.__path__, f"{queries.__name__}.")]
_QUESTIONS = [
    one
    for module in _MODULES
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Query) and one.__module__ == module.__name__
]
ASKED: dict[str, type[BaseModel]] = {**COMMANDS, **{one.__qualname__: one for one in _QUESTIONS}}
EITHER: TypeAdapter[Decimal] = TypeAdapter(Annotated[Decimal, SPELLED_WITH_SIGN])

FIELDS = [
    pytest.param(model, name, id=f"{asked}.{name}")
    for asked, model in ASKED.items()
    for name, field in model.model_fields.items()
    if "Decimal" in str(field.annotation)
]
WRONG = (
    *(
        "1_0",
        "１",
        "١",
        " 1 ",
        "1 ",
        "1\\n",
        "1e2",
        "1E0",
        "+1",
        "-0",
        "-0.0",
        "-0.000",
        "01",
        "00",
        ".5",
        "5.",
    ),
    *("5.", "1.2345", "1,5", "NaN", "Infinity", "0x1", "", "--1", "1.٢"),
)
"""Spellings, as the inside of a JSON string."""


def spelled(field: Any, said: str, name: str = "field") -> Decimal:
    """Read a JSON document as a field of a command is read."""
    adapter: TypeAdapter[Decimal] = TypeAdapter(Annotated[field.annotation, name, *field.metadata])
    return adapter.validate_json(said, strict=True)


def test_there_are_such_fields() -> None:
    """Points, scores and full marks are all; questions, which are looked through too, have none."""
    assert len(_QUESTIONS) > 10
    assert {param.id for param in FIELDS} == {
        "assessment.record_violation.points",
        "assessment.record_extra.points",
        "assessment.score_exam.score",
        "assessment.score_exam.full_marks",
        "training.mark_exam.score",
    }


@pytest.mark.parametrize(("model", "name"), FIELDS)
class TestEveryField:
    def test_has_one_spelling(self, model: type[BaseModel], name: str) -> None:
        """Blanks, signs, exponents, underscores, other digits and binary fractions are none of it."""
        field = model.model_fields[name]
        assert any(mark in MARKS for mark in marks_of(field))
        assert [spelled(field, said) for said in ('"1"', '"1.50"', '"0.125"', "1")] == [
            Decimal(said) for said in ("1", "1.50", "0.125", "1")
        ]
        for said in (*(f'"{one}"' for one in WRONG), "1.5", "1.0", "1e0", "true", "[1]"):
            with pytest.raises(ValidationError):
                spelled(field, said)

    def test_is_said_by_the_schema(self, model: type[BaseModel], name: str) -> None:
        """Who reads the description knows what is taken: a text of this form, or a whole number in bounds."""
        arms = model.model_json_schema()["properties"][name]["anyOf"]
        text = next(arm for arm in arms if arm["type"] == "string")
        whole = next(arm for arm in arms if arm["type"] == "integer")

        assert not [one for one in WRONG if re.fullmatch(text["pattern"], json.loads(f'"{one}"'), re.ASCII)]
        assert re.fullmatch(text["pattern"], "1.5", re.ASCII)
        assert {"maximum"} < set(whole)


@given(st.decimals(-1000, 1000, places=3) | st.integers(-1000, 1000).map(Decimal))
def test_every_number_has_a_spelling(number: Decimal) -> None:
    """Whatever number has up to three decimals can be said, below nought too."""
    number = abs(number) if number == 0 else number

    assert EITHER.validate_json(f'"{number}"') == number
    if number < 0:
        with pytest.raises(ValidationError):
            TypeAdapter(Annotated[Decimal, SPELLED]).validate_json(f'"{number}"')


@given(st.text(alphabet="0123456789-+._ eE１\n", max_size=6))
def test_schema_and_reader_agree(said: str) -> None:
    """What the schema's pattern allows is read, and nothing else."""
    allowed = re.fullmatch(SPELLED_WITH_SIGN.pattern, said, re.ASCII) is not None
    try:
        EITHER.validate_python(said)
    except ValidationError:
        assert not allowed
    else:
        assert allowed
