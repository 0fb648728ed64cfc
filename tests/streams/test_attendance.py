"""Attendance: when somebody came, went out, stayed on and left; the rest follows from the roster."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from answerable.streams.attendance import commands as c
from answerable.streams.attendance import events as e
from answerable.streams.attendance.commands import attendance_id
from answerable.streams.attendance.flow import GOING_OUT, REGISTERING, RELIEF, AttendanceStage
from answerable.streams.attendance.reckoning import Stay, reckon
from answerable.streams.attendance.register import REGISTER
from answerable.streams.duty import commands as duty
from answerable.streams.leave import commands as leave
from answerable.streams.leave.commands import leave_id
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, Scenario, hired
from tests.streams.pages import page_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2016, 3, 10)
EIGHT = datetime(2016, 3, 10, 8, tzinfo=SHANGHAI)
FOUR = datetime(2016, 3, 10, 16, tzinfo=SHANGHAI)
THIS = {"attendance": attendance_id(SITE, FIRST, TODAY)}
BY_LEAD: dict[str, Any] = {"actor": LEAD}
ON = {"on": TODAY}


def rostered(desk: Scenario, person: str = FIRST, begins: datetime = EIGHT, hours: int = 8) -> Scenario:
    """Put somebody on duty."""
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=hours)}
    return desk.given(duty.Roster, staff=person, month=f"{begins:%Y-%m}", **times, **BY_LEAD)


def at(desk: Scenario, moment: datetime) -> Scenario:
    """Let it be a moment."""
    desk.now = moment
    return desk


@pytest.fixture
def shift(desk: Scenario) -> Scenario:
    """The first person is on duty from eight to four; it is eight."""
    for person in (FIRST, SECOND, LEAD):
        desk.carry_out(hired(person))
    at(desk, EIGHT - timedelta(days=1))
    rostered(desk)
    desk.log.clear()
    return at(desk, EIGHT)


@pytest.mark.parametrize(
    ("late_s", "minutes", "is_absence"),
    [(-600, 0, False), (59, 0, False), (1859, 30, False), (1860, 31, True)],
)
def test_late_minutes_follow_from_the_roster(
    shift: Scenario, late_s: int, minutes: int, *, is_absence: bool
) -> None:
    """Late by more than thirty minutes is absence (002-r1-5.2b); nobody enters either."""
    told = at(shift, EIGHT + timedelta(seconds=late_s)).when(c.Come, **ON)
    said = {**ON, "duty_begins": EIGHT, "duty_ends": FOUR, "late_by_min": minutes, "is_absence": is_absence}
    assert told == [(e.Came, said)]


def test_nobody_registers_themselves_afterwards(shift: Scenario) -> None:
    """Who came late would not have; a superior may enter what was forgotten (002-r1-5.1)."""
    at(shift, EIGHT + timedelta(minutes=40))
    assert shift.refusal(c.Come, **ON, occurred_at=EIGHT).cited == ("Invalid", REGISTERING)
    told = shift.when(c.Come, **ON, occurred_at=EIGHT, entered_by=LEAD)
    assert told[0][1]["late_by_min"] == 0


def test_what_a_day_comes_to(shift: Scenario) -> None:
    """Leaving early, staying on and the time there are reckoned as they leave."""
    shift.given(c.Come, **ON)
    told = at(shift, FOUR - timedelta(minutes=20)).when(c.Leave, **THIS)
    assert told == [(e.Left, {"early_min": 20, "over_min": 0, "there_min": 460, "is_too_long": False})]
    # They come again to the same duty: they were there at its beginning, and at its end.
    came = at(shift, FOUR - timedelta(minutes=10)).when(c.Come, **ON)
    assert (came[0][1]["late_by_min"], came[0][1]["duty_begins"]) == (0, EIGHT)
    told = at(shift, FOUR + timedelta(minutes=5)).when(c.Leave, **THIS)
    assert told == [(e.Left, {"early_min": 0, "over_min": 5, "there_min": 475, "is_too_long": False})]


def test_work_without_a_break_counts_together() -> None:
    """Whoever comes in the minute they left worked on: more than eight hours is too long (001-3.1)."""
    noon = EIGHT + timedelta(hours=4)
    joined = (Stay(EIGHT, left_at=noon), Stay(noon, left_at=noon + timedelta(hours=4, minutes=16)))
    assert reckon(joined).is_too_long
    on_time = Stay(EIGHT - timedelta(minutes=30), EIGHT, FOUR, FOUR + timedelta(minutes=15))
    assert not reckon((on_time,)).is_too_long
    break_ = timedelta(minutes=1)
    apart = (Stay(EIGHT, left_at=noon), Stay(noon + break_, left_at=noon + timedelta(hours=5)))
    assert not reckon(apart).is_too_long


def test_coming_outside_the_roster_is_told(shift: Scenario) -> None:
    """It is registered, and is late for nothing."""
    told = shift.when(c.Come, **ON, actor=SECOND)
    assert told == [(e.Came, {**ON, "late_by_min": 0, "is_absence": False})]
    assert "roster" in shift.warnings[0]


def test_a_night_duty_is_of_the_day_on_which_it_begins(shift: Scenario) -> None:
    """So that whoever comes to it behind midnight came late; no other day is open."""
    night = datetime(2016, 3, 10, 23, 50, tzinfo=SHANGHAI)
    at(rostered(shift, SECOND, night), night + timedelta(minutes=20))
    assert shift.when(c.Come, **ON, actor=SECOND)[0][1]["late_by_min"] == 20
    yesterday = TODAY - timedelta(days=1)
    assert shift.refusal(c.Come, on=yesterday, actor=SECOND).cited == ("Invalid", "today")


def test_going_out_says_where_until_when_and_what_for(shift: Scenario) -> None:
    """And being back says how late (002-r5-7)."""
    shift.given(c.Come, **ON).later(hours=1)
    out = {"place": "银行", "errand": "送票据", "return_by": EIGHT + timedelta(hours=2)}
    for wrong in (shift.now, shift.now + timedelta(days=1, minutes=1)):
        assert shift.refusal(c.GoOut, **THIS, **{**out, "return_by": wrong}).cited == ("Invalid", GOING_OUT)
    assert shift.refusal(c.GoOut, **THIS, **out, actor=SECOND).kind == "Forbidden"
    assert shift.when(c.GoOut, **THIS, **out) == [(e.WentOut, out)]
    shift.later(hours=1, minutes=25)
    assert shift.when(c.ComeBack, **THIS) == [(e.CameBack, {"late_back_min": 25})]


def test_who_is_not_relieved_stays_on(shift: Scenario) -> None:
    """Once their time is up; what they stayed on shows as they leave (002-r15-2.4)."""
    shift.given(c.Come, **ON)
    awaited = {**THIS, "awaited": SECOND}
    assert shift.refusal(c.StayOn, **awaited).cited == ("Refused", RELIEF)
    at(shift, FOUR)
    assert shift.refusal(c.StayOn, **THIS, awaited=FIRST).cited == ("Invalid", RELIEF)
    assert shift.when(c.StayOn, **awaited) == [(e.StayedOn, {"awaited": SECOND})]
    told = shift.later(minutes=35).when(c.Leave, **THIS)
    assert told == [(e.Left, {"early_min": 0, "over_min": 35, "there_min": 515, "is_too_long": True})]


def test_who_has_no_duty_waits_for_no_relief(shift: Scenario) -> None:
    """Nobody takes over what the roster does not have."""
    shift.given(c.Come, **ON, actor=SECOND)
    other = {"attendance": attendance_id(SITE, SECOND, TODAY), "awaited": FIRST, "actor": SECOND}
    assert shift.refusal(c.StayOn, **other).cited == ("Refused", RELIEF)


NOTED: dict[str, Any] = {"staff": FIRST, **ON, "was_there": False, "note": "n", **BY_LEAD}


class TestMissing:
    def test_behind_thirty_minutes_of_a_duty(self, shift: Scenario) -> None:
        """Until then they are late; and of nobody who is not on the roster."""
        at(shift, EIGHT + timedelta(minutes=30))
        assert shift.refusal(c.NoteMissing, **NOTED).cited == ("Refused", REGISTERING)
        at(shift, EIGHT + timedelta(minutes=31))
        other = {**NOTED, "staff": SECOND}
        assert shift.refusal(c.NoteMissing, **other).cited == ("Refused", REGISTERING)
        assert shift.refusal(c.NoteMissing, **{**NOTED, "actor": FIRST}).kind == "Forbidden"
        told = shift.when(c.NoteMissing, **NOTED)
        said = {"staff": FIRST, **ON, "was_there": False, "note": "n"}
        assert told == [(e.MissingNoted, {**said, "duty_begins": EIGHT, "duty_ends": FOUR})]
        shift.given(c.Come, **ON)
        assert shift.state.stage is AttendanceStage.AT_WORK

    def test_not_of_who_came(self, shift: Scenario) -> None:
        """The machine knows better."""
        shift.given(c.Come, **ON).later(hours=1)
        assert shift.refusal(c.NoteMissing, **NOTED).kind == "Refused"

    def test_not_of_who_is_on_leave(self, shift: Scenario) -> None:
        """Whether the register of staff says so, or a leave that was approved."""
        at(shift, EIGHT - timedelta(hours=12))
        until = {"leave_kind": "time_off", "since": TODAY, "until": TODAY, "reason": "r"}
        shift.given(leave.Ask, **until).given(leave.Approve, leave=leave_id(SITE, FIRST, TODAY), **BY_LEAD)
        at(shift, FOUR)
        assert "leave" in shift.refusal(c.NoteMissing, **NOTED).message
        rostered(at(shift, EIGHT - timedelta(hours=11)), SECOND)
        shift.given(staff.SendOnLeave, staff=SECOND, since=TODAY, until=TODAY, reason="r", **BY_LEAD)
        of_second = {**NOTED, "staff": SECOND}
        assert "leave" in at(shift, FOUR).refusal(c.NoteMissing, **of_second).message


class TestComingLater:
    """Behind a superior's note: what it says is put right by taking it back, and by nothing else."""

    def test_an_absence_stays(self, shift: Scenario) -> None:
        """Whoever comes when the duty is over came to none of it (002-r1-5.2c)."""
        at(shift, EIGHT + timedelta(hours=1)).given(c.NoteMissing, **NOTED)
        at(shift, FOUR + timedelta(minutes=5)).given(c.Come, **ON)
        row = row_of(shift)
        assert (row["was_there"], row["is_absence"], row["is_absent"]) == (False, False, True)

    def test_it_is_not_late_where_they_were_there(self, shift: Scenario) -> None:
        """They forgot to register: time off, no absence (002-r1-5.1); so it stays as it is put right."""
        at(shift, EIGHT + timedelta(hours=1)).given(c.NoteMissing, **{**NOTED, "was_there": True})
        _, said = at(shift, EIGHT + timedelta(hours=6)).when(c.Come, **ON)[0]
        assert (said["late_by_min"], said["is_absence"]) == (0, False)
        right = {**THIS, "came_at": EIGHT + timedelta(hours=5), "reason": "r", **BY_LEAD}
        _, said = shift.when(c.Correct, **right)[0]
        assert (said["late_by_min"], said["is_absence"]) == (0, False)
        row = row_of(shift)
        assert (row["is_late"], row["is_absent"], row["is_forgotten"]) == (False, False, True)

    def test_a_note_that_was_wrong_is_taken_back(self, shift: Scenario) -> None:
        """And a superior enters when they came."""
        at(shift, EIGHT + timedelta(hours=1)).given(c.NoteMissing, **NOTED)
        shift.given(c.Withdraw, **THIS, reason="r", **BY_LEAD)
        shift.given(c.Come, **ON, occurred_at=EIGHT, entered_by=LEAD)
        row = row_of(shift)
        assert (row["was_there"], row["is_absent"]) == (None, False)


