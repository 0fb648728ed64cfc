"""Events for customers: planned by one, approved by another, held on their day or later."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.customerevent import commands as c
from answerable.streams.customerevent import events as e
from answerable.streams.customerevent.flow import LECTURES, CustomereventStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, as_kept
from tests.streams.pages import page_of
from tests.streams.rows import alike, row_of

THIS = {"customerevent": "customerevent-1"}
PLAN: dict[str, Any] = {
    "event_kind": "forum",
    "topic": "service in the second quarter",
    "place": "hall",
    "planned_on": date(2016, 3, 12),
    "expected_guests": 30,
    "host": SECOND,
    "actor": FIRST,
}
HELD: dict[str, Any] = {"guests": 24, "hosts": 3, "proceedings": "p", "survey": "survey-1", "actor": FIRST}
BACK = {**THIS, "reason": "entered for another", "actor": LEAD}


def test_the_whole_way(desk: Scenario) -> None:
    """Planned, approved, and held with who came."""
    assert desk.when(c.Plan, **THIS, **PLAN) == [(e.Planned, as_kept(PLAN))]
    desk.given(c.Approve, **THIS, actor=LEAD).later(days=2)
    assert desk.when(c.Hold, **THIS, **HELD) == [(e.Held, as_kept(HELD))]


@pytest.mark.parametrize(("model", "fields"), [(c.Approve, {}), (c.Decline, {"reason": "r"})])
def test_nobody_approves_their_own(desk: Scenario, model: type[Command], fields: dict[str, Any]) -> None:
    """Neither who planned it, nor who is in charge of it, nor in another's name."""
    desk.given(c.Plan, **THIS, **PLAN)
    for who in ({"actor": FIRST}, {"actor": SECOND}, {"actor": LEAD, "entered_by": FIRST}):
        assert desk.refusal(model, **THIS, **fields, **who).cited == ("Forbidden", LECTURES)
    assert desk.when(model, **THIS, **fields, actor=LEAD)


def test_its_times_are_in_order(desk: Scenario) -> None:
    """It is planned for today or later, and held on that day or later."""
    refusal = desk.refusal(c.Plan, **THIS, **{**PLAN, "planned_on": date(2016, 3, 9)})
    assert refusal.cited == ("Invalid", "order-of-times")
    desk.given(c.Plan, **THIS, **PLAN).given(c.Approve, **THIS, actor=LEAD).later(days=1)
    assert desk.refusal(c.Hold, **THIS, **HELD).cited == ("Refused", LECTURES)


def test_nothing_is_held_that_nobody_approved(desk: Scenario) -> None:
    """Neither before a decision, nor behind one against it, nor once it was cancelled."""
    desk.given(c.Plan, **THIS, **PLAN).later(days=2)
    assert desk.refusal(c.Hold, **THIS, **HELD).cited == ("Refused", LECTURES)
    desk.given(c.Abandon, **THIS, reason="r")
    assert desk.refusal(c.Hold, **THIS, **HELD).cited == ("Refused", LECTURES)


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """What was held, the approval, a refusal, a cancellation, and the plan."""
    desk.given(c.Plan, **THIS, **PLAN).given(c.Approve, **THIS, actor=LEAD).later(days=2)
    desk.given(c.Hold, **THIS, **HELD).given(c.WithdrawStep, **BACK)
    stages = [desk.state.stage]
    desk.given(c.WithdrawStep, **BACK).given(c.Decline, **THIS, reason="r", actor=LEAD)
    desk.given(c.WithdrawStep, **BACK).given(c.Abandon, **THIS, reason="r").given(c.WithdrawStep, **BACK)
    stages.append(desk.state.stage)
    assert stages == [CustomereventStage.APPROVED, CustomereventStage.PLANNED]
    assert desk.given(c.Withdraw, **BACK).state is None


async def test_the_page_shows_who_came(desk: Scenario, tmp_path: Path) -> None:
    """The list has the kind, the day, how many were expected and how many came."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.Plan, **THIS, **PLAN).given(c.Approve, **THIS, actor=LEAD)
    page = await page_of(desk, tmp_path, "/customerevents?mark=is_to_come")
    assert 'href="/customerevents/customerevent-1"' in page
    assert "HD2016" in page
    assert "客户座谈会" in await page_of(desk, tmp_path, "/customerevents", "zh")


def test_a_cancelling_leads_back_to_the_approval(desk: Scenario) -> None:
    """Where it is taken back, the event stands as it was approved, and by whom."""
    desk.given(c.Plan, **THIS, **PLAN).given(c.Approve, **THIS, actor=LEAD)
    row = row_of(desk)
    desk.given(c.Abandon, **THIS, reason="r").given(c.WithdrawStep, **BACK)
    assert desk.state.stage is CustomereventStage.APPROVED
    assert alike(row, row_of(desk))
    assert desk.given(c.WithdrawStep, **BACK).state.stage is CustomereventStage.PLANNED
