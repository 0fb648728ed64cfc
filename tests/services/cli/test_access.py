"""`answerable access`: the table of who may do what, asked without a server."""

from __future__ import annotations

import pytest

from answerable.identity.table import table
from tests.services.cli.running import inside


def test_who_may_approve_a_plan() -> None:
    """Every role is told with how far it reaches, and the article with its words."""
    document = inside("access", "who", "complaint.approve_plan", "--json").document
    shown = inside("access", "who", "complaint.approve_plan")

    reaches = {(one["role"], one["relation"]) for one in document["who"] if not one["acting_for"]}
    assert reaches == {
        ("lead", "site"),
        ("supervisor", "site"),
        ("manager", "site"),
        ("general_manager", "all_sites"),
    }
    assert (document["article"], document["not_oneself"]) == ("003-F7", True)
    assert shown.status == 0
    assert "根据调查结果，制定处理方案，并报领导审批" in shown.out
    assert "涉及本人或出自本人的" in shown.out
    assert "总经理" in shown.out


def test_who_can_be_named() -> None:
    """Whom a field can name is told too."""
    named = inside("access", "who", "handover.start", "--json").document["named"]
    assert "agent" in named["incoming"]
    assert "incoming: one of agent, " in inside("access", "who", "handover.start").out


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("agent", "case.transfer"), 0, {"allowed": True, "relation": "own"}),
        (("agent", "case.transfer", "--relation", "team"), 1, {"allowed": False, "why": "relation"}),
        (("lead@xm01", "case.transfer", "--site", "xm01"), 0, {"allowed": True, "site": "xm01"}),
        (("lead@xm01", "case.transfer", "--site", "ny01"), 1, {"why": "elsewhere", "article": "000-4.2.4"}),
        (("lead@xm01", "desk.cases"), 0, {"site": "xm01", "relation": "site"}),
        (("general_manager@xm01", "desk.cases", "--site", "ny01"), 0, {"relation": "all_sites"}),
        (("agent", "assessment.record_violation"), 1, {"why": "role"}),
        (("lead", "handover.review", "--relation", "oneself"), 1, {"why": "oneself"}),
        (("lead", "contact.receive", "--acting-for"), 0, {"allowed": True}),
        (("lead", "handover.sign_in", "--acting-for"), 1, {"why": "role"}),
    ],
)
def test_whether_somebody_may(arguments: tuple[str, ...], status: int, told: dict[str, object]) -> None:
    """A yes ends with 0 and a no with 1; both say why, for people and for programs."""
    answer = inside("access", "may", *arguments, "--json")
    shown = inside("access", "may", *arguments)

    assert (answer.status, shown.status) == (status, status)
    assert told.items() <= answer.document.items()
    assert shown.out.startswith("✗" if status else "✓")
    if status:
        assert {"zh", "en"} == set(answer.document["reason"])
        assert answer.document["reason"]["zh"] in shown.out.replace("\n", "")


def test_a_role_sees_its_part() -> None:
    """The whole table has every command and question; one role's part has that role only."""
    whole = inside("access", "table", "--json").document
    auditors = inside("access", "table", "--role", "auditor", "--json").document
    shown = inside("access", "table", "--role", "auditor")

    actions = [action for group in whole["groups"] for row in group["rows"] for action in row["actions"]]
    assert sorted(actions) == sorted(table().actions)
    cells = [cell for group in auditors["groups"] for row in group["rows"] for cell in row["who"]]
    assert {cell["role"] for cell in cells} == {"auditor"}
    assert "audit.accesses" in shown.out
    assert "case.transfer" not in shown.out


def test_what_is_misspelled() -> None:
    """Whoever misspells a command is told what they may have meant."""
    assert "did you mean case.transfer" in inside("access", "who", "case.trasfer").err
    assert "did you mean supervisor" in inside("access", "may", "superviser", "case.transfer").err
