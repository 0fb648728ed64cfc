"""Leave: asked beforehand or told within the hour, answered by somebody else, counted, come back from."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from answerable.streams.leave import commands as c
from answerable.streams.leave import events as e
from answerable.streams.leave.commands import leave_id
from answerable.streams.leave.events import LeaveKind
from answerable.streams.leave.flow import BEFOREHAND, OVERSTAYED, LeaveStage
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, Scenario, hired
from tests.streams.pages import page_of

TODAY = date(2016, 3, 10)
MONDAY = date(2016, 3, 14)
BY_LEAD: dict[str, Any] = {"actor": LEAD}
HERS = {"staff": FIRST, "leave_kind": LeaveKind.TIME_OFF}
THIS = {"leave": leave_id(SITE, FIRST, MONDAY)}


def asked(since: date = MONDAY, days: int = 1, **more: Any) -> dict[str, Any]:
    """Write what somebody asks for."""
    until = since + timedelta(days=days - 1)
    return {"leave_kind": "time_off", "since": since, "until": until, "reason": "r", **more}


def test_the_whole_way(desk: Scenario) -> None:
    """What it counts as, and whether they were back in time, follows from the days."""
    told = desk.when(c.Ask, **asked(days=2))
    assert told == [
        (
            e.Asked,
            {
                **asked(days=2),
                "leave_kind": LeaveKind.TIME_OFF,
                "days": 2,
                "is_told_too_late": False,
            },
        )
    ]
    assert desk.target == "leave-xm01-first-20160314"
    assert desk.when(c.Approve, **THIS, **BY_LEAD) == [
        (e.Approved, {**HERS, "since": MONDAY, "is_beforehand": True})
    ]
    assert "staff.send_on_leave" in desk.warnings[0]
    desk.later(days=7)
    back = {"on": date(2016, 3, 17), "is_covered": False}
    assert desk.when(c.ComeBack, **THIS, **BY_LEAD, **back) == [(e.CameBack, {**back, "over_days": 1})]
    assert desk.state.stage is LeaveStage.OVER


def test_leave_is_asked_for_beforehand(desk: Scenario) -> None:
    """On the day itself only an emergency is told (001-2.8), whatever the time that somebody says."""
    assert desk.refusal(c.Ask, **asked(TODAY)).cited == ("Invalid", BEFOREHAND)
    earlier = {"occurred_at": TEN - timedelta(days=2)}
    assert desk.refusal(c.Ask, **asked(TODAY), **earlier).cited == ("Invalid", BEFOREHAND)


@pytest.mark.parametrize(("minutes", "is_late"), [(60, False), (61, True)])
def test_an_emergency_is_told_within_the_hour(desk: Scenario, minutes: int, *, is_late: bool) -> None:
    """How long it took, the machine reckons."""
    happened = {"happened_at": TEN - timedelta(minutes=minutes)}
    _, said = desk.when(c.Ask, **asked(TODAY), **happened)[0]
    assert (said["told_min"], said["is_told_too_late"]) == (minutes, is_late)
    desk.later(hours=1)
    assert desk.when(c.Approve, leave=leave_id(SITE, FIRST, TODAY), **BY_LEAD)[0][1] == {
        **HERS,
        "since": TODAY,
        "is_beforehand": False,
    }


def test_an_emergency_is_told_behind_it(desk: Scenario) -> None:
    """And the leave begins with it, or later."""
    later = {"happened_at": TEN + timedelta(minutes=3)}
    assert desk.refusal(c.Ask, **asked(TODAY), **later).kind == "Invalid"
    too_early = asked(TODAY - timedelta(days=1), days=2, happened_at=TEN)
    assert desk.refusal(c.Ask, **too_early).cited == ("Invalid", "order-of-times")


async def test_the_fifth_of_a_month_is_beyond_the_four(desk: Scenario, tmp_path: Path) -> None:
    """By what stands: refused it counts no more, and what the law gives never did (002-r1-5.2d)."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    days = [date(2016, 3, day) for day in (14, 15, 16, 17)]
    for day in days:
        desk.given(c.Ask, **asked(day))
    desk.given(c.Ask, **asked(date(2016, 3, 21), leave_kind="statutory"))
    fifth = date(2016, 3, 22)
    desk.given(c.Ask, **asked(fifth, leave_kind="personal")).given(c.Ask, **asked(date(2016, 4, 1)))
    beyond, address = "/leaves?mark=is_beyond_four", f'href="/leaves/{leave_id(SITE, FIRST, fifth)}"'
    assert address in await page_of(desk, tmp_path / "1", beyond)
    assert "Beyond the four" in (page := await page_of(desk, tmp_path / "2", f"/leaves/{desk.target}"))
    assert "<dd>1</dd>" in page.replace("\n", "").replace(" ", "")
    desk.given(c.Refuse, leave=leave_id(SITE, FIRST, days[0]), reason="r", **BY_LEAD)
    assert address not in await page_of(desk, tmp_path / "3", beyond)
    desk.given(c.Ask, **asked(days[0])).given(c.Withdraw, leave=leave_id(SITE, FIRST, days[1]), reason="r")
    assert "is_beyond_four" in (page := await page_of(desk, tmp_path / "4", beyond))
    assert address not in page


