"""Statements of secrecy: everybody signs their own, and signs it anew before it ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.flow import KEPT_STEPS
from answerable.streams.pledge import commands as c
from answerable.streams.pledge import events as e
from answerable.streams.pledge.events import PledgedData
from answerable.streams.pledge.flow import SECRECY, PledgeStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of
from tests.streams.rows import alike, row_of

SIGNED: dict[str, Any] = {"covers": ("customers",), "valid_until": date(2016, 12, 31), "actor": FIRST}


def test_each_signs_their_own(desk: Scenario) -> None:
    """It is of whoever signs; another's is another."""
    (signed,) = desk.when(c.Sign, **SIGNED)
    assert signed == (e.Signed, {"covers": (PledgedData.CUSTOMERS,), "valid_until": date(2016, 12, 31)})
    pledge = desk.target
    desk.given(c.Sign, **{**SIGNED, "actor": SECOND})
    assert desk.target != pledge


def test_it_is_signed_anew_for_longer_or_for_more(desk: Scenario) -> None:
    """The same again says nothing; nothing is signed for a time that is over, or twice for one thing."""
    desk.given(c.Sign, **SIGNED)
    assert desk.refusal(c.Sign, **SIGNED).cited == ("Refused", SECRECY)
    more = {**SIGNED, "covers": ("customers", "device_owners")}
    desk.given(c.Sign, **more).given(c.Sign, **{**more, "valid_until": date(2017, 1, 31)})
    over = {**SIGNED, "valid_until": date(2016, 3, 9)}
    assert desk.refusal(c.Sign, **over).cited == ("Invalid", "order-of-times")
    twice = {**SIGNED, "covers": ("customers", "customers")}
    assert desk.refusal(c.Sign, **twice).cited == ("Invalid", SECRECY)


@pytest.mark.parametrize(
    "less",
    [
        {"covers": ("permissions",), "valid_until": date(2016, 3, 17)},
        {"covers": ("customers", "device_owners", "permissions"), "valid_until": date(2016, 12, 30)},
        {"covers": ("customers", "permissions"), "valid_until": date(2017, 2, 28)},
    ],
)
def test_what_is_signed_anew_holds_for_no_less(desk: Scenario, less: dict[str, Any]) -> None:
    """Neither for fewer kinds of data, whatever the day, nor for a shorter time, whatever the data."""
    desk.given(c.Sign, **{**SIGNED, "covers": ("customers", "device_owners")})
    assert desk.refusal(c.Sign, **{**SIGNED, **less}).cited == ("Refused", SECRECY)


def test_a_mistake_is_taken_back_by_somebody_else(desk: Scenario) -> None:
    """And it may be signed then."""
    desk.given(c.Sign, **SIGNED)
    back = {"pledge": desk.target, "reason": "r"}
    assert desk.refusal(c.Withdraw, **back, actor=FIRST).kind in {"Refused", "Forbidden"}
    desk.given(c.Withdraw, **back, actor=LEAD)
    assert desk.state.stage is PledgeStage.WITHDRAWN
    desk.given(c.Sign, **SIGNED)


async def test_the_list_shows_which_hold(desk: Scenario, tmp_path: Path) -> None:
    """By the last day for which each is signed."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen").given(c.Sign, **SIGNED)
    address = f'href="/pledges/{desk.target}"'
    assert address in await page_of(desk, tmp_path / "1", "/pledges?since=2016-12-31")
    assert address not in await page_of(desk, tmp_path / "2", "/pledges?since=2017-01-01")
    assert "客户资料" in await page_of(desk, tmp_path / "3", "/pledges", "zh")


def test_a_renewal_leads_back_to_the_earlier_statement(desk: Scenario) -> None:
    """Where it is taken back, what was signed before holds yet; that is taken back for itself."""
    desk.given(c.Sign, **SIGNED)
    row = row_of(desk)
    desk.given(c.Sign, **{**SIGNED, "valid_until": date(2017, 1, 31)})
    back = {"pledge": desk.target, "reason": "r", "actor": LEAD}
    desk.given(c.Withdraw, **back)
    assert (desk.state.stage, desk.state.valid_until) == (PledgeStage.PLEDGED, date(2016, 12, 31))
    assert alike(row, row_of(desk))
    assert desk.given(c.Withdraw, **back).state.stage is PledgeStage.WITHDRAWN


def test_what_was_signed_before_is_kept_for_some_steps(desk: Scenario) -> None:
    """State and row keep the same few: a statement that is renewed for years does not grow without end."""
    for year in range(10):
        desk.given(c.Sign, **{**SIGNED, "valid_until": date(2016, 12, 10 + year)})
    assert len(row_of(desk)["earlier"]) == KEPT_STEPS
    back = {"pledge": desk.target, "reason": "r", "actor": LEAD}
    for _ in range(KEPT_STEPS):
        assert desk.given(c.Withdraw, **back).state.valid_until == row_of(desk)["valid_until"]
    assert (desk.state.stage, desk.state.before) == (PledgeStage.PLEDGED, None)
    assert desk.given(c.Withdraw, **back).state.stage is PledgeStage.WITHDRAWN