def row_of(shift: Scenario) -> dict[str, Any]:
    """Give the row of the register behind everything that happened."""
    row: dict[str, Any] | None = None
    for event in shift.log:
        row = REGISTER.after(row, event)
    assert row is not None
    return row


def test_a_leaving_that_was_forgotten_is_noted(shift: Scenario) -> None:
    """By somebody else, behind the coming; the day shows that it was forgotten (002-r1-5.1)."""
    shift.given(c.Come, **ON)
    left = {**THIS, "left_at": FOUR, "note": "门禁记录"}
    assert at(shift, FOUR - timedelta(hours=1)).refusal(c.NoteLeaving, **left, **BY_LEAD).kind == "Invalid"
    at(shift, FOUR + timedelta(hours=3))
    assert shift.refusal(c.NoteLeaving, **left).kind == "Forbidden"
    told = shift.when(c.NoteLeaving, **left, **BY_LEAD)
    reckoned = {"early_min": 0, "over_min": 0, "there_min": 480, "is_too_long": False}
    assert told == [(e.LeavingNoted, {"left_at": FOUR, "note": "门禁记录", **reckoned})]
    assert shift.state.stage is AttendanceStage.GONE
    shift.given(c.Correct, **THIS, left_at=FOUR + timedelta(minutes=9), reason="r", **BY_LEAD)


