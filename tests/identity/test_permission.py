"""The table asked with a principal: what the proof says, and no more than that."""

from __future__ import annotations

import pytest

from answerable.identity import Grant, Principal
from answerable.identity.answers import Why
from answerable.identity.permission import may, roles_of, scope
from answerable.identity.relations import At, Relation, Scope
from answerable.streams.staff.events import Role

LEAD = Principal(id="staff-lead", grants=(Grant(role=Role.LEAD, site="xm01"),))
AUDITOR = Principal(id="staff-auditor", grants=(Grant(role=Role.AUDITOR, site="xm01"),))
EXCHANGE = Principal(id="machine-exchange", scope=("contact.*", "desk.story_of"), sites=("xm01",))
CALLBACKS = Principal(id="system-callbacks")


@pytest.mark.parametrize(
    ("principal", "action", "site", "expected"),
    [
        (LEAD, "handover.review", "xm01", True),
        (LEAD, "handover.review", "ny01", False),
        (AUDITOR, "desk.cases", None, True),
        (EXCHANGE, "contact.receive", "xm01", True),
        (EXCHANGE, "contact.receive", "ny01", False),
        (EXCHANGE, "case.open", "xm01", False),
        (EXCHANGE, "contact.correct", "xm01", False),
        (EXCHANGE, "desk.story_of.contact", "xm01", True),
        (EXCHANGE, "desk.story_of.assessment", "xm01", False),
        (CALLBACKS, "callback.miss", "ny01", True),
        (CALLBACKS, "callback.complete", "ny01", False),
        (Principal(id="staff-left"), "contact.receive", "xm01", False),
        (Principal(id="system-nobody"), "contact.receive", "xm01", False),
        (Principal(id="system-daybook"), "intake.view_ahead", None, True),
        (Principal(id="system-daybook"), "desk.cases", None, False),
        (Principal(id="system-console"), "intake.view_ahead", None, False),
    ],
)
def test_what_a_principal_may(principal: Principal, action: str, site: str | None, expected: bool) -> None:
    """A member of staff by their grants, another system by its token, a part of this one by its name."""
    assert bool(may(principal, action, site)) is expected


def test_a_token_takes_from_what_roles_give() -> None:
    """Who is signed in for one site or one command may no more, whatever their roles; they are told so."""
    auditor = AUDITOR.model_copy(update={"sites": ("ny01",), "scope": ("desk.cases",)})

    assert may(auditor, "desk.cases", "ny01")
    for action, site in (("desk.cases", "xm01"), ("desk.cases", None), ("desk.faults", "ny01")):
        denied = may(auditor, action, site)
        assert not denied
        assert denied.why is Why.PROOF  # type: ignore[union-attr]  # it is no
        assert action in denied.reason.zh  # type: ignore[union-attr]  # it is no


def test_a_list_is_narrowed_by_the_token_too() -> None:
    """What is told is what both the roles and the token are for."""
    assert scope(AUDITOR, "desk.cases").is_everywhere
    narrowed = AUDITOR.model_copy(update={"sites": ("ny01",)})
    assert scope(narrowed, "desk.cases") == Scope({Relation.ALL_SITES: frozenset({"ny01"})})
    assert scope(LEAD.model_copy(update={"sites": ("ny01",)}), "desk.cases") == Scope({})
    assert scope(LEAD.model_copy(update={"scope": ("desk.faults",)}), "desk.cases") == Scope({})
    assert scope(EXCHANGE, "desk.story_of.contact").sites == {"xm01"}
    assert scope(CALLBACKS, "desk.cases") == Scope({})


def test_acting_for_somebody_else() -> None:
    """A telephone system says who answered; it signs for nobody."""
    exchange = EXCHANGE.model_copy(update={"scope": None})

    assert may(exchange, "contact.answer", "xm01", is_for_others=True)
    assert not may(exchange, "contact.answer", "xm01")
    assert not may(exchange, "handover.sign_in", "xm01", is_for_others=True)


def test_another_systems_roles() -> None:
    """It has the one role of other systems, at the sites of its token; a token for all is for all."""
    assert roles_of(EXCHANGE) == (At("machine", "xm01"),)
    assert roles_of(EXCHANGE.model_copy(update={"sites": None})) == (At("machine", None),)
