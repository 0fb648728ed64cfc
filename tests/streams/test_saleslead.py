"""Sales leads: recorded by service, followed up by sales, the account manager first (001-2.5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.streams.saleslead import commands as c
from answerable.streams.saleslead import events as e
from answerable.streams.saleslead.flow import LEADS, SalesleadStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario, as_kept
from tests.streams.pages import page_of

THIS = {"saleslead": "saleslead-1"}
SAID: dict[str, Any] = {"interest": "ten more terminals", "customer": "customer-1", "actor": FIRST}
DEAL: dict[str, Any] = {"lead_outcome": "signed", "note": "ten terminals", "actor": SECOND}
BACK = {**THIS, "reason": "entered for another", "actor": LEAD}


def test_the_whole_way(desk: Scenario) -> None:
    """Recorded, passed on, taken up and concluded by who has it."""
    assert desk.when(c.Record, **THIS, **SAID) == [(e.Recorded, as_kept(SAID))]
    desk.given(c.PassOn, **THIS, to=SECOND, actor=FIRST)
    desk.given(c.TakeUp, **THIS, actor=SECOND)
    assert desk.when(c.Conclude, **THIS, **DEAL) == [(e.Concluded, as_kept(DEAL))]


def test_whoever_recorded_it_signs_no_deal(desk: Scenario) -> None:
    """What comes of a lead says whoever it was passed on to."""
    desk.given(c.Record, **THIS, **SAID).given(c.PassOn, **THIS, to=SECOND)
    assert desk.refusal(c.TakeUp, **THIS, actor=FIRST).cited == ("Forbidden", LEADS)
    desk.given(c.TakeUp, **THIS, actor=SECOND)
    refusal = desk.refusal(c.Conclude, **THIS, **{**DEAL, "actor": FIRST})
    assert refusal.cited == ("Forbidden", LEADS)


@pytest.mark.parametrize(
    ("to", "instead", "is_allowed"),
    [(SECOND, None, True), (SECOND, "r", False), (THIRD, None, False), (THIRD, "on leave", True)],
)
def test_the_account_manager_comes_first(
    desk: Scenario, to: str, instead: str | None, is_allowed: bool
) -> None:
    """Somebody else only with a reason, and the reason only then."""
    desk.given(c.Record, **THIS, **SAID, account_manager=SECOND)
    passing: dict[str, Any] = {**THIS, "to": to, "instead": instead, "actor": FIRST}
    if is_allowed:
        assert desk.when(c.PassOn, **passing)
    else:
        assert desk.refusal(c.PassOn, **passing).cited == ("Invalid", LEADS)


def test_it_goes_to_somebody_else(desk: Scenario) -> None:
    """Passed on anew, the first one has it no more."""
    desk.given(c.Record, **THIS, **SAID).given(c.PassOn, **THIS, to=SECOND)
    desk.given(c.TakeUp, **THIS, actor=SECOND).given(c.PassOn, **THIS, to=THIRD)
    assert desk.refusal(c.TakeUp, **THIS, actor=SECOND).cited == ("Forbidden", LEADS)
    assert desk.when(c.TakeUp, **THIS, actor=THIRD)


def test_outcome_and_lead_are_taken_back(desk: Scenario) -> None:
    """The outcome, and a lead that nobody has taken up."""
    desk.given(c.Record, **THIS, **SAID).given(c.PassOn, **THIS, to=SECOND)
    desk.given(c.TakeUp, **THIS, actor=SECOND).given(c.Conclude, **THIS, **DEAL)
    assert desk.given(c.WithdrawOutcome, **BACK).state.stage is SalesleadStage.TAKEN_UP
    assert desk.refusal(c.Withdraw, **BACK).cited == ("Refused", LEADS)
    desk.given(c.PassOn, **THIS, to=THIRD)
    assert desk.given(c.Withdraw, **BACK).state is None


async def test_the_page_shows_who_has_it(desk: Scenario, tmp_path: Path) -> None:
    """The list has the interest, who follows it up and what came of it."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(c.Record, **THIS, **SAID).given(c.PassOn, **THIS, to=SECOND)
    page = await page_of(desk, tmp_path, "/salesleads?mark=is_waiting")
    assert 'href="/salesleads/saleslead-1"' in page
    assert "XS2016" in page
    assert "转交业务" in await page_of(desk, tmp_path, "/salesleads/saleslead-1", "zh")
