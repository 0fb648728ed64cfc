"""Shipments: sent in time or the customer told, and what is lost is claimed (002-r1-7.2, 002-r1-6)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.shipment import commands as c
from answerable.streams.shipment import events as e
from answerable.streams.shipment.flow import IN_TIME, LOSSES, RETURNS, ShipmentStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import LEAD, Scenario
from tests.streams.pages import page_of
from tests.streams.rows import alike, row_of

THIS = {"shipment": c.shipment_id("xm01", "D1")}
ORDER: dict[str, Any] = {"order_no": "D1", "product": "charger", "customer": "customer-1"}
SENT: dict[str, Any] = {"courier": "courier", "tracking_no": "SF0000001"}
DELAY: dict[str, Any] = {"delay_offer": "refund", "channel": "chat", "reason": "out of stock"}
BACK = {**THIS, "reason": "entered for another", "actor": LEAD}

LOST: tuple[tuple[type[Command], dict[str, Any]], ...] = (
    (c.ReportLoss, {"traced": "last seen at the hub"}),
    (c.Claim, {"amount_fen": 4900}),
    (c.Settle, {"amount_fen": 4000}),
)


def ordered(desk: Scenario) -> Scenario:
    """Let an order come."""
    return desk.given(c.Take, **ORDER)


@pytest.mark.parametrize(("minutes", "hours"), [(59, 0), (60, 1), (2879, 47), (2880, 48)])
def test_how_long_it_took_is_worked_out(desk: Scenario, minutes: int, hours: int) -> None:
    """In whole hours since the order came."""
    ordered(desk).later(minutes=minutes)
    assert desk.when(c.Send, **THIS, **SENT) == [(e.Sent, {**SENT, "sent_after_h": hours})]


def test_a_delayed_order_is_sent_or_dropped(desk: Scenario) -> None:
    """The customer was told what they can have; what is dropped is sent no more."""
    ordered(desk).given(c.TellDelay, **THIS, **DELAY).given(c.Drop, **THIS, drop_cause="refunded")
    assert desk.refusal(c.Send, **THIS, **SENT).cited == ("Refused", IN_TIME)


def test_what_is_lost_is_claimed_and_settled(desk: Scenario) -> None:
    """Only what was sent can be lost, and only what is lost is claimed."""
    assert ordered(desk).refusal(c.ReportLoss, **THIS, traced="t").cited == ("Refused", LOSSES)
    desk.given(c.Send, **THIS, **SENT)
    assert desk.refusal(c.Claim, **THIS, amount_fen=1).cited == ("Refused", LOSSES)
    for model, fields in LOST:
        desk.given(model, **THIS, **fields)
    assert desk.state.stage is ShipmentStage.SETTLED


def test_what_was_lost_may_turn_up(desk: Scenario) -> None:
    """It arrives yet, claimed or not."""
    ordered(desk).given(c.Send, **THIS, **SENT).given(c.ReportLoss, **THIS, traced="t")
    assert desk.given(c.Arrive, **THIS).state.stage is ShipmentStage.ARRIVED


def test_what_arrived_may_come_back(desk: Scenario) -> None:
    """Only what arrived is returned, and that is taken back too."""
    back = {**THIS, "amount_fen": 4900, "reason": "does not fit"}
    ordered(desk).given(c.Send, **THIS, **SENT)
    assert desk.refusal(c.TakeBack, **back).cited == ("Refused", RETURNS)
    desk.given(c.Arrive, **THIS)
    assert desk.when(c.TakeBack, **back) == [(e.TakenBack, {"amount_fen": 4900, "reason": "does not fit"})]
    assert desk.given(c.WithdrawFate, **BACK).state.stage is ShipmentStage.ARRIVED


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """What became of it on its way, that it was sent, and the order."""
    ordered(desk).given(c.Send, **THIS, **SENT)
    for model, fields in LOST:
        desk.given(model, **THIS, **fields)
    stages = [desk.given(c.WithdrawFate, **BACK).state.stage for _ in range(3)]
    assert stages == [ShipmentStage.CLAIMED, ShipmentStage.LOST, ShipmentStage.SENT]
    assert desk.given(c.WithdrawStep, **BACK).state.stage is ShipmentStage.ORDERED
    assert desk.given(c.Withdraw, **BACK).state.stage is ShipmentStage.WITHDRAWN


@pytest.mark.parametrize(("model", "fields"), [(c.Send, SENT), (c.Drop, {"drop_cause": "refunded"})])
def test_who_was_told_knows_it_yet(desk: Scenario, model: type[Command], fields: dict[str, Any]) -> None:
    """Where the sending or the refund is taken back, the order waits as told, with what was offered."""
    ordered(desk).given(c.TellDelay, **THIS, **DELAY).given(model, **THIS, **fields)
    assert [kind for kind, _ in desk.when(c.WithdrawStep, **BACK)] == [e.SendingWithdrawn]
    assert (desk.state.stage, desk.state.is_told) == (ShipmentStage.DELAYED, True)
    assert [kind for kind, _ in desk.when(c.WithdrawStep, **BACK)] == [e.StepWithdrawn]
    assert (desk.state.stage, desk.state.is_told) == (ShipmentStage.ORDERED, False)
    desk.given(model, **THIS, **fields)
    assert [kind for kind, _ in desk.when(c.WithdrawStep, **BACK)] == [e.StepWithdrawn]


def test_an_order_is_recorded_once(desk: Scenario) -> None:
    """Its number names it, and once it was taken back it is recorded anew."""
    assert ordered(desk).refusal(c.Take, **{**ORDER, "product": "card"}).cited == ("Refused", IN_TIME)
    desk.given(c.Withdraw, **BACK).given(c.Take, **ORDER)
    assert (desk.target, desk.state.stage) == (THIS["shipment"], ShipmentStage.ORDERED)


async def test_the_page_shows_what_was_offered_yet(desk: Scenario, tmp_path: Path) -> None:
    """What the customer was offered stands where the sending is taken back; the courier does not."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    ordered(desk).given(c.TellDelay, **THIS, **DELAY).given(c.Send, **THIS, **SENT)
    desk.given(c.WithdrawStep, **BACK)
    page = await page_of(desk, tmp_path, f"/shipments/{THIS['shipment']}")
    facts = page.partition("<dl")[2].partition("</dl>")[0]
    assert "the money back" in facts
    assert SENT["tracking_no"] not in facts


