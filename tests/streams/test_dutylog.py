"""Duty log: kept by who is on the roster, item by item; nothing is dropped between two shifts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from answerable.streams.duty import commands as duty
from answerable.streams.dutylog import commands as c
from answerable.streams.dutylog import events as e
from answerable.streams.dutylog.commands import dutylog_id
from answerable.streams.dutylog.events import Area, LeftBehind, LogKind
from answerable.streams.dutylog.flow import CARRIED, EMERGENCY, LIGHTS, LOG, PATROL, DutylogStage
from answerable.streams.handover.events import Mark, Shift
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, Scenario, hired
from tests.streams.pages import page_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2016, 3, 10)
EIGHT = datetime(2016, 3, 10, 8, tzinfo=SHANGHAI)
FOUR = EIGHT + timedelta(hours=8)
THIS = {"dutylog": dutylog_id(SITE, TODAY, Shift.DAY)}
OPENED: dict[str, Any] = {"on": TODAY, "shift": "day", "place": "客服部办公室"}
EVENING: dict[str, Any] = {**OPENED, "shift": "evening", "actor": SECOND}
TOLD: dict[str, Any] = {"log_kind": "situation", "situation": "大堂地面有水"}


def rostered(desk: Scenario, person: str, begins: datetime, by: str = LEAD) -> Scenario:
    """Put somebody on duty for eight hours."""
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=8)}
    return desk.given(duty.Roster, staff=person, month=f"{begins:%Y-%m}", **times, actor=by)


@pytest.fixture
def shift(desk: Scenario) -> Scenario:
    """Two people are on duty, one behind the other; it is eight."""
    for person in (FIRST, SECOND):
        desk.carry_out(hired(person))
    desk.carry_out(hired(LEAD, role="lead"))
    desk.now = EIGHT - timedelta(days=1)
    rostered(rostered(desk, FIRST, EIGHT), SECOND, FOUR)
    desk.log.clear()
    desk.now = EIGHT
    return desk


def test_the_log_says_who_and_when(shift: Scenario) -> None:
    """Who is on duty, from when until when, by the roster (002-r15-1.3)."""
    told = shift.when(c.Open, **OPENED)
    said = {**OPENED, "shift": Shift.DAY, "starts_at": EIGHT, "ends_at": FOUR}
    assert told == [(e.Opened, {**said, "is_holiday": False, "taken_over": ()})]
    assert shift.refusal(c.Open, **OPENED).cited == ("Refused", LOG)


def test_only_who_is_on_duty_keeps_it(shift: Scenario) -> None:
    """Nobody whose duty is over, is to come, or is on no roster; and no other writes in it."""
    assert shift.refusal(c.Open, **OPENED, actor=SECOND).cited == ("Refused", LOG)
    assert shift.refusal(c.Open, **OPENED, actor=LEAD).cited == ("Refused", LOG)
    shift.given(c.Open, **OPENED)
    assert shift.refusal(c.Enter, **THIS, **TOLD, actor=SECOND).kind == "Forbidden"


def test_a_duty_has_the_log_of_its_shift(shift: Scenario) -> None:
    """Nobody opens those of other shifts, which are for who is on duty then."""
    shift.now = FOUR
    for other in ("morning", "day", "night"):
        assert shift.refusal(c.Open, **{**EVENING, "shift": other}).cited == ("Invalid", LOG)
    rostered(shift, FIRST, FOUR + timedelta(hours=3))
    shift.given(c.Open, **EVENING).later(hours=3)
    late = {**OPENED, "actor": FIRST}
    shift.given(c.Open, **{**late, "shift": "night"})
    shift.given(c.Withdraw, dutylog=dutylog_id(SITE, TODAY, Shift.EVENING), reason="r", actor=LEAD)
    assert shift.refusal(c.Open, **{**late, "shift": "evening"}).cited == ("Refused", LOG)


def test_items_are_numbered_and_dealt_with(shift: Scenario) -> None:
    """Each is settled, or left with a reason, before the log is signed off (002-r15-2.7)."""
    shift.given(c.Open, **OPENED)
    call = {"log_kind": "phone_call", "situation": "租户来电询问停水", "result": "已答复"}
    assert shift.when(c.Enter, **THIS, **call) == [
        (e.Entered, {**call, "log_kind": LogKind.PHONE_CALL, "entry": 1})
    ]
    shift.given(c.Enter, **THIS, **TOLD)
    shift.given(c.Patrol, **THIS, area="greenery", mark="×", finding="灌溉漏水")
    refusal = shift.refusal(c.SignOff, **THIS)
    assert refusal.cited == ("Refused", CARRIED)
    assert "2" in refusal.message
    assert "3" in refusal.message
    shift.given(c.Settle, **THIS, entry=2, result="已拖干")
    assert shift.refusal(c.Settle, **THIS, entry=1, result="r").cited == ("Refused", CARRIED)
    assert shift.refusal(c.LeaveOpen, **THIS, entry=9, reason="r").kind == "NotFound"
    shift.given(c.LeaveOpen, **THIS, entry=3, reason="绿化公司明早到场")
    _, signed = shift.when(c.SignOff, **THIS)[0]
    assert signed["left_open"] == 1
    assert Area.GREENERY not in signed["unchecked"]
    assert Area.WEBSITES not in signed["unchecked"]
    assert shift.state.stage is DutylogStage.SIGNED


def test_the_next_shift_finishes_what_was_left(shift: Scenario) -> None:
    """It stands first in its log, and cannot be dropped there (002-r15-2.2)."""
    shift.given(c.Open, **OPENED).given(c.Enter, **THIS, **TOLD)
    shift.given(c.LeaveOpen, **THIS, entry=1, reason="等维修工").given(c.SignOff, **THIS)
    shift.now = FOUR
    _, said = shift.when(c.Open, **EVENING)[0]
    left = LeftBehind(what="大堂地面有水", reason="等维修工", dutylog=THIS["dutylog"], entry=1)
    assert said["taken_over"] == (left,)
    of_evening = {"dutylog": dutylog_id(SITE, TODAY, Shift.EVENING), "actor": SECOND}
    assert shift.refusal(c.WithdrawEntry, **of_evening, entry=1, reason="r").cited == ("Refused", CARRIED)
    assert shift.refusal(c.SignOff, **of_evening).cited == ("Refused", CARRIED)
    shift.given(c.Settle, **of_evening, entry=1, result="已修").given(c.SignOff, **of_evening)


def test_what_is_open_in_a_log_that_is_not_signed_off_is_taken_over(shift: Scenario) -> None:
    """Though nobody has said why; whoever opens the next log is told."""
    shift.given(c.Open, **OPENED).given(c.Enter, **THIS, **TOLD)
    shift.now = FOUR
    _, said = shift.when(c.Open, **EVENING)[0]
    assert said["taken_over"] == (LeftBehind(what="大堂地面有水", **THIS, entry=1),)
    assert "not signed off" in shift.warnings[0]


def test_what_comes_into_a_log_behind_the_next_one_is_taken_over_later(shift: Scenario) -> None:
    """By the log behind that; what was taken over once is not taken over again, even if its log is void."""
    rostered(shift, LEAD, FOUR + timedelta(hours=8), by=FIRST)
    rostered(shift, FIRST, EIGHT + timedelta(days=1))
    shift.given(c.Open, **OPENED).given(c.Enter, **THIS, **TOLD)
    shift.now = FOUR
    shift.given(c.Open, **EVENING).given(c.Enter, **THIS, **{**TOLD, "situation": "二楼走廊灯不亮"})
    shift.given(c.LeaveOpen, **THIS, entry=2, reason="等维修工")
    shift.now = FOUR + timedelta(hours=8)
    night = {**OPENED, "on": TODAY + timedelta(days=1), "shift": "morning", "actor": LEAD}
    _, said = shift.when(c.Open, **night)[0]
    late = LeftBehind(what="二楼走廊灯不亮", reason="等维修工", **THIS, entry=2)
    assert said["taken_over"] == (LeftBehind(what="大堂地面有水", **THIS, entry=1), late)
    evening = dutylog_id(SITE, TODAY, Shift.EVENING)
    shift.given(c.Withdraw, dutylog=evening, reason="r", actor=FIRST)
    shift.now = EIGHT + timedelta(days=1)
    _, next_day = shift.when(c.Open, **{**OPENED, "on": shift.now.date()})[0]
    assert [one.what for one in next_day["taken_over"]] == [one.what for one in said["taken_over"]]


def test_who_finds_no_log_before_is_told(shift: Scenario) -> None:
    """What an older one left would be dropped unseen (002-r15-2.2)."""
    shift.given(c.Open, **OPENED)
    assert "no log here of the 3 days" in shift.warnings[0]


def test_an_emergency_is_told_to_a_superior(shift: Scenario) -> None:
    """At once, and the log says whom (002-r15-1.6a, 002-r15-2.3)."""
    shift.given(c.Open, **OPENED)
    fire = {**THIS, "log_kind": "emergency", "situation": "配电房冒烟"}
    assert shift.refusal(c.Enter, **fire).cited == ("Invalid", EMERGENCY)
    for told in (FIRST, SECOND):
        assert shift.refusal(c.Enter, **fire, told=told).cited == ("Invalid", EMERGENCY)
    shift.given(c.Enter, **fire, told=LEAD, matter="incident-1")


@pytest.mark.parametrize(
    ("model", "what", "rule"),
    [(c.Patrol, {"area": "club"}, PATROL), (c.CheckLights, {"lights": "大堂"}, LIGHTS)],
)
def test_a_cross_says_what_is_wrong(shift: Scenario, model: Any, what: dict[str, Any], rule: str) -> None:
    """And a tick has nothing to say."""
    shift.given(c.Open, **OPENED)
    assert shift.refusal(model, **THIS, **what, mark=Mark.ABNORMAL).cited == ("Invalid", rule)
    assert shift.refusal(model, **THIS, **what, mark=Mark.NORMAL, finding="f").cited == ("Invalid", rule)
    shift.given(model, **THIS, **what, mark=Mark.NORMAL)
    assert not shift.state.items[0].is_open


def test_an_item_is_taken_back(shift: Scenario) -> None:
    """A look at the lights by an event of its own, so that what is owed is owed again."""
    shift.given(c.Open, **OPENED).given(c.Enter, **THIS, **TOLD)
    shift.given(c.CheckLights, **THIS, lights="大堂", mark="√")
    back = {**THIS, "reason": "r"}
    assert shift.when(c.WithdrawEntry, **back, entry=2) == [(e.LightsWithdrawn, {"entry": 2, "reason": "r"})]
    assert shift.when(c.WithdrawEntry, **back, entry=1) == [(e.EntryWithdrawn, {"entry": 1, "reason": "r"})]
    assert shift.when(c.Enter, **THIS, **TOLD)[0][1]["entry"] == 3


def test_on_holidays_the_websites_are_looked_at(shift: Scenario) -> None:
    """Customers' websites have to run then (000-4.8)."""
    holiday = datetime(2016, 4, 4, 8, tzinfo=SHANGHAI)
    rostered(shift, FIRST, holiday)
    shift.now = holiday
    _, said = shift.when(c.Open, **{**OPENED, "on": holiday.date()})[0]
    assert said["is_holiday"]
    of_day = {"dutylog": dutylog_id(SITE, holiday.date(), Shift.DAY)}
    _, signed = replace(shift).when(c.SignOff, **of_day)[0]
    assert Area.WEBSITES in signed["unchecked"]


