"""What is owed of forms and documents: issued, begun and acknowledged in time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from answerable.rulebook.obligation import Obligation
from answerable.streams.document import commands as document
from answerable.streams.documentcopy import commands as documentcopy
from answerable.streams.filledform import commands as filledform
from answerable.streams.obligation import events as e
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.shipment import commands as shipment
from answerable.streams.site import commands as site
from tests.identity.proofs import asker_of
from tests.services.callbacks.test_owed import asked, owed
from tests.services.intake.scenario import LEAD, SECOND, SITE, THIRD, Scenario, hired
from tests.streams.test_document import THIS, in_force

NOTE: dict[str, Any] = {"form_name": "liaison_note", "signer": SECOND, "countersigner": LEAD}
TASK: dict[str, Any] = {"form_name": "task_sheet", "signer": LEAD, "countersigner": SECOND}


@pytest.fixture
def desk() -> Scenario:
    """A site that was opened and bound to a rulebook this morning, with a lead."""
    found = Scenario()
    found.given(site.Open, name_zh="厦门", name_en="Xiamen")
    found.given(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-03-01", actor=LEAD)
    found.carry_out(hired(LEAD, role="lead"))
    return found


def missed(desk: Scenario) -> list[str]:
    """Have everything recorded that is missed by now, and name the rules, without the monthly exam."""
    while commands := asked(desk):
        for command in commands:
            desk.carry_out(command, None, asker_of(command))
    found = [one.rule for one in desk.log if isinstance(one, e.Missed)]
    return [rule for rule in found if rule != "monthly-exam"]


def test_a_task_sheet_is_issued_the_next_day(desk: Scenario) -> None:
    """Else its issuer owes it (003-E4); what has no day is owed nothing."""
    desk.given(filledform.Begin, filledform="filledform-1", **TASK)
    desk.given(filledform.Begin, filledform="filledform-2", **NOTE)
    [row] = owed(desk, rule="form-issue")
    assert (row.matter, row.owed_by) == ("filledform-1", LEAD)
    assert missed(desk.later(days=1)) == []
    assert missed(desk.later(days=1)) == ["form-issue"]


def test_a_void_form_is_owed_no_more(desk: Scenario) -> None:
    """Somebody voided it in time."""
    desk.given(filledform.Begin, filledform="filledform-1", **TASK)
    desk.given(filledform.Void, filledform="filledform-1", reason="r", actor=THIRD)
    assert missed(desk.later(days=3)) == []


def test_only_a_plan_does_for_a_plan(desk: Scenario) -> None:
    """Another form that was begun in the month is none (003-C4)."""
    desk.now = datetime(2016, 4, 1, 2, tzinfo=UTC)
    desk.given(filledform.Begin, filledform="filledform-1", **NOTE)
    desk.now = datetime(2016, 4, 6, tzinfo=UTC)
    assert "monthly-plan" in missed(desk)


def test_a_plan_in_time_is_not_missed(desk: Scenario) -> None:
    """One that was begun by the fifth."""
    desk.now = datetime(2016, 4, 1, 2, tzinfo=UTC)
    plan = {**NOTE, "form_name": "monthly_plan", "month": "2016-04"}
    desk.given(filledform.Begin, filledform="filledform-1", **plan)
    desk.now = datetime(2016, 4, 6, tzinfo=UTC)
    assert "monthly-plan" not in missed(desk)


def test_an_evaluation_once_a_quarter(desk: Scenario) -> None:
    """By its last working day (003-C3)."""
    desk.now = datetime(2016, 7, 1, tzinfo=UTC)
    assert "quarterly-evaluation" in missed(desk)


def test_a_document_is_acknowledged(desk: Scenario) -> None:
    """Within three working days, by whoever has it (003-B1)."""
    in_force(desk)
    desk.given(documentcopy.HandOut, **THIS, staff=SECOND, copy_no=1, actor=LEAD)
    [row] = owed(desk, rule="document-read")
    assert row.owed_by == SECOND
    copy = documentcopy.documentcopy_id(THIS["document"], 1)
    assert row.matter == copy
    desk.given(documentcopy.Acknowledge, documentcopy=copy, actor=SECOND)
    assert "document-read" not in missed(desk.later(days=9))


def test_it_narrows_by_fields_that_there_are() -> None:
    """What no event of its own says cannot be asked for."""
    said = {
        "id": "plan",
        "name": {"zh": "计划", "en": "Plan"},
        "article": "003-C4",
        "text": {"zh": "计划", "en": "Plan"},
        "recurs": {"every": "month"},
        "done_by": ["filledform.Begun"],
    }
    Obligation.model_validate({**said, "only": {"form_name": "monthly_plan"}})
    with pytest.raises(ValueError, match="colour"):
        Obligation.model_validate({**said, "only": {"colour": "red"}})


def test_copies_of_what_is_retired_are_owed_no_more(desk: Scenario) -> None:
    """Whoever had not acknowledged theirs by then; the other document's are owed yet."""
    in_force(desk)
    other = {"document": "document-xm01-KF010-1"}
    in_force(desk, other, code="KF010")
    for this in (THIS, other):
        for copy_no, staff in ((1, SECOND), (2, THIRD)):
            desk.given(documentcopy.HandOut, **this, staff=staff, copy_no=copy_no, actor=LEAD)
    desk.given(document.Retire, **THIS, reason="r", actor=LEAD)
    copies = {documentcopy.documentcopy_id(other["document"], number) for number in (1, 2)}
    assert {row.matter for row in owed(desk, rule="document-read")} == copies
    assert missed(desk.later(days=7)) == ["document-read", "document-read"]


def test_of_two_tellings_the_first_does_it(desk: Scenario) -> None:
    """Where the second is taken back, the customer of an order knows of the delay yet (002-r1-7.2)."""
    desk.given(shipment.Take, order_no="D1", product="charger")
    this = {"shipment": shipment.shipment_id(SITE, "D1")}
    for offer in ("wait", "refund"):
        desk.given(shipment.TellDelay, **this, delay_offer=offer, channel="chat", reason="r")
    back = {**this, "reason": "r", "actor": LEAD}
    desk.given(shipment.WithdrawStep, **back)
    assert [row.rule for row in owed(desk) if row.matter == this["shipment"]] == ["ship-at-latest"]
    desk.given(shipment.WithdrawStep, **back)
    told = {row.rule for row in owed(desk) if row.matter == this["shipment"]}
    assert told == {"ship-at-latest", "ship-or-tell"}