def test_a_leave_of_another_month_lies_over_it(desk: Scenario) -> None:
    """Whichever begins first, and up to the longest that a leave can be; who came back early is not away."""
    desk.given(c.Ask, **asked(date(2016, 3, 30), days=9))
    assert desk.refusal(c.Ask, **asked(date(2016, 4, 4))).cited == ("Refused", BEFOREHAND)
    assert desk.refusal(c.Ask, **asked(date(2016, 3, 25), days=30)).cited == ("Refused", BEFOREHAND)
    assert desk.refusal(c.Ask, **asked(date(2016, 3, 11), days=93)).cited == ("Invalid", BEFOREHAND)
    this = leave_id(SITE, FIRST, date(2016, 3, 30))
    desk.given(c.Approve, leave=this, **BY_LEAD).later(days=24)
    desk.given(c.ComeBack, leave=this, on=date(2016, 4, 2), is_covered=False, **BY_LEAD)
    desk.given(c.Ask, **asked(date(2016, 4, 5)))


def test_nobody_is_away_twice(desk: Scenario) -> None:
    """Days of one leave are no days of another; somebody else's do not matter."""
    desk.given(c.Ask, **asked(days=3))
    again = asked(MONDAY + timedelta(days=2))
    assert desk.refusal(c.Ask, **again).cited == ("Refused", BEFOREHAND)
    desk.given(c.Ask, **again, actor=SECOND)
    assert desk.refusal(c.Ask, **asked(MONDAY + timedelta(days=5), until=MONDAY)).kind == "Invalid"


def test_nobody_answers_their_own(desk: Scenario) -> None:
    """Nor takes the answer back, nor says when they were back."""
    desk.given(c.Ask, **asked())
    assert desk.refusal(c.Approve, **THIS).cited == ("Forbidden", BEFOREHAND)
    desk.given(c.Approve, **THIS, **BY_LEAD)
    assert desk.refusal(c.WithdrawAnswer, **THIS, reason="r").cited == ("Forbidden", BEFOREHAND)
    desk.given(c.WithdrawAnswer, **THIS, **BY_LEAD, reason="r").given(c.Approve, **THIS, **BY_LEAD)
    desk.later(days=6)
    back = {"on": MONDAY + timedelta(days=1), "is_covered": False}
    assert desk.refusal(c.ComeBack, **THIS, **back).kind == "Forbidden"


def test_a_return_is_behind_its_beginning(desk: Scenario) -> None:
    """Not ahead, and papers are for days overstayed; it is put right by somebody else."""
    desk.given(c.Ask, **asked()).given(c.Approve, **THIS, **BY_LEAD).later(days=6)
    for on, is_covered, rule in (
        (MONDAY, False, "order-of-times"),
        (date(2016, 3, 17), False, "order-of-times"),
        (date(2016, 3, 15), True, OVERSTAYED),
    ):
        refusal = desk.refusal(c.ComeBack, **THIS, **BY_LEAD, on=on, is_covered=is_covered)
        assert refusal.cited == ("Invalid", rule)
    back = {"on": date(2016, 3, 16), "is_covered": True}
    desk.given(c.ComeBack, **THIS, **BY_LEAD, **back)
    same = desk.refusal(c.CorrectReturn, **THIS, **BY_LEAD, **back, reason="r")
    assert same.cited == ("Refused", "nothing-to-correct")
    right = {"on": date(2016, 3, 15), "is_covered": False}
    told = desk.when(c.CorrectReturn, **THIS, **BY_LEAD, **right, reason="r")
    assert told == [(e.ReturnCorrected, {**right, "over_days": 0, "reason": "r"})]


def test_what_began_is_taken_back_by_somebody_else(desk: Scenario) -> None:
    """Before that by whose it is; and it is asked for anew."""
    desk.given(c.Ask, **asked()).given(c.Withdraw, **THIS, reason="r").given(c.Ask, **asked())
    desk.given(c.Approve, **THIS, **BY_LEAD).later(days=4)
    assert desk.refusal(c.Withdraw, **THIS, reason="r").cited == ("Refused", BEFOREHAND)
    desk.given(c.Withdraw, **THIS, **BY_LEAD, reason="r")


def test_the_register_of_staff_names_what_was_approved(desk: Scenario) -> None:
    """Of this person, for just these days, and only once it is approved (001-2.8)."""
    desk.carry_out(hired(FIRST))
    desk.carry_out(hired(SECOND))
    desk.given(c.Ask, **asked(days=2))
    away = {"since": MONDAY, "until": MONDAY + timedelta(days=1), **THIS, "reason": "r", **BY_LEAD}
    assert desk.refusal(staff.SendOnLeave, staff=FIRST, **away).cited == ("Refused", BEFOREHAND)
    desk.given(c.Approve, **THIS, **BY_LEAD)
    assert desk.refusal(staff.SendOnLeave, staff=SECOND, **away).cited == ("Refused", BEFOREHAND)
    longer = {**away, "until": MONDAY + timedelta(days=2)}
    assert desk.refusal(staff.SendOnLeave, staff=FIRST, **longer).cited == ("Refused", BEFOREHAND)
    _, said = desk.when(staff.SendOnLeave, staff=FIRST, **away)[0]
    assert said["leave"] == THIS["leave"]


async def test_the_page_shows_what_waits(desk: Scenario, tmp_path: Path) -> None:
    """The list tells which wait for an answer, and which were overstayed."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen").given(c.Ask, **asked())
    desk.given(c.Approve, **THIS, **BY_LEAD).later(days=8)
    desk.given(c.ComeBack, **THIS, **BY_LEAD, on=date(2016, 3, 18), is_covered=False)
    desk.given(c.Ask, **asked(date(2016, 3, 28)), actor=SECOND)
    assert "待批准" in await page_of(desk, tmp_path, "/leaves?mark=is_open", "zh")
    page = await page_of(desk, tmp_path, "/leaves?mark=is_overstayed", "zh")
    assert "QJ2016" in page
    assert "待批准" not in page.partition("<tbody>")[2]