def test_a_log_is_taken_back_by_somebody_else(shift: Scenario) -> None:
    """And the shift has another one."""
    shift.given(c.Open, **OPENED)
    assert shift.refusal(c.Withdraw, **THIS, reason="r").kind == "Forbidden"
    shift.given(c.Withdraw, **THIS, reason="r", actor=LEAD).given(c.Open, **OPENED)


async def test_the_page_shows_what_is_open(shift: Scenario, tmp_path: Path) -> None:
    """The log's page has each item that is not dealt with, and what was found."""
    shift.given(site.Open, name_zh="厦门", name_en="Xiamen", occurred_at=EIGHT - timedelta(days=2))
    shift.given(c.Open, **OPENED).given(c.Enter, **THIS, **TOLD)
    shift.given(c.Patrol, **THIS, area="greenery", mark="×", finding="灌溉漏水")
    shift.given(c.LeaveOpen, **THIS, entry=2, reason="明早处理")
    shift.given(c.Settle, **THIS, entry=1, result="已拖干").given(c.SignOff, **THIS)
    assert "ZB2016" in await page_of(shift, tmp_path, "/dutylogs?mark=has_findings", "zh")
    page = await page_of(shift, tmp_path, f"/dutylogs/{THIS['dutylog']}", "zh")
    for shown in ("已签班", "2. 灌溉漏水", "2. 明早处理", "售楼处"):
        assert shown in page
