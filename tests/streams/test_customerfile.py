"""Customers' files: one for a customer, by reference, reviewed until their day (004-2a, 004-2b, 004-Q1)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.streams.customerfile import commands as c
from answerable.streams.customerfile import events as e
from answerable.streams.customerfile.flow import FILE, CustomerfileStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import LEAD, Scenario
from tests.streams.pages import page_of
from tests.streams.rows import alike, row_of

ID = c.customerfile_id("xm01", "customer-1")
THIS = {"customerfile": ID}
SAYS: dict[str, Any] = {
    "file_no": "CRM-1",
    "file_parts": ("basic", "transactions"),
    "lawful_ground": "contract",
    "review_on": date(2016, 9, 10),
}
OPENED = {"customer": "customer-1", **SAYS}
BACK = {**THIS, "reason": "r", "actor": LEAD}


def test_there_is_one_for_a_customer(desk: Scenario) -> None:
    """A second one is refused while the first is kept."""
    assert desk.when(c.Open, **OPENED)
    assert desk.target == ID
    assert desk.refusal(c.Open, **OPENED).cited == ("Refused", FILE)
    desk.given(c.Close, **THIS, reason="the customer asked for it")
    assert desk.when(c.Open, **OPENED)


@pytest.mark.parametrize(
    ("says", "is_changed"),
    [
        ({}, False),
        ({"file_parts": ("transactions", "basic")}, False),
        ({"file_parts": ("basic",)}, True),
        ({"lawful_ground": "consent"}, True),
        ({"file_no": "CRM-2"}, True),
    ],
)
def test_whether_a_review_changed_something_is_worked_out(
    desk: Scenario, says: dict[str, Any], is_changed: bool
) -> None:
    """Whoever reviews says what the file has, and not whether that is new."""
    desk.given(c.Open, **OPENED).later(days=100)
    said = {**SAYS, "review_on": date(2016, 12, 1), **says}
    ((event, kept),) = desk.when(c.Review, **THIS, **said)
    assert (event, kept["is_changed"]) == (e.Reviewed, is_changed)


@pytest.mark.parametrize(
    ("says", "rule"),
    [
        ({"review_on": date(2016, 3, 10)}, "order-of-times"),
        ({"file_parts": ("basic", "basic")}, "004-2b"),
    ],
)
def test_what_cannot_be(desk: Scenario, says: dict[str, Any], rule: str) -> None:
    """A review lies ahead, and a part is named once."""
    assert desk.refusal(c.Open, **{**OPENED, **says}).cited == ("Invalid", rule)


def test_closing_and_file_are_taken_back(desk: Scenario) -> None:
    """What was closed by mistake is kept, and what was recorded by mistake is none."""
    desk.given(c.Open, **OPENED).given(c.Close, **BACK).given(c.WithdrawClosing, **BACK)
    assert desk.state.stage is CustomerfileStage.KEPT
    assert desk.given(c.Withdraw, **BACK).state.stage is CustomerfileStage.WITHDRAWN


def test_a_file_that_is_opened_anew_leads_back_to_the_closed_one(desk: Scenario) -> None:
    """Where that is taken back, it is closed as it was."""
    desk.given(c.Open, **OPENED).given(c.Close, **BACK)
    row = row_of(desk)
    desk.given(c.Open, **OPENED).given(c.Withdraw, **BACK)
    assert desk.state.stage is CustomerfileStage.CLOSED
    assert alike(row, row_of(desk))


async def test_the_page_shows_what_is_kept_and_why(desk: Scenario, tmp_path: Path) -> None:
    """The list has the parts, the ground and until when it is reviewed; no data of the customer."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.Open, **{**OPENED, "lawful_ground": "consent"})
    page = await page_of(desk, tmp_path, "/customerfiles?mark=is_by_consent")
    assert f'href="/customerfiles/{ID}"' in page
    assert "transactions" in page
    assert "建立档案" in await page_of(desk, tmp_path, f"/customerfiles/{ID}", "zh")
