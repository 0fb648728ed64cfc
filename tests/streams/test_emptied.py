"""What was said of an opening and is not so, and for which nothing holds instead, is emptied."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from answerable.commands.base import Command
from answerable.corrections import EMPTIES, RULE, corrections
from answerable.discovery import parts
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.fault import commands as fault
from answerable.streams.record import commands as record
from answerable.streams.report import commands as report
from answerable.streams.suggestion import commands as suggestion
from answerable.streams.visit import commands as visit
from answerable.streams.workorder import commands as workorder
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired
from tests.streams.test_workorder import INSTALL, REPAIR

OPENED: dict[type[Command], tuple[type[Command], dict[str, Any]]] = {
    case.CorrectOpening: (case.Open, {"topic": "t", "first_asked": FIRST}),
    complaint.CorrectFiling: (complaint.File, {"channel": "call", "topic": "t", "text": "t"}),
    contact.Correct: (contact.Receive, {"channel": "call", "topic": "t"}),
    fault.CorrectReport: (fault.Report, {"began_at": TEN, "place": "p", "phenomenon": "p", "plan": "p"}),
    record.Correct: (record.Create, {"kind": "customer_data", "custodian": FIRST}),
    workorder.CorrectInstall: (workorder.RequestInstall, INSTALL),
    workorder.CorrectRepair: (workorder.RequestRepair, REPAIR),
}
OPENED[suggestion.Correct] = (suggestion.Make, {"topic": "t", "problem": "p", "proposal": "q"})
OPENED[visit.CorrectPlan] = (
    visit.Plan,
    {"visit_kind": "patrol", "visitor": FIRST, "due_on": TEN.date(), "place": "p", "customer": "customer-7"},
)
OPENED[report.Revise] = (
    report.Draft,
    {"report_kind": "monthly_work", "on": TEN.date(), "reported": "r", "actor": LEAD},
)
VALUES: dict[str, str] = {
    "feedback": "f",
    "measures": "m",
    "engineer": SECOND,
    "place": "q",
    "about": SECOND,
    "asked": SECOND,
    "case": "case-9",
    "contact": "contact-9",
    "customer": "customer-1",
    "delivery": "delivery-9",
    "drivers_no": "SJ-9",
    "team": "north",
    "terminal": "GT06A0009",
    "vehicles_no": "CL-9",
}
BY = {"actor": LEAD, "reason": "nobody was"}


def emptiable(model: type[Command]) -> tuple[str, ...]:
    """Give the fields that a correction may empty, as its type says."""
    listed = get_args(model.model_fields[EMPTIES].annotation)[0]
    return get_args(get_args(listed)[0])


def _named(model: type[Command], opening: type[Command]) -> dict[str, str]:
    """Name what is opened, where its id does not follow from what the opening says."""
    return {model.stream: f"{model.stream}-1"} if model.stream in opening.model_fields else {}


def _at_work(model: type[Command]) -> Scenario:
    """Give a site: whose a report is asks for a role on the register, and nothing else here does."""
    desk = Scenario()
    if model is report.Revise:
        desk.carry_out(hired(LEAD))
        desk.log.clear()
    return desk


EACH = [
    pytest.param(model, name, id=f"{model.command_name}.{name}")
    for model in OPENED
    for name in emptiable(model)
]


def test_no_correction_is_left_out() -> None:
    """Every correction of what need not be said can empty it; one that could not is no correction."""
    assert {model for model in corrections() if EMPTIES in model.model_fields} == OPENED.keys()


@pytest.mark.parametrize(("model", "name"), EACH)
def test_a_field_is_emptied(model: type[Command], name: str) -> None:
    """Behind its correction nothing is said of the field, in the state and on lists; it may be said anew."""
    opening, fields = OPENED[model]
    desk = _at_work(model).given(opening, **{**_named(model, opening), **fields, name: VALUES[name]})
    target = {model.stream: desk.target}
    [(_, said)] = desk.later(minutes=1).when(model, **target, **BY, empties=[name])

    assert said.items() >= {EMPTIES: (name,), "reason": "nobody was"}.items()
    assert desk.state.said[name] is None
    register = parts("register").get(model.stream)
    if register is not None:
        row: dict[str, Any] | None = None
        for event in desk.log:
            row = register.REGISTER.after(row, event)
        assert row is not None
        assert row.get(name) is None
    assert desk.refusal(model, **target, **BY, empties=[name]).cited == ("Refused", RULE)
    assert desk.when(model, **target, **BY, **{name: VALUES[name]})


@pytest.mark.parametrize(("model", "name"), EACH)
def test_is_not_said_anew_at_once(model: type[Command], name: str) -> None:
    """A field that is emptied and given a value, or emptied twice, is bad input; each place is told."""
    opening, fields = OPENED[model]
    desk = _at_work(model).given(opening, **{**_named(model, opening), **fields, name: VALUES[name]})
    target = {model.stream: desk.target}
    both = desk.refusal(model, **target, **BY, empties=[name], **{name: VALUES[name]})
    assert both.cited == ("Invalid", "contradiction")
    assert both.message.startswith(f"/empties/0: {name} cannot be emptied and be said anew at once")
    twice = desk.refusal(model, **target, **BY, empties=[name, name])
    assert twice == ("Invalid", "unique", f"/empties/1: {name} is named twice")


@pytest.mark.parametrize("model", OPENED)
def test_what_has_to_be_said_is_not_emptied(model: type[Command]) -> None:
    """What the opening has to say cannot be emptied: no such name is taken."""
    for name in {"topic", "reason", "kind", "began_at"} - set(emptiable(model)):
        with pytest.raises(ValueError, match="empties"):
            model.model_validate({"site": "xm01", model.stream: f"{model.stream}-1", **BY, "empties": [name]})


def test_a_complaint_about_nobody() -> None:
    """Once nobody is complained of, whoever was named by mistake still has no part in it; others have."""
    desk = Scenario().given(
        complaint.File, complaint="complaint-1", channel="call", topic="t", text="t", about=THIRD
    )
    found = {"complaint": "complaint-1", "findings": "f"}
    desk.given(complaint.CorrectFiling, complaint="complaint-1", **BY, empties=["about"])

    assert desk.refusal(complaint.Investigate, **found, actor=THIRD).kind == "Forbidden"
    assert desk.when(complaint.Investigate, **found, actor=LEAD)
