"""Goods out of stock: off the shelf in time, and back when there is stock (002-r1-7.1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from answerable.streams.site import commands as site
from answerable.streams.stockout import commands as c
from answerable.streams.stockout import events as e
from answerable.streams.stockout.flow import STOCK, StockoutStage
from tests.services.intake.scenario import LEAD, TEN, Scenario
from tests.streams.pages import page_of
from tests.streams.rows import alike, row_of

THIS = {"stockout": c.stockout_id("xm01", "charger")}
OFF: dict[str, Any] = {"product": "charger", "gone_at": TEN - timedelta(minutes=25)}
BACK = {**THIS, "reason": "another one", "actor": LEAD}


def test_how_long_it_took_is_worked_out(desk: Scenario) -> None:
    """From when it was found gone until it was off the shelf."""
    assert desk.when(c.TakeOff, **OFF) == [(e.TakenOff, {**OFF, "minutes": 25})]


def test_it_was_found_gone_first(desk: Scenario) -> None:
    """Nothing is taken off before."""
    said = {**OFF, "occurred_at": TEN - timedelta(hours=1)}
    assert desk.refusal(c.TakeOff, **said).cited == ("Invalid", "order-of-times")


def test_it_comes_back_once(desk: Scenario) -> None:
    """And both steps are taken back."""
    desk.given(c.TakeOff, **OFF).given(c.PutBack, **THIS)
    assert desk.refusal(c.PutBack, **THIS).cited == ("Refused", STOCK)
    assert desk.given(c.WithdrawStep, **BACK).state.stage is StockoutStage.OFF
    assert desk.given(c.Withdraw, **BACK).state.stage is StockoutStage.WITHDRAWN


def test_a_product_is_off_once_at_a_time(desk: Scenario) -> None:
    """It is taken off again once it was put back, or had not been out of stock."""
    desk.given(c.TakeOff, **OFF)
    assert desk.refusal(c.TakeOff, **OFF).cited == ("Refused", STOCK)
    desk.given(c.Withdraw, **BACK).given(c.TakeOff, **OFF).given(c.PutBack, **THIS)
    desk.given(c.TakeOff, **{**OFF, "gone_at": TEN})
    assert (desk.target, desk.state.stage) == (THIS["stockout"], StockoutStage.OFF)


async def test_the_page_shows_what_is_off(desk: Scenario, tmp_path: Path) -> None:
    """The list has what is off the shelf."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.TakeOff, **OFF)
    page = await page_of(desk, tmp_path, "/stockouts?mark=is_open")
    assert 'href="/stockouts/' + THIS["stockout"] in page
    assert "QH2016" in page
    assert "缺货下架" in await page_of(desk, tmp_path, f"/stockouts/{THIS['stockout']}", "zh")


def test_taken_off_again_it_goes_back_to_where_it_stood(desk: Scenario) -> None:
    """The second is taken back alone; what is gone again was found so behind the putting back."""
    desk.given(c.TakeOff, **OFF).later(hours=1).given(c.PutBack, **THIS)
    row = row_of(desk)
    desk.later(hours=1)
    assert desk.refusal(c.TakeOff, **OFF).cited == ("Invalid", "order-of-times")
    desk.given(c.TakeOff, **{**OFF, "gone_at": TEN + timedelta(hours=2)}).given(c.Withdraw, **BACK)
    assert desk.state.stage is StockoutStage.BACK
    assert alike(row, row_of(desk))
    desk.given(c.WithdrawStep, **BACK)
    assert desk.given(c.Withdraw, **BACK).state.stage is StockoutStage.WITHDRAWN
