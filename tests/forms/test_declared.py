"""Forms: each is declared in a file, filled in or held by registers, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from answerable.discovery import streams
from answerable.errors import NotFound
from answerable.forms import find, forms
from answerable.forms.declaration import CellKind, Form
from answerable.streams.filledform.events import FormName
from answerable.wording import Language
from answerable_services.console.language import words_of

FIELD = {"name": "what", "says": {"zh": "事项", "en": "What"}}
SIGNED = {"name": "by", "says": {"zh": "签名", "en": "Signed"}}
LEAST: dict[str, Any] = {
    "form": "one",
    "code": "BD-99",
    "title": {"zh": "表", "en": "Form"},
    "articles": ["001-K5"],
    "signatures": [SIGNED],
    "sections": [{"fields": [FIELD]}],
}


def test_those_that_are_filled_in_are_those_that_can_be_begun() -> None:
    """Each has its place among the names of forms, and its title among the words."""
    filled_in = {name: form for name, form in forms().items() if form.is_filled_in}
    assert set(filled_in) == {one.value for one in FormName}
    for language in Language:
        words = words_of(language)
        assert {name: words(f"form_name.{name}") for name in filled_in} == {
            name: form.title.of(language.value) for name, form in filled_in.items()
        }


def test_those_that_are_held_name_streams_that_there_are() -> None:
    """No form is doubled that a register holds."""
    held = {stream for form in forms().values() for stream in form.held_by}
    assert held <= set(streams())
    with pytest.raises(NotFound):
        find("fault_report")


def test_a_plan_has_the_rows_and_columns_of_the_text() -> None:
    """Daily, special and extra items; plan, time, goal and what was done (003-E1)."""
    [table, _] = find("monthly_plan").sections
    assert [group.name for group in table.groups] == ["daily", "special", "extra"]
    assert [column.name for column in table.columns] == ["plan", "until", "goal", "actual"]


def test_an_evaluation_has_five_items_and_two_signatures() -> None:
    """Each with its weight, a score from 1 to 5, and what it rests on, in three copies (003-D12)."""
    form = find("quarterly_evaluation")
    kinds = [column.kind for column in form.sections[0].columns]
    assert kinds == [CellKind.PERCENT, CellKind.RATING, CellKind.LONG_TEXT]
    assert len(form.sections[0].groups) == 5
    assert ([one.name for one in form.signatures], form.copies) == (["assessed", "assessor"], 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_by": ["fault"]},
        {"code": None},
        {"signatures": []},
        {"sections": [{"fields": [FIELD, FIELD]}]},
        {"sections": [{"fields": [{**FIELD, "kind": "choice"}]}]},
        {"sections": [{"fields": [FIELD], "groups": [FIELD]}]},
        {"sections": [{"groups": [FIELD], "columns": [FIELD], "total": {"column": "x", "is_": 1}}]},
        {"due": {"days": 1, "is_behind_period": True}},
        {"color": "red"},
    ],
)
def test_a_declaration_that_cannot_be_used_is_refused(wrong: dict[str, Any]) -> None:
    """When it is read, and not when somebody fills it in."""
    Form.model_validate(LEAST)
    with pytest.raises(ValidationError):
        Form.model_validate({**LEAST, **wrong})
