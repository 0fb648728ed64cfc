"""Swap: a duty goes to somebody else beforehand, with their consent and the manager's approval."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from answerable.streams.duty import commands as duty
from answerable.streams.site import commands as site
from answerable.streams.swap import commands as c
from answerable.streams.swap import events as e
from answerable.streams.swap.flow import SWAPPING, SwapStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired
from tests.streams.pages import page_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2016, 3, 14, 8, tzinfo=SHANGHAI)
NIGHT = datetime(2016, 4, 1, 0, tzinfo=SHANGHAI)
EIGHT = timedelta(hours=8)
THIS = {"swap": c.swap_id("xm01", FIRST, MONDAY)}
PROPOSED: dict[str, Any] = {"duty_begins": MONDAY, "to": SECOND, "reason": "家中有事"}


@pytest.fixture
def rosters(desk: Scenario) -> Scenario:
    """The first is on duty on Monday, the second on the night that begins April."""
    for person in (FIRST, SECOND, THIRD, LEAD):
        desk.carry_out(hired(person))
    for person, begins in ((FIRST, MONDAY), (SECOND, NIGHT)):
        times = {"starts_at": begins, "ends_at": begins + EIGHT, "actor": LEAD}
        desk.given(duty.Roster, staff=person, month=f"{begins:%Y-%m}", **times)
    desk.log.clear()
    return desk


def test_the_whole_way(rosters: Scenario) -> None:
    """Proposed, agreed to by the other, approved by the manager, who is told what the roster needs."""
    told = rosters.when(c.Propose, **PROPOSED, return_begins=NIGHT)
    ends = {"duty_ends": MONDAY + EIGHT, "return_begins": NIGHT, "return_ends": NIGHT + EIGHT}
    assert told == [(e.Proposed, {**PROPOSED, **ends})]
    assert rosters.refusal(c.Approve, **THIS, actor=LEAD).kind == "Refused"
    assert rosters.refusal(c.Agree, **THIS, actor=THIRD).kind == "Forbidden"
    rosters.given(c.Agree, **THIS, actor=SECOND)
    assert rosters.refusal(c.Approve, **THIS, actor=SECOND).kind == "Forbidden"
    rosters.given(c.Approve, **THIS, actor=LEAD)
    assert "duty.call_off" in rosters.warnings[0]
    assert rosters.state.stage is SwapStage.APPROVED


def test_only_a_duty_that_stands(rosters: Scenario) -> None:
    """Of one's own, and of the other's in return."""
    other = {**PROPOSED, "duty_begins": MONDAY + timedelta(hours=1)}
    assert f"duty of {FIRST}" in rosters.refusal(c.Propose, **other).message
    refusal = rosters.refusal(c.Propose, **PROPOSED, return_begins=NIGHT + timedelta(hours=1))
    assert f"duty of {SECOND}" in refusal.message
    assert rosters.refusal(c.Propose, **{**PROPOSED, "to": FIRST}).cited == ("Invalid", SWAPPING)


def test_the_other_has_to_be_free(rosters: Scenario) -> None:
    """Nobody is on duty twice at a time."""
    times = {"starts_at": MONDAY + timedelta(hours=7), "ends_at": MONDAY + timedelta(hours=9)}
    rosters.given(duty.Roster, staff=SECOND, month="2016-03", **times, actor=LEAD)
    assert rosters.refusal(c.Propose, **PROPOSED).cited == ("Refused", SWAPPING)
    # It is the one that goes the other way.
    rosters.given(c.Propose, **PROPOSED, return_begins=times["starts_at"])


def test_beforehand(rosters: Scenario) -> None:
    """Before the duty begins, whatever the time that somebody says (002-r15-1.8)."""
    rosters.given(c.Propose, **PROPOSED).given(c.Agree, **THIS, actor=SECOND)
    rosters.now = MONDAY
    assert rosters.refusal(c.Approve, **THIS, actor=LEAD).cited == ("Refused", SWAPPING)
    rosters.given(c.Refuse, **THIS, reason="已经开始", actor=LEAD)
    assert rosters.refusal(c.Propose, **PROPOSED, occurred_at=TEN).kind == "Invalid"


def test_it_can_be_declined_and_taken_back(rosters: Scenario) -> None:
    """By the other, and by who proposed it."""
    rosters.given(c.Propose, **PROPOSED).given(c.Decline, **THIS, reason="另有安排", actor=SECOND)
    assert rosters.refusal(c.Withdraw, **THIS, reason="r").kind == "Refused"
    rosters.given(c.Propose, **PROPOSED).given(c.Withdraw, **THIS, reason="r")


def test_a_duty_goes_to_one_person(rosters: Scenario) -> None:
    """It is proposed to one at a time, and to nobody else once that is approved."""
    other = {**PROPOSED, "to": THIRD}
    rosters.given(c.Propose, **PROPOSED)
    assert rosters.refusal(c.Propose, **other).cited == ("Refused", SWAPPING)
    rosters.given(c.Agree, **THIS, actor=SECOND).given(c.Approve, **THIS, actor=LEAD)
    assert rosters.refusal(c.Propose, **other).cited == ("Refused", SWAPPING)
    rosters.given(c.Withdraw, **THIS, reason="r", actor=LEAD).given(c.Propose, **other)
    assert rosters.state.to == THIRD


def test_what_is_swapped_away_is_given_to_nobody_in_return(rosters: Scenario) -> None:
    """Who proposed to give it to one does not owe it to another."""
    rosters.given(c.Propose, duty_begins=NIGHT, to=THIRD, reason="r", actor=SECOND)
    refusal = rosters.refusal(c.Propose, **PROPOSED, return_begins=NIGHT)
    assert refusal.cited == ("Refused", SWAPPING)


async def test_the_page_shows_what_waits_for_the_manager(rosters: Scenario, tmp_path: Path) -> None:
    """With both sides, in both languages."""
    rosters.given(site.Open, name_zh="厦门", name_en="Xiamen")
    rosters.given(c.Propose, **PROPOSED).given(c.Agree, **THIS, actor=SECOND)
    assert "待经理批准" in await page_of(rosters, tmp_path, "/swaps?mark=is_for_manager", "zh")
    assert "Other agreed" in await page_of(rosters, tmp_path, f"/swaps/{THIS['swap']}")
