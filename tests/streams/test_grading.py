"""Customers' grades: by their dealings alone, confirmed by another, and lifted at their review."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.case import commands as case
from answerable.streams.grading import commands as c
from answerable.streams.grading import events as e
from answerable.streams.grading.events import GROUNDS, Ground
from answerable.streams.grading.flow import CONFIRMING, GRADING, GradingStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, as_kept
from tests.streams.pages import page_of
from tests.streams.rows import alike, row_of

THIS = {"grading": c.grading_id("xm01", "customer-1")}
POOR: dict[str, Any] = {
    "customer": "customer-1",
    "customer_grade": "poor",
    "grounds": ("unpaid",),
    "case": "case-1",
    "actor": FIRST,
}
UNTIL: dict[str, Any] = {"review_on": date(2016, 9, 10)}
BACK = {**THIS, "reason": "entered for another", "actor": LEAD}


@pytest.fixture(autouse=True)
def their_case(desk: Scenario) -> None:
    """A case of the customer's."""
    desk.given(case.Open, case="case-1", topic="t", first_asked=FIRST, customer="customer-1")
    desk.log.clear()


def test_the_whole_way(desk: Scenario) -> None:
    """Proposed, confirmed until a day, looked at again and lifted."""
    assert desk.when(c.Propose, **POOR) == [(e.Proposed, as_kept(POOR))]
    assert desk.when(c.Confirm, **THIS, **UNTIL, actor=LEAD) == [(e.Confirmed, UNTIL)]
    desk.later(days=150).given(c.Lift, **THIS, reason="paid since", actor=LEAD)
    assert desk.state.stage is GradingStage.LIFTED


@pytest.mark.parametrize(
    ("model", "fields"),
    [(c.Confirm, UNTIL), (c.Decline, {"reason": "r"})],
)
def test_nobody_decides_on_their_own(desk: Scenario, model: type[Command], fields: dict[str, Any]) -> None:
    """Neither who proposed it, nor in another's name."""
    desk.given(c.Propose, **POOR)
    for who in ({"actor": FIRST}, {"actor": LEAD, "entered_by": FIRST}):
        assert desk.refusal(model, **THIS, **fields, **who).cited == ("Forbidden", CONFIRMING)
    assert desk.when(model, **THIS, **fields, actor=SECOND)


def test_a_poor_customer_is_shown_by_a_case(desk: Scenario) -> None:
    """A word alone is none."""
    refusal = desk.refusal(c.Propose, **{**POOR, "case": None})
    assert refusal.cited == ("Invalid", CONFIRMING)
    assert "/case" in refusal.message


def test_it_is_a_case_of_that_customer(desk: Scenario) -> None:
    """Neither another's, nor one of nobody known; and each ground is named once."""
    assert desk.refusal(c.Propose, **{**POOR, "customer": "customer-2"}).cited == ("Invalid", CONFIRMING)
    desk.given(case.Open, case="case-2", topic="t", first_asked=FIRST)
    assert desk.refusal(c.Propose, **{**POOR, "case": "case-2"}).cited == ("Invalid", CONFIRMING)
    twice = {**POOR, "grounds": ("unpaid", "unpaid")}
    assert desk.refusal(c.Propose, **twice).cited == ("Invalid", GRADING)
    desk.given(case.CorrectOpening, case="case-2", customer="customer-1", reason="r", actor=LEAD)
    desk.given(c.Propose, **{**POOR, "case": "case-2"})


@pytest.mark.parametrize("grade", ["key", "regular", "poor"])
def test_grounds_speak_for_the_grade(desk: Scenario, grade: str) -> None:
    """What speaks for one grade does not for another."""
    fitting = {one.value for kind, ones in GROUNDS.items() if kind.value == grade for one in ones}
    for ground in Ground:
        said = {**POOR, "customer_grade": grade, "grounds": (ground.value,)}
        desk.held.pop(THIS["grading"], None)
        if ground.value in fitting:
            assert desk.when(c.Propose, **said)
        else:
            assert desk.refusal(c.Propose, **said).cited == ("Invalid", GRADING)


def test_every_ground_is_of_one_grade() -> None:
    """None is left that could be chosen for anything, and none is about who a customer is."""
    assert sorted(one for ones in GROUNDS.values() for one in ones) == sorted(Ground)


