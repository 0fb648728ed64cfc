"""Work contact forms: answered by whom they ask, filed late only behind a solution, opinions told back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.case import commands as case
from answerable.streams.liaison import commands as c
from answerable.streams.liaison import events as e
from answerable.streams.liaison.flow import AFTERWARDS, FORM, OPINION, LiaisonStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario, as_kept, hired
from tests.streams.pages import page_of

THIS = {"liaison": "liaison-1"}
FORM_SAYS: dict[str, Any] = {
    "liaison_kind": "handover",
    "addressee": SECOND,
    "request": "the switch has to be replaced",
    "actor": FIRST,
}
LATE: dict[str, Any] = {
    "addressee": SECOND,
    "request": "the power was switched over",
    "case": "case-1",
    "reason": "the whole site was without power",
    "actor": FIRST,
}
SAYS: dict[str, Any] = {
    "addressee": SECOND,
    "customer": "customer-1",
    "channel": "call",
    "opinion": "bills are hard to read",
    "actor": FIRST,
}
TOLD: dict[str, Any] = {"channel": "call", "reply_given": "bills are set anew from May on", "actor": FIRST}
BACK = {**THIS, "reason": "entered for another", "actor": LEAD}


def solved(desk: Scenario) -> Scenario:
    """Solve a case."""
    desk.given(case.Open, case="case-1", topic="t", first_asked=FIRST)
    return desk.given(case.Resolve, case="case-1", resolution="r", actor=FIRST)


def test_who_is_asked_answers(desk: Scenario) -> None:
    """And nobody else; the department is the one that the register of staff has."""
    desk.carry_out(hired(SECOND, team="技术部"))
    assert desk.when(c.File, **THIS, **FORM_SAYS) == [
        (e.Filed, as_kept(FORM_SAYS, handling_department="技术部"))
    ]
    assert desk.refusal(c.Answer, **THIS, answer="a", actor=THIRD).cited == ("Forbidden", FORM)
    assert desk.when(c.Answer, **THIS, answer="a", actor=SECOND)
    assert desk.refusal(c.TellCustomer, **THIS, **TOLD).cited == ("Refused", OPINION)


@pytest.mark.parametrize(("model", "says"), [(c.File, FORM_SAYS), (c.ForwardOpinion, SAYS)])
def test_nobody_asks_themselves(desk: Scenario, model: type[Command], says: dict[str, Any]) -> None:
    """A form goes to somebody else."""
    refusal = desk.refusal(model, **THIS, **{**says, "addressee": FIRST})
    assert refusal.cited == ("Invalid", FORM)
    assert "/addressee" in refusal.message


def test_what_is_solved_has_its_form_filed_late(desk: Scenario) -> None:
    """It is said to be late, with the reason, and only of what is solved (000-4.2.6)."""
    desk.given(case.Open, case="case-1", topic="t", first_asked=FIRST)
    assert desk.refusal(c.FileLate, **THIS, **LATE).cited == ("Refused", AFTERWARDS)
    desk.given(case.Resolve, case="case-1", resolution="r", actor=FIRST)
    early = {**THIS, **FORM_SAYS, "case": "case-1"}
    assert desk.refusal(c.File, **early).cited == ("Refused", AFTERWARDS)
    assert desk.when(c.FileLate, **THIS, **LATE) == [(e.FiledLate, as_kept(LATE))]


def test_a_late_form_is_confirmed_by_somebody_else(desk: Scenario) -> None:
    """Whoever solved it first does not find themselves that it could not wait."""
    solved(desk).given(c.FileLate, **THIS, **LATE)
    for who in ({"actor": FIRST}, {"actor": LEAD, "entered_by": FIRST}):
        assert desk.refusal(c.Confirm, **THIS, **who).cited == ("Forbidden", AFTERWARDS)
    desk.given(c.Confirm, **THIS, actor=LEAD)
    assert desk.state.stage is LiaisonStage.FORM_CONFIRMED


def test_an_opinion_comes_back_to_the_customer(desk: Scenario) -> None:
    """Passed on, answered by the department, and the customer is told the result (000-5.5.4)."""
    desk.given(c.ForwardOpinion, **THIS, **SAYS)
    assert desk.refusal(c.TellCustomer, **THIS, **TOLD).cited == ("Refused", OPINION)
    desk.given(c.Answer, **THIS, answer="we set them anew", actor=SECOND)
    assert desk.when(c.TellCustomer, **THIS, **TOLD) == [(e.CustomerTold, as_kept(TOLD))]


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """That the customer was told, the answer, and the form itself."""
    desk.given(c.ForwardOpinion, **THIS, **SAYS).given(c.Answer, **THIS, answer="a", actor=SECOND)
    desk.given(c.TellCustomer, **THIS, **TOLD)
    desk.given(c.WithdrawStep, **BACK).given(c.WithdrawStep, **BACK)
    stages = [desk.state.stage]
    assert desk.given(c.Withdraw, **BACK).state is None
    other = {**BACK, "liaison": "liaison-2"}
    solved(desk).given(c.FileLate, **{**LATE, "liaison": "liaison-2"})
    desk.given(c.Confirm, liaison="liaison-2", actor=LEAD).given(c.WithdrawStep, **other)
    stages.append(desk.state.stage)
    assert stages == [LiaisonStage.OPINION_SENT, LiaisonStage.FORM_LATE]


async def test_the_page_shows_who_has_to_answer(desk: Scenario, tmp_path: Path) -> None:
    """The list tells forms, late ones and opinions apart."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.File, **THIS, **FORM_SAYS)
    desk.given(c.ForwardOpinion, **{**SAYS, "liaison": "liaison-2"})
    page = await page_of(desk, tmp_path, "/liaisons?mark=is_unanswered")
    assert 'href="/liaisons/liaison-1"' in page
    assert "LL2016" in page
    assert "liaison-2" not in await page_of(desk, tmp_path, "/liaisons?form_kind=handover")
    assert "转达客户意见" in await page_of(desk, tmp_path, "/liaisons/liaison-2", "zh")