class TestCorrection:
    def test_reckons_the_day_anew(self, shift: Scenario) -> None:
        """By somebody else; what is left out stays as it was."""
        at(shift, EIGHT + timedelta(minutes=40)).given(c.Come, **ON)
        at(shift, FOUR).given(c.Leave, **THIS)
        right = {**THIS, "came_at": EIGHT + timedelta(minutes=10), "reason": "r"}
        assert shift.refusal(c.Correct, **right).kind == "Forbidden"
        _, said = shift.when(c.Correct, **right, **BY_LEAD)[0]
        assert (said["stay"], said["late_by_min"], said["is_absence"], said["there_min"]) == (
            1,
            10,
            False,
            470,
        )
        assert shift.refusal(c.Correct, **right, **BY_LEAD).cited == ("Refused", "nothing-to-correct")

    def test_keeps_the_times_in_order(self, shift: Scenario) -> None:
        """And says nothing of what has not happened."""
        shift.given(c.Come, **ON)
        left = {**THIS, **BY_LEAD, "left_at": FOUR, "reason": "r"}
        assert at(shift, FOUR).refusal(c.Correct, **left).cited == ("Invalid", "order-of-times")
        shift.given(c.Leave, **THIS).later(hours=1)
        late = {**THIS, **BY_LEAD, "came_at": FOUR + timedelta(minutes=1), "reason": "r"}
        assert shift.refusal(c.Correct, **late).cited == ("Invalid", "order-of-times")
        none = {**THIS, **BY_LEAD, "stay": 2, "left_at": FOUR, "reason": "r"}
        assert shift.refusal(c.Correct, **none).kind == "NotFound"

    def test_a_day_is_taken_back(self, shift: Scenario) -> None:
        """By somebody else, and is registered anew."""
        shift.given(c.Come, **ON)
        assert shift.refusal(c.Withdraw, **THIS, reason="r").kind == "Forbidden"
        shift.given(c.Withdraw, **THIS, reason="r", **BY_LEAD).given(c.Come, **ON)
        assert len(shift.state.stays) == 1


