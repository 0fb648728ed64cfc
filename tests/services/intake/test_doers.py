"""Whoever is said to have done something could do so then: by their role and how they stood to the matter."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.errors import Forbidden, Invalid
from answerable.identity import Principal
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.handover import commands as handover
from answerable.streams.staff import commands as staff
from tests.identity.proofs import with_roles
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, THIRD, Scenario, hired
from tests.services.intake.test_tried import VIOLATION, ask, refused

AUDITOR, MANAGER = "staff-auditor", with_roles("staff-manager", manager=SITE)
THE_LEAD = with_roles(LEAD, lead=SITE)
MACHINE = Principal(id="machine-exchange", scope=("*",), sites=(SITE,))


@pytest.fixture
def centre() -> Scenario:
    """Three agents, a lead, a manager and an auditor on the register of a site."""
    desk = Scenario(is_strict=True)
    roles = {FIRST: "agent", SECOND: "agent", THIRD: "agent", LEAD: "lead", AUDITOR: "auditor"}
    for person, role in {**roles, MANAGER.id: "manager", "staff-general": "general_manager"}.items():
        desk.carry_out(hired(person, role=role, actor="system-setup"))
    return desk


FILED = {"channel": "call", "topic": "t", "text": "t"}


@pytest.mark.parametrize(
    ("asker", "model", "fields"),
    [
        (THE_LEAD, case.Open, {"topic": "t", "first_asked": FIRST}),
        (THE_LEAD, complaint.File, FILED),
        (MACHINE, complaint.File, FILED),
        (MACHINE, contact.Answer, {"contact": "contact-a", "talk_s": 5}),
    ],
)
def test_nobody_acts_for_whose_role_does_not_fit(
    centre: Scenario, asker: Principal, model: type[Command], fields: dict[str, Any]
) -> None:
    """An auditor opens no case, takes no complaint and answers no call: so nobody says that they did."""
    ask(centre, MACHINE, contact.Receive, contact="contact-a", channel="call", topic="t")
    error = refused(centre, asker, model, acting_for=AUDITOR, **fields)
    assert (type(error), [one.pointer for one in error.broken_rules]) == (Invalid, ["/acting_for"])
    assert "auditor" in error.message
    ask(centre, asker, model, acting_for=SECOND, **fields)

    ask(centre, Principal(id="system-import"), complaint.File, acting_for=AUDITOR, **FILED)


def test_a_handovers_items_are_checked_by_its_sides(centre: Scenario) -> None:
    """A lead writes down what one of them did, and nobody else is said to have done it."""
    sides = {"on": "2016-03-10", "shift": "day", "outgoing": FIRST, "incoming": SECOND}
    ask(centre, THE_LEAD, handover.Start, **sides, acting_for=FIRST, checklist=("desk",))
    check = {"handover": centre.target, "item": "desk", "mark": "√"}
    stranger = refused(centre, THE_LEAD, handover.CheckItem, **check, acting_for=THIRD)
    assert stranger.message == (
        f"{THIRD} could not do this on 2016-03-10: agent may do “Check an item” (handover.check_item) only "
        "with what belongs to them"
    )
    carry = {"handover": check["handover"], "what": "phones", "reason": "r"}
    assert refused(centre, THE_LEAD, handover.CarryOpenItem, **carry, acting_for=THIRD).status == 422
    ask(centre, THE_LEAD, handover.CheckItem, **check, acting_for=SECOND)


def test_a_role_of_today_does_not_judge_the_past(centre: Scenario) -> None:
    """Who became a lead today was none before: what they confirm, they confirm today."""
    rise = {"staff": SECOND, "role": "lead", "since": "2016-03-10", "reason": "r"}
    ask(centre, MANAGER, staff.Promote, **rise)
    new = with_roles(SECOND, lead=SITE)
    entry = {"staff": FIRST, **VIOLATION, "evidence": ("x",)}
    past = refused(centre, new, assessment.RecordViolation, **entry, occurred_at="2016-03-09T02:00:00Z")
    assert (type(past), past.rule) == (Forbidden, "001-3.4")
    assert f"{SECOND} could not do this on 2016-03-09" in past.message

    ask(centre, new, assessment.RecordViolation, **entry)
    ask(centre, new, complaint.File, **FILED, occurred_at="2016-03-09T02:00:00Z")


def test_for_a_role_of_today_nobody_says_so_either(centre: Scenario) -> None:
    """What a lead enters for somebody else is asked of the day on which they did it."""
    general = with_roles("staff-general", general_manager=None)
    grant = {"staff": AUDITOR, "role": "agent", "at": SITE, "since": "2016-03-10", "reason": "r"}
    ask(centre, general, staff.GrantRole, **grant)
    filed = {**FILED, "acting_for": AUDITOR}
    assert (
        refused(centre, THE_LEAD, complaint.File, **filed, occurred_at="2016-03-09T02:00:00Z").status == 422
    )
    ask(centre, THE_LEAD, complaint.File, **filed)