def test_it_is_looked_at_again_later(desk: Scenario) -> None:
    """A review lies behind the confirmation."""
    desk.given(c.Propose, **POOR)
    refusal = desk.refusal(c.Confirm, **THIS, review_on=date(2016, 3, 10), actor=LEAD)
    assert refusal.cited == ("Invalid", "order-of-times")


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """The lifting, the confirmation, a refusal, and the proposal."""
    desk.given(c.Propose, **POOR).given(c.Confirm, **THIS, **UNTIL, actor=LEAD)
    desk.given(c.Lift, **THIS, reason="r", actor=LEAD).given(c.WithdrawLifting, **BACK)
    assert desk.state.stage is GradingStage.IN_FORCE
    desk.given(c.WithdrawDecision, **BACK).given(c.Decline, **THIS, reason="r", actor=LEAD)
    assert desk.given(c.WithdrawDecision, **BACK).state.stage is GradingStage.PROPOSED
    assert desk.given(c.Withdraw, **BACK).state.stage is GradingStage.WITHDRAWN


def test_a_customer_has_one_grade_at_a_time(desk: Scenario) -> None:
    """Another is proposed once the one was lifted, declined or taken back, and not before."""
    key = {**POOR, "customer_grade": "key", "grounds": ("large_orders",), "case": None, "actor": SECOND}
    desk.given(c.Propose, **POOR)
    assert desk.refusal(c.Propose, **key).cited == ("Refused", CONFIRMING)
    desk.given(c.Confirm, **THIS, **UNTIL, actor=LEAD)
    assert desk.refusal(c.Propose, **key).cited == ("Refused", CONFIRMING)
    desk.given(c.Lift, **THIS, reason="r", actor=LEAD).given(c.Propose, **key)
    assert desk.refusal(c.Confirm, **THIS, **UNTIL, actor=SECOND).cited == ("Forbidden", CONFIRMING)
    desk.given(c.Confirm, **THIS, **UNTIL, actor=FIRST).given(c.WithdrawDecision, **BACK)
    desk.given(c.Decline, **THIS, reason="r", actor=LEAD).given(c.Propose, **POOR)
    desk.given(c.Withdraw, **BACK).given(c.Propose, **key)
    assert (desk.target, desk.state.stage) == (THIS["grading"], GradingStage.PROPOSED)


async def test_the_page_of_a_grade_proposed_anew_has_nothing_of_the_last(
    desk: Scenario, tmp_path: Path
) -> None:
    """Neither who confirmed that one, nor until when, nor why it was lifted."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.Propose, **POOR).given(c.Confirm, **THIS, **UNTIL, actor=LEAD)
    desk.given(c.Lift, **THIS, reason="paid since", actor=LEAD).given(c.Propose, **POOR)
    page = await page_of(desk, tmp_path, f"/gradings/{THIS['grading']}")
    facts = page.partition("<dl")[2].partition("</dl>")[0]
    assert "does not pay" in facts
    for gone in ("2016-09-10", "paid since", LEAD):
        assert gone not in facts


async def test_the_page_shows_grade_and_grounds(desk: Scenario, tmp_path: Path) -> None:
    """The list has the grade in force, on which grounds, and who confirmed it."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.Propose, **POOR).given(c.Confirm, **THIS, **UNTIL, actor=LEAD)
    page = await page_of(desk, tmp_path, "/gradings?mark=is_poor")
    assert 'href="/gradings/' + THIS["grading"] in page
    assert "does not pay" in page
    assert "FJ2016" in page
    assert "拖欠货款" in await page_of(desk, tmp_path, f"/gradings/{THIS['grading']}", "zh")


def test_a_proposal_leads_back_to_the_grade_before(desk: Scenario) -> None:
    """Where it is taken back, the one that was lifted stands as lifted."""
    desk.given(c.Propose, **POOR).given(c.Confirm, **THIS, **UNTIL, actor=LEAD)
    desk.given(c.Lift, **THIS, reason="paid since", actor=LEAD)
    row = row_of(desk)
    desk.given(c.Propose, **POOR).given(c.Withdraw, **BACK)
    assert desk.state.stage is GradingStage.LIFTED
    assert alike(row, row_of(desk))