async def test_the_page_shows_who_is_late(shift: Scenario, tmp_path: Path) -> None:
    """With the minutes, and who is out."""
    shift.given(site.Open, name_zh="厦门", name_en="Xiamen", occurred_at=EIGHT - timedelta(days=2))
    at(shift, EIGHT + timedelta(minutes=12)).given(c.Come, **ON)
    out = {"place": "银行", "errand": "送票据", "return_by": EIGHT + timedelta(hours=2)}
    shift.given(c.GoOut, **THIS, **out)
    assert "银行" in await page_of(shift, tmp_path, "/attendances?mark=is_out", "zh")
    page = await page_of(shift, tmp_path, f"/attendances/{THIS['attendance']}", "zh")
    assert "迟到分钟" in page
    assert "外出" in page


def test_a_correction_lies_around_what_was_registered_within(shift: Scenario) -> None:
    """Nobody left before they went out or came back, or came behind that; nor is a leaving noted so."""
    shift.given(c.Come, **ON)
    out = {"place": "p", "errand": "e", "return_by": EIGHT + timedelta(hours=4)}
    at(shift, EIGHT + timedelta(hours=2)).given(c.GoOut, **THIS, **out)
    at(shift, EIGHT + timedelta(hours=3)).given(c.ComeBack, **THIS)
    early = EIGHT + timedelta(hours=2, minutes=30)
    at(shift, FOUR + timedelta(minutes=5))
    noted = shift.refusal(c.NoteLeaving, **THIS, left_at=early, note="n", **BY_LEAD)
    assert noted.cited == ("Invalid", "order-of-times")
    shift.given(c.Leave, **THIS)
    for wrong in ({"left_at": early}, {"came_at": early}):
        refusal = shift.refusal(c.Correct, **THIS, **wrong, reason="r", **BY_LEAD)
        assert refusal.cited == ("Invalid", "order-of-times")
    shift.given(c.Correct, **THIS, left_at=FOUR, reason="r", **BY_LEAD)


async def test_a_leave_that_is_approved_later_answers_for_an_absence(shift: Scenario, tmp_path: Path) -> None:
    """The note stays, and counts as no absence while the leave stands, in whichever order they came."""
    shift.given(site.Open, name_zh="厦门", name_en="Xiamen", occurred_at=EIGHT - timedelta(days=2))
    missing = {**ON, "staff": FIRST, "was_there": False, "note": "未到岗", **BY_LEAD}
    at(shift, EIGHT + timedelta(hours=1)).given(c.NoteMissing, **missing)
    address, absent = f'href="/attendances/{THIS["attendance"]}"', "/attendances?mark=is_absent"
    assert address in await page_of(shift, tmp_path / "1", absent)
    asked = {"leave_kind": "personal", "since": TODAY, "until": TODAY, "reason": "r", "happened_at": EIGHT}
    shift.given(leave.Ask, **asked)
    this = {"leave": leave_id(SITE, FIRST, TODAY)}
    assert address in await page_of(shift, tmp_path / "2", absent)
    shift.given(leave.Approve, **this, **BY_LEAD)
    assert address not in await page_of(shift, tmp_path / "3", absent)
    assert this["leave"] in await page_of(shift, tmp_path / "4", f"/attendances/{THIS['attendance']}")
    shift.given(leave.WithdrawAnswer, **this, reason="r", **BY_LEAD)
    assert address in await page_of(shift, tmp_path / "5", absent)
