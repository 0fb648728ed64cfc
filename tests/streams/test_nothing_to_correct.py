"""A correction that says what holds already is refused, and what was taken back is told as that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.corrections import RULE, corrections
from answerable.streams.attendance import commands as attendance
from answerable.streams.callback import commands as callback
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.dispute import commands as dispute
from answerable.streams.duty import commands as duty
from answerable.streams.fault import commands as fault
from answerable.streams.hazmatbook import commands as hazmatbook
from answerable.streams.incident import commands as incident
from answerable.streams.key import commands as key
from answerable.streams.leave import commands as leave
from answerable.streams.outsider import commands as outsider
from answerable.streams.payment import commands as payment
from answerable.streams.record import commands as record
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable.streams.suggestion import commands as suggestion
from answerable.streams.survey import commands as survey
from answerable.streams.visit import commands as visit
from answerable.streams.workorder import commands as workorder
from tests.services.intake import any_command
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired
from tests.streams.test_payment import FEE, collected
from tests.streams.test_workorder import INSTALL, REPAIR

SAYS_ANEW = ("correct", "rename", "change")
"""The verbs of commands that say anew what holds; what is taken back is said by nobody."""

LONG = "the line fell silent at nine, came back, and fell silent again until the power was switched over"


class Said(NamedTuple):
    """A fact, its correction that says the same again, and one field of it that says something else."""

    fact: type[Command]
    fields: dict[str, Any]
    same: dict[str, Any]
    other: dict[str, Any]
    target: dict[str, str]


_DUTY = {"staff": SECOND, "month": "2016-03", "starts_at": TEN, "ends_at": TEN + timedelta(hours=8)}

SAID = {
    case.CorrectLimit: Said(
        case.Open,
        {"topic": "t", "first_asked": FIRST},
        {"priority": "moderate", "is_emergency": False, "opened_at": TEN},
        {"priority": "low"},
        {"case": "case-1"},
    ),
    survey.CorrectPlan: Said(
        survey.Prepare,
        {"title": "t", "first_day": date(2016, 3, 10), "last_day": date(2016, 3, 20)},
        {"title": "t", "first_day": date(2016, 3, 10), "last_day": date(2016, 3, 20)},
        {"title": "u"},
        {"survey": "survey-1"},
    ),
    visit.CorrectPlan: Said(
        visit.Plan,
        {"visit_kind": "patrol", "visitor": FIRST, "due_on": date(2016, 3, 10), "place": "p"},
        {"visit_kind": "patrol", "visitor": FIRST, "place": "p"},
        {"place": "q"},
        {"visit": "visit-1"},
    ),
    key.Correct: Said(
        key.Catalogue,
        {"label": "K1", "opens": "o", "key_class": "office", "pieces": 1, "place": "p"},
        {"label": "K1", "opens": "o", "key_class": "office", "pieces": 1, "place": "p"},
        {"pieces": 2},
        {"key": "key-1"},
    ),
    case.CorrectOpening: Said(
        case.Open,
        {"topic": "t", "first_asked": FIRST, "team": "north"},
        {"topic": "t", "first_asked": FIRST, "team": "north"},
        {"first_asked": SECOND},
        {"case": "case-1"},
    ),
    complaint.CorrectFiling: Said(
        complaint.File,
        {"channel": "call", "topic": "t", "text": LONG, "about": SECOND},
        {"channel": "call", "topic": "t", "text": LONG, "about": SECOND},
        {"text": f"{LONG} again"},
        {"complaint": "complaint-1"},
    ),
    contact.Correct: Said(
        contact.Receive,
        {"channel": "call", "topic": "t", "wait_s": 7},
        {"channel": "call", "topic": "t", "wait_s": 7},
        {"wait_s": 8},
        {"contact": "contact-1"},
    ),
    delivery.CorrectAcceptance: Said(
        delivery.Accept,
        {"customer": "customer-1", "project": "p", "accepted_on": date(2016, 1, 12)},
        {"customer": "customer-1", "project": "p", "accepted_on": date(2016, 1, 12)},
        {"accepted_on": date(2016, 1, 13)},
        {"delivery": "delivery-1"},
    ),
    duty.Change: Said(
        duty.Roster,
        _DUTY,
        {**_DUTY, "instead_of": TEN},
        {**_DUTY, "instead_of": TEN, "ends_at": TEN + timedelta(hours=7)},
        {},
    ),
    fault.CorrectReport: Said(
        fault.Report,
        {"began_at": TEN, "place": "p", "phenomenon": "p", "plan": "p"},
        {"began_at": TEN, "place": "p", "phenomenon": "p", "plan": "p"},
        {"began_at": TEN - timedelta(hours=1)},
        {"fault": "fault-1"},
    ),
    payment.CorrectInvoice: Said(
        payment.IssueInvoice,
        {"invoice_no": "00112233", "amount_fen": FEE, "actor": SECOND},
        {"invoice_no": "00112233", "amount_fen": FEE},
        {"amount_fen": 7000},
        {"payment": "payment-1"},
    ),
    workorder.CorrectInstall: Said(
        workorder.RequestInstall,
        {**INSTALL, "vehicles_no": "CL-1"},
        {"vehicles": 3, "vehicles_no": "CL-1"},
        {"vehicles": 4},
        {"workorder": "workorder-xm01-XQ-1"},
    ),
    workorder.CorrectRepair: Said(
        workorder.RequestRepair,
        REPAIR,
        REPAIR,
        {"symptom": "指示灯红色常亮"},
        {"workorder": "workorder-1"},
    ),
    record.Correct: Said(
        record.Create,
        {"kind": "customer_data", "custodian": FIRST},
        {"kind": "customer_data", "custodian": FIRST},
        {"custodian": SECOND},
        {"record": "record-1"},
    ),
    site.Rename: Said(
        site.Open, {"name_zh": "厦门", "name_en": "Xiamen"}, {"name_en": "Xiamen"}, {"name_zh": "福州"}, {}
    ),
    staff.CorrectHiring: Said(
        staff.Hire,
        {"role": "agent", "team": "t", "hired_on": date(2016, 3, 1)},
        {"role": "agent", "team": "t", "hired_on": date(2016, 3, 1)},
        {"role": "manager"},
        {"staff": THIRD},
    ),
    staff.CorrectLeaving: Said(
        staff.Leave,
        {"left_on": date(2016, 3, 9)},
        {"left_on": date(2016, 3, 9)},
        {"left_on": date(2016, 3, 10)},
        {"staff": THIRD},
    ),
}
SAID[suggestion.Correct] = Said(
    suggestion.Make,
    {"topic": "t", "problem": "p", "proposal": "q"},
    {"topic": "t", "problem": "p", "proposal": "q"},
    {"proposal": "r"},
    {"suggestion": "suggestion-1"},
)
SAID[dispute.Correct] = Said(
    dispute.Raise,
    {"topic": "t", "asked": SECOND, "opinion": "o", "actor": FIRST},
    {"topic": "t", "opinion": "o"},
    {"opinion": "p"},
    {"dispute": "dispute-1"},
)
SAID[outsider.Correct] = Said(
    outsider.Admit,
    {"outsider_role": "r", "purpose": "p", "place": "q", "actor": FIRST},
    {"outsider_role": "r", "purpose": "p", "place": "q"},
    {"place": "s"},
    {"outsider": "outsider-1"},
)
SAID[incident.Correct] = Said(
    incident.Report,
    {"topic": "t", "what": "w", "happened_at": TEN, "known_at": TEN},
    {"topic": "t", "what": "w", "happened_at": TEN, "known_at": TEN},
    {"what": "x"},
    {"incident": "incident-1"},
)
BY = {"actor": LEAD, "reason": "r"}


_OF_ONE_OF_MANY = {hazmatbook.CorrectEntry, attendance.Correct, leave.CorrectReturn}
"""These name one line of many, or what others did before: see the tests of their streams."""


def test_no_correction_is_left_out() -> None:
    """Whoever adds a correction says what it corrects, and shows here that it does."""
    told = any_command.OF_A_SERVICE  # which is told by a service, and corrects nothing
    named = {
        model
        for name, model in COMMANDS.items()
        if name.partition(".")[2].startswith(SAYS_ANEW) and model.stream not in told
    } - _OF_ONE_OF_MANY
    assert SAID.keys() == named
    assert named - corrections().keys() == {case.CorrectLimit, duty.Change}  # they compare what follows


@pytest.mark.parametrize("model", SAID, ids=lambda model: model.command_name)
def test_what_holds_already_is_no_correction(model: type[Command]) -> None:
    """The same said again is refused, a part of it too; what differs is taken, and then holds."""
    said = SAID[model]
    desk = Scenario()
    desk.carry_out(hired(SECOND))
    if said.fact is dispute.Raise:
        desk.carry_out(hired(FIRST, team="u"))
    if said.fact is staff.Leave:
        desk.carry_out(hired(THIRD))
    if said.fact is payment.IssueInvoice:
        desk = collected(Scenario())
    named = {name: value for name, value in said.target.items() if name in said.fact.model_fields}
    desk.given(said.fact, **named, **said.fields)
    unchanged = desk.later(minutes=1).refusal(model, **said.target, **said.same, **BY)
    assert unchanged.cited == ("Refused", RULE)
    assert unchanged.message == f"nothing to correct: what is said of {desk.target} holds already"

    if model is not duty.Change:
        some = dict(list(said.same.items())[:1])
        assert desk.refusal(model, **said.target, **some, **BY).cited == ("Refused", RULE)
        assert desk.when(model, **said.target, **{**said.same, **said.other}, **BY)
        assert desk.refusal(model, **said.target, **said.other, **BY).cited == ("Refused", RULE)
        return
    assert desk.when(model, **said.target, **said.other, **BY)


def test_what_was_taken_back_is_told_as_that() -> None:
    """A call for a delivery that was taken back is refused with what became of it, and so is a correction."""
    desk = Scenario().given(delivery.Accept, delivery="delivery-1", **SAID[delivery.CorrectAcceptance].fields)
    desk.given(delivery.WithdrawAcceptance, delivery="delivery-1", **BY)
    call = {"delivery": "delivery-1", "ordinal": 1, "actor": FIRST}
    was = "delivery-1 was taken back: it counts as if it had never been"

    attempt = desk.refusal(callback.Attempt, **call, outcome="no_answer")
    assert attempt.kind == "Invalid"
    assert attempt.message == f"/delivery: {was}; begin it anew with the command delivery.accept"
    assert desk.refusal(delivery.Cancel, delivery="delivery-1", **BY).message == was
    assert desk.refusal(
        callback.Attempt, **{**call, "delivery": "delivery-2"}, outcome="no_answer"
    ).message == (
        "/delivery: delivery-2 is not in the ledger; begin it first with the command delivery.accept"
    )


def test_a_call_for_a_cancelled_delivery_is_told_why() -> None:
    """A delivery that ended owes no call, whichever day its callback would have been due."""
    desk = Scenario().given(delivery.Accept, delivery="delivery-1", **SAID[delivery.CorrectAcceptance].fields)
    desk.given(delivery.Cancel, delivery="delivery-1", **BY).later(minutes=1)
    told = "delivery-1 was cancelled; take that back first (delivery.withdraw_cancellation)"
    for ordinal in (1, 9):
        call = {"delivery": "delivery-1", "ordinal": ordinal, "actor": FIRST}
        assert desk.refusal(callback.Attempt, **call, outcome="no_answer").message == told
