"""Customers' grades: by their dealings alone, confirmed by another, and lifted at their review."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.grading import commands as c
from answerable.streams.grading import events as e
from answerable.streams.grading.events import GROUNDS, Ground
from answerable.streams.grading.flow import CONFIRMING, GRADING, GradingStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, as_kept
from tests.streams.pages import page_of

THIS = {"grading": "grading-1"}
POOR: dict[str, Any] = {
    "customer": "customer-1",
    "customer_grade": "poor",
    "grounds": ("unpaid",),
    "case": "case-1",
    "actor": FIRST,
}
UNTIL: dict[str, Any] = {"review_on": date(2016, 9, 10)}
BACK = {**THIS, "reason": "entered for another", "actor": LEAD}


def test_the_whole_way(desk: Scenario) -> None:
    """Proposed, confirmed until a day, looked at again and lifted."""
    assert desk.when(c.Propose, **THIS, **POOR) == [(e.Proposed, as_kept(POOR))]
    assert desk.when(c.Confirm, **THIS, **UNTIL, actor=LEAD) == [(e.Confirmed, UNTIL)]
    desk.later(days=150).given(c.Lift, **THIS, reason="paid since", actor=LEAD)
    assert desk.state.stage is GradingStage.LIFTED


@pytest.mark.parametrize(
    ("model", "fields"),
    [(c.Confirm, UNTIL), (c.Decline, {"reason": "r"})],
)
def test_nobody_decides_on_their_own(desk: Scenario, model: type[Command], fields: dict[str, Any]) -> None:
    """Neither who proposed it, nor in another's name."""
    desk.given(c.Propose, **THIS, **POOR)
    for who in ({"actor": FIRST}, {"actor": LEAD, "entered_by": FIRST}):
        assert desk.refusal(model, **THIS, **fields, **who).cited == ("Forbidden", CONFIRMING)
    assert desk.when(model, **THIS, **fields, actor=SECOND)


def test_a_poor_customer_is_shown_by_a_case(desk: Scenario) -> None:
    """A word alone is none."""
    refusal = desk.refusal(c.Propose, **THIS, **{**POOR, "case": None})
    assert refusal.cited == ("Invalid", CONFIRMING)
    assert "/case" in refusal.message


@pytest.mark.parametrize("grade", ["key", "regular", "poor"])
def test_grounds_speak_for_the_grade(desk: Scenario, grade: str) -> None:
    """What speaks for one grade does not for another."""
    fitting = {one.value for kind, ones in GROUNDS.items() if kind.value == grade for one in ones}
    for ground in Ground:
        said = {**POOR, "customer_grade": grade, "grounds": (ground.value,), "grading": f"grading-{ground}"}
        if ground.value in fitting:
            assert desk.when(c.Propose, **said)
        else:
            assert desk.refusal(c.Propose, **said).cited == ("Invalid", GRADING)


def test_every_ground_is_of_one_grade() -> None:
    """None is left that could be chosen for anything, and none is about who a customer is."""
    assert sorted(one for ones in GROUNDS.values() for one in ones) == sorted(Ground)


def test_it_is_looked_at_again_later(desk: Scenario) -> None:
    """A review lies behind the confirmation."""
    desk.given(c.Propose, **THIS, **POOR)
    refusal = desk.refusal(c.Confirm, **THIS, review_on=date(2016, 3, 10), actor=LEAD)
    assert refusal.cited == ("Invalid", "order-of-times")


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """The lifting, the confirmation, a refusal, and the proposal."""
    desk.given(c.Propose, **THIS, **POOR).given(c.Confirm, **THIS, **UNTIL, actor=LEAD)
    desk.given(c.Lift, **THIS, reason="r", actor=LEAD).given(c.WithdrawStep, **BACK)
    assert desk.state.stage is GradingStage.IN_FORCE
    desk.given(c.WithdrawStep, **BACK).given(c.Decline, **THIS, reason="r", actor=LEAD)
    assert desk.given(c.WithdrawStep, **BACK).state.stage is GradingStage.PROPOSED
    assert desk.given(c.Withdraw, **BACK).state is None


async def test_the_page_shows_grade_and_grounds(desk: Scenario, tmp_path: Path) -> None:
    """The list has the grade in force, on which grounds, and who confirmed it."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.Propose, **THIS, **POOR).given(c.Confirm, **THIS, **UNTIL, actor=LEAD)
    page = await page_of(desk, tmp_path, "/gradings?mark=is_poor")
    assert 'href="/gradings/grading-1"' in page
    assert "does not pay" in page
    assert "FJ2016" in page
    assert "拖欠货款" in await page_of(desk, tmp_path, "/gradings/grading-1", "zh")
