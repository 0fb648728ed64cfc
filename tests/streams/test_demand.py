"""A demand: asked for each December, planned, approved by another, and met or not by its numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.demand import commands as c
from answerable.streams.demand import events as e
from answerable.streams.demand.flow import EACH_DECEMBER, DemandStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of

ASKED: dict[str, Any] = {"customer": "customer-1", "year": 2016}
THIS = {"demand": c.demand_id("xm01", "customer-1", 2016)}
PLAN: dict[str, Any] = {"plan": "p", "planned": 5, "due_on": date(2016, 4, 1)}

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.Ask, {**ASKED, "actor": SECOND}),
    (c.State, {**THIS, "needs": "gates", "quantity": 5, "actor": SECOND}),
    (c.Plan, {**THIS, **PLAN, "actor": SECOND}),
    (c.Approve, {**THIS, "actor": LEAD}),
    (c.Settle, {**THIS, "delivered": 5, "actor": LEAD}),
)


def gone(desk: Scenario, steps: int) -> Scenario:
    for model, fields in WAY[:steps]:
        desk.given(model, **fields)
    return desk


def test_the_whole_way(desk: Scenario) -> None:
    """Whether it was asked late, and whether it is met, nobody says: it is worked out."""
    told = [desk.when(model, **fields) for model, fields in WAY]

    assert told[0] == [(e.Asked, {**ASKED, "is_late": True})]
    assert told[4] == [(e.Settled, {"delivered": 5, "is_met": True})]
    assert desk.state.stage is DemandStage.SETTLED


@pytest.mark.parametrize(
    ("now", "year", "is_late"),
    [("2015-12-01", 2016, False), ("2015-12-31", 2016, False), ("2016-01-01", 2016, True)],
)
def test_it_is_asked_in_december(desk: Scenario, now: str, year: int, *, is_late: bool) -> None:
    """From the first of December on for the next year; in the year itself it is late."""
    desk.now = datetime.fromisoformat(f"{now}T04:00:00+00:00")
    assert desk.when(c.Ask, customer="customer-1", year=year)[0][1]["is_late"] is is_late


@pytest.mark.parametrize("year", [2015, 2017])
def test_no_other_year_is_asked_for(desk: Scenario, year: int) -> None:
    """Neither one that is over, nor the next before its December."""
    assert desk.refusal(c.Ask, customer="customer-1", year=year).cited == ("Invalid", EACH_DECEMBER)


def test_a_customer_is_asked_once_for_a_year(desk: Scenario) -> None:
    """Asked again it is refused; taken back, it may be asked anew."""
    gone(desk, 1)
    assert desk.refusal(c.Ask, **ASKED).cited == ("Refused", EACH_DECEMBER)
    desk.given(c.Withdraw, **THIS, reason="another customer")
    assert desk.refusal(c.State, **THIS, needs="n", quantity=1).kind == "Refused"
    assert desk.when(c.Ask, **ASKED)


@pytest.mark.parametrize(
    ("steps", "model", "fields"),
    [
        (3, c.Approve, {}),
        (3, c.Refuse, {"reason": "r"}),
        (4, c.Settle, {"delivered": 5}),
        (4, c.WithdrawStep, {"reason": "r"}),
    ],
)
def test_nobody_judges_their_own_plan(
    desk: Scenario, steps: int, model: type[Command], fields: dict[str, Any]
) -> None:
    """Neither who planned it, nor in another's name."""
    gone(desk, steps)
    for who in ({"actor": SECOND}, {"actor": LEAD, "entered_by": SECOND}):
        assert desk.refusal(model, **THIS, **fields, **who).cited == ("Forbidden", EACH_DECEMBER)
    assert desk.when(model, **THIS, **fields, actor=LEAD)


def test_a_refused_plan_is_made_anew(desk: Scenario) -> None:
    """Nothing is approved that was refused."""
    gone(desk, 3).given(c.Refuse, **THIS, reason="too late", actor=LEAD)
    assert desk.refusal(c.Approve, **THIS, actor=LEAD).cited == ("Refused", EACH_DECEMBER)
    desk.given(c.Plan, **THIS, **PLAN, actor=FIRST)
    assert desk.when(c.Approve, **THIS, actor=SECOND)


@pytest.mark.parametrize(("due", "rule"), [("2017-01-01", EACH_DECEMBER), ("2016-03-09", "order-of-times")])
def test_a_plan_is_due_in_its_year(desk: Scenario, due: str, rule: str) -> None:
    """Neither in the next, nor before it is made."""
    gone(desk, 2)
    assert desk.refusal(c.Plan, **THIS, plan="p", planned=5, due_on=due).cited == ("Invalid", rule)


def test_less_than_planned_has_its_reason_and_its_day(desk: Scenario) -> None:
    """Nobody gives up before it is due, or without saying why; what is met needs no reason."""
    gone(desk, 4)
    less = {**THIS, "delivered": 4, "actor": LEAD}
    assert desk.refusal(c.Settle, **less).cited == ("Invalid", EACH_DECEMBER)
    assert desk.refusal(c.Settle, **less, shortfall="s").cited == ("Refused", EACH_DECEMBER)
    assert desk.refusal(c.Settle, **{**less, "delivered": 6}, shortfall="s").cited == (
        "Invalid",
        EACH_DECEMBER,
    )
    desk.now = datetime(2016, 4, 1, 4, tzinfo=UTC)
    [(_, said)] = desk.when(c.Settle, **less, shortfall="out of stock")
    assert said == {"delivered": 4, "is_met": False, "shortfall": "out of stock"}


def test_one_gift_a_year(desk: Scenario) -> None:
    """It is sent once, and taken back once."""
    gone(desk, 1)
    assert desk.refusal(c.WithdrawGift, **THIS, reason="r").cited == ("Refused", EACH_DECEMBER)
    desk.given(c.SendGift, **THIS, gift="calendar")
    assert desk.refusal(c.SendGift, **THIS, gift="calendar").cited == ("Refused", EACH_DECEMBER)
    desk.given(c.WithdrawGift, **THIS, reason="came back")
    assert desk.when(c.SendGift, **THIS, gift="tea")


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """One after the other, to the question itself."""
    gone(desk, 5)
    stages = []
    for _ in range(4):
        desk.given(c.WithdrawStep, **THIS, reason="r", actor=LEAD)
        stages.append(desk.state.stage)
    assert stages == [
        DemandStage.SUPPLY_APPROVED,
        DemandStage.SUPPLY_PLANNED,
        DemandStage.NEED_STATED,
        DemandStage.NEED_ASKED,
    ]
    desk.given(c.RecordNone, **THIS)
    desk.given(c.WithdrawStep, **THIS, reason="r", actor=LEAD)
    assert desk.when(c.Withdraw, **THIS, reason="r")


async def test_the_page_shows_what_was_met(desk: Scenario, tmp_path: Path) -> None:
    """The list has what was planned and delivered, in both languages."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    gone(desk, 5)
    page = await page_of(desk, tmp_path, "/demands?mark=is_without_gift")
    assert f'href="/demands/{THIS["demand"]}"' in page
    assert "XQ2016" in page
    assert "需求办结" in await page_of(desk, tmp_path, f"/demands/{THIS['demand']}", "zh")
