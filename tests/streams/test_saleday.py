"""Daily sales reports: one for a person and day, with the total worked out (002-r1-4.1)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from answerable.streams.saleday import commands as c
from answerable.streams.saleday import events as e
from answerable.streams.saleday.flow import DAILY, SaledayStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, hired
from tests.streams.pages import page_of

TODAY = date(2016, 3, 10)
ID = c.saleday_id("xm01", FIRST, TODAY)
SOLD = (
    {"product": "charger", "price_fen": 4900, "customer": "customer-7"},
    {"product": "stand", "price_fen": 2500},
)
REPORT: dict[str, Any] = {"on": TODAY, "lines": SOLD, "actor": FIRST}
BACK = {"saleday": ID, "reason": "entered twice", "actor": LEAD}


def test_the_total_is_worked_out(desk: Scenario) -> None:
    """It is what the lines come to."""
    ((event, said),) = desk.when(c.HandIn, **REPORT)
    assert (event, said["total_fen"]) == (e.HandedIn, 7400)
    ((event, said),) = desk.when(c.Restate, saleday=ID, lines=SOLD[:1], reason="twice", actor=FIRST)
    assert (event, said["total_fen"]) == (e.Restated, 4900)


def test_there_is_one_for_a_person_and_day(desk: Scenario) -> None:
    """Nobody hands a day in twice; others and other days have their own."""
    desk.given(c.HandIn, **REPORT)
    assert desk.target == ID
    assert desk.refusal(c.HandIn, **REPORT).cited == ("Refused", DAILY)
    assert desk.when(c.HandIn, **{**REPORT, "actor": SECOND})
    assert desk.when(c.HandIn, **{**REPORT, "on": date(2016, 3, 9)})


def test_nobody_hands_in_what_they_will_sell(desk: Scenario) -> None:
    """A day has to have come."""
    refusal = desk.refusal(c.HandIn, **{**REPORT, "on": date(2016, 3, 11)})
    assert refusal.cited == ("Invalid", "order-of-times")


def test_it_is_taken_back_and_handed_in_anew(desk: Scenario) -> None:
    """What was taken back leaves the day free."""
    desk.given(c.HandIn, **REPORT).given(c.Withdraw, **BACK)
    assert desk.state.stage is SaledayStage.WITHDRAWN
    assert desk.when(c.HandIn, **REPORT)


async def test_the_page_shows_what_was_sold_to_whom(desk: Scenario, tmp_path: Path) -> None:
    """The list leads from a customer to who sold, and says the total as people read it."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.HandIn, **REPORT)
    page = await page_of(desk, tmp_path, "/saledays")
    assert f'href="/saledays/{ID}"' in page
    assert "¥74.00" in page
    assert "Customer 7" in page
    assert ID in await page_of(desk, tmp_path, "/saledays?text=customer-7")
    assert ID not in await page_of(desk, tmp_path, "/saledays?text=customer-8")
    assert "提交日报" in await page_of(desk, tmp_path, f"/saledays/{ID}", "zh")


def test_nobody_sold_before_they_were_there(desk: Scenario) -> None:
    """A day before the first of who hands it in is none of theirs."""
    desk.carry_out(hired(FIRST, hired_on="2016-03-05"))
    refusal = desk.refusal(c.HandIn, **{**REPORT, "on": date(2016, 3, 4)})
    assert (refusal.cited, refusal.message.partition(":")[0]) == (("Invalid", "on-the-register"), "/on")
    desk.given(c.HandIn, **{**REPORT, "on": date(2016, 3, 5)})