async def test_the_page_shows_what_went_out_late(desk: Scenario, tmp_path: Path) -> None:
    """The list has the order, when it was sent, and amounts as people read them."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    ordered(desk).later(hours=49).given(c.Send, **THIS, **SENT)
    for model, fields in LOST[:2]:
        desk.given(model, **THIS, **fields)
    page = await page_of(desk, tmp_path, "/shipments?mark=is_late")
    assert 'href="/shipments/' + THIS["shipment"] in page
    assert "FH2016" in page
    assert "¥49.00" in await page_of(desk, tmp_path, f"/shipments/{THIS['shipment']}", "zh")


def test_what_arrived_goes_back_to_the_claim(desk: Scenario) -> None:
    """An arrival that is taken back leads back to where it stood, with the loss and what was claimed."""
    ordered(desk).given(c.Send, **THIS, **SENT)
    for model, fields in LOST[:2]:
        desk.given(model, **THIS, **fields)
    before, row = desk.state, row_of(desk)
    desk.given(c.Arrive, **THIS).given(c.WithdrawFate, **BACK)
    assert (desk.state.stage, desk.state) == (ShipmentStage.CLAIMED, before)
    assert alike(row, row_of(desk))
    desk.given(c.Settle, **THIS, amount_fen=4000)


def test_of_two_tellings_the_first_stands(desk: Scenario) -> None:
    """Where the second is taken back: the customer knows, and what they were offered first."""
    ordered(desk).given(c.TellDelay, **THIS, **DELAY)
    row = row_of(desk)
    desk.given(c.TellDelay, **THIS, **{**DELAY, "delay_offer": "wait"})
    assert [kind for kind, _ in desk.when(c.WithdrawStep, **BACK)] == [e.SendingWithdrawn]
    assert (desk.state.stage, desk.state.is_told) == (ShipmentStage.DELAYED, True)
    assert alike(row, row_of(desk))
    assert [kind for kind, _ in desk.when(c.WithdrawStep, **BACK)] == [e.StepWithdrawn]
